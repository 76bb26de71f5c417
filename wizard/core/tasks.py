"""The interface of background work: a cancel flag and progress reports. No Qt."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, overload

from wizard.core.errors import Cancelled
from wizard.core.gui_priority import gui_priority

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Progress:
    """One progress report of running work.

    ``key`` is the text id of a short sentence, ``params`` its placeholders. ``done`` of ``total`` are item counts,
    ``None`` if unknown. ``data`` carries a finished part of the result (a check, a log row) for callers that show
    partial results.
    """

    key: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    done: int | None = None
    total: int | None = None
    data: object = None


class Task:
    """The handle passed to every function that may take noticeable time. Thread-safe."""

    def __init__(self, on_progress: Callable[[Progress], None] | None = None) -> None:
        self._stop = threading.Event()
        self._on_progress = on_progress
        self._callbacks: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._go = threading.Event()
        self._go.set()
        self.keep: Callable[..., None] = lambda **answers: None
        """Saves answers with the setup on disk before work continues that must not be done twice. Set by the owner of
        the setup; without a setup it does nothing."""

    def pause(self) -> None:
        """Pause the work at its next checkpoint until it is resumed or canceled."""
        if not self._stop.is_set():
            self._go.clear()

    def resume(self) -> None:
        """Continue paused work."""
        self._go.set()

    @property
    def paused(self) -> bool:
        return not self._go.is_set()

    def cancel(self) -> None:
        """Ask the work to stop; it ends with :class:`wizard.core.errors.Cancelled` at its next checkpoint."""
        with self._lock:
            self._stop.set()
            callbacks, self._callbacks = self._callbacks, []
        self._go.set()
        for callback in callbacks:
            callback()

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()

    def on_cancel(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call ``callback`` on cancellation (at once if already canceled); return a function that unregisters it."""
        with self._lock:
            if not self._stop.is_set():
                self._callbacks.append(callback)
                return lambda: self._forget(callback)
        callback()
        return lambda: None

    def _forget(self, callback: Callable[[], None]) -> None:
        with self._lock:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

    def checkpoint(self) -> None:
        """Block while paused; raise :class:`wizard.core.errors.Cancelled` if the user canceled."""
        self._go.wait()
        self.give_way()
        if self._stop.is_set():
            raise Cancelled

    def give_way(self) -> None:
        """Let a busy window go first, where work can be neither paused nor stopped: in the middle of a response."""
        gui_priority.yield_to_gui()

    def wait(self, seconds: float) -> None:
        """Wait for a number of seconds; raise :class:`wizard.core.errors.Cancelled` on cancellation."""
        if self._stop.wait(max(0.0, seconds)):
            raise Cancelled

    def report(
        self,
        key: str = "",
        *,
        done: int | None = None,
        total: int | None = None,
        data: object = None,
        **params: object,
    ) -> None:
        """Report progress; raise :class:`wizard.core.errors.Cancelled` if the user canceled."""
        self.checkpoint()
        self.forward(Progress(key, params, done, total, data))

    def forward(self, progress: Progress) -> None:
        """Pass on a progress report unchanged."""
        if self._on_progress is not None:
            self._on_progress(progress)


class _Lane(Task):
    """One of several parallel parts of a task: ends and pauses with the task, and can also be canceled alone."""

    def __init__(self, whole: Task) -> None:
        super().__init__(whole.forward)
        self._whole = whole
        self.keep = whole.keep

    def checkpoint(self) -> None:
        self._whole.checkpoint()
        super().checkpoint()


@overload
def side_by_side(task: Task, one: Callable[[Task], A], two: Callable[[Task], B], /) -> tuple[A, B]: ...
@overload
def side_by_side(
    task: Task, one: Callable[[Task], A], two: Callable[[Task], B], three: Callable[[Task], C], /
) -> tuple[A, B, C]: ...
def side_by_side(task: Task, *works: Callable[[Task], object]) -> tuple[object, ...]:
    """Run each function in its own thread and return the results in order.

    If one fails, the others are canceled; if the task is canceled, all are.

    Raises:
        WizardError: the error of the function that failed first.
        Cancelled: the user canceled.
    """
    lanes = [_Lane(task) for _ in works]
    results: list[object] = [None] * len(works)
    errors: list[BaseException] = []

    def run(place: int) -> None:
        try:
            results[place] = works[place](lanes[place])
        except BaseException as error:
            errors.append(error)
            for lane in lanes:
                lane.cancel()

    def end() -> None:
        for lane in lanes:
            lane.cancel()

    forget = task.on_cancel(end)
    threads = [threading.Thread(target=run, args=(place,), daemon=True) for place in range(len(works))]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        forget()
    if errors:
        raise errors[0]
    return tuple(results)
