"""Lets the window go first: background work stands back while the window is at something."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


class GuiPriority:
    """The interpreter runs one thread at a time, and several that compute leave the window a fraction of it; so work
    stands back at its checkpoints while the window is at something."""

    LONGEST = 0.1
    """Seconds since it last said so for which the window counts as busy: it may be at something long itself, or nobody
    may be there any more to say that it waits."""

    SETTLED = 0.004
    """Seconds for which the window has to wait for events: what it handled may have to be laid out and painted."""

    def __init__(self) -> None:
        self._free = threading.Event()
        self._free.set()
        self._never = threading.Event()
        self._since = 0.0

    def gui_busy(self) -> None:
        """The window has begun to handle events, or something long that Qt does not announce: painting, a timer."""
        self._since = time.monotonic()
        self._free.clear()

    def gui_idle(self) -> None:
        """The window waits for events."""
        self._free.set()

    def yield_to_gui(self) -> None:
        """Stand back for a moment if the window is at something; for any thread but the window's."""
        if self._free.is_set():
            return
        end = self._since + self.LONGEST
        while (left := end - time.monotonic()) > 0:
            self._free.wait(left)
            self._never.wait(min(left, self.SETTLED))
            if self._free.is_set():
                return


gui_priority = GuiPriority()
"""The process's one; without a window it never keeps anybody waiting."""


def with_checkpoints(items: Iterable[T], checkpoint: Callable[[], object], every: int = 200) -> Iterator[T]:
    """Yield items, and call ``checkpoint`` before every so many of them; it may raise to stop.

    Two hundred things take some milliseconds: short enough for the window to wait.
    """
    for number, item in enumerate(items):
        if number % every == 0:
            checkpoint()
        yield item
