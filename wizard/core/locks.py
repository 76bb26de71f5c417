"""Operating system locks on dedicated lock files: a lock ends with its process, even after a crash."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


_FAR = 1 << 40
"""An offset beyond the end of every file of this program."""


@dataclass(frozen=True, slots=True)
class FileLock:
    """A locked file; ``handle`` is ``None`` if the file system does not support locks or is not writable."""

    path: Path
    handle: int | None

    def release(self) -> None:
        """Release the lock and delete the lock file."""
        if self.handle is None:
            return
        if sys.platform == "win32":  # Windows cannot delete an open file
            os.close(self.handle)
        with contextlib.suppress(OSError):
            self.path.unlink()
        if sys.platform != "win32":
            os.close(self.handle)


def lock_beside(path: Path) -> Path:
    """Return the lock file for ``path``. ``path`` itself cannot be locked because saving replaces it."""
    return path.with_name(f".{path.name}.lock")


def lock_file(path: Path) -> FileLock:
    """Lock a file, creating it if it does not exist.

    Raises:
        BlockingIOError: this or another process has already locked it.
    """
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return FileLock(path, None)
        try:
            if sys.platform == "win32":
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # The previous holder may have deleted the file between open and lock.
                if _inode(path) != os.fstat(handle).st_ino:
                    os.close(handle)
                    continue
        except (BlockingIOError, PermissionError) as error:
            os.close(handle)
            raise BlockingIOError(*error.args) from error
        except OSError:
            os.close(handle)
            return FileLock(path, None)
        return FileLock(path, handle)


def lock_handle(handle: int, patience: float) -> None:
    """Lock an open file until it is closed; do nothing if the file system does not support locks.

    On Windows, a byte far beyond the end is locked so that others can still read the file.

    Raises:
        OSError: another process still holds the lock after ``patience`` seconds.
    """
    until, nothing = time.monotonic() + patience, threading.Event()
    while True:
        try:
            if sys.platform == "win32":
                os.lseek(handle, _FAR, os.SEEK_SET)
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except (BlockingIOError, PermissionError):
            if time.monotonic() > until:
                raise
        except OSError:
            return
        nothing.wait(0.01)


def _inode(path: Path) -> int:
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_ino
    return -1
