"""What is wrong with lists and resources that a service sends, told so that whoever writes the service can correct it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from wizard.provisioning.scimvalues import ENTERPRISE, get_member

_OBJECTS: Final = (
    "emails", "phoneNumbers", "addresses", "ims", "photos", "roles", "entitlements", "x509Certificates", "groups",
    "members",
)  # fmt: skip
"""Lists whose elements are objects (RFC 7643 sections 4.1.2 and 4.2)."""

_SHOWN: Final = 40


def odd_attributes(resource: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the attributes of a user or group that have another shape than the standard gives them.

    Texts where objects belong keep Entra from reading an account (RFC 7643 sections 2.4, 4.1.1, 4.1.2, 4.2, 4.3).
    """
    found = []
    for name in _OBJECTS:
        value = get_member(resource, name)
        if value is not None and not (isinstance(value, list) and all(isinstance(each, dict) for each in value)):
            found.append(name)
    if not isinstance(get_member(resource, "name"), dict | None):
        found.append("name")
    extension = get_member(resource, ENTERPRISE)
    if not isinstance(extension, dict | None):
        found.append(ENTERPRISE)
    if not isinstance(get_member(extension, "manager"), dict | None):
        found.append("manager")
    found += [
        name for name in ("id", "userName", "displayName") if not isinstance(get_member(resource, name), str | None)
    ]
    if not isinstance(get_member(resource, "active"), bool | None):
        found.append("active")
    return tuple(found)


def no_list(body: Any) -> tuple[str, str]:
    """Return why JSON that came with status 200 is no list, and the value that shows it.

    ``array``, ``error`` (the status inside), ``wrapped`` (the member that holds the list), ``total`` (what
    ``totalResults`` is), ``resources`` (what ``Resources`` is), ``resource`` (a single object), ``other``.
    """
    if isinstance(body, list):
        return "array", ""
    if not isinstance(body, dict):
        return "other", shown(body)
    total, resources = get_member(body, "totalResults"), get_member(body, "Resources")
    schemas = get_member(body, "schemas")
    declared = [str(each) for each in schemas] if isinstance(schemas, list) else []
    if any(each.endswith(":Error") for each in declared):
        return "error", shown(get_member(body, "status"))
    if total is None and resources is None:
        for name, inner in body.items():
            if isinstance(inner, dict) and (get_member(inner, "totalResults") is not None):
                return "wrapped", str(name)[:_SHOWN]
        return ("resource", "") if get_member(body, "id") is not None else ("other", "")
    if not isinstance(total, int) or isinstance(total, bool):
        return "total", shown(total)
    return "resources", shown(resources)


def shown(value: Any) -> str:
    """Return the beginning of a value as JSON, of containers just their kind."""
    if isinstance(value, dict | list):
        return "{…}" if isinstance(value, dict) else "[…]"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
