"""Practice time: it runs like real time and can be moved forward."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta


class PracticeClock:
    """Real time plus an offset. Thread-safe."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Return practice time in UTC."""
        with self._lock:
            return datetime.now(UTC) + self._ahead

    @property
    def ahead(self) -> timedelta:
        """How far practice time is ahead of real time."""
        with self._lock:
            return self._ahead

    def advance(self, by: timedelta) -> None:
        """Move time forward.

        Raises:
            ValueError: ``by`` is negative or more than ten years.
        """
        if not timedelta() <= by <= timedelta(days=3650):
            raise ValueError("practice time moves forward, by ten years at most")
        with self._lock:
            self._ahead += by
