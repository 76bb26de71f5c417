"""Searching CloudGate for one person or group after another, as Entra does. One that fails leaves one out, not all."""

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
"""For one search. A service that is away altogether is waited for ten times as long, see :data:`IN_A_ROW`."""

IN_A_ROW = 10
"""So many searches that fail one after another are not about those who were searched for."""

ABOUT_ALL = frozenset({401, 403, 429})
"""Statuses that say nothing about the one who was searched for."""

Slot = tuple[str, str, str]
"""A search: kind of object in the singular, attribute, value."""


class LookUps:
    """Searches, and remembers which of them were not answered, and why.

    Args:
        client: of the service.
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
        self, kind: Kind, attribute: str, value: str, task: Task, *, last: bool = False
    ) -> Sequence[Resource] | None:
        """Return what a search gives, ``None`` when it is not answered in a way that can be used.

        Args:
            last: it failed before; however many do, that is no error.

        Raises:
            ScimError: an error that is about all searches, or :data:`IN_A_ROW` failed.
            NetworkError: the same.
            Cancelled: the person cancelled.
        """
        return self._ask(
            (kind, attribute, value), lambda client: client.find(kind, attribute, value, task).resources, last
        )

    def send(self, kind: Kind, attribute: str, value: str, work: Callable[[ScimClient], Resource]) -> Resource | None:
        """Return what a further request about the same object gives, ``None`` as :meth:`find`."""
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
        """Say that nothing else is searched for.

        Raises:
            ScimError, NetworkError: not one search was answered.
        """
        if self.failed and not self._answered:
            raise self._last


def _why(error: ScimError | NetworkError) -> Why:
    if isinstance(error, NetworkError):
        return {"why": "answer" if error.code in {"answer-broken", "answer-too-large"} else "silent", "status": 0}
    refused = error.code not in {"scim-not-json", "scim-not-object", "scim-not-list"}
    return {"why": "status" if refused else "answer", "status": error.status}
