"""Search CloudGate for each person or group, as Entra does. A failed search leaves out one object, not all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.errors import NetworkError, ScimError
from wizard.http import RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wizard.core.tasks import Task
    from wizard.provisioning.target_snapshot import Why
    from wizard.scim.answer import Resource
    from wizard.scim.client import Kind, ScimClient

WAITING = RetryPolicy(frozenset({429, 502, 503, 504}), deadline=60.0, first=1.0, cap=30.0, network=True)
"""Retries for one search. A service that is down is waited for ten times as long, see :data:`IN_A_ROW`."""

IN_A_ROW = 10
"""Number of consecutive failed searches that shows a problem of the service, not of the searched objects."""

ABOUT_ALL = frozenset({401, 403, 429})
"""Statuses that say nothing about the searched object."""

Slot = tuple[str, str, str]
"""A search: kind of object in the singular, attribute, value."""


class LookUps:
    """Searches, and records which searches failed, and why.

    Args:
        client: the service's client.
    """

    def __init__(self, client: ScimClient) -> None:
        self._patient, self._quick = client.patient(WAITING), client.patient(RetryPolicy())
        self.failed: dict[Slot, Why] = {}
        self._in_a_row = 0
        self._answered = False

    @property
    def hopeless(self) -> bool:
        """Whether the last searches failed one after another."""
        return self._in_a_row >= IN_A_ROW

    def find(
        self, task: Task, kind: Kind, attribute: str, value: str, *, last: bool = False
    ) -> Sequence[Resource] | None:
        """Return the results of a search, or ``None`` if there is no usable response.

        Args:
            last: whether this is the second attempt; then any number of failures raises no error.

        Raises:
            ScimError: an error that concerns all searches, or :data:`IN_A_ROW` failed.
            NetworkError: the same.
            Cancelled: the person cancelled.
        """
        return self._ask(
            (kind, attribute, value), lambda client: client.find(kind, attribute, value, task).resources, last
        )

    def send(self, kind: Kind, attribute: str, value: str, work: Callable[[ScimClient], Resource]) -> Resource | None:
        """Return the result of a further request about the same object, or ``None`` as in :meth:`find`."""
        found = self._ask((kind, attribute, value), lambda client: (work(client),), last=False)
        return found[0] if found else None

    def _ask(
        self, search: Slot, work: Callable[[ScimClient], Sequence[Resource]], last: bool
    ) -> Sequence[Resource] | None:
        slot = (search[0].removesuffix("s"), *search[1:])
        try:
            found = work(self._patient if len(self.failed) < IN_A_ROW else self._quick)
        except (ScimError, NetworkError) as error:
            if getattr(error, "status", 0) in ABOUT_ALL:
                raise
            self._in_a_row += 1
            if self.hopeless and not last:
                raise
            self.failed[slot] = _why(error)
            self._last = error
            return None
        self._in_a_row, self._answered = 0, True
        self.failed.pop(slot, None)
        return found

    def end(self) -> None:
        """End the searches.

        Raises:
            ScimError, NetworkError: no search had a response.
        """
        if self.failed and not self._answered:
            raise self._last


def _why(error: ScimError | NetworkError) -> Why:
    if isinstance(error, NetworkError):
        return {"why": "answer" if error.code in {"answer-broken", "answer-too-large"} else "silent", "status": 0}
    refused = error.code not in {"scim-not-json", "scim-not-object", "scim-not-list"}
    return {"why": "status" if refused else "answer", "status": error.status}
