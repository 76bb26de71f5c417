"""One table model for all tables: Python objects, columns that display them, sorting and filtering.

QSortFilterProxyModel is not used: with a Python model it calls Python for every comparison, which blocks the GUI
thread for seconds at 100,000 rows. Here an order is computed at once, for large tables in the background, and then
swapped in.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from wizard.core.checkpoints import in_order, with_checkpoints
from wizard.ui.theme import mono_font
from wizard.ui.tips import tip_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import SupportsRichComparison

    from wizard.core.tasks import Task
    from wizard.ui.shell.runner import Runner

Index = QModelIndex | QPersistentModelIndex
# As numbers, because Qt passes numbers, dozens of times per cell and paint.
DISPLAY, TIP = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole)
FONT, ALIGNMENT = int(Qt.ItemDataRole.FontRole), int(Qt.ItemDataRole.TextAlignmentRole)
EDIT, DESCRIPTION = int(Qt.ItemDataRole.EditRole), int(Qt.ItemDataRole.AccessibleDescriptionRole)
ROLES = frozenset({DISPLAY, TIP, FONT, ALIGNMENT, EDIT, DESCRIPTION})
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
R = TypeVar("R")
Only = Callable[[R], bool]
BACKGROUND_FROM = 2_000
"""Number of rows from which order and filter are computed in the background."""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """A column.

    Args:
        title: its head.
        text: the cell's text.
        sort: sort key, if not the text without case.
        tone: shows the text as a chip of this tone; None for plain text.
        mono: fixed-width font.
        stretch: share of spare width; columns without stretch keep the width of their content.
        tip: the tooltip, if not the text.
        right: aligned right, for numbers.
        sign: an icon before the text and its color, as for ``wizard.ui.icons``; the tooltip should say why.
        tag: a word in a chip before the text.
        editable: cells can be edited; the table's delegate knows how.
        middle: names and addresses, which are elided in the middle, since their ends distinguish them.
        lines: most lines of a cell in a column that stretches; what needs more is elided, and the tooltip has it all.
    """

    title: str
    text: Callable[[R], str]
    sort: Callable[[R], SupportsRichComparison] | None = None
    tone: Callable[[R], str | None] | None = None
    mono: bool = False
    stretch: int = 0
    tip: Callable[[R], str] | None = None
    right: bool = False
    sign: Callable[[R], tuple[str, str] | None] | None = None
    tag: Callable[[R], str] | None = None
    editable: bool = False
    middle: bool = False
    lines: int = 4


PLAIN = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
EDITABLE = PLAIN | Qt.ItemFlag.ItemIsEditable


class RowsModel(QAbstractTableModel, Generic[R]):
    """Rows in the person's order and selection. ``rearranged`` is emitted after every change."""

    rearranged = Signal()

    def __init__(
        self, columns: Sequence[Column[R]], runner: Runner | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._runner = runner
        self._rows: list[R] = []
        self._shown: list[int] = []
        self._cells: Cells[R] | None = None
        self._filter = ""
        self._only: Only[R] | None = None
        self._sort: tuple[int, bool] | None = None
        self._key = f"rows-{id(self)}"
        self.mono = mono_font()

    # --- content

    def set_rows(self, rows: Sequence[R]) -> None:
        """Replace all rows."""
        self._rows = list(rows)
        self._arrange(replaced=True)

    def put_first(self, rows: Sequence[R], most: int | None = None) -> None:
        """Insert rows at the top; without sort and filter nothing else moves.

        Args:
            most: largest number of rows; rows beyond it are removed at the end.
        """
        if not rows:
            return
        kept = self._rows if most is None else self._rows[: max(0, most - len(rows))]
        dropped = len(self._rows) - len(kept)
        if self._filter.strip() or self._sort is not None or self._only is not None:
            self._rows, self._cells = [*rows, *kept], None  # a worker may still be reading the old list
            self._arrange()
            return
        if dropped:
            self.beginRemoveRows(QModelIndex(), len(kept), len(self._rows) - 1)
            self._rows, self._shown, self._cells = list(kept), list(range(len(kept))), None
            self.endRemoveRows()
        self.beginInsertRows(QModelIndex(), 0, len(rows) - 1)
        self._rows, self._cells = [*rows, *kept], None
        self._shown = list(range(len(self._rows)))
        self.endInsertRows()
        self.rearranged.emit()

    def change_rows(self, rows: Sequence[R]) -> None:
        """Replace all rows; if only a few differ and no order depends on them, update only those."""
        if len(rows) != len(self._rows) or self._filter.strip() or self._sort is not None or self._only is not None:
            self.set_rows(rows)
            return
        changed = [number for number, row in enumerate(rows) if row is not self._rows[number]]
        self._rows, self._cells = list(rows), None
        for number in changed:
            self.dataChanged.emit(self.index(number, 0), self.index(number, len(self.columns) - 1))

    def set_filter(self, text: str) -> None:
        """Show only rows that contain every word of ``text``."""
        if text != self._filter:
            self._filter = text
            self._arrange()

    def set_only(self, only: Only[R] | None) -> None:
        """Show only rows for which this returns true, in addition to the filter's words; ``None`` shows all.

        For large tables it is called in a worker.
        """
        if only is not self._only:
            self._only = only
            self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sort = None if column < 0 else (column, order == Qt.SortOrder.DescendingOrder)
        self._arrange()

    @property
    def total(self) -> int:
        """Number of rows, shown or filtered out."""
        return len(self._rows)

    def row_at(self, number: int) -> R | None:
        """Return the object shown at a position, or None."""
        return self._rows[self._shown[number]] if 0 <= number < len(self._shown) else None

    def shown_row(self, number: int) -> R:
        """Return the object shown at a position that exists."""
        return self._rows[self._shown[number]]

    def number_of(self, row: R) -> int | None:
        """Return the position of an object: the same object, or in small tables an equal object.

        Comparing with a hundred thousand objects would block the window.
        """
        rows = self._rows
        for number, index in enumerate(self._shown):
            if rows[index] is row:
                return number
        if len(self._shown) >= BACKGROUND_FROM:
            return None
        return next((number for number, index in enumerate(self._shown) if rows[index] == row), None)

    def place_of(self, number: int) -> int:
        """Return the position among all rows of the row shown at a position, -1 for none."""
        return self._shown[number] if 0 <= number < len(self._shown) else -1

    def shown_at(self, place: int) -> int | None:
        """Return where the row at a position among all rows is shown; None if it is filtered out."""
        if place < len(self._shown) and self._shown[place] == place:
            return place
        return self._shown.index(place) if place in self._shown else None

    def titles(self) -> list[str]:
        """Return the column heads."""
        return [column.title for column in self.columns]

    def texts(self, row: R) -> list[str]:
        """Return all cells of an object."""
        return [column.text(row) for column in self.columns]

    def text(self, number: int, column: int) -> str:
        """Return one cell's text."""
        return self.columns[column].text(self.shown_row(number))

    # --- Qt

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> object:
        if role == DISPLAY and orientation == Qt.Orientation.Horizontal:
            return self.columns[section].title if 0 <= section < len(self.columns) else None
        if role == ALIGNMENT and orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            return RIGHT if self.columns[section].right else LEFT
        return None

    def data(self, index: Index, role: int = DISPLAY) -> object:
        if role not in ROLES or not index.isValid():
            return None
        row = self.row_at(index.row())
        if row is None:
            return None
        column = self.columns[index.column()]
        if role in (DISPLAY, EDIT):
            return column.text(row)
        if role == TIP:
            return tip_text((column.tip or column.text)(row)) or None
        if role == DESCRIPTION and column.sign is not None:
            return (column.tip or column.text)(row) or None
        if role == FONT:
            return self.mono if column.mono else None
        if role == DESCRIPTION:
            return None
        return RIGHT if column.right else LEFT

    def flags(self, index: Index) -> Qt.ItemFlag:
        # Called many times for each cell; combining flags is slow in Python.
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return EDITABLE if self.columns[index.column()].editable else PLAIN

    # --- order

    def _arrange(self, *, replaced: bool = False) -> None:
        if replaced or self._cells is None or len(self._rows) < BACKGROUND_FROM:
            self._cells = Cells(self._rows, self.columns)
        args = (self._cells, self._rows, self.columns, self._filter, self._sort, self._only)
        if self._runner is not None:
            self._runner.abandon(self._key)
        if not self._filter.strip() and self._sort is None and self._only is None:
            self._swap(list(range(len(self._rows))))
            if self._runner is not None and replaced and len(self._rows) >= BACKGROUND_FROM:
                self._runner.submit(_look_ahead, self._cells, owner=self, key=self._key, quiet=True)
            return
        if self._runner is None or len(self._rows) < BACKGROUND_FROM:
            self._swap(arranged(None, *args))
            return
        if replaced:
            self._swap([])
        self._runner.submit(arranged, *args, on_result=self._swap, key=self._key)

    def _swap(self, shown: list[int]) -> None:
        self.beginResetModel()
        self._shown = shown
        self.endResetModel()
        self.rearranged.emit()


def _go_on() -> None:
    """Do nothing: used as checkpoint without a task."""


def _look_ahead(task: Task, cells: Cells[R]) -> None:
    """Cache the texts for searching."""
    cells.texts(task)


class Cells(Generic[R]):
    """The text of rows in lower case, computed once: a table is searched again with every keystroke."""

    def __init__(self, rows: Sequence[R], columns: Sequence[Column[R]]) -> None:
        self._rows, self._columns = rows, columns
        self._texts: list[str] = []
        self._lock = threading.Lock()

    def texts(self, task: Task | None) -> Sequence[str]:
        """Return the text of every row; runs in a worker for large tables.

        Raises:
            Cancelled: the person continued elsewhere; texts computed so far are kept.
        """
        with self._lock:
            for number in range(len(self._texts), len(self._rows)):
                if task is not None and number % 50 == 0:
                    task.checkpoint()
                row = self._rows[number]
                self._texts.append("\n".join([column.text(row) for column in self._columns]).casefold())
            return self._texts


def arranged(
    task: Task | None,
    cells: Cells[R],
    rows: Sequence[R],
    columns: Sequence[Column[R]],
    words: str,
    sort: tuple[int, bool] | None,
    only: Only[R] | None = None,
) -> list[int]:
    """Return the numbers of the rows that match the filter, in order. Runs in a worker for large tables."""
    checkpoint = task.checkpoint if task is not None else _go_on
    numbers: Sequence[int] = range(len(rows))
    if only is not None:
        numbers = [number for number in with_checkpoints(numbers, checkpoint) if only(rows[number])]
    for word in words.casefold().split():
        texts = cells.texts(task)
        numbers = [number for number in numbers if word in texts[number]]
    if sort is None:
        return list(numbers)
    column, descending = columns[sort[0]], sort[1]
    key = column.sort or (lambda row: column.text(row).casefold())
    return in_order(numbers, lambda number: key(rows[number]), checkpoint, reverse=descending)
