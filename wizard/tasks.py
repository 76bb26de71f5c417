"""What a piece of background work sees of the outside: a cancel flag and a place to report progress. No Qt."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from wizard.errors import Cancelled


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

    def cancel(self) -> None:
        """Ask the work to stop; it ends with :class:`wizard.errors.Cancelled` at its next checkpoint."""
        with self._lock:
            self._stop.set()
            callbacks, self._callbacks = self._callbacks, []
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
        """Raise :class:`wizard.errors.Cancelled` if the person cancelled."""
        if self._stop.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Wait that long, or until cancelled, which raises :class:`wizard.errors.Cancelled`."""
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
        """Report progress; raises :class:`wizard.errors.Cancelled` if the person cancelled."""
        self.checkpoint()
        if self._on_progress is not None:
            self._on_progress(Progress(key, params, done, total, data))
