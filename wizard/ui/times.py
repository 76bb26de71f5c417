"""Times on screen: one format everywhere, the one that reports and exports use too."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def shown_time(at: datetime) -> str:
    """Return a time to the minute in this computer's time zone."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")
