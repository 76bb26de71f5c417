"""Step 12: progress, provisioning log, provision on demand, stop and restart (T34 to T37)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from wizard.core.errors import GraphError, InputError, NetworkError, ScimError, WizardError
from wizard.doctor.job_health import examine, job_health
from wizard.doctor.rules.job_base import TOO_MANY_DELETES
from wizard.http.retries import LOST
from wizard.journey.answers import Answers
from wizard.journey.context import clock
from wizard.journey.found import Look
from wizard.journey.model import Outcome
from wizard.journey.services.job import find_job, job_status, service_principal_id
from wizard.journey.services.job_schema import rule_id
from wizard.journey.services.lookups import ABOUT_ALL
from wizard.journey.services.target import target_client

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.graph.logs import LogRow
    from wizard.graph.ondemand import OnDemandResult
    from wizard.graph.synchronization import JobStatus, Secrets
    from wizard.journey.context import Context

POLL_PAUSES = 10
"""The cloud's pauses between two looks at the job: 20 seconds; Entra's own numbers change about that often."""

PATIENCE_SECONDS = 900.0
"""How long looks may fail in a row before watching ends; each look has been retried for a while already."""

LONGEST_LOG = 5000
"""Largest number of rows that are read, newest first."""

NOT_FOUND = 404
"""The status of an account that does not exist (RFC 7644, section 3.12)."""

OVERLAP = timedelta(minutes=5)
"""How far before its newest entry the log is read again at each look, because entries may arrive late. How late is not
documented, so the last look of a watch reads everything."""

ASKED_AT_MOST = 5
"""Number of people disabled according to the log whose accounts are checked in CloudGate, newest first."""


_NEVER = datetime.min.replace(tzinfo=UTC)


def look(
    task: Task,
    context: Context,
    answers: Answers,
    log: bool,
    secrets: Secrets | None = None,
    held: Sequence[LogRow] = (),
) -> Look:
    """Read the job's status and, if requested, its log; explain what is wrong.

    A log that cannot be read (no license, no role) does not make watching fail.

    Args:
        secrets: the application's settings in Entra, see :func:`settings`.
        held: the log's rows from an earlier look; then only newer rows are read.

    Raises:
        InputError: ``job-missing``.
        GraphError: the status itself cannot be read.
    """
    principal = service_principal_id(answers)
    job = find_job(task, context, answers)
    status = context.graph.jobs.status(task, principal, job.id)
    rows: tuple[LogRow, ...] = ()
    error: GraphError | None = None
    if log:
        try:
            rows = _log(task, context, job.id, held)
        except GraphError as found:
            error = found
    facts = examine(
        status,
        rows,
        secrets,
        clock(context),
        log_error=error.code if error is not None else "",
        log_whole=len(rows) < LONGEST_LOG,
        on_demand=bool(context.state.application(answers).on_demand_worked),
        still_active=still_active(task, context, answers, rows),
    )
    # Entra quotes CloudGate's response, and a server may repeat secrets in it.
    facts = replace(facts, message=context.transport.redactor.text(facts.message))
    seen = context.state.look = Look(status, facts, job_health(facts), rows, error)
    return seen


def _log(task: Task, context: Context, job_id: str, held: Sequence[LogRow]) -> tuple[LogRow, ...]:
    """Return the newest entries of the log, newest first.

    The whole tenant shares five requests in ten seconds, so rows that are already there are not read again.
    """
    newest = max((row.at for row in held if row.at is not None), default=None)
    if newest is None:
        return context.graph.logs.read(task, job_id, None, limit=LONGEST_LOG)
    fresh = context.graph.logs.read(task, job_id, newest - OVERLAP, limit=LONGEST_LOG)
    known = {row.id for row in fresh}
    rows = [*fresh, *(row for row in held if row.id not in known)]
    rows.sort(key=lambda row: row.at or _NEVER, reverse=True)
    return tuple(rows[:LONGEST_LOG])


def settings(task: Task, context: Context, answers: Answers) -> Secrets | None:
    """Return the application's settings in Entra, or ``None`` if they cannot be read."""
    try:
        return context.graph.credentials.read(task, service_principal_id(answers))
    except GraphError:
        return None


def still_active(task: Task, context: Context, answers: Answers, rows: Sequence[LogRow]) -> tuple[str, ...]:
    """Return the names of people who are disabled according to the log but active in CloudGate.

    Only the newest are checked, and none without a token or when CloudGate does not respond. Once it has answered for
    all of them, the same people are not checked again.
    """
    newest: dict[str, LogRow] = {}
    for row in rows:
        # Redundant export: Entra sees equal sides, so the person is back in scope. Neither a success nor a failure.
        settled = row.status.status == "success" or row.status.error_code == "RedundantExport"
        if row.source.kind.lower() == "user" and settled:
            newest.setdefault(row.source.id, row)
    gone = [row for row in newest.values() if row.action == "disable" and row.target.id]
    if not gone:
        return ()
    gone = gone[:ASKED_AT_MOST]
    asked = tuple(row.id for row in gone)
    known = context.state.application(answers)
    if known.still_active is not None and known.still_active[0] == asked:
        return known.still_active[1]
    found, everybody = _active(task, context, answers, gone)
    known.still_active = (asked, found) if everybody else None  # else they are checked again at the next look
    return found


def _active(task: Task, context: Context, answers: Answers, rows: Sequence[LogRow]) -> tuple[tuple[str, ...], bool]:
    """Return who is active in CloudGate, and whether it answered for everybody; 404 says that an account is gone."""
    found: list[str] = []
    everybody = True
    try:
        client = target_client(context, answers)
        for row in rows:
            try:
                held = client.get("Users", row.target.id, task)
            except ScimError as error:
                everybody = everybody and error.status == NOT_FOUND
                if error.status in ABOUT_ALL:
                    break
                continue
            if held.get("active") is True:
                found.append(row.source.display_name or row.source.id)
    except WizardError:
        task.checkpoint()
        return tuple(found), False
    return tuple(found), everybody


def perform(task: Task, context: Context, answers: Answers) -> Outcome[Look]:
    """Watch until the first cycle has ended or the job is in quarantine; every look is reported as data.

    After a restart, wait for the next cycle.
    """
    poll = POLL_PAUSES * context.graph.calls.cloud.pause
    stored = settings(task, context, answers)
    known = context.state.application(answers)
    before, known.ended_before_restart = known.ended_before_restart, None
    held: tuple[LogRow, ...] = ()
    good = time.monotonic()
    while True:
        try:
            seen = look(task, context, answers, True, stored, held)
        except (NetworkError, GraphError) as error:
            if not _passes(error) or time.monotonic() - good > PATIENCE_SECONDS:
                raise
            task.report("watch-lost", seconds=round(poll))
            task.wait(poll)
            continue
        good = time.monotonic()
        status = seen.status
        task.report("watch-progress", done=status.completed_units, total=status.total_units, data=seen)
        fresh = before is None or before != _last_ended(status)
        if (
            (fresh and (status.first_cycle_done or status.quarantined))
            or not status.running
            or context.case is not None
        ):
            return outcome(look(task, context, answers, True, stored) if held else seen)
        held = seen.rows or held
        task.wait(poll)


def _passes(error: NetworkError | GraphError) -> bool:
    """Return whether a look failed for a temporary reason: the network, or a service that is down."""
    return error.code in LOST if isinstance(error, NetworkError) else error.status >= 500 or error.status == 429


def verify(task: Task, context: Context, answers: Answers) -> Outcome[Look]:
    """Look once."""
    return outcome(look(task, context, answers, True, settings(task, context, answers)))


def outcome(seen: Look) -> Outcome[Look]:
    """Return what a look means for this step."""
    status = seen.status
    facts: dict[str, str | int | bool] = {
        "job_state": status.code,
        "first_cycle_done": status.first_cycle_done,
        "quarantine": status.quarantine.reason if status.quarantine is not None else "",
    }
    for kind, count in status.counts.items():
        facts[f"count_{kind}"] = count
    facts |= first_cycle(seen)
    good = status.first_cycle_done and not status.quarantined and not status.escrowed
    return Outcome("done" if good else "attention", facts, data=seen)


_DID = {"create": "created", "update": "updated", "disable": "disabled", "delete": "disabled"}


def first_cycle(seen: Look) -> dict[str, int]:
    """Return how many users the first cycle created, updated and disabled, and how many failed in it.

    Empty if the job does not report when that cycle ended (Graph: ``steadyStateFirstAchievedTime``), or if the log
    does not go back that far.
    """
    ended = seen.status.steady_since
    if ended is None or len(seen.rows) >= LONGEST_LOG:
        return {}
    done: dict[str, str] = {}
    for row in reversed(seen.rows):  # oldest first: a person who is created and then updated counts as created
        if row.at is None or row.at > ended or row.source.kind.lower() != "user":
            continue
        if row.status.status == "failure":
            done[row.source.id] = "failed"
        elif row.status.status == "success" and done.get(row.source.id) != "created" and row.action in _DID:
            done[row.source.id] = _DID[row.action]
    if not done:
        return {}
    return {f"first_{part}": list(done.values()).count(part) for part in ("created", "updated", "disabled", "failed")}


def on_demand(task: Task, context: Context, answers: Answers, person_id: str) -> OnDemandResult:
    """Provision one person on demand and return every step of it.

    Raises:
        GraphError: those of Graph; at most five people in ten seconds.
    """
    principal = service_principal_id(answers)
    job = find_job(task, context, answers)
    rule = rule_id(task, context, answers, "User")
    result = context.graph.on_demand.provision(task, principal, job.id, rule, person_id)
    context.state.application(answers).on_demand_worked = result.result == "success"
    return result


def stop(task: Task, context: Context, answers: Answers) -> JobStatus:
    """Stop the job; a running cycle ends first."""
    principal = service_principal_id(answers)
    job = find_job(task, context, answers)
    context.graph.jobs.pause(task, principal, job.id)
    return context.graph.jobs.status(task, principal, job.id)


def start(task: Task, context: Context, answers: Answers) -> JobStatus:
    """Start a stopped job again; it continues where it was, and a quarantine is lifted."""
    principal = service_principal_id(answers)
    job = find_job(task, context, answers)
    _expect_cycle(task, context, answers)
    context.graph.jobs.start(task, principal, job.id)
    return context.graph.jobs.status(task, principal, job.id)


Restart = Literal["again", "failed", "full", "deletes"]
"""``again``: evaluate everybody once more, like the portal's restart; ``failed``: only forget failures; ``full``: also
match everybody again; ``deletes``: carry out the prevented deletions."""

_CRITERIA: dict[Restart, str] = {"again": "", "failed": "Escrows", "full": "Full", "deletes": "ForceDeletes"}


def offered_restarts(status: JobStatus) -> tuple[Restart, ...]:
    """Return the restarts that have an effect now: deletions can be allowed only while Entra holds them back.

    Source: "synchronizationJobRestartCriteria resource type", ``ForceDeletes``.
    """
    return ("again", "failed", "full", "deletes") if holds_deletions(status) else ("again", "failed", "full")


def holds_deletions(status: JobStatus) -> bool:
    """Return whether Entra holds back deletions because there are too many."""
    return status.quarantine is not None and status.quarantine.reason == TOO_MANY_DELETES


def restart(task: Task, context: Context, answers: Answers, kind: Restart) -> JobStatus:
    """Restart provisioning with the least harmful criteria for the wanted effect.

    Raises:
        InputError: ``restart-unknown``.
    """
    if kind not in _CRITERIA:
        raise InputError("restart-unknown", {"kind": kind})
    principal = service_principal_id(answers)
    job = find_job(task, context, answers)
    _expect_cycle(task, context, answers)
    context.graph.jobs.restart(task, principal, job.id, _CRITERIA[kind])
    return context.graph.jobs.status(task, principal, job.id)


def _expect_cycle(task: Task, context: Context, answers: Answers) -> None:
    """Remember the last cycle, so that watching waits for the next one."""
    context.state.application(answers).ended_before_restart = _last_ended(job_status(task, context, answers))


def _last_ended(status: JobStatus) -> str:
    ended = status.last.ended if status.last is not None else None
    return ended.isoformat() if ended is not None else "never"
