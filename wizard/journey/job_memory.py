"""What a job that exists brings into a preview: whether it has run, what it spares, and which accounts it knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.errors import GraphError, InputError, NetworkError
from wizard.journey.steps.assign import service_principal_id
from wizard.journey.steps.connect import find_job
from wizard.provisioning import Links

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.directory import Person
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.tasks import Task


MOST_LINKS = 50
"""People whose links are asked for, one call each; of more a preview does without."""


@dataclass(frozen=True, slots=True)
class JobMemory:
    """What could be read of a job.

    Args:
        job_id: empty where there is no job, or it cannot be read.
        ran: whether it has run before.
        keeps_out_of_scope: whether its secret ``SkipOutOfScopeDeletions`` leaves those alone who leave scope.
    """

    job_id: str = ""
    ran: bool = False
    keeps_out_of_scope: bool = False


def job_memory(context: Context, answers: Answers, task: Task) -> JobMemory:
    """Return what the application's job brings along; nothing where there is no job, or it cannot be read.

    Raises:
        SignInError: no token can be had without the person.
        Cancelled: the person cancelled.
    """
    try:
        principal = service_principal_id(answers)
        job_id = find_job(context, answers, task).id
        status = context.graph.job_status(principal, job_id, task)
        secrets = context.graph.secrets(principal, task)
    except (GraphError, InputError, NetworkError):
        return JobMemory()
    ran = status.last is not None or status.first_cycle_done
    return JobMemory(job_id, ran, secrets.skip_out_of_scope_deletions)


def links_of(
    context: Context, answers: Answers, memory: JobMemory, people: Sequence[Person], task: Task
) -> Links | None:
    """Return the account of each person as the job remembers it; ``None`` where nobody tells it.

    Raises:
        Cancelled: the person cancelled.
    """
    if not memory.ran or len(people) > MOST_LINKS:
        return None
    principal = service_principal_id(answers)
    found: dict[str, str] = {}
    try:
        for done, person in enumerate(people):
            task.report("preview-links", done=done, total=len(people))
            link = context.graph.link(principal, memory.job_id, person.id, task)
            if link.state == "untold":
                return None
            if link.state == "linked":
                found[person.id] = link.target
    except NetworkError:
        return None
    return Links.known(found)
