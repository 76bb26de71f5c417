"""Times as Microsoft Graph writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

NEVER = "0001-01-01T00:00:00Z"
"""The year 1 means that it never happened."""


def moment(at: datetime | None) -> str | None:
    """Return a time as Graph writes it: UTC, ending in Z."""
    return None if at is None else at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
