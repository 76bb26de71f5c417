"""The table of functions and the values they work with, under one name."""

from wizard.mapping.expression.table import FUNCTIONS, MANY, Example, Function, Parameter
from wizard.mapping.expression.values import EvaluationError, Result, as_integer, as_list, as_text, is_true

__all__ = [
    "FUNCTIONS",
    "MANY",
    "EvaluationError",
    "Example",
    "Function",
    "Parameter",
    "Result",
    "as_integer",
    "as_list",
    "as_text",
    "is_true",
]
