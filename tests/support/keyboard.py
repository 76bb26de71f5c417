"""A user without a mouse: only key events are sent, and the focus is checked after each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from ui_spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Callable

STOPS = 250
"""More Tab stops than any page has."""


class Keyboard:
    """Presses keys in a window; ``where`` describes the control with the focus.

    Args:
        driver: Waits; see ``tests/journeys/conftest.py``.
    """

    def __init__(self, driver: Any) -> None:
        self.driver = driver
        self.window = driver.window
        self.wrong: list[str] = []

    @property
    def focus(self) -> QWidget:
        active = QApplication.activeModalWidget() or self.window
        found = active.focusWidget() or active
        assert isinstance(found, QWidget)
        return found

    @property
    def where(self) -> str:
        return f"{self.driver.page.step_id}: {type(self.focus).__name__} {self.focus.objectName()!r}"

    def key(self, key: Qt.Key, how: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key in the focused control."""
        QTest.keyClick(self.focus, key, how)
        self.driver.turn()

    def type(self, text: str) -> None:
        """Replace the text of the focused field."""
        self.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(self.focus, text)

    def to(self, *names: str, back: bool = False) -> QWidget:
        """Press Tab until a control with one of these names has the focus; every stop on the way is checked."""
        passed = []
        for _ in range(STOPS):
            at = self.focus
            if at.objectName() in names:
                return at
            passed.append(at.objectName())
            self.key(Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab)
            self.look()
        raise AssertionError(f"{self.driver.page.step_id}: Tab never comes to {names}, but to {sorted(set(passed))}")

    def look(self) -> None:
        """Record problems of the focused control."""
        at = self.focus
        if at is self.driver.page.title:
            return  # the focus waits here
        if not at.isVisible() or not at.isEnabled():
            self.wrong.append(f"{self.where} cannot be used")
        elif at.visibleRegion().isEmpty() or not _in_sight(at):
            self.wrong.append(f"{self.where} is not in sight")
        if not spoken(at):
            self.wrong.append(f"{self.where} has no name")

    def press(self, *names: str, key: Qt.Key = Qt.Key.Key_Space, seconds: float = 120) -> str:
        """Go to a button and press it; return the name of the control that has the focus when its work has ended.

        The focus has to stay on the page, on a visible control, and must not move to a control that changes the tenant.
        """
        control = self.to(*names)
        assert not isinstance(control, QAbstractButton) or control.isEnabled(), f"{self.where} cannot be pressed"
        before = self.driver.page
        self.key(key)
        self.rest(seconds)
        self.arrived(before, control)
        return self.focus.objectName()

    def rest(self, seconds: float = 120) -> None:
        """Wait until no work is running."""
        self.driver.quiet(seconds)
        self.driver.turn()

    def arrived(self, before: QWidget, pressed: QWidget | None = None) -> None:
        """Check where the focus is after an action."""
        at, page = self.focus, self.driver.page
        self.look()
        if at.window() is not self.window:
            return
        fitting = page.isAncestorOf(at) or at in {self.window.bar.next, self.window.bar.way}
        if not fitting and at is not pressed:
            self.wrong.append(f"{self.where} has the focus, which is beside the page")
        if at.property("guarded") and at is not pressed:
            self.wrong.append(f"{self.where} came to have the focus, and changes the tenant")
        if page is before and at is page.title and pressed is not None and pressed.isVisible() and pressed.isEnabled():
            self.wrong.append(f"{self.where} has the focus after {pressed.objectName()}, which could have kept it")

    def next(self, seconds: float = 120) -> None:
        """Go on with Alt+N; another page has to be shown."""
        before = self.driver.page
        self.driver.until(self.window.bar.next.isEnabled, seconds)
        self.key(Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
        self.driver.until(lambda: self.driver.page is not before, seconds)
        self.rest(seconds)
        self.arrived(before)

    def until(self, ready: Callable[[], object], seconds: float = 60) -> None:
        self.driver.until(ready, seconds)


def _in_sight(control: QWidget) -> bool:
    """Return whether the middle of the control's left edge, where its text begins, is within the window."""
    window = control.window()
    place = control.mapTo(window, QPoint(2, control.height() // 2))
    return window.rect().contains(place)
