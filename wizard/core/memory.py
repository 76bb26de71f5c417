"""Large readings and the garbage collector."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from wizard.core.gui_priority import gui_priority

_lock = threading.Lock()
_inside: list[None] = []


@contextmanager
def gc_paused() -> Iterator[None]:
    """While hundreds of thousands of objects come in that stay, do not search them for cyclic garbage again and again.

    A third of a large reading's time would go into that. Afterwards the objects stay out of the collector's sight, so
    that no later search stops the window for their sake; they are freed as soon as nobody needs them any more, as
    everything without cycles is. May be nested and used by several threads.
    """
    with _lock:
        _inside.append(None)
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _inside.pop()
            if not _inside:
                gc.freeze()
                gc.enable()


def free_gradually(*many: list[Any] | dict[Any, Any]) -> None:
    """Empty lists and dicts of many things piece by piece; all at once would be one step in which nobody else runs."""
    for things in many:
        while things:
            gui_priority.yield_to_gui()
            if isinstance(things, dict):
                for key in list(islice(things, _PIECE)):
                    del things[key]
            else:
                del things[-_PIECE:]


_PIECE = 200
