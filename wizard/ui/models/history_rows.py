"""The changes of the history as rows of its table, made in a worker thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from wizard.ui.times import shown_time
from wizard.wording.history import change_line, outcome, what

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.core.texts import Texts
    from wizard.history.model import Entry, History
    from wizard.journey.context import Context

_TONES = {"done": "ok", "refused": "neutral", "open": "warn", "other": "warn", "unknown": "warn"}


@dataclass(frozen=True, slots=True)
class Row:
    """A change in words, prepared in a worker thread."""

    entry: Entry
    when: str
    what: str
    change: str
    outcome: str
    tone: str


def read_rows(_task: Task, services: Context, texts: Texts) -> tuple[History, list[Row]]:
    history = services.history()
    rows = []
    for entry in reversed(history.entries):
        undone = history.undone(entry.number) or entry.gone
        tone = "neutral" if undone else _TONES[entry.outcome]
        words = what(entry, texts), change_line(entry, texts), outcome(entry, history, texts)
        rows.append(Row(entry, shown_at(entry.at), *words, tone))
    return history, rows


def shown_at(at: str) -> str:
    """Return a time of the history as it is shown; text that is no time stays as it is."""
    try:
        return shown_time(datetime.fromisoformat(at))
    except ValueError:
        return at
