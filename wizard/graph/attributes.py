"""Names of the synchronization schema's source attributes, and where Microsoft Graph keeps their values.

The schema uses Azure AD Graph names (Entra documentation, tutorial on developing a SCIM endpoint, default mappings).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wizard.directory import Value
from wizard.directory.names import IN_GRAPH

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
"""Source attributes that are no property: computed by the engine, or read as references."""

Reader = Callable[[Mapping[str, Any]], Value]
"""Reads an attribute out of an object's JSON; where it is one property, its name stands instead."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What to ask Graph for, how to read each attribute, and the attribute names that Graph has nothing for."""

    properties: tuple[str, ...]
    readers: Mapping[str, Reader | str]
    unknown: tuple[str, ...]
    places: Mapping[str, int]

    def row(self, body: Mapping[str, Any]) -> list[Value]:
        """Return the attributes of one object in the order of ``places``."""
        get = body.get
        values: list[Any] = [get(how) if how.__class__ is str else how(body) for how in self.readers.values()]  # type: ignore[operator]
        return [value if value.__class__ is str else value_of(value) for value in values]

    def read(self, body: Mapping[str, Any]) -> dict[str, Value]:
        """Return the attributes of one object under their schema names."""
        return dict(zip(self.places, self.row(body), strict=True))


def selection(names: Iterable[str], kind: str) -> Selection:
    """Translate schema attribute names of a ``User`` or ``Group``."""
    same = _SAME_USER if kind == "User" else _SAME_GROUP
    properties: dict[str, None] = {}
    readers: dict[str, Reader | str] = {}
    unknown: list[str] = []
    for name in dict.fromkeys(names):
        if name in _COMPUTED:
            continue
        graph_name, reader = _where(name, kind, same)
        if not graph_name:
            unknown.append(name)
            readers[name] = _nothing
            continue
        properties[graph_name] = None
        readers[name] = reader
    places = {name: place for place, name in enumerate(readers)}
    return Selection(tuple(properties), readers, tuple(unknown), places)


def _where(name: str, kind: str, same: frozenset[str]) -> tuple[str, Reader | str]:
    if kind == "User" and name == "telephoneNumber":
        return "businessPhones", _first("businessPhones")
    if kind == "User" and _NUMBERED.fullmatch(name):
        return "onPremisesExtensionAttributes", _inside("onPremisesExtensionAttributes", name)
    if name == "objectId" or (kind == "User" and name in _RENAMED):
        return _RENAMED[name], _RENAMED[name]
    if name in same or _EXTENSION.fullmatch(name):
        return name, name
    return "", _nothing


def _nothing(_: Mapping[str, Any]) -> Value:
    return None


def _first(name: str) -> Reader:
    def read(body: Mapping[str, Any]) -> Value:
        values = body.get(name)
        return value_of(values[0]) if isinstance(values, list) and values else None

    return read


def _inside(name: str, part: str) -> Reader:
    def read(body: Mapping[str, Any]) -> Value:
        inner = body.get(name)
        return value_of(inner.get(part)) if isinstance(inner, dict) else None

    return read


def value_of(value: object) -> Value:
    """Return a Graph value as the engine knows values; an empty collection is nothing."""
    if isinstance(value, list):
        return tuple(str(item) for item in value) or None
    return value if isinstance(value, str | bool | int) else None
