"""Step 12: progress, provisioning log, one person on demand, stop and restart (T34 to T37)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from wizard.errors import GraphError, InputError
from wizard.journey.answers import Answers
from wizard.journey.model import Outcome, Step
from wizard.journey.steps.assign import service_principal_id
from wizard.journey.steps.connect import find_job
from wizard.journey.steps.mappings import rule_id

if TYPE_CHECKING:
    from wizard.graph.logs import LogRow
    from wizard.graph.ondemand import OnDemandResult
    from wizard.graph.synchronization import JobStatus
    from wizard.journey.context import Context
    from wizard.tasks import Task

POLL_SECONDS = 20.0
"""Between two looks at the job; Entra's own numbers change about that often."""

LOG_EVERY = 3
"""Looks at the job for one at the log: the log may be asked five times in ten seconds by everybody together."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the running job. ``rows`` are log rows that were not seen before; ``log_error`` says why none."""

    status: JobStatus
    rows: tuple[LogRow, ...] = ()
    log_error: GraphError | None = None


def look(context: Context, answers: Answers, since: datetime | None, log: bool, task: Task) -> Look:
    """Read the job's status and, if asked, its log from ``since`` on.

    A log that cannot be read (no licence, no role) is not an error of watching.

    Raises:
        InputError: ``job-missing``.
        GraphError: the status itself cannot be read.
    """
    principal = service_principal_id(answers)
    job = find_job(context, answers, task)
    status = context.graph.job_status(principal, job.id, task)
    if not log:
        return Look(status)
    try:
        return Look(status, tuple(context.graph.provisioning_log(job.id, since, task)))
    except GraphError as error:
        return Look(status, log_error=error)


def perform(context: Context, answers: Answers, task: Task) -> Outcome:
    """Watch until the first cycle has ended or the job is in quarantine; every look is reported as data."""
    poll = 0.2 if context.practice is not None else POLL_SECONDS
    while True:
        seen = look(context, answers, None, True, task)
        status = seen.status
        task.report("watch-progress", done=status.completed_units, total=status.total_units, data=seen)
        if status.first_cycle_done or status.quarantined or not status.running:
            return outcome(seen)
        task.wait(poll)


def verify(context: Context, answers: Answers, task: Task) -> Outcome:
    """Look once."""
    return outcome(look(context, answers, None, True, task))


def outcome(seen: Look) -> Outcome:
    """Return what a look means for this step."""
    status = seen.status
    facts: dict[str, str | int | bool] = {
        "job_state": status.code,
        "first_cycle_done": status.first_cycle_done,
        "quarantine": status.quarantine.reason if status.quarantine is not None else "",
    }
    for kind, count in status.counts.items():
        facts[f"count_{kind}"] = count
    good = status.first_cycle_done and not status.quarantined and not status.escrowed
    return Outcome("done" if good else "attention", facts, data=seen)


def on_demand(context: Context, answers: Answers, person_id: str, task: Task) -> OnDemandResult:
    """Provision one person now and return every step of it.

    Raises:
        GraphError: those of Graph; at most five people in ten seconds.
    """
    principal = service_principal_id(answers)
    job = find_job(context, answers, task)
    rule = rule_id(context, answers, "User", task)
    return context.graph.provision_on_demand(principal, job.id, rule, person_id, task)


def stop(context: Context, answers: Answers, task: Task) -> JobStatus:
    """Stop the job; a cycle that runs ends first."""
    principal = service_principal_id(answers)
    job = find_job(context, answers, task)
    context.graph.pause_job(principal, job.id, task)
    return context.graph.job_status(principal, job.id, task)


def start(context: Context, answers: Answers, task: Task) -> JobStatus:
    """Start a stopped job again; it goes on where it was."""
    principal = service_principal_id(answers)
    job = find_job(context, answers, task)
    context.graph.start_job(principal, job.id, task)
    return context.graph.job_status(principal, job.id, task)


Restart = Literal["again", "failed", "full", "deletes"]
"""``again``: everybody is looked at once more, like the portal's restart; ``failed``: only forget failures;
``full``: also match everybody anew; ``deletes``: carry out the deletions that were held back."""

_CRITERIA: dict[Restart, str] = {"again": "", "failed": "Escrows", "full": "Full", "deletes": "ForceDeletes"}


def restart(context: Context, answers: Answers, kind: Restart, task: Task) -> JobStatus:
    """Restart the job with the least harmful criteria that do what is wanted.

    Raises:
        InputError: ``restart-unknown``.
    """
    if kind not in _CRITERIA:
        raise InputError("restart-unknown", {"kind": kind})
    principal = service_principal_id(answers)
    job = find_job(context, answers, task)
    context.graph.restart_job(principal, job.id, _CRITERIA[kind], task)
    return context.graph.job_status(principal, job.id, task)


WATCH = Step(
    "watch",
    12,
    tutorial=("T34", "T35", "T36", "T37"),
    needs=("service_principal_id",),
    perform=perform,
    verify=verify,
)
