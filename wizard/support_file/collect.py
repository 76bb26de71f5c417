"""Makes a case of a setup: what the session knows already, and what is read for it. Nothing is written anywhere."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from wizard import __version__
from wizard.core.errors import Cancelled, InputError, WizardError
from wizard.core.memory import gc_paused
from wizard.doctor import Report
from wizard.doctor.model import ErrorFacts, Facts
from wizard.graph.client import GraphClient
from wizard.history.file import notes_of
from wizard.journey.answers import GALLERY_NAME, Answers
from wizard.journey.context import clock
from wizard.journey.found import Look, Rehearsal
from wizard.journey.services.job import find_job
from wizard.journey.steps import CREDENTIALS, STEPS, WATCH
from wizard.journey.steps.credentials import test_connection
from wizard.journey.steps.preview import perform as rehearse
from wizard.journey.steps.watch import LONGEST_LOG, look
from wizard.support_file.computer import computer_of
from wizard.support_file.convert import cloudgate_of, directory_of, operations_of
from wizard.support_file.kept import kept_of
from wizard.support_file.model import (
    VERSION,
    Account,
    Case,
    Changes,
    Doctor,
    Exchanges,
    Log,
    Manifest,
    Naming,
    Planned,
    RecordedExchange,
)
from wizard.support_file.replay import Capture, recorded_of
from wizard.support_file.setup_document import setup_of, without_people

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.journey.context import Context
    from wizard.journey.machine import SavedSetup
    from wizard.provisioning.plan_io import KeptPlan

T = TypeVar("T")

LOG_DAYS: Final = 30
"""How far back the provisioning log goes into a file."""

PARTS: Final = ("computer", "entra", "exchanges", "doctor", "people", "log")
"""What can be left out; ``people`` are ``directory``, ``cloudgate`` and ``plan``. The setup itself is always there."""

OF_PEOPLE: Final = ("directory", "cloudgate", "plan")

TUTORIAL: Final = "cloudgate 1"
"""Which edition of the tutorial's data this version goes by."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be in the file.

    ``parts``: of :data:`PARTS`. ``fresh``: read what the session has not read yet; otherwise only what it knows.
    ``failed``: the error that was on the screen. ``kept``: the preview that the log is compared with.
    """

    naming: Naming = "stand-ins"
    parts: frozenset[str] = frozenset(PARTS)
    fresh: bool = True
    failed: WizardError | None = None
    kept: KeptPlan | None = None


def collect(task: Task, context: Context, setup: SavedSetup, wanted: Wanted) -> Case:
    """Return the case of a setup under its real names; what could not be read is told in the manifest.

    Raises:
        Cancelled: the person cancelled.
    """
    return _Collection(task, context, setup, wanted).case()


class _Collection:
    def __init__(self, task: Task, context: Context, setup: SavedSetup, wanted: Wanted) -> None:
        self._context, self._setup, self._wanted, self._task = context, setup, wanted, task
        self._answers: Answers = setup.snapshot.answers
        self._left: dict[str, str] = {}
        self._recorded: list[RecordedExchange] = []

    def case(self) -> Case:
        with_people = "people" in self._wanted.parts and self._wanted.naming != "none"
        computer = self._part("computer", lambda: computer_of(self._task, self._context, self._answers))
        entra = self._part("entra", self._entra)
        doctor = self._part("doctor", self._doctor)
        rehearsal = self._part("people", self._rehearsal) if with_people else None
        log = self._part("log", self._log) if self._wanted.naming != "none" else None
        if not with_people:
            self._left["people"] = "choice"
        if self._wanted.naming == "none":
            self._left.setdefault("log", "choice")
        kept = None
        if with_people and self._wanted.kept is not None:
            kept = kept_of(self._wanted.kept, self._answers)
        documents: dict[str, Any] = {}
        if rehearsal is not None:
            with gc_paused():
                documents = self._sides(rehearsal)
        exchanges = self._part("exchanges", self._exchanges)
        if exchanges is None and doctor is not None:
            doctor = msgspec.structs.replace(doctor, evidence={})
        now = clock(self._context)
        manifest = Manifest(
            version=VERSION,
            kind="case",
            id=randomness.token_hex(16),
            made=now.isoformat(timespec="seconds"),
            program=__version__,
            tutorial=TUTORIAL,
            naming=self._wanted.naming,
            name=self._setup.name,
            left_out=self._left,
        )
        return Case(
            manifest=manifest,
            setup=setup_of(self._setup),
            computer=computer,
            entra=entra,
            exchanges=exchanges,
            doctor=doctor,
            kept=kept,
            log=log,
            history=self._history(),
            **documents,
        )

    def _part(self, name: str, make: Callable[[], T | None]) -> T | None:
        """Return a part, or ``None`` with the reason kept."""
        if name not in self._wanted.parts:
            self._left[name] = "choice"
            return None
        self._task.report(f"support-reading-{name}")
        try:
            return make()
        except Cancelled:
            raise
        except WizardError as error:
            self._left[name] = error.code
            return None

    def _history(self) -> Changes | None:
        """Return what the journal tells; who was assigned is told with people only."""
        try:
            found = self._context.history()
        except WizardError as error:
            self._left["history"] = error.code
            return None
        if not found.entries and not found.damage:
            return None
        notes = tuple(notes_of(found))
        if self._wanted.naming == "none":
            notes = tuple(without_people(note) for note in notes)
        return Changes(notes=notes, damaged=len(found.damage))

    def _entra(self) -> Account:
        session = self._context.session
        if session is None:
            raise InputError("not-signed-in")
        errors: dict[str, str] = {}
        if self._wanted.fresh:
            errors = self._read_entra(session.graph)
        tenant = session.tenant
        return Account(
            cloud=session.graph.calls.cloud.id,
            account=session.account,
            tenant_id=tenant.id,
            tenant_name=tenant.display_name,
            domains=tenant.domains,
            tenant_type=tenant.tenant_type,
            errors=errors,
        )

    def _read_entra(self, graph: GraphClient) -> dict[str, str]:
        """Ask once more for everything that the steps show of Entra, so that whole answers are in the file."""
        task, errors = self._task, {}
        capture = Capture(self._context.transport)
        whole = graph.through(capture)
        principal = self._answers.service_principal_id
        known: dict[str, Any] = {}

        def read(name: str, call: Callable[[], Any]) -> None:
            try:
                known[name] = call()
            except Cancelled:
                raise
            except WizardError as error:
                errors[name] = error.code

        read("organization", lambda: whole.tenant.organization(task))
        read("me", lambda: whole.tenant.me(task))
        read("roles", lambda: whole.tenant.roles(task))
        read("licence", lambda: whole.tenant.licence(task))
        read("template", lambda: whole.applications.find_template(task, GALLERY_NAME))
        if "template" in known:
            read("instances", lambda: whole.applications.instances(task, known["template"].id))
        if principal and principal != "new":
            read("application", lambda: whole.applications.get(task, principal))
            read("assignments", lambda: whole.assignments.all(task, principal))
            read("jobs", lambda: whole.jobs.all(task, principal))
            read("secrets", lambda: whole.credentials.read(task, principal))
        if jobs := known.get("jobs"):
            job = jobs[0]
            read("job", lambda: whole.jobs.get(task, principal, job.id))
            read("schema", lambda: whole.schema.read(task, principal, job.id))
            read("default-schema", lambda: whole.schema.of_template(task, principal, job.template_id))
            read("operators", lambda: whole.schema.filter_operators(task, principal, job.id))
            read("functions", lambda: whole.schema.functions(task, principal, job.id))
        self._recorded += capture.recorded
        return errors

    def _doctor(self) -> Doctor | None:
        seen: Report | None = None
        missing: WizardError | None = None
        found = self._context.state.opinion or self._context.state.report
        if found is not None:
            seen = found
        elif self._wanted.fresh and CREDENTIALS.id in self._reached():
            try:
                seen = test_connection(self._task, self._context, self._answers).data
            except Cancelled:
                raise
            except WizardError as error:
                missing = error
        last = self._look()
        failed = self._wanted.failed
        if seen is None and last is None and failed is None:
            if missing is not None:
                raise missing
            return None
        facts = seen.facts if seen is not None else Facts()
        if last is not None:
            facts = replace(facts, job=last.job)
        if failed is not None:
            told = ErrorFacts(failed.code, failed.failure or "", int(getattr(failed, "status", 0)), dict(failed.params))
            facts = replace(facts, error=told)
        evidence = {}
        for name, exchange in seen.exchanges.items() if seen is not None else ():
            evidence[name] = len(self._recorded)
            self._recorded.append(recorded_of(exchange))
        return Doctor(
            facts=facts,
            checks=seen.checks if seen is not None else (),
            findings=seen.findings if seen is not None else (),
            job_findings=last.findings if last is not None else (),
            evidence=evidence,
        )

    def _look(self) -> Look | None:
        if self._context.state.look is not None:
            return self._context.state.look
        if not self._wanted.fresh or self._context.session is None or WATCH.id not in self._reached():
            return None
        try:
            return look(self._task, self._context, self._answers, True)
        except Cancelled:
            raise
        except WizardError:
            return None

    def _rehearsal(self) -> Rehearsal:
        if self._context.state.rehearsal is not None:
            return self._context.state.rehearsal
        if not self._wanted.fresh:
            raise InputError("support-not-rehearsed")
        found = rehearse(self._task, self._context, self._answers).data
        assert found is not None
        return found

    def _sides(self, rehearsal: Rehearsal) -> dict[str, Any]:
        check, configuration = self._task.checkpoint, rehearsal.configuration
        schema = rehearsal.schema
        assert schema is not None
        planned = Planned(
            made=rehearsal.made.isoformat(timespec="seconds"),
            schema=schema.raw,
            sync_all=configuration.sync_all,
            modern=configuration.dialect != "classic",
            skip_out_of_scope_deletions=configuration.skip_out_of_scope_deletions,
            operations=operations_of(rehearsal.plan, check),
        )
        return {
            "directory": directory_of(rehearsal.source, check),
            "cloudgate": cloudgate_of(rehearsal.target, configuration, check),
            "plan": planned,
        }

    def _log(self) -> Log:
        if self._context.session is None:
            raise InputError("not-signed-in")
        since: datetime = clock(self._context) - timedelta(days=LOG_DAYS)
        found = self._context.state.look
        if found is not None and found.log_error is None and found.rows:
            rows = tuple(row for row in found.rows if row.at is None or row.at >= since)
            return Log(days=LOG_DAYS, whole=len(found.rows) < LONGEST_LOG, rows=rows)
        if not self._wanted.fresh:
            raise InputError("support-not-read")
        job = find_job(self._task, self._context, self._answers)
        rows = self._context.graph.logs.read(self._task, job.id, since, limit=LONGEST_LOG)
        return Log(days=LOG_DAYS, whole=len(rows) < LONGEST_LOG, rows=rows)

    def _exchanges(self) -> Exchanges:
        """Return what was sent in this run; what the file asked for itself comes whole."""
        whole = {(one.method, one.url, one.started) for one in self._recorded}
        others = [_outline(recorded_of(one)) for one in tuple(self._context.transport.exchanges)]
        before = [one for one in others if (one.method, one.url, one.started) not in whole]
        return Exchanges((*self._recorded, *before))

    def _reached(self) -> Collection[str]:
        state = self._setup.snapshot
        numbers = {step.id: step.number for step in STEPS}
        last = numbers.get(state.reached, 1)
        return {step.id for step in STEPS if step.number <= last or step.id in state.results}


def _outline(exchange: RecordedExchange) -> RecordedExchange:
    """Return an exchange that nothing is answered from; of one that went well, headers and bodies go."""
    if exchange.error or exchange.status >= 300:
        return exchange
    return msgspec.structs.replace(exchange, request_headers={}, request_body="", response_headers={}, response_body="")
