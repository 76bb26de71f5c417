"""Which source attributes a mapping reads, and the consequences if some of them were not read.

An attribute that was not read is not empty. A row that reads such an attribute has an unknown value; a matching row or
a filter that reads one makes any verdict impossible.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from wizard.core.errors import InputError, MappingError
from wizard.mapping.attribute_mapping import ON_CREATE, AttributeMapping, ObjectKind, ObjectMapping
from wizard.mapping.expression import attributes_in, not_ours
from wizard.mapping.filters import UNSUPPORTED, ScopingFilter

_COMPUTED = frozenset({"IsSoftDeleted", "appRoleAssignments"})
"""Attributes that are not properties of an object: the engine computes them, or reads them as assignments."""

Role = Literal["value", "matching", "filter"]


@dataclass(frozen=True, slots=True)
class Unread:
    """A row or filter whose value is unknown: it reads attributes that were not read, or this program cannot compute
    it.

    Args:
        kind: of the mapping.
        role: a plain row, a matching row, or a scoping filter.
        target: the row's target attribute, or the filter's title.
        attributes: those that were not read, in alphabetical order; empty if it cannot be computed.
        on_create: whether the row applies to new accounts only.
        part: the part of its expression that Entra supports and this program does not.
        refused: whether the tenant refused to let this session read them.
    """

    kind: ObjectKind
    role: Role
    target: str
    attributes: tuple[str, ...]
    on_create: bool = False
    part: str = ""
    refused: bool = False


def attributes_read(mapping: ObjectMapping) -> frozenset[str]:
    """Return the source attributes that rows and filters read, including computed attributes.

    Raises:
        ExpressionError: a row's expression is not valid.
    """
    names: set[str] = set()
    for row in mapping.rows:
        if row.source is not None:
            names |= attributes_in(row.expression)
    for group in mapping.scope.groups:
        names |= {clause.attribute for clause in group.clauses}
    return frozenset(names)


def not_read(wanted: Collection[str], had: Collection[str]) -> tuple[str, ...]:
    """Return the attributes among ``wanted`` that were not read, in alphabetical order."""
    return tuple(sorted(frozenset(wanted) - frozenset(had) - _COMPUTED))


def unread(mapping: ObjectMapping, had: Collection[str]) -> tuple[Unread, ...]:
    """Return the rows and filters that read attributes that were not read.

    Args:
        mapping: of users or groups.
        had: the attributes that were read.
    """
    return tuple(_unread(mapping, had))


def _unread(mapping: ObjectMapping, had: Collection[str]) -> Iterator[Unread]:
    for row in mapping.rows:
        if missing := not_read(_of_row(row), had):
            role: Role = "matching" if row.matching > 0 else "value"
            yield Unread(mapping.kind, role, row.target, missing, row.flow == ON_CREATE)
    for group in mapping.scope.groups:
        # Entra ignores the clauses that it does not support, whatever the attribute's value.
        read = {clause.attribute for clause in group.clauses} - UNSUPPORTED
        if missing := not_read(read, had):
            yield Unread(mapping.kind, "filter", group.name, missing)


def _of_row(row: AttributeMapping) -> frozenset[str]:
    try:
        return attributes_in(row.expression) if row.source is not None else frozenset()
    except MappingError:
        return frozenset()  # reported elsewhere


def not_computable(mapping: ObjectMapping) -> tuple[Unread, ...]:
    """Return the rows that Entra can evaluate and this program cannot."""
    return tuple(
        Unread(mapping.kind, "matching" if row.matching > 0 else "value", row.target, (), row.flow == ON_CREATE, part)
        for row in mapping.rows
        if row.source is not None and (part := not_ours(row.expression))
    )


def require_computable(missing: Collection[Unread]) -> None:
    """Check that matching uses nothing that cannot be computed.

    Raises:
        MappingError: ``matching-not-computable`` with the row and the part.
    """
    for one in missing:
        if one.part and one.role == "matching":
            raise MappingError("matching-not-computable", {"target": one.target[:80], "part": one.part[:60]})


def known_part(mapping: ObjectMapping, missing: Collection[Unread]) -> ObjectMapping:
    """Return a mapping without the rows and filters whose values are unknown."""
    targets = {one.target for one in missing if one.role == "value" or (one.role == "matching" and not one.part)}
    filtered = any(one.role == "filter" for one in missing)
    rows = tuple(row for row in mapping.rows if row.target not in targets)
    return replace(mapping, rows=rows, scope=ScopingFilter() if filtered else mapping.scope)


def require_verdicts(missing: Collection[Unread], file: str = "") -> None:
    """Check that matching and filters read no attributes that were not read.

    Raises:
        InputError: ``people-not-read`` with the first problem.
    """
    for one in missing:
        if one.role != "value":
            raise InputError(
                "people-not-read",
                {
                    "file": file,
                    "role": one.role,
                    "target": one.target[:80],
                    "names": ", ".join(one.attributes)[:200],
                    "kind": one.kind,
                },
            )
