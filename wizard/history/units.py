"""A schema in units that are stored and put back separately: rows, filters, a mapping's switch and its actions.

A schema change is recorded by its changed units, so that it can be undone although another row was changed since.
Units are compared by meaning, because the service formats them differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, cast, get_args

from wizard.core.errors import MappingError
from wizard.core.json_types import JsonObject
from wizard.mapping import AttributeMapping, Schema
from wizard.mapping.attribute_mapping import KINDS, ObjectKind, ObjectMapping
from wizard.mapping.filters import ScopingFilter
from wizard.mapping.sameness import same_filter, same_row

Part = Literal["row", "filters", "enabled", "actions"]


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a schema and how it was changed; the journal stores it as JSON.

    Args:
        kind: ``User`` or ``Group``.
        part: the type of unit.
        name: a row's target attribute; a second row of the same target has the suffix `` (2)``.
        before: the value before, ``None`` for nothing.
        after: the intended value, ``None`` for nothing.
        at: the row's position among the rows before.
    """

    kind: ObjectKind
    part: Part
    name: str = ""
    before: Any = None
    after: Any = None
    at: int = 0

    @property
    def key(self) -> str:
        """Identifies the unit."""
        return f"{self.kind}:{self.part}:{self.name}"


def units_between(before: Schema, after: Schema) -> tuple[Unit, ...]:
    """Return the units that differ by meaning."""
    return tuple(unit for kind in KINDS for unit in _of_kind(before, after, kind))


def _of_kind(before: Schema, after: Schema, kind: ObjectKind) -> Iterator[Unit]:
    if not (before.has(kind) and after.has(kind)):
        return
    one, two = _pieces(before, kind), _pieces(after, kind)
    places = {key: place for place, key in enumerate(one)}
    for key in dict.fromkeys([*one, *two]):
        part, name = key
        old, new = one.get(key), two.get(key)
        if not _same(part, old, new):
            yield Unit(kind, part, name, old, new, places.get(key, len(one)))


def _pieces(schema: Schema, kind: ObjectKind) -> dict[tuple[Part, str], Any]:
    mapping = schema.mapping(kind)
    found: dict[tuple[Part, str], Any] = {}
    for name, row in mapping.named.items():
        found["row", name] = row.to_json()
    found["filters", ""] = [group.to_json() for group in mapping.scope.groups]
    found["enabled", ""] = mapping.enabled
    found["actions", ""] = sorted(mapping.actions)
    return found


def _same(part: Part, one: Any, two: Any) -> bool:
    if one is None or two is None:
        return one is two
    if part == "row":
        return same_row(AttributeMapping.from_json(one), AttributeMapping.from_json(two))
    if part == "filters":
        first, second = (ScopingFilter.from_json({"groups": each}).groups for each in (one, two))
        return len(first) == len(second) and all(map(same_filter, first, second))
    return bool(one == two)


@dataclass(frozen=True, slots=True)
class Taken:
    """A schema after some units were put back.

    Args:
        schema: the resulting schema.
        back: units that were put back.
        already: units that already are as they were before.
        other: units that another person has changed since, which are skipped; ``before`` is their current value.
    """

    schema: Schema
    back: tuple[Unit, ...] = ()
    already: tuple[Unit, ...] = ()
    other: tuple[Unit, ...] = ()


def take_back(now: Schema, units: Iterable[Unit]) -> Taken:
    """Put back each unit that still is as it was left; return the others as skipped."""
    back: list[Unit] = []
    already: list[Unit] = []
    other: list[Unit] = []
    for unit in units:
        held = _pieces(now, unit.kind).get((unit.part, unit.name)) if now.has(unit.kind) else None
        if _same(unit.part, held, unit.after) and now.has(unit.kind):
            now = _with(now, unit)
            back.append(unit)
        elif _same(unit.part, held, unit.before):
            already.append(unit)
        else:
            other.append(Unit(unit.kind, unit.part, unit.name, held, unit.after))
    return Taken(now, tuple(back), tuple(already), tuple(other))


def _with(schema: Schema, unit: Unit) -> Schema:
    match unit.part:
        case "enabled":
            return schema.with_mapping(unit.kind, enabled=bool(unit.before))
        case "actions":
            return schema.with_mapping(unit.kind, actions=unit.before or ())
        case "filters":
            return schema.with_mapping(unit.kind, scope=ScopingFilter.from_json({"groups": unit.before or []}))
        case _:
            return schema.with_mapping(unit.kind, rows=_rows(schema.mapping(unit.kind), unit))


def _rows(mapping: ObjectMapping, unit: Unit) -> Sequence[AttributeMapping]:
    """Return the rows with one row restored, removed, or inserted again at its old position."""
    old = AttributeMapping.from_json(unit.before) if unit.before is not None else None
    rows = mapping.named
    if unit.name in rows:
        kept = [old if name == unit.name else row for name, row in rows.items()]
        return [row for row in kept if row is not None]
    found = list(mapping.rows)
    if old is not None:
        found.insert(min(unit.at, len(found)), old)
    return found


def to_json(units: Iterable[Unit]) -> list[JsonObject]:
    """Return units as the journal stores them."""
    return [asdict(one) for one in units]


def from_json(given: object) -> tuple[Unit, ...]:
    """Return the units from the journal; unreadable units are left out."""
    found = []
    for one in given if isinstance(given, (list, tuple)) else ():
        if not isinstance(one, Mapping) or one.get("kind") not in KINDS:
            continue
        if one.get("part") not in get_args(Part):
            continue
        at = one.get("at")
        unit = Unit(
            cast("ObjectKind", one["kind"]),
            cast("Part", one["part"]),
            str(one.get("name") or ""),
            one.get("before"),
            one.get("after"),
            at if isinstance(at, int) else 0,
        )
        try:
            _same(unit.part, unit.before, unit.before)
            _same(unit.part, unit.after, unit.after)
        except (MappingError, AttributeError, TypeError):
            continue
        found.append(unit)
    return tuple(found)
