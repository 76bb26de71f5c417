"""Microsoft Graph in an open support file: the typed documents answer, and what was recorded."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from wizard.core.errors import NetworkError, WizardError
from wizard.core.tasks import Task
from wizard.directory import Assignment, Group, Member, Person
from wizard.directory.search import find
from wizard.graph.assignments import AssignmentCalls
from wizard.graph.batch import BatchCalls
from wizard.graph.calls import Calls
from wizard.graph.client import GraphClient
from wizard.graph.clouds import Cloud
from wizard.graph.logs import LogCalls
from wizard.graph.people import PeopleCalls
from wizard.graph.principals import MOST_FOUND, GroupReach, Principal, PrincipalCalls
from wizard.journey.steps import PREVIEW
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from wizard.graph.logs import LogRow
    from wizard.graph.tokens import TokenRequest
    from wizard.support_file.offline_client import OpenCase


class NoSignIn:
    """Signing in while a support file is open."""

    carried: tuple[str, ...] = ()

    def sign_out(self) -> None:
        """Do nothing: nobody is signed in."""

    def sign_in_again(self, task: Task) -> None:
        raise WizardError("support-read-only")

    def token(self, request: TokenRequest, task: Task | None = None) -> Secret:
        """Return what is never sent."""
        return TOKEN


class RecordedGraph(GraphClient):
    """Microsoft Graph as it was recorded: calls are answered by the replay, people and the log by their documents."""

    def __init__(self, case: OpenCase, cloud: Cloud) -> None:
        calls = Calls(case.transport, cloud, NoSignIn(), wait=_no_waiting)
        super().__init__(calls)
        self.people = _People(calls, self.batch, case)
        self.principals = _Principals(calls, case)
        self.assignments = _Assignments(calls, case)
        self.logs = _Logs(calls, case)


class _People(PeopleCalls):
    """People and groups of the file."""

    def __init__(self, calls: Calls, batch: BatchCalls, case: OpenCase) -> None:
        super().__init__(calls, batch)
        self._case = case

    def count(self, task: Task) -> int | None:
        """Return how many users the customer's preview found in the tenant; the file has some of them."""
        setup = self._case.case.setup
        preview = setup.results.get(PREVIEW.id) if setup is not None else None
        found = preview.facts.get("people_in_tenant") if preview is not None else None
        return found if type(found) is int else None

    def members_of(self, task: Task, group_ids: Collection[str]) -> dict[str, tuple[Member, ...]]:
        wanted = frozenset(group_ids)
        return {group.id: group.members for group in self._case.source.groups if group.id in wanted}

    def pages(
        self, task: Task, attributes: Collection[str], *, limit: int | None = None
    ) -> Iterator[tuple[Person, ...]]:
        task.checkpoint()
        yield tuple(self._case.source.people[:limit])

    def by_id_pages(
        self, task: Task, ids: Collection[str], attributes: Collection[str], *, total: int | None = None
    ) -> Iterator[tuple[Person, ...]]:
        task.checkpoint()
        wanted = frozenset(ids)
        yield tuple(person for person in self._case.source.people if person.id in wanted)

    def read_groups(self, task: Task) -> tuple[Group, ...]:
        return tuple(self._case.source.groups)

    def groups_by_id(self, task: Task, ids: Collection[str]) -> tuple[Group, ...]:
        wanted = frozenset(ids)
        return tuple(group for group in self._case.source.groups if group.id in wanted)


class _Assignments(AssignmentCalls):
    """Assignments of the file; of the replay if the file has no directory."""

    def __init__(self, calls: Calls, case: OpenCase) -> None:
        super().__init__(calls)
        self._case = case

    def all(self, task: Task, service_principal_id: str) -> tuple[Assignment, ...]:
        if self._case.case.directory is None:
            return super().all(task, service_principal_id)
        return tuple(self._case.source.assignments)


class _Principals(PrincipalCalls):
    """Search in the people and groups of the file."""

    def __init__(self, calls: Calls, case: OpenCase) -> None:
        super().__init__(calls)
        self._case = case

    def search(self, task: Task, text: str) -> tuple[Principal, ...]:
        source = self._case.source
        everybody: tuple[Person | Group, ...] = (*source.people, *source.groups)
        found = find(everybody, text).found if text.strip() else everybody
        return tuple(map(_principal, found[:MOST_FOUND]))

    def group_reach(self, task: Task, group_id: str) -> GroupReach:
        groups = {group.id: group for group in self._case.source.groups}
        if group_id not in groups:
            raise NetworkError("support-not-recorded", {"method": "GET", "path": "/groups"})
        members = groups[group_id].members
        ids = {member.id for member in members if member.kind == "User"}
        people = [person for person in self._case.source.people if person.id in ids]
        nested = [groups[one.id] for one in members if one.kind == "Group" and one.id in groups]
        below = {member.id for group in nested for member in group.members if member.kind == "User"} - ids
        others = sum(member.kind not in {"User", "Group"} for member in members)
        return GroupReach(tuple(map(_principal, people)), tuple(map(_principal, nested)), len(below), others)


class _Logs(LogCalls):
    """The log of the file."""

    def __init__(self, calls: Calls, case: OpenCase) -> None:
        super().__init__(calls)
        self._case = case

    def pages(self, task: Task, job_id: str, since: datetime | None) -> Iterator[tuple[LogRow, ...]]:
        log = self._case.case.log
        if log is None:
            raise NetworkError("support-not-recorded", {"method": "GET", "path": "/auditLogs/provisioning"})
        yield tuple(row for row in log.rows if since is None or (row.at is not None and row.at > since))


def _principal(one: Person | Group) -> Principal:
    if isinstance(one, Person):
        return Principal(
            one.id,
            "User",
            one.display_name,
            one.user_principal_name,
            one.text("mail"),
            one.account_enabled,
            guest=one.is_guest,
        )
    return Principal(one.id, "Group", one.display_name, security_enabled=one.security_enabled, dynamic=one.dynamic)


def _no_waiting(task: Task, _seconds: float) -> None:
    """Nothing changes in a file, however long one waits: a call that would be repeated has failed."""
    task.checkpoint()


TOKEN = Secret("recorded")
"""Stands for the token that a file never holds; it is never sent."""
