"""Evaluates trees: an expression is compiled to closures once and then runs for any number of people."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from wizard.mapping.expression.grammar import ExpressionError
from wizard.mapping.expression.nodes import Attribute, Bare, Call, Comparison, Joined, Node, Number, Text, walk
from wizard.mapping.expression.parser import ANY_FUNCTION, parse
from wizard.mapping.expression.table import FUNCTIONS, Closure
from wizard.mapping.expression.table.text import untestable
from wizard.mapping.expression.values import (
    HERE,
    Environment,
    EvaluationContext,
    EvaluationError,
    Flow,
    Result,
    as_text,
    bounded,
    is_number,
)

_MARKERS = {flow.value: flow for flow in (Flow.IGNORE_ATTRIBUTE, Flow.IGNORE_OBJECT)}


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled expression: call it with a person's attributes.

    ``attributes`` are the names it reads; ``volatile``: it may return another result each time.
    """

    node: Node
    attributes: frozenset[str]
    volatile: bool
    run: Closure

    def __call__(self, environment: Environment, context: EvaluationContext = HERE) -> Result:
        """Return the expression's value.

        Raises:
            EvaluationError: a value is out of the range that a function accepts.
        """
        return self.run(environment, context)


def attributes_in(source: str) -> frozenset[str]:
    """Return the attributes that an expression reads, whatever its functions are.

    Raises:
        ExpressionError: the text is not a valid expression.
    """
    return frozenset(part.name for part in walk(parse(source, ANY_FUNCTION)) if isinstance(part, Attribute))


@lru_cache(maxsize=1024)
def not_ours(source: str) -> str:
    """Return the part of an expression that Entra supports and this program does not, empty if there is none.

    This is a function that only the tenant supports, or a pattern that only .NET supports. A text that is not a valid
    expression has no such part.
    """
    try:
        parts = list(walk(parse(source, ANY_FUNCTION)))
    except ExpressionError:
        return ""
    for part in parts:
        if isinstance(part, Call) and part.name not in FUNCTIONS:
            return part.name
        if isinstance(part, Call) and part.name == "Replace" and (pattern := untestable(part.arguments)):
            return pattern
    return ""


def compile_expression(source: str | Node) -> Compiled:
    """Return a compiled expression.

    Raises:
        ExpressionError: the text is not a valid expression.
    """
    node = parse(source) if isinstance(source, str) else source
    parts = list(walk(node))
    names = frozenset(part.name for part in parts if isinstance(part, Attribute))
    volatile = any(isinstance(part, Call) and FUNCTIONS[part.name].volatile for part in parts)
    return Compiled(node, names, volatile, _closure(node))


def _closure(node: Node) -> Closure:
    if isinstance(node, Attribute):
        name = node.name
        return lambda environment, context: environment.get(name)
    if isinstance(node, Text):
        return _constant(node.value)
    if isinstance(node, Number):
        return _constant(node.value)
    if isinstance(node, Bare):
        return _constant(_MARKERS.get(node.name, node.name))
    if isinstance(node, Comparison):
        return _comparison(node)
    if isinstance(node, Joined):
        return _joined(node)
    return _call(node)


def _constant(value: Result) -> Closure:
    return lambda environment, context: value


def _call(node: Call) -> Closure:
    row = FUNCTIONS[node.name]
    nodes = list(node.arguments)
    while nodes and nodes[-1] is None:
        nodes.pop()
    while not row.fits(len(nodes)):
        nodes.append(None)
    parts = [None if part is None else _closure(part) for part in nodes]
    if row.build is not None:
        return row.build(parts, nodes)
    call = row.call
    ready = [_NOTHING if part is None else part for part in parts]
    if len(ready) == 1:
        only = ready[0]
        return lambda environment, context: call(only(environment, context))
    return lambda environment, context: call(*[part(environment, context) for part in ready])


_NOTHING = _constant(None)


def _joined(node: Joined) -> Closure:
    parts = tuple(map(_closure, node.parts))

    def run(environment: Environment, context: EvaluationContext) -> Result:
        return bounded("".join([as_text(part(environment, context)) for part in parts]), "&")

    return run


def _comparison(node: Comparison) -> Closure:
    left, right, sign = _closure(node.left), _closure(node.right), node.operator
    return lambda environment, context: _compare(left(environment, context), right(environment, context), sign)


_SIGNS: Mapping[str, Callable[[str | int, str | int], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def _compare(left: Result, right: Result, sign: str) -> bool:
    """Compare as numbers if both are numbers, otherwise as case-sensitive text."""
    one, two = as_text(left), as_text(right)
    if is_number(one) and is_number(two):
        return _SIGNS[sign](int(one), int(two))
    return _SIGNS[sign](one, two)


class Batch:
    """Several expressions that are evaluated together for each person.

    Plain attributes, which are most rows of a mapping, are read in one step.

    Args:
        rows: the expressions; ``None`` for a row without a source.
    """

    def __init__(self, rows: Sequence[Compiled | None]) -> None:
        self._names = tuple(
            row.node.name if row is not None and isinstance(row.node, Attribute) else "" for row in rows
        )
        self._others = tuple(
            (number, row.run)
            for number, row in enumerate(rows)
            if row is not None and not isinstance(row.node, Attribute)
        )

    def __call__(self, environment: Environment, context: EvaluationContext = HERE) -> list[Result]:
        """Return the results in the order of the rows.

        Raises:
            EvaluationError: a row cannot be evaluated for this person.
        """
        values = list(map(environment.get, self._names))
        for number, run in self._others:
            values[number] = run(environment, context)
        return values


__all__ = ["Batch", "Compiled", "Environment", "EvaluationError", "Result", "compile_expression"]
