"""Checks that a schema must pass before it is saved, and differences between two states of a mapping.

Words: ``mapcheck-<id>`` with the finding's parameters, and its attribute ``fix``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from wizard.errors import MappingError
from wizard.mapping.expression import Attribute, ExpressionError, parse
from wizard.mapping.expression.nodes import walk
from wizard.mapping.filters import OPERATORS, UNSUPPORTED, canonical
from wizard.mapping.schema import AttributeMapping, ObjectKind, ObjectMapping, Schema

Severity = Literal["error", "warning"]
COMPUTED = frozenset({"IsSoftDeleted"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong. ``target`` names the row, empty when it is the whole mapping."""

    id: str
    severity: Severity
    target: str = ""
    params: dict[str, str | int] = field(default_factory=dict)


def check(schema: Schema, kind: ObjectKind) -> tuple[Finding, ...]:
    """Return everything that keeps a mapping from being saved or makes it do what nobody wants."""
    if not schema.has(kind):
        return ()
    mapping = schema.mapping(kind)
    return (*_rows(schema, mapping), *_matching(mapping), *_filters(schema, mapping))


def _rows(schema: Schema, mapping: ObjectMapping) -> Iterator[Finding]:
    sources = {item.name for item in schema.source_attributes(mapping.kind)} | COMPUTED
    targets = {item.name: item for item in schema.target_attributes(mapping.kind)}
    for target, count in Counter(row.target for row in mapping.rows).items():
        if count > 1:
            yield Finding("map-target-twice", "error", target, {"count": count})
    for row in mapping.rows:
        if targets and row.target not in targets:
            near = get_close_matches(row.target, targets, 1)
            yield Finding("map-target-unknown", "error", row.target, {"near": near[0] if near else "-"})
        definition = targets.get(row.target)
        if definition is not None and (definition.anchor or definition.mutability == "ReadOnly"):
            yield Finding("map-target-read-only", "error", row.target)
        yield from _source(row, sources)
    mapped = {row.target for row in mapping.rows}
    for name, definition in targets.items():
        if definition.required and not definition.anchor and name not in mapped:
            yield Finding("map-required-missing", "error", name)
    if mapping.kind == "User" and "active" in targets and "active" not in mapped:
        yield Finding("map-disable-switch-removed", "warning", "active")


def _source(row: AttributeMapping, sources: set[str]) -> Iterator[Finding]:
    if row.type in {"None", "Constant"}:
        return
    try:
        node = parse(row.expression)
    except ExpressionError as error:
        at = int(error.params.get("at", 1))
        yield Finding("map-expression-syntax", "error", row.target, {"at": at, "code": error.code})
        return
    if not sources - COMPUTED:
        return
    for part in walk(node):
        if isinstance(part, Attribute) and part.name not in sources:
            same = [name for name in sources if name.lower() == part.name.lower()]
            near = same or get_close_matches(part.name, sources, 1)
            yield Finding("map-source-unknown", "error", row.target, {"name": part.name, "near": (near or ["-"])[0]})


def _matching(mapping: ObjectMapping) -> Iterator[Finding]:
    rows = mapping.matching
    if mapping.enabled and not rows:
        yield Finding("map-no-matching", "error")
    if [row.matching for row in rows] != list(range(1, len(rows) + 1)):
        yield Finding("map-matching-order", "error", rows[0].target if rows else "")
    for row in rows:
        if row.type == "None":
            yield Finding("map-matching-without-source", "error", row.target)
        if row.target in {"members", "manager"} or row.target.endswith(":manager"):
            yield Finding("map-matching-reference", "error", row.target)


def _filters(schema: Schema, mapping: ObjectMapping) -> Iterator[Finding]:
    sources = {item.name: item for item in schema.source_attributes(mapping.kind)}
    for group in mapping.scope.groups:
        if not group.clauses:
            yield Finding("scope-filter-empty", "error", group.name)
        for clause in group.clauses:
            params: dict[str, str | int] = {"attribute": clause.attribute, "operator": clause.operator}
            definition = sources.get(clause.attribute)
            unfit = definition is not None and (
                definition.multivalued or definition.type in {"DateTime", "Reference", "Binary"}
            )
            if clause.attribute in UNSUPPORTED or unfit:
                yield Finding("scope-filter-unsupported-attribute", "error", group.name, params)
            elif sources and definition is None and clause.attribute not in COMPUTED:
                yield Finding("scope-filter-unknown-attribute", "error", group.name, params)
            if canonical(clause.operator) not in OPERATORS:
                yield Finding("scope-filter-operator", "error", group.name, params)
            elif not clause.unary and not any(clause.values):
                yield Finding("scope-filter-no-value", "error", group.name, params)
            else:
                try:
                    clause.holds({clause.attribute: "x"})
                except MappingError:
                    yield Finding("scope-filter-pattern", "error", group.name, params)


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between two states of a mapping: a row ``added``, ``removed``, or a field of it ``changed``."""

    kind: Literal["added", "removed", "changed"]
    target: str
    field: str = ""
    old: str = ""
    new: str = ""


def difference(old: ObjectMapping, new: ObjectMapping) -> tuple[Change, ...]:
    """Return what was changed, row by row, in the order of the new state; removed rows last."""
    before = {row.target: row for row in old.rows}
    after = {row.target: row for row in new.rows}
    changes: list[Change] = []
    for target, row in after.items():
        was = before.get(target)
        if was is None:
            changes.append(Change("added", target, "source", "", row.expression))
            continue
        pairs = (
            ("source", was.expression, row.expression),
            ("default", was.default or "", row.default or ""),
            ("matching", str(was.matching), str(row.matching)),
            ("flow", was.flow, row.flow),
        )
        changes += [Change("changed", target, name, one, two) for name, one, two in pairs if one != two]
    changes += [
        Change("removed", target, "source", row.expression) for target, row in before.items() if target not in after
    ]
    return tuple(changes)
