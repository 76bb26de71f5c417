"""The shape of a row in the table of functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from wizard.mapping.expression.nodes import Node
from wizard.mapping.expression.values import Environment, EvaluationContext, Result

Closure = Callable[[Environment, EvaluationContext], Result]
"""A compiled part of an expression."""

Type = Literal["Any", "String", "Integer", "Boolean", "DateTime", "List"]
"""What an argument takes or a function gives. ``String`` takes whatever has a text."""

Dialect = Literal["", "api", "cloud-sync", "connect-sync", "hr"]
"""Where a function belongs when it is not for an application like this one."""

MANY = 1_000
"""More arguments than fit into an expression."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument of a function.

    Args:
        name: as the documentation's signature calls it.
        type: what it takes.
        required: whether it may be skipped.
        key: the engine's own name, as it appears in a schema's expression tree; ``name`` when empty.
        repeats: whether it belongs to the group at the end that may come again.
        values: the words it takes, when only certain ones.
    """

    name: str
    type: Type = "String"
    required: bool = True
    key: str = ""
    repeats: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """``expression`` gives ``expected`` (as text, or a tuple) for these source attributes and the example context."""

    expression: str
    expected: Result
    attributes: tuple[tuple[str, Result], ...] = ()


@dataclass(frozen=True, slots=True)
class Function:
    """A row of the table. Help stands in the words: ``function-<name>``, ``.choice`` for a doubtful case's reading.

    Args:
        name: case-sensitive.
        parameters: in order; those that repeat stand at the end.
        returns: what it gives.
        call: computes the result of evaluated arguments; skipped ones are ``None``.
        examples: shown in help, and tests.
        build: makes the closure itself, for functions that do not evaluate every argument, or that can prepare.
        least: arguments it needs at least, when that is not the number of required ones.
        dialect: where it belongs when it is not for this application; such a function is understood, but not offered.
        volatile: whether equal arguments give different results.
    """

    name: str
    parameters: tuple[Parameter, ...]
    returns: Type
    call: Callable[..., Result]
    examples: tuple[Example, ...] = ()
    build: Callable[[Sequence[Closure | None], Sequence[Node | None]], Closure] | None = None
    least: int = -1
    dialect: Dialect = ""
    volatile: bool = False

    @property
    def offered(self) -> bool:
        """Whether it can be used for this application."""
        return not self.dialect

    @property
    def repeated(self) -> int:
        """How many parameters at the end may come again, together."""
        return sum(parameter.repeats for parameter in self.parameters)

    @property
    def fewest(self) -> int:
        """The number of arguments it needs at least, skipped ones included."""
        if self.least >= 0:
            return self.least
        required = [number for number, parameter in enumerate(self.parameters, 1) if parameter.required]
        return required[-1] if required else 0

    @property
    def most(self) -> int:
        """The number of arguments it takes at most."""
        return MANY if self.repeated else len(self.parameters)

    def fits(self, count: int) -> bool:
        """Tell whether it can be called with this many arguments."""
        if not self.fewest <= count <= self.most:
            return False
        return self.repeated < 2 or (count - len(self.parameters)) % self.repeated == 0

    def parameter(self, number: int) -> Parameter:
        """Return the parameter that takes the argument with this number, counted from 0."""
        if number < len(self.parameters) or not self.repeated:
            return self.parameters[min(number, len(self.parameters) - 1)]
        first = len(self.parameters) - self.repeated
        return self.parameters[first + (number - first) % self.repeated]

    def key(self, number: int) -> str:
        """Return the engine's name of the argument with this number, counted from 0."""
        parameter = self.parameter(number)
        return parameter.key or parameter.name

    @property
    def signature(self) -> str:
        """The call as help shows it: ``Name(a, b?, …)``."""
        names = [item.name if item.required else f"{item.name}?" for item in self.parameters]
        return f"{self.name}({', '.join([*names, '…'] if self.repeated else names)})"


def example(expression: str, expected: Result, given: Mapping[str, Result] | None = None, **more: Result) -> Example:
    """Return an example, its attributes given by name."""
    return Example(expression, expected, (*(given or {}).items(), *more.items()))
