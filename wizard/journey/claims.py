"""Which saved setups this process has open: no other one writes them meanwhile, and what a killed one left is swept.

A claim is a lock of the operating system on a file beside the setup, so that it ends with its process, however that
ends. Where the file system knows no locks, or the folder cannot be written, setups are open without one.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import threading
import time
from typing import TYPE_CHECKING

from wizard.errors import SavedSetupError

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

OLD = 60.0
"""Seconds after which a scratch file beside a setup that nobody has open is nobody's."""

_LEFT = re.compile(r"\.([0-9a-f]{12})\..+|([0-9a-f]{12})\.(?:plan\.gz|names|practice\.gz|health\.gz|journal\.jsonl)")
"""A scratch file of a save, or a claim: hidden, and begins with the setup's id; or what is kept beside a setup."""
_BESIDE = ("plan.gz", "names", "practice.gz", "health.gz", "journal.jsonl")


class Claims:
    """The claims of this process. Thread-safe."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[Path, int | None]] = {}
        self._lock = threading.Lock()

    def take(self, folder: Path, setup_id: str) -> None:
        """Open a setup for writing; nothing happens when this process has it open already.

        Args:
            folder: where setups are saved; made if it is not there.

        Raises:
            SavedSetupError: ``setup-in-use``: another process has it open.
        """
        with self._lock:
            if setup_id not in self._held:
                self._held[setup_id] = _claim(folder, setup_id)
                _sweep(folder, f".{setup_id}.json.*", f".{setup_id}.plan.*", f".{setup_id}.health.*")

    def holds(self, setup_id: str) -> bool:
        """Tell whether this process has a setup open."""
        with self._lock:
            return setup_id in self._held

    def release(self, *setup_ids: str) -> None:
        """Let other processes open these setups again; all of them when none is named."""
        with self._lock:
            for setup_id in setup_ids or tuple(self._held):
                path, handle = self._held.pop(setup_id, (None, None))
                if path is not None and handle is not None:
                    _unlock(path, handle)

    def sweep(self, folder: Path) -> None:
        """Remove what killed processes left in the folder: half-written files, claims, and what belongs to no setup.

        A practice company, for example, whose setup was never saved, or that was still running when it was deleted.
        Never raises.
        """
        with contextlib.suppress(OSError):
            names = {path.name for path in folder.iterdir()}
            matches = [match for name in names if (match := _LEFT.fullmatch(name))]
            found = {one[1] or one[2] for one in matches if one[1] or f"{one[2]}.json" not in names}
            for setup_id in found - set(self._held):
                with contextlib.suppress(SavedSetupError):
                    path, handle = _claim(folder, setup_id)
                    alone = not (folder / f"{setup_id}.json").exists()
                    beside = [f"{setup_id}.{kind}" for kind in _BESIDE if alone]
                    _sweep(folder, f".{setup_id}.*", *beside, age=OLD)
                    if handle is not None:
                        _unlock(path, handle)


def _claim(folder: Path, setup_id: str) -> tuple[Path, int | None]:
    path = folder / f".{setup_id}.lock"
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = _locked(path)
    if handle == _BUSY:
        raise SavedSetupError("setup-in-use", {"id": setup_id})
    return path, handle


_BUSY = -1


def _locked(path: Path) -> int | None:
    """Return the handle of a locked file, ``_BUSY``, or ``None`` where it cannot be locked at all."""
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return None
        try:
            if sys.platform == "win32":
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # Whoever had it may have removed the file between our opening and locking it.
                if _inode(path) != os.fstat(handle).st_ino:
                    os.close(handle)
                    continue
        except (BlockingIOError, PermissionError):
            os.close(handle)
            return _BUSY
        except OSError:
            os.close(handle)
            return None
        return handle


def _inode(path: Path) -> int:
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_ino
    return -1


def _unlock(path: Path, handle: int) -> None:
    if sys.platform == "win32":  # an open file cannot be removed there
        os.close(handle)
    with contextlib.suppress(OSError):
        path.unlink()
    if sys.platform != "win32":
        os.close(handle)


def _sweep(folder: Path, *patterns: str, age: float = 0.0) -> None:
    """Remove scratch files; what is younger than ``age`` seconds may be somebody's who needs no claim."""
    for path in (one for pattern in patterns for one in folder.glob(pattern)):
        with contextlib.suppress(OSError):
            if path.suffix != ".lock" and time.time() - path.stat().st_mtime >= age:
                path.unlink()
