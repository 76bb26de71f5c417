"""What a piece of background work sees of the outside: a cancel flag and a place to report progress. No Qt."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from wizard.core.errors import Cancelled
from wizard.core.gui_priority import gui_priority, with_checkpoints
from wizard.core.memory import free_gradually

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """One report of running work.

    ``key`` is the text id of a short sentence, ``params`` its placeholders. ``done`` of ``total`` are counts of
    things, ``None`` where unknown. ``data`` carries a finished part of the result (a check, a log row) to whoever
    shows results as they come.
    """

    key: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    done: int | None = None
    total: int | None = None
    data: object = None


class Task:
    """Handed to every function that may take longer than a key stroke. Thread-safe."""

    def __init__(self, on_progress: Callable[[Progress], None] | None = None) -> None:
        self._stop = threading.Event()
        self._on_progress = on_progress
        self._callbacks: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._go = threading.Event()
        self._go.set()
        self.keep: Callable[..., None] = lambda **answers: None
        """Keeps answers with the setup, on the disk, before work goes on that must not be done twice. Set by whoever
        owns the setup; work that belongs to none keeps nothing."""

    def pause(self) -> None:
        """Let the work stand still from its next checkpoint on, until it is resumed or cancelled."""
        if not self._stop.is_set():
            self._go.clear()

    def resume(self) -> None:
        """Let paused work go on."""
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
        """Call ``callback`` when cancelled (at once if already so); returns a function that forgets it again."""
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
        """Stand still while paused; raise :class:`wizard.core.errors.Cancelled` if the person cancelled."""
        self._go.wait()
        gui_priority.yield_to_gui()
        if self._stop.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Wait that long, or until cancelled, which raises :class:`wizard.core.errors.Cancelled`."""
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
        """Report progress; raises :class:`wizard.core.errors.Cancelled` if the person cancelled."""
        self.checkpoint()
        self.forward(Progress(key, params, done, total, data))

    def forward(self, progress: Progress) -> None:
        """Hand a report on as it is."""
        if self._on_progress is not None:
            self._on_progress(progress)


def in_order(
    items: Iterable[T], key: Callable[[T], Any], task: Task | None = None, *, reverse: bool = False
) -> list[T]:
    """Return items sorted, as ``sorted`` does, so that other threads get their turn meanwhile.

    Sorting a hundred thousand things is one step of the interpreter, a tenth of a second in which no other thread runs,
    the window's neither. Here pieces are sorted, and joined two by two.

    Raises:
        Cancelled: the person cancelled.
    """
    checkpoint = task.checkpoint if task is not None else gui_priority.yield_to_gui
    # No two things have the same number, so the things themselves are never compared.
    keyed = [
        (key(item), -number if reverse else number, item)
        for number, item in enumerate(with_checkpoints(items, checkpoint))
    ]
    pieces = [keyed[start : start + _PIECE] for start in range(0, len(keyed), _PIECE)]
    for piece in with_checkpoints(pieces, checkpoint, 1):
        piece.sort(reverse=reverse)
    while len(pieces) > 1:  # two pieces in order are put in order by one comparison for each thing
        for left, right in with_checkpoints(list(zip(pieces[::2], pieces[1::2], strict=False)), checkpoint, 1):
            left.extend(right)
            left.sort(reverse=reverse)
        pieces = pieces[::2]
    found = [item for _, _, item in with_checkpoints(pieces[0] if pieces else (), checkpoint)]
    pieces.clear()
    free_gradually(keyed)
    return found


_PIECE = 5_000


class _Lane(Task):
    """One of several pieces of a task's work: ends and pauses with it, and can be ended alone."""

    def __init__(self, whole: Task) -> None:
        super().__init__(whole.forward)
        self._whole = whole
        self.keep = whole.keep

    def checkpoint(self) -> None:
        self._whole.checkpoint()
        super().checkpoint()


def side_by_side(task: Task, *works: Callable[[Task], Any]) -> list[Any]:
    """Do pieces of work in a thread each, and return their results in order.

    When one fails the others are ended; when the task is cancelled all are.

    Raises:
        WizardError: the error of the piece that failed first.
        Cancelled: the person cancelled.
    """
    lanes = [_Lane(task) for _ in works]
    results: list[Any] = [None] * len(works)
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
    return results
