"""The hand that goes through the window for ``screens`` and ``bench ui``, and the moments that it stops at."""

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
    """A moment worth a picture: its file name, and the window when it is not the main one."""

    name: str
    window: QWidget | None = None


class Hand:
    """Does what a person does in a window: looks for a control by its name, clicks, types."""

    def __init__(self, window: Window) -> None:
        self.window = window

    def find(self, name: str) -> Any:
        """Return the visible control of that name.

        Raises:
            LookupError: there is none.
        """
        from PySide6.QtWidgets import QWidget

        found = [widget for widget in self.window.findChildren(QWidget, name) if widget.isVisible()]
        if not found:
            raise LookupError(f"{name} on {self.window.page.step_id}")
        return found[0]

    def there(self, name: str) -> bool:
        """Tell whether a control of that name is visible; one that was just added takes a turn to be."""
        from PySide6.QtWidgets import QWidget

        return any(widget.isVisible() for widget in self.window.findChildren(QWidget, name))

    def click(self, name: str) -> Callable[[], bool]:
        """Click a button; returns what to wait for."""
        control = self.find(name)
        if not control.isEnabled():
            raise LookupError(f"{name} cannot be clicked on {self.window.page.step_id}")
        control.click()
        return self.quiet

    def type(self, name: str, text: str) -> Iterator[Callable[[], bool]]:
        """Put text into a field, key by key, as people do: each key is an event of its own."""
        from PySide6.QtTest import QTest

        control = self.find(name)
        control.setFocus()
        control.selectAll()
        for key in text:
            QTest.keyClicks(control, key)
            yield lambda: True
        yield self.quiet

    def quiet(self) -> bool:
        """Tell whether nothing is running any more."""
        return self.window.context.runner.busy == 0 and not self.window.page.waiting

    def practice(self, work: Callable[[Practice], object]) -> Callable[[], bool]:
        """Do something in the practice company; returns what to wait for."""
        practice = self.window.context.services.practice
        if practice is None:
            raise LookupError("the practice company does not run")
        self.window.context.runner.submit(lambda _task: work(practice), owner=self.window)
        return self.quiet

    def fault(self, name: str, on: bool) -> Callable[[], bool]:
        """Switch a fault of the practice company; returns what to wait for."""
        practice = self.window.context.services.practice
        if practice is None:
            raise LookupError("the practice company does not run")
        self.window.context.runner.submit(lambda _task: practice.set_fault(name, on), owner=self.window)
        return self.quiet


def run(window: Window, steps: Iterator[Shot | Callable[[], bool]], at: Callable[[Shot], object]) -> None:
    """Follow a walk and call ``at`` for each of its moments.

    Raises:
        TimeoutError: something did not come about within two minutes.
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
        # Twice in a row: what one job's end sets going is waited for too.
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
