"""Tables that sort, filter, copy and stay fast at 100,000 rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
)

from wizard.core.gui_priority import gui_priority
from wizard.core.spreadsheet import harmless_cell
from wizard.ui.models.rows import Column, RowsModel
from wizard.ui.theme import px
from wizard.ui.tips import beginning
from wizard.ui.widgets.basic import chip_size
from wizard.ui.widgets.table_cells import CellDelegate, before_text, cell_lines, text_widths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wizard.ui.shell.runner import Runner

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
SAMPLE = 50
"""Number of rows that are measured for the columns' widths, and for the height of a long table's rows."""
EACH = 100
"""Number of rows up to which each row has a height of its own."""
WORD = 170
"""Logical pixels of a long word that a column need not be wide enough for."""
QWIDGETSIZE_MAX = 16_777_215
"""Qt's largest height, which means that there is no limit."""


class DataTable(QTableView, Generic[R]):
    """A table of Python objects, one column per :class:`wizard.ui.models.rows.Column`.

    Ctrl+C copies the selected rows as tab-separated text with their header. Columns fill the width in proportion to
    their content until the person resizes one. ``row_chosen`` emits the object of the current row (or None),
    ``row_opened`` the object of a row activated by Return or a double click.
    """

    row_chosen = Signal(object)
    row_opened = Signal(object)

    def __init__(self, columns: Sequence[Column[R]], *, name: str, title: str, runner: Runner | None = None) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.rows: RowsModel[R] = RowsModel(columns, runner, self)
        self.setModel(self.rows)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.row_height(1))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(px(48))
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.sectionResized.connect(self._resized)
        header.sortIndicatorChanged.connect(self.rows.sort)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSectionsClickable(True)
        self._fitting = False
        self._by_hand = False
        self._rows_high: int | None = None
        self._wants: list[tuple[int, int]] | None = None
        self._measured = 0
        self._usual: tuple[int, ...] = ()
        self._keep: R | None = None
        self._anchor: R | None = None
        self.rows.rearranged.connect(self._rearranged)
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        self.activated.connect(lambda index: self.row_opened.emit(self.rows.row_at(index.row())))

    def paintEvent(self, event: QPaintEvent) -> None:
        gui_priority.gui_busy()  # cells are painted in Python
        super().paintEvent(event)

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show these objects; the sort order, the filter and the current row (if equal) stay."""
        self._wants = None
        self.rows.set_rows(rows)

    def change_rows(self, rows: Sequence[R]) -> None:
        """Replace the objects; if only a few differ, only those rows change; the current position stays."""
        place = self.current_place()
        self._keep = self._wants = None
        self.rows.change_rows(rows)
        self._usual = ()
        self._fit()
        if self.current_place() != place:
            self.select_place(place)
        self._keep = self.current_row()

    def put_first(self, rows: Sequence[R], most: int | None = None) -> None:
        """Insert objects at the top, as in a log with the newest entries first; at most ``most`` rows stay.

        The current row and the visible rows stay in place. Only a table scrolled to the top without a current row
        shows the new rows.
        """
        if self.verticalScrollBar().value() or self.current_row() is not None:
            self._anchor = self.rows.row_at(self.rowAt(0))
        self.rows.put_first(rows, most)

    def set_filter(self, text: str) -> None:
        """Show the rows that contain every word of ``text`` in some column, ignoring case."""
        self.rows.set_filter(text)

    def show_only(self, only: Callable[[R], bool] | None) -> None:
        """Show the rows for which this returns true, in addition to the filter's words; ``None`` shows all."""
        self.rows.set_only(only)

    def current_row(self) -> R | None:
        """Return the object of the current row, or None."""
        return self.rows.row_at(self.currentIndex().row())

    def current_place(self) -> int:
        """Return the current row's position among all rows, -1 if there is none."""
        return self.rows.place_of(self.currentIndex().row())

    def selected_places(self) -> list[int]:
        """Return the positions of the selected rows among all rows."""
        return [self.rows.place_of(index.row()) for index in self.selectionModel().selectedRows()]

    def selected_rows(self) -> list[R]:
        """Return the objects of the selected rows, in the order shown."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.rows.shown_row(number) for number in numbers]

    def select_row(self, row: R) -> bool:
        """Make an object's row the current row; return whether it is shown."""
        number = self.rows.number_of(row)
        return number is not None and self._select(number)

    def select_place(self, place: int) -> bool:
        """Make the row at a position among all rows the current row; return whether it is shown."""
        number = self.rows.shown_at(place) if place >= 0 else None
        return number is not None and self._select(number)

    def _select(self, number: int) -> bool:
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self.rows.index(number, 0), flags)
        return True

    def copy_selection(self) -> None:
        """Copy the selected rows to the clipboard as tab-separated text in which spreadsheets run no formulas."""
        lines = [self.rows.titles(), *(self.rows.texts(row) for row in self.selected_rows())]
        clean = ("\t".join(harmless_cell(" ".join(cell.split())) for cell in line) for line in lines)
        QGuiApplication.clipboard().setText("\n".join(clean))

    def fit_height(self, at_most: int = 12) -> None:
        """Set the height to that of the shown rows, up to ``at_most`` rows."""
        self.set_rows_high(min(max(1, self.rows.rowCount()), at_most))

    def set_rows_high(self, count: int) -> None:
        """Set the height to that of whole rows, with the lines that they have."""
        self._rows_high = count
        self._fit_rows()

    def free_height(self) -> None:
        """Let the layout decide about the height again."""
        self._rows_high = None
        self.setMinimumHeight(0)
        self.setMaximumHeight(QWIDGETSIZE_MAX)

    # --- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
            event.accept()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            event.accept()  # it opened the row; it must not press the window's default button too

    def resizeEvent(self, event: QResizeEvent) -> None:
        current = self.currentIndex()
        top, height = self.rowViewportPosition(current.row()), self.verticalHeader().defaultSectionSize()
        in_sight = current.isValid() and 0 <= top <= event.oldSize().height() - height
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
        if in_sight:  # a widget that appears below reduces the table's height
            self.scrollTo(current)

    def sizeHint(self) -> QSize:
        return QSize(px(480), px(220))

    def _current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self._keep = self.rows.row_at(current.row()) if current.isValid() else None
        self.row_chosen.emit(self._keep)

    def _rearranged(self) -> None:
        if min(SAMPLE, self.rows.rowCount()) > self._measured:
            self._wants = None  # more rows to measure now; a filter or another order is no reason to measure again
        self._usual = ()  # other rows may need more lines
        kept = self._keep
        # Rows that were only added leave the current row and the selection unchanged.
        if kept is not None and self.current_row() is not kept and not self.select_row(kept):
            self._keep = None
            self.row_chosen.emit(None)
        self._fit()
        anchor, self._anchor = self._anchor, None
        if anchor is not None and (number := self.rows.number_of(anchor)) is not None:
            self.scrollTo(self.rows.index(number, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    def _resized(self, _section: int, _old: int, _new: int) -> None:
        if not self._fitting and self.isVisible():
            self._by_hand = True

    def _fit(self) -> None:
        if self._by_hand or not self.rows.columns:
            return
        self._fitting = True
        try:
            # Measuring the content is slow, and laying out a page resizes its tables several times.
            if self._wants is None:
                self._measured = min(SAMPLE, self.rows.rowCount())
                self._wants = [self._wanted(number) for number in range(len(self.rows.columns))]
            wants, least = ([each[n] for each in self._wants] for n in (0, 1))
            room = self.viewport().width()
            columns = self.rows.columns
            # Rather break a word, of those in the widest columns, than scroll sideways.
            titles = [min(want, self._title(column)) for want, column in zip(wants, columns, strict=True)]
            while (excess := sum(least) - room) > 0 and least != titles:
                at = max(range(len(least)), key=lambda n: (least[n] > titles[n], least[n]))
                least[at] = max(titles[at], least[at] - excess)
            for number, width in enumerate(share(wants, [column.stretch for column in columns], room, least)):
                self.horizontalHeader().resizeSection(number, width)
            self._fit_rows()
        finally:
            self._fitting = False

    def _fit_rows(self) -> None:
        """Give each row the lines that its cells need; the rows of a long table are all as high as its first need."""
        wrapping = [n for n, column in enumerate(self.rows.columns) if column.stretch and not column.right]
        widths = {number: self.columnWidth(number) for number in wrapping}
        count = self.rows.rowCount()
        if count <= EACH:
            self._set_lines(1, [self._lines(row, widths) for row in range(count)])
            self._usual = ()
        elif self._usual != (basis := (self._measured, *widths.values())):
            usual = max((self._lines(row, widths) for row in range(SAMPLE)), default=1)
            self._set_lines(usual, [usual] * min(count, EACH))
            self._usual = basis
        if self._rows_high is not None:
            rows = sum(self.verticalHeader().sectionSize(row) for row in range(min(count, self._rows_high)))
            rows += max(0, self._rows_high - count) * self.row_height(1)
            self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + 2)

    def _set_lines(self, usual: int, lines: Sequence[int]) -> None:
        """Set the height of rows in general, and that of the first rows."""
        header = self.verticalHeader()
        if header.defaultSectionSize() != self.row_height(usual):
            header.setDefaultSectionSize(self.row_height(usual))
        for row, needed in enumerate(lines):
            height = self.row_height(needed)
            if header.sectionSize(row) != height:
                header.resizeSection(row, height)

    def _lines(self, place: int, widths: Mapping[int, int]) -> int:
        row = self.rows.shown_row(place)
        columns = self.rows.columns
        return max((len(cell_lines(columns[n], row, width)) for n, width in widths.items()), default=1)

    def row_height(self, lines: int) -> int:
        """Return the height of a row whose cells have that many lines."""
        return self.fontMetrics().lineSpacing() * lines + px(13)

    def _wanted(self, number: int) -> tuple[int, int]:
        """Return the width in which a column's cells have one line each, and that in which its words are whole."""
        column = self.rows.columns[number]
        width = least = self._title(column)
        for place in range(min(SAMPLE, self.rows.rowCount())):
            row = self.rows.shown_row(place)
            text = beginning(column.text(row))
            if column.tone is not None and column.tone(row) is not None:
                width = least = max(width, chip_size(text).width() + px(24))
            else:
                before = px(24) + before_text(column, row)
                line, word = text_widths(text, mono=column.mono)
                width = max(width, line + before)
                least = max(least, min(word, px(WORD)) + before)
        return width, min(width, least)

    def _title(self, column: Column[R]) -> int:
        """Return the width of a column's title, in the header's font and with the sort indicator."""
        return round(self.fontMetrics().horizontalAdvance(column.title) * 1.1) + px(30)


def share(wants: Sequence[int], stretches: Sequence[int], room: int, least: Sequence[int]) -> list[int]:
    """Divide the width among columns: all get the wanted width if there is room, else stretching columns shrink.

    A column without stretch keeps its wanted width; spare width goes to those that stretch (to the last if none does).
    ``least`` is the minimum width of each column, so that its title is readable in full.
    """
    widths = list(wants)
    flexible = [n for n, stretch in enumerate(stretches) if stretch] or [len(widths) - 1]
    spare = room - sum(widths)
    if spare >= 0:
        weights = sum(stretches[n] or 1 for n in flexible)
        for n in flexible:
            widths[n] += spare * (stretches[n] or 1) // weights
        widths[flexible[-1]] += room - sum(widths)
        return widths
    # A limit in proportion to the stretch keeps short columns readable, and long columns share what is left.
    room_left = room - sum(width for n, width in enumerate(widths) if n not in flexible)
    shares = {n: stretches[n] or 1 for n in flexible}
    for n in sorted(flexible, key=lambda n: widths[n] / shares[n]):
        limit = room_left * shares[n] // sum(shares.values())
        others = sum(least[other] for other in shares if other != n)
        widths[n] = max(least[n], min(widths[n], limit, room_left - others))
        room_left -= widths[n]
        del shares[n]
    return widths
