"""Checks the syntax of tenant and client ids, without requests and without loading large modules."""

from __future__ import annotations

from wizard.core.errors import InputError

_TENANT_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-._")


def check_tenant(tenant: str) -> None:
    """Check that a text can be a tenant's id or domain; an empty text stands for the account's own tenant.

    Raises:
        InputError: ``tenant-invalid``.
    """
    if not set(tenant.strip().lower()) <= _TENANT_CHARACTERS:
        raise InputError("tenant-invalid", {"tenant": tenant})


def check_client_id(client_id: str) -> None:
    """Check that a text can be an application (client) id; an empty text stands for Microsoft's own client.

    Raises:
        InputError: ``client-id-invalid``.
    """
    if client_id.strip() and not is_guid(client_id.strip()):
        raise InputError("client-id-invalid", {"id": client_id})


def is_guid(text: str) -> bool:
    """Return whether a text is a GUID, in any notation."""
    from uuid import UUID

    try:
        UUID(text)
    except ValueError:
        return False
    return True
