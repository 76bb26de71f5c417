"""Read the tenant and CloudGate for mappings, filters and the preview. Nothing is ever written here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wizard.core.errors import GraphError, MappingError, NetworkError, ScimError
from wizard.core.tasks import side_by_side
from wizard.journey.answers import Answers
from wizard.journey.services.account_keys import group_keys_of, keys_of
from wizard.journey.services.accounts import AccountReader
from wizard.journey.services.job import service_principal_id
from wizard.journey.services.job_schema import read_schema
from wizard.journey.services.meter import Meter
from wizard.journey.services.recorded_accounts import RecordedAccounts
from wizard.journey.services.target import target_client
from wizard.mapping import Schema
from wizard.mapping.reads import Unread, attributes_read, unread
from wizard.provisioning import Source, TargetSnapshot, plan
from wizard.provisioning.assigned import SOURCE, with_roles

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.directory import Assignment, Group, Person, Role
    from wizard.journey.context import Context
    from wizard.mapping import ObjectMapping
    from wizard.provisioning import Configuration, Operation

_ALWAYS = frozenset({"displayName", "userPrincipalName", "mail"})
_NOT_READ = frozenset({"objectId", "IsSoftDeleted", "members", "accountEnabled", "appRoleAssignments"})


def needed_attributes(schema: Schema) -> frozenset[str]:
    """Return the source attributes of users that mappings and filters read."""
    return (_ALWAYS | attributes_read(schema.mapping("User"))) - _NOT_READ


def refused_attributes(context: Context, schema: Schema) -> tuple[Unread, ...]:
    """Return the mapping rows that read user attributes which this session may not read.

    Raises:
        MappingError: ``matching-refused``: matching or a filter reads one of them.
    """
    refused = context.graph.people.unread
    names = needed_attributes(schema)
    if not refused & names:
        return ()
    missing = unread(schema.mapping("User"), (names | _NOT_READ | {"manager"}) - refused)
    for one in missing:
        if one.role != "value":
            params = {"role": one.role, "target": one.target[:80], "names": ", ".join(one.attributes)[:200]}
            raise MappingError("matching-refused", params)
    return tuple(replace(one, refused=True) for one in missing)


def read_roles(task: Task, context: Context, answers: Answers, schema: Schema) -> tuple[Role, ...]:
    """Return the application's roles if a user mapping sends them; none while everybody is in scope."""
    if answers.scope == "all" or SOURCE not in attributes_read(schema.mapping("User")):
        return ()
    return context.graph.applications.get(task, service_principal_id(answers)).roles


def assigned_people(task: Task, context: Context, answers: Answers, limit: int) -> Sequence[Person]:
    """Return up to ``limit`` people assigned directly or through a group, or any people if nobody is assigned."""
    graph = context.graph
    ids = assigned_ids(task, context, answers, limit)
    names = source_attributes(task, context, answers)
    if not ids:
        return graph.people.read(task, names, limit=limit)
    return graph.people.by_id(task, ids, names)


def assigned_ids(task: Task, context: Context, answers: Answers, limit: int | None = None) -> list[str]:
    """Return the ids of people assigned directly or through a group, each once; at most ``limit`` of them."""
    graph = context.graph
    ids: dict[str, None] = {}
    for item in graph.assignments.all(task, service_principal_id(answers)):
        if limit is not None and len(ids) >= limit:
            break
        if item.kind == "User":
            ids[item.principal_id] = None
        elif item.kind == "Group":
            ids |= dict.fromkeys(
                member.id for member in graph.people.group_members(task, item.principal_id) if member.kind == "User"
            )
    return list(ids)[:limit]


def source_attributes(task: Task, context: Context, answers: Answers) -> frozenset[str]:
    """Return every single-valued source attribute that a mapping could use."""
    schema = read_schema(task, context, answers)
    return frozenset(
        item.name
        for item in schema.source_attributes("User")
        if item.type != "Reference" and item.name not in _NOT_READ
    )


def read_source(
    task: Task,
    context: Context,
    answers: Answers,
    names: Collection[str],
    *,
    meter: Meter | None = None,
    with_groups: bool = True,
    assignments: Sequence[Assignment] | None = None,
) -> Source:
    """Read people, groups with direct members, and assignments in the selected scope.

    With *assigned only*, this reads only the assigned people, members of assigned groups, and those groups. Of people,
    the attributes in ``names`` are read.

    Args:
        meter: receives the number of people read.
        with_groups: whether groups are needed although everybody is in scope.
        assignments: the assignments, if they were read already.
    """
    graph = context.graph
    if assignments is None:
        assignments = graph.assignments.all(task, service_principal_id(answers))
    assignments = tuple(assignments)
    total = graph.people.count(task)
    if answers.scope == "all":
        groups = graph.people.read_groups(task) if with_groups else ()
        return Source(_counted(task, graph.people.pages(task, names), total, meter), groups, assignments, total)
    groups = graph.people.groups_by_id(task, [item.principal_id for item in assignments if item.kind == "Group"])
    ids = dict.fromkeys(item.principal_id for item in assignments if item.kind == "User")
    for group in groups:
        ids |= dict.fromkeys(member.id for member in group.members if member.kind == "User")
    if meter is None:
        task.report("preview-people", done=0, total=len(ids))
    pages = graph.people.by_id_pages(task, ids, names, total=total)
    return Source(_counted(task, pages, len(ids), meter), groups, assignments, total)


def _counted(
    task: Task, pages: Iterable[Sequence[Person]], total: int | None, meter: Meter | None
) -> tuple[Person, ...]:
    found: dict[str, Person] = {}
    if meter is not None:
        meter.expect("people", total)
    for page in pages:
        for person in page:
            found.setdefault(person.id, person)
        if meter is not None:
            meter.add(task, "people", len(page))
        else:
            task.report("graph-reading-people", done=len(found), total=total)
    return tuple(found.values())


def mappings_of(*schemas: Schema) -> dict[str, list[ObjectMapping]]:
    """Return the mappings that the target's accounts are read for: users and, where turned on, groups."""
    found: dict[str, list[ObjectMapping]] = {"User": [schema.mapping("User") for schema in schemas]}
    groups = [schema.mapping("Group") for schema in schemas if schema.has("Group")]
    if any(mapping.enabled for mapping in groups):
        found["Group"] = groups
    return found


def account_reader(
    context: Context, answers: Answers, schemas: Sequence[Schema], meter: Meter | None = None, *, awaited: bool = False
) -> AccountReader | RecordedAccounts:
    """Return the reader of CloudGate's accounts for some schemas.

    Raises:
        InputError: there is no Tenant URL or no token.
    """
    if context.case is not None:
        return RecordedAccounts(context.case.accounts, mappings_of(*schemas), meter)
    return AccountReader(target_client(context, answers), mappings_of(*schemas), meter, awaited=awaited)


def read_both(
    task: Task,
    context: Context,
    answers: Answers,
    schema: Schema,
    configuration: Configuration,
    roles: Sequence[Role] = (),
) -> tuple[Source, TargetSnapshot]:
    """Read both sides at once; reports ``reading-progress``, and the first people's verdicts as :class:`Early`.

    Args:
        roles: the application's roles, if a mapping sends them (:func:`read_roles`).

    Raises:
        InputError, GraphError, ScimError, NetworkError: one of the two sides cannot be read.
        Cancelled: the person cancelled.
    """
    meter = Meter()
    reader = account_reader(context, answers, (schema,), meter, awaited=True)
    names = needed_attributes(schema)
    if context.case is not None:
        context.case.require(names)
    assignments = context.graph.assignments.all(task, service_principal_id(answers))

    def tenant(lane: Task) -> Source:
        groups = configuration.groups is not None
        source = read_source(lane, context, answers, names, meter=meter, with_groups=groups, assignments=assignments)
        source = with_roles(source, roles) if roles else source
        reader.only(
            len(source.people), lambda: keys_of(source, configuration), lambda: group_keys_of(source, configuration)
        )
        return source

    def first(lane: Task) -> None:
        """Report the first verdicts. Errors are ignored, because the other two readers report them."""
        finder = account_reader(context, answers, (schema,))
        with suppress(GraphError, ScimError, NetworkError, MappingError):
            _early(lane, context, answers, names, configuration, assignments, finder, roles)

    source, target, _ = side_by_side(task, tenant, reader.read, first)
    return source, target


@dataclass(frozen=True, slots=True)
class Early:
    """What happens to the first people, while the others are still being read; later findings may change it."""

    operations: tuple[Operation, ...]


FIRST = 25
"""Number of people whose verdicts are reported early."""


def _early(
    task: Task,
    context: Context,
    answers: Answers,
    names: Collection[str],
    configuration: Configuration,
    assignments: Sequence[Assignment],
    reader: AccountReader | RecordedAccounts,
    roles: Sequence[Role],
) -> None:
    graph = context.graph
    groups: tuple[Group, ...] = ()
    if answers.scope == "all":
        people = graph.people.read(task, names, limit=FIRST)
    else:
        ids = [item.principal_id for item in assignments if item.kind == "User"][:FIRST]
        first = next((item.principal_id for item in assignments if item.kind == "Group"), "")
        if len(ids) < FIRST and first:
            groups = graph.people.groups_by_id(task, [first])
            ids += [member.id for group in groups for member in group.members if member.kind == "User"]
        people = graph.people.by_id(task, list(dict.fromkeys(ids))[:FIRST], names)
    some = with_roles(Source(people, groups, tuple(assignments)), roles)
    found = plan(some, reader.look_up(task, keys_of(some, configuration)), configuration)
    task.report(data=Early(tuple(one for one in found if one.stage == "object" and one.kind == "User")))
