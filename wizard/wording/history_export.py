"""The history for saving or sending: rows, JSON, an HTML page. It holds no secret, as the journal holds none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.spreadsheet import harmless_cell, html_page
from wizard.wording.history import change_line, outcome, what

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wizard.core.json_types import JsonObject
    from wizard.core.texts import Texts
    from wizard.history.model import Entry, History

COLUMNS = ("number", "when", "what", "change", "by", "outcome")
"""Columns of a table; their texts are ``cli-history-head-<name>``."""


def table(history: History, texts: Texts) -> Iterator[tuple[str, ...]]:
    """Yield the title row and a row per change, newest first; spreadsheet formulas are made harmless."""
    yield tuple(texts.get(f"cli-history-head-{name}") for name in COLUMNS)
    for entry in reversed(history.entries):
        cells = (
            str(entry.number),
            entry.at[:19].replace("T", " "),
            what(entry, texts),
            change_line(entry, texts),
            entry.by,
            outcome(entry, history, texts),
        )
        yield tuple(map(harmless_cell, cells))


def page(history: History, texts: Texts, title: str, lead: str) -> str:
    """Return the history as one HTML page that loads nothing."""
    return html_page(table(history, texts), title, lead, texts.language)


def history_json(history: History, texts: Texts) -> JsonObject:
    """Return the history as JSON, as ``history --json`` prints it and the window saves it."""
    return {
        "damaged": [place.line for place in history.damage],
        "newer": history.newer,
        "older_left_out": history.older,
        "changes": [_entry_json(entry, history, texts) for entry in reversed(history.entries)],
    }


def _entry_json(entry: Entry, history: History, texts: Texts) -> JsonObject:
    return {
        "number": entry.number,
        "at": entry.at,
        "by": entry.by,
        "kind": entry.change.kind,
        "what": what(entry, texts),
        "target": dict(entry.change.target),
        "before": entry.change.before,
        "after": entry.change.after,
        "outcome": entry.outcome,
        "ended": entry.ended,
        "settled": entry.settled,
        "undone": history.undone(entry.number),
        "undoes": list(entry.undoes),
        "error": entry.error,
    }
