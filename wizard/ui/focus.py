"""Keeps the focus where the person was.

Qt gives the focus of a control that is disabled or hidden to whatever comes next in the window: while a button's work
runs that is some link of the rail. Here it waits where no key does anything, and comes back when the control does. If
the control is gone, it goes to the control that took its place, else to the next one that Return may press.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class FocusKeeper(QObject):
    """Watches a window's focus.

    Args:
        place: the part of the window that the person works in now; its focus is kept.
        rest: the widget that has the focus meanwhile; it does nothing with keys.
        busy: whether work runs that may bring the control back.
    """

    def __init__(
        self, window: QWidget, place: Callable[[], QWidget], rest: Callable[[], QWidget], busy: Callable[[], bool]
    ) -> None:
        super().__init__(window)
        self._window, self._place, self._rest, self._busy = window, place, rest, busy
        self._lost: QWidget | None = None
        self._name = ""
        self._near: list[QWidget] = []
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._settle)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    @Slot("QWidget*", "QWidget*")
    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is None or not isValid(old) or not self._window.isVisible() or old.window() is not self._window:
            return
        if usable(old) or old is self._rest():
            if not self._busy() and new is not None and new is not self._rest():
                self._lost = None  # the person, or a page, chose another place
            return
        if new is None or new.window() is not self._window:
            return
        if self._lost is None or self._place().isAncestorOf(old):
            self._lost, self._name, self._near = old, old.objectName(), self._neighbours(old)
        self._rest().setFocus(Qt.FocusReason.OtherFocusReason)
        self.look_again()

    def _neighbours(self, control: QWidget) -> list[QWidget]:
        """Return the page's stops for Tab, those after the control first."""
        found, each = [], control.nextInFocusChain()
        while each is not control and len(found) < 1000:
            if self._place().isAncestorOf(each) and each.focusPolicy() & Qt.FocusPolicy.TabFocus:
                found.append(each)
            each = each.nextInFocusChain()
        return found

    def look_again(self) -> None:
        """Give the focus back as soon as what happens now is over."""
        if self._lost is not None:
            self._later.start()

    def _settle(self) -> None:
        if self._lost is None or not self._window.isVisible():
            return
        focused, rest = self._window.focusWidget(), self._rest()
        if isValid(self._lost) and usable(self._lost):
            target: QWidget | None = self._lost
        elif self._busy():
            return
        else:
            same = self._place().findChildren(QWidget, self._name) if self._name else []
            near = [each for each in self._near if isValid(each) and not each.property("guarded")]
            target = next((each for each in (*same, *near) if usable(each)), None)
        self._lost = None
        if focused in {None, rest} and target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)


def usable(control: QWidget) -> bool:
    """Tell whether a control can have the focus now."""
    return control.isVisible() and control.isEnabled()
