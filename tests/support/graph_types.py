"""Checks JSON bodies of Microsoft Graph against the type facts in ``tests/data/graph-types.json``.

The facts come from the v1.0 CSDL. Names that start with ``@`` or contain ``@odata`` are annotations and always allowed.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).resolve().parent.parent / "data" / "graph-types.json"
_REAL = _FILE.parent.parent / "real" / "graph"
_PREFIX = "microsoft.graph."
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z")
_DURATION = re.compile(r"-?P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@cache
def facts() -> dict[str, Any]:
    """Return the content of the file."""
    loaded: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return loaded


@cache
def _emulated() -> dict[str, set[str]]:
    """Return fields that the documentation shows although the CSDL lacks them, and that an emulator sends."""
    extra: dict[str, set[str]] = {}
    for entry in facts()["docsOnlyFields"]:
        if "emit both" in entry["why"] or entry["why"] == "same as above":
            extra.setdefault(entry["type"], set()).add(entry["field"])
    return extra


_RECORDED = {
    "application": ("applicationTemplates-instantiate", "application"),
    "servicePrincipal": ("applicationTemplates-instantiate", "servicePrincipal"),
    "group": ("groups-list", "value"),
    "organization": ("organization", "value"),
}


@cache
def _recorded(full: str) -> set[str]:
    """Return a type's properties in the responses of ``tests/real``; empty for types without such recordings."""
    if full == f"{_PREFIX}servicePrincipal":
        names = {name for path in (_REAL / "servicePrincipals-get").glob("*.json") for name in _answered(path)}
    else:
        names = set()
    folder, key = _RECORDED.get(full.removeprefix(_PREFIX), ("", ""))
    for path in (_REAL / folder).glob("*.json") if folder else ():
        value = _answered(path).get(key)
        for item in value if isinstance(value, list) else [value]:
            names |= set(item or {})
    return names


def _answered(path: Path) -> dict[str, Any]:
    body = (json.loads(path.read_text(encoding="utf-8")).get("response") or {}).get("body")
    return body if isinstance(body, dict) else {}


def problems(body: Any, type_name: str, *, partial: bool = True, path: str = "$") -> list[str]:
    """Return the problems of ``body`` as a value of the named type; empty if it is valid.

    Args:
        body: Parsed JSON.
        type_name: With or without ``microsoft.graph.``, or an ``Edm.`` primitive.
        partial: Properties may be missing (``$select``, request bodies); otherwise all non-nullable properties are
            required.
    """
    if type_name.startswith("Edm."):
        return _primitive(body, type_name, path)
    full = type_name if type_name.startswith(_PREFIX) else _PREFIX + type_name
    definition = facts()["types"].get(full)
    if definition is None:
        return [] if full in facts()["externalTypes"] else [f"{path}: unknown type {full}"]
    if definition["kind"] == "enum":
        return _enum(body, definition, path)
    if not isinstance(body, dict):
        return [f"{path}: {full} must be an object, not {type(body).__name__}"]
    derived = str(body.get("@odata.type", "")).removeprefix("#")
    if derived and derived != full:
        if full not in _ancestors(derived):
            return [f"{path}: @odata.type {derived} is no {full}"]
        definition, full = facts()["types"][derived], derived
    return _object(body, definition, full, partial, path)


def collection_problems(body: Any, type_name: str, *, partial: bool = True) -> list[str]:
    """Return the problems of ``{"value": [...]}`` with its paging annotations."""
    if not isinstance(body, dict) or not isinstance(body.get("value"), list):
        return ["$: a collection needs a value array"]
    found = [f"$: {name} does not belong into a collection" for name in body if name != "value" and name[0] != "@"]
    if "@odata.nextLink" in body and not str(body["@odata.nextLink"]).startswith("https://"):
        found.append("$: @odata.nextLink must be an absolute address")
    for index, item in enumerate(body["value"]):
        found += problems(item, type_name, partial=partial, path=f"$.value[{index}]")
    return found


def error_problems(body: Any) -> list[str]:
    """Return the problems of a Graph error body (``graph error responses``): error.code, error.message, innerError."""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return ["$: an error body needs an error object"]
    found = [f"$.error.{name}: must be text" for name in ("code", "message") if not isinstance(error.get(name), str)]
    inner = error.get("innerError")
    if not isinstance(inner, dict) or not {"date", "request-id", "client-request-id"} <= inner.keys():
        found.append("$.error.innerError: must hold date, request-id and client-request-id")
    return found


def action_problems(body: Any, action: str) -> list[str]:
    """Return the problems of the request body of a bound action such as ``validateCredentials``."""
    operations = [entry for entry in facts()["operations"] if entry["name"] == action]
    if not operations:
        return [f"$: unknown action {action}"]
    if not isinstance(body, dict):
        return ["$: an action's body must be an object"]
    parameters = {parameter["name"]: parameter for parameter in operations[0]["parameters"]}
    found = [f"$.{name}: no parameter of {action}" for name in body if name not in parameters and "@" not in name]
    for name, parameter in parameters.items():
        if name in body:
            found += _value(body[name], parameter, True, f"$.{name}")
    return found


def _object(body: dict[str, Any], definition: dict[str, Any], full: str, partial: bool, path: str) -> list[str]:
    known = {**definition.get("allProperties", {}), **definition.get("navigationProperties", {})}
    emulated = _emulated().get(full, set()) | _recorded(full)
    found: list[str] = []
    for name, value in body.items():
        if "@" in name:
            continue
        if name in known:
            found += _value(value, known[name], partial, f"{path}.{name}")
        elif name not in emulated and not _open(full, definition):
            found.append(f"{path}.{name}: {full} has no such property")
    if not partial:
        found += [
            f"{path}.{name}: missing"
            for name, fact in definition.get("allProperties", {}).items()
            if not fact["nullable"] and not fact["collection"] and name not in body
        ]
    return found


def _open(full: str, definition: dict[str, Any]) -> bool:
    """Return whether a type accepts any property. Directory objects do not: they are open for extensions only."""
    return bool(definition.get("openType")) and full in (
        f"{_PREFIX}detailsInfo",
        f"{_PREFIX}stringKeyObjectValuePair",
        f"{_PREFIX}publicInnerError",
    )


def _value(value: Any, fact: dict[str, Any], partial: bool, path: str) -> list[str]:
    if not fact["collection"]:
        if value is None:
            return [] if fact["nullable"] else [f"{path}: must not be null"]
        return problems(value, fact["type"], partial=partial, path=path)
    if value is None:
        return []
    if not isinstance(value, list):
        return [f"{path}: must be an array"]
    found: list[str] = []
    for index, item in enumerate(value):
        if item is None:
            found += [] if fact["nullable"] else [f"{path}[{index}]: must not be null"]
        else:
            found += problems(item, fact["type"], partial=partial, path=f"{path}[{index}]")
    return found


def _primitive(value: Any, type_name: str, path: str) -> list[str]:
    fits = {
        "Edm.String": lambda: isinstance(value, str),
        "Edm.Boolean": lambda: isinstance(value, bool),
        "Edm.Int32": lambda: _whole(value, 31),
        "Edm.Int64": lambda: _whole(value, 63),
        "Edm.Guid": lambda: isinstance(value, str) and bool(_GUID.fullmatch(value)),
        "Edm.DateTimeOffset": lambda: isinstance(value, str) and bool(_MOMENT.fullmatch(value)),
        "Edm.Duration": lambda: isinstance(value, str) and bool(_DURATION.fullmatch(value)),
        "Edm.Date": lambda: isinstance(value, str) and bool(_DATE.fullmatch(value)),
    }.get(type_name)
    if fits is None:
        return [f"{path}: unknown primitive {type_name}"]
    return [] if fits() else [f"{path}: {value!r} is no {type_name}"]


def _whole(value: Any, bits: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -(2**bits) <= value < 2**bits


def _enum(value: Any, definition: dict[str, Any], path: str) -> list[str]:
    if not isinstance(value, str):
        return [f"{path}: an enum member must be text"]
    listed = definition.get("members") or definition.get("values") or []
    members = {(m if isinstance(m, str) else m["name"]).casefold() for m in listed}
    given = [part.strip() for part in value.split(",")] if definition.get("isFlags") else [value]
    return [f"{path}: {name!r} is no member" for name in given if name.casefold() not in members]


def _ancestors(full: str) -> set[str]:
    found: set[str] = set()
    current: str | None = full
    while current and current in facts()["types"] and current not in found:
        found.add(current)
        current = facts()["types"][current].get("baseType")
    return found
