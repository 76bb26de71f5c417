"""Remove one wrong link of the job, so that the person is matched again; all other links stay.

Graph beta, objectConnection: only the service's memory changes, neither the person nor the account. The job must be
paused. The person who decides has seen which account the link leads to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.errors import GraphError, InputError
from wizard.journey.services.job import find_job, service_principal_id

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.graph.connections import Link
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context

WAIT_SECONDS = 600.0
"""How long to wait for a cycle that still runs; a pause lets it finish."""


def repair_link(task: Task, context: Context, answers: Answers, object_id: str, seen: str) -> Link:
    """Remove the link of one object and return what the job remembers after that.

    A running job is paused for it and started again, also if the link could not be removed.

    Args:
        object_id: the person's or group's id in Entra.
        seen: the target id that the person saw and wants to remove.

    Raises:
        InputError: ``link-changed``: the job now remembers another account, or none; nothing was done.
        GraphError: ``graph-link-job-runs``: its cycle did not end in time; ``link-not-removed``; those of Graph.
    """
    principal = service_principal_id(answers)
    job = find_job(task, context, answers)
    graph = context.graph
    if graph.connections.link(task, principal, job.id, object_id).target != seen:
        raise InputError("link-changed")
    running = graph.jobs.status(task, principal, job.id).running
    if running:
        task.report("watch-stopping")
        graph.jobs.pause(task, principal, job.id)
    try:
        graph.calls.settling.settle(
            task,
            lambda: graph.connections.remove(task, principal, job.id, object_id),
            "watch-link-waiting",
            lambda error: error.code == "graph-link-job-runs",
            deadline=WAIT_SECONDS,
        )
        found = graph.connections.link(task, principal, job.id, object_id)
    finally:
        if running:
            graph.jobs.start(task, principal, job.id)
    if found.target == seen:
        raise GraphError("link-not-removed")
    return found
