"""Converts Entra's deviations from RFC 7644 to the RFC's form before scim2-server reads them.

Source: Microsoft's articles on the SCIM requests of the provisioning service and on its feature flags. scim2-server's
policy covers capitalized operations, ``remove`` with a value and path filters without a match; the rest is here.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.core.json_types import JsonObject

ENTRA_SCHEMAS = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/"
MANAGER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"
_BARE_MANAGER = re.compile(r"(?<![\w:.])manager(?=(?:\+|%20| )+eq\b)", re.IGNORECASE)
_BOOLEANS = {"true": True, "false": False}
_BOOLEAN_PATHS = frozenset({"active", "primary"})


def normalise(body: bytes) -> bytes:
    """Return a request body in the RFC's form; anything but a JSON object is passed on unchanged, to be refused
    there.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return body
    if not isinstance(value, dict):
        return body
    if isinstance(value.get("Operations"), list):
        value["Operations"] = [_operation(item) if isinstance(item, dict) else item for item in value["Operations"]]
    else:
        value = _resource(value)
    return json.dumps(value).encode()


def normalise_query(query: str) -> str:
    """Return a query string in which a bare ``manager`` has its full name in the enterprise extension."""
    return _BARE_MANAGER.sub(MANAGER, query)


def _resource(value: JsonObject) -> JsonObject:
    schemas = value.get("schemas")
    if isinstance(schemas, list):
        value["schemas"] = [item for item in schemas if not str(item).startswith(ENTRA_SCHEMAS)]
    result = {key: _member(key, item) for key, item in value.items() if item is not None}
    if isinstance(result.get("meta"), dict):
        result.pop("meta")
    return result


def _member(key: str, value: object) -> object:
    name = key.rpartition(":")[2].rpartition(".")[2].lower()
    if name in _BOOLEAN_PATHS and isinstance(value, str):
        return _BOOLEANS.get(value.lower(), value)
    if name == "manager":
        return _reference(value)
    if isinstance(value, dict):
        return {inner: _member(inner, item) for inner, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_member("", item) for item in value]
    return value


def _reference(value: object) -> object:
    """Return a manager as an object; it is sent as a list with one element, as an object or as the plain id."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        return {"value": value} if value else None
    if isinstance(value, dict):
        # Entra's $ref is null or relative to nothing; a real address stays.
        return {
            key: item
            for key, item in value.items()
            if item is not None and (key != "$ref" or str(item).startswith("https://"))
        }
    return value


def _operation(operation: JsonObject) -> JsonObject:
    path = operation.get("path")
    result = dict(operation)
    if isinstance(operation.get("op"), str):
        result["op"] = operation["op"].lower()
    if "value" not in operation:
        return result
    value = operation["value"]
    if isinstance(path, str):
        if path.lower() == "manager":
            path = result["path"] = MANAGER
        value = _member(path, value)
        last = path.rpartition(":")[2].rpartition(".")[2].lower()
        empty = value is None or value == ""
        if last == "manager" and empty:
            result["op"] = "remove"
            result.pop("value")
            return result
    elif isinstance(value, dict):
        value = {key: _member(key, item) for key, item in value.items() if item is not None}
    result["value"] = value
    return result
