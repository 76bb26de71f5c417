"""The engine's input and output types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal, Protocol

from msgspec import Struct

from wizard.core.json_types import JsonMapping
from wizard.directory import Assignment, Group, Person
from wizard.mapping import ObjectMapping, Schema
from wizard.mapping.checks.filters import ignored_attributes
from wizard.mapping.expression import EvaluationContext
from wizard.mapping.expression.values import HERE
from wizard.mapping.reads import Unread, known_part, not_computable
from wizard.provisioning.target_snapshot import Account

Kind = Literal["User", "Group"]

Dialect = Literal["classic", "aadOptscim062020"]
"""How PATCH bodies are written; the second dialect applies only with the feature flag in the tenant URL."""

Verdict = Literal["create", "update", "disable", "delete", "skip", "clash", "unchanged"]


@dataclass(frozen=True, slots=True)
class Ref:
    """A placeholder for the id of an account that this run creates; replaced when the id is known."""

    kind: Kind
    source_id: str


@dataclass(frozen=True, slots=True)
class Request:
    """A SCIM request, relative to the base URL. ``path`` and ``body`` may contain a :class:`Ref`."""

    method: Literal["POST", "PATCH", "DELETE"]
    resource: Literal["Users", "Groups"]
    target_id: str | Ref | None
    body: JsonMapping | None


@dataclass(frozen=True, slots=True)
class AttributeChange:
    """The old and new value of one attribute as text; ``None`` means no value."""

    target: str
    old: str | None
    new: str | None


class Work(Protocol):
    """What an operation writes; see :mod:`wizard.provisioning.payloads`."""

    @property
    def changes(self) -> tuple[AttributeChange, ...]: ...

    @property
    def requests(self) -> tuple[Request, ...]: ...


CANNOT_TELL = "cannot-tell"
"""The reason of a possible clash: CloudGate did not say whether there is an account."""

Params = Mapping[str, str | int | float]
NO_PARAMS: Params = MappingProxyType({})


class Operation(Struct, frozen=True, gc=False):
    """What happens to one object in one pass.

    ``stage`` is ``object``, or ``reference`` for managers and members, which come after all objects. ``reason`` is a
    stable code with ``params`` for its text (``plan-reason-<reason>``). ``key`` is the value that matching used.
    ``work`` is what would be sent, or ``None``; a clash that the service does not predict has work too. ``unknown`` are
    target attributes that may also be sent: their input was not read.
    """

    kind: Kind
    source_id: str
    name: str
    verdict: Verdict
    reason: str
    params: Params = NO_PARAMS
    key: str = ""
    stage: Literal["object", "reference"] = "object"
    target_id: str | Ref | None = None
    work: Work | None = None
    unknown: tuple[str, ...] = ()

    @property
    def changes(self) -> tuple[AttributeChange, ...]:
        """The attributes that are written."""
        return self.work.changes if self.work is not None else ()

    @property
    def requests(self) -> tuple[Request, ...]:
        """The SCIM requests, in order."""
        return self.work.requests if self.work is not None else ()


@dataclass(frozen=True, slots=True)
class Source:
    """The tenant's objects. Soft-deleted people are in ``people`` and marked; hard-deleted people are missing.

    ``total`` is the number of users in the tenant, ``None`` if unknown; ``people`` may be only some of them.
    """

    people: Sequence[Person]
    groups: Sequence[Group] = ()
    assignments: Sequence[Assignment] = ()
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Configuration:
    """The job's configuration. ``context`` provides what expressions need besides attributes, above all the clock.

    ``unknown`` are the rows and filters whose values cannot be computed; the mappings do not include them.
    """

    users: ObjectMapping
    groups: ObjectMapping | None = None
    sync_all: bool = False
    skip_out_of_scope_deletions: bool = False
    dialect: Dialect = "classic"
    types: Mapping[str, str] = field(default_factory=dict)
    ignore_case: frozenset[str] = frozenset()
    context: EvaluationContext = HERE
    unknown: tuple[Unread, ...] = ()

    @classmethod
    def from_schema(
        cls,
        schema: Schema,
        *,
        sync_all: bool,
        dialect: Dialect = "classic",
        skip_out_of_scope_deletions: bool = False,
        context: EvaluationContext = HERE,
    ) -> Configuration:
        """Return the configuration for a job's schema and settings.

        Raises:
            MappingError: the schema has no user mapping.
        """
        users = _heeding(schema, "User")
        groups = _heeding(schema, "Group") if schema.has("Group") else None
        kinds: tuple[Kind, ...] = ("User", "Group")
        attributes = [item for kind in kinds for item in schema.target_attributes(kind)]
        return cls(
            users,
            groups if groups is not None and groups.enabled else None,
            sync_all,
            skip_out_of_scope_deletions,
            dialect,
            {item.name: item.type for item in attributes},
            frozenset(item.name for item in attributes if not item.case_exact),
            context,
        ).without((*not_computable(users), *(not_computable(groups) if groups is not None and groups.enabled else ())))

    def without(self, unknown: tuple[Unread, ...]) -> Configuration:
        """Return the configuration without rows and filters whose values are unknown.

        A matching row stays, so that a plan can refuse what it cannot compute.
        """
        if not unknown:
            return self
        users = known_part(self.users, [one for one in unknown if one.kind == "User"])
        groups = self.groups
        if groups is not None:
            groups = known_part(groups, [one for one in unknown if one.kind == "Group"])
        return replace(self, users=users, groups=groups, unknown=(*self.unknown, *unknown))


def _heeding(schema: Schema, kind: Kind) -> ObjectMapping:
    """Return a mapping whose filters know which attributes Entra ignores in filters."""
    mapping = schema.mapping(kind)
    ignored = ignored_attributes(schema.source_attributes(kind))
    return replace(mapping, scope=replace(mapping.scope, ignored=ignored))


class TargetView(Protocol):
    """The target as the engine queries it. A live view sends Entra's requests; a preview looks up what was read."""

    def find(self, kind: Kind, attribute: str, value: str) -> Sequence[Account]:
        """Return the accounts that match the filter ``attribute eq "value"``."""

    def get(self, kind: Kind, target_id: str) -> Account | None:
        """Return the account with this id, or ``None`` if it no longer exists."""

    def has_member(self, group_id: str, user_id: str) -> bool:
        """Return whether a user is a member of a group."""


@dataclass(slots=True)
class Links:
    """What the job remembers: source id to target id, who is managed, and references that were written.

    ``active`` are people who were assigned and in scope in the last cycle; Entra sends a DELETE when they are
    hard-deleted. ``disabled`` are people whose account the job has disabled and not enabled since. ``members`` and
    ``managers`` contain source ids by group and by person.
    """

    users: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    active: set[str] = field(default_factory=set)
    members: dict[str, frozenset[str]] = field(default_factory=dict)
    managers: dict[str, str] = field(default_factory=dict)
    disabled: set[str] = field(default_factory=set)

    @classmethod
    def known(cls, users: Mapping[str, str], groups: Mapping[str, str] = MappingProxyType({})) -> Links:
        """Return the job's links that can be read from outside: the account of each person and group.

        Args:
            users: account ids by source id, from the job's ``objectConnections``.
            groups: the same for groups.
        """
        return cls(dict(users), dict(groups), {*users, *groups})

    def copy(self) -> Links:
        return Links(
            dict(self.users),
            dict(self.groups),
            set(self.active),
            dict(self.members),
            dict(self.managers),
            set(self.disabled),
        )

    def forget(self, source_id: str) -> None:
        """Remove what depends on the link of an object that no longer exists."""
        self.active.discard(source_id)
        self.disabled.discard(source_id)
        self.members.pop(source_id, None)
        self.managers.pop(source_id, None)


@dataclass(frozen=True, slots=True)
class Plan:
    """All operations, in the order in which Entra would carry them out.

    Args:
        operations: the operations.
        unfiltered: maps the source id of each person who is in scope only because Entra ignores a condition to its
            attribute.
        unknown: rows whose values are unknown, so that the operations do not include them.
        outside: maps the source id of each linked person who is out of scope to the reason; the operation's reason is
            about the consequence.
    """

    operations: tuple[Operation, ...] = ()
    unfiltered: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[Unread, ...] = ()
    outside: Mapping[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Operation]:
        return iter(self.operations)

    def __len__(self) -> int:
        return len(self.operations)

    def counts(self, kind: Kind | None = None) -> Counter[str]:
        """Return the number of objects by verdict."""
        return Counter(o.verdict for o in self.operations if o.stage == "object" and kind in {None, o.kind})

    @property
    def clashes(self) -> tuple[Operation, ...]:
        return tuple(operation for operation in self.operations if operation.verdict == "clash")
