"""The expression language of Entra's attribute mappings: text to tree, tree to text, tree to value.

No Python is ever evaluated. Limits: :data:`MAX_LENGTH` characters (documented), :data:`MAX_DEPTH` nested calls (ours).
"""

from wizard.mapping.expression.evaluate import Compiled, Environment, Result, compile_expression
from wizard.mapping.expression.functions import FUNCTIONS, Function
from wizard.mapping.expression.nodes import Attribute, Bare, Call, Comparison, Node, Number, Text
from wizard.mapping.expression.parser import MAX_DEPTH, MAX_LENGTH, ExpressionError, parse

__all__ = [
    "FUNCTIONS",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "Attribute",
    "Bare",
    "Call",
    "Comparison",
    "Compiled",
    "Environment",
    "ExpressionError",
    "Function",
    "Node",
    "Number",
    "Result",
    "Text",
    "compile_expression",
    "parse",
]
