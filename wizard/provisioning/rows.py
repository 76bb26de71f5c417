"""A mapping made ready for many objects: plain rows, the reference row, matching rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wizard.mapping import AttributeMapping, ObjectMapping
from wizard.mapping.expression import Attribute, Batch, Compiled, compile_expression
from wizard.mapping.schema import ON_CREATE
from wizard.provisioning.held import Account, Columns, Held, value_at

_REFERENCES = frozenset({"manager", "members"})


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its target, its compiled source, the default, whether it only applies to new accounts."""

    target: str
    value: Compiled | None
    default: str | None
    on_create_only: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """A mapping made ready: plain rows, the reference row, matching rows."""

    plain: tuple[Row, ...]
    matching: tuple[Row, ...]
    reference: str
    values: Batch
    keys: Batch
    targets: tuple[str, ...]

    def held(self, account: Account) -> list[Any]:
        """Return what an account has for the plain rows."""
        if isinstance(account, Held):
            get, places = account.values.__getitem__, account.columns.places
            return [get(places[target]) for target in self.targets]
        return [value_at(account, target) for target in self.targets]

    @property
    def switches(self) -> tuple[Row, ...]:
        """The rows that disable: those that depend on ``IsSoftDeleted``."""
        return tuple(row for row in self.plain if row.value is not None and "IsSoftDeleted" in row.value.attributes)

    @classmethod
    def of(cls, mapping: ObjectMapping) -> Rows:
        ready = {id(row): _ready(row) for row in mapping.rows}
        plain, reference = [], ""
        for row in mapping.rows:
            compiled = ready[id(row)].value
            if compiled is not None and isinstance(compiled.node, Attribute) and compiled.node.name in _REFERENCES:
                reference = row.target
            else:
                plain.append(ready[id(row)])
        matching = [ready[id(row)] for row in mapping.matching]
        return cls(
            tuple(plain), tuple(matching), reference,
            Batch([row.value for row in plain]), Batch([row.value for row in matching]),
            tuple(row.target for row in plain),
        )  # fmt: skip


def columns_of(mappings: Iterable[ObjectMapping], more: Iterable[str] = ()) -> Columns:
    """Return what has to be kept of accounts or groups for cycles with these mappings, and ``more`` paths."""
    ready = [Rows.of(mapping) for mapping in mappings]
    paths = [row.target for rows in ready for row in (*rows.matching, *rows.plain)]
    references = {rows.reference for rows in ready if rows.reference and rows.reference != "members"}
    return Columns([*paths, *sorted(references), *more], references)


def _ready(row: AttributeMapping) -> Row:
    compiled = compile_expression(row.expression) if row.source is not None else None
    return Row(row.target, compiled, row.default, row.flow == ON_CREATE)
