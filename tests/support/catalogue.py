"""The catalog of texts for tests: every Fluent file parsed, and every place in the source that uses a text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor
from source_trees import nodes

ROOT = Path(__file__).resolve().parent.parent.parent
LOCALES = ROOT / "resources" / "locales"


@dataclass(frozen=True, slots=True)
class Words:
    """A message, or an attribute of one (``id.attribute``): its file and its placeholders."""

    key: str
    file: Path
    placeholders: frozenset[str]
    refers: frozenset[str]


class _Parts(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.placeholders: set[str] = set()
        self.refers: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:
        self.placeholders.add(node.id.name)

    def visit_MessageReference(self, node: fluent.MessageReference) -> None:
        self.refers.add(node.id.name + (f".{node.attribute.name}" if node.attribute else ""))


def placeholders(node: fluent.BaseNode) -> frozenset[str]:
    """Return the names of the values that a part of a message shows or decides by."""
    seen = _Parts()
    seen.visit(node)
    return frozenset(seen.placeholders)


def files(language: str) -> list[Path]:
    return sorted((LOCALES / language).rglob("*.ftl"))


@cache
def body(path: Path) -> tuple[fluent.EntryType, ...]:
    return tuple(FluentParser().parse(path.read_text(encoding="utf-8")).body)


def words_of(language: str) -> Iterator[Words]:
    """Yield every message and attribute of a language, duplicates included."""
    for path in files(language):
        for entry in body(path):
            if not isinstance(entry, fluent.Message):
                continue
            parts = [(entry.id.name, entry.value)]
            parts += [(f"{entry.id.name}.{attribute.id.name}", attribute.value) for attribute in entry.attributes]
            for key, pattern in parts:
                if pattern is not None:
                    seen = _Parts()
                    seen.visit(pattern)
                    yield Words(key, path, frozenset(seen.placeholders), frozenset(seen.refers))


@cache
def catalogue(language: str = "en") -> Mapping[str, Words]:
    return {words.key: words for words in words_of(language)}


@dataclass(frozen=True, slots=True)
class Use:
    """A call that takes a text's key or an error's code.

    ``given`` are the names of the passed values; None if they cannot be read from the source.
    """

    where: str
    call: str
    key: str
    given: frozenset[str] | None
    pattern: re.Pattern[str] | None = field(default=None)


def literals(node: ast.expr) -> Iterator[ast.Constant | ast.JoinedStr]:
    """Yield the literal texts that an expression can evaluate to."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        yield node
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def pattern_of(node: ast.JoinedStr) -> re.Pattern[str]:
    parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.-]+" for part in node.values]
    return re.compile("".join(parts))


@cache
def sources() -> tuple[Path, ...]:
    return tuple(sorted((ROOT / "wizard").rglob("*.py")))


@cache
def error_classes() -> frozenset[str]:
    """Return the names of ``WizardError`` and all classes derived from it."""
    bases = {
        node.name: {ast.unparse(base).rpartition(".")[2] for base in node.bases}
        for path in sources()
        for node in nodes(path)
        if isinstance(node, ast.ClassDef)
    }
    found = {"WizardError"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return frozenset(found)


def _given(call: ast.Call, skip: frozenset[str] = frozenset()) -> frozenset[str] | None:
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else frozenset(name for name in names if name and name not in skip)


@cache
def uses() -> tuple[Use, ...]:
    """Return every call that gets a text by a literal key, or raises an error with a literal code."""
    return tuple(_uses())


def _uses() -> Iterator[Use]:
    errors = error_classes()
    for path in sources():
        for call in (node for node in nodes(path) if isinstance(node, ast.Call) and node.args):
            match call.func:
                case ast.Attribute(value=value, attr=last):
                    holder = ast.unparse(value) if last in {"get", "has"} else ""
                case ast.Name(id=last):
                    holder = ""
                case _:
                    continue
            if last in errors:
                kind, given = "error", _error_params(call)
            elif last in {"t", "_t"} or (last in {"get", "has"} and re.search(r"texts(\(\))?$", holder, re.IGNORECASE)):
                kind, given = ("has", None) if last == "has" else ("text", _given(call))
            elif last == "report":
                kind, given = "text", _given(call, frozenset({"done", "total", "data"}))
                if given is not None:
                    given |= {"done", "total"} & {keyword.arg or "" for keyword in call.keywords}
            else:
                continue
            for node in literals(call.args[0]):
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                if isinstance(node, ast.JoinedStr):
                    yield Use(where, kind, ast.unparse(node), given, pattern_of(node))
                elif node.value:
                    yield Use(where, kind, str(node.value), given)


def _error_params(call: ast.Call) -> frozenset[str] | None:
    if len(call.args) < 2:
        named = next((keyword.value for keyword in call.keywords if keyword.arg == "params"), None)
        return frozenset() if named is None else None
    params = call.args[1]
    if isinstance(params, ast.Dict) and all(isinstance(key, ast.Constant) for key in params.keys):
        return frozenset(str(key.value) for key in params.keys if isinstance(key, ast.Constant))
    return None


def mentions() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Return every string of the source, and a pattern for every f-string, without docstrings."""
    plain: set[str] = set()
    patterns: dict[str, re.Pattern[str]] = {}
    for path in sources():
        inside = {id(part) for node in nodes(path) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in nodes(path):
            if isinstance(node, ast.JoinedStr):
                found = pattern_of(node)
                patterns[found.pattern] = found
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
                plain.add(node.value)
    return frozenset(plain), tuple(patterns.values())
