"""The accidental deletion threshold that fits the number of provisioned people.

Entra's own default is 500 (Microsoft's article on accidental deletions). Where 50 people are provisioned, it never
stops anything. The limits before a change also use a tenth of the people; a few people are often changed at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wizard.core.errors import GraphError
from wizard.journey.answers import Answers
from wizard.journey.model import Suggested
from wizard.journey.services.job import service_principal_id

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.journey.context import Context

PERCENT: Final = 10
LEAST: Final = 5


def limit_for(people: int) -> int:
    """Return the threshold for a number of people: a tenth of them, at least five, at most Entra's own default."""
    return min(Answers().delete_threshold, max(LEAST, people * PERCENT // 100))


def suggest_limit(task: Task, context: Context, answers: Answers) -> Suggested | None:
    """Return a threshold for the people assigned now, or for the whole tenant where all users are in scope.

    Return ``None`` if there are no people, if the tenant does not report them, or if nobody is signed in.
    """
    if context.session is None or not answers.service_principal_id:
        return None
    try:
        people = _people(task, context, answers)
    except GraphError:  # a suggestion is not worth a message; the step itself reports what is wrong
        return None
    return Suggested(limit_for(people), people) if people else None


def _people(task: Task, context: Context, answers: Answers) -> int:
    graph = context.graph
    if answers.scope == "all":
        return graph.people.count(task) or 0
    assigned = graph.assignments.all(task, service_principal_id(answers))
    ids = {one.principal_id for one in assigned if one.kind == "User"}
    groups = [one.principal_id for one in assigned if one.kind == "Group"]
    for members in graph.people.members_of(task, groups).values() if groups else ():
        ids |= {member.id for member in members if member.kind == "User"}
    return len(ids)
