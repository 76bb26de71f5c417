"""Converts expressions to the schema's trees (``attributeMappingSource``), and those trees to text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wizard.core.errors import MappingError
from wizard.mapping.expression import (
    FUNCTIONS,
    Attribute,
    Call,
    Comparison,
    ExpressionError,
    Joined,
    Node,
    Number,
    Text,
    parse,
)

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping, JsonObject

MAX_DEPTH = 100
"""Maximum depth of nested sources; this program's own limit."""


def source_tree(node: Node) -> JsonObject:
    """Return an expression as ``attributeMappingSource``; skipped arguments have no entry.

    Numbers and comparisons are constants, as the service prints them.
    """
    if isinstance(node, Attribute):
        return {"type": "Attribute", "name": node.name, "expression": str(node), "parameters": []}
    if isinstance(node, Text):
        return {"type": "Constant", "name": node.value, "expression": str(node), "parameters": []}
    if isinstance(node, Call):
        row = FUNCTIONS.get(node.name)
        parameters = [
            {"key": row.key(number) if row is not None else f"argument{number}", "value": source_tree(part)}
            for number, part in enumerate(node.arguments)
            if part is not None
        ]
        return {"type": "Function", "name": node.name, "expression": str(node), "parameters": parameters}
    text = str(node.source) if isinstance(node, Number) else str(node)
    if isinstance(node, Comparison | Joined):
        sign = node.operator if isinstance(node, Comparison) else "&"
        parts = (node.left, node.right) if isinstance(node, Comparison) else node.parts
        values = [{"key": "source", "value": source_tree(part)} for part in parts]
        return {"type": "Function", "name": sign, "expression": text, "parameters": values}
    return {"type": "Constant", "name": text, "expression": str(Text(text)), "parameters": []}


def require_source(source: object, depth: int = 0) -> None:
    """Refuse values that are not a valid ``attributeMappingSource``; ``None`` is valid.

    Raises:
        MappingError: ``schema-shape``.
    """
    if source is None:
        return
    words = ("type", "name", "expression")
    if (
        depth > MAX_DEPTH
        or not isinstance(source, dict)
        or not all(isinstance(source.get(word), str | None) for word in words)
    ):
        raise MappingError("schema-shape", {"part": "source"})
    given = source.get("parameters")
    if not isinstance(given, list | None) or not all(isinstance(item, dict) for item in given or ()):
        raise MappingError("schema-shape", {"part": "parameters"})
    for item in given or ():
        require_source(item.get("value"), depth + 1)


def tree_text(source: JsonMapping, depth: int = 0) -> str:
    """Print a tree; empty if it is not a tree. Skipped arguments are recognized by the engine's parameter names."""
    name, kind = str(source.get("name") or ""), source.get("type")
    if kind == "Attribute":
        return str(Attribute(name))
    if kind == "Constant":
        return str(Text(name))
    given = source.get("parameters")
    if kind != "Function" or not isinstance(given, list) or depth > MAX_DEPTH:
        return name
    row = FUNCTIONS.get(name)
    texts: list[str] = []
    for item in given:
        value = item.get("value") if isinstance(item, Mapping) else None
        text = tree_text(value, depth + 1) if isinstance(value, Mapping) else ""
        key = item.get("key") if isinstance(item, Mapping) else None
        if row is not None and any(row.key(number) == key for number in range(len(texts), len(row.parameters))):
            while row.key(len(texts)) != key:
                texts.append("")
        texts.append(text)
    return f"{name}({', '.join(texts)})"


def disagrees(source: JsonMapping) -> bool:
    """Return whether a source's tree and text have different meanings; ``False`` if the tree or the text is missing.

    Which of the two the service uses is not documented.
    """
    text = source.get("expression")
    if not isinstance(text, str) or not text:
        return False
    if source.get("type") == "Function" and not source.get("parameters"):
        return False
    try:
        return bool(meaning(source_tree(parse(text))) != meaning(source))
    except ExpressionError:
        return False


def meaning(source: JsonMapping, depth: int = 0) -> object:
    """Return a tree's meaning for comparisons: type, name and arguments.

    Parameter names differ between versions of the engine, and sources other than functions have ``null`` or ``[]``.
    """
    if depth > MAX_DEPTH:
        return None
    given = source.get("parameters") or ()
    values = [item.get("value") for item in given if isinstance(item, Mapping)]
    return (
        source.get("type"),
        source.get("name"),
        [meaning(value, depth + 1) for value in values if isinstance(value, Mapping)],
    )
