"""Locks of the operating system on files of their own: they end with their process, however that ends."""

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
"""A place where no file of this program has anything."""


@dataclass(frozen=True, slots=True)
class FileLock:
    """A file that is locked; ``handle`` is ``None`` where the file system knows no locks, or cannot be written."""

    path: Path
    handle: int | None

    def release(self) -> None:
        """Let others have it; the file goes."""
        if self.handle is None:
            return
        if sys.platform == "win32":  # an open file cannot be removed there
            os.close(self.handle)
        with contextlib.suppress(OSError):
            self.path.unlink()
        if sys.platform != "win32":
            os.close(self.handle)


def lock_beside(path: Path) -> Path:
    """Return the file that is locked while a process works with ``path``, which itself is replaced when it is saved."""
    return path.with_name(f".{path.name}.lock")


def lock_file(path: Path) -> FileLock:
    """Lock a file, which is made if it is not there.

    Raises:
        BlockingIOError: somebody else has locked it, in this process or another.
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
                # Whoever had it may have removed the file between our opening and locking it.
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
    """Lock an open file until it is closed; where the file system knows no locks, nothing happens.

    On Windows, a byte far behind the end is locked, so that others can read the file.

    Raises:
        OSError: another process has kept it locked for ``patience`` seconds.
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
