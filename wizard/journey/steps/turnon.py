"""Step 11: a summary of everything, then Provisioning Status On (T31, T33)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.errors import GraphError
from wizard.journey.answers import Answers
from wizard.journey.model import Outcome, Step
from wizard.journey.steps.assign import service_principal_id
from wizard.journey.steps.connect import find_job

if TYPE_CHECKING:
    from wizard.graph.synchronization import JobStatus
    from wizard.journey.context import Context
    from wizard.tasks import Task

POLL_SECONDS = 2.0
WAIT_SECONDS = 60.0


def perform(context: Context, answers: Answers, task: Task) -> Outcome:
    """Start the job, and read back that it runs; a job that runs already is left alone.

    Raises:
        InputError: ``job-missing``.
        GraphError: ``job-not-started`` when the service does not report it as running in time, and those of Graph.
    """
    principal = service_principal_id(answers)
    job = find_job(context, answers, task)
    status = context.graph.job_status(principal, job.id, task)
    if not status.running:
        task.report("turnon-starting")
        context.graph.start_job(principal, job.id, task)
    waited = 0.0
    while not (status := context.graph.job_status(principal, job.id, task)).running:
        if waited >= WAIT_SECONDS:
            raise GraphError("job-not-started", {"state": status.schedule_state})
        task.report("turnon-waiting", state=status.schedule_state)
        task.wait(POLL_SECONDS)
        waited += POLL_SECONDS
    return outcome(status)


def verify(context: Context, answers: Answers, task: Task) -> Outcome:
    """Read whether the job runs, for example after it was started in the portal."""
    job = find_job(context, answers, task)
    return outcome(context.graph.job_status(service_principal_id(answers), job.id, task))


def outcome(status: JobStatus) -> Outcome:
    """Return what a job's status means for this step."""
    facts: dict[str, str | int | bool] = {"running": status.running, "job_state": status.code}
    if status.interval_minutes is not None:
        facts["interval_minutes"] = status.interval_minutes
    return Outcome("done" if status.running and not status.quarantined else "attention", facts, data=status)


TURNON = Step(
    "turnon",
    11,
    tutorial=("T31", "T33"),
    needs=("service_principal_id", "scope"),
    perform=perform,
    verify=verify,
)
