"""Finds attributes of a SCIM resource whose JSON type differs from the standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wizard.provisioning.scimvalues import ENTERPRISE, get_member

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping

_OBJECTS: Final = (
    "emails",
    "phoneNumbers",
    "addresses",
    "ims",
    "photos",
    "roles",
    "entitlements",
    "x509Certificates",
    "groups",
    "members",
)
"""Lists whose elements are objects (RFC 7643 sections 4.1.2 and 4.2)."""


_TEXTS: Final = ("id", "userName", "displayName")


def odd_attributes(resource: JsonMapping) -> tuple[str, ...]:
    """Return the attributes of a user or group whose JSON type differs from the standard.

    Entra cannot read an account with text where objects belong (RFC 7643 sections 2.4, 4.1.1, 4.1.2, 4.2, 4.3).
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
    found += [name for name in _TEXTS if not isinstance(get_member(resource, name), str | None)]
    if not isinstance(get_member(resource, "active"), bool | None):
        found.append("active")
    return tuple(found)
