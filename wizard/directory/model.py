"""The directory's objects as the provisioning engine uses them.

Attribute names are those of the synchronization schema (``objectId``, ``surname``, ``telephoneNumber``). These are
the old Azure AD Graph names and not always the Microsoft Graph names; ``wizard.graph`` translates between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from msgspec import Struct

from wizard.directory.record import Record, Value

_GUEST_MARK = "#EXT#@"

PrincipalKind = Literal["User", "Group", "ServicePrincipal"]
"""Values of ``appRoleAssignment.principalType`` in Microsoft Graph."""

DEFAULT_ACCESS_ROLE_ID = "00000000-0000-0000-0000-000000000000"
"""The app role id that the portal shows as Default Access."""


class Person(Struct, frozen=True, gc=False):
    """A user object of the tenant.

    ``attributes`` holds the attributes that the synchronization schema can map, without references and without
    ``IsSoftDeleted``, which the engine computes. ``soft_deleted`` is true while the user is in the recycle bin.
    """

    id: str
    attributes: Mapping[str, Value]
    account_enabled: bool = True
    soft_deleted: bool = False
    user_type: str = "Member"
    manager_id: str | None = None

    def text(self, name: str) -> str:
        """Return one attribute as readable text, empty if it has no value."""
        value = self.attributes.get(name)
        if value is None:
            return ""
        if isinstance(value, tuple):
            return ", ".join(value)
        return str(value)

    @property
    def mappable(self) -> dict[str, Value]:
        """The attributes as mappings and scoping filters see them, including ``objectId`` and ``accountEnabled``.

        A guest's ``ann_partner.example#EXT#@tenant`` becomes ``ann@partner.example``; the full form remains in
        ``originalUserPrincipalName`` (documented for outbound provisioning).
        """
        attributes = self.attributes
        found: dict[str, Value] = attributes.as_dict() if isinstance(attributes, Record) else dict(attributes)
        found["objectId"] = self.id
        found["accountEnabled"] = self.account_enabled
        name = found.get("userPrincipalName")
        if isinstance(name, str) and _GUEST_MARK in name:
            found.setdefault("originalUserPrincipalName", name)
            local, _, domain = name[: name.index(_GUEST_MARK)].rpartition("_")
            if local and domain:
                found["userPrincipalName"] = f"{local}@{domain}"
        return found

    @property
    def display_name(self) -> str:
        name = self.attributes.get("displayName")
        if isinstance(name, str) and name:
            return name
        return self.text("displayName") or self.text("userPrincipalName") or self.id

    @property
    def user_principal_name(self) -> str:
        return self.text("userPrincipalName")

    @property
    def is_guest(self) -> bool:
        return self.user_type == "Guest"


class Member(Struct, frozen=True, gc=False):
    """A direct member of a group; only the kinds ``User`` and ``Group`` matter to provisioning."""

    id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group object of the tenant with its direct members.

    Nested groups appear as members of kind ``Group`` and are never expanded, as in Entra.
    """

    id: str
    attributes: Mapping[str, Value]
    members: tuple[Member, ...] = ()
    security_enabled: bool = True
    mail_enabled: bool = False
    dynamic: bool = False
    soft_deleted: bool = False

    @property
    def display_name(self) -> str:
        value = self.attributes.get("displayName")
        return value if isinstance(value, str) and value else self.id


@dataclass(frozen=True, slots=True)
class Role:
    """An app role of the service principal (``appRole`` in Microsoft Graph)."""

    id: str
    display_name: str
    value: str | None = None
    enabled: bool = True
    for_users: bool = True


@dataclass(frozen=True, slots=True)
class Assignment:
    """An ``appRoleAssignment`` of a user or group to the enterprise application.

    ``id`` is the service's id of the assignment (not a GUID), empty while the assignment is only planned; ``created``
    is the creation time, ``None`` if unknown.
    """

    principal_id: str
    kind: PrincipalKind
    role_id: str
    display_name: str = ""
    id: str = ""
    created: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Tenant:
    """The organization of the signed-in user. ``tenant_type`` is ``AAD`` for a workforce tenant, empty if unknown."""

    id: str
    display_name: str
    domains: tuple[str, ...] = field(default=())
    tenant_type: str = ""
