"""The owner of all background threads. Work functions do not use Qt; results arrive in the GUI thread.

Why not QThreadPool or ThreadPoolExecutor: both make the end of the process wait for the slowest job. These threads
are daemons, and after :meth:`Runner.close` they can no longer affect the window.

Why one queue and one signal: a signal emitted by an object that lives in the GUI thread, connected to a method of a
QObject that lives there, is always delivered there; a lambda is not (see the Qt documentation on queued connections).
So workers only append to a queue and wake this object, which calls the callbacks itself.

Why a job forgets its page: a worker may be the last to let go of a job, and must not end widgets with it.
"""

from __future__ import annotations

import logging
import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, Concatenate, Generic, ParamSpec, TypedDict, TypeVar, TypeVarTuple, Unpack

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from wizard.core.errors import Cancelled, WizardError
from wizard.core.tasks import Progress, Task
from wizard.ui.timers import Later

P = ParamSpec("P")
R = TypeVar("R")
Ts = TypeVarTuple("Ts")
Work = Callable[Concatenate[Task, P], R]

POOL_SIZE = 4
PROGRESS_INTERVAL_MS = 33

_log = logging.getLogger(__name__)


class Callbacks(TypedDict, Generic[R], total=False):
    """What is called in the GUI thread with what comes of a job.

    ``on_progress`` gets the newest report, at most about thirty times a second; ``on_data`` every ``Progress.data``
    item, in order, in lists, of which none is lost.
    """

    on_result: Callable[[R], object] | None
    on_error: Callable[[WizardError], object] | None
    on_cancelled: Callable[[], object] | None
    on_progress: Callable[[Progress], object] | None
    on_data: Callable[[list[Any]], object] | None


class Job:
    """A running work function, seen from the GUI thread.

    It ends with exactly one of result, error or canceled, unless it is abandoned: then nothing is delivered.
    """

    def __init__(self, owner: QObject, key: str) -> None:
        self.owner: QObject | None = owner
        self.key = key
        self.work: Callable[[], object] | None = None
        self.active = True
        self.abandoned = False
        self.went_well = False
        self.task = Task()
        self.then: Callbacks[Any] = {}
        # Guarded by the runner's lock: the reports since the last delivery.
        self.latest: Progress | None = None
        self.data: list[object] = []

    def cancel(self) -> None:
        """Ask the work to stop. ``on_cancelled`` is called when it has stopped, even if it had finished before."""
        self.task.cancel()

    def abandon(self) -> None:
        """Stop the work and deliver nothing, because the outcome is no longer needed."""
        self.abandoned = True
        self.task.cancel()

    @property
    def wanted(self) -> bool:
        return not self.abandoned and self.owner is not None and isValid(self.owner)

    def forget(self) -> None:
        """Let go of the owner, the work and the callbacks. In the GUI thread, once nothing is delivered any more."""
        self.owner = self.work = None
        self.then = {}


class Runner(QObject):
    """Runs functions in a small pool and delivers their outcomes in the GUI thread.

    Create it in the GUI thread. ``ended`` carries a job that ended in any way, after its callback; ``progressed`` a job
    and its newest report.
    """

    ended = Signal(object)
    progressed = Signal(object, object)
    _wake = Signal()

    def __init__(self, parent: QObject | None = None, *, threads: int = POOL_SIZE) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._inbox: deque[tuple[Job, object, BaseException | None]] = deque()
        self._dirty: list[Job] = []
        self._woken = False
        self._closed = False
        self._work: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._quiet: queue.SimpleQueue[Job | None] | None = None
        self._limit = threads
        self._started = 0
        self._idle = 0
        self._jobs: set[Job] = set()
        self._by_key: dict[str, Job] = {}
        self._flushed_at = 0.0
        self._timer = Later(self, self._flush_progress)
        self._wake.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    # -- GUI thread ---------------------------------------------------------------------------------------------

    def submit(
        self,
        fn: Callable[[Task, Unpack[Ts]], R],
        *args: *Ts,
        owner: QObject | None = None,
        key: str = "",
        urgent: bool = False,
        quiet: bool = False,
        **then: Unpack[Callbacks[R]],
    ) -> Job:
        """Run ``fn(task, *args)`` in a worker thread.

        Args:
            key: An unfinished earlier job with the same key is abandoned: only the newest counts.
            owner: Outcomes are dropped once this object is deleted; by default the QObject whose method is called.
            urgent: Do not wait for a free pool thread (saving must not queue behind a slow server).
            quiet: No user waits for it; such jobs run one after another in a separate thread. Several computing jobs at
                once would take turns in blocking the interpreter for the window.

        Raises:
            ValueError: No owner is given, and no callback is a method of a QObject; or the work has a QObject in it.
        """
        if any(isinstance(part, QObject) for part in (getattr(fn, "__self__", None), *args)):
            raise ValueError("work runs in another thread and must not use Qt objects")
        if owner is None:
            receivers = (getattr(each, "__self__", None) for each in then.values())
            owner = next((each for each in receivers if isinstance(each, QObject)), None)
        if owner is None:
            raise ValueError("a job needs an owner, or a callback that is a method of a QObject")
        self.abandon(key)
        job = Job(owner, key)
        if key:
            self._by_key[key] = job
        job.then = then
        if self._closed:
            job.active = False
            job.abandon()
            job.forget()
            return job
        job.task = Task(lambda progress: self._report(job, progress))
        job.work = partial(fn, job.task, *args)
        self._jobs.add(job)
        if urgent:
            threading.Thread(target=self._run, args=(job,), daemon=True).start()
        elif quiet:
            if self._quiet is None:
                self._quiet = queue.SimpleQueue()
                threading.Thread(target=self._serve_quietly, args=(self._quiet,), name="quiet", daemon=True).start()
            self._quiet.put(job)
        else:
            self._start_thread_if_needed()
            self._work.put(job)
        return job

    def abandon(self, key: str) -> None:
        """Abandon the unfinished job with this key, if any."""
        previous = self._by_key.get(key)
        if previous is not None:
            previous.abandon()

    def close(self) -> None:
        """Stop everything for good; nothing is delivered after this. Call once, when the program ends."""
        with self._lock:
            self._closed = True
            self._inbox.clear()
            self._dirty.clear()
        self._timer.stop()
        for job in list(self._jobs):
            job.abandon()
            job.forget()
        self._jobs.clear()
        for _ in range(self._started):
            self._work.put(None)
        if self._quiet is not None:
            self._quiet.put(None)

    @property
    def busy(self) -> int:
        """The number of unfinished jobs."""
        return len(self._jobs)

    def _start_thread_if_needed(self) -> None:
        with self._lock:
            if self._idle > self._work.qsize() or self._started >= self._limit:
                return
            self._started += 1
            number = self._started
        threading.Thread(target=self._serve, name=f"work-{number}", daemon=True).start()

    @Slot()
    def _drain(self) -> None:
        with self._lock:
            self._woken = False
            ended = list(self._inbox)
            self._inbox.clear()
            dirty = bool(self._dirty)
        for job, result, error in ended:
            try:
                self._end(job, result, error)
            except Exception:
                # A callback's exception goes to the global handler; the other jobs' outcomes are still delivered.
                sys.excepthook(*sys.exc_info())
        if dirty and not self._timer.isActive():
            due = self._flushed_at + PROGRESS_INTERVAL_MS / 1000 - time.monotonic()
            if due <= 0:
                self._flush_progress()
            else:
                self._timer.start(max(1, int(due * 1000)))

    @Slot()
    def _flush_progress(self) -> None:
        self._flushed_at = time.monotonic()
        with self._lock:
            jobs, self._dirty = self._dirty, []
        for job in jobs:
            self._deliver_progress(job)

    def _deliver_progress(self, job: Job) -> None:
        with self._lock:
            latest, data = job.latest, job.data
            job.latest, job.data = None, []
        if job.task.cancelled or not job.wanted:
            return
        if data and (on_data := job.then.get("on_data")) is not None:
            on_data(data)
        if latest is not None and job.wanted:
            if (on_progress := job.then.get("on_progress")) is not None:
                on_progress(latest)
            self.progressed.emit(job, latest)

    def _end(self, job: Job, result: object, error: BaseException | None) -> None:
        job.active = False
        self._jobs.discard(job)
        if self._by_key.get(job.key) is job:
            del self._by_key[job.key]
        try:
            self._deliver_progress(job)
            if not job.wanted:
                return
            if job.task.cancelled or isinstance(error, Cancelled):
                if (on_cancelled := job.then.get("on_cancelled")) is not None:
                    on_cancelled()
            elif error is not None:
                if (on_error := job.then.get("on_error")) is not None:
                    on_error(_as_wizard_error(error))
            else:
                job.went_well = True
                if (on_result := job.then.get("on_result")) is not None:
                    on_result(result)
        finally:
            if isValid(self):
                self.ended.emit(job)
            job.forget()

    # -- worker threads -----------------------------------------------------------------------------------------

    def _serve(self) -> None:
        while True:
            with self._lock:
                self._idle += 1
            job = self._work.get()
            with self._lock:
                self._idle -= 1
            if job is None or self._closed:
                return
            self._run(job)
            del job

    def _serve_quietly(self, jobs: queue.SimpleQueue[Job | None]) -> None:
        while (job := jobs.get()) is not None and not self._closed:
            self._run(job)
            del job

    def _run(self, job: Job) -> None:
        outcome = [_outcome_of(job)]
        with self._lock:
            if self._closed:
                return
            self._inbox.append(outcome.pop())  # from now on the GUI thread may end everything that the job knows
            self._wake_up()

    def _report(self, job: Job, progress: Progress) -> None:
        with self._lock:
            if self._closed:
                return
            fresh = job.latest is None and not job.data
            if progress.data is not None:
                job.data.append(progress.data)
            if progress.key or progress.done is not None:
                job.latest = progress
            if fresh:
                self._dirty.append(job)
                self._wake_up()

    def _wake_up(self) -> None:
        # Under the lock: close() cannot run between the check and the emit, so the QObject is still alive here.
        if not self._woken:
            self._woken = True
            self._wake.emit()


def _outcome_of(job: Job) -> tuple[Job, object, BaseException | None]:
    """Do the job's work; return its result or error. Whatever the work raises, the job must end exactly once."""
    try:
        job.task.checkpoint()
        work = job.work
        return job, work() if work is not None else None, None
    except BaseException as error:
        return job, None, error


def _as_wizard_error(error: BaseException) -> WizardError:
    if isinstance(error, WizardError):
        return error
    _log.error("unexpected %s in background work", type(error).__name__)
    return WizardError("unexpected", {"code": type(error).__name__}, cause=error)
