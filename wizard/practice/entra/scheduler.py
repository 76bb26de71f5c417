"""Runs the jobs' cycles when they are due, in a separate thread."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from wizard.practice.entra.cycle import Cycle
from wizard.practice.entra.jobs import INTERVAL

if TYPE_CHECKING:
    from wizard.practice.entra.state import EntraState

_log = logging.getLogger(__name__)
_LOOK = 0.25
"""Seconds of real time between two checks of the practice clock, which can be moved at any time."""


class Scheduler:
    """Determines which jobs are due and runs them one after another."""

    def __init__(self, state: EntraState) -> None:
        self._state = state
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._idle = threading.Condition()
        self._busy = False
        self._thread: threading.Thread | None = None
        state.wake = self._wake.set

    def start(self) -> None:
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._loop, name="practice-provisioning", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread; a running cycle ends after its current request. Waits 5 seconds at most."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=5)
            self._thread = None

    def run_due(self) -> int:
        """Run every job that is due now, in the caller's thread; return how many cycles ran."""
        ran = 0
        for app in self._state.apps.all():
            job, started = app.job, self._state.now()
            if job is None or job.next_run is None or not job.due(started):
                continue
            if self._stop.is_set():
                break
            due = job.next_run
            job.next_run = None  # so that a start or restart during the cycle is noticed
            Cycle(self._state, app, job, self._stop).run()
            ran += 1
            if job.state == "Active" and job.next_run is None:
                job.next_run = max(due, started) + INTERVAL
        return ran

    def wait_idle(self, timeout: float) -> bool:
        """Wait until no cycle runs and none is due; return whether that happened within ``timeout`` seconds."""
        with self._idle:
            return self._idle.wait_for(lambda: not self._busy and not self._due(), timeout)

    def _due(self) -> bool:
        now = self._state.now()
        return any(app.job is not None and app.job.due(now) for app in self._state.apps.all())

    def _loop(self) -> None:
        while not self._stop.is_set():
            self._wake.wait(_LOOK)
            self._wake.clear()
            if not self._due():
                continue
            with self._idle:
                self._busy = True
            try:
                self.run_due()
            except Exception:
                _log.exception("a provisioning cycle ended unexpectedly")
                self._park()
            finally:
                with self._idle:
                    self._busy = False
                    self._idle.notify_all()

    def _park(self) -> None:
        """Prevent a job that cannot run from being retried immediately."""
        now = self._state.now()
        for app in self._state.apps.all():
            job = app.job
            if job is not None and job.state == "Active" and (job.next_run is None or job.next_run <= now):
                job.enter_quarantine("Unknown", "InternalError", "The service failed while it ran the job.", now)
