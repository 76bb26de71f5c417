"""What of a window is cut off: text that is wider than its control, controls outside of what holds them, pages that
scroll sideways, labels of a row that do not stand on one line.

Qt lays out without complaint whatever does not fit, so somebody has to look.
"""

from __future__ import annotations

from collections.abc import Iterator

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

SLACK = 1
"""Pixels that rounding may take at fractional scales."""


def cut_off(window: QWidget) -> list[str]:
    """Return a line for each visible control that does not fit, naming it and what is missing (logical pixels)."""
    found = [line for widget in _shown(window) for line in _wrong(widget)]
    return found + [line for grid in window.findChildren(QGridLayout) for line in _crooked(grid)]


def _shown(window: QWidget) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window:
            yield widget


def _wrong(widget: QWidget) -> Iterator[str]:
    name = _name(widget)
    if isinstance(widget, QScrollArea) and widget.horizontalScrollBar().maximum() > 0:
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
    """Yield a line for each row of a grid whose labels do not stand on one baseline."""
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
    """Return where a label's first line stands, in pixels from the top of ``within``."""
    room, metrics = label.contentsRect(), label.fontMetrics()
    lines = label.heightForWidth(label.width()) if label.wordWrap() else metrics.height()
    spare = max(0, room.height() - max(lines, metrics.height()))
    where = label.alignment() & Qt.AlignmentFlag.AlignVertical_Mask
    top = 0 if where == Qt.AlignmentFlag.AlignTop else spare if where == Qt.AlignmentFlag.AlignBottom else spare / 2
    return label.mapTo(within, room.topLeft()).y() + top + metrics.ascent()


def _only_sign(button: QAbstractButton) -> bool:
    """Tell whether a button shows no words: the one in a field, which gets the field's height as its width."""
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
    """Tell whether it stands in something that scrolls: what is not seen now can be scrolled to."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def _name(widget: QWidget) -> str:
    owner = widget
    while not owner.objectName() and owner.parentWidget() is not None:
        owner = owner.parentWidget()
    own = widget.objectName() or f"a {type(widget).__name__} of {owner.objectName() or type(owner).__name__}"
    return own if not isinstance(widget, QLabel) or widget.textFormat() != Qt.TextFormat.RichText else f"{own} (rich)"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
