"""The structure of a row in the table of functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from wizard.mapping.expression.nodes import Node
from wizard.mapping.expression.values import Environment, EvaluationContext, Result

Closure = Callable[[Environment, EvaluationContext], Result]
"""A compiled part of an expression."""

Type = Literal["Any", "String", "Integer", "Boolean", "DateTime", "List"]
"""The type of an argument or result. ``String`` accepts every value that has a text."""

Dialect = Literal["", "api", "cloud-sync", "connect-sync", "hr"]
"""The product or API that a function belongs to if applications like this cannot use it."""

MANY = 1_000
"""More arguments than fit into an expression."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument of a function.

    Args:
        name: the name in the documentation's signature.
        type: the type it accepts.
        required: whether it must not be skipped.
        key: the engine's own name, as it appears in a schema's expression tree; ``name`` if empty.
        repeats: whether it belongs to the group at the end that can be repeated.
        values: the words it accepts, if limited.
    """

    name: str
    type: Type = "String"
    required: bool = True
    key: str = ""
    repeats: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """``expression`` returns ``expected`` (as text, or a tuple) for these source attributes and the example context."""

    expression: str
    expected: Result
    attributes: tuple[tuple[str, Result], ...] = ()


@dataclass(frozen=True, slots=True)
class Function:
    """A row of the table. Texts: ``function-<name>``; its ``.choice`` explains how an undocumented case is interpreted.

    Args:
        name: case-sensitive.
        parameters: in order; repeatable parameters come last.
        returns: type of the result.
        call: computes the result from evaluated arguments; skipped arguments are ``None``.
        examples: shown in help, and used as tests.
        build: builds the closure, for functions that do not evaluate every argument, or that can prepare.
        least: minimum number of arguments, if it differs from the number of required ones.
        dialect: what it belongs to if it is not for this application; such a function is parsed, but not offered.
        volatile: whether equal arguments can return different results.
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
        """How many parameters at the end can be repeated together."""
        return sum(parameter.repeats for parameter in self.parameters)

    @property
    def fewest(self) -> int:
        """The minimum number of arguments, including skipped ones."""
        if self.least >= 0:
            return self.least
        required = [number for number, parameter in enumerate(self.parameters, 1) if parameter.required]
        return required[-1] if required else 0

    @property
    def most(self) -> int:
        """The maximum number of arguments."""
        return MANY if self.repeated else len(self.parameters)

    def fits(self, count: int) -> bool:
        """Return whether it can be called with this many arguments."""
        if not self.fewest <= count <= self.most:
            return False
        return self.repeated < 2 or (count - len(self.parameters)) % self.repeated == 0

    def parameter(self, number: int) -> Parameter:
        """Return the parameter for the argument with this number, counted from 0."""
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
