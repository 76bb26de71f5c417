"""Trees to values: an expression becomes closures once and then runs on as many people as there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wizard.mapping.expression.functions import (
    FUNCTIONS,
    EvaluationError,
    Function,
    Result,
    as_text,
)
from wizard.mapping.expression.nodes import Attribute, Bare, Call, Comparison, Node, Number, Text, walk
from wizard.mapping.expression.parser import parse

Environment = Mapping[str, Any]
"""Source attributes by name; a name that is missing has no value."""

Closure = Callable[[Environment], Result]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A ready expression: call it with a person's attributes. ``attributes`` are the names it reads."""

    node: Node
    attributes: frozenset[str]
    run: Closure

    def __call__(self, environment: Environment) -> Result:
        """Evaluate.

        Raises:
            EvaluationError: a value is out of the range that a function takes.
        """
        return self.run(environment)


def compile_expression(source: str | Node) -> Compiled:
    """Return an expression ready to run.

    Raises:
        ExpressionError: the text is not a valid expression.
    """
    node = parse(source) if isinstance(source, str) else source
    names = frozenset(part.name for part in walk(node) if isinstance(part, Attribute))
    return Compiled(node, names, _closure(node))


def _closure(node: Node) -> Closure:
    if isinstance(node, Attribute):
        name = node.name
        return lambda environment: environment.get(name)
    if isinstance(node, Text):
        text = node.value
        return lambda _environment: text
    if isinstance(node, Number):
        number = node.value
        return lambda _environment: number
    if isinstance(node, Bare):
        word = node.name
        return lambda _environment: word
    if isinstance(node, Comparison):
        return _comparison(node)
    return _call(node)


def _call(node: Call) -> Closure:
    row = FUNCTIONS[node.name]
    width = max(row.least, len(node.arguments)) if row.most > 10 else row.most
    parts = [_nothing if part is None else _closure(part) for part in node.arguments[:width]]
    parts += [_nothing] * (width - len(parts))
    if node.name == "Switch":
        return _switch(row, parts)
    call = row.call
    if len(parts) == 1:
        only = parts[0]
        return lambda environment: call((only(environment),))
    every = tuple(parts)
    return lambda environment: call([part(environment) for part in every])


def _switch(row: Function, parts: list[Closure]) -> Closure:
    """Look the source up when all keys are constants, which is the usual case; else compare one by one."""
    keys = parts[2::2]
    if any(getattr(key, "__closure__", None) is None for key in keys) or len(parts) % 2:
        every, call = tuple(parts), row.call
        return lambda environment: call([part(environment) for part in every])
    source, default, values = parts[0], parts[1], parts[3::2]

    def run(environment: Environment) -> Result:
        text = as_text(source(environment))
        for key, value in zip(keys, values, strict=True):
            if as_text(key(environment)) == text:
                return value(environment)
        return default(environment)

    return run


def _nothing(_environment: Environment) -> Result:
    return None


def _comparison(node: Comparison) -> Closure:
    left, right, sign = _closure(node.left), _closure(node.right), node.operator

    def run(environment: Environment) -> Result:
        return _compare(left(environment), right(environment), sign)

    return run


def _compare(left: Result, right: Result, sign: str) -> bool:
    """Compare as numbers when both are, else as text with regard to case."""
    one, two = as_text(left), as_text(right)
    a: Any = one
    b: Any = two
    if _numeric(one) and _numeric(two):
        a, b = int(one), int(two)
    return bool({"=": a == b, "<>": a != b, "<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}[sign])


def _numeric(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) < 20


__all__ = ["Compiled", "Environment", "EvaluationError", "Result", "compile_expression"]
