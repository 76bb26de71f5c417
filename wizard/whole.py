"""Files that are written as a whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO


def write_whole(path: Path, put: Callable[[IO[bytes]], object]) -> None:
    """Write a file, readable by its owner alone: a new one beside the place, flushed, then put there.

    Args:
        put: writes the content; whatever it raises leaves what was at the place untouched.

    Raises:
        OSError: the file could not be written; what was at the place is untouched.
    """
    handle, scratch = tempfile.mkstemp(prefix=f".{path.name.partition('.')[0]}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            put(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(scratch)
        raise
