"""Rows of the provisioning log as the page of step 12 shows them."""

from __future__ import annotations

from typing import Any

TONES = {"success": "ok", "failure": "bad", "skipped": "neutral", "warning": "warn"}


def tone_of(row: Any) -> str:
    """Return the tone of a row's status."""
    return TONES.get(row.status.status, "neutral")


def name_of(row: Any) -> str:
    """Return the name of the user or group a row is about."""
    return str(row.source.display_name or row.target.display_name)


def time_of(row: Any) -> str:
    """Return when it happened, in the time of this computer."""
    return row.at.astimezone().strftime("%Y-%m-%d %H:%M:%S") if row.at is not None else ""


def why_of(row: Any) -> str:
    """Return why it ended so."""
    return " ".join(part for part in (row.status.error_code, row.status.reason) if part) or next(
        (step.description for step in reversed(row.steps) if step.description), ""
    )
