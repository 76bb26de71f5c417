"""Maps the synchronization schema's source attributes to Microsoft Graph properties.

The schema uses Azure AD Graph names (Entra documentation, tutorial on developing a SCIM endpoint, default mappings).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.directory import Value
from wizard.directory.names import IN_GRAPH

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping

_RENAMED = {"objectId": "id", "originalUserPrincipalName": "userPrincipalName", **IN_GRAPH}
_SAME_USER = frozenset(
    """accountEnabled ageGroup city companyName country creationType department displayName employeeHireDate employeeId
    employeeLeaveDateTime employeeType externalUserState givenName imAddresses isResourceAccount jobTitle mail
    mailNickname onPremisesDistinguishedName onPremisesDomainName onPremisesSamAccountName onPremisesSecurityIdentifier
    onPremisesUserPrincipalName otherMails passwordPolicies postalCode preferredLanguage proxyAddresses state
    streetAddress surname usageLocation userPrincipalName userType createdDateTime securityIdentifier""".split()  # noqa: SIM905
)
_SAME_GROUP = frozenset(
    """description displayName mail mailEnabled mailNickname proxyAddresses securityEnabled visibility classification
    onPremisesDomainName onPremisesNetBiosName onPremisesSamAccountName onPremisesSecurityIdentifier preferredLanguage
    createdDateTime securityIdentifier""".split()  # noqa: SIM905
)
_NUMBERED = re.compile(r"extensionAttribute(?:[1-9]|1[0-5])")
_EXTENSION = re.compile(r"extension_[0-9a-fA-F]{32}_\w+")
_COMPUTED = frozenset({"IsSoftDeleted", "manager", "members", "appRoleAssignments"})
"""Source attributes that are not Graph properties: computed by the engine, or read as references."""

Reader = Callable[[object], Value]
"""Converts the value of a Graph property to an attribute value."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Graph properties to request, a reader for each attribute, and the attributes that Graph does not provide."""

    properties: tuple[str, ...]
    readers: Mapping[str, tuple[str, Reader]]
    unknown: tuple[str, ...]
    places: Mapping[str, int]

    def row(self, body: JsonMapping) -> list[Value]:
        """Return the attribute values of one object in the order of ``places``."""
        return [read(body.get(name)) for name, read in self.readers.values()]

    def read(self, body: JsonMapping) -> dict[str, Value]:
        """Return the attributes of one object by their schema names."""
        return dict(zip(self.places, self.row(body), strict=True))


def selection(names: Iterable[str], kind: str) -> Selection:
    """Return the Graph selection for schema attribute names of a ``User`` or ``Group``."""
    same = _SAME_USER if kind == "User" else _SAME_GROUP
    properties: dict[str, None] = {}
    readers: dict[str, tuple[str, Reader]] = {}
    unknown: list[str] = []
    for name in dict.fromkeys(names):
        if name in _COMPUTED:
            continue
        graph_name, reader = _where(name, kind, same)
        if not graph_name:
            unknown.append(name)
        else:
            properties[graph_name] = None
        readers[name] = (graph_name, reader)
    places = {name: place for place, name in enumerate(readers)}
    return Selection(tuple(properties), readers, tuple(unknown), places)


def _where(name: str, kind: str, same: frozenset[str]) -> tuple[str, Reader]:
    """Return the Graph property of an attribute, empty if there is none, and the reader for its value."""
    if kind == "User" and name == "telephoneNumber":
        return "businessPhones", _first
    if kind == "User" and _NUMBERED.fullmatch(name):
        return "onPremisesExtensionAttributes", _inside(name)
    if name == "objectId" or (kind == "User" and name in _RENAMED):
        return _RENAMED[name], value_of
    if name in same or _EXTENSION.fullmatch(name):
        return name, value_of
    return "", value_of


def _first(values: object) -> Value:
    return value_of(values[0]) if isinstance(values, list) and values else None


def _inside(part: str) -> Reader:
    return lambda inner: value_of(inner.get(part)) if isinstance(inner, dict) else None


def value_of(value: object) -> Value:
    """Return a Graph value in the engine's form; an empty collection becomes ``None``."""
    if isinstance(value, list):
        return tuple(str(item) for item in value) or None
    return value if isinstance(value, str | bool | int) else None
