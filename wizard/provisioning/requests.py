"""The SCIM requests of operations, in both PATCH dialects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from wizard.mapping.expression.values import as_text, is_number
from wizard.provisioning.model import Dialect, Kind, Ref
from wizard.provisioning.roles import ROLE_FORMS, created_roles, role_operation
from wizard.provisioning.scimvalues import CORE_GROUP, CORE_USER, ENTERPRISE, ENTRA_GROUP, parse_path, write

if TYPE_CHECKING:
    from wizard.core.json_types import JsonObject
    from wizard.mapping.expression.values import Result

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def typed(value: Result, kind: str) -> object:
    """Return a value converted to the target attribute's type; a value that does not fit stays text."""
    if kind == "Boolean":
        return {"true": True, "false": False}.get(as_text(value).lower(), value)
    if kind == "Integer" and not isinstance(value, bool):
        text = as_text(value)
        return int(text) if is_number(text) else text
    if isinstance(value, tuple):
        return list(value)
    return as_text(value)


def user_body(values: Mapping[str, Result], types: Mapping[str, str]) -> JsonObject:
    """Return the body that creates a user; it always names the enterprise schema, even if none of it is mapped."""
    return _created("User", [CORE_USER, ENTERPRISE], values, types)


def group_body(values: Mapping[str, Result], types: Mapping[str, str]) -> JsonObject:
    """Return the body that creates a group, without members."""
    return _created("Group", [CORE_GROUP, ENTRA_GROUP], values, types)


def _created(kind: Kind, schemas: list[str], values: Mapping[str, Result], types: Mapping[str, str]) -> JsonObject:
    body: JsonObject = {"schemas": schemas}
    for target, value in values.items():
        form = types.get(target, "String")
        write(body, target, created_roles(form, value) if form in ROLE_FORMS else typed(value, form))
    body["meta"] = {"resourceType": kind}
    return body


def patch_body(changes: Sequence[tuple[str, bool, Result]], types: Mapping[str, str], dialect: Dialect) -> JsonObject:
    """Return the PATCH body for changes, each given as path, whether the target had a value, and new value.

    With the feature flag, several single-valued attributes are merged into one operation without a path, after those
    whose path selects an element. A single one keeps its path and operation (Microsoft's article on SCIM
    compatibility).
    """
    if dialect == "classic":
        return _patch([_operation(*change, types, dialect) for change in changes])
    merged = [change for change in changes if _merges(change[0], types)]
    apart = [change for change in changes if not _merges(change[0], types)] if len(merged) > 1 else changes
    operations = [_operation(*change, types, dialect) for change in apart]
    if len(merged) > 1:
        values = {target: typed(value, types.get(target, "String")) for target, _, value in merged}
        operations.append({"op": _op(any(had for _, had, _ in merged), dialect), "value": values})
    return _patch(operations)


def reference_body(path: str, had: bool, target: str | Ref, dialect: Dialect) -> JsonObject:
    """Return the PATCH body that sets a single reference, such as the manager, to the plain id; empty text clears
    it.
    """
    return _patch([{"op": _op(had, dialect), "path": path, "value": target}])


def _op(had: bool, dialect: Dialect) -> str:
    """Return the operation that writes a value; ``had``: whether the target has one. The older dialect capitalizes."""
    op = "Replace" if had else "Add"
    return op if dialect == "classic" else op.lower()


def _operation(target: str, had: bool, value: Result, types: Mapping[str, str], dialect: Dialect) -> JsonObject:
    kind = types.get(target, "String")
    if kind in ROLE_FORMS:
        return role_operation(kind, target, value, dialect)
    sent = typed(value, kind)
    if dialect == "classic" and isinstance(sent, bool):
        sent = str(sent)  # as the compatibility article shows it; the tutorial's sample shows a real boolean
    return {"op": _op(had, dialect), "path": target, "value": sent}


def _merges(target: str, types: Mapping[str, str]) -> bool:
    """Return whether an attribute is single-valued and its path selects no element."""
    return parse_path(target).simple and types.get(target) not in ROLE_FORMS


def _patch(operations: list[JsonObject]) -> JsonObject:
    return {"schemas": [PATCH_OP], "Operations": operations}


def members_body(add: Sequence[str | Ref], remove: Sequence[str | Ref], dialect: Dialect) -> JsonObject:
    """Return the PATCH body that adds and removes members of a group."""
    operations: list[JsonObject] = []
    if add:
        values = [{"$ref": None, "value": item} for item in add]
        operations.append({"op": _op(False, dialect), "path": "members", "value": values})
    if dialect == "classic":
        if remove:
            values = [{"$ref": None, "value": item} for item in remove]
            operations.append({"op": "Remove", "path": "members", "value": values})
    else:
        operations += [{"op": "remove", "path": f'members[value eq "{item}"]'} for item in remove]
    return _patch(operations)
