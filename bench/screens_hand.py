"""Simulates the user in the window for ``screens`` and ``bench ui``, and defines the moments at which it stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QWidget

    from wizard.journey.context import Practice
    from wizard.ui.shell.window import Window

WAIT_MS = 120_000


@dataclass(frozen=True, slots=True)
class Shot:
    """A moment for a screenshot: its file name, and the window if it is not the main window."""

    name: str
    window: QWidget | None = None


class Hand:
    """Does what a user does in a window: finds a control by its name, clicks, types."""

    def __init__(self, window: Window) -> None:
        self.window = window

    def find(self, name: str) -> Any:
        """Return the visible control with this name.

        Raises:
            LookupError: there is none.
        """
        from PySide6.QtWidgets import QWidget

        found = [widget for widget in self.window.findChildren(QWidget, name) if widget.isVisible()]
        if not found:
            raise LookupError(f"{name} on {self.window.page.step_id}")
        return found[0]

    def there(self, name: str) -> bool:
        """Return whether a control with this name is visible; a new control becomes visible after one event loop
        cycle.
        """
        from PySide6.QtWidgets import QWidget

        return any(widget.isVisible() for widget in self.window.findChildren(QWidget, name))

    def click(self, name: str) -> Callable[[], bool]:
        """Click a button; return the condition to wait for."""
        control = self.find(name)
        if not control.isEnabled():
            raise LookupError(f"{name} cannot be clicked on {self.window.page.step_id}")
        control.click()
        return self.quiet

    def type(self, name: str, text: str) -> Iterator[Callable[[], bool]]:
        """Type text into a field, key by key like a user: each key is a separate event."""
        from PySide6.QtTest import QTest

        control = self.find(name)
        control.setFocus()
        control.selectAll()
        for key in text:
            QTest.keyClicks(control, key)
            yield lambda: True
        yield self.quiet

    def quiet(self) -> bool:
        """Return whether nothing is running."""
        return self.window.context.runner.busy == 0 and not self.window.page.waiting

    def practice(self, work: Callable[[Practice], object]) -> Callable[[], bool]:
        """Run a function on the practice company; return the condition to wait for."""
        practice = self.window.context.services.practice
        if practice is None:
            raise LookupError("the practice company does not run")
        self.window.context.runner.submit(lambda _task: work(practice), owner=self.window)
        return self.quiet

    def fault(self, name: str, on: bool) -> Callable[[], bool]:
        """Switch a fault of the practice company; return the condition to wait for."""
        practice = self.window.context.services.practice
        if practice is None:
            raise LookupError("the practice company does not run")
        self.window.context.runner.submit(lambda _task: practice.set_fault(name, on), owner=self.window)
        return self.quiet


def run(window: Window, steps: Iterator[Shot | Callable[[], bool]], at: Callable[[Shot], object]) -> None:
    """Follow a walk and call ``at`` for each of its moments.

    Raises:
        TimeoutError: a condition was not met within two minutes.
    """
    for number, moment in enumerate(steps):
        if isinstance(moment, Shot):
            at(moment)
        else:
            _wait(moment, number)


def _wait(ready: Callable[[], bool], number: int) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    poll, limit = QTimer(), QTimer()
    poll.setInterval(30)
    seen = [0]

    def look() -> None:
        # Twice in a row, to also wait for jobs that start when another job ends.
        seen[0] = seen[0] + 1 if ready() else 0
        if seen[0] > 1:
            loop.quit()

    poll.timeout.connect(look)
    limit.setSingleShot(True)
    limit.timeout.connect(lambda: loop.exit(1))
    poll.start()
    limit.start(WAIT_MS)
    failed = loop.exec()
    poll.stop()
    if failed:
        raise TimeoutError(f"step {number} of the walk")
