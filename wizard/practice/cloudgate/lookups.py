"""Recognizes Entra's reference look-ups by their text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TERM = re.compile(r'\s*([\w:.]+)\s+eq\s+"((?:[^"\\]|\\.)*)"\s*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Lookup:
    """``id eq "<id>" and <manager or members> eq "<reference>"``."""

    id: str
    reference: str


def parse_lookup(text: str) -> Lookup | None:
    """Return the look-up for a filter, with its terms in either order; ``None`` for other filters."""
    parts = re.split(r"\band\b", text, flags=re.IGNORECASE)
    if len(parts) != 2:
        return None
    found: dict[str, str] = {}
    for part in parts:
        match = _TERM.fullmatch(part)
        if match is None:
            return None
        name = match[1].rpartition(":")[2].lower().removesuffix(".value")
        found[name] = match[2]
    reference = found.get("manager") or found.get("members")
    return Lookup(found["id"], reference) if "id" in found and reference is not None else None
