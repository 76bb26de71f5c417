"""An open support file: the journey as the customer left it, with answers to its requests from the file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import msgspec

from wizard.core.checkpoints import Checkpoint
from wizard.core.errors import InputError, MappingError, NetworkError, SupportFileError, WizardError
from wizard.core.tasks import Task
from wizard.directory import Assignment, Group, Member, Person, Tenant
from wizard.directory.search import find
from wizard.doctor import Report
from wizard.doctor.job_health import job_health
from wizard.doctor.model import Facts, Finding
from wizard.doctor.rules import CONNECTION_RULES, ERROR_RULES, findings
from wizard.doctor.rules.base import rank
from wizard.graph.assignments import AssignmentCalls
from wizard.graph.calls import Calls
from wizard.graph.client import GraphClient
from wizard.graph.clouds import CLOUDS, GLOBAL, Cloud
from wizard.graph.logs import LogCalls
from wizard.graph.people import GROUP_ATTRIBUTES, PeopleCalls
from wizard.graph.principals import GroupReach, Principal, PrincipalCalls
from wizard.history.file import history_of
from wizard.history.model import Damage, History
from wizard.journey.answers import Answers
from wizard.journey.context import Session
from wizard.journey.machine import Snapshot
from wizard.journey.services.reading import needed_attributes
from wizard.journey.steps.preview import PREVIEW
from wizard.mapping import Schema
from wizard.mapping.reads import not_read
from wizard.provisioning.scimvalues import write
from wizard.secrets.secret import Secret
from wizard.support_file.archive import read
from wizard.support_file.convert import moment, source_of, target_of
from wizard.support_file.kept import plan_of
from wizard.support_file.model import AccountRow, Case
from wizard.support_file.replay import Replay, exchange_of

if TYPE_CHECKING:
    from wizard.core.json_types import JsonObject
    from wizard.graph.logs import LogRow
    from wizard.graph.signin import SignIn
    from wizard.http import Transport
    from wizard.journey.context import Context
    from wizard.provisioning import Source, TargetSnapshot
    from wizard.provisioning.kept import KeptPlan

TOKEN = Secret("recorded")
"""Stands for the token that a file never holds; it is never sent."""

REFERENCE = "recorded"
"""Under which the answers name that token."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A support file, ready to be shown. ``path`` is where it was read from."""

    case: OpenCase
    snapshot: Snapshot
    path: Path


def open_file(path: Path, checkpoint: Checkpoint = lambda: None) -> Opened:
    """Read a support file of a setup; raises as ``archive.read`` and :func:`open_case` do."""
    return open_case(read(path, checkpoint), path)


def open_case(case: Case, path: Path) -> Opened:
    """Return a case ready to be shown.

    Raises:
        SupportFileError: ``support-is-proposal``: it is the answer to a support file.
    """
    if case.setup is None:
        raise SupportFileError("support-is-proposal", {"file": path.name})
    return Opened(OpenCase(case), snapshot_of(case), path)


def snapshot_of(case: Case) -> Snapshot:
    """Return where the customer was, with answers and results."""
    assert case.setup is not None
    answers = msgspec.convert(case.setup.answers, Answers)
    return Snapshot(case.setup.current, case.setup.reached, answers, dict(case.setup.results))


def enter(context: Context, opened: Opened) -> None:
    """Let the context read from the file from now on; a practice company that runs is stopped."""
    if context.practice is not None:
        context.close()
    context.memory.save(REFERENCE, TOKEN)
    context.open_case(opened.case)


class OpenCase:
    """A support file that is open; see :class:`wizard.journey.context.RecordedCase`."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.replay = Replay(case.exchanges)

    @property
    def made(self) -> datetime:
        """When the file was made, in UTC."""
        return moment(self.case.manifest.made)

    @property
    def transport(self) -> Transport:
        """What answers requests."""
        return cast("Transport", self.replay)

    @cached_property
    def session(self) -> Session | None:
        """Who was signed in, ``None`` when nobody was."""
        entra = self.case.entra
        if entra is None:
            return None
        tenant = Tenant(entra.tenant_id, entra.tenant_name, entra.domains, entra.tenant_type)
        graph = RecordedGraph(self, self._cloud(entra.cloud))
        return Session(cast("SignIn", _NoSignIn()), graph, entra.account, tenant)

    def _cloud(self, cloud_id: str) -> Cloud:
        """Return the cloud; that of a practice company was where its requests went."""
        for cloud in CLOUDS:
            if cloud.id == cloud_id:
                return cloud
        for one in self.replay.exchanges:
            try:
                parts = urlsplit(one.url)
            except ValueError:
                continue
            if parts.path.startswith("/v1.0/"):
                return replace(GLOBAL, id=cloud_id, graph=f"{parts.scheme}://{parts.netloc}")
        return replace(GLOBAL, id=cloud_id)

    @property
    def has_job(self) -> bool:
        """Whether the job and its log were read."""
        return self.case.entra is not None and self.case.log is not None

    @property
    def history(self) -> History:
        """What the program had changed."""
        found = self.case.history
        if found is None:
            return History()
        return replace(history_of(list(found.notes)), damage=tuple(Damage(0) for _ in range(found.damaged)))

    @property
    def report(self) -> Report:
        """The last Test Connection; its rules run again over the facts.

        Raises:
            InputError: ``support-no-test``: there was none.
        """
        opinion = self.opinion
        facts = replace(opinion.facts, entra=None)
        return replace(opinion, facts=facts, findings=findings(facts))

    @property
    def opinion(self) -> Report:
        """The same beside what Entra's own test said, where that failed; raises as :attr:`report` does."""
        doctor = self.case.doctor
        if doctor is None or not doctor.facts.url.host:
            raise InputError("support-no-test")
        recorded = self.case.exchanges.exchanges if self.case.exchanges is not None else ()
        exchanges = {name: exchange_of(recorded[place]) for name, place in doctor.evidence.items()}
        return Report(doctor.checks, findings(doctor.facts), doctor.facts, exchanges)

    @cached_property
    def source(self) -> Source:
        """The tenant's people, groups and assignments.

        Raises:
            InputError: ``support-no-people``: they were left out.
        """
        if self.case.directory is None:
            raise InputError("support-no-people")
        return source_of(self.case.directory)

    @cached_property
    def accounts(self) -> TargetSnapshot:
        """CloudGate's accounts and groups.

        Raises:
            InputError: ``support-no-people``: they were left out.
        """
        if self.case.cloudgate is None:
            raise InputError("support-no-people")
        return target_of(self.case.cloudgate)

    @cached_property
    def schema(self) -> JsonObject | None:
        """The job's schema as Entra had it when the file was made; if that was not recorded, the preview's."""
        answers, session = snapshot_of(self.case).answers, self.session
        if session is not None and answers.service_principal_id not in {"", "new"}:
            with suppress(WizardError, RecursionError):  # not recorded, or a stranger's file
                jobs = session.graph.jobs.all(Task(), answers.service_principal_id)
                if jobs:
                    recorded = session.graph.schema.read(Task(), answers.service_principal_id, jobs[0].id)
                    Schema(recorded).mapping("User")
                    return dict(recorded)
        return self.case.plan.schema if self.case.plan is not None else None

    @cached_property
    def unread(self) -> tuple[str, ...]:
        """Attributes that the job's mappings use, of which the file has no values: they changed after the preview."""
        if self.schema is None or self.case.directory is None or self.case.plan is None:
            return ()
        read = {*self.case.directory.attributes, *needed_attributes(Schema(self.case.plan.schema))}
        with suppress(MappingError):  # an expression that is not valid reads nothing
            return not_read(needed_attributes(Schema(self.schema)), read)
        return ()

    def kept(self, answers: Answers) -> KeptPlan | None:
        """Return the preview that the customer's log was compared with, as one about these answers."""
        return plan_of(self.case.kept, answers) if self.case.kept is not None else None

    def require(self, attributes: Collection[str]) -> None:
        """Check that attributes of people were read, as far as anybody can have them.

        Raises:
            InputError: ``support-attribute-not-read``: a value of one would be missing without being empty.
        """
        if self.case.directory is None or self.case.plan is None:
            return
        read = {*self.case.directory.attributes, *needed_attributes(Schema(self.case.plan.schema))}
        if missing := not_read(attributes, read):
            raise InputError("support-attribute-not-read", {"attribute": missing[0]})

    def resources(self) -> Sequence[Mapping[str, Any]]:
        """Return CloudGate's accounts as SCIM resources, as far as they were read."""
        cloudgate = self.case.cloudgate
        if cloudgate is None:
            raise InputError("support-no-people")
        return [resource_of(row, cloudgate.user_paths, cloudgate.references) for row in cloudgate.users]


def resource_of(row: AccountRow, paths: Sequence[str], references: Collection[str]) -> dict[str, Any]:
    """Return an account or group as a SCIM resource, as far as it was read (RFC 7643)."""
    resource: dict[str, Any] = {"id": row.id}
    for path, value in zip(paths, row.values, strict=True):
        if value is not None:
            write(resource, path, {"value": value} if path in references else value)
    return resource


def judge(facts: Facts) -> tuple[Finding, ...]:
    """Return what the facts mean to this version's rules: an error, the connection, the job; of each the root first."""
    found: list[Finding] = []
    if facts.error is not None:
        found += rank((*ERROR_RULES, *CONNECTION_RULES), Facts(error=facts.error))[:1]
    if facts.url.host:
        found += findings(facts)
    if facts.job is not None:
        found += job_health(facts.job)
    return tuple({one.id: one for one in reversed(found)}.values())[::-1]


class _NoSignIn:
    """Signing in while a support file is open."""

    carried: tuple[str, ...] = ()

    def sign_out(self) -> None:
        """Do nothing: nobody is signed in."""

    def sign_in_again(self, task: Task) -> None:
        raise WizardError("support-read-only")

    def token(self, scopes: Sequence[str], task: Task | None = None, **_how: object) -> Secret:
        """Return what is never sent.

        Raises:
            SignInError: never.
        """
        return TOKEN


class RecordedGraph(GraphClient):
    """Microsoft Graph as it was recorded: calls are answered by the replay, people and the log by their documents."""

    def __init__(self, case: OpenCase, cloud: Cloud) -> None:
        calls = Calls(case.transport, cloud, _NoSignIn(), wait=_no_waiting)
        super().__init__(calls)
        self.people = _People(calls, case)
        self.principals = _Principals(calls, case)
        self.assignments = _Assignments(calls, case)
        self.logs = _Logs(calls, case)


class _People(PeopleCalls):
    """People and groups of the file."""

    def __init__(self, calls: Calls, case: OpenCase) -> None:
        super().__init__(calls)
        self._case = case

    def count(self, task: Task) -> int | None:
        """Return how many users the customer's preview found in the tenant; the file has some of them."""
        setup = self._case.case.setup
        preview = setup.results.get(PREVIEW.id) if setup is not None else None
        found = preview.facts.get("people_in_tenant") if preview is not None else None
        return found if type(found) is int else None

    def group_members(self, task: Task, group_id: str) -> tuple[Member, ...]:
        return self.members_of(task, [group_id]).get(group_id, ())

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

    def read_groups(self, task: Task, attributes: Collection[str] = GROUP_ATTRIBUTES) -> tuple[Group, ...]:
        return tuple(self._case.source.groups)

    def groups_by_id(
        self, task: Task, ids: Collection[str], attributes: Collection[str] = GROUP_ATTRIBUTES
    ) -> tuple[Group, ...]:
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

    def search(self, task: Task, text: str, *, limit: int = 20) -> tuple[Principal, ...]:
        source = self._case.source
        everybody: tuple[Person | Group, ...] = (*source.people, *source.groups)
        found = find(everybody, text).found if text.strip() else everybody
        return tuple(map(_principal, found[:limit]))

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
