"""Test objects on a SCIM service: created, verified by reading, and removed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from wizard.core.errors import NetworkError, ScimError
from wizard.core.json_types import JsonMapping
from wizard.core.tasks import Task
from wizard.doctor.patch_probe.facts import BROKEN, LeftBehind, Note, Outcome
from wizard.http import RetryPolicy, Sender, Timeouts
from wizard.mapping.expression import as_text
from wizard.provisioning.scimvalues import read
from wizard.scim.answer import Resource, pick, read_list, read_object
from wizard.scim.client import Kind, ScimClient, equals
from wizard.scim.endpoint import TenantUrl
from wizard.secrets.secret import Secret

T = TypeVar("T")

_SECONDS = Timeouts(connect=4.0, read=10.0, total=15.0)
_BUSY = RetryPolicy(frozenset({429, 503}), deadline=30.0, first=1.0, cap=10.0)
_CLEANING_SECONDS = 30.0
SETTLE_SECONDS = 0.7
"""Seconds to wait before reading again, since some services show a change only after a moment."""

_MOST_SILENCE = 3
"""The probe stops after this many consecutive requests without a response."""


@dataclass(frozen=True, slots=True)
class Said:
    """The result of a request: ``outcome`` is ``works`` until verification shows otherwise."""

    outcome: Outcome = "works"
    status: int = 0
    detail: str = ""
    note: Note = ""

    @property
    def broken(self) -> bool:
        """Whether the request did not have the required effect."""
        return self.outcome in BROKEN


@dataclass(frozen=True, slots=True)
class Made:
    """The result of creating an object; ``id`` is empty if it does not exist."""

    id: str
    said: Said
    body: JsonMapping = field(default_factory=dict)


class ProbeObjects:
    """Creates, changes, reads and removes test objects, and tracks each until it is gone."""

    def __init__(self, task: Task, url: TenantUrl, token: Secret, transport: Sender) -> None:
        self._client = ScimClient(url, token, transport, timeouts=_SECONDS, retry=_BUSY, max_bytes=8 * 1024 * 1024)
        self._task = task
        self._there: dict[LeftBehind, str] = {}  # with the attribute for searching it
        self._silent = 0

    # --- Requests

    def ask(self, work: Callable[[], T]) -> tuple[Said, T | None]:
        """Call a function that sends a request; return the result, and what the function returns.

        Raises:
            NetworkError: the service has stopped responding.
            Cancelled: the user canceled.
        """
        try:
            found = work()
        except ScimError as error:
            self._silent = 0
            return Said("refused", error.status, str(error.params.get("detail", ""))), None
        except NetworkError as error:
            self._silent += 1
            if self._silent >= _MOST_SILENCE:
                raise
            return Said("unknown", 0, error.code), None
        self._silent = 0
        return Said(), found

    def accounts(self, count: int) -> tuple[Resource, ...]:
        """Return some existing accounts; empty if the service returns no list."""
        try:
            return self._list("Users", {"startIndex": 1, "count": count})
        except ScimError:
            pass
        except NetworkError:
            return ()
        try:
            return self._list("Users")
        except (ScimError, NetworkError):
            return ()

    def get(self, kind: Kind, identifier: str) -> Resource | None:
        """Return a complete object, groups with their members; ``None`` if it cannot be read."""
        _, found = self.ask(lambda: self._read(kind, identifier))
        return found if pick(found, "id") is not None else None

    def _read(self, kind: Kind, identifier: str) -> Resource:
        return read_object(self._client.send("GET", kind, identifier, task=self._task))

    def _list(self, kind: Kind, query: Mapping[str, str | int] | None = None) -> tuple[Resource, ...]:
        return read_list(self._client.send("GET", kind, query=query or {}, task=self._task)).resources

    def settled(self, kind: Kind, identifier: str, good: Callable[[Resource], bool]) -> Resource | None:
        """Read an object, again after a pause if it is not as expected; return ``None`` if it cannot be read."""
        found = self.get(kind, identifier)
        if found is None or not good(found):
            self._task.wait(SETTLE_SECONDS)
            found = self.get(kind, identifier) or found
        return found

    def search(
        self, kind: Kind, filter: str, *, attributes: str = "", excluded: str = ""
    ) -> tuple[Said, tuple[Resource, ...]]:
        """Return the result of a filter query and the resources found."""
        query: dict[str, str | int] = {"excludedAttributes": excluded} if excluded else {}
        query["filter"] = filter
        if attributes:
            query["attributes"] = attributes
        said, found = self.ask(lambda: self._list(kind, query))
        return said, found or ()

    # --- Creating

    def create(self, kind: Kind, body: JsonMapping, attribute: str, value: str) -> Made:
        """Create an object and verify that it exists, by its id or else by a search.

        Args:
            attribute: attribute for searching it.
            value: value of that attribute.
        """

        def work() -> object:
            response = self._client.send("POST", kind, body=body, task=self._task)
            try:
                return response.json()
            except NetworkError:
                return None

        # From here on, the object may exist even if the user cancels or no response arrives.
        pending = LeftBehind(kind, "", value)
        self._there[pending] = attribute
        said, answered = self.ask(work)
        identifier = str(pick(answered, "id") or "")
        if said.outcome != "works" or not identifier or self.settled(kind, identifier, bool) is None:
            asked, found = self._found(kind, attribute, value)
            if said.outcome != "works":
                said = replace(said, note="saved-anyway") if found else said
            else:
                said = replace(said, outcome="wrong", note="not-there" if identifier else "no-id")
            identifier = found or identifier
            if not identifier and asked.outcome != "works" and not 400 <= said.status < 500:
                return Made("", said, body)  # unknown whether it exists
        del self._there[pending]
        if identifier:
            self._there[LeftBehind(kind, identifier, value)] = attribute
        return Made(identifier, said, body)

    def change(self, kind: Kind, identifier: str, body: JsonMapping) -> Said:
        """Send a PATCH; its effect must be verified by reading."""
        return self.ask(lambda: self._client.send("PATCH", kind, identifier, body=body, task=self._task))[0]

    def _found(self, kind: Kind, attribute: str, value: str) -> tuple[Said, str]:
        said, hits = self.search(kind, equals(attribute, value), excluded="members" if kind == "Groups" else "")
        ids = [str(pick(hit, "id") or "") for hit in hits if as_text(read(hit, attribute)).lower() == value.lower()]
        return said, ids[0] if len(ids) == 1 else ""

    # --- Removing

    def remove(self) -> tuple[dict[Kind, Said], tuple[LeftBehind, ...]]:
        """Delete all created objects, groups first, even after a canceled or failed probe.

        Returns:
            the worst result of deleting, by kind; and the objects that still exist.
        """
        self._task = Task()  # the user's task may be canceled, but all objects must be removed
        worst: dict[Kind, Said] = {}
        end = time.monotonic() + _CLEANING_SECONDS
        for each in sorted(self._there, key=lambda one: one.kind):
            self._silent = 0
            identifier = each.id
            if not identifier:
                asked, identifier = self._found(each.kind, self._there[each], each.name)
                if not identifier:
                    if asked.outcome == "works":
                        del self._there[each]
                    continue
            said = self._delete(each.kind, identifier, end)
            if worst.get(each.kind, Said()).outcome == "works":
                worst[each.kind] = said
            if said.outcome == "works":
                del self._there[each]
        return worst, tuple(self._there)

    def _delete(self, kind: Kind, identifier: str, end: float) -> Said:
        said = Said("unknown")
        while said.outcome == "unknown" and time.monotonic() < end:
            self._silent = 0
            said, _ = self.ask(lambda: self._client.delete(kind, identifier, self._task))
        if said.status in (404, 410):
            said = Said()  # already deleted, or an earlier response was lost
        self._silent = 0
        asked, found = self.ask(lambda: self._read(kind, identifier))
        if said.outcome != "works" or asked.status in (404, 410):
            return said
        if found is None:
            return Said("unknown", asked.status, asked.detail)
        return Said("wrong", note="disabled-only") if pick(found, "active") is False else Said("ignored")
