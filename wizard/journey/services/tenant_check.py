"""Check the changes before a schema is saved; the tenant's own result has priority.

``parseExpression`` of the job returns whether an expression is valid and how it is stored; its lists of functions and
operators (:mod:`wizard.journey.services.tenant_language`) define what expressions and scoping filters may use. If the
tenant does not respond, perhaps because this session lacks a permission, the program's own tables decide. Unchanged
parts never block saving: Microsoft's own default schemas would not pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from wizard.core.errors import GraphError, MappingError, SignInError
from wizard.journey.services.job import find_job, service_principal_id
from wizard.journey.services.tenant_language import read_language
from wizard.mapping import Schema
from wizard.mapping.attribute_mapping import KINDS, AttributeMapping
from wizard.mapping.checks import Finding, check
from wizard.mapping.sameness import changed_filters, changed_rows
from wizard.mapping.trees import require_source

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.mapping.attribute_mapping import ObjectKind

_ABOUT_EXPRESSIONS = ("map-expression-", "map-tree-", "map-source-", "map-extension-", "map-flow-", "map-roles-")
"""Findings that the tenant's own parser overrules."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A schema that may be saved, with the tenant's trees; ``by`` is who checked expressions and operators, empty if
    there were no changes."""

    schema: Schema
    by: Literal["", "tenant", "tables"] = ""


def check_changes(task: Task, context: Context, answers: Answers, before: Schema, wanted: Schema) -> Checked:
    """Check the differences between two schemas, and let the tenant parse the changed expressions.

    Raises:
        MappingError: ``mapping-has-problems`` with the number of findings; ``mapping-expression-refused`` and
            ``mapping-operator-refused`` with the tenant's message.
        GraphError, NetworkError: the tenant cannot be reached.
        Cancelled: the person cancelled.
    """
    tenant = _Tenant(task, context, answers)
    before, wanted = Schema(before.raw, tenant.language), Schema(wanted.raw, tenant.language)
    trusted: set[tuple[ObjectKind, str]] = set()
    schema = wanted
    for kind in KINDS:
        if wanted.has(kind):
            parsed = dict(_parsed(tenant, _changed(before, wanted, kind)))
            trusted |= {(kind, target) for target in parsed}
            if parsed:
                rows = [parsed.get(row.target, row) for row in wanted.mapping(kind).rows]
                schema = schema.with_mapping(kind, rows=rows)
    _require_operators(tenant, before, wanted)
    problems = [
        finding
        for kind in KINDS
        for finding in blocking(before, wanted, kind)
        if not (finding.id.startswith(_ABOUT_EXPRESSIONS) and (kind, finding.target) in trusted)
    ]
    if problems:
        first = problems[0]
        raise MappingError("mapping-has-problems", {"count": len(problems), "first": first.target or first.id})
    return Checked(schema, "tables" if tenant.silent else "tenant")


def blocking(before: Schema, wanted: Schema, kind: ObjectKind) -> tuple[Finding, ...]:
    """Return the errors of a schema that block saving: those in a changed row or filter, and new ones."""
    if not wanted.has(kind):
        return ()
    had = {(item.id, item.target) for item in check(before, kind) if item.severity == "error"}
    touched = {row.target for row in _changed(before, wanted, kind)}
    if before.has(kind):
        touched |= {group.name for group in changed_filters(before.mapping(kind), wanted.mapping(kind))}
    return tuple(
        item
        for item in check(wanted, kind)
        if item.severity == "error" and ((item.target and item.target in touched) or (item.id, item.target) not in had)
    )


def _changed(before: Schema, wanted: Schema, kind: ObjectKind) -> tuple[AttributeMapping, ...]:
    mapping = wanted.mapping(kind)
    return changed_rows(before.mapping(kind), mapping) if before.has(kind) else mapping.rows


class _Tenant:
    """Requests the job's own parser and lists; makes no further requests after a refusal.

    ``silent``: the tenant did not respond to a required request.
    """

    def __init__(self, task: Task, context: Context, answers: Answers) -> None:
        self._context, self._answers, self._task = context, answers, task
        self.silent = context.case is not None
        self._job = "" if self.silent else find_job(task, context, answers).id
        self.language = read_language(task, context, answers, self._job)

    def tree(self, row: AttributeMapping) -> AttributeMapping | None:
        """Return the row with the source as the tenant parses it, or ``None`` if the tenant does not respond.

        Raises:
            MappingError: ``mapping-expression-refused``.
        """
        if self.silent or not row.expression:
            return None
        context = self._context
        principal = service_principal_id(self._answers)
        try:
            answer = context.graph.schema.parse_expression(self._task, principal, self._job, row.expression)
        except (GraphError, SignInError) as error:
            if isinstance(error, GraphError) and error.status in (0, 429, 500, 502, 503, 504):
                raise
            self.say_tables()
            return None
        if not answer.parsed:
            params: dict[str, str | int | float] = {
                "target": row.target,
                "detail": answer.error_message or answer.error_code or "?",
            }
            raise MappingError("mapping-expression-refused", params)
        source = dict(answer.source)
        require_source(source)
        return replace(row, source=source) if source else row

    def say_tables(self) -> None:
        """Report that the program's own tables decide."""
        self.silent = True
        self._task.report("users-tables")


def _parsed(tenant: _Tenant, rows: Iterable[AttributeMapping]) -> Iterator[tuple[str, AttributeMapping]]:
    for row in rows:
        found = tenant.tree(row)
        if found is not None:
            yield row.target, found


def _require_operators(tenant: _Tenant, before: Schema, wanted: Schema) -> None:
    """Refuse operators in changed filters that the tenant does not support.

    Raises:
        MappingError: ``mapping-operator-refused``.
    """
    known = tenant.language.operators
    for kind in KINDS:
        if not wanted.has(kind):
            continue
        mapping = wanted.mapping(kind)
        groups = changed_filters(before.mapping(kind), mapping) if before.has(kind) else mapping.scope.groups
        if groups and not known and not tenant.silent:
            tenant.say_tables()
        for group in groups:
            for clause in group.clauses:
                if known and not tenant.language.knows_operator(clause.operator):
                    names = ", ".join(sorted(one.name for one in known.values()))
                    params: dict[str, str | int | float] = {
                        "filter": group.name,
                        "operator": clause.operator,
                        "known": names,
                    }
                    raise MappingError("mapping-operator-refused", params)
