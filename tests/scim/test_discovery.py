"""Which attributes mind letter case, as a server's schemas tell."""

from __future__ import annotations

from typing import Any

import pytest

from wizard.scim.discovery import case_exact

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def schema(urn: str, *attributes: dict[str, Any]) -> dict[str, Any]:
    return {"id": urn, "attributes": list(attributes)}


def test_common_attributes_are_exact_though_no_schema_names_them() -> None:
    assert case_exact([schema(USER, {"name": "userName", "caseExact": False})]) == {
        "User": frozenset({"id", "externalid"})
    }


def test_a_server_may_say_otherwise() -> None:
    found = case_exact(
        [schema(USER, {"name": "externalId", "caseExact": False}, {"name": "userName", "caseExact": True})]
    )
    assert found["User"] == {"id", "username"}


def test_parts_and_extensions_have_their_path() -> None:
    emails = {"name": "emails", "subAttributes": [{"name": "value", "caseExact": True}, {"name": "type"}]}
    found = case_exact([schema(USER, emails), schema(ENTERPRISE, {"name": "employeeNumber", "caseExact": True})])
    assert found["User"] == {"id", "externalid", "emails.value", f"{ENTERPRISE}:employeenumber".lower()}


@pytest.mark.parametrize(
    "odd", [[], [{}], [{"id": 5, "attributes": "x"}], [{"id": USER, "attributes": [None, {"name": None}]}]]
)
def test_whatever_is_there_is_no_error(odd: list[Any]) -> None:
    assert set(case_exact(odd)) <= {"User"}
