"""Text to tree, with functions that exist and arguments that they take."""

from __future__ import annotations

from collections.abc import Container

from wizard.core.nearest import nearest
from wizard.mapping.expression.grammar import ExpressionError, tree
from wizard.mapping.expression.nodes import Call, Node
from wizard.mapping.expression.slips import without_slip
from wizard.mapping.expression.table import FUNCTIONS, Function

NO_NAME = "none"
"""Placeholder if there is no similar name."""

_REPAIRS = 40


class _Everything:
    def __contains__(self, _name: object) -> bool:
        return True


ANY_FUNCTION: Container[str] = _Everything()
"""For parsing an expression regardless of its functions."""


def parse(source: str, more: Container[str] = ()) -> Node:
    """Parse an expression and check its calls.

    Args:
        source: the text.
        more: names of functions in addition to those of the table: a tenant may support some that this program does
            not.

    Raises:
        ExpressionError: with the position and what was expected there; of several, the one that is read first.
    """
    return tree(source, lambda call: _check(source, call, more))


def repaired(source: str) -> str | None:
    """Return the expression that was probably meant, ``None`` if unknown.

    Args:
        source: an expression that cannot be parsed.
    """
    for _ in range(_REPAIRS):
        try:
            parse(source)
        except ExpressionError as error:
            better = without_slip(source, error.start)
            near = str(error.params.get("near", NO_NAME))
            if error.code == "expression-unknown-function" and near != NO_NAME:
                better = source[: error.start] + near + source[error.end :]
            if better == source:
                return None
            source = better
        else:
            return source
    return None


def _check(source: str, call: Call, more: Container[str]) -> None:
    row = FUNCTIONS.get(call.name)
    if row is None:
        if call.name in more:
            return
        near = nearest(call.name, FUNCTIONS)
        raise ExpressionError(
            "expression-unknown-function",
            source,
            call.span[0],
            call.span[0] + len(call.name),
            name=call.name,
            near=(near or [NO_NAME])[0],
        )
    given = len(call.arguments)
    while given and not row.fits(given) and call.arguments[given - 1] is None:
        given -= 1  # trailing skipped arguments are allowed
    if not row.fits(given):
        raise ExpressionError(
            "expression-arguments", source, *call.span, name=call.name, signature=row.signature, given=given
        )
    missing = _skipped(row, call.arguments[:given])
    if missing:
        raise ExpressionError(
            "expression-argument-missing", source, *call.span, name=call.name, signature=row.signature, missing=missing
        )


def _skipped(row: Function, arguments: tuple[Node | None, ...]) -> str:
    """Return the name of the first required argument that is skipped, empty if there is none."""
    for number, argument in enumerate(arguments[: len(row.parameters)]):
        if argument is None and row.parameters[number].required and len(arguments) >= len(row.parameters):
            return row.parameters[number].name
    return ""
