"""Step 5: assign users and groups to the application (T4 to T7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.core.errors import InputError
from wizard.directory import DEFAULT_ACCESS_ROLE_ID, Assignment, Role
from wizard.journey.answers import Answers, PlannedAssignment
from wizard.journey.model import Outcome
from wizard.journey.services.job import service_principal_id

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.graph.principals import GroupReach, Principal
    from wizard.journey.context import Context


@dataclass(frozen=True, slots=True)
class Standing:
    """The application's roles to choose from, and its assignments."""

    roles: tuple[Role, ...]
    assignments: tuple[Assignment, ...]


def standing(task: Task, context: Context, answers: Answers) -> Standing:
    """Read roles and assignments."""
    principal = service_principal_id(answers)
    roles = context.graph.applications.roles(task, principal)
    return Standing(tuple(roles), tuple(context.graph.assignments.all(task, principal)))


def search(task: Task, context: Context, text: str) -> tuple[Principal, ...]:
    """Return people and groups whose name or address begins with ``text``; the server searches."""
    return tuple(context.graph.principals.search(task, text))


def reach(task: Task, context: Context, group_id: str) -> GroupReach:
    """Return the group's direct members by number: people, disabled people, guests, and nested groups."""
    return context.graph.principals.group_reach(task, group_id)


def usual_role(roles: Sequence[Role]) -> str:
    """Return the role to assign when the person chose none.

    ``User`` satisfies both the tutorial's old rule about Default Access and today's; where the application defines no
    role, Default Access is the only one that Entra accepts (T7).
    """
    usable = [role for role in roles if role.enabled and role.for_users and role.id != DEFAULT_ACCESS_ROLE_ID]
    named = [role for role in usable if role.display_name == "User"]
    return (named or usable)[0].id if usable else DEFAULT_ACCESS_ROLE_ID


def perform(task: Task, context: Context, answers: Answers) -> Outcome[Standing]:
    """Assign everybody who was chosen and is not assigned yet, then verify the assignments.

    Raises:
        InputError: ``application-first``; ``assign-not-seen`` if an assignment is missing after that.
        GraphError: those of Graph.
    """
    principal = service_principal_id(answers)
    now = standing(task, context, answers)
    held = {(item.principal_id, item.role_id) for item in now.assignments}
    role = usual_role(now.roles)
    wanted = [PlannedAssignment(p.principal_id, p.kind, p.display_name, p.role_id or role) for p in answers.assignments]
    todo = [item for item in wanted if (item.principal_id, item.role_id) not in held]
    for number, item in enumerate(todo):
        task.report("assign-progress", done=number, total=len(todo), name=item.display_name)
        context.graph.assignments.add(
            task, principal, item.principal_id, item.role_id, name=item.display_name, kind=item.kind
        )
    found = standing(task, context, answers)
    seen = {item.principal_id for item in found.assignments}
    missing = [item.display_name for item in wanted if item.principal_id not in seen]
    if missing:
        raise InputError("assign-not-seen", {"names": ", ".join(missing[:5]), "count": len(missing)})
    return _outcome(found)


def verify(task: Task, context: Context, answers: Answers) -> Outcome[Standing]:
    """Read who was assigned in the portal."""
    return _outcome(standing(task, context, answers))


def remove(task: Task, context: Context, answers: Answers, assignments: Sequence[Assignment]) -> Standing:
    """Remove assignments and return the remaining state."""
    principal = service_principal_id(answers)
    for number, one in enumerate(assignments):
        task.report("assign-removing-progress", done=number, total=len(assignments), name=one.display_name)
        context.graph.assignments.remove(task, principal, one.id, known=one)
    return standing(task, context, answers)


def restore(task: Task, context: Context, answers: Answers, assignments: Sequence[Assignment]) -> Standing:
    """Assign the same users and groups again with the same roles as before they were removed."""
    principal = service_principal_id(answers)
    for one in assignments:
        context.graph.assignments.add(
            task, principal, one.principal_id, one.role_id, name=one.display_name, kind=one.kind
        )
    return standing(task, context, answers)


def _outcome(found: Standing) -> Outcome[Standing]:
    users = sum(item.kind == "User" for item in found.assignments)
    groups = sum(item.kind == "Group" for item in found.assignments)
    return Outcome(
        "done" if users or groups else "attention",
        {"assigned_users": users, "assigned_groups": groups},
        data=found,
    )
