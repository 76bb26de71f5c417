"""Scoping filters: clauses are joined by AND within a group, groups by OR; no group means everybody.

Rules: Microsoft's article on attribute-based provisioning with scoping filters. Where its words leave a case open, the
choice is written at the operator.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wizard.errors import MappingError

Json = dict[str, Any]
UNSUPPORTED = frozenset({"members", "manager", "userType", "appRoleAssignments", "IsMemberOf"})
"""Source attributes that no clause may use (behaviour of the service, documented)."""


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _truth(value: object) -> bool | None:
    text = _text(value).lower()
    return {"true": True, "false": False}.get(text)


def _integer(value: object) -> int | None:
    text = _text(value).strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 20 else None


def _greater(value: object, operand: str, *, equal: bool) -> bool:
    one, two = _integer(value), _integer(operand)
    return one is not None and two is not None and (one >= two if equal else one > two)


def _regex(value: object, operand: str) -> bool:
    # Whether the whole value must match is not documented; the documented samples work either way, and .NET's IsMatch
    # looks for a part.
    return re.search(operand, _text(value)) is not None


BINARY: Mapping[str, Callable[[object, str], bool]] = {
    "EQUALS": lambda value, operand: _text(value) == operand,
    "NOT EQUALS": lambda value, operand: _text(value) != operand,
    "REGEX MATCH": _regex,
    "NOT REGEX MATCH": lambda value, operand: not _regex(value, operand),
    "INCLUDES": lambda value, operand: operand in _text(value),
    "ENDS_WITH": lambda value, operand: _text(value).endswith(operand),
    "GREATER_THAN": lambda value, operand: _greater(value, operand, equal=False),
    "GREATER_THAN_OR_EQUALS": lambda value, operand: _greater(value, operand, equal=True),
    "&": lambda value, operand: operand in _text(value),
    "!&": lambda value, operand: operand not in _text(value),
}
"""Operators with a value. A null or empty attribute makes every one of them false, ``NOT EQUALS`` too (documented)."""

UNARY: Mapping[str, Callable[[object], bool]] = {
    "IS NULL": lambda value: _text(value) == "",
    "IS NOT NULL": lambda value: _text(value) != "",
    "IS TRUE": lambda value: _truth(value) is True,
    "IS FALSE": lambda value: _truth(value) is False,
}

OPERATORS = (*BINARY, *UNARY)


def canonical(operator: str) -> str:
    """Return an operator's name as this module writes it; the portal and the API differ in letter case."""
    return operator.strip().upper()


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition. ``operator`` is kept as it was spelt."""

    attribute: str
    operator: str
    values: tuple[str, ...] = ()
    raw: Json = field(default_factory=dict, compare=False, repr=False)

    @property
    def unary(self) -> bool:
        return canonical(self.operator) in UNARY

    def holds(self, attributes: Mapping[str, Any]) -> bool:
        """Evaluate for one object.

        Raises:
            MappingError: ``filter-operator`` or ``filter-pattern``: the clause itself cannot be evaluated.
        """
        name = canonical(self.operator)
        value = attributes.get(self.attribute)
        if name in UNARY:
            return UNARY[name](value)
        if name not in BINARY:
            raise MappingError("filter-operator", {"operator": self.operator})
        if _text(value) == "" or isinstance(value, tuple | list):
            return False
        try:
            return any(BINARY[name](value, operand) for operand in self.values)
        except re.error as error:
            pattern = self.values[0][:60] if self.values else ""
            raise MappingError("filter-pattern", {"pattern": pattern}, cause=error) from error

    def to_json(self) -> Json:
        operand = None if self.unary and not self.values else {"values": list(self.values)}
        return {
            **copy.deepcopy(self.raw),
            "sourceOperandName": self.attribute,
            "operatorName": self.operator,
            "targetOperand": operand,
        }


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """A scoping filter as the portal lists it: a title and clauses that must all hold."""

    name: str
    clauses: tuple[Clause, ...]
    raw: Json = field(default_factory=dict, compare=False, repr=False)

    def holds(self, attributes: Mapping[str, Any]) -> bool:
        return all(clause.holds(attributes) for clause in self.clauses)

    @classmethod
    def from_json(cls, raw: Json) -> FilterGroup:
        """Read a ``filterGroup``.

        Raises:
            MappingError: ``schema-shape``.
        """
        clauses = []
        for item in raw.get("clauses") or ():
            operand = item.get("targetOperand") or {}
            name, operator = item.get("sourceOperandName"), item.get("operatorName")
            if not isinstance(name, str) or not isinstance(operator, str):
                raise MappingError("schema-shape", {"part": "filterClause"})
            values = tuple(_text(value) for value in operand.get("values") or ())
            clauses.append(Clause(name, operator, values, item))
        return cls(_text(raw.get("name")), tuple(clauses), raw)

    def to_json(self) -> Json:
        return {**copy.deepcopy(self.raw), "name": self.name, "clauses": [clause.to_json() for clause in self.clauses]}


@dataclass(frozen=True, slots=True)
class ScopingFilter:
    """All scoping filters of one mapping (``filter``)."""

    groups: tuple[FilterGroup, ...] = ()

    @classmethod
    def from_json(cls, raw: Json | None) -> ScopingFilter:
        """Read a mapping's ``scope``; none means everybody."""
        return cls(tuple(FilterGroup.from_json(group) for group in (raw or {}).get("groups") or ()))

    def to_json(self, old: Json | None = None) -> Json | None:
        """Return the JSON, with the experimental parts of what was there before."""
        if not self.groups and not old:
            return None
        base: Json = {"categoryFilterGroups": [], "inputFilterGroups": [], **copy.deepcopy(old or {})}
        return {**base, "groups": [group.to_json() for group in self.groups]}

    def holds(self, attributes: Mapping[str, Any]) -> bool:
        """Tell whether an object is in scope as far as filters say.

        Raises:
            MappingError: a clause cannot be evaluated.
        """
        return not self.groups or any(group.holds(attributes) for group in self.groups)
