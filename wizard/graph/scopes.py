"""Which delegated permissions each kind of call needs (Graph permissions reference); nothing more is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.graph.clouds import Cloud

Purpose = Literal["base", "applications", "people", "assignments", "synchronization", "logs", "reading", "support"]

SCOPES: Mapping[Purpose, tuple[str, ...]] = {
    "base": ("User.Read", "LicenseAssignment.Read.All"),
    "applications": ("Application.ReadWrite.All",),
    # ReadBasic would not tell who is disabled or a guest, nor the attributes that the rehearsal maps.
    "people": ("User.Read.All", "Group.ReadBasic.All", "GroupMember.Read.All"),
    "assignments": ("AppRoleAssignment.ReadWrite.All", "Application.ReadWrite.All"),
    "synchronization": ("Synchronization.ReadWrite.All",),
    "logs": ("ProvisioningLog.Read.All",),
    # Everything that a rehearsal reads, for a sign-in that cannot change anything.
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


def scopes_for(cloud: Cloud, *purposes: Purpose) -> tuple[str, ...]:
    """Return the full scope names for some purposes in a cloud, each once."""
    names = dict.fromkeys(name for purpose in purposes for name in SCOPES[purpose])
    return tuple(f"{cloud.graph}/{name}" for name in names)
