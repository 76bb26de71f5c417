"""The rehearsal's two sides and its plan as documents, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import compress
from typing import TYPE_CHECKING

from wizard.core.checkpoints import Checkpoint, with_checkpoints
from wizard.directory import Group, Member, Person, Record
from wizard.mapping import Schema
from wizard.mapping.expression import EvaluationContext
from wizard.provisioning import Configuration, Source, TargetSnapshot
from wizard.provisioning.payloads import Creation, Members, Patch, Reference
from wizard.provisioning.rows import columns_of
from wizard.provisioning.target_snapshot import CASE_EXACT, Account, Columns, Held, id_of, value_at
from wizard.support_file.model import (
    AccountRow,
    CloudGate,
    Directory,
    GroupRow,
    Looked,
    OperationRow,
    PersonRow,
    Planned,
    Value,
)

if TYPE_CHECKING:
    from wizard.provisioning import Operation

EVERY = 500

KEPT_PATHS = ("userName", "externalId", 'emails[type eq "work"].value')
"""Of accounts, besides what is mapped: what tells that an account is somebody's."""


def directory_of(source: Source, checkpoint: Checkpoint) -> Directory:
    """Return the tenant's side as a document."""
    names: dict[str, None] = {}
    shape: object = None
    for person in with_checkpoints(source.people, checkpoint, EVERY):
        keys = person.attributes.places if isinstance(person.attributes, Record) else person.attributes.keys()
        if keys is not shape and keys != shape:
            names |= dict.fromkeys(keys)
            shape = keys
    attributes = tuple(names)
    people = tuple(
        PersonRow(
            person.id,
            person.account_enabled,
            person.soft_deleted,
            person.user_type,
            person.manager_id,
            _values(person.attributes, attributes),
        )
        for person in with_checkpoints(source.people, checkpoint, EVERY)
    )
    groups = tuple(
        GroupRow(
            id=group.id,
            attributes=dict(group.attributes),
            members=tuple((member.id, member.kind) for member in group.members),
            security_enabled=group.security_enabled,
            mail_enabled=group.mail_enabled,
            dynamic=group.dynamic,
            soft_deleted=group.soft_deleted,
        )
        for group in with_checkpoints(source.groups, checkpoint, 20)
    )
    return Directory(attributes=attributes, people=people, groups=groups, assignments=tuple(source.assignments))


def _values(of: Mapping[str, Value], names: tuple[str, ...]) -> tuple[Value, ...]:
    return of.row(names) if isinstance(of, Record) else tuple(map(of.get, names))


def source_of(directory: Directory, checkpoint: Checkpoint = lambda: None) -> Source:
    """Return the tenant's side of a document."""
    places = {name: place for place, name in enumerate(directory.attributes)}
    people = tuple(
        Person(row.id, Record(places, row.values), row.account_enabled, row.soft_deleted, row.user_type, row.manager_id)
        for row in with_checkpoints(directory.people, checkpoint, EVERY)
    )
    groups = tuple(
        Group(
            row.id,
            row.attributes,
            tuple(Member(*member) for member in row.members),
            row.security_enabled,
            row.mail_enabled,
            row.dynamic,
            row.soft_deleted,
        )
        for row in with_checkpoints(directory.groups, checkpoint, 20)
    )
    return Source(people, groups, directory.assignments)


def cloudgate_of(target: TargetSnapshot, configuration: Configuration, checkpoint: Checkpoint) -> CloudGate:
    """Return CloudGate's side as a document: what the mappings look at, and what tells whose an account is."""
    users, user_columns = _rows(target.users, columns_of([configuration.users], KEPT_PATHS), checkpoint)
    groups: tuple[AccountRow, ...] = ()
    group_columns = Columns(())
    if configuration.groups is not None:
        groups, group_columns = _rows(target.groups, columns_of([configuration.groups]), checkpoint)
    exact = {kind: tuple(sorted(names)) for kind, names in target.case_exact.items()}
    return CloudGate(
        user_paths=user_columns.paths,
        users=users,
        group_paths=group_columns.paths,
        groups=groups,
        references=tuple(sorted(user_columns.references | group_columns.references)),
        members={row.id: tuple(sorted(target.members(row.id))) for row in with_checkpoints(groups, checkpoint, 20)},
        case_exact=exact,
        looked=tuple(
            Looked(kind, attribute, value, tuple(id_of(hit) for hit in hits))
            for (kind, attribute, value), hits in with_checkpoints(target.looked.items(), checkpoint, EVERY)
        ),
        complete=target.complete,
    )


def _rows(
    accounts: Sequence[Account], wanted: Columns, checkpoint: Checkpoint
) -> tuple[tuple[AccountRow, ...], Columns]:
    columns = wanted
    first = accounts[0] if accounts else None
    if isinstance(first, Held):
        columns = first.columns
    rows = []
    for account in with_checkpoints(accounts, checkpoint, EVERY):
        held = account if isinstance(account, Held) else Held.of(columns, account)
        if held.columns is columns:
            rows.append(AccountRow(held.id, held.values))
        else:
            known = held.columns.places
            rows.append(AccountRow(held.id, tuple(value_at(held, p) if p in known else None for p in columns.paths)))
    return tuple(rows), columns


def target_of(cloudgate: CloudGate, checkpoint: Checkpoint = lambda: None) -> TargetSnapshot:
    """Return CloudGate's side of a document."""
    users = Columns(cloudgate.user_paths, cloudgate.references)
    groups = Columns(cloudgate.group_paths, cloudgate.references)
    held = [Held(users, row.id, row.values) for row in with_checkpoints(cloudgate.users, checkpoint, EVERY)]
    found = {one.id: one for one in held}
    looked = {
        (look.kind, look.attribute, look.value): [found[one] for one in look.ids if one in found]
        for look in cloudgate.looked
    }
    members = {group: frozenset(ids) for group, ids in cloudgate.members.items()}
    exact = {kind: frozenset(names) for kind, names in cloudgate.case_exact.items()}
    return TargetSnapshot(
        held,
        [Held(groups, row.id, row.values) for row in cloudgate.groups],
        members,
        {**CASE_EXACT, **exact},
        looked,
        cloudgate.complete,
    )


def configuration_of(planned: Planned) -> Configuration:
    """Return the configuration that a plan was computed with; its clock stands at the time of the plan.

    Raises:
        MappingError: the schema cannot be used.
    """
    return Configuration.from_schema(
        Schema(planned.schema),
        sync_all=planned.sync_all,
        dialect="aadOptscim062020" if planned.modern else "classic",
        skip_out_of_scope_deletions=planned.skip_out_of_scope_deletions,
        context=EvaluationContext(now=moment(planned.made)),
    )


def operations_of(operations: Iterable[Operation], checkpoint: Checkpoint) -> tuple[OperationRow, ...]:
    """Return the operations of a plan as rows."""
    return tuple(
        OperationRow(
            one.kind, one.source_id, one.verdict, one.reason, one.stage, one.key, dict(one.params), written_by(one)
        )
        for one in with_checkpoints(operations, checkpoint, EVERY)
    )


def written_by(operation: Operation) -> tuple[str, ...]:
    """Return the attributes that an operation writes."""
    work = operation.work
    if isinstance(work, Creation):
        return _given(tuple(work.targets), tuple([value is not None for value in work.values]))
    if isinstance(work, Patch):
        return tuple(target for target, _, _ in work.attributes)
    if isinstance(work, Reference | Members):
        return (work.path,)
    return () if work is None else tuple(change.target for change in work.changes)


@lru_cache(maxsize=1000)
def _given(targets: tuple[str, ...], given: tuple[bool, ...]) -> tuple[str, ...]:
    """Return those targets that are given a value; many people have the same ones."""
    return tuple(compress(targets, given))


def moment(text: str) -> datetime:
    """Return a time of a document in UTC; the beginning of time where it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return found.astimezone(UTC) if found.tzinfo is not None else found.replace(tzinfo=UTC)
