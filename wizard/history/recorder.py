"""The journal of the open setup: code that writes declares each change here first, and reports its outcome here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.core.errors import SavedSetupError
from wizard.history import file
from wizard.history.file import Tail
from wizard.history.model import Change, Entry, History, Outcome

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping, JsonObject


def _utc_now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class Journal:
    """Records changes. Thread-safe; accesses the disk only when something is noted or read.

    Without a file it records in memory: a setup is saved before it changes anything, but code that writes without a
    setup, such as a command, has no file.

    Args:
        by: returns the signed-in account.
        now: returns the time as ISO 8601 text in UTC.
    """

    def __init__(self, by: Callable[[], str] = lambda: "", now: Callable[[], str] = _utc_now) -> None:
        self.by, self.now = by, now
        self._lock = threading.RLock()
        self._where: Path | Callable[[], Path] | None = None
        self._setup = ""
        self._tail: Tail | None = None
        self._held: list[JsonObject] = []
        self._number = 0
        self._size = 0
        self._is_alone = False
        self._undoing = threading.local()

    # --- which setup

    def use(self, path: Path | Callable[[], Path] | None, setup: str = "") -> None:
        """Record in this setup's file from now on; without a file, in memory. Does not access the disk.

        Args:
            path: the file, or a function that returns it when it is needed.
            setup: its id; the id of the open setup changes nothing.
        """
        with self._lock:
            if setup != self._setup or path is None or not setup:
                self._where, self._setup, self._tail, self._number = path, setup, None, 0
                self._held = []

    @property
    def path(self) -> Path | None:
        """The file, if one is open."""
        if self._where is not None and not isinstance(self._where, Path):
            self._where = self._where()
        return self._where

    # --- noting

    def intend(self, change: Change) -> int:
        """Record that a change is about to be made, and return its number; the note is then on the disk.

        Raises:
            SavedSetupError: ``journal-not-written`` or ``journal-unreadable``: the change must not be made.
        """
        with self._alone():
            self._open()
            number = self._number + 1
            undoes = getattr(self._undoing, "numbers", ())
            self._note(file.intent_note(Entry(number, self.now(), self.by(), change, undoes=undoes)))
            self._number = number
            return number

    def check(self) -> None:
        """Ensure that changes can be recorded, before anything is sent for them.

        Raises:
            SavedSetupError: ``journal-not-written``, ``journal-unreadable`` or ``journal-newer``.
        """
        with self._alone():
            self._open()

    def tell(
        self,
        number: int,
        outcome: Outcome,
        *,
        result: JsonMapping | None = None,
        error: str = "",
        settled: bool = False,
    ) -> None:
        """Record the outcome of a change. If that cannot be written, the next start determines it by reading Entra."""
        with suppress(SavedSetupError), self._alone():
            self._note(file.outcome_note(number, outcome, self.now(), settled=settled, result=result, error=error))

    def moved(self, old: str, new: str) -> None:
        """Record that the practice company has another address now.

        Raises:
            SavedSetupError: ``journal-not-written``.
        """
        with self._lock:
            history = self.read()
            for root in sorted({old, history.root} - {new, ""} if history.entries else ()):
                self._note({"is": "moved", "at": self.now(), "from": root, "to": new})

    def gone(self) -> None:
        """Record that the changes belong to a practice company that no longer exists.

        Raises:
            SavedSetupError: ``journal-not-written``.
        """
        with self._lock:
            if any(not one.gone for one in self.read().entries):
                self._note({"is": "gone", "at": self.now()})

    @contextmanager
    def undoing(self, *numbers: int) -> Iterator[None]:
        """Mark this thread's changes inside the context as the undoing of these changes."""
        self._undoing.numbers = numbers
        try:
            yield
        finally:
            self._undoing.numbers = ()

    # --- reading

    def read(self) -> History:
        """Return the journal as it is now.

        Raises:
            SavedSetupError: ``journal-unreadable``.
        """
        with self._lock:
            path = self.path
            if path is None:
                return file.history_of(self._held)
            found, tail = file.read(path)
            if self._tail is None and not found.newer:
                self._tail, self._number, self._size = tail, tail.number, _size(path)
            return found

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other threads and processes away while the file's end is read and a line is appended."""
        with self._lock:
            path = self.path
            if path is None or self._is_alone:
                yield
                return
            with file.alone(path):
                self._is_alone = True
                try:
                    yield
                finally:
                    self._is_alone = False

    def _open(self) -> None:
        path = self.path
        if path is not None and self._tail is not None and _size(path) != self._size:
            self._tail = None  # another process has written meanwhile
        if path is not None and self._tail is None:
            history, tail = file.read(path)
            if history.newer:
                raise SavedSetupError("journal-newer", {"file": str(path), "version": history.newer})
            self._tail, self._number, self._size = tail, tail.number, _size(path)

    def _note(self, note: JsonObject) -> None:
        with self._alone():
            path = self.path
            if path is None:
                self._held.append(note)
                return
            self._open()
            tail, self._tail = self._tail or Tail(), None  # read again if writing fails
            file.append(path, note, tail, self._setup)
            self._tail, self._size = tail, _size(path)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
