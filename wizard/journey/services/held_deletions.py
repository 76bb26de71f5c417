"""The deletions that Entra prevented: the names in the log, and what happens to each once deletions are allowed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msgspec import structs

from wizard.core.errors import GraphError, InputError, KeyStoreError, NetworkError, ScimError, WizardError
from wizard.directory import Person
from wizard.doctor.job_health import held_rows
from wizard.journey.services.job import find_job, service_principal_id
from wizard.journey.services.reading import account_reader, needed_attributes
from wizard.journey.steps.watch import LONGEST_LOG
from wizard.provisioning import Links, Operation, Run, Source
from wizard.provisioning.impact import Impact, order, removals
from wizard.provisioning.target_snapshot import as_text_of, value_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.core.tasks import Task
    from wizard.graph.logs import LogRow
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.journey.services.impact import Forecast
    from wizard.mapping import Schema
    from wizard.provisioning import Configuration, TargetSnapshot


@dataclass(frozen=True, slots=True)
class Held:
    """The deletions prevented in the newest cycle that would still be carried out.

    Args:
        operations: the worst first.
        people: number of accounts that the limits are computed from.
        accounts: whether CloudGate's accounts were read; if not, the operations are the log's rows.
        error: why something could not be read.
        named: whether the log names anybody; False if it could not be read or does not go back far enough.
    """

    operations: tuple[Operation, ...] = ()
    people: int = 0
    accounts: bool = True
    error: WizardError | None = None
    named: bool = True

    def told(self, found: Forecast) -> Forecast:
        """Return the forecast of carrying out these operations."""
        if not self.named:
            return replace(found, state="unknown", impact=None, error=self.error)
        impact = Impact(self.operations, self.people, accounts=self.accounts)
        return replace(found, state="known" if self.accounts else "scope-only", impact=impact, error=self.error)


def held_back(task: Task, context: Context, answers: Answers, configuration: Configuration, schema: Schema) -> Held:
    """Read whose deletions were prevented, and what the next cycle would do to each once deletions are allowed.

    The log has the account of each. Objects that came back into scope meanwhile are no longer removed. A person that
    the tenant does not list is in its recycle bin if the account is active, and otherwise deleted permanently
    (Microsoft's article on how provisioning works, deprovisioning).

    Raises:
        Cancelled: the person cancelled.
    """
    job = find_job(task, context, answers)
    try:
        rows = held_rows(context.graph.logs.read(task, job.id, None, limit=LONGEST_LOG))
    except (GraphError, NetworkError) as error:
        return Held(named=False, error=error)
    if not rows:
        return Held(named=False)
    try:
        target = account_reader(context, answers, (schema,)).read(task)
        source = _source(task, context, answers, schema, rows, target)
    except (GraphError, ScimError, NetworkError, InputError, KeyStoreError) as error:
        listed = order(map(_as_logged, rows), task.checkpoint)
        return Held(listed, len(listed), accounts=False, error=error)
    links = Links.known(_accounts(rows, "User"), _accounts(rows, "Group"))
    ids = frozenset(row.source.id for row in rows)
    run = Run(source, target, configuration, links, only=ids, checkpoint=task.checkpoint)
    lost = [one for one in run if one.source_id in ids and removals((one,))]
    names = {row.source.id: row.source.display_name or row.target.display_name for row in rows}
    return Held(order((_named(one, names) for one in lost), task.checkpoint), len(target.users))


def _source(
    task: Task, context: Context, answers: Answers, schema: Schema, rows: Sequence[LogRow], target: TargetSnapshot
) -> Source:
    """Return the part of the tenant that determines what happens to the objects in the rows."""
    graph = context.graph
    assignments = graph.assignments.all(task, service_principal_id(answers))
    groups = {one.principal_id for one in assignments if one.kind == "Group"}
    groups |= {row.source.id for row in rows if _kind(row) == "Group"}
    users = {row.source.id: row for row in rows if _kind(row) == "User"}
    people = {one.id: one for one in graph.people.by_id(task, list(users), needed_attributes(schema))}
    for source_id, row in users.items():
        account = target.get("User", row.target.id)
        if source_id not in people and account is not None and as_text_of(value_at(account, "active")) != "False":
            people[source_id] = Person(source_id, {"displayName": row.source.display_name}, soft_deleted=True)
    return Source(tuple(people.values()), graph.people.groups_by_id(task, sorted(groups)), assignments)


def _accounts(rows: Sequence[LogRow], kind: str) -> dict[str, str]:
    return {row.source.id: row.target.id for row in rows if _kind(row) == kind}


def _kind(row: LogRow) -> str:
    return "Group" if row.source.kind.lower() == "group" else "User"


def _as_logged(row: LogRow) -> Operation:
    name = row.source.display_name or row.target.display_name
    if _kind(row) == "Group":
        return Operation("Group", row.source.id, name, "delete", "held-back")
    return Operation("User", row.source.id, name, "disable", "held-back")


def _named(operation: Operation, names: dict[str, str]) -> Operation:
    """Return the operation with the log's name if the tenant no longer has a name for the object."""
    plain = operation.name == operation.source_id
    return structs.replace(operation, name=names.get(operation.source_id, operation.name)) if plain else operation
