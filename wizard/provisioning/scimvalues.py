"""SCIM attribute paths as mappings write them: reading them from a resource and writing them to a resource.

Forms: ``displayName``, ``name.givenName``, ``emails[type eq "work"].value`` and
``urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department`` (RFC 7644 section 3.10 and figure 2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping, JsonObject

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CORE_USER = "urn:ietf:params:scim:schemas:core:2.0:User"
CORE_GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTRA_GROUP = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"

ROLE_TYPE = "WindowsAzureActiveDirectoryRole"
"""``type`` of every role that Entra creates, whatever the mapping sets (MicrosoftDocs/entra-docs issue 391)."""

_FILTERED = re.compile(r'([A-Za-z$][\w$-]*)\[(\w+) eq "?([^"\]]*)"?\](?:\.([\w$-]+))?')


_TRUTH: Mapping[str, bool] = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Path:
    """A parsed path: ``urn`` of an extension, attribute, element selector, sub-attribute."""

    text: str
    urn: str
    attribute: str
    selector: tuple[str, str] | None
    sub: str

    @property
    def simple(self) -> bool:
        """Whether the path selects no element of a list."""
        return self.selector is None


@lru_cache(maxsize=4096)
def parse_path(text: str) -> Path:
    """Return a path's parts; text of no known form counts as an attribute name."""
    urn, rest = "", text
    if text.lower().startswith("urn:"):
        urn, _, rest = text.rpartition(":")
        if urn.lower() in {CORE_USER.lower(), CORE_GROUP.lower()}:
            urn = ""
    if match := _FILTERED.fullmatch(rest):
        return Path(text, urn, match[1], (match[2], match[3]), match[4] or "value")
    attribute, _, sub = rest.partition(".")
    return Path(text, urn, attribute, None, sub)


def get_member(resource: object, name: str) -> object:
    """Return a member; attribute names are not case-sensitive (RFC 7643 section 2.1)."""
    if resource.__class__ is not dict and not isinstance(resource, Mapping):
        return None
    if name in resource:
        return resource[name]
    lower = name.lower()
    return next((value for key, value in resource.items() if key.lower() == lower), None)


def read(resource: JsonMapping, text: str) -> Any:
    """Return the value at a path, or ``None`` if there is none."""
    path = parse_path(text)
    holder: object = get_member(resource, path.urn) if path.urn else resource
    value = get_member(holder, path.attribute)
    if path.selector is not None:
        name, wanted = path.selector
        elements = value if isinstance(value, list) else []
        value = next((item for item in elements if str(get_member(item, name)).lower() == wanted.lower()), None)
    if path.sub and value is not None:
        value = get_member(value, path.sub)
    return value


def write(resource: JsonObject, text: str, value: object) -> None:
    """Write a value to a resource that is being built, creating missing parents."""
    path = parse_path(text)
    holder = resource.setdefault(path.urn, {}) if path.urn else resource
    if path.selector is not None:
        elements = holder.setdefault(path.attribute, [])
        name, text = path.selector
        wanted = _TRUTH.get(text.lower(), text)  # the selector "True" is a real boolean in a body
        element = next((item for item in elements if item.get(name) == wanted), None)
        if element is None:
            element = {"primary": True, name: wanted} if wanted == "work" and path.sub == "value" else {name: wanted}
            if path.attribute == "roles":
                element["type"] = ROLE_TYPE
            elements.append(element)
        if (path.attribute, path.sub) != ("roles", "type"):
            element[path.sub] = value
    elif path.sub:
        holder.setdefault(path.attribute, {})[path.sub] = value
    else:
        holder[path.attribute] = value


def reference_id(value: object) -> str:
    """Return the id in a reference value, which servers write as text, as an object or as a list with one element."""
    if isinstance(value, list):
        value = value[0] if value else None
    if value.__class__ is dict or isinstance(value, Mapping):
        value = get_member(value, "value")
    if value.__class__ is str:
        return value
    return "" if value is None else str(value)
