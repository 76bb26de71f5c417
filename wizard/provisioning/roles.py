"""Roles that a mapping takes from ``appRoleAssignments``: their three forms in requests.

Sources: Microsoft's article on customizing attribute mappings, "Provisioning a role to a SCIM app", and recorded
requests (Captain-P-Goldfish/SCIM-SDK issue 516, MicrosoftDocs/entra-docs issue 391).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from wizard.mapping.expression import Call, Node
from wizard.mapping.expression.values import Result, as_list, as_text
from wizard.provisioning.scimvalues import ROLE_TYPE, parse_path
from wizard.provisioning.target_snapshot import Cell

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping, JsonObject

RoleForm = Literal["SingleRole", "Roles", "AssertiveRoles"]

Change = tuple[str, Cell, Result]
RoleOf = Callable[[str], Mapping[str, str] | None]

_FORMS: Mapping[str, RoleForm] = {
    "SingleAppRoleAssignment": "SingleRole",
    "AppRoleAssignmentsComplex": "Roles",
    "AssertiveAppRoleAssignmentsComplex": "AssertiveRoles",
}

ROLE_FORMS = frozenset({"Roles", "AssertiveRoles"})
"""Attribute types, in addition to those of the schema, whose values are lists of roles as JSON texts."""


def role_form(node: Node | None) -> RoleForm | None:
    """Return how the roles of an expression are sent, or ``None`` if it returns no roles."""
    return _FORMS.get(node.name) if isinstance(node, Call) else None


def created_roles(form: str, value: Result) -> list[JsonObject]:
    """Return the roles in a creation's body; none of them is primary."""
    name = "display" if form == "AssertiveRoles" else "displayName"
    return [
        {"primary": False, "type": ROLE_TYPE, name: role.get("displayName"), "value": role.get("value")}
        for role in map(_role, as_list(value))
    ]


def role_operation(form: str, target: str, value: Result, dialect: str) -> JsonObject:
    """Return the PATCH operation for roles: added as JSON texts, or replaced as whole objects.

    With the feature flag they are added in the form of a creation, according to Microsoft's article.
    """
    if form == "AssertiveRoles":
        return {"op": "replace", "path": target, "value": created_roles(form, value)}
    if dialect != "classic":
        return {"op": "add", "path": target, "value": created_roles(form, value)}
    return {"op": "Add", "path": target, "value": [{"value": text} for text in as_list(value)]}


def single_role(
    changes: Sequence[Change], types: Mapping[str, str], targets: Collection[str], role: RoleOf
) -> tuple[Sequence[Change], Mapping[str, str]]:
    """Return the changes with a person's single role as the classic dialect sends it: added at ``roles`` as a JSON
    text.

    Args:
        changes: path, old value and new value of each.
        types: of the targets.
        targets: paths that contain the single role or a part of it.
        role: returns a role's ``id``, ``value`` and ``displayName`` by its name.
    """
    ours = [change for change in changes if change[0] in targets and parse_path(change[0]).attribute == "roles"]
    if not ours:
        return changes, types
    others = [change for change in changes if change not in ours]
    name = as_text(ours[0][2])
    found = role(name) or {"value": name, "displayName": name}
    text = json.dumps(dict(found), ensure_ascii=False, separators=(",", ":"))
    return [*others, ("roles", None, (text,))], {**types, "roles": "Roles"}


def same_roles(form: str, held: str, value: Result) -> bool:
    """Return whether an account has the roles: at least these, or exactly these if they are replaced.

    Args:
        held: values of the account's roles, joined by semicolons; a server may store the JSON text it received.
    """
    has = {str(_role(text).get("value")) for text in _split(held)}
    wanted = {str(_role(text).get("value")) for text in as_list(value)}
    return has == wanted if form == "AssertiveRoles" else wanted <= has


def _split(held: str) -> Sequence[str]:
    return [text for text in held.split(";") if text]


def _role(text: str) -> JsonMapping:
    """Return a role from its JSON text, or from a plain name."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"value": text, "displayName": text}
