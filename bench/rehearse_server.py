"""The two services of ``bench rehearse``: Graph and CloudGate of a large invented company, with prepared responses."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

MEMBERS = 300
DEPARTMENTS = ("Sales", "Service", "Operations", "Research", "Finance")
_MEMBERS_URL = re.compile(r"/groups/g(\d+)/members")
_IDS = re.compile(r"'p(\d+)'")


def main() -> int:
    """Print what this file is; the benchmark starts it."""
    print(__doc__)
    return 0


def person_json(number: int) -> dict[str, Any]:
    """Return a person as Graph returns it."""
    name = f"person{number}"
    return {
        "id": f"p{number}", "accountEnabled": True, "userType": "Member", "displayName": f"Person {number}",
        "userPrincipalName": f"{name}@contoso.example", "mail": f"{name}@contoso.example", "mailNickname": name,
        "givenName": f"Given{number % 997}", "surname": f"Family{number % 4999}",
        "jobTitle": f"Grade {number % 37}", "department": DEPARTMENTS[number % 5], "employeeId": f"{number:07}",
        "officeLocation": f"Office {number % 53}", "streetAddress": f"{number % 300} Example Street",
        "city": f"City {number % 71}", "state": f"State {number % 13}", "postalCode": f"{10000 + number % 89999}",
        "country": "NO", "preferredLanguage": "en-US", "businessPhones": [f"+47 5555 {number:06}"],
        "mobilePhone": None, "faxNumber": None,
        **({"manager": {"id": f"p{number // 10}"}} if number else {}),
    }  # fmt: skip


class Company:
    """All responses, prepared as bytes."""

    def __init__(self, people: int) -> None:
        from wizard.graph.people import _People
        from wizard.journey.services.reading import needed_attributes
        from wizard.mapping import Schema
        from wizard.provisioning import Configuration, Source, TargetSnapshot, plan

        root = Path(__file__).resolve().parent.parent
        self.people, self.groups = people, max(1, people // 100)
        self.schema = json.loads((root / "resources/schema/practice-schema.json").read_text(encoding="utf-8"))
        schema = Schema(self.schema)
        configuration = Configuration.from_schema(schema, sync_all=True)
        reader = _People(needed_attributes(schema), (), lambda: None)
        self.users: list[bytes] = []
        self.accounts: list[bytes] = []
        self.by_name: dict[str, int] = {}
        for start in range(0, people, 1000):
            items = [person_json(number) for number in range(start, min(people, start + 1000))]
            self.users += [json.dumps(item).encode() for item in items]
            made = plan(Source(reader.read(reader.decoder.convert(items))), TargetSnapshot((), ()), configuration)
            bodies = [one.requests[0].body for one in made if one.stage == "object"]
            self.accounts += map(self._account, range(start, start + len(bodies)), bodies)
        self.group_pages = [
            json.dumps({"id": f"g{n}", "displayName": f"Group {n}", "securityEnabled": True, "groupTypes": []}).encode()
            for n in range(self.groups)
        ]
        self.scim_groups = [json.dumps(self._group(number)).encode() for number in range(self.groups)]

    def _account(self, number: int, body: Any) -> bytes:
        account = {"id": f"a{number}", **body}
        self.by_name[account["userName"].lower()] = number
        if number % 10 == 3:
            account["title"] = "Something else"
        if number:
            enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
            account.setdefault(enterprise, {})["manager"] = {"value": f"a{number // 10}"}
        return json.dumps(account).encode()

    def members(self, group: int) -> Iterator[int]:
        """Yield the people of a group; neighboring groups overlap."""
        return ((group * 100 + step) % self.people for step in range(min(MEMBERS, self.people)))

    def _group(self, number: int) -> dict[str, Any]:
        missing = 5 if number % 10 == 3 else 0
        members = [{"value": f"a{member}"} for member in list(self.members(number))[missing:]]
        return {"id": f"c{number}", "displayName": f"Group {number}", "externalId": f"g{number}", "members": members}

    # --- Graph

    def graph(self, path: str, query: dict[str, list[str]], base: str) -> bytes:
        if path == "/users/$count":
            return str(self.people).encode()
        if path.startswith(("/users", "/groups")) and (found := _MEMBERS_URL.match(path)) is None:
            items = self.users if path == "/users" else self.group_pages
            if (wanted := query.get("$filter")) is not None:
                return b'{"value": [' + b",".join(self.users[int(n)] for n in _IDS.findall(wanted[0])) + b"]}"
            start, size = int(query.get("$skiptoken", ["0"])[0]), int(query.get("$top", ["999"])[0])
            page = items[start : start + size]
            link = b""
            if start + size < len(items):
                rest = "&".join(f"{name}={value[0]}" for name, value in query.items() if name != "$skiptoken")
                link = f'"@odata.nextLink": "{base}{path}?{rest}&$skiptoken={start + size}", '.encode()
            return b"{" + link + b'"value": [' + b",".join(page) + b"]}"
        if (found := _MEMBERS_URL.match(path)) is not None:
            kind = '{"@odata.type": "#microsoft.graph.user", "id": "p'
            return b'{"value": [' + ",".join(f'{kind}{n}"}}' for n in self.members(int(found[1]))).encode() + b"]}"
        if path.endswith("/schema"):
            return json.dumps(self.schema).encode()
        if path.endswith("/jobs"):
            return json.dumps({"value": [{"id": "job", "templateId": "t", "schedule": {}, "status": {}}]}).encode()
        return b'{"value": []}'

    def batch(self, body: bytes, base: str) -> bytes:
        answers = []
        for item in json.loads(body)["requests"]:
            path, _, query = item["url"].partition("?")
            inner = self.graph(path, parse_qs(query), base)
            answers.append(f'{{"id": "{item["id"]}", "status": 200, "headers": {{}}, "body": '.encode() + inner + b"}")
        return b'{"responses": [' + b",".join(answers) + b"]}"

    # --- CloudGate

    def scim(self, path: str, query: dict[str, list[str]]) -> bytes:
        items = {"/Users": self.accounts, "/Groups": self.scim_groups}.get(path)
        if items is None:
            return b'{"totalResults": 0, "Resources": []}'
        if (wanted := query.get("filter")) is not None:
            number = self.by_name.get(wanted[0].split('"')[1].lower())
            hits = [] if number is None else [self.accounts[number]]
            return self._list(len(hits), hits)
        start, count = int(query["startIndex"][0]) - 1, int(query["count"][0])
        return self._list(len(items), items[start : start + count])

    @staticmethod
    def _list(total: int, page: list[bytes]) -> bytes:
        return f'{{"totalResults": {total}, "Resources": ['.encode() + b",".join(page) + b"]}"


def serve(people: int) -> int:
    """Serve until standard input ends."""
    from listeners import Certificates, serving

    company = Company(people)

    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        path, query = environ["PATH_INFO"], parse_qs(unquote(environ.get("QUERY_STRING", "").replace("+", " ")))
        base = f"https://{environ['HTTP_HOST']}/v1.0"
        if path == "/v1.0/$batch":
            body = company.batch(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])), base)
        elif path.startswith("/v1.0"):
            body = company.graph(path.removeprefix("/v1.0"), query, base)
        else:
            body = company.scim(path.removeprefix("/scim"), query)
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    certificates = Certificates(Path(tempfile.mkdtemp()))
    with serving(app, certificates) as server:
        print(json.dumps({"root": server.root, "ca": str(certificates.ca_file)}), flush=True)
        sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
