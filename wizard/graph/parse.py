"""Reads single values from Graph's JSON without failing: unreadable values become ``None``, zero or empty."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)?")
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")
_NEVER_DAYS = 10_000_000
"""A duration of this many days or more is .NET's ``TimeSpan.MaxValue``, which means never."""


def text(value: object) -> str:
    """Return a string; empty for anything else."""
    return value if isinstance(value, str) else ""


def number(value: object) -> int:
    """Return an integer, which may be given as text; zero for anything else."""
    if isinstance(value, bool):
        return 0
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value) else 0


def mapping(value: object) -> JsonMapping:
    """Return a JSON object; an empty mapping for anything else."""
    return value if isinstance(value, dict) else {}


def objects(value: object) -> list[JsonMapping]:
    """Return the JSON objects in an array."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def moment(value: object) -> datetime | None:
    """Return a time in UTC; ``None`` if unreadable, or for year 1, which means never."""
    match = _MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    zone = match[3] or "Z"
    fraction = (match[2] or "")[:6].ljust(6, "0")
    try:
        at = datetime.fromisoformat(f"{match[1]}.{fraction}{'+00:00' if zone == 'Z' else zone}")
        return None if at.year <= 1 else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def duration(value: object) -> timedelta | None:
    """Return an ISO 8601 duration; ``None`` if it cannot be read or means never."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None or not any(match.groups()):
        return None
    days = int(match[1] or 0)
    if days >= _NEVER_DAYS:
        return None
    try:
        return timedelta(days=days, hours=int(match[2] or 0), minutes=int(match[3] or 0), seconds=float(match[4] or 0))
    except OverflowError:
        return None


def wire(at: datetime) -> str:
    """Return a time in the form for a ``$filter``: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
