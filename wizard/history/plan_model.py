"""A plan to undo changes: the actions, what is left as it is, and what Entra has before and after. Frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from wizard.core.json_types import JsonMapping
from wizard.history.place import Held, Place
from wizard.mapping import Schema

Do = Literal[
    "pause",
    "restore-app",
    "make-job",
    "assign",
    "credentials",
    "schema",
    "unassign",
    "required",
    "start",
    "remove-job",
    "remove-app",
]
"""The kinds of actions, in the least harmful order: turn off first, then add, then remove; turn on near the end.
Texts: ``history-do-<do>``."""

ORDER: tuple[Do, ...] = get_args(Do)

Why = Literal[
    "already", "other", "job-gone", "app-gone", "unread", "restart", "demand", "link", "probe", "token-gone",
    "token-unseen", "in-use", "job-in-use", "assigned-again", "stays-off", "gone", "running",
    "person-gone", "unsure",
]  # fmt: skip
"""Why something is left as it is or has to be known before; texts ``history-why-<why>``."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action.

    Args:
        do: the kind of action.
        app: the application's service principal id.
        entries: numbers of the changes that it undoes.
        what: names for the text, such as who is assigned or which rows change.
        held: the assignment that is made or removed.
        values: stored values by key, ``None`` for a key that is removed.
        schema: the schema to save.
        application: id of the application object.
    """

    do: Do
    app: str
    entries: tuple[int, ...] = ()
    what: tuple[str, ...] = ()
    held: Held | None = None
    values: JsonMapping = field(default_factory=dict)
    application: str = ""
    schema: Schema | None = field(default=None, compare=False)

    @property
    def key(self) -> tuple[str, str, object]:
        """Identifies the action within a plan."""
        return (self.do, self.app, self.held.key if self.held is not None else None)


@dataclass(frozen=True, slots=True)
class Left:
    """Something that is left as it is, or has to be known before, with the reason and the names it concerns."""

    entry: int
    why: Why
    what: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What undoing would do, in order, and what is left as it is.

    Args:
        before: what Entra has now, by application.
        after: what Entra has after that.
    """

    actions: tuple[Action, ...] = ()
    left: tuple[Left, ...] = ()
    before: Mapping[str, Place] = field(default_factory=dict)
    after: Mapping[str, Place] = field(default_factory=dict)
