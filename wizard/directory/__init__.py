"""Frozen data about an Entra tenant: people, groups, roles, assignments. No I/O."""

from wizard.directory.model import (
    DEFAULT_ACCESS_ROLE_ID,
    Assignment,
    Group,
    Member,
    Person,
    PrincipalKind,
    Role,
    Tenant,
)
from wizard.directory.record import Record, Repeated, Value

__all__ = [
    "DEFAULT_ACCESS_ROLE_ID",
    "Assignment",
    "Group",
    "Member",
    "Person",
    "PrincipalKind",
    "Record",
    "Repeated",
    "Role",
    "Tenant",
    "Value",
]
