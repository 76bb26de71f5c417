"""The delegated permissions for each kind of call (Graph permissions reference), least privileged first.

An access token carries every permission ever consented to for its client, not only the requested ones
(Entra: "Scopes and permissions in the Microsoft identity platform"). A list is therefore what is requested, not a
limit of what the token permits; read-only sessions are enforced by the client (``Calls.reading``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from wizard.graph.clouds import Cloud

Purpose = Literal[
    "base",
    "applications",
    "people",
    "assignments",
    "synchronization",
    "logs",
    "links",
    "reading",
    "support",
    "audits",
    "care",
]

_PREVIEW = (
    "User.Read",
    "User.Read.All",
    "Group.ReadBasic.All",
    "GroupMember.Read.All",
    "Application.Read.All",
    "Synchronization.Read.All",
)
"""Permissions for everything that a preview reads."""

SCOPES: Mapping[Purpose, tuple[str, ...]] = {
    "base": ("User.Read", "LicenseAssignment.Read.All"),
    "applications": ("Application.ReadWrite.All",),
    # ReadBasic would not return disabled state, user type, or the attributes that the preview maps.
    "people": ("User.Read.All", "Group.ReadBasic.All", "GroupMember.Read.All"),
    "assignments": ("Application.ReadWrite.All",),
    "synchronization": ("Synchronization.ReadWrite.All",),
    "logs": ("ProvisioningLog.Read.All",),
    "links": ("SynchronizationMetadata.ReadWrite.All",),
    "audits": ("AuditLog.Read.All", "Directory.Read.All"),
    # Permissions to monitor a setup.
    "care": ("User.Read", "Application.Read.All", "Synchronization.Read.All", "ProvisioningLog.Read.All"),
    "reading": _PREVIEW,
    # A support file also includes licenses and the provisioning log.
    "support": (*_PREVIEW, "LicenseAssignment.Read.All", "ProvisioningLog.Read.All"),
}
"""All permissions that a purpose requires."""

READS: Mapping[Purpose, tuple[str, ...]] = {
    "applications": ("Application.Read.All",),
    "assignments": ("Application.Read.All",),
    "synchronization": ("Synchronization.Read.All",),
    "links": ("SynchronizationMetadata.Read.All",),
}
"""Permissions that are sufficient for the read calls of a purpose, if fewer."""

STRONGER: Mapping[Purpose, tuple[str, ...]] = {
    "assignments": ("AppRoleAssignment.ReadWrite.All", "Application.Read.All"),
}
"""Permissions that a write requests only after the service has refused the usual permission (403)."""

BETA: frozenset[Purpose] = frozenset({"links"})
"""Purposes whose calls exist only in the beta version of Graph."""

SUBSTITUTES: Mapping[str, str] = {
    "LicenseAssignment.Read.All": "Organization.Read.All",
    "ProvisioningLog.Read.All": "AuditLog.Read.All",
}
"""Older permissions for the same calls, for clouds that do not support the newer permissions yet."""

_INCLUDED: Mapping[str, str] = {
    "Application.Read.All": "Application.ReadWrite.All",
    "Synchronization.Read.All": "Synchronization.ReadWrite.All",
    "SynchronizationMetadata.Read.All": "SynchronizationMetadata.ReadWrite.All",
}

CONSENTED: tuple[Purpose, ...] = ("base", "applications", "people", "assignments", "synchronization", "logs")
"""Purposes for which administrator consent is requested; the rest is optional or read-only."""


def scopes_for(cloud: Cloud, *purposes: Purpose) -> tuple[str, ...]:
    """Return the full scope names for some purposes in a cloud, without duplicates."""
    return full(cloud, (name for purpose in purposes for name in SCOPES[purpose]))


def needed(purpose: Purpose, *, reads: bool, refused: bool, granted: Collection[str]) -> tuple[str, ...]:
    """Return the short scope names that one call requires.

    Args:
        reads: whether the call changes nothing.
        refused: whether the service refused a write of this purpose with the usual permission.
        granted: scopes for which this session has tokens; a scope that includes the required one is reused, so that
            the user is not asked for the lesser scope too.
    """
    if not reads:
        return STRONGER.get(purpose, SCOPES[purpose]) if refused else SCOPES[purpose]
    names = READS.get(purpose, SCOPES[purpose])
    return tuple(_INCLUDED[name] if _INCLUDED.get(name) in granted else name for name in names)


def full(cloud: Cloud, names: Iterable[str]) -> tuple[str, ...]:
    """Return the scope names in the form of a token request, without duplicates."""
    return tuple(f"{cloud.graph}/{name}" for name in dict.fromkeys(names))


def substituted(scopes: Iterable[str]) -> tuple[str, ...]:
    """Return full scope names with newer permissions replaced by the older ones."""
    parts = (scope.rpartition("/") for scope in scopes)
    return tuple(dict.fromkeys(f"{host}{sep}{SUBSTITUTES.get(name, name)}" for host, sep, name in parts))
