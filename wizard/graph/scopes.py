"""Which delegated permissions each kind of call needs (Graph permissions reference): the least first.

An access token carries every permission that was ever consented to for its client, not just those asked for here
(Entra: "Scopes and permissions in the Microsoft identity platform"). So a list is what is asked, never what a token
can do; that a session only reads is kept by the client (``Calls.reading``).
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
]  # fmt: skip

SCOPES: Mapping[Purpose, tuple[str, ...]] = {
    "base": ("User.Read", "LicenseAssignment.Read.All"),
    "applications": ("Application.ReadWrite.All",),
    # ReadBasic would not tell who is disabled or a guest, nor the attributes that the rehearsal maps.
    "people": ("User.Read.All", "Group.ReadBasic.All", "GroupMember.Read.All"),
    "assignments": ("Application.ReadWrite.All",),
    "synchronization": ("Synchronization.ReadWrite.All",),
    "logs": ("ProvisioningLog.Read.All",),
    "links": ("SynchronizationMetadata.ReadWrite.All",),
    "audits": ("AuditLog.Read.All", "Directory.Read.All"),
    # What looking after a setup reads.
    "care": ("User.Read", "Application.Read.All", "Synchronization.Read.All", "ProvisioningLog.Read.All"),
    # Everything that a rehearsal reads.
    "reading": (
        "User.Read", "User.Read.All", "Group.ReadBasic.All", "GroupMember.Read.All", "Application.Read.All",
        "Synchronization.Read.All",
    ),
    # The same for a support file, which also tells licences and the provisioning log.
    "support": (
        "User.Read", "User.Read.All", "Group.ReadBasic.All", "GroupMember.Read.All", "Application.Read.All",
        "Synchronization.Read.All", "LicenseAssignment.Read.All", "ProvisioningLog.Read.All",
    ),
}  # fmt: skip
"""What a purpose needs in full."""

READS: Mapping[Purpose, tuple[str, ...]] = {
    "applications": ("Application.Read.All",),
    "assignments": ("Application.Read.All",),
    "synchronization": ("Synchronization.Read.All",),
    "links": ("SynchronizationMetadata.Read.All",),
}
"""What is enough for the reading calls of a purpose, where that is less."""

STRONGER: Mapping[Purpose, tuple[str, ...]] = {
    "assignments": ("AppRoleAssignment.ReadWrite.All", "Application.Read.All"),
}
"""What a write asks for only after the service has refused the usual permission (403)."""

SUBSTITUTES: Mapping[str, str] = {
    "LicenseAssignment.Read.All": "Organization.Read.All",
    "ProvisioningLog.Read.All": "AuditLog.Read.All",
}
"""Older permissions for the same calls, for a cloud that does not know the newer one yet."""

_INCLUDED: Mapping[str, str] = {
    "Application.Read.All": "Application.ReadWrite.All",
    "Synchronization.Read.All": "Synchronization.ReadWrite.All",
    "SynchronizationMetadata.Read.All": "SynchronizationMetadata.ReadWrite.All",
}

CONSENTED: tuple[Purpose, ...] = ("base", "applications", "people", "assignments", "synchronization", "logs")
"""What an administrator is asked to allow for the whole journey; the rest is optional or for reading only."""


def scopes_for(cloud: Cloud, *purposes: Purpose) -> tuple[str, ...]:
    """Return the full scope names for some purposes in a cloud, each once."""
    return full(cloud, (name for purpose in purposes for name in SCOPES[purpose]))


def needed(purpose: Purpose, *, reads: bool, refused: bool, granted: Collection[str]) -> tuple[str, ...]:
    """Return the short scope names for one call.

    Args:
        reads: the call changes nothing.
        refused: the service has refused a write of this purpose with the usual permission.
        granted: scopes that this session got tokens for; one that includes what is needed is used again, so that
            nobody is asked for the lesser one too.
    """
    if not reads:
        return STRONGER.get(purpose, SCOPES[purpose]) if refused else SCOPES[purpose]
    names = READS.get(purpose, SCOPES[purpose])
    return tuple(_INCLUDED[name] if _INCLUDED.get(name) in granted else name for name in names)


def full(cloud: Cloud, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names as a token request spells them, each once."""
    return tuple(f"{cloud.graph}/{name}" for name in dict.fromkeys(names))


def substituted(scopes: Iterable[str]) -> tuple[str, ...]:
    """Return full scope names with the older permissions in place of the newer ones."""
    parts = (scope.rpartition("/") for scope in scopes)
    return tuple(dict.fromkeys(f"{host}{sep}{SUBSTITUTES.get(name, name)}" for host, sep, name in parts))
