"""What the comparison of recorded requests takes for the same, and what it never does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.real.corpus import Item
from tests.real.meaning import FLAG, agreed
from wizard.provisioning.roles import role_operation

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def _same(ours: list[dict[str, Any]], recorded: list[dict[str, Any]], dialect: str = "classic") -> bool:
    item = Item("scim/requests/x", {"request": {"method": "PATCH"}, "dialect": dialect})
    bodies = ({"schemas": [PATCH], "Operations": operations} for operations in (ours, recorded))
    one, two = agreed(*bodies, item)
    return bool(one == two)


@pytest.mark.parametrize(
    ("ours", "recorded", "dialect"),
    [
        ({"op": "Replace", "path": "active", "value": "False"}, {"op": "Replace", "path": "active", "value": False}, "classic"),
        ({"op": "Remove", "path": "members", "value": []}, {"op": "remove", "path": "members", "value": []}, "classic"),
        ({"op": "Add", "path": "manager", "value": "7"}, {"op": "Add", "path": "manager", "value": [{"$ref": "u", "value": "7"}]}, "classic"),
        ({"op": "replace", "path": "title", "value": "x"}, {"op": "replace", "value": {"title": "x"}}, FLAG),
    ],
)  # fmt: skip
def test_recordings_of_the_same_thing_differ(ours: Any, recorded: Any, dialect: str) -> None:
    assert _same([ours], [recorded], dialect)


@pytest.mark.parametrize(
    ("ours", "recorded", "dialect"),
    [
        ({"op": "replace", "path": "active", "value": "False"}, {"op": "replace", "path": "active", "value": False}, FLAG),
        ({"op": "Replace", "path": "title", "value": "x"}, {"op": "replace", "path": "title", "value": "x"}, FLAG),
        ({"op": "Replace", "path": "title", "value": "x"}, {"op": "REPLACE", "path": "title", "value": "x"}, "classic"),
        ({"op": "Replace", "path": "title", "value": "x"}, {"op": "Add", "path": "title", "value": "x"}, "classic"),
        ({"op": "replace", "value": {"title": "x"}}, {"op": "replace", "path": "title", "value": "x"}, FLAG),
        ({"op": "Add", "path": "manager", "value": [{"value": "7"}]}, {"op": "Add", "path": "manager", "value": "8"}, "classic"),
    ],
)  # fmt: skip
def test_a_difference_is_not_hidden(ours: Any, recorded: Any, dialect: str) -> None:
    assert not _same([ours], [recorded], dialect)


def test_an_extension_with_attributes_needs_its_schema() -> None:
    item = Item("scim/requests/x", {"request": {"method": "POST"}})
    core, more = (
        "urn:ietf:params:scim:schemas:core:2.0:User",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    )
    one, two = agreed({"schemas": [core, more]}, {"schemas": [core]}, item)
    assert one == two
    used = {"schemas": [core, more], more: {"department": "D"}}
    one, two = agreed({**used, "schemas": [core]}, used, item)
    assert one != two


def test_roles_with_the_flag_come_in_the_form_of_a_creation() -> None:
    """Microsoft, "Provisioning a role to a SCIM app": with the flag POST and PATCH have the same format."""
    role = {"id": "06b07648-ecfe-589f-9d2f-6325724a46ee", "value": "admin", "displayName": "Admin"}
    found = role_operation("Roles", "roles", (json.dumps(role),), FLAG)
    whole = {"primary": False, "type": "WindowsAzureActiveDirectoryRole", "displayName": "Admin", "value": "admin"}
    assert found == {"op": "add", "path": "roles", "value": [whole]}
