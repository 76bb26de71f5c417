"""Reading the tenant and CloudGate for mappings, filters and the preview. Nothing is ever written here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from wizard.journey.answers import Answers
from wizard.journey.steps.assign import service_principal_id
from wizard.mapping import Schema
from wizard.mapping.expression import compile_expression
from wizard.provisioning import HeldAccounts, Source

if TYPE_CHECKING:
    from wizard.directory import Person
    from wizard.journey.context import Context
    from wizard.tasks import Task

_ALWAYS = frozenset({"displayName", "userPrincipalName", "mail"})
_NOT_READ = frozenset({"objectId", "IsSoftDeleted", "members", "accountEnabled", "appRoleAssignments"})


def needed_attributes(schema: Schema) -> frozenset[str]:
    """Return the source attributes of users that mappings and filters read."""
    mapping = schema.mapping("User")
    names = set(_ALWAYS)
    for row in mapping.rows:
        if row.source is not None:
            names |= compile_expression(row.expression).attributes
    for group in mapping.scope.groups:
        names |= {clause.attribute for clause in group.clauses}
    return frozenset(names - _NOT_READ)


def assigned_people(context: Context, answers: Answers, task: Task, limit: int) -> Sequence[Person]:
    """Return up to ``limit`` people who are assigned, directly or through a group; some of anybody when nobody is."""
    graph = context.graph
    ids: dict[str, None] = {}
    for item in graph.assignments(service_principal_id(answers), task):
        if len(ids) >= limit:
            break
        if item.kind == "User":
            ids[item.principal_id] = None
        elif item.kind == "Group":
            ids |= dict.fromkeys(
                member.id for member in graph.group_members(item.principal_id, task) if member.kind == "User"
            )
    names = source_attributes(context, answers, task)
    if not ids:
        return graph.read_people(names, task, limit=limit)
    return graph.people_by_id(list(ids)[:limit], names, task)


def source_attributes(context: Context, answers: Answers, task: Task) -> frozenset[str]:
    """Return every single-valued source attribute that a mapping could use."""
    from wizard.journey.steps.mappings import read_schema

    schema = read_schema(context, answers, task)
    return frozenset(
        item.name
        for item in schema.source_attributes("User")
        if item.type != "Reference" and item.name not in _NOT_READ
    )


def read_source(context: Context, answers: Answers, names: Collection[str], task: Task) -> Source:
    """Read people, groups with direct members, and assignments: of the scope that was chosen.

    With *assigned only* just the assigned people, members of assigned groups and those groups are read; of people the
    attributes in ``names``.
    """
    graph = context.graph
    assignments = tuple(graph.assignments(service_principal_id(answers), task))
    if answers.scope == "all":
        return Source(graph.read_people(names, task), graph.read_groups(task), assignments)
    assigned = [item.principal_id for item in assignments if item.kind == "Group"]
    groups = graph.groups_by_id(assigned, task)
    ids = dict.fromkeys(item.principal_id for item in assignments if item.kind == "User")
    for group in groups:
        ids |= dict.fromkeys(member.id for member in group.members if member.kind == "User")
    task.report("preview-people", done=0, total=len(ids))
    return Source(graph.people_by_id(list(ids), names, task), groups, assignments)


def read_target(context: Context, answers: Answers, schema: Schema, task: Task) -> HeldAccounts:
    """Read CloudGate's accounts and, where groups are mapped, its groups, page by page."""
    from wizard.journey.steps.credentials import load_token
    from wizard.scim.client import ScimClient
    from wizard.scim.endpoint import parse_tenant_url

    client = ScimClient(parse_tenant_url(answers.tenant_url), load_token(context, answers), context.transport)
    users = tuple(client.read_all("Users", task=task))
    with_groups = schema.has("Group") and schema.mapping("Group").enabled
    return HeldAccounts(users, tuple(client.read_all("Groups", task=task)) if with_groups else ())
