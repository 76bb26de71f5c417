"""The commands of a mapping page: how its buttons, keys and cells change the rows. Each change can be undone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from wizard.mapping import AttributeMapping
from wizard.ui.pages.mapping_cells import FLOW, MATCHING, SOURCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.ui.pages.mapping_page import MappingPage


class Commands:
    """The commands of one page: they read ``page.edits`` and pass the changed rows to ``page.take``."""

    def __init__(self, page: MappingPage) -> None:
        self._page = page
        table, editor = page.table, page.editor
        for control, act in (
            (table.add_button, self.add),
            (table.restore, self.restore),
            (table.revert, self.revert),
            (table.load, page.transfer.choose_import),
            (table.store, page.transfer.choose_export),
            (table.save, page.save),
            (table.undo, self.undo),
            (table.redo, self.redo),
            (table.remove, self.remove),
            (editor.fix, page.review.fix),
        ):
            control.clicked.connect(lambda _checked=False, act=act: act())
        table.cells.edited.connect(self._cell_edited)
        editor.typed.connect(self._typed)
        editor.edited.connect(self._field_edited)
        editor.field_left.connect(page.history.pause)
        for keys, act in ((["Ctrl+Z"], self.undo), (["Ctrl+Shift+Z", "Ctrl+Y"], self.redo)):
            shortcut = QShortcut(page)
            shortcut.setKeys([QKeySequence(key) for key in keys])
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def undo(self) -> None:
        """Undo the last change."""
        self._page.history.undo()

    def redo(self) -> None:
        """Redo the last undone change."""
        self._page.history.redo()

    # --- rows

    def add(self) -> None:
        """Add a row for the first target attribute without a mapping."""
        page, schema = self._page, self._page.job.schema
        used = {row.target for row in page.rows}
        items = schema.target_attributes(page.kind) if schema is not None else ()
        free = [item.name for item in items if item.name not in used and not item.anchor and item.type != "Reference"]
        if free:
            page.history.pause()
            page.table.filter.clear()
            page.take(page.edits.plus(AttributeMapping.make(free[0], "[displayName]")))
            page.editor.expression.setFocus()

    def remove(self) -> None:
        """Remove the selected rows."""
        self._page.history.pause()
        self._page.take(self._page.edits.without(self._page.table.rows.selected_places()))

    def take_rows(self, rows: Sequence[AttributeMapping]) -> None:
        """Replace all rows with these."""
        self._page.history.pause()
        self._page.take(self._page.edits.only(rows, all_actions=self._page.edits.all_actions))

    def restore(self) -> None:
        """Use the application's default rows; nothing is saved yet."""
        if self._page.job.default is not None:
            self.take_rows(self._page.job.default.rows)

    def revert(self) -> None:
        """Use the rows that the job has."""
        page = self._page
        if page.job.saved is not None:
            if page.journey.answers.groups_enabled is not None and page.kind == "Group":
                page.journey.answer(groups_enabled=None)
            page.history.pause()
            page.take(page.edits.only(page.job.saved.rows))
            page.show_edits()

    # --- one row

    def _typed(self, text: str) -> None:
        edits = self._page.edits
        after, _error = edits.with_text(edits.at, text, self._page.job.functions)
        self._page.take(after, f"source/{edits.at}")

    def _field_edited(self, field: str, row: AttributeMapping) -> None:
        edits = self._page.edits
        self._page.take(edits.with_row(edits.at, row), f"{field}/{edits.at}")

    def _cell_edited(self, place: int, column: int, value: str | int) -> None:
        page, edits = self._page, self._page.edits
        page.history.pause()
        row = edits.rows[place]
        if column == SOURCE and value != edits.text(place):
            page.take(edits.with_text(place, str(value), page.job.functions)[0])
        elif column == MATCHING:
            page.take(edits.with_row(place, replace(row, matching=int(value))))
        elif column == FLOW:
            page.take(edits.with_row(place, replace(row, flow=str(value))))
