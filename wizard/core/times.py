"""Times as they are stored: ISO 8601 text with a zone."""

from __future__ import annotations

from datetime import datetime


def moment(text: str) -> datetime | None:
    """Return a stored time, or ``None`` if the text is no time with a zone."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
