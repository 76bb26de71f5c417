"""A group's members are left out of what does not show them, and only there."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from wizard.practice.cloudgate import PracticeCloudGate
from wizard.practice.faults import FaultBoard, all_faults
from wizard.secrets.secret import Secret

TOKEN = "practice-token-for-groups"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


class Asked:
    """A practice CloudGate with two accounts, one of which is a member of its only group and the other's manager."""

    def __init__(self) -> None:
        self.gate = PracticeCloudGate(Secret(TOKEN), FaultBoard(all_faults()))
        core = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"]}
        self.member = self.made("/Users", {**core, "userName": "ana@harborlights.example"})
        report = {"schemas": [*core["schemas"], ENTERPRISE], "userName": "bo@harborlights.example"}
        self.other = self.made("/Users", {**report, ENTERPRISE: {"manager": {"value": self.member}}})
        group = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Reception"}
        self.group = self.made("/Groups", {**group, "members": [{"value": self.member}]})

    def __call__(self, method: str, path: str, query: str = "", body: object = None) -> Any:
        raw = b"" if body is None else json.dumps(body).encode()
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": f"/scim/v2{path}", "QUERY_STRING": query, "SCRIPT_NAME": "",
            "SERVER_NAME": "cloudgate.example", "SERVER_PORT": "443", "wsgi.url_scheme": "https",
            "CONTENT_LENGTH": str(len(raw)), "CONTENT_TYPE": "application/scim+json", "wsgi.input": io.BytesIO(raw),
            "HTTP_AUTHORIZATION": f"Bearer {TOKEN}",
        }  # fmt: skip
        return json.loads(b"".join(self.gate.app(environ, lambda *_: lambda _part: None)))

    def made(self, path: str, body: object) -> str:
        return str(self("POST", path, body=body)["id"])

    def found(self, kind: str, holder: str, name: str, reference: str, more: str = "&attributes=id") -> list[Any]:
        query = f'filter=id+eq+"{holder}"+and+{name}+eq+"{reference}"{more}'
        return list(self("GET", f"/{kind}", query)["Resources"])


@pytest.fixture(scope="module")
def asked() -> Asked:
    return Asked()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("attributes=members", True),
        ("attributes=members.value", True),
        ("attributes=urn:ietf:params:scim:schemas:core:2.0:Group:members", True),
        ("attributes=id", False),
        ("excludedAttributes=members", False),
        ("excludedAttributes=Members,displayName", False),
        ("excludedAttributes=displayName", True),
    ],
)
def test_members_are_where_the_response_shows_them(asked: Asked, query: str, shown: bool) -> None:
    one = asked("GET", f"/Groups/{asked.group}", query)
    [listed] = asked("GET", "/Groups", query)["Resources"]
    [looked_up] = asked.found("Groups", asked.group, "members", asked.member, f"&{query}")
    for group in (one, listed, looked_up):
        assert [member["value"] for member in group.get("members", ())] == ([asked.member] if shown else [])
    assert [member["value"] for member in asked.gate.held("Group")[0]["members"]] == [asked.member], "nothing is lost"


def test_a_reference_is_found_where_it_is_and_nowhere_else(asked: Asked) -> None:
    assert len(asked.found("Groups", asked.group, "members", asked.member)) == 1
    assert asked.found("Groups", asked.group, "members", asked.other) == []
    assert asked.found("Groups", asked.other, "members", asked.member) == [], "no group"
    assert len(asked.found("Users", asked.other, f"{ENTERPRISE}:manager", asked.member)) == 1
    assert asked.found("Users", asked.other, f"{ENTERPRISE}:manager", asked.other) == []
    assert asked.found("Users", asked.member, f"{ENTERPRISE}:manager", asked.member) == [], "without a manager"
