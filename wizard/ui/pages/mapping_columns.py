"""Table and editor of a mapping page: side by side, or one above the other where there is no room for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QWidget

from wizard.ui.layout import Wide, add, column
from wizard.ui.theme import px

if TYPE_CHECKING:
    from wizard.ui.pages.mapping_editor import MappingEditor
    from wizard.ui.pages.mapping_table import MappingTable

NARROW = 860
"""Logical pixels: on a page below this width, the editor is below the table."""

FEWEST, MOST = 3, 6
"""Rows that are shown there without scrolling in the table."""

QWIDGETSIZE_MAX = 16_777_215


class MappingColumns(QWidget):
    """The columns; filled when it has its place: moving a widget into another one restyles all of its contents."""

    def __init__(self) -> None:
        super().__init__()
        self._narrow = False
        self._rows = 0
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(14))

    def fill(self, table: MappingTable, panel: QWidget, editor: MappingEditor) -> None:
        """Add the parts; ``panel`` is below the table."""
        self._table = table
        self.left = column(Wide(table), panel)
        add(self._box, Wide(self.left, 7), Wide(editor, 3))

    def fit_page(self, width: int) -> None:
        """Arrange the columns on a page of this width."""
        self._narrow = width < px(NARROW)
        self._box.setDirection(QBoxLayout.Direction.TopToBottom if self._narrow else QBoxLayout.Direction.LeftToRight)
        self.fit_table(self._rows)

    def fit_table(self, rows: int) -> None:
        """Make the table above the editor as high as its rows, up to six; beside the editor it takes all the height."""
        self._rows = rows
        if self._narrow:
            self._table.rows.set_rows_high(max(FEWEST, min(MOST, rows)))
        else:
            self._table.rows.free_height()
