"""Compares two schemas by meaning, regardless of how they are written.

The service reformats a schema when it stores it: ``null`` or ``[]`` as parameters of sources other than functions,
blanks in expressions, ``null`` for omitted members (Graph documentation, parseExpression and synchronizationSchema; its
own samples differ in this way). Order of rows, ids, versions and notes are ignored too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.mapping.attribute_mapping import KINDS, AttributeMapping, ObjectKind, ObjectMapping
from wizard.mapping.expression import ExpressionError, parse
from wizard.mapping.filters import FilterGroup, canonical
from wizard.mapping.schema import Schema
from wizard.mapping.trees import meaning

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping


def same_schema(one: Schema, two: Schema) -> bool:
    """Return whether two schemas map users and groups in the same way."""
    return all(_same_kind(one, two, kind) for kind in KINDS)


def same_row(one: AttributeMapping, two: AttributeMapping) -> bool:
    """Return whether two rows have the same meaning."""
    plain = (one.target, one.default, one.matching, one.flow) == (two.target, two.default, two.matching, two.flow)
    return plain and _behavior(one) == _behavior(two) and _same_source(one, two)


def same_filter(one: FilterGroup, two: FilterGroup) -> bool:
    """Return whether two scoping filters have the same meaning."""
    return bool(_filter(one) == _filter(two))


def changed_rows(before: ObjectMapping, after: ObjectMapping) -> tuple[AttributeMapping, ...]:
    """Return the rows of ``after`` that ``before`` does not have."""
    held: dict[str, list[AttributeMapping]] = {}
    for row in before.rows:
        held.setdefault(row.target, []).append(row)
    return tuple(row for row in after.rows if not any(same_row(row, was) for was in held.get(row.target, ())))


def changed_filters(before: ObjectMapping, after: ObjectMapping) -> tuple[FilterGroup, ...]:
    """Return the scoping filters of ``after`` that ``before`` does not have."""
    return tuple(
        group for group in after.scope.groups if not any(same_filter(group, was) for was in before.scope.groups)
    )


def _same_kind(one: Schema, two: Schema, kind: ObjectKind) -> bool:
    if not one.has(kind) or not two.has(kind):
        return one.has(kind) == two.has(kind)
    first, second = one.mapping(kind), two.mapping(kind)
    return (
        (first.enabled, first.actions) == (second.enabled, second.actions)
        and list(map(_filter, first.scope.groups)) == list(map(_filter, second.scope.groups))
        and len(first.rows) == len(second.rows)
        and not changed_rows(first, second)
        and not changed_rows(second, first)
    )


def _filter(group: FilterGroup) -> tuple[str, tuple[object, ...]]:
    clauses = ((clause.attribute, canonical(clause.operator), clause.values) for clause in group.clauses)
    return group.name, tuple(clauses)


def _behavior(row: AttributeMapping) -> str:
    return str(row.raw.get("flowBehavior") or "FlowWhenChanged")


def _same_source(one: AttributeMapping, two: AttributeMapping) -> bool:
    """Compare texts, and trees if both sides have one, since a tree may differ from its text."""
    if one.source is None or two.source is None:
        return one.source is two.source
    if _text(one) != _text(two):
        return False
    return not (_whole(one.source) and _whole(two.source)) or meaning(one.source) == meaning(two.source)


def _text(row: AttributeMapping) -> str:
    """Return an expression as this program prints it; if it cannot be parsed, without blanks outside of quotes."""
    try:
        return str(parse(row.expression))
    except ExpressionError:
        parts = row.expression.split('"')
        return '"'.join(part if number % 2 else "".join(part.split()) for number, part in enumerate(parts))


def _whole(source: JsonMapping) -> bool:
    return source.get("type") != "Function" or bool(source.get("parameters"))
