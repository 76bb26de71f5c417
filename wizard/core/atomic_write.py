"""Atomic file writes: a file is written completely or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
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

    When this returns, the new file is on the disk.

    Args:
        put: writes the content; if it raises, an existing file at ``path`` is left unchanged.

    Raises:
        OSError: the file could not be written; an existing file at ``path`` is left unchanged.
    """
    handle, scratch = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            put(file)
            flush_to_disk(file)
        _replace(scratch, path)
        sync_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(scratch)
        raise


def flush_to_disk(file: IO[bytes]) -> None:
    """Wait until what was written is on the disk; on macOS not only in the disk's own cache (``fcntl(2)`` there)."""
    file.flush()
    if sys.platform == "darwin":
        import fcntl

        with contextlib.suppress(OSError):  # network file systems do not know it
            fcntl.fcntl(file.fileno(), fcntl.F_FULLFSYNC)
            return
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the folder's entry of a new or replaced file is on the disk; not available on Windows."""
    with contextlib.suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


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
