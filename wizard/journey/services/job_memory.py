"""What an existing job contributes to a preview: whether it has run, whether it skips disabling, known accounts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wizard.core.errors import GraphError, InputError, NetworkError
from wizard.graph.connections import Link
from wizard.journey.services.job import find_job, job_status, service_principal_id
from wizard.provisioning import Links

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.core.tasks import Task
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context


@dataclass(frozen=True, slots=True)
class JobMemory:
    """What could be read about a job.

    Args:
        ran: whether it has run before.
        keeps_out_of_scope: whether its secret ``SkipOutOfScopeDeletions`` keeps the accounts of people who leave
            scope.
        links: the account of each person; ``None`` where the tenant does not list them.
    """

    ran: bool = False
    keeps_out_of_scope: bool = False
    links: Links | None = None

    @property
    def as_if_restarted(self) -> bool:
        """Whether a plan has to be made without the links that the job remembers."""
        return self.ran and self.links is None


LINKS_AT_MOST = 2000
"""Largest number of objects whose links are read: each needs its own request inside a batch of twenty."""


def with_links(
    task: Task, context: Context, answers: Answers, memory: JobMemory, ids: tuple[Sequence[str], Sequence[str]]
) -> JobMemory:
    """Return the memory with the links of people and groups, if the job has run and the tenant lists them all.

    Args:
        ids: source ids of people and of groups.

    Raises:
        NetworkError: no usable response.
        Cancelled: the person cancelled.
    """
    people, groups = ids
    if not memory.ran or context.case is not None or len(people) + len(groups) > LINKS_AT_MOST:
        return memory
    principal = service_principal_id(answers)
    job = find_job(task, context, answers)
    task.report("preview-links")
    users = context.graph.connections.links(task, principal, job.id, people)
    held = context.graph.connections.links(task, principal, job.id, groups) if users is not None else None
    if users is None or held is None:
        return memory
    return replace(memory, links=Links.known(users, held))


def link_of(task: Task, context: Context, answers: Answers, object_id: str) -> Link:
    """Return the job's link for one person or group; its state is ``untold`` where it cannot be determined.

    Raises:
        NetworkError: no usable response.
        Cancelled: the person cancelled.
    """
    try:
        if context.case is not None:
            return Link("untold")
        job = find_job(task, context, answers)
        return context.graph.connections.link(task, service_principal_id(answers), job.id, object_id)
    except (GraphError, InputError):
        return Link("untold")


def job_memory(task: Task, context: Context, answers: Answers) -> JobMemory:
    """Return what the application's job remembers; an empty memory if there is no job or it cannot be read.

    Raises:
        SignInError: a token requires the person to sign in.
        Cancelled: the person cancelled.
    """
    try:
        status = job_status(task, context, answers)
        secrets = context.graph.credentials.read(task, service_principal_id(answers))
    except (GraphError, InputError, NetworkError):
        return JobMemory()
    ran = status.last is not None or status.first_cycle_done
    return JobMemory(ran, secrets.skip_out_of_scope_deletions)
