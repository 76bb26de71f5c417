"""Keeps the focus at the user's control, and keeps that control visible.

When a control is disabled or hidden, Qt moves the focus to the next control in the window, for example a link in the
rail while a button's work runs. Here the focus waits at a widget where keys do nothing, and returns when the control
is usable again. If a control of the page is gone, the focus moves to the control that replaced it, or else to the next
one that Return may press; to Next, if the work completed the step.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from shiboken6 import isValid

from wizard.ui.timers import Later

MARGIN = 8
"""Pixels above and below a control that is scrolled to, for its focus ring."""


class FocusKeeper(QObject):
    """Watches a window's focus.

    Args:
        place: Returns the part of the window that the user works in, usually the page.
        rest: Returns the widget that has the focus meanwhile; keys do nothing there.
        busy: Returns whether work runs after which the control may be usable again.
        onward: Returns the Next button while the step is complete.
    """

    def __init__(
        self,
        window: QWidget,
        place: Callable[[], QWidget],
        rest: Callable[[], QWidget],
        busy: Callable[[], bool],
        onward: Callable[[], QWidget | None],
    ) -> None:
        super().__init__(window)
        self._window, self._place, self._rest, self._busy, self._onward = window, place, rest, busy, onward
        self._completed = False
        self._at: QWidget | None = None
        self._lost: QWidget | None = None
        self._name = ""
        self._near: list[QWidget] = []
        self._later = Later(self, self._settle)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def go(self, target: QWidget) -> None:
        """Focus a control of the window, even while another program is in front."""
        self._watch(target)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _watch(self, at: QWidget) -> None:
        if self._at is not None and isValid(self._at):
            self._at.removeEventFilter(self)
        self._at = at
        at.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice changes that Qt does not signal while another program is in front, such as the browser at sign-in."""
        gone = event.type() == QEvent.Type.Hide and not event.spontaneous()
        if (gone or event.type() == QEvent.Type.EnabledChange) and watched is self._at and not usable(self._at):
            self._take(self._at)
        return False

    @Slot("QWidget*", "QWidget*")
    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is None or new.window() is not self._window or not self._window.isVisible():
            return
        if old is not None and isValid(old) and old.window() is self._window and not usable(old):
            self._take(old)
        elif new is not self._rest():
            self._watch(new)
            show_focus(new)
            if not self._busy():
                self._lost = None  # the user or a page moved the focus

    def _take(self, control: QWidget) -> None:
        """Park the focus, because its control cannot have it now."""
        if not isValid(self._window) or not self._window.isVisible() or control is self._rest():
            return  # the window hides its controls while it is deleted
        if self._lost is None or self._place().isAncestorOf(control):
            self._lost, self._name, self._near = control, control.objectName(), self._neighbours(control)
            self._completed = self._onward() is not None
        self._rest().setFocus(Qt.FocusReason.OtherFocusReason)
        self.look_again()

    def _neighbours(self, control: QWidget) -> list[QWidget]:
        """Return the page's Tab stops, starting with those after the control.

        There are none for a control outside the page: if Next is disabled on arrival, focus on the page's first link
        would let the next Return press lead away.
        """
        found: list[QWidget] = []
        if not self._place().isAncestorOf(control):
            return found
        each = control.nextInFocusChain()
        while each is not None and each is not control:
            if self._place().isAncestorOf(each) and each.focusPolicy() & Qt.FocusPolicy.TabFocus:
                found.append(each)
            each = each.nextInFocusChain()
        return found

    def look_again(self) -> None:
        """Return the focus once the current events are processed."""
        if self._lost is not None:
            self._later.start()

    def _settle(self) -> None:
        if self._lost is None or not self._window.isVisible():
            return
        focused, rest = self._window.focusWidget(), self._rest()
        if isValid(self._lost) and usable(self._lost):
            # A guarded Next was not pressed by anybody: the focus came to it with the page before.
            stray = self._lost.property("guarded") and not self._place().isAncestorOf(self._lost)
            target: QWidget | None = None if stray else self._lost
        elif self._busy():
            return
        else:
            same = self._place().findChildren(QWidget, self._name) if self._name else []
            near = [each for each in self._near if isValid(each) and not each.property("guarded")]
            onward = self._onward() if near and not self._completed else None
            ahead = [onward] if onward is not None else []
            target = next((each for each in (*same, *ahead, *near) if usable(each)), None)
        self._lost = None
        if focused in {None, rest} and target is not None:
            self.go(target)


def show_focus(control: QWidget) -> None:
    """Scroll to a control that got the focus by a key: Qt does so only for Tab within one scroll area.

    A control that is clicked with the mouse is at least partly visible already.
    """
    if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
        return
    area = control.parentWidget()
    while area is not None:
        page = area.widget() if isinstance(area, QScrollArea) else None
        if isinstance(area, QScrollArea) and page is not None and page.isAncestorOf(control):
            place = control.rect().translated(control.mapTo(page, QPoint(0, 0)))
            for y in (place.bottom(), place.top()):  # if it is taller than the window, show its top
                area.ensureVisible(place.left(), y, 0, MARGIN)
            return
        area = area.parentWidget()


def usable(control: QWidget) -> bool:
    """Return whether a control can have the focus now. While a parent is being hidden, isVisible is still true."""
    return control.isVisibleTo(control.window()) and control.isEnabled()
