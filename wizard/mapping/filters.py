"""Scoping filters: clauses are joined by AND within a group, groups by OR; without groups, everyone is in scope.

Rules: Microsoft's article on attribute-based provisioning with scoping filters. If the article leaves a case open, the
choice is documented at the operator.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from wizard.core.errors import MappingError
from wizard.core.json_types import JsonObject
from wizard.mapping.comparison import folded
from wizard.mapping.expression.values import is_number
from wizard.mapping.patterns import compile_pattern

UNSUPPORTED = frozenset({"members", "manager", "userType", "appRoleAssignments", "IsMemberOf"})
"""Source attributes that no clause may use (documented behavior of the service)."""


Outcome = Literal["holds", "ignored", "empty", "case", "number", "several", "no"]
"""The result of a clause: it holds; Entra ignores it; the value is empty; only letter case differs; one side is not a
whole number; the attribute has several values; or it does not hold."""

Tally = Mapping[Outcome, Sequence[int]]
"""Numbers of objects, in ascending order, by the result of a clause; results that do not occur are omitted."""


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _truth(value: object) -> bool | None:
    return {"true": True, "false": False}.get(_text(value).lower())


def _integer(value: object) -> int | None:
    text = _text(value).strip()
    return int(text) if is_number(text) else None


def _greater(value: object, operand: str, *, equal: bool) -> bool:
    one, two = _integer(value), _integer(operand)
    return one is not None and two is not None and (one >= two if equal else one > two)


def _regex(value: object, operand: str) -> bool:
    return compile_pattern(operand).search(_text(value))


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator of scoping filters.

    Args:
        name: as the API writes it, if known.
        holds: returns whether it holds for a value and, if it is binary, an operand.
        unary: whether it has no operand.
        types: attribute types that it supports.
        folds: whether it is case-sensitive, so that a case-insensitive comparison may have been intended.
        numeric: whether both sides are whole numbers.
        certain: whether the documentation defines its meaning; if not, the interpretation is explained at the row.
    """

    name: str
    holds: Callable[[object, str], bool]
    unary: bool = False
    types: frozenset[str] = frozenset({"String", "Integer"})
    folds: bool = False
    numeric: bool = False
    certain: bool = True


_ANY = frozenset({"String", "Integer", "Boolean", "Binary"})
_BOOLEAN = frozenset({"Boolean"})
_STRING = frozenset({"String"})

TABLE: Mapping[str, Operator] = {
    row.name: row
    for row in (
        Operator("EQUALS", lambda value, operand: _text(value) == operand, folds=True),
        Operator("NOT EQUALS", lambda value, operand: _text(value) != operand, folds=True),
        # Whether the whole value must match is not documented; the documented samples work either way, and .NET's
        # IsMatch searches for a partial match.
        Operator("REGEX MATCH", _regex, folds=True),
        Operator("NOT REGEX MATCH", lambda value, operand: not _regex(value, operand), folds=True),
        Operator("INCLUDES", lambda value, operand: operand in _text(value), types=_STRING, folds=True),
        # Case sensitivity is not documented; assumed case-sensitive like the others.
        Operator(
            "ENDS_WITH", lambda value, operand: _text(value).endswith(operand), types=_STRING, folds=True, certain=False
        ),
        Operator("GREATER_THAN", lambda value, operand: _greater(value, operand, equal=False), numeric=True),
        Operator("GREATER_THAN_OR_EQUALS", lambda value, operand: _greater(value, operand, equal=True), numeric=True),
        # The documentation's words are "exists in the input string value", and its negation.
        Operator("&", lambda value, operand: operand in _text(value), types=_STRING, folds=True, certain=False),
        Operator("!&", lambda value, operand: operand not in _text(value), types=_STRING, folds=True, certain=False),
        Operator("IS NULL", lambda value, _operand: _text(value) == "", unary=True, types=_ANY),
        Operator("IS NOT NULL", lambda value, _operand: _text(value) != "", unary=True, types=_ANY),
        Operator("IS TRUE", lambda value, _operand: _truth(value) is True, unary=True, types=_BOOLEAN),
        Operator("IS FALSE", lambda value, _operand: _truth(value) is False, unary=True, types=_BOOLEAN),
    )
}
"""All operators by name. A null or empty attribute makes every binary operator false, even ``NOT EQUALS``
(documented).
"""

OPERATORS = tuple(TABLE)


def canonical(operator: str) -> str:
    """Return an operator's name as this module writes it; the portal and the API use different letter case."""
    return operator.strip().upper()


def operators_for(type_: str) -> tuple[Operator, ...]:
    """Return the operators that support an attribute type."""
    return tuple(row for row in TABLE.values() if type_ in row.types)


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition. ``operator`` keeps its original spelling."""

    attribute: str
    operator: str
    values: tuple[str, ...] = ()
    raw: JsonObject = field(default_factory=dict, compare=False, repr=False)

    @property
    def unary(self) -> bool:
        row = TABLE.get(canonical(self.operator))
        return row is not None and row.unary

    def holds(self, attributes: Mapping[str, object]) -> bool:
        """Return whether the clause holds for one object.

        Raises:
            MappingError: ``filter-operator`` or ``filter-pattern``: the clause itself cannot be evaluated.
        """
        return self.explain(attributes) == "holds"

    def explain(self, attributes: Mapping[str, object]) -> Outcome:
        """Return the clause's result for one object, which says why it does not hold.

        Raises:
            MappingError: ``filter-operator`` or ``filter-pattern``: the clause itself cannot be evaluated.
        """
        row = TABLE.get(canonical(self.operator))
        if row is None:
            raise MappingError("filter-operator", {"operator": self.operator})
        value = attributes.get(self.attribute)
        if row.unary:
            return "holds" if row.holds(value, "") else "no"
        if isinstance(value, tuple | list):
            return "several"
        if _text(value) == "":
            return "empty"
        try:
            if any(row.holds(value, operand) for operand in self.values):
                return "holds"
            if row.numeric and (_integer(value) is None or not any(_integer(item) is not None for item in self.values)):
                return "number"
            if row.folds and row.name[:1] not in {"N", "!"} and self._folded(row, value):
                return "case"
        except MappingError as error:
            if error.code not in {"pattern-invalid", "pattern-too-slow"}:
                raise
            raise MappingError("filter-pattern", {"pattern": str(error.params["pattern"])}, cause=error) from error
        return "no"

    def _folded(self, row: Operator, value: object) -> bool:
        """Return whether the clause would hold if letter case did not matter."""
        if row.holds is _regex:
            return any(_regex(value, f"(?i){operand}") for operand in self.values)
        return any(row.holds(folded(_text(value)), folded(operand)) for operand in self.values)

    def to_json(self) -> JsonObject:
        """Return the JSON that was read, with the changes applied."""
        base = copy.deepcopy(self.raw)
        read = (base.get("targetOperand") or {}).get("values") or ()
        if not base or tuple(map(_text, read)) != self.values:
            kept = base.get("targetOperand") or {}
            base["targetOperand"] = None if self.unary and not self.values else {**kept, "values": list(self.values)}
        return {**base, "sourceOperandName": self.attribute, "operatorName": self.operator}


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """A scoping filter as the portal lists it: a title, and clauses that must all hold."""

    name: str
    clauses: tuple[Clause, ...]
    raw: JsonObject = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def from_json(cls, raw: JsonObject) -> FilterGroup:
        """Read a ``filterGroup``.

        Raises:
            MappingError: ``schema-shape``.
        """
        clauses = []
        for item in raw.get("clauses") or ():
            operand = item.get("targetOperand") or {}
            name, operator = item.get("sourceOperandName"), item.get("operatorName")
            given = operand.get("values") or [] if isinstance(operand, dict) else None
            if not isinstance(name, str) or not isinstance(operator, str) or not isinstance(given, list):
                raise MappingError("schema-shape", {"part": "filterClause"})
            values = tuple(map(_text, given))
            clauses.append(Clause(name, operator, values, item))
        return cls(_text(raw.get("name")), tuple(clauses), raw)

    def to_json(self) -> JsonObject:
        base = copy.deepcopy(self.raw)
        if self.name != _text(base.get("name")) or not base:
            base["name"] = self.name
        return {**base, "clauses": [clause.to_json() for clause in self.clauses]}


@dataclass(frozen=True, slots=True)
class ScopingFilter:
    """All scoping filters of one mapping (``scope``).

    ``ignored`` are source attributes that Entra does not filter by: a clause on one of them holds for every object,
    since it cannot be relied on (the filter check reports it too).
    """

    groups: tuple[FilterGroup, ...] = ()
    ignored: frozenset[str] = field(default=UNSUPPORTED, compare=False)

    @classmethod
    def from_json(cls, raw: JsonObject | None) -> ScopingFilter:
        """Read a mapping's ``scope``; ``None`` means that everyone is in scope."""
        return cls(tuple(FilterGroup.from_json(group) for group in (raw or {}).get("groups") or ()))

    def to_json(self, old: JsonObject | None = None) -> JsonObject | None:
        """Return the JSON, with the experimental parts of ``old`` preserved."""
        if not self.groups and not old:
            return None
        base: JsonObject = {"categoryFilterGroups": [], "inputFilterGroups": [], **copy.deepcopy(old or {})}
        return {**base, "groups": [group.to_json() for group in self.groups]}

    def holds(self, attributes: Mapping[str, object], *, obeyed: bool = False) -> bool:
        """Return whether an object passes the filters.

        Args:
            obeyed: whether to evaluate the clauses that Entra ignores.

        Raises:
            MappingError: a clause cannot be evaluated.
        """
        if not self.groups:
            return True
        passed = _OBEYED if obeyed else _PASSED
        return any(
            all(self.explain(clause, attributes, obeyed=obeyed) in passed for clause in group.clauses)
            for group in self.groups
        )

    def explain(self, clause: Clause, attributes: Mapping[str, object], *, obeyed: bool = False) -> Outcome:
        """Return the result of one of the clauses for an object.

        Raises:
            MappingError: the clause cannot be evaluated.
        """
        return "ignored" if not obeyed and clause.attribute in self.ignored else clause.explain(attributes)

    @property
    def unheeded(self) -> tuple[str, ...]:
        """The attributes of clauses that Entra ignores, each listed once."""
        found = (clause.attribute for group in self.groups for clause in group.clauses)
        return tuple(dict.fromkeys(name for name in found if name in self.ignored))

    def tally(self, objects: Iterable[Mapping[str, object]]) -> tuple[tuple[Tally, ...], ...]:
        """Return, for every clause of every group, the objects' numbers by result.

        Raises:
            MappingError: a clause cannot be evaluated.
        """
        found = tuple(tuple(defaultdict[Outcome, list[int]](list) for _ in group.clauses) for group in self.groups)
        for number, attributes in enumerate(objects):
            for group, tallies in zip(self.groups, found, strict=True):
                for clause, tally in zip(group.clauses, tallies, strict=True):
                    tally[self.explain(clause, attributes)].append(number)
        return found


_OBEYED: frozenset[Outcome] = frozenset({"holds"})
_PASSED: frozenset[Outcome] = frozenset({"holds", "ignored"})
