"""Claims on saved setups: only one process writes a setup at a time, and leftovers of killed processes are removed.

A claim is an operating system lock on a file next to the setup, so it ends with its process, however the process ends.
Where the file system has no locks, or the folder is not writable, setups are opened without a claim.
"""

from __future__ import annotations

import contextlib
import re
import threading
import time
from typing import TYPE_CHECKING

from wizard.core.errors import SavedSetupError
from wizard.core.locks import FileLock, lock_beside, lock_file

if TYPE_CHECKING:
    from pathlib import Path

OLD = 60.0
"""Age in seconds from which a scratch file next to a setup that no process has open is removed."""

_LEFT = re.compile(r"\.([0-9a-f]{12})\..+|([0-9a-f]{12})\.(?:plan\.gz|names|practice\.gz|health\.gz|journal\.jsonl)")
"""A scratch file of a save or a claim (hidden, begins with the setup's id), or a file stored next to a setup."""
_BESIDE = ("plan.gz", "names", "health.gz", "journal.jsonl")


class Claims:
    """The claims of this process. Thread-safe."""

    def __init__(self) -> None:
        self._held: dict[str, FileLock] = {}
        self._lock = threading.Lock()

    def take(self, folder: Path, setup_id: str) -> None:
        """Open a setup for writing; does nothing if this process has it open already.

        Args:
            folder: where setups are saved; created if missing.

        Raises:
            SavedSetupError: ``setup-in-use``: another process has it open.
        """
        with self._lock:
            if setup_id not in self._held:
                self._held[setup_id] = _claim(folder, setup_id)
                _sweep(folder, f".{setup_id}.json.*", f".{setup_id}.plan.*", f".{setup_id}.health.*")

    def holds(self, setup_id: str) -> bool:
        """Return whether this process has a setup open."""
        with self._lock:
            return setup_id in self._held

    def release(self, *setup_ids: str) -> None:
        """Allow other processes to open these setups again; all setups of this process if none is named."""
        with self._lock:
            for setup_id in setup_ids or tuple(self._held):
                claim = self._held.pop(setup_id, None)
                if claim is not None:
                    claim.release()

    def sweep(self, folder: Path) -> None:
        """Remove what killed processes left in the folder: half-written files, claims, and files that belong to no
        setup.

        For example a practice company whose setup was never saved, or that was still running when its setup was
        deleted. Never raises.
        """
        with contextlib.suppress(OSError):
            names = {path.name for path in folder.iterdir()}
            matches = [match for name in names if (match := _LEFT.fullmatch(name))]
            found = {one[1] or one[2] for one in matches if one[1] or f"{one[2]}.json" not in names}
            for setup_id in found - set(self._held):
                with contextlib.suppress(SavedSetupError):
                    claim = _claim(folder, setup_id)
                    alone = not (folder / f"{setup_id}.json").exists()
                    beside = [f"{setup_id}.{kind}" for kind in _BESIDE if alone]
                    _sweep(folder, f".{setup_id}.*", *beside, age=OLD)
                    _sweep_practice(folder, setup_id, alone=alone)
                    claim.release()


def _claim(folder: Path, setup_id: str) -> FileLock:
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        return lock_file(folder / f".{setup_id}.lock")
    except BlockingIOError as error:
        raise SavedSetupError("setup-in-use", {"id": setup_id}, cause=error) from error


def _sweep_practice(folder: Path, setup_id: str, *, alone: bool) -> None:
    """Remove a practice company whose setup is gone, and the lock of a killed practice company; not while it runs."""
    keep = folder / f"{setup_id}.practice.gz"
    if keep.exists() or lock_beside(keep).exists():
        with contextlib.suppress(BlockingIOError):
            lock = lock_file(lock_beside(keep))
            _sweep(folder, *([keep.name] if alone else []), age=OLD)
            lock.release()


def _sweep(folder: Path, *patterns: str, age: float = 0.0) -> None:
    """Remove scratch files. A file younger than ``age`` seconds may belong to a process that needs no claim."""
    for path in (one for pattern in patterns for one in folder.glob(pattern)):
        with contextlib.suppress(OSError):
            if path.suffix != ".lock" and time.time() - path.stat().st_mtime >= age:
                path.unlink()
