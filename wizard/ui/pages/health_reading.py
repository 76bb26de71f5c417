"""Reading the health for its page: when the page is shown, every few minutes, and when a button asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from wizard.health.reading import look, read
from wizard.health.record import Kept, load
from wizard.journey.context import clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from wizard.core.tasks import Task
    from wizard.health.logbook import Logbook
    from wizard.health.model import Health
    from wizard.journey.context import Context
    from wizard.journey.machine import Snapshot
    from wizard.ui.pages.health import StepPage
    from wizard.ui.shell.runner import Job

EVERY_MS = 4 * 60 * 1000
"""Milliseconds between two automatic refreshes while the page is shown."""


class HealthReading:
    """The reads of one page, one at a time."""

    def __init__(self, page: StepPage) -> None:
        self._page = page
        self._job: Job | None = None
        self._in_memory = Kept()
        self._then: Callable[[], object] | None = None
        self.timer = QTimer(page)
        self.timer.setInterval(EVERY_MS)
        self.timer.timeout.connect(self._by_itself)

    @property
    def running(self) -> bool:
        return self._job is not None

    def file(self) -> Callable[[], Path]:
        """Return a function that gives the file of the setup's health; a worker calls it."""
        context = self._page.context
        setups, setup_id = context.setups, context.controller.setup_id
        return lambda: setups().health_path(setup_id)

    def look(self, then: Callable[[], object] | None = None) -> None:
        """Read everything again; ``then`` is called after it is shown."""
        page, self._then = self._page, then or self._then
        if self._job is not None:
            return
        page.again.setEnabled(False)
        file = self.file() if page.context.controller.setup_id else None
        given = (page.context.services, page.journey.snapshot, file, self._in_memory)
        self._job = page.run(_read, *given, on_result=self._looked, on_stopped=self._ended)

    def show_kept(self) -> None:
        """Show the results of an earlier look until the user signs in."""
        page = self._page
        page.run(_kept, page.context.services, self.file(), on_result=page.show_kept, quiet=True, key="kept")

    def stop(self) -> None:
        """Stop refreshing, and cancel a read."""
        self.timer.stop()
        if self._job is not None:
            self._job.cancel()

    def _by_itself(self) -> None:
        """Refresh automatically if no other work runs and no gate is open."""
        page = self._page
        quiet = page.context.controller.waiting.busy is None and page.gate.dialog is None
        if quiet and page.isVisible() and page.signed_in:
            self.look()

    def _ended(self) -> None:
        self._job = self._then = None
        self._page.again.setEnabled(self._page.signed_in)

    def _looked(self, found: tuple[Health, Kept]) -> None:
        health, self._in_memory = found
        then = self._then
        self._ended()
        self._page.problem.hide()
        self._page.show_health(health)
        if then is not None:
            then()


def _read(
    task: Task, services: Context, snapshot: Snapshot, file: Callable[[], Path] | None, kept: Kept
) -> tuple[Health, Kept]:
    """Read the health and save it beside the setup. Without a setup, as with a support file, the page holds it."""
    if file is None:
        return look(task, services, snapshot, kept)
    return read(task, services, snapshot, file()), kept


def _kept(_task: Task, services: Context, file: Callable[[], Path]) -> tuple[Logbook, datetime]:
    return load(file())[0].log, clock(services)
