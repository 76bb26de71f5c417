"""The expression language of Entra's attribute mappings: text to tree, tree to text, tree to value.

No Python is ever evaluated. Limits: :data:`MAX_LENGTH` characters (documented); :data:`MAX_DEPTH` nested calls and
:data:`MAX_VALUE` characters of a value (this program's own).
"""

from wizard.mapping.expression.evaluate import Batch, Compiled, attributes_in, compile_expression, not_ours
from wizard.mapping.expression.grammar import MAX_DEPTH, MAX_LENGTH, ExpressionError
from wizard.mapping.expression.nodes import Attribute, Bare, Call, Comparison, Joined, Node, Number, Text
from wizard.mapping.expression.parser import ANY_FUNCTION, NO_NAME, parse, repaired
from wizard.mapping.expression.table import FUNCTIONS, Example, Function, Parameter
from wizard.mapping.expression.values import (
    MAX_VALUE,
    Environment,
    EvaluationContext,
    EvaluationError,
    Flow,
    Result,
    as_list,
    as_text,
)

__all__ = [
    "ANY_FUNCTION",
    "FUNCTIONS",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_VALUE",
    "NO_NAME",
    "Attribute",
    "Bare",
    "Batch",
    "Call",
    "Comparison",
    "Compiled",
    "Environment",
    "EvaluationContext",
    "EvaluationError",
    "Example",
    "ExpressionError",
    "Flow",
    "Function",
    "Joined",
    "Node",
    "Number",
    "Parameter",
    "Result",
    "Text",
    "as_list",
    "as_text",
    "attributes_in",
    "compile_expression",
    "not_ours",
    "parse",
    "repaired",
]
