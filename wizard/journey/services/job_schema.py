"""The job's schema, the application's default schema, and how answers change a schema."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from wizard.journey.answers import SCHEMA_ANSWERS, Answers
from wizard.journey.services.job import find_job, service_principal_id
from wizard.journey.services.tenant_language import known_language
from wizard.mapping import AttributeMapping, FilterGroup, Schema, ScopingFilter
from wizard.mapping.schema import ACTIONS

if TYPE_CHECKING:
    from wizard.core.json_types import JsonObject
    from wizard.core.tasks import Task
    from wizard.journey.context import Context
    from wizard.mapping.attribute_mapping import ObjectKind


def read_schema(task: Task, context: Context, answers: Answers) -> Schema:
    """Return the job's current schema, with the functions and operators that the tenant reported."""
    job = find_job(task, context, answers)
    raw = context.graph.schema.read(task, service_principal_id(answers), job.id)
    return Schema(raw, known_language(context, answers))


def default_schema(task: Task, context: Context, answers: Answers) -> Schema:
    """Return the application's default schema; it is read once per run."""
    job = find_job(task, context, answers)
    known = context.state.application(answers).template_schemas
    if job.template_id not in known:
        known[job.template_id] = context.graph.schema.of_template(task, service_principal_id(answers), job.template_id)
    return Schema(known[job.template_id], known_language(context, answers))


def rule_id(task: Task, context: Context, answers: Answers, kind: ObjectKind) -> str:
    """Return the id of the rule that holds the mapping of users or groups; saving does not change it."""
    known = context.state.application(answers).rule_ids
    if kind not in known:
        known[kind] = read_schema(task, context, answers).rule_id(kind)
    return known[kind]


def rows_of(raw: Sequence[JsonObject]) -> tuple[AttributeMapping, ...]:
    """Return the mapping rows in the answers.

    Raises:
        MappingError: ``schema-shape``.
    """
    return tuple(AttributeMapping.from_json(row) for row in raw)


def apply(schema: Schema, answers: Answers) -> Schema:
    """Return the schema changed according to the answers: rows, filters, group mapping on or off."""

    def scope(groups: tuple[JsonObject, ...] | None) -> ScopingFilter | None:
        return None if groups is None else ScopingFilter(tuple(FilterGroup.from_json(item) for item in groups))

    if answers.user_rows is not None:
        schema = schema.with_mapping("User", rows=rows_of(answers.user_rows))
    if answers.user_actions_all:
        schema = schema.with_mapping("User", actions=ACTIONS | schema.mapping("User").actions)
    if answers.user_filter is not None:
        schema = schema.with_mapping("User", scope=scope(answers.user_filter))
    if schema.has("Group"):
        if answers.group_rows is not None:
            schema = schema.with_mapping("Group", rows=rows_of(answers.group_rows))
        if answers.group_actions_all:
            schema = schema.with_mapping("Group", actions=ACTIONS | schema.mapping("Group").actions)
        if answers.group_filter is not None:
            schema = schema.with_mapping("Group", scope=scope(answers.group_filter))
        if answers.groups_enabled is not None:
            schema = schema.with_mapping("Group", enabled=answers.groups_enabled)
    return schema


def own(answers: Answers, names: Collection[str]) -> Answers:
    """Return the answers with only these of the schema answers, so that the job keeps its own values for the others.

    Answers are kept after their step saved them; saving them again would overwrite changes made in the portal since.
    """
    nothing = Answers()
    return answers.with_(**{name: getattr(nothing, name) for name in SCHEMA_ANSWERS if name not in names})
