"""The mapping rows as the person edits them, with undo and redo.

A state is one frozen value, and an undo step holds two of them, so no edit needs its own undo code.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from wizard.mapping import AttributeMapping
from wizard.mapping.expression import ExpressionError

LIMIT = 500
"""Largest number of undo steps."""


@dataclass(frozen=True, slots=True)
class Edits:
    """All rows, the position of the current row, and the typed sources.

    ``texts`` holds typed text by position where it differs from the row's expression; ``bad`` are the positions where
    it is no valid expression (yet), so that the row keeps its last valid source. No typed text is lost.
    ``all_actions``: create, update and delete are turned on.
    """

    rows: tuple[AttributeMapping, ...] = ()
    at: int = -1
    texts: Mapping[int, str] = field(default_factory=dict)
    bad: frozenset[int] = frozenset()
    all_actions: bool = False

    @property
    def row(self) -> AttributeMapping | None:
        """The current row."""
        return self.rows[self.at] if 0 <= self.at < len(self.rows) else None

    def text(self, place: int) -> str:
        """Return a row's source as it was last typed."""
        return self.texts.get(place, self.rows[place].expression)

    def with_row(self, place: int, row: AttributeMapping) -> Edits:
        """Return a state with another row at a position, which becomes the current row."""
        return replace(self, rows=(*self.rows[:place], row, *self.rows[place + 1 :]), at=place)

    def with_text(self, place: int, text: str, more: Collection[str] = ()) -> tuple[Edits, ExpressionError | None]:
        """Return a state with another source for a row, and the error in the source.

        Args:
            place: position of the row.
            text: the source.
            more: functions that only the tenant knows.
        """
        texts = {key: value for key, value in self.texts.items() if key != place}
        try:
            row = self.rows[place].with_expression(text, more)
        except ExpressionError as error:
            return replace(self, texts={**texts, place: text}, bad=self.bad | {place}, at=place), error
        if row.expression == text:
            return replace(self.with_row(place, row), texts=texts, bad=self.bad - {place}), None
        if row == self.rows[place]:
            row = self.rows[place]
        return replace(self.with_row(place, row), texts={**texts, place: text}, bad=self.bad - {place}), None

    def plus(self, row: AttributeMapping) -> Edits:
        """Return a state with an additional row at the end, which becomes the current row."""
        return replace(self, rows=(*self.rows, row), at=len(self.rows))

    def without(self, places: Collection[int]) -> Edits:
        """Return a state without some rows."""
        kept = [place for place in range(len(self.rows)) if place not in places]
        where = {old: new for new, old in enumerate(kept)}
        return Edits(
            tuple(self.rows[place] for place in kept),
            min(self.at, len(kept) - 1),
            {where[place]: text for place, text in self.texts.items() if place in where},
            frozenset(where[place] for place in self.bad if place in where),
            self.all_actions,
        )

    def only(self, rows: Sequence[AttributeMapping], *, all_actions: bool = False) -> Edits:
        """Return a state with these rows instead; the current row is that of the same target, else the first."""
        target = self.row.target if self.row is not None else ""
        places = [place for place, row in enumerate(rows) if row.target == target]
        return Edits(tuple(rows), (places or [0])[0] if rows else -1, all_actions=all_actions)


class _Step(QUndoCommand):
    def __init__(self, before: Edits, after: Edits, merge: str, show: Callable[[Edits], object]) -> None:
        super().__init__()
        self.before, self.after, self.merge = before, after, merge
        self._show = show

    def id(self) -> int:
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Step) or not self.merge or other.merge != self.merge:
            return False
        self.after = other.after
        return True

    def undo(self) -> None:
        self._show(self.before)

    def redo(self) -> None:
        self._show(self.after)


class History(QUndoStack):
    """The undo stack. Consecutive steps with the same ``merge`` form one step, until :meth:`pause`.

    Args:
        show: shows a state; also called for new steps.
    """

    def __init__(self, parent: QObject, show: Callable[[Edits], object]) -> None:
        super().__init__(parent)
        self.setUndoLimit(LIMIT)
        self._show = show
        self._pause = 0

    def step(self, before: Edits, after: Edits, merge: str = "") -> None:
        """Go from one state to another."""
        self.push(_Step(before, after, merge and f"{merge}/{self._pause}", self._show))

    def pause(self) -> None:
        """Make the next edit a separate step, for example in another row or field."""
        self._pause += 1
