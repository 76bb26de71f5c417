"""Scrolling to a control of a page, and laying out several changes at once."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QTimer
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget
from shiboken6 import isValid

from wizard.ui.timers import Later

if TYPE_CHECKING:
    from collections.abc import Iterator


class Viewport:
    """The visible part of one page; ``room`` is the page's layout."""

    def __init__(self, page: QWidget, room: QLayout) -> None:
        self._page, self._room = page, room
        self._later = Later(page, self._show_now)

    def show(self, widget: QWidget, top: int = 0) -> None:
        """Scroll so that a control is visible; with ``top``, only so that its first ``top`` pixels are.

        The control may have been shown just now: it has its place and size only after the page is laid out.
        """
        self._wanted = (widget, top)
        self._later.start()

    def show_soon(self, widget: QWidget) -> None:
        """Scroll to a control that has just been shown, once it is laid out."""
        QTimer.singleShot(0, widget, lambda: self.show(widget))

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Group several changes; without this, each control that is shown or hidden lays out the whole page."""
        self._room.setEnabled(False)
        try:
            yield
        finally:
            self._room.setEnabled(True)

    def _show_now(self) -> None:
        widget, top = self._wanted
        if not isValid(widget) or not widget.isVisibleTo(self._page):
            return
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        parent = self._page.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        if parent is not None and top:
            place = widget.mapTo(self._page, QPoint(0, top))
            parent.ensureVisible(place.x(), place.y(), 0, 0)
        elif parent is not None:
            parent.ensureWidgetVisible(widget)
