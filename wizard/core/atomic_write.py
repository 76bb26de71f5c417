"""Atomic file writes: a file is written completely or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

SHARED = frozenset({5, 32, 33})
"""Windows error codes for replacing a file that another process has open: access denied, sharing violation, lock
violation (Microsoft Learn, System Error Codes). Virus scanners and indexers open files right after they are written."""

pause: Callable[[float], object] = time.sleep

RETRIES = 8
"""Attempts to replace the file. Pauses double from 10 ms, about 2.5 seconds in total."""


def write_whole(path: Path, put: Callable[[IO[bytes]], object]) -> None:
    """Write a file that only its owner can read: write and flush a temporary file, then move it over ``path``.

    Args:
        put: writes the content; if it raises, an existing file at ``path`` is left unchanged.

    Raises:
        OSError: the file could not be written; an existing file at ``path`` is left unchanged.
    """
    handle, scratch = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            put(file)
            file.flush()
            os.fsync(file.fileno())
        _replace(scratch, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(scratch)
        raise


def _replace(scratch: str, path: Path) -> None:
    for attempt in range(RETRIES):
        try:
            os.replace(scratch, path)
            return
        except OSError as error:
            if getattr(error, "winerror", None) not in SHARED:
                raise
        pause(0.01 * 2**attempt)
    os.replace(scratch, path)
