"""The functions and operators that a tenant supports: its own lists if they were read, otherwise this program's
tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from wizard.mapping.expression import FUNCTIONS, Function
from wizard.mapping.filters import TABLE, canonical, operators_for


@dataclass(frozen=True)
class TenantOperator:
    """An operator as the tenant lists it; ``types`` are the attribute types that it supports, empty for all."""

    name: str
    unary: bool = False
    types: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Language:
    """The functions and operators of a tenant.

    Args:
        functions: every function that the tenant lists, by name; empty if the list was not read.
        operators: every operator that it lists, by its name in capitals; empty if the list was not read.
    """

    functions: Mapping[str, Function] = field(default_factory=dict)
    operators: Mapping[str, TenantOperator] = field(default_factory=dict)

    @cached_property
    def more(self) -> frozenset[str]:
        """Names of functions that the tenant supports and this program does not."""
        return frozenset(self.functions) - FUNCTIONS.keys()

    def function(self, name: str) -> Function | None:
        """Return a function's row from this program's table, otherwise the tenant's description of it."""
        return FUNCTIONS.get(name) or self.functions.get(name)

    def offers(self, name: str) -> bool:
        """Return whether an expression may use a function: the tenant's list decides if it was read."""
        row = FUNCTIONS.get(name)
        return name in self.functions if self.functions else row is not None and row.offered

    def offered(self) -> Sequence[Function]:
        """Return the functions to choose from."""
        rows = (self.function(name) for name in (self.functions or FUNCTIONS))
        return [row for row in rows if row is not None and self.offers(row.name)]

    def operators_for(self, type_: str) -> list[str]:
        """Return the names of the operators that support an attribute type, as they are written in a filter."""
        if not self.operators:
            return [row.name for row in operators_for(type_)]
        return [row.name for row in self.operators.values() if not row.types or type_ in row.types]

    def knows_operator(self, name: str) -> bool:
        """Return whether a filter may use an operator."""
        return canonical(name) in (self.operators or TABLE)

    def is_unary(self, name: str) -> bool:
        """Return whether an operator takes no value."""
        told = self.operators.get(canonical(name))
        if told is not None:
            return told.unary
        row = TABLE.get(canonical(name))
        return row is not None and row.unary


OWN = Language()
"""No tenant lists were read: the program's own tables decide."""
