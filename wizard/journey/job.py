"""The application that was chosen and its synchronization job, as all steps from the sixth on find them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.errors import InputError

if TYPE_CHECKING:
    from wizard.graph.synchronization import Job
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.tasks import Task


def service_principal_id(answers: Answers) -> str:
    """Return the application's service principal id.

    Raises:
        InputError: ``application-first``: step 4 was not done yet.
    """
    if not answers.service_principal_id or answers.service_principal_id == "new":
        raise InputError("application-first")
    return answers.service_principal_id


def find_job(context: Context, answers: Answers, task: Task) -> Job:
    """Return the application's synchronization job.

    Raises:
        InputError: ``job-missing``: provisioning was not set up for this application yet.
    """
    principal = service_principal_id(answers)
    key = f"job:{principal}"
    known = context.caches.get(key)
    if known is None:
        jobs = context.graph.jobs(principal, task)
        if not jobs:
            raise InputError("job-missing")
        known = context.caches[key] = jobs[0]
    return known  # type: ignore[return-value]
