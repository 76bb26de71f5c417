"""Decides whether a request is sent again, and when. Nothing else repeats a request by itself."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from wizard.core.errors import NetworkError
from wizard.http.model import Request, Response

_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})

NOT_SENT = frozenset({"name-unknown", "connection-refused", "network-unreachable", "connect-timeout", "proxy-failed"})
"""Error codes for failures before anything was sent: any request may be repeated."""

LOST = NOT_SENT | {"connection-cut", "connection-failed", "answer-timeout", "answer-broken"}
"""Error codes for a temporary network outage. Others, such as certificate errors, do not go away by waiting."""


class Retries:
    """The attempts of one request, which begin now."""

    def __init__(self, request: Request) -> None:
        self._policy = request.retry
        self._repeatable = request.repeatable or request.method in _IDEMPOTENT
        self._at_once = request.retry.at_once
        self._came_at_once = False
        self._begin()

    def _begin(self) -> None:
        self._started, self._wait, self._tried = time.monotonic(), self._policy.first, 0

    def pause(self, outcome: Response | NetworkError) -> float | None:
        """Return the seconds until the next attempt, ``None`` if this outcome is the last one."""
        policy, asked = self._policy, None
        if isinstance(outcome, Response):
            again, patience, asked = outcome.status in policy.statuses, policy.deadline, _retry_after(outcome)
        else:
            again, patience = self._may_repeat(outcome), policy.deadline if policy.network else policy.blip
            if again and self._at_once:
                self._at_once = False
                self._begin()
                return 0.0
        if asked == 0:  # at once; whoever says so again, or has another clock, is not asked in a circle
            asked, self._came_at_once = (None if self._came_at_once else asked), True
        pause = min(policy.cap, self._wait * random.uniform(0.8, 1.2) if asked is None else asked)
        if not again or self._tried >= policy.times or time.monotonic() - self._started + pause > patience:
            return None
        self._wait, self._tried = min(policy.cap, self._wait * 2), self._tried + 1
        return pause

    def _may_repeat(self, failure: NetworkError) -> bool:
        """Return whether a failure may be temporary and a repetition harmless.

        A refusal by the proxy or a wrong setting is not temporary.
        """
        if failure.code not in LOST or failure.params.get("why") in {"status", "kind", "address"}:
            return False
        return self._repeatable or (self._policy.blip > 0 and failure.code in NOT_SENT)


def may_be_done(outcome: Response | NetworkError) -> bool:
    """Return whether the service may have carried out an attempt that is repeated."""
    return outcome.status >= 500 if isinstance(outcome, Response) else outcome.code not in NOT_SENT


def _retry_after(response: Response) -> float | None:
    """Return the seconds of a ``Retry-After`` header, which is a number or a date (RFC 9110 section 10.2.3)."""
    text = response.headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()) if text else None
    except (TypeError, ValueError):
        return None
