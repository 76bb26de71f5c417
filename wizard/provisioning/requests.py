"""The SCIM requests of operations, in both PATCH dialects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wizard.mapping.expression.values import as_text, is_number
from wizard.provisioning.model import Dialect, Ref
from wizard.provisioning.scimvalues import CORE_GROUP, CORE_USER, ENTERPRISE, ENTRA_GROUP, parse_path, write

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def typed(value: Any, kind: str) -> Any:
    """Return a value as the target attribute's type; what does not fit stays text."""
    if kind == "Boolean":
        return {"true": True, "false": False}.get(as_text(value).lower(), value)
    if kind == "Integer" and not isinstance(value, bool):
        text = as_text(value)
        return int(text) if is_number(text) else text
    if isinstance(value, tuple):
        return list(value)
    return as_text(value)


def user_body(values: Mapping[str, Any], types: Mapping[str, str]) -> dict[str, Any]:
    """Return the body that creates a user; the enterprise schema is named also when nothing of it is mapped."""
    body: dict[str, Any] = {"schemas": [CORE_USER, ENTERPRISE]}
    for target, value in values.items():
        write(body, target, typed(value, types.get(target, "String")))
    body["meta"] = {"resourceType": "User"}
    return body


def group_body(values: Mapping[str, Any], types: Mapping[str, str]) -> dict[str, Any]:
    """Return the body that creates a group: never with members."""
    body: dict[str, Any] = {"schemas": [CORE_GROUP, ENTRA_GROUP]}
    for target, value in values.items():
        write(body, target, typed(value, types.get(target, "String")))
    body["meta"] = {"resourceType": "Group"}
    return body


def patch_body(changes: Sequence[tuple[str, bool, Any]], types: Mapping[str, str], dialect: Dialect) -> dict[str, Any]:
    """Return the PATCH body for changes given as path, whether the target had a value, and new value."""
    operations: list[dict[str, Any]] = []
    if dialect == "classic":
        for target, had, value in changes:
            sent = typed(value, types.get(target, "String"))
            # The compatibility article shows booleans as text here; the tutorial's sample shows a real one.
            sent = str(sent) if isinstance(sent, bool) else sent
            operations.append({"op": "Replace" if had else "Add", "path": target, "value": sent})
    else:
        merged = {
            target: typed(value, types.get(target, "String"))
            for target, _, value in changes
            if parse_path(target).simple
        }
        if merged:
            operations.append({"op": "replace", "value": merged})
        operations += [
            {"op": "replace" if had else "add", "path": target, "value": typed(value, types.get(target, "String"))}
            for target, had, value in changes
            if not parse_path(target).simple
        ]
    return {"schemas": [PATCH_OP], "Operations": operations}


def reference_body(path: str, had: bool, target: str | Ref, dialect: Dialect) -> dict[str, Any]:
    """Return the PATCH body that sets a single reference, such as the manager."""
    op = "Replace" if had else "Add"
    sign = op if dialect == "classic" else op.lower()
    return {"schemas": [PATCH_OP], "Operations": [{"op": sign, "path": path, "value": [{"value": target}]}]}


def members_body(add: Sequence[str | Ref], remove: Sequence[str | Ref], dialect: Dialect) -> dict[str, Any]:
    """Return the PATCH body that adds members to a group and takes others out."""
    operations: list[dict[str, Any]] = []
    if add:
        values = [{"$ref": None, "value": item} for item in add]
        operations.append({"op": "Add" if dialect == "classic" else "add", "path": "members", "value": values})
    if dialect == "classic":
        if remove:
            values = [{"$ref": None, "value": item} for item in remove]
            operations.append({"op": "Remove", "path": "members", "value": values})
    else:
        operations += [{"op": "remove", "path": f'members[value eq "{item}"]'} for item in remove]
    return {"schemas": [PATCH_OP], "Operations": operations}
