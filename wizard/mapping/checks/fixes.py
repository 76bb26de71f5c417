"""Fixes: each returns a new schema without the finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wizard.mapping.attribute_mapping import ON_CREATE, AttributeMapping, ObjectKind
from wizard.mapping.checks.model import Fix, FixKind
from wizard.mapping.expression import parse
from wizard.mapping.schema import ACTIONS, Schema
from wizard.mapping.trees import source_tree

SWITCH = 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'
"""The usual expression that disables accounts, as applications ship it."""

Rows = list[AttributeMapping]


def apply_fix(schema: Schema, kind: ObjectKind, fix: Fix, defaults: Schema | None = None) -> Schema:
    """Return the schema with a fix applied; unchanged if what the fix needs is missing.

    Args:
        schema: the schema with the finding.
        kind: the mapping.
        fix: the finding's fix.
        defaults: the application's default schema, to restore a row.

    Raises:
        MappingError: ``schema-no-mapping``; the fix's expression is not valid.
    """
    if fix.kind == "restore-actions":
        return schema.with_mapping(kind, actions=ACTIONS | schema.mapping(kind).actions)
    rows = list(schema.mapping(kind).rows)
    if fix.kind == "restore-row":
        return schema.with_mapping(kind, rows=_restored(rows, kind, fix, defaults))
    if fix.kind == "renumber":
        return schema.with_mapping(kind, rows=_renumbered(rows))
    return schema.with_mapping(kind, rows=_CHANGES[fix.kind](rows, fix))


def _renumbered(rows: Rows) -> Rows:
    order = sorted((row.matching, number) for number, row in enumerate(rows) if row.matching > 0)
    ranks = {number: rank for rank, (_, number) in enumerate(order, 1)}
    return [replace(row, matching=ranks.get(number, 0)) for number, row in enumerate(rows)]


def _restored(rows: Rows, kind: ObjectKind, fix: Fix, defaults: Schema | None) -> Rows:
    usual = defaults.mapping(kind).rows if defaults is not None and defaults.has(kind) else ()
    found = next((row for row in usual if row.target == fix.target), None)
    if found is None and fix.target == "active":
        found = AttributeMapping.make("active", SWITCH)
    if found is None:
        return rows
    found = replace(found, matching=0) if any(row.matching == found.matching for row in rows) else found
    if any(row.target == fix.target for row in rows):
        return [found if row.target == fix.target else row for row in rows]
    return [*rows, found]


def _remove(rows: Rows, fix: Fix) -> Rows:
    """Remove the last row of a target: if two rows have the same target, the first stays."""
    last = max((number for number, row in enumerate(rows) if row.target == fix.target), default=-1)
    return [row for number, row in enumerate(rows) if number != last]


def _each(change: Callable[[AttributeMapping, Fix], AttributeMapping]) -> Callable[[Rows, Fix], Rows]:
    return lambda rows, fix: [change(row, fix) if row.target == fix.target else row for row in rows]


def _rebuild(row: AttributeMapping, _fix: Fix) -> AttributeMapping:
    return replace(row, source=source_tree(parse(row.expression)))


_CHANGES: dict[FixKind, Callable[[Rows, Fix], Rows]] = {
    "remove-row": _remove,
    "set-target": _each(lambda row, fix: replace(row, target=fix.value)),
    "set-expression": _each(lambda row, fix: row.with_expression(fix.value)),
    "rebuild": _each(_rebuild),
    "match": _each(lambda row, _fix: replace(row, matching=1)),
    "unmatch": lambda rows, fix: _renumbered(
        [replace(row, matching=0) if row.target == fix.target else row for row in rows]
    ),
    "on-create": _each(lambda row, _fix: replace(row, flow=ON_CREATE)),
}
