"""Background work of the mapping page: files, checks, counting. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.core.errors import InputError, MappingError
from wizard.core.text_files import decode
from wizard.mapping import AttributeMapping, Schema
from wizard.mapping.checks import Finding, Fix, apply_fix, check, check_people
from wizard.mapping.expression import compile_expression
from wizard.mapping.population import Held, PopulationResult, evaluate
from wizard.mapping.schema import ACTIONS
from wizard.ui.files import save_text

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.directory import Person
    from wizard.mapping.attribute_mapping import ObjectKind
    from wizard.mapping.expression import Compiled
    from wizard.ui.models.mapping_edits import Edits

MAX_FILE = 20_000_000
"""Maximum size of a schema file in bytes; the largest known files have a few hundred thousand."""

SEVERITIES = ("error", "warning", "advice")
"""The most severe first."""


@dataclass(frozen=True, slots=True)
class Found:
    """The findings of a check, the most severe first: all of them, and by target ("" is the whole mapping)."""

    findings: tuple[Finding, ...] = ()
    by_target: dict[str, tuple[Finding, ...]] = field(default_factory=dict)


def read_schema_file(
    task: Task, path: Path, kind: ObjectKind, into: Schema | None = None
) -> tuple[tuple[AttributeMapping, ...], int]:
    """Return a schema file's rows for users or groups, and the number of problems in them.

    Args:
        into: The schema that the rows are for; without it, nothing is checked.

    Raises:
        InputError: ``usage-file``; ``file-encoding``.
        MappingError: The file contains no synchronization schema, or no mapping of this kind.
    """
    try:
        if path.stat().st_size > MAX_FILE:
            raise InputError("usage-file", {"file": path.name, "reason": "> 20 MB"})
        text = decode(path.read_bytes(), path.name)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError("usage-file", {"file": path.name, "reason": reason}, cause=error) from error
    task.checkpoint()
    rows = Schema.from_text(text).mapping(kind).rows
    return rows, len(check(into.with_mapping(kind, rows=rows), kind)) if into is not None else 0


def write_schema_file(
    task: Task, path: Path, schema: Schema, kind: ObjectKind, rows: Sequence[AttributeMapping]
) -> str:
    """Write the schema with the edited rows, and return the file's name."""
    return save_text(task, path, schema.with_mapping(kind, rows=rows).to_text())


def review(task: Task, schema: Schema, kind: ObjectKind, edits: Edits, people: Sequence[Person]) -> Found:
    """Check the edited rows, alone and with the users in scope."""
    edited = schema.with_mapping(kind, rows=edits.rows, actions=ACTIONS if edits.all_actions else None)
    found = list(check(edited, kind))
    task.checkpoint()
    if people and kind == "User":
        found += check_people(edited, kind, people)
    task.checkpoint()
    by_target: dict[str, tuple[Finding, ...]] = {}
    found.sort(key=lambda each: SEVERITIES.index(each.severity))
    for finding in found:
        by_target[finding.target] = (*by_target.get(finding.target, ()), finding)
    return Found(tuple(found), by_target)


def new_problems(_task: Task, schema: Schema, kind: ObjectKind, edits: Edits) -> tuple[Finding, ...]:
    """Return the warnings that the edits add. Errors are not included, because they prevent saving anyway."""
    before = {(each.id, each.target, each.params.get("why")) for each in check(schema, kind)}
    edited = schema.with_mapping(kind, rows=edits.rows, actions=ACTIONS if edits.all_actions else None)
    return tuple(
        each
        for each in check(edited, kind)
        if each.severity == "warning" and (each.id, each.target, each.params.get("why")) not in before
    )


def fixed(_task: Task, schema: Schema, kind: ObjectKind, edits: Edits, fix: Fix, default: Schema) -> Edits:
    """Return the edits with a finding's fix applied."""
    if fix.kind == "restore-actions":
        return replace(edits, all_actions=True)
    result = apply_fix(schema.with_mapping(kind, rows=edits.rows), kind, fix, default)
    return edits.only(result.mapping(kind).rows, all_actions=edits.all_actions)


def count(
    task: Task, expression: str | None, saved: str | None, people: Sequence[Person], held: Held | None
) -> PopulationResult:
    """Evaluate an expression for all users; counts are reported while it runs."""
    total = len(people)

    def told(result: PopulationResult) -> None:
        task.report("users-counting", done=result.people, total=total, value=result.valued, people=total)

    return evaluate(compiled(expression), compiled(saved), people, task.checkpoint, told, held=held)


def compiled(expression: str | None) -> Compiled | None:
    """Return an expression ready to run; ``None`` if it is missing or invalid."""
    if expression is None or not expression.strip():
        return None
    try:
        return compile_expression(expression)
    except MappingError:
        return None
