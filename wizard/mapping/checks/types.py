"""Checks source and target types, and several values mapped to a single-valued attribute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wizard.mapping.attribute_mapping import AttributeDefinition, AttributeMapping
from wizard.mapping.checks.model import Finding, Fix, Severity
from wizard.mapping.expression import Attribute, Node
from wizard.mapping.expression.lint import infer
from wizard.mapping.expression.values import is_number

_FROM_TEXT = frozenset({"Integer", "Boolean", "DateTime"})
"""Target types whose values text can contain, but need not."""


def check_types(
    row: AttributeMapping,
    node: Node | None,
    sources: Mapping[str, AttributeDefinition],
    target: AttributeDefinition | None,
) -> Iterator[Finding]:
    """Yield conflicts between a row's result and its target; ``node`` is ``None`` for a constant."""
    if target is None:
        return
    if node is None:
        text = str((row.source or {}).get("name") or "")
        if not fits(text, target.type) or target.type == "Reference":
            yield Finding("map-type-conflict", "error", row.target, {"source": "String", "target": target.type})
        return
    types = {name: (item.type, item.multivalued) for name, item in sources.items()}
    given = infer(node, types)
    if given.multivalued and not target.multivalued:
        fix = Fix("set-expression", row.target, f"Item({row.expression}, 1)")
        yield Finding("map-multi-into-single", "error", row.target, {"source": row.expression[:60]}, fix=fix)
    elif given.type and _conflict(given.type, target.type, direct=isinstance(node, Attribute)):
        severity: Severity = "error" if "Reference" in {given.type, target.type} else "warning"
        yield Finding("map-type-conflict", severity, row.target, {"source": given.type, "target": target.type})


def _conflict(source: str, target: str, *, direct: bool) -> bool:
    """Return whether values cannot be expected to fit. An expression may convert its text so that it fits."""
    if source == target or (target == "String" and source not in {"Reference", "Binary"}):
        return False
    return not (source == "String" and target in _FROM_TEXT and not direct)


def fits(text: str, type_: str) -> bool:
    """Return whether a text is valid for a schema type; empty text counts as no value, and is valid."""
    if text == "":
        return True
    if type_ == "Boolean":
        return text.lower() in {"true", "false"}
    return is_number(text) if type_ == "Integer" else True
