"""Names of CloudGate's attributes for display."""

from __future__ import annotations


def short(target: str) -> str:
    """Return a target name for display: a URN without its middle part."""
    if target.lower().startswith("urn:"):
        return "urn:…:" + ":".join(target.split(":")[-2:])
    return target
