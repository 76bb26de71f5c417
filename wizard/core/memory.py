"""Controls the garbage collector while large amounts of data are read."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from wizard.core.gui_priority import gui_priority

_WHOLE_EVERY = 10.0
"""Seconds between two collections of everything."""
_looked_through = [0.0]
_lock = threading.Lock()
_inside: list[None] = []
_automatic: list[bool] = []
"""Whether collection was automatic before it was paused; empty while it is not paused."""


@contextmanager
def gc_paused() -> Iterator[None]:
    """Pause garbage collection while hundreds of thousands of long-lived objects are created.

    Collecting would take a third of the time of a large read. After that, the objects are frozen so that later
    collections neither scan them nor block the window; reference counting still frees them. Can be nested and used
    by several threads.
    """
    with _lock:
        if not _inside:
            _automatic.append(gc.isenabled())
            gc.disable()
        _inside.append(None)
    try:
        yield
    finally:
        with _lock:
            _inside.pop()
            if not _inside:
                gc.freeze()
                if _automatic.pop():
                    gc.enable()


def collect_if_due() -> None:
    """Collect garbage in the calling thread if its amount has reached Python's thresholds and nothing is being read.

    For a process whose automatic collection is off, because that happens in whichever thread creates an object.
    Everything is looked through every ten seconds at most; that takes longest.
    """
    with _lock:
        if _inside:
            return
        over = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        whole = all(over) and time.monotonic() - _looked_through[0] > _WHOLE_EVERY
        if whole:
            _looked_through[0] = time.monotonic()
        if over[0]:
            gc.collect(2 if whole else int(over[1]))


def free_gradually(*many: list[Any] | dict[Any, Any]) -> None:
    """Empty large lists and dicts in pieces; freeing them at once would block all other threads."""
    for things in many:
        while things:
            gui_priority.yield_to_gui()
            if isinstance(things, dict):
                for key in list(islice(things, _PIECE)):
                    del things[key]
            else:
                del things[-_PIECE:]


_PIECE = 200
