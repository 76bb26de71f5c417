"""The editor of scoping filters: conditions, their problems, and how many users they match."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from wizard.mapping.checks.filters import is_wrong
from wizard.mapping.filters import Clause, FilterGroup
from wizard.ui.layout import SPACE, column, row
from wizard.ui.pages.scope_clause import Attributes, ClauseLine, Faring
from wizard.ui.widgets.basic import label
from wizard.ui.widgets.buttons import LinkButton

if TYPE_CHECKING:
    from wizard.ui.shell.context import UiContext


class FilterEditor(QWidget):
    """One scoping filter: its conditions, joined by "and".

    Args:
        context: Provides texts.
        number: The filter's position, for names of controls.
        group: The filter.
        attributes: The attributes that conditions can use.
        keep: Takes position, edited filter (``None`` if removed), and whether the page must be rebuilt.
    """

    def __init__(
        self,
        context: UiContext,
        number: int,
        group: FilterGroup,
        attributes: Attributes,
        keep: Callable[[int, FilterGroup | None, bool], object],
    ) -> None:
        super().__init__()
        self.texts, self.number, self.offered = context.t, number, attributes
        self._group, self._keep = group, keep
        self.setObjectName(f"filter-{number}")
        more = LinkButton(self.texts("scope-add-condition"), self._add, name=f"addCondition-{number}")
        remove = LinkButton(self.texts("scope-remove-filter"), self._remove, name=f"removeFilter-{number}")
        self.lines = [ClauseLine(self, place, clause) for place, clause in enumerate(group.clauses)]
        self.setLayout(column(row(label(group.name, "label"), SPACE, more, remove), *self.lines, gap=6))

    @property
    def sound(self) -> bool:
        """Whether Entra would accept every condition."""
        return bool(self.lines) and not any(line.problem and is_wrong(line.problem) for line in self.lines)

    def show_faring(self, faring: Sequence[Faring]) -> None:
        """Show the results of the conditions; nothing if they are unknown."""
        for place, line in enumerate(self.lines):
            line.show_faring(faring[place] if place < len(faring) else {})

    @property
    def attributes(self) -> frozenset[str]:
        """The attributes that the conditions use."""
        return frozenset(clause.attribute for clause in self._group.clauses)

    def offer(self, values: Mapping[str, Sequence[str]]) -> None:
        """Offer the existing values, by attribute, in the conditions that use it."""
        for line in self.lines:
            line.value.offer(values.get(line.attribute.currentText(), ()))

    def changed(self, place: int, clause: Clause) -> None:
        """Take over an edited condition."""
        clauses = [*self._group.clauses[:place], clause, *self._group.clauses[place + 1 :]]
        self._take(clauses, rebuild=False)

    def drop(self, place: int) -> None:
        """Remove a condition; removing the last one removes the filter."""
        clauses = [clause for number, clause in enumerate(self._group.clauses) if number != place]
        self._take(clauses, rebuild=True) if clauses else self._remove()

    def _add(self) -> None:
        self._take([*self._group.clauses, self.offered.new_clause()], rebuild=True)

    def _remove(self) -> None:
        self._keep(self.number, None, True)

    def _take(self, clauses: Sequence[Clause], *, rebuild: bool) -> None:
        self._group = replace(self._group, clauses=tuple(clauses))
        self._keep(self.number, self._group, rebuild)
