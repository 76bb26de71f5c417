"""The rows of a log of the practice tenant."""

from __future__ import annotations

import threading
from collections import deque
from datetime import datetime, timedelta

from wizard.core.json_types import JsonObject
from wizard.practice.entra.times import moment

KEPT = timedelta(days=30)
"""How long a tenant with P1 keeps its logs."""


class Rows:
    """Rows, oldest first; of more than ``most`` the oldest are dropped. Thread-safe."""

    def __init__(self, most: int) -> None:
        self.lock = threading.Lock()
        self._rows: deque[JsonObject] = deque(maxlen=most)

    def add(self, row: JsonObject) -> None:
        with self.lock:
            self._rows.append(row)

    def rows(self) -> list[JsonObject]:
        with self.lock:
            return list(self._rows)


def oldest(now: datetime) -> str:
    """Return the time, in the format of the rows, before which rows are no longer available."""
    return moment(now - KEPT) or ""
