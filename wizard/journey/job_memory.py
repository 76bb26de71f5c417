"""What a job that exists brings into a preview: whether it has run, what it spares, and which accounts it knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.errors import GraphError, InputError, NetworkError
from wizard.journey.steps.assign import service_principal_id
from wizard.journey.steps.connect import find_job

if TYPE_CHECKING:
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.provisioning import Links
    from wizard.tasks import Task


@dataclass(frozen=True, slots=True)
class JobMemory:
    """What could be read of a job.

    Args:
        ran: whether it has run before.
        keeps_out_of_scope: whether its secret ``SkipOutOfScopeDeletions`` leaves those alone who leave scope.
        links: the account of each person, where the tenant tells it; ``None`` where it does not.
    """

    ran: bool = False
    keeps_out_of_scope: bool = False
    links: Links | None = None

    @property
    def as_if_restarted(self) -> bool:
        """Whether a plan has to do without what the job remembers."""
        return self.ran and self.links is None


def job_memory(context: Context, answers: Answers, task: Task) -> JobMemory:
    """Return what the application's job brings along; nothing where there is no job, or it cannot be read.

    Raises:
        SignInError: no token can be had without the person.
        Cancelled: the person cancelled.
    """
    try:
        principal = service_principal_id(answers)
        status = context.graph.job_status(principal, find_job(context, answers, task).id, task)
        secrets = context.graph.secrets(principal, task)
    except (GraphError, InputError, NetworkError):
        return JobMemory()
    ran = status.last is not None or status.first_cycle_done
    return JobMemory(ran, secrets.skip_out_of_scope_deletions)
