"""Step 11: a summary of everything, then Provisioning Status On (T31, T33)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.errors import GraphError
from wizard.journey.answers import GALLERY_NAME, Answers
from wizard.journey.model import Outcome
from wizard.journey.services.job import find_job, job_status, service_principal_id
from wizard.scim.endpoint import same_service

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.graph.synchronization import JobStatus
    from wizard.journey.context import Context

WAIT_SECONDS = 60.0


def perform(task: Task, context: Context, answers: Answers) -> Outcome[JobStatus]:
    """Start the job and verify that it runs; a running job is left alone.

    Raises:
        InputError: ``job-missing``.
        GraphError: ``job-not-started`` if the service does not report it as running in time, and those of Graph.
    """
    principal = service_principal_id(answers)
    job = find_job(task, context, answers)
    status = context.graph.jobs.status(task, principal, job.id)
    other = "" if status.running else other_job(task, context, answers)
    if not status.running:
        task.report("turnon-starting")
        context.graph.jobs.start(task, principal, job.id)
    waited = 0.0
    while not (status := context.graph.jobs.status(task, principal, job.id)).running:
        if waited >= WAIT_SECONDS:
            raise GraphError("job-not-started", {"state": status.schedule_state})
        task.report("turnon-waiting", state=status.schedule_state)
        pause = context.graph.calls.cloud.pause
        task.wait(pause)
        waited += pause
    return outcome(status, other)


def other_job(task: Task, context: Context, answers: Answers) -> str:
    """Return the name of another application whose running job writes to the same Tenant URL; empty for none.

    Read errors do not prevent this job from being started.
    """
    principal = service_principal_id(answers)
    try:
        template = context.graph.applications.find_template(task, GALLERY_NAME)
        for instance in context.graph.applications.instances(task, template.id):
            if instance.id == principal or not any(
                job.status.running for job in context.graph.jobs.all(task, instance.id)
            ):
                continue
            if same_service(context.graph.credentials.read(task, instance.id).base_address, answers.tenant_url.strip()):
                return instance.display_name
    except GraphError:
        return ""
    return ""


def verify(task: Task, context: Context, answers: Answers) -> Outcome[JobStatus]:
    """Return whether the job runs, for example after it was started in the portal."""
    return outcome(job_status(task, context, answers))


def outcome(status: JobStatus, other: str = "") -> Outcome[JobStatus]:
    """Return what a job's status means for this step; ``other`` names an application with a job for the same target."""
    facts: dict[str, str | int | bool] = {"running": status.running, "job_state": status.code}
    if status.interval_minutes is not None:
        facts["interval_minutes"] = status.interval_minutes
    if other:
        facts["other_job"] = other
    good = status.running and not status.quarantined and not other
    return Outcome("done" if good else "attention", facts, data=status)
