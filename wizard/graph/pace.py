"""Limits the rate of calls that a service throttles."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

REPORTS: Final = "/auditLogs/"
"""Path of Graph's reports: five requests in ten seconds per application and tenant, whoever is signed in (Graph
documentation, "Microsoft Graph service-specific throttling limits", identity and access reports)."""

MOST: Final = 4
"""Maximum requests in ten seconds; the fifth is left for another window or monitor of the same tenant."""

PAUSES: Final = 5
"""The ten seconds as a multiple of a cloud's ``pause`` (2 seconds; shorter in the practice company)."""


class Pace:
    """Limits the number of calls that start within a period. Thread-safe.

    Args:
        most: maximum number of calls in a period.
        seconds: length of the period.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._seconds = seconds
        self._begun: deque[float] = deque(maxlen=most)
        self._lock = threading.Lock()

    def turn(self, wait: Callable[[float], object]) -> None:
        """Reserve the next slot and wait until it begins."""
        with self._lock:
            now = time.monotonic()
            full = len(self._begun) == self._begun.maxlen
            at = max(now, self._begun[0] + self._seconds) if full else now
            self._begun.append(at)
        if at > now:
            wait(at - now)
