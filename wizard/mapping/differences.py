"""The differences in meaning between two schemas; order, ids, versions and notes of the service are ignored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from wizard.mapping.attribute_mapping import KINDS, AttributeDefinition, AttributeMapping, ObjectKind, ObjectMapping
from wizard.mapping.filters import Clause
from wizard.mapping.schema import SIDES, Schema

if TYPE_CHECKING:
    from wizard.core.json_types import JsonObject

_Part = Literal["mapping", "row", "filter", "source", "target"]


@dataclass(frozen=True, slots=True)
class SchemaDifference:
    """One difference.

    Args:
        change: ``added``, ``removed``, or ``changed``.
        kind: ``User`` or ``Group``.
        part: ``mapping`` (the whole), ``row``, ``filter``, ``source`` or ``target`` (attribute definitions).
        name: the target attribute of a row, the title of a filter, the name of a definition; empty for the whole.
        field: what of it differs, for ``changed``.
        old: before, as text.
        new: after, as text.
    """

    change: Literal["added", "removed", "changed"]
    kind: ObjectKind
    part: _Part
    name: str = ""
    field: str = ""
    old: str = ""
    new: str = ""

    @property
    def place(self) -> str:
        """The place of the difference, such as ``User title, expression``."""
        return ", ".join(filter(None, (f"{self.kind} {self.name}".strip(), self.field)))

    def to_json(self) -> JsonObject:
        """Return the difference for JSON."""
        return asdict(self)


def schema_differences(before: Schema, after: Schema) -> tuple[SchemaDifference, ...]:
    """Return the differences, users first: the mapping as a whole, rows, filters, attribute definitions."""
    return tuple(item for kind in KINDS for item in _kind(before, after, kind))


def _kind(before: Schema, after: Schema, kind: ObjectKind) -> Iterator[SchemaDifference]:
    if before.has(kind) != after.has(kind):
        yield SchemaDifference("added" if after.has(kind) else "removed", kind, "mapping")
        return
    if not before.has(kind):
        return
    one, two = before.mapping(kind), after.mapping(kind)
    yield from _fields(kind, "mapping", "", _whole(one), _whole(two))
    yield from _named(kind, "row", *({name: _row(row) for name, row in each.named.items()} for each in (one, two)))
    yield from _named(kind, "filter", _filters(one), _filters(two))
    for side in SIDES:
        yield from _named(kind, side, *(_definitions(each.attributes(kind, side)) for each in (before, after)))


def _whole(mapping: ObjectMapping) -> dict[str, str]:
    return {
        "enabled": str(mapping.enabled),
        "actions": ", ".join(sorted(mapping.actions)),
        "object": mapping.target_object,
    }


def _row(row: AttributeMapping) -> dict[str, str]:
    return {
        "expression": row.expression,
        "default": row.default or "",
        "matching": str(row.matching),
        "flow": row.flow,
        "behavior": str(row.raw.get("flowBehavior") or "FlowWhenChanged"),
    }


def _filters(mapping: ObjectMapping) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for number, group in enumerate(mapping.scope.groups, 1):
        name = group.name if group.name and group.name not in found else f"{group.name or '?'} ({number})"
        found[name] = {"clauses": "; ".join(sorted(_clause(clause) for clause in group.clauses))}
    return found


def _clause(clause: Clause) -> str:
    return " ".join([clause.attribute, clause.operator, *(f'"{value}"' for value in clause.values)])


def _definitions(items: Iterable[AttributeDefinition]) -> dict[str, dict[str, str]]:
    return {item.name: {name: str(value) for name, value in asdict(item).items() if name != "name"} for item in items}


def _named(
    kind: ObjectKind, part: _Part, old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]
) -> Iterator[SchemaDifference]:
    for name, fields in new.items():
        if name not in old:
            yield SchemaDifference("added", kind, part, name, new=_main(fields))
        else:
            yield from _fields(kind, part, name, old[name], fields)
    for name, fields in old.items():
        if name not in new:
            yield SchemaDifference("removed", kind, part, name, old=_main(fields))


def _main(fields: Mapping[str, str]) -> str:
    """Return the value that represents a whole item: its first field."""
    return next(iter(fields.values()), "")


def _fields(
    kind: ObjectKind, part: _Part, name: str, old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[SchemaDifference]:
    for field, value in new.items():
        if old.get(field) != value:
            yield SchemaDifference("changed", kind, part, name, field, str(old.get(field, "")), str(value))
