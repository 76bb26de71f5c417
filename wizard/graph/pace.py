"""Calls that a service allows only so often."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

REPORTS: Final = "/auditLogs/"
"""Graph's reports: five requests in ten seconds for an application in a tenant, whoever is signed in (Graph
documentation, "Microsoft Graph service-specific throttling limits", identity and access reports)."""

MOST: Final = 4
"""In ten seconds; the fifth is left to another window or monitor of the same tenant."""

PAUSES: Final = 5
"""The ten seconds in a cloud's pauses of two; a practice company's are shorter."""


class Pace:
    """Lets at most so many calls begin in any stretch of time. Thread-safe.

    Args:
        most: calls.
        seconds: the stretch.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._seconds = seconds
        self._begun: deque[float] = deque(maxlen=most)
        self._lock = threading.Lock()

    def turn(self, wait: Callable[[float], object]) -> None:
        """Take the next place, and wait for its time where it has not come yet."""
        with self._lock:
            now = time.monotonic()
            full = len(self._begun) == self._begun.maxlen
            at = max(now, self._begun[0] + self._seconds) if full else now
            self._begun.append(at)
        if at > now:
            wait(at - now)
