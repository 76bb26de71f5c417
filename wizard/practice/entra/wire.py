"""The SCIM requests of the practice service, based on recordings and independent of the program's own request code.

The engine decides what changes; this module builds the requests, in both dialects. Sources: Microsoft's SCIM tutorial,
its article on the compatibility flag ``aadOptscim062020``, and the recorded requests in ``tests/real/scim/requests``
(referenced by their numbers below).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from wizard.core.json_types import JsonObject
from wizard.mapping.expression import as_text
from wizard.provisioning.payloads import Creation, Members, Patch, Reference, Removal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.mapping.expression import Result

_CORE = "urn:ietf:params:scim:schemas:core:2.0"
_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
_GROUP = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
_PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
_ROLE = "WindowsAzureActiveDirectoryRole"
_PATH = re.compile(
    r"(?:(?P<urn>urn:[^\[]+):)?(?P<name>[^\[\].:]+)"
    r'(?:\[(?P<key>\w+) eq "?(?P<value>[^"\]]*)"?\])?(?:\.(?P<part>[\w$-]+))?'
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A request below the base address; ``body`` is ``None`` for DELETE."""

    method: str
    path: str
    body: JsonObject | None


@dataclass(frozen=True, slots=True)
class _Place:
    urn: str
    name: str
    key: str
    value: str
    part: str


@lru_cache(maxsize=2048)
def _place(path: str) -> _Place:
    found = _PATH.fullmatch(path)
    if found is None:
        return _Place("", path, "", "", "")
    urn = found["urn"] or ""
    if urn.lower() in (f"{_CORE}:User".lower(), f"{_CORE}:Group".lower()):
        urn = ""
    return _Place(urn, found["name"], found["key"] or "", found["value"] or "", found["part"] or "")


def written(work: object) -> Iterator[Sent]:
    """Yield the requests for an operation's changes.

    Args:
        work: the engine's decision; ids of accounts created in this cycle are already known.
    """
    match work:
        case Creation():
            values = {path: value for path, value in zip(work.targets, work.values, strict=True) if value is not None}
            yield Sent("POST", f"/{work.resource}", _creation(work.resource, values, work.types))
        case Patch():
            changes = [(path, old not in (None, ""), new) for path, old, new in work.attributes]
            operations = _changes(changes, work.types, work.dialect != "classic")
            yield _patch(work.resource, work.target_id, operations)
        case Removal():
            yield Sent("DELETE", f"/{work.resource}/{quote(work.target_id, safe='')}", None)
        case Reference():
            # 16, 30: the plain id; 31: cleared by an empty text.
            change = {"op": _op("Replace" if work.old else "Add", work.dialect), "path": work.path, "value": work.new}
            yield _patch("Users", work.own, [change])
        case Members():
            yield _patch("Groups", work.own, _members(work.add, work.remove, work.dialect != "classic"))


def _patch(resource: str, identifier: object, operations: list[JsonObject]) -> Sent:
    return Sent(
        "PATCH", f"/{resource}/{quote(str(identifier), safe='')}", {"schemas": [_PATCH], "Operations": operations}
    )


def _op(name: str, dialect: str) -> str:
    return name if dialect == "classic" else name.lower()


# creating (05, 22, 37)


def _creation(resource: str, values: Mapping[str, Result], types: Mapping[str, str]) -> JsonObject:
    body: JsonObject = {
        "schemas": [f"{_CORE}:User", _ENTERPRISE] if resource == "Users" else [f"{_CORE}:Group", _GROUP]
    }
    for path, value in values.items():
        kind = types.get(path, "String")
        roles = kind in ("Roles", "AssertiveRoles")
        _put(body, _place(path), _role_objects(kind, value) if roles else _typed(value, kind))
    body["meta"] = {"resourceType": "User" if resource == "Users" else "Group"}
    return body


def _put(body: JsonObject, place: _Place, value: object) -> None:
    holder = body.setdefault(place.urn, {}) if place.urn else body
    if not place.key:
        if place.part:
            holder.setdefault(place.name, {})[place.part] = value
        else:
            holder[place.name] = value
        return
    # 22: a selector "True" is a real boolean in a body.
    wanted: str | bool = {"true": True, "false": False}.get(place.value.lower(), place.value)
    elements = holder.setdefault(place.name, [])
    part = place.part or "value"
    element = next((one for one in elements if one.get(place.key) == wanted), None)
    if element is None:
        element = {"primary": True, place.key: wanted} if wanted == "work" and part == "value" else {place.key: wanted}
        if place.name == "roles":
            element["type"] = _ROLE  # 21, 22: whatever the mapping sets
        elements.append(element)
    if not (place.name == "roles" and part == "type"):
        element[part] = value


def _role_objects(kind: str, value: Result) -> list[JsonObject]:
    label = "display" if kind == "AssertiveRoles" else "displayName"
    found = []
    for text in value if isinstance(value, tuple) else (as_text(value),):
        role = _json(text)
        found.append({"primary": False, "type": _ROLE, label: role.get("displayName"), "value": role.get("value")})
    return found


def _json(text: str) -> JsonObject:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"value": text, "displayName": text}


def _typed(value: Result, kind: str) -> object:
    text = as_text(value)
    if kind == "Boolean":
        return {"true": True, "false": False}.get(text.lower(), value)
    if kind == "Integer" and re.fullmatch(r"[+-]?\d+", text):
        return int(text)
    return list(value) if isinstance(value, tuple) else text


# changing (02, 12, 13, 18, 20, 23, 28, 29, 33, 34, 35)


def _changes(changes: Sequence[tuple[str, bool, Result]], types: Mapping[str, str], flagged: bool) -> list[JsonObject]:
    if not flagged:
        return [_change(path, had, value, types.get(path, "String"), flagged=False) for path, had, value in changes]
    merged = [change for change in changes if _mergeable(change[0], types)]
    apart = [change for change in changes if change not in merged] if len(merged) > 1 else changes
    operations = [_change(path, had, value, types.get(path, "String"), flagged=True) for path, had, value in apart]
    if len(merged) > 1:
        values = {path: _typed(value, types.get(path, "String")) for path, _, value in merged}
        operations.append({"op": "replace" if any(had for _, had, _ in merged) else "add", "value": values})
    return operations


def _mergeable(path: str, types: Mapping[str, str]) -> bool:
    return not _place(path).key and types.get(path) not in ("Roles", "AssertiveRoles")


def _change(path: str, had: bool, value: Result, kind: str, *, flagged: bool) -> JsonObject:
    op = "Replace" if had else "Add"
    sent: object
    if kind == "AssertiveRoles":
        return {"op": "replace", "path": path, "value": _role_objects(kind, value)}
    if kind == "Roles":
        texts = value if isinstance(value, tuple) else (as_text(value),)
        op, sent = "Add", [{"value": text} for text in texts]  # 20: JSON as text
    else:
        sent = _typed(value, kind)
        if isinstance(sent, bool) and not flagged:
            sent = str(sent)  # 35: without the flag a boolean is sent as text
    return {"op": op.lower() if flagged else op, "path": path, "value": sent}


# members (08, 09, 15)


def _members(add: Sequence[object], remove: Sequence[str], flagged: bool) -> list[JsonObject]:
    operations: list[JsonObject] = []
    if add:
        values = [{"$ref": None, "value": str(one)} for one in add]
        operations.append({"op": "add" if flagged else "Add", "path": "members", "value": values})
    if flagged:
        operations += [{"op": "remove", "path": f'members[value eq "{one}"]'} for one in remove]
    elif remove:
        values = [{"$ref": None, "value": one} for one in remove]
        operations.append({"op": "Remove", "path": "members", "value": values})
    return operations
