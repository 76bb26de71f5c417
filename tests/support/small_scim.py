"""A small, correct SCIM service for tests of the program with other servers; each test adds one fault.

Tests override methods for that. It supports users and groups, ``eq`` filters, pages, and GET and ``.search`` requests.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
SCIM = "application/scim+json"
Json = dict[str, Any]


class Refused(Exception):
    """A response that replaces the service's usual one."""

    def __init__(self, status: int, body: Any = None, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status, self.body, self.headers = status, body, headers or {}


class SmallScim:
    """The service as a WSGI application. ``log`` contains method, path and query of every request."""

    token = "small-canary-77c1"

    def __init__(self, users: list[Json] | None = None, groups: list[Json] | None = None) -> None:
        self.held: dict[str, list[Json]] = {"Users": users or [], "Groups": groups or []}
        self.log: list[tuple[str, str, dict[str, str]]] = []

    def __call__(self, environ: Json, start: Any) -> list[bytes]:
        query = {name: found[-1] for name, found in parse_qs(environ["QUERY_STRING"]).items()}
        path = environ["PATH_INFO"]
        raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        self.log.append((environ["REQUEST_METHOD"], path, query))
        headers = {"Content-Type": SCIM}
        try:
            self.before(environ)
            status, body = self.answer(environ["REQUEST_METHOD"], path, query, json.loads(raw) if raw else {})
        except Refused as refused:
            status, body = refused.status, refused.body
            headers |= refused.headers
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        start(f"{status} Answer", [*headers.items(), ("Content-Length", str(len(data)))])
        return [data]

    def before(self, environ: Json) -> None:
        """Check the token; called before each request is handled."""
        if environ.get("HTTP_AUTHORIZATION") != f"Bearer {self.token}":
            raise Refused(401, {"schemas": [ERROR], "status": "401", "detail": "token"})

    def answer(self, method: str, path: str, query: dict[str, str], body: Json) -> tuple[int, Any]:
        parts = [part for part in path.split("/") if part and part != "scim"]
        kind = parts[0] if parts else ""
        if kind in {"", "ServiceProviderConfig", "Schemas", "ResourceTypes"}:
            return 200, {"schemas": [LIST], "totalResults": 0, "Resources": []}
        if kind not in self.held:
            raise Refused(404, {"schemas": [ERROR], "status": "404"})
        if method == "GET" or parts[-1] == ".search":
            given = query if method == "GET" else {name: str(value) for name, value in body.items()}
            found = self.held[kind]
            if "filter" in given:
                found = [each for each in found if self.matches(each, *self.parsed(given["filter"]))]
            return 200, self.listed(found, given)
        raise Refused(405, {"schemas": [ERROR], "status": "405"})

    def parsed(self, text: str) -> tuple[str, str]:
        found = re.fullmatch(r'(\S+) eq "(.*)"', text)
        if found is None:
            raise Refused(400, {"schemas": [ERROR], "status": "400", "detail": "filter"})
        return found[1], json.loads(f'"{found[2]}"')

    def matches(self, item: Json, attribute: str, value: str) -> bool:
        return str(item.get(attribute)).lower() == value.lower()

    def listed(self, found: list[Json], query: dict[str, str]) -> Json:
        start, count = max(1, int(query.get("startIndex", "1"))), int(query.get("count", "100"))
        page = found[start - 1 : start - 1 + count]
        return {"schemas": [LIST], "totalResults": len(found), "startIndex": start, "itemsPerPage": len(page),
                "Resources": page}  # fmt: skip
