"""Step 10: what the first cycle would do, computed by the engine from what was read; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.checkpoints import with_checkpoints
from wizard.core.memory import free_gradually, gc_paused
from wizard.journey.answers import Answers
from wizard.journey.context import clock
from wizard.journey.found import Rehearsal
from wizard.journey.model import Outcome
from wizard.journey.services.job_memory import job_memory, with_links
from wizard.journey.services.job_schema import read_schema
from wizard.journey.services.reading import read_both, read_roles, refused_attributes
from wizard.journey.services.target import dialect_of
from wizard.mapping.expression import EvaluationContext
from wizard.provisioning import Configuration, plan
from wizard.provisioning.assigned import role_finder
from wizard.provisioning.outcome import picture_of
from wizard.provisioning.plan_json import ordered

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.journey.context import Context
    from wizard.provisioning.explain import Explanation


def forget(rehearsals: list[Rehearsal]) -> None:
    """Release previews that nothing else uses, gradually on a worker thread; the list is empty after that."""
    while rehearsals:
        one = rehearsals.pop()
        rows, people, groups = list(one.rows), list(one.source.people), list(one.source.groups)
        users = list(one.target.users)
        del one
        free_gradually(rows, people, groups, users)


def way_of(task: Task, rehearsal: Rehearsal, person_id: str) -> Explanation | None:
    """Return the path of one person through the preview, or ``None`` if the person was not read."""
    from wizard.provisioning.explain import explain

    for person in with_checkpoints(rehearsal.source.people, task.checkpoint):
        if person.id == person_id:
            configuration, check = rehearsal.configuration, task.checkpoint
            return explain(person, rehearsal.source, rehearsal.target, configuration, rehearsal.plan, check)
    return None


def perform(task: Task, context: Context, answers: Answers) -> Outcome[Rehearsal]:
    """Read tenant and CloudGate, and plan.

    Raises:
        InputError, GraphError, ScimError, NetworkError: one of the two sides cannot be read.
    """
    made = clock(context)
    schema = read_schema(task, context, answers)
    task.report("preview-tenant")
    dialect = dialect_of(answers)
    memory = job_memory(task, context, answers)
    roles = read_roles(task, context, answers, schema)
    configuration = Configuration.from_schema(
        schema,
        sync_all=answers.scope == "all",
        dialect=dialect,
        skip_out_of_scope_deletions=memory.keeps_out_of_scope,
        context=EvaluationContext(now=made, role=role_finder(roles)),
    )
    twice = context.graph.calls.repeated
    with gc_paused():
        source, target = read_both(task, context, answers, schema, configuration, roles)
        configuration = configuration.without(refused_attributes(context, schema))
        ids = [person.id for person in source.people], [group.id for group in source.groups]
        memory = with_links(task, context, answers, memory, ids)
        task.report("preview-planning")
        found = plan(source, target, configuration, memory.links, task.checkpoint)
        rows = ordered(found, task.checkpoint)
        picture = picture_of(found, total=source.total, everybody=answers.scope == "all", checkpoint=task.checkpoint)
    counts = found.counts("User")
    clashes = len(found.clashes)
    names = ("create", "update", "disable", "skip", "clash", "unchanged")
    facts: dict[str, str | int | bool] = {name: counts.get(name, 0) for name in names}
    facts |= picture.facts()
    if context.graph.calls.repeated > twice:
        facts["repeated"] = context.graph.calls.repeated - twice
    attention = bool(clashes) or counts.get("disable", 0) > 0
    rehearsal = Rehearsal(
        found,
        rows,
        source,
        target,
        configuration,
        answers,
        made,
        counts,
        clashes,
        schema,
        memory.as_if_restarted,
        picture,
    )
    context.state.rehearsal = rehearsal
    return Outcome("attention" if attention else "done", facts, data=rehearsal)
