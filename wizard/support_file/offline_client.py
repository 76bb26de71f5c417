"""An open support file: the journey as the customer left it, with answers to its requests from the file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import msgspec

from wizard.core.checkpoints import Checkpoint
from wizard.core.errors import InputError, MappingError, SupportFileError, WizardError
from wizard.core.tasks import Task
from wizard.directory import Tenant
from wizard.doctor import Report
from wizard.doctor.job_health import job_health
from wizard.doctor.model import Facts
from wizard.doctor.report import Finding
from wizard.doctor.rules import CONNECTION_RULES, ERROR_RULES, findings
from wizard.doctor.rules.base import rank
from wizard.graph.clouds import CLOUDS, GLOBAL, Cloud
from wizard.history.file import history_of
from wizard.history.model import Damage, History
from wizard.journey.answers import Answers
from wizard.journey.context import Session
from wizard.journey.machine import Snapshot
from wizard.journey.services.reading import needed_attributes
from wizard.mapping import Schema
from wizard.mapping.reads import not_read
from wizard.provisioning.scimvalues import write
from wizard.support_file.archive import read
from wizard.support_file.convert import moment, source_of, target_of
from wizard.support_file.kept import plan_of
from wizard.support_file.model import AccountRow, Case
from wizard.support_file.offline_graph import TOKEN, NoSignIn, RecordedGraph
from wizard.support_file.replay import Replay, exchange_of

if TYPE_CHECKING:
    from wizard.core.json_types import JsonObject
    from wizard.graph.signin import SignIn
    from wizard.http import Sender
    from wizard.journey.context import Context
    from wizard.provisioning import Source, TargetSnapshot
    from wizard.provisioning.plan_io import KeptPlan


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
    def transport(self) -> Sender:
        """What answers requests."""
        return self.replay

    @cached_property
    def session(self) -> Session | None:
        """Who was signed in, ``None`` when nobody was."""
        entra = self.case.entra
        if entra is None:
            return None
        tenant = Tenant(entra.tenant_id, entra.tenant_name, entra.domains, entra.tenant_type)
        graph = RecordedGraph(self, self._cloud(entra.cloud))
        return Session(cast("SignIn", NoSignIn()), graph, entra.account, tenant)

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
