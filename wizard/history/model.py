"""What the journal holds: changes, each with what was there before and what came of it. Frozen data, no secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

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
"""What a change is; words ``history-kind-<kind>``."""

KINDS: tuple[Kind, ...] = get_args(Kind)

Outcome = Literal["open", "done", "refused", "other", "unknown"]
"""What came of a change: ``open`` until somebody looks; ``refused`` when it was not done; ``other`` when the place has
neither what was there before nor what was to be there, so that somebody else has changed it; ``unknown`` where
nothing tells it."""

SECRET = "secret"  # noqa: S105 - the name of a mark
"""The one member of a mark that stands where a secret would: ``{"secret": NAME, "saved": TIME}``."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is about to be changed.

    Args:
        kind: what it is.
        target: what is changed, by ids and names: ``app`` (service principal id), ``name``, ``job`` and others.
        before: what is there, as JSON; read right before, not remembered. ``None`` where there is nothing.
        after: what is to be there.
        unread: whether ``before`` could not be read, so that it is not known.
    """

    kind: Kind
    target: Mapping[str, Any] = field(default_factory=dict)
    before: Any = None
    after: Any = None
    unread: bool = False

    @property
    def app(self) -> str:
        """The service principal's id, empty for what is not about an application."""
        return str(self.target.get("app") or "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of the journal.

    Args:
        number: its place, from 1; people name it by that.
        at: when it was declared, ISO 8601 in UTC.
        by: the account that was signed in, empty where nobody was.
        change: what it was.
        outcome: what came of it.
        ended: when that was known.
        settled: whether the outcome was found out by looking afterwards.
        result: what the answer brought, such as ids of what was made.
        error: the code of the error that refused it.
        undoes: the numbers of the changes that this one takes back; none for an ordinary one.
        gone: whether it belongs to a practice company that is no more.
    """

    number: int
    at: str
    by: str
    change: Change
    outcome: Outcome = "open"
    ended: str = ""
    settled: bool = False
    result: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    undoes: tuple[int, ...] = ()
    gone: bool = False

    @property
    def done(self) -> bool:
        return self.outcome == "done"


@dataclass(frozen=True, slots=True)
class Damage:
    """A place of the file that cannot be read: the line, from 1, and whether lines are missing there."""

    line: int
    missing: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """A journal as it was read: every change that can be read, and what cannot be.

    Args:
        entries: oldest first.
        damage: lines that are damaged or missing; the others stand all the same.
        newer: the version of a file that a newer version made, which is not read; 0 otherwise.
        older: how many older changes were left out, since the file is very long.
        root: where the practice company was when the journal last heard of it; empty where it never moved.
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
        """Changes of which nobody knows whether they were done."""
        return tuple(one for one in self.entries if one.outcome == "open" and not one.gone)

    @property
    def taken_back(self) -> frozenset[int]:
        """The numbers of changes that were undone since, and whose undoing was not.

        What undoes is a change itself, and may be undone. What was undone in part names nothing that it undoes.
        """
        gone: set[int] = set()
        for one in reversed(self.entries):
            if one.done and one.number not in gone:
                gone.update(one.undoes)
        return frozenset(gone)

    @property
    def standing(self) -> tuple[Entry, ...]:
        """Changes that were done and not undone since, oldest first; those that undo are among them."""
        gone = self.taken_back
        return tuple(one for one in self.entries if one.done and not one.gone and one.number not in gone)

    def since(self, number: int) -> tuple[Entry, ...]:
        """Return what has to be undone to get back to the state before a change; 0 for the state before all.

        A change of that time and its undoing cancel each other. The undoing of an older one does not.
        """
        return tuple(
            one
            for one in self.standing
            if one.number >= number and not (one.undoes and all(each >= number for each in one.undoes))
        )

    def undone(self, number: int) -> bool:
        """Tell whether a change was undone."""
        return number in self.taken_back


def moved(value: Any, roots: Sequence[tuple[str, str]]) -> Any:
    """Return a JSON value in which addresses begin with the new root instead of an old one."""
    if isinstance(value, str):
        for old, new in roots:
            if value == old or value.startswith((f"{old}/", f"{old}?")):
                return new + value[len(old) :]
        return value
    if isinstance(value, Mapping):
        return {key: moved(one, roots) for key, one in value.items()}
    return [moved(one, roots) for one in value] if isinstance(value, (list, tuple)) else value


def moved_entry(entry: Entry, roots: Sequence[tuple[str, str]]) -> Entry:
    """Return an entry whose values follow a practice company to its new address."""
    change = replace(entry.change, before=moved(entry.change.before, roots), after=moved(entry.change.after, roots))
    return replace(entry, change=change)


def mark(name: str = "", saved: str = "") -> dict[str, str]:
    """Return what stands where a secret would: what the key store calls it, and when it was put there."""
    return {SECRET: name, "saved": saved}


def is_mark(value: object) -> bool:
    """Tell whether a value stands for a secret."""
    return isinstance(value, Mapping) and SECRET in value
