"""Read CloudGate's accounts and groups for a preview, by pages or by look-ups, whichever needs fewer requests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Literal, TypeVar

from wizard.core.checkpoints import with_checkpoints
from wizard.core.errors import NetworkError, ScimError
from wizard.directory import Repeated
from wizard.http import RetryPolicy
from wizard.journey.services.account_keys import Keys
from wizard.journey.services.lookups import ABOUT_ALL, LookUps
from wizard.provisioning import TargetSnapshot
from wizard.provisioning.page_decoder import PageDecoder
from wizard.provisioning.rows import columns_of
from wizard.provisioning.scimvalues import reference_id
from wizard.provisioning.target_snapshot import CASE_EXACT, Account, Cell, Columns, Held, id_text
from wizard.scim.answer import Resource, pick, read_object
from wizard.scim.client import Page, whole
from wizard.scim.discovery import case_exact

if TYPE_CHECKING:
    from wizard.core.checkpoints import Checkpoint
    from wizard.core.tasks import Task
    from wizard.http import Response
    from wizard.journey.services.meter import Meter
    from wizard.mapping import ObjectMapping
    from wizard.scim.client import Kind, ScimClient

T = TypeVar("T")

PATIENT = RetryPolicy(frozenset({429, 502, 503, 504}), deadline=600.0, first=1.0, cap=30.0, network=True)
"""Retries after the first successful response: wait for a busy server and for a lost connection."""

BUSY = RetryPolicy(frozenset({429, 503}), deadline=60.0, first=1.0, cap=30.0, blip=30.0)
"""Retries before the first successful response."""

PAGES: Mapping[Kind, tuple[int, ...]] = {"Users": (1000, 200, 100, 0), "Groups": (50, 0)}
"""Page sizes to request; the next size is tried if the server refuses, and 0 sends no size.

The server may return fewer (RFC 7644). A group may contain thousands of members.
"""

ALSO = ("userName", "externalId", 'emails[type eq "work"].value')
"""Columns stored besides the mapped ones: they identify an account's owner."""

SAMPLE = 10
"""Number of people missing from all pages who are looked up, to check whether the pages were complete."""


class AccountReader:
    """Reads one CloudGate. ``only`` may be called from another thread than ``read``.

    Args:
        client: the service's client.
        mappings: the user mapping and, when groups are provisioned, the group mapping; also others to compare.
        meter: receives the progress.
        awaited: whether :meth:`only` will certainly be called, however long that takes: the reading waits for it.
    """

    def __init__(
        self,
        client: ScimClient,
        mappings: Mapping[str, Sequence[ObjectMapping]],
        meter: Meter | None = None,
        *,
        awaited: bool = False,
    ) -> None:
        self._client = client.patient(BUSY)
        self._meter = meter
        self._columns = {kind: columns_of(given, ALSO if kind == "User" else ()) for kind, given in mappings.items()}
        self._lock = threading.Lock()
        self._lookups = LookUps(client)
        self._group_keys: Callable[[], Sequence[tuple[str, str]]] = tuple
        self._wanted: tuple[int, Callable[[], Sequence[Keys]]] | None = None if awaited else (0, tuple)

    def only(
        self, count: int, keys: Callable[[], Sequence[Keys]], groups: Callable[[], Sequence[tuple[str, str]]] = tuple
    ) -> None:
        """Set how many people are needed and their look-ups. If there are few, they are looked up instead of reading
        all pages.

        Args:
            groups: the look-ups that would find the groups.
        """
        with self._lock:
            self._wanted, self._group_keys = (count, keys), groups

    def read(self, task: Task) -> TargetSnapshot:
        """Read everything that a sync cycle with these mappings requests.

        Raises:
            ScimError, NetworkError: the first response is an error, a later request fails for ten minutes, or ten
                searches in a row fail.
            Cancelled: the person cancelled.
        """
        exact = self._case_exact(task)
        users, looked = self._users(task)
        complete = looked is None
        groups: list[Account] = []
        members: dict[str, frozenset[str]] = {}
        if "Group" in self._columns:
            same = _Same(zip(users, users, strict=True))
            for resource in with_checkpoints(self._groups(task), task.checkpoint, 5):
                held = Held.of(self._columns["Group"], resource)
                groups.append(held)
                given = resource.get("members")
                members[held.id] = frozenset(
                    map(same.__getitem__, map(reference_id, given if isinstance(given, list) else ()))
                )
        self._lookups.end()
        failed = self._lookups.failed
        return TargetSnapshot(list(users.values()), groups, members, exact, looked or {}, complete, failed)

    def _groups(self, task: Task) -> Iterator[Resource]:
        """Yield groups with their members, by pages, or by look-ups where the server does not support pages."""
        seen: set[str] = set()
        try:
            for page in self._pages(task, "Groups", whole):
                for resource in page.things:
                    identifier = pick(resource, "id")
                    if identifier is None or str(identifier) not in seen:  # the code that uses it reports a wrong type
                        seen.add(str(identifier))
                        yield resource
        except ScimError as error:
            if error.status in ABOUT_ALL or not self._can_look_up:
                raise
            self._wait_for_keys(task)
            for attribute, value in self._group_keys():
                for hit in self._lookups.find(task, "Groups", attribute, value) or ():
                    if (identifier := str(pick(hit, "id"))) in seen:
                        continue
                    seen.add(identifier)
                    group = self._lookups.send("Groups", attribute, value, partial(_whole_group, task, identifier))
                    if group is not None:
                        yield group

    def _case_exact(self, task: Task) -> Mapping[str, frozenset[str]]:
        try:
            return {**CASE_EXACT, **case_exact(self._client.schemas(task))}
        except ScimError:
            return CASE_EXACT  # a server without schemas; the standard's own rules apply

    def _users(self, task: Task) -> tuple[dict[str, Held], dict[tuple[str, str, str], Sequence[Account]] | None]:
        """Return accounts by id, and the look-ups if they were made instead of reading every page."""
        columns = self._columns["User"]
        users: dict[str, Held] = {}
        total, endless = 0, False
        try:
            for page in self._pages(task, "Users", _reader(columns, task.checkpoint)):
                total, endless = page.total, page.end == "endless"
                if page.end:
                    break
                if self._meter is not None:
                    self._meter.expect("accounts", max(total, len(users)))
                task.checkpoint()
                for identifier, row in zip(page.ids, page.things, strict=True):
                    _add(users, Held(columns, id_text(identifier), row))
                if self._meter is not None:
                    self._meter.add(task, "accounts", len(page.things))
                left = -(-(total - len(users)) // max(1, len(page.things)))
                with self._lock:
                    count, keys = self._wanted or (0, tuple)
                if 0 < count < left:
                    return self._look_up(task, keys(), users)
        except ScimError as error:
            if error.status in ABOUT_ALL or not self._can_look_up:
                raise
            # Entra itself never asks for pages, so a server that fails here may be good enough for it.
            return self._doubt(task, "failed", users)
        if not self._can_look_up:
            return users, None
        if endless or len(users) < total:
            return self._doubt(task, "endless" if endless else "short", users)
        return self._doubt(task, "hidden", users) if self._misses(task, users) else (users, None)

    def _doubt(
        self, task: Task, why: Literal["failed", "endless", "short", "hidden"], users: dict[str, Held]
    ) -> tuple[dict[str, Held], dict[tuple[str, str, str], Sequence[Account]] | None]:
        """Look up everybody because the pages are not reliable: for Entra only the results of a filter matter."""
        keys = self._wait_for_keys(task)
        task.report("reading-lookups", why=why, count=len(keys))
        return self._look_up(task, keys, users)

    @property
    def _can_look_up(self) -> bool:
        """Whether :meth:`only` was called, or will be, with people to look up."""
        with self._lock:
            return self._wanted is None or self._wanted[0] > 0

    def _misses(self, task: Task, users: Mapping[str, Held]) -> bool:
        """Return whether a search finds an account that is on no page; then the pages were incomplete."""
        read = TargetSnapshot(list(users.values()), ())
        missing = [keys for keys in self._wait_for_keys(task) if not any(read.find("User", *each) for each in keys)]
        for keys in missing[:: max(1, len(missing) // SAMPLE)][:SAMPLE]:
            for attribute, value in keys:
                try:
                    hits = self._client.find("Users", attribute, value, task).resources
                except (ScimError, NetworkError):
                    continue  # this says nothing about pages
                if any(id_text(pick(hit, "id")) not in users for hit in hits):
                    return True
        return False

    def _wait_for_keys(self, task: Task) -> Sequence[Keys]:
        while True:
            with self._lock:
                wanted = self._wanted
            if wanted is not None:
                return wanted[1]()
            task.wait(0.05)

    def look_up(self, task: Task, keys: Sequence[Keys]) -> TargetSnapshot:
        """Read only the accounts of some people.

        Raises:
            ScimError, NetworkError: the service does not respond.
            Cancelled: the person cancelled.
        """
        users, looked = self._look_up(task, keys, {})
        self._lookups.end()
        return TargetSnapshot(list(users.values()), (), {}, CASE_EXACT, looked, False, self._lookups.failed)

    def _look_up(
        self, task: Task, keys: Sequence[Keys], users: dict[str, Held]
    ) -> tuple[dict[str, Held], dict[tuple[str, str, str], Sequence[Account]]]:
        """Search for each person as Entra does; the first attribute with a match ends the search.

        A failed look-up is tried once more at the end.
        """
        columns, again = self._columns["User"], list[Keys]()
        looked: dict[tuple[str, str, str], Sequence[Account]] = {}
        if self._meter is not None:
            self._meter.expect("accounts", len(users) + len(keys))
        for number, some in enumerate(chain(keys, again)):
            for attribute, value in some:
                slot = ("User", attribute, value)
                if slot not in looked:
                    if number >= len(keys) and self._lookups.hopeless:
                        return users, looked
                    found = self._lookups.find(task, "Users", attribute, value, last=number >= len(keys))
                    if found is None:
                        if number < len(keys):
                            again.append(some)
                        break
                    looked[slot] = [_add(users, Held.of(columns, resource)) for resource in found]
                if looked[slot]:
                    break
            if self._meter is not None and number < len(keys):
                self._meter.add(task, "accounts", 1)
        return users, looked

    def _pages(self, task: Task, kind: Kind, read: Callable[[Response], Page[T]]) -> Iterator[Page[T]]:
        """Yield pages, with the first page size that the server accepts."""
        for size in PAGES[kind]:
            begun = False
            try:
                for page in self._client.pages(kind, page=size, task=task, after_first=PATIENT, read=read):
                    begun = True
                    yield page
            except ScimError as error:
                if begun or error.status in ABOUT_ALL or size == PAGES[kind][-1]:
                    raise
            else:
                return


def _whole_group(task: Task, identifier: str, client: ScimClient) -> Resource:
    """Read a group with its members."""
    return read_object(client.send("GET", "Groups", identifier, task=task))


def _add(users: dict[str, Held], account: Held) -> Held:
    """Return the stored account with this id, or store this account; accounts without an id are stored separately."""
    return users.setdefault(account.id or f"{len(users)} without id", account)


class _Same(dict[str, str]):
    """Returns the same object for equal known strings, and other strings unchanged."""

    def __missing__(self, text: str) -> str:
        return text


def _reader(columns: Columns, checkpoint: Checkpoint) -> Callable[[Response], Page[tuple[Cell, ...]]]:
    """Return a function that reads pages of accounts into rows: the first page fully parsed, later pages faster."""
    quick, repeated = PageDecoder(columns, checkpoint), Repeated[Cell](len(columns.paths))

    def read(response: Response) -> Page[tuple[Cell, ...]]:
        if (found := quick.read(response.body)) is not None:
            total, ids, given = found
            return Page(repeated.rows(given, len(ids)), ids, total)
        answer = whole(response)
        quick.learn(answer.things)
        rows = [columns.take(resource) for resource in with_checkpoints(answer.things, checkpoint)]
        return Page(repeated.rows(list(zip(*rows, strict=True)), len(rows)), answer.ids, answer.total)

    return read
