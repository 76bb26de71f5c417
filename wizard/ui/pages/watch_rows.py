"""Rows of the provisioning log as shown on step 12."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.graph.logs import LogRow

from wizard.ui.times import shown_time

TONES = {"success": "ok", "failure": "bad", "skipped": "neutral", "warning": "warn"}


def tone_of(row: LogRow) -> str:
    """Return the tone of a row's status."""
    return TONES.get(row.status.status, "neutral")


def name_of(row: LogRow) -> str:
    """Return the name of the user or group of a row."""
    return str(row.source.display_name or row.target.display_name)


def time_of(row: LogRow) -> str:
    """Return the row's time in the local time zone."""
    return shown_time(row.at, seconds=True) if row.at is not None else ""


def why_of(row: LogRow) -> str:
    """Return the error code and reason of the result, or the last step's description."""
    return " ".join(part for part in (row.status.error_code, row.status.reason) if part) or next(
        (step.description for step in reversed(row.steps) if step.description), ""
    )
