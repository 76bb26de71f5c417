"""Checks scoping filters: conditions that Entra refuses or ignores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from wizard.core.errors import MappingError
from wizard.mapping.attribute_mapping import AttributeDefinition, ObjectMapping
from wizard.mapping.checks.model import Finding
from wizard.mapping.expression.values import is_number
from wizard.mapping.filters import TABLE, UNSUPPORTED, Clause, canonical
from wizard.mapping.language import OWN, Language
from wizard.mapping.patterns import compile_pattern
from wizard.mapping.schema import Schema

_UNFIT = frozenset({"DateTime", "Reference", "Binary"})


def check_filters(schema: Schema, mapping: ObjectMapping) -> Iterator[Finding]:
    """Yield the problems of a mapping's scoping filters; a finding's target is the filter's title."""
    sources = {item.name: item for item in schema.source_attributes(mapping.kind)}
    for group in mapping.scope.groups:
        if not group.clauses:
            yield Finding("scope-filter-empty", "error", group.name)
        for clause in group.clauses:
            problem = clause_problem(clause, sources, schema.language)
            if problem:
                params = {"attribute": clause.attribute, "operator": clause.operator}
                yield Finding(problem, "error" if is_wrong(problem) else "advice", group.name, params)


def clause_problem(clause: Clause, sources: Mapping[str, AttributeDefinition], language: Language = OWN) -> str:
    """Return the id of a condition's problem, or an empty text if Entra accepts the condition."""
    return _attribute(clause, sources) or _operator(clause, sources.get(clause.attribute), language)


def is_wrong(problem: str) -> bool:
    """Return whether Entra refuses a condition with this problem; it accepts conditions that only this program cannot
    test.
    """
    return not problem.endswith("-untestable")


def ignored_attributes(definitions: Iterable[AttributeDefinition]) -> frozenset[str]:
    """Return the source attributes that Entra does not filter by; undefined attributes only if they are documented."""
    return UNSUPPORTED | {item.name for item in definitions if not can_filter(item)}


def can_filter(definition: AttributeDefinition) -> bool:
    """Return whether a condition may use an attribute."""
    unfit = definition.multivalued or definition.type in _UNFIT
    return definition.name not in UNSUPPORTED and not unfit


def _attribute(clause: Clause, sources: Mapping[str, AttributeDefinition]) -> str:
    definition = sources.get(clause.attribute)
    if clause.attribute in UNSUPPORTED or (definition is not None and not can_filter(definition)):
        return "scope-filter-unsupported-attribute"
    unknown = bool(sources) and definition is None and clause.attribute != "IsSoftDeleted"
    return "scope-filter-unknown-attribute" if unknown else ""


def _operator(clause: Clause, definition: AttributeDefinition | None, language: Language) -> str:
    if not language.knows_operator(clause.operator):
        return "scope-filter-operator"
    if definition is not None and canonical(clause.operator) not in map(
        canonical, language.operators_for(definition.type)
    ):
        return "scope-filter-operator-type"
    if language.is_unary(clause.operator):
        return "scope-filter-extra-value" if any(clause.values) else ""
    if not any(clause.values):
        return "scope-filter-no-value"
    row = TABLE.get(canonical(clause.operator))
    if row is None:
        return "scope-filter-operator-untestable"
    if row.numeric and not all(is_number(value.strip()) for value in clause.values):
        return "scope-filter-number-on-text"
    if "REGEX" in row.name:
        try:
            for value in clause.values:
                compile_pattern(value)
        except MappingError as error:
            return "scope-filter-pattern-untestable" if error.code == "pattern-untestable" else "scope-filter-pattern"
    return ""
