"""What of a window is cut off: text that is wider than its control, controls outside of what holds them, pages that
scroll sideways. Qt lays out without complaint whatever does not fit, so somebody has to look."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QScrollArea, QWidget

SLACK = 1
"""Pixels that rounding may take at fractional scales."""


def cut_off(window: QWidget) -> list[str]:
    """Return a line for each visible control that does not fit, naming it and what is missing (logical pixels)."""
    return [line for widget in _shown(window) for line in _wrong(widget)]


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
    elif isinstance(widget, QAbstractButton) and widget.text():
        lacking = widget.sizeHint().width() - widget.width()
        if lacking > SLACK:
            yield f"{name} is {lacking} px too narrow for “{widget.text()}”"
    parent = widget.parentWidget()
    if parent is not None and isinstance(widget, QLabel | QAbstractButton) and not _scrolled(widget):
        place = QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())
        room = widget.window().rect()
        if place.right() > room.right() + SLACK or place.left() < -SLACK:
            yield f"{name} is outside of the window: {place.left()}–{place.right()} of {room.width()} px"


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
