"""The journal's content: changes, each with the state before it and its outcome. Frozen data, no secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from wizard.core.json_types import JsonMapping

Kind = Literal[
    "application-added",
    "application-removed",
    "application-restored",
    "assignment-required",
    "assigned",
    "unassigned",
    "job-made",
    "job-removed",
    "job-started",
    "job-paused",
    "job-restarted",
    "credentials",
    "schema",
    "link-removed",
    "on-demand",
    "probe",
]
"""What a change is; texts ``history-kind-<kind>``."""

KINDS: tuple[Kind, ...] = get_args(Kind)

Outcome = Literal["open", "done", "refused", "other", "unknown"]
"""The outcome of a change: ``open`` until it is settled; ``refused`` if it was not made; ``other`` if Entra has
neither the state before nor the intended state, so that another person has changed it; ``unknown`` if nothing shows
it."""

SECRET = "secret"  # noqa: S105 - the name of a mark
"""The member of a mark that replaces a secret: ``{"secret": NAME, "saved": TIME}``."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is about to be changed.

    Args:
        kind: the kind of change.
        target: what is changed, by ids and names: ``app`` (service principal id), ``name``, ``job`` and others.
        before: the current state as JSON, read right before the change, not remembered. ``None`` if there is nothing.
        after: the intended state.
        unread: whether ``before`` could not be read, so that it is not known.
    """

    kind: Kind
    target: JsonMapping = field(default_factory=dict)
    before: Any = None
    after: Any = None
    unread: bool = False

    @property
    def app(self) -> str:
        """The service principal's id, empty for a change that concerns no application."""
        return str(self.target.get("app") or "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of the journal.

    Args:
        number: its position, from 1; people refer to it by this number.
        at: when it was declared, ISO 8601 in UTC.
        by: the account that was signed in, empty if nobody was.
        change: the change.
        outcome: its outcome.
        ended: when the outcome was known.
        settled: whether the outcome was determined later by reading Entra.
        result: data from the response, such as ids of created objects.
        error: the code of the error that refused it.
        undoes: the numbers of the changes that this change undoes; empty for an ordinary change.
        gone: whether it belongs to a practice company that no longer exists.
    """

    number: int
    at: str
    by: str
    change: Change
    outcome: Outcome = "open"
    ended: str = ""
    settled: bool = False
    result: JsonMapping = field(default_factory=dict)
    error: str = ""
    undoes: tuple[int, ...] = ()
    gone: bool = False

    @property
    def done(self) -> bool:
        return self.outcome == "done"


@dataclass(frozen=True, slots=True)
class Damage:
    """A place in the file that cannot be read: the line, from 1, and whether lines are missing there."""

    line: int
    missing: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """A journal as it was read: every readable change, and the damaged places.

    Args:
        entries: oldest first.
        damage: lines that are damaged or missing; the other lines are valid nevertheless.
        newer: the version of a file that a newer program wrote, which is not read; 0 otherwise.
        older: number of older changes that were left out because the file is very long.
        root: the last address of the practice company in the journal; empty if it never moved.
    """

    entries: tuple[Entry, ...] = ()
    damage: tuple[Damage, ...] = ()
    newer: int = 0
    root: str = ""
    older: int = 0

    def entry(self, number: int) -> Entry | None:
        """Return the change of that number."""
        return next((one for one in self.entries if one.number == number), None)

    @property
    def open(self) -> tuple[Entry, ...]:
        """Changes whose outcome is not known."""
        return tuple(one for one in self.entries if one.outcome == "open" and not one.gone)

    @property
    def taken_back(self) -> frozenset[int]:
        """The numbers of changes that were undone, and whose undoing was not undone itself.

        An undoing is a change itself and may be undone. A partial undoing names no changes that it undoes.
        """
        gone: set[int] = set()
        for one in reversed(self.entries):
            if one.done and one.number not in gone:
                gone.update(one.undoes)
        return frozenset(gone)

    @property
    def standing(self) -> tuple[Entry, ...]:
        """Changes that were made and not undone since, oldest first, including changes that undo others."""
        gone = self.taken_back
        return tuple(one for one in self.entries if one.done and not one.gone and one.number not in gone)

    def since(self, number: int) -> tuple[Entry, ...]:
        """Return what has to be undone to get back to the state before a change; 0 for the state before all.

        A change since then and its undoing cancel each other. The undoing of an older change does not.
        """
        return tuple(
            one
            for one in self.standing
            if one.number >= number and not (one.undoes and all(each >= number for each in one.undoes))
        )

    def undone(self, number: int) -> bool:
        """Return whether a change was undone."""
        return number in self.taken_back


def moved(value: object, roots: Sequence[tuple[str, str]]) -> object:
    """Return a JSON value with the old roots at the start of addresses replaced by the new root."""
    if isinstance(value, str):
        for old, new in roots:
            if value == old or value.startswith((f"{old}/", f"{old}?")):
                return new + value[len(old) :]
        return value
    if isinstance(value, Mapping):
        return {key: moved(one, roots) for key, one in value.items()}
    return [moved(one, roots) for one in value] if isinstance(value, (list, tuple)) else value


def moved_entry(entry: Entry, roots: Sequence[tuple[str, str]]) -> Entry:
    """Return an entry whose values have a practice company's new address."""
    change = replace(entry.change, before=moved(entry.change.before, roots), after=moved(entry.change.after, roots))
    return replace(entry, change=change)


def mark(name: str = "", saved: str = "") -> dict[str, str]:
    """Return the mark that replaces a secret: its name in the key store, and when it was saved there."""
    return {SECRET: name, "saved": saved}


def is_mark(value: object) -> bool:
    """Return whether a value is a mark that replaces a secret."""
    return isinstance(value, Mapping) and SECRET in value
