"""One table model for all tables: Python objects, columns that know how to show them, sorting and filtering.

Why not QSortFilterProxyModel: with a Python model it asks Python for every comparison, which holds the GUI thread for
seconds at 100,000 rows. Here an order is computed at once, for large tables in the background, and then swapped in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from wizard.ui.theme import mono_font

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wizard.tasks import Task
    from wizard.ui.runner import Runner

Index = QModelIndex | QPersistentModelIndex
# As numbers, for Qt asks with numbers, some dozen times per cell and painting.
DISPLAY, TIP = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole)
FONT, ALIGNMENT = int(Qt.ItemDataRole.FontRole), int(Qt.ItemDataRole.TextAlignmentRole)
EDIT, DESCRIPTION = int(Qt.ItemDataRole.EditRole), int(Qt.ItemDataRole.AccessibleDescriptionRole)
ROLES = frozenset({DISPLAY, TIP, FONT, ALIGNMENT, EDIT, DESCRIPTION})
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
BACKGROUND_FROM = 2_000
"""From so many rows on, order and filter are computed in the background."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Args:
        title: its head.
        text: the cell's text.
        sort: what to sort by, when not by the text without case.
        tone: shows the text as a chip of this tone; None for plain text.
        mono: fixed-width font.
        stretch: share of spare width; columns without stretch keep the width of their content.
        tip: the tooltip, when not the text.
        right: aligned right, for numbers.
        sign: a sign before the text and its colour, as for ``wizard.ui.icons``; the tooltip should say why.
        tag: a word in a chip before the text.
        editable: cells can be edited; the table's delegate knows how.
    """

    title: str
    text: Callable[[Any], str]
    sort: Callable[[Any], Any] | None = None
    tone: Callable[[Any], str | None] | None = None
    mono: bool = False
    stretch: int = 0
    tip: Callable[[Any], str] | None = None
    right: bool = False
    sign: Callable[[Any], tuple[str, str] | None] | None = None
    tag: Callable[[Any], str] | None = None
    editable: bool = False


PLAIN = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
EDITABLE = PLAIN | Qt.ItemFlag.ItemIsEditable


class RowsModel(QAbstractTableModel):
    """Rows in the order and selection that the person asked for. ``rearranged`` follows every change."""

    rearranged = Signal()

    def __init__(self, columns: Sequence[Column], runner: Runner | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._runner = runner
        self._rows: list[Any] = []
        self._shown: list[int] = []
        self._filter = ""
        self._sort: tuple[int, bool] | None = None
        self._key = f"rows-{id(self)}"
        self.mono = mono_font()

    # --- content

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Replace all rows."""
        self._rows = list(rows)
        self._arrange(replaced=True)

    def add_rows(self, rows: Sequence[Any]) -> None:
        """Append rows; without sort and filter nothing else moves."""
        if not rows:
            return
        if self._filter or self._sort:
            self._rows.extend(rows)
            self._arrange()
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._rows.extend(rows)
        self._shown.extend(range(first, len(self._rows)))
        self.endInsertRows()
        self.rearranged.emit()

    def change_rows(self, rows: Sequence[Any]) -> None:
        """Replace all rows; where only few are others, and no order depends on them, nothing else is touched."""
        if len(rows) != len(self._rows) or self._filter.strip() or self._sort is not None:
            self.set_rows(rows)
            return
        changed = [number for number, row in enumerate(rows) if row is not self._rows[number]]
        self._rows = list(rows)
        for number in changed:
            self.dataChanged.emit(self.index(number, 0), self.index(number, len(self.columns) - 1))

    def set_filter(self, text: str) -> None:
        """Show only rows that contain every word of ``text``."""
        if text != self._filter:
            self._filter = text
            self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sort = None if column < 0 else (column, order == Qt.SortOrder.DescendingOrder)
        self._arrange()

    @property
    def total(self) -> int:
        """How many rows there are, shown or filtered away."""
        return len(self._rows)

    def row_at(self, number: int) -> Any:
        """Return the object shown at a place, or None."""
        return self._rows[self._shown[number]] if 0 <= number < len(self._shown) else None

    def number_of(self, row: Any) -> int | None:
        """Return the place at which an object is shown: the same object, else the first equal one."""
        equal = None
        for number, index in enumerate(self._shown):
            each = self._rows[index]
            if each is row:
                return number
            if equal is None and each == row:
                equal = number
        return equal

    def place_of(self, number: int) -> int:
        """Return the place among all rows of what is shown at a place, -1 for none."""
        return self._shown[number] if 0 <= number < len(self._shown) else -1

    def shown_at(self, place: int) -> int | None:
        """Return where the row of a place among all rows is shown; None when it is filtered away."""
        if place < len(self._shown) and self._shown[place] == place:
            return place
        return self._shown.index(place) if place in self._shown else None

    def titles(self) -> list[str]:
        """Return the column heads."""
        return [column.title for column in self.columns]

    def texts(self, row: Any) -> list[str]:
        """Return all cells of an object."""
        return [column.text(row) for column in self.columns]

    def text(self, number: int, column: int) -> str:
        """Return one cell's text."""
        return self.columns[column].text(self.row_at(number))

    # --- Qt

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        if role == DISPLAY and orientation == Qt.Orientation.Horizontal:
            return self.columns[section].title if 0 <= section < len(self.columns) else None
        return None

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role not in ROLES or not index.isValid():
            return None
        row = self.row_at(index.row())
        if row is None:
            return None
        column = self.columns[index.column()]
        if role in (DISPLAY, EDIT):
            return column.text(row)
        if role == TIP or (role == DESCRIPTION and column.sign is not None):
            return (column.tip or column.text)(row) or None
        if role == FONT:
            return self.mono if column.mono else None
        if role == DESCRIPTION:
            return None
        return RIGHT if column.right else LEFT

    def flags(self, index: Index) -> Qt.ItemFlag:
        # Asked many times for each cell; putting flags together is slow in Python.
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return EDITABLE if self.columns[index.column()].editable else PLAIN

    # --- order

    def _arrange(self, *, replaced: bool = False) -> None:
        rows = list(self._rows)
        args = (rows, self.columns, self._filter, self._sort)
        if self._runner is not None:
            self._runner.abandon(self._key)
        if not self._filter.strip() and self._sort is None:
            self._swap(list(range(len(rows))))
            return
        if self._runner is None or len(rows) < BACKGROUND_FROM:
            self._swap(arranged(None, *args))
            return
        if replaced:
            self._swap([])
        self._runner.latest(self._key, arranged, *args, on_result=self._swap)

    def _swap(self, shown: list[int]) -> None:
        self.beginResetModel()
        self._shown = shown
        self.endResetModel()
        self.rearranged.emit()


def arranged(
    task: Task | None, rows: Sequence[Any], columns: Sequence[Column], words: str, sort: tuple[int, bool] | None
) -> list[int]:
    """Return the numbers of the rows that match the filter, in order. Pure; runs in a worker for large tables."""
    wanted = words.casefold().split()
    numbers: list[int] = []
    for number, row in enumerate(rows):
        if task is not None and number % 1000 == 0:
            task.checkpoint()
        if wanted:
            text = "\n".join(column.text(row) for column in columns).casefold()
            if not all(word in text for word in wanted):
                continue
        numbers.append(number)
    if sort is not None:
        column, descending = columns[sort[0]], sort[1]
        key = column.sort or (lambda row: column.text(row).casefold())
        numbers.sort(key=lambda number: key(rows[number]), reverse=descending)
    return numbers
