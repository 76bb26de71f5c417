"""Files that are written as a whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

SHARED = frozenset({5, 32, 33})
"""What Windows says of a place whose file another process is reading: access denied, or a sharing or lock violation
(Microsoft Learn, System Error Codes). Virus scanners and indexers read what was just written."""

pause: Callable[[float], object] = time.sleep

RETRIES = 8
"""With pauses that double from 10 ms: two and a half seconds together."""


def write_whole(path: Path, put: Callable[[IO[bytes]], object]) -> None:
    """Write a file, readable by its owner alone: a new one beside the place, flushed, then put there.

    Args:
        put: writes the content; whatever it raises leaves what was at the place untouched.

    Raises:
        OSError: the file could not be written; what was at the place is untouched.
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
