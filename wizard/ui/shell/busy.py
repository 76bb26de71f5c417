"""Work that the user waits for: its text in the bottom bar, and which actions it blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from wizard.core.tasks import Progress
    from wizard.ui.shell.runner import Job, Runner


class Busy(NamedTuple):
    """The work shown in the bottom bar: its sentence (text id and placeholders) and counts."""

    key: str
    params: dict[str, object]
    done: int | None = None
    total: int | None = None


class Waiting(QObject):
    """Tracks the jobs that the user waits for. Used in the GUI thread.

    Signals:
        busy_changed: What the user waits for has changed, or what it blocks; a ``Busy``, or None for nothing.
        busy_progressed: The same work has another text or other counts; a ``Busy``.
        followed: Work that follows typing has ended; whether the last job succeeded.
    """

    busy_changed = Signal(object)
    busy_progressed = Signal(object)
    followed = Signal(bool)

    def __init__(self, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._busy_job: Job | None = None
        self.busy: Busy | None = None
        self._blocking: set[Job] = set()
        self._following: set[Job] = set()
        runner.ended.connect(self._job_ended)
        runner.progressed.connect(self._job_progressed)

    def show_busy(self, job: Job, key: str, **params: object) -> None:
        """Show the sentence ``key`` with a Cancel button until ``job`` ends; its progress replaces the sentence."""
        self._busy_job = job
        if job.active and job not in self._following:
            self._blocking.add(job)
        self._set_busy(Busy(key, params))

    def follow(self, job: Job) -> None:
        """Delay button presses, instead of refusing them, until ``job`` has processed what was just typed."""
        self._following.add(job)

    @property
    def follows(self) -> bool:
        """Whether a job is processing what was just typed."""
        return any(not job.abandoned for job in self._following)

    @property
    def blocked(self) -> bool:
        """Whether a running job prevents other work from starting."""
        return any(not job.abandoned for job in self._blocking)

    def cancel_busy(self) -> bool:
        """Cancel the work shown in the bottom bar; return whether there was any."""
        if self._busy_job is None:
            return False
        self._busy_job.cancel()
        return True

    def _set_busy(self, busy: Busy | None) -> None:
        self.busy = busy
        self.busy_changed.emit(busy)

    @Slot(object)
    def _job_ended(self, job: Job) -> None:
        followed, blocked = job in self._following, job in self._blocking
        self._following.discard(job)
        self._blocking.discard(job)
        if job is self._busy_job:
            self._busy_job = None
            self._set_busy(None)
        elif blocked:
            self._set_busy(self.busy)
        if followed and not self.follows:
            self.followed.emit(job.went_well)

    @Slot(object, object)
    def _job_progressed(self, job: Job, progress: Progress) -> None:
        if job is self._busy_job and self.busy is not None:
            key, params = (progress.key, dict(progress.params)) if progress.key else (self.busy.key, self.busy.params)
            self.busy = Busy(key, params, progress.done, progress.total)
            self.busy_progressed.emit(self.busy)
