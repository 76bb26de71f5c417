"""A mapping prepared for many objects: plain rows, the reference row, matching rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from wizard.mapping import AttributeMapping, ObjectMapping
from wizard.mapping.attribute_mapping import ON_CREATE
from wizard.mapping.expression import Attribute, Batch, Compiled, Result, as_text, compile_expression
from wizard.provisioning.roles import ROLE_FORMS, RoleForm, role_form
from wizard.provisioning.target_snapshot import Account, Cell, Columns, Held, value_at

Getter = Callable[[tuple[Cell, ...]], Sequence[Cell]]

_REFERENCES = frozenset({"manager", "members"})


@dataclass(frozen=True, slots=True)
class Row:
    """A row: target, compiled source, default, whether it applies to new accounts only, and the form of its roles."""

    target: str
    value: Compiled | None
    default: str | None
    on_create_only: bool
    roles: RoleForm | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A prepared mapping: plain rows, the reference row, matching rows."""

    plain: tuple[Row, ...]
    matching: tuple[Row, ...]
    reference: str
    values: Batch
    keys: Batch
    targets: tuple[str, ...]
    keyed: tuple[tuple[Row, int], ...]
    unsourced: tuple[int, ...]
    _getters: dict[int, tuple[Columns, Getter]] = field(default_factory=dict, compare=False)

    def held(self, account: Account) -> Sequence[Cell]:
        """Return an account's values for the plain rows."""
        if account.__class__ is Held:
            known = self._getters.get(id(account.columns))
            if known is not None:
                return known[1](account.values)
            if len(self.targets) > 1:
                return self._getter(account.columns)[1](account.values)
        return [value_at(account, target) for target in self.targets]

    def _getter(self, columns: Columns) -> tuple[Columns, Getter]:
        """Cache the getter for accounts with these columns; the columns are stored too so that their ``id()`` stays
        unique.
        """
        found = columns, itemgetter(*[columns.places[target] for target in self.targets])
        self._getters[id(columns)] = found
        return found

    def keys_in(self, values: Sequence[Result]) -> tuple[list[tuple[Row, str]], str]:
        """Return the matching rows with their values as text, and the first value that is not empty.

        The values are taken from those of the plain rows: evaluating a random expression again could return another
        value.
        """
        found, first = [], ""
        for row, place in self.keyed:
            value = values[place] if place >= 0 else None
            text = value if value.__class__ is str else as_text(value)
            found.append((row, text))
            first = first or text
        return found, first

    @property
    def switches(self) -> tuple[Row, ...]:
        """The rows that disable an account: those that depend on ``IsSoftDeleted``."""
        return tuple(row for row in self.plain if row.value is not None and "IsSoftDeleted" in row.value.attributes)

    @property
    def role_types(self) -> dict[str, str]:
        """The types of targets that contain lists of roles, in addition to those of the schema."""
        return {row.target: row.roles for row in self.plain if row.roles in ROLE_FORMS}

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
        at = {id(row): place for place, row in enumerate(plain)}
        return cls(
            tuple(plain),
            tuple(matching),
            reference,
            Batch([row.value for row in plain]),
            Batch([row.value for row in matching]),
            tuple(row.target for row in plain),
            tuple((row, at.get(id(row), -1)) for row in matching),
            tuple(place for place, row in enumerate(plain) if row.value is None),
        )


def columns_of(mappings: Iterable[ObjectMapping], more: Iterable[str] = ()) -> Columns:
    """Return the columns to read of accounts or groups for cycles with these mappings, and ``more`` paths."""
    ready = [Rows.of(mapping) for mapping in mappings]
    paths = [row.target for rows in ready for row in (*rows.matching, *rows.plain)]
    references = {rows.reference for rows in ready if rows.reference and rows.reference != "members"}
    return Columns([*paths, *sorted(references), *more], references)


def _ready(row: AttributeMapping) -> Row:
    compiled = compile_expression(row.expression) if row.source is not None else None
    roles = role_form(compiled.node) if compiled is not None else None
    return Row(row.target, compiled, row.default, row.flow == ON_CREATE, roles)
