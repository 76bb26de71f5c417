"""Progress of reading both sides: counts, throughput, time left."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.core.tasks import Task

_EVERY_SECONDS = 0.1
_SETTLED_SECONDS = 1.0
"""Seconds until a rate is stable enough to report."""


class Meter:
    """Counts what several threads read, and reports the totals. Thread-safe.

    Args:
        clock: returns seconds; replaceable for tests.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = self._told = clock()
        self._lock = threading.Lock()
        self._done: dict[str, int] = {}
        self._total: dict[str, int | None] = {}

    def expect(self, name: str, total: int | None) -> None:
        """Set the total of one kind; ``None`` if it is not known."""
        with self._lock:
            self._total[name] = total
            self._done.setdefault(name, 0)

    def add(self, task: Task, name: str, count: int) -> None:
        """Add to the count of one kind, and report from time to time.

        Raises:
            Cancelled: the person cancelled.
        """
        with self._lock:
            self._done[name] = self._done.get(name, 0) + count
            now = self._clock()
            due = now - self._told >= _EVERY_SECONDS
            if due:
                self._told = now
        if due:
            self.report(task)
        else:
            task.checkpoint()

    def report(self, task: Task) -> None:
        """Report ``reading-progress`` with ``people``, ``accounts``, ``rate`` (objects per second) and ``left``
        (seconds).

        While unknown, ``rate`` is zero and ``left`` is -1.
        """
        with self._lock:
            done, total = dict(self._done), dict(self._total)
        seconds = self._clock() - self._began
        read = sum(done.values())
        known = [count for count in total.values() if count is not None]
        whole = max(sum(known), read) if len(known) == len(total) and known else None
        rate = read / seconds if seconds >= _SETTLED_SECONDS else 0.0
        left = round((whole - read) / rate) if whole is not None and rate else -1
        task.report(
            "reading-progress",
            done=read,
            total=whole,
            rate=round(rate),
            left=left,
            people=done.get("people", 0),
            accounts=done.get("accounts", 0),
        )
