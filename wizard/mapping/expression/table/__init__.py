"""The functions of the language, one row each: signature, types, examples (which are tests), and implementation."""

from datetime import UTC, datetime
from random import Random

from wizard.mapping.expression.table import dating, dialects, lists, logic, tenant, text
from wizard.mapping.expression.table.model import MANY, Closure, Example, Function, Parameter
from wizard.mapping.expression.values import EvaluationContext

FUNCTIONS: dict[str, Function] = {
    row.name: row
    for row in sorted(
        (*dating.ROWS, *dialects.ROWS, *lists.ROWS, *logic.ROWS, *tenant.ROWS, *text.ROWS),
        key=lambda row: row.name.lower(),
    )
}
"""All functions by name, in alphabetical order."""

EXAMPLE_CONTEXT = EvaluationContext(
    now=datetime(2026, 1, 15, 9, 30, tzinfo=UTC),
    taken=lambda value: value == "ann.berg",
    default_domain="harborlights.example",
    random=Random(1),
)
"""The context in which the table's examples are evaluated."""

__all__ = ["EXAMPLE_CONTEXT", "FUNCTIONS", "MANY", "Closure", "Example", "Function", "Parameter"]
