"""Finds clipped content in a window: text wider than its control, controls outside of their container, pages that
scroll sideways, labels of a row that are not on one baseline.

Qt does not report content that does not fit, so it is checked here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QGridLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QWidget,
)

from wizard.ui.widgets.table import DataTable
from wizard.ui.widgets.table_cells import cell_lines

NAME = 100
"""Characters up to which a cell's text has to be there in full."""
SLACK = 1
"""Maximum pixels that rounding can cost at fractional scales."""


def cut_off(window: QWidget) -> list[str]:
    """Return a line for each visible control that does not fit, with its name and what is missing (logical pixels)."""
    found = [*_beyond(window), *(line for widget in _shown(window) for line in _wrong(widget))]
    return found + [line for grid in window.findChildren(QGridLayout) for line in _crooked(grid)]


def _elided(table: DataTable[Any]) -> Iterator[str]:
    """Yield a line for each cell in sight whose text is not there in full."""
    for number in range(table.rows.rowCount()):
        if table.viewport().rect().contains(0, table.rowViewportPosition(number)):
            for place, column in enumerate(table.rows.columns):
                row = table.rows.shown_row(number)
                lines = cell_lines(column, row, table.columnWidth(place))
                text = column.text(row)
                looked_at = column.tone is None and column.lines > 1 and len(text) <= NAME
                if looked_at and any("…" in line for line in lines) and "…" not in text:
                    yield f"{_name(table)}: “{_short(text)}” is elided to “{' '.join(lines)}”"


def _beyond(window: QWidget) -> Iterator[str]:
    """Yield a line if a window is larger than its screen: its buttons could not be reached."""
    room, size = window.screen().availableGeometry().size(), window.size()
    if size.width() > room.width() or size.height() > room.height():
        yield f"{_name(window)} of {size.width()} × {size.height()} px is larger than its screen"


def _shown(window: QWidget) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window:
            yield widget


def _wrong(widget: QWidget) -> Iterator[str]:
    name = _name(widget)
    if isinstance(widget, QScrollArea) and widget.horizontalScrollBar().maximum() > 0:
        yield f"{name} scrolls sideways by {widget.horizontalScrollBar().maximum()} px"
    if isinstance(widget, DataTable):
        yield from _elided(widget)
        if widget.horizontalScrollBar().maximum() > 0:
            yield f"{name} scrolls sideways by {widget.horizontalScrollBar().maximum()} px"
    if isinstance(widget, QLabel) and widget.text() and not widget.property("elides"):
        yield from _text(name, widget)
    elif isinstance(widget, QAbstractButton) and widget.text() and not _only_sign(widget):
        lacking = widget.sizeHint().width() - widget.width()
        if lacking > SLACK:
            yield f"{name} is {lacking} px too narrow for “{widget.text()}”"
    parent = widget.parentWidget()
    if parent is not None and isinstance(widget, QLabel | QAbstractButton) and not _scrolled(widget):
        place = QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())
        room = widget.window().rect()
        if place.right() > room.right() + SLACK or place.left() < -SLACK:
            yield f"{name} is outside of the window: {place.left()}–{place.right()} of {room.width()} px"


def _crooked(grid: QGridLayout) -> Iterator[str]:
    """Yield a line for each row of a grid whose labels are not on one baseline."""
    within = grid.parentWidget()
    if within is not None and within.isVisible():
        for row in range(grid.rowCount()):
            items = [grid.itemAtPosition(row, column) for column in range(grid.columnCount())]
            labels = [found for item in items if item is not None and type(found := item.widget()) is QLabel]
            lines = {each: _baseline(each, within) for each in labels if each.isVisible() and each.text()}
            if len(lines) > 1 and max(lines.values()) - min(lines.values()) > SLACK:
                told = ", ".join(f"“{_short(each.text())}” {line:.0f}" for each, line in lines.items())
                yield f"{_name(within)}: baselines differ: {told}"


def _baseline(label: QLabel, within: QWidget) -> float:
    """Return the baseline of a label's first line, in pixels from the top of ``within``."""
    room, metrics = label.contentsRect(), label.fontMetrics()
    lines = label.heightForWidth(label.width()) if label.wordWrap() else metrics.height()
    spare = max(0, room.height() - max(lines, metrics.height()))
    where = label.alignment() & Qt.AlignmentFlag.AlignVertical_Mask
    top = 0 if where == Qt.AlignmentFlag.AlignTop else spare if where == Qt.AlignmentFlag.AlignBottom else spare / 2
    return label.mapTo(within, room.topLeft()).y() + top + metrics.ascent()


def _only_sign(button: QAbstractButton) -> bool:
    """Return whether a button shows no text: the button inside a field, which gets the field's height as its width."""
    return isinstance(button, QToolButton) and button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly


def _text(name: str, label: QLabel) -> Iterator[str]:
    room = label.contentsRect()
    if label.wordWrap():
        lacking = label.heightForWidth(label.width()) - label.height()
        if lacking > SLACK:
            yield f"{name} is {lacking} px too low for “{_short(label.text())}”"
    else:
        lacking = label.sizeHint().width() - label.width()
        if lacking > SLACK and room.width() > 0:
            yield f"{name} is {lacking} px too narrow for “{_short(label.text())}”"


def _scrolled(widget: QWidget) -> bool:
    """Return whether the widget is in a scroll area, where clipped content can be scrolled into view."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def _name(widget: QWidget) -> str:
    owner = widget
    while not owner.objectName() and (parent := owner.parentWidget()) is not None:
        owner = parent
    own = widget.objectName() or f"a {type(widget).__name__} of {owner.objectName() or type(owner).__name__}"
    return own if not isinstance(widget, QLabel) or widget.textFormat() != Qt.TextFormat.RichText else f"{own} (rich)"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
