"""Finds problems of a valid expression: arguments of the wrong type, functions that do not belong here.

Texts: ``function-note-<code>`` with the note's parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from wizard.core.errors import MappingError
from wizard.mapping.expression.nodes import Attribute, Bare, Call, Comparison, Joined, Node, Number, Text, walk
from wizard.mapping.expression.table import FUNCTIONS, Parameter
from wizard.mapping.expression.values import EvaluationError, Flow, is_number
from wizard.mapping.language import OWN, Language
from wizard.mapping.patterns import compile_pattern

_PRESENCE = frozenset({"IsPresent", "IsNull", "IsNullOrEmpty"})
_NEW_EACH_TIME = frozenset({"Guid", "RandomString"})
_MARKERS = frozenset({Flow.IGNORE_ATTRIBUTE.value, Flow.IGNORE_OBJECT.value})
_WORDS = frozenset(word for row in FUNCTIONS.values() for item in row.parameters for word in item.values)


Severity = Literal["error", "warning", "advice"]


@dataclass(frozen=True, slots=True)
class Note:
    """A note about one part of an expression; ``start`` and ``end`` are character positions in its source."""

    code: str
    severity: Severity
    start: int
    end: int
    params: Mapping[str, str | int] = field(default_factory=dict)


def lint(node: Node, language: Language = OWN) -> tuple[Note, ...]:
    """Return what is wrong or risky in an expression, in the order of the source; the tenant's list decides."""
    notes = [note for part in walk(node) for note in _part(part, language)]
    if isinstance(node, Comparison):
        notes.append(_note("comparison-place", "error", node))
    return tuple(sorted(notes, key=lambda note: (note.start, note.end)))


def _note(code: str, severity: Severity, node: Node, **params: str | int) -> Note:
    return Note(code, severity, *node.span, params)


def _part(node: Node, language: Language) -> Iterator[Note]:
    if isinstance(node, Joined):
        yield _note("joined", "error", node)
    elif isinstance(node, Bare):
        if node.name in _MARKERS:
            yield _note("not-offered", "error", node, name=node.name, dialect="hr")
        elif node.name not in _WORDS:
            yield _note("bare-word", "error", node, name=node.name)
    elif isinstance(node, Call):
        yield from _call(node, language)


def _call(node: Call, language: Language) -> Iterator[Note]:
    row = FUNCTIONS.get(node.name)
    if row is None:
        yield _note("tenant-only", "advice", node, name=node.name)
        return
    if not language.offers(node.name) and not row.dialect:
        yield _note("not-listed", "warning", node, name=node.name)
    elif not language.offers(node.name):
        yield _note("not-offered", "error", node, name=node.name, dialect=row.dialect)
    if node.name in _NEW_EACH_TIME:
        yield _note("new-each-time", "warning", node, name=node.name)
    for number, argument in enumerate(node.arguments):
        if argument is None or not row.parameters:
            continue
        if isinstance(argument, Comparison) and not (number == 0 and node.name in {"IIF", "CBool"}):
            yield _note("comparison-place", "error", argument)
        yield from _constant(node.name, row.parameter(number), argument)
    first = node.arguments[0] if node.arguments else None
    if node.name == "IIF" and first is not None:
        yield from _condition(first)
    if node.name == "Switch" and isinstance(first, Call) and first.name in _PRESENCE:
        yield _note("switch-presence", "warning", first, name=first.name)
    if node.name == "Replace":
        yield from _replace(node)


def _constant(function: str, parameter: Parameter, argument: Node) -> Iterator[Note]:
    """Yield problems of an argument that is constant."""
    params = {"function": function, "parameter": parameter.name}
    if parameter.values:
        text = argument.value if isinstance(argument, Text) else argument.name if isinstance(argument, Bare) else None
        if text is not None and text not in parameter.values and not is_number(text):
            yield _note(
                "constant-word", "error", argument, **params, value=text[:40], words=", ".join(parameter.values)
            )
    elif parameter.type == "Integer" and isinstance(argument, Text) and not is_number(argument.value.strip()):
        yield _note("constant-number", "error", argument, **params, value=argument.value[:40])
    elif parameter.type == "List" and isinstance(argument, Text | Number):
        yield _note("constant-list", "error", argument, **params)


def _condition(first: Node) -> Iterator[Note]:
    """Yield conditions on empty attributes: Entra's documentation says that they fail, although its guides use them."""
    for part in walk(first):
        if isinstance(part, Call) and part.name in _PRESENCE:
            yield _note("condition-presence", "warning", part, name=part.name)
        if isinstance(part, Comparison) and Text("") in (part.left, part.right):
            yield _note("condition-empty", "warning", part)


def _replace(node: Call) -> Iterator[Note]:
    given = {number for number, argument in enumerate(node.arguments) if argument is not None} - {0}
    if given not in ({1, 4}, {1, 6}, {2, 4}, {2, 3, 4}, {2, 3, 5}):
        yield _note("replace-arguments", "error", node)
    pattern = node.arguments[2] if len(node.arguments) > 2 else None
    group = node.arguments[3] if len(node.arguments) > 3 else None
    if not isinstance(pattern, Text):
        return
    try:
        ready = compile_pattern(pattern.value)
    except (EvaluationError, MappingError) as error:
        if error.code == "pattern-untestable":
            yield _note("replace-pattern-untestable", "advice", pattern, part=str(error.params["part"]))
        else:
            yield _note("replace-pattern", "error", pattern, reason=str(error.params.get("reason", "")))
        return
    if isinstance(group, Text) and group.value not in ready.groups:
        yield _note("replace-group", "error", group, name=group.value[:40], groups=", ".join(ready.groups) or "–")


# --- types


@dataclass(frozen=True, slots=True)
class Inferred:
    """The type of a result as schemas name it (``String``, ``Integer``, …; empty if unknown)."""

    type: str
    multivalued: bool = False


_UNKNOWN = Inferred("")
_CHOICES = frozenset({"IIF", "Switch", "Coalesce", "SelectUniqueValue", "IgnoreFlowIfNullOrEmpty", "Redact"})
"""Functions that return one of their arguments."""


def infer(node: Node, types: Mapping[str, tuple[str, bool]]) -> Inferred:
    """Return the type of an expression's result.

    Args:
        node: the expression.
        types: the schema's type of each source attribute, and whether it is multivalued.
    """
    if isinstance(node, Attribute):
        return Inferred(*types[node.name]) if node.name in types else _UNKNOWN
    if isinstance(node, Number):
        return Inferred("Integer")
    if isinstance(node, Comparison):
        return Inferred("Boolean")
    if isinstance(node, Text | Joined):
        return Inferred("String")
    if not isinstance(node, Call):
        return _UNKNOWN
    if node.name in _CHOICES:
        return _chosen(node, types)
    row = FUNCTIONS.get(node.name)
    returns = row.returns if row is not None else "Any"
    if returns == "Any":
        return _UNKNOWN
    return Inferred("String", multivalued=True) if returns == "List" else Inferred(returns)


def _chosen(node: Call, types: Mapping[str, tuple[str, bool]]) -> Inferred:
    if node.name == "IIF":
        wanted = node.arguments[1:3]
    elif node.name == "Switch":
        wanted = (*node.arguments[1:2], *node.arguments[3::2])
    else:
        wanted = node.arguments
    found = {infer(part, types) for part in wanted if part is not None and not _is_empty(part)}
    if len(found) == 1:
        return found.pop()
    several = any(item.multivalued for item in found)
    return Inferred("", several)


def _is_empty(node: Node) -> bool:
    return isinstance(node, Text) and node.value == ""
