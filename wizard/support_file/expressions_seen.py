"""What a schema's expressions and filters test, and what expressions give for people and their replacements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any

from wizard.core.errors import MappingError
from wizard.mapping import ObjectMapping, Schema
from wizard.mapping.expression import parse
from wizard.mapping.expression.nodes import Text, walk
from wizard.support_file.convert import source_of
from wizard.support_file.model import Directory, Value

_EXACT = frozenset({"EQUALS", "NOT EQUALS", "IS NULL", "IS NOT NULL", "IS TRUE", "IS FALSE"})

_REWRITTEN = frozenset({"userPrincipalName", "originalUserPrincipalName"})
"""Attributes that mappings see otherwise than they are stored."""


def literals_of(schema: Schema) -> set[str]:
    """Return the texts that expressions and filters test or write."""
    found: set[str] = set()
    for mapping in _mappings(schema):
        for row in mapping.rows:
            if row.default:
                found.add(row.default)
            if row.source is not None:
                found |= _texts_in(row.expression)
        for group in mapping.scope.groups:
            for clause in group.clauses:
                found.update(clause.values)
    return found


def _texts_in(expression: str) -> set[str]:
    try:
        return {node.value for node in walk(parse(expression)) if isinstance(node, Text)}
    except MappingError:
        return {expression}


def _mappings(schema: Schema) -> Iterator[ObjectMapping]:
    yield schema.mapping("User")
    if schema.has("Group"):
        yield schema.mapping("Group")


def loosely_tested(schema: Schema) -> frozenset[str]:
    """Return the attributes that a filter compares otherwise than for being equal: by pattern, order or part."""
    return frozenset(
        clause.attribute
        for mapping in _mappings(schema)
        for group in mapping.scope.groups
        for clause in group.clauses
        if clause.operator.upper() not in _EXACT
    )


class Images:
    """What an expression gave for people, and what it gives for their replacements; letter case is carried over."""

    def __init__(self, otherwise: Callable[[str], str]) -> None:
        self._exact: dict[str, str] = {}
        self._folded: dict[str, tuple[str, str]] = {}
        self._otherwise = otherwise

    def add(self, given: str, made: str) -> None:
        if given and self._exact.setdefault(given, made) is made:
            self._folded.setdefault(given.casefold(), (given, made))

    def __call__(self, value: Any) -> Any:
        if value.__class__ is not str or not value:
            return value
        found = self._exact.get(value)
        if found is not None:
            return found
        alike = self._folded.get(value.casefold())
        if alike is None:
            return self._otherwise(value)
        given, made = alike
        if not len(value) == len(given) == len(made):
            return made
        return "".join(
            letter if now == then else letter.upper() if now != now.lower() else letter.lower()
            for letter, now, then in zip(made, value, given, strict=True)
        )


def of_people(directory: Directory, like: Directory, used: Set[str]) -> Iterator[Mapping[str, Value]]:
    """Yield what expressions see of people; where several are alike in all that is used, of one of them.

    Args:
        directory: whose people are meant.
        like: the same people under their real names.
        used: attributes, as ``like`` calls them.
    """
    if used <= set(like.attributes) and _REWRITTEN.isdisjoint(used):
        chosen = [place for place, name in enumerate(like.attributes) if name in used]
        names = [directory.attributes[place] for place in chosen]
        rows, others = (
            zip(*([row.values[place] for row in side.people] for place in chosen), strict=True)
            for side in (like, directory)
        )
        for values in dict(zip(rows, others, strict=True)).values():
            yield {"IsSoftDeleted": False, **dict(zip(names, values, strict=True))}
        return
    for person in source_of(directory).people:
        yield {**person.mappable, "IsSoftDeleted": False}


def of_groups(directory: Directory, _like: Directory, _used: Set[str]) -> Iterator[Mapping[str, Value]]:
    for group in directory.groups:
        yield {**group.attributes, "objectId": group.id, "IsSoftDeleted": False}
