"""The selected application and its synchronization job, used by all steps from the sixth on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from wizard.core.errors import InputError

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.graph.synchronization import Job, JobStatus
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context

TRUSTED_SECONDS = 30.0
"""How long a job that was found is assumed to still exist."""


def service_principal_id(answers: Answers) -> str:
    """Return the application's service principal id.

    Raises:
        InputError: ``application-first``: step 4 was not done yet.
    """
    if not answers.service_principal_id or answers.service_principal_id == "new":
        raise InputError("application-first")
    return answers.service_principal_id


def find_job(task: Task, context: Context, answers: Answers) -> Job:
    """Return the application's synchronization job.

    It is read again after :data:`TRUSTED_SECONDS`: in the portal a job can be deleted and created again at any time,
    and then it has another id.

    Raises:
        InputError: ``job-missing``: provisioning was not set up for this application yet.
    """
    principal = service_principal_id(answers)
    known = context.state.application(answers)
    if known.job is not None and time.monotonic() - known.job_seen < TRUSTED_SECONDS:
        return known.job
    jobs = context.graph.jobs.all(task, principal)
    if not jobs:
        known.forget_job()
        raise InputError("job-missing")
    before = known.job.id if known.job is not None else ""
    found = next((job for job in jobs if job.id == before), jobs[0])
    known.keep_job(found)
    return found


def job_status(task: Task, context: Context, answers: Answers) -> JobStatus:
    """Return the status that the application's job has now; for the errors see :func:`find_job`."""
    job = find_job(task, context, answers)
    return context.graph.jobs.status(task, service_principal_id(answers), job.id)


def has_begun(status: JobStatus) -> bool:
    """Return whether provisioning is on or a cycle has run, so that a change can concern accounts."""
    return status.running or status.last is not None or status.first_cycle_done
