"""Work of the mapping page for background threads: files, findings, counting. No widgets."""

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
    from wizard.mapping.expression import Compiled
    from wizard.mapping.schema import ObjectKind
    from wizard.ui.models.mapping_edits import Edits

MAX_FILE = 20_000_000
"""Bytes of a schema file; the largest ones known have some hundred thousand."""


SEVERITIES = ("error", "warning", "advice")
"""The worst first."""


@dataclass(frozen=True, slots=True)
class Found:
    """What checking found, the worst first: everything, and by target ("" is the whole mapping)."""

    findings: tuple[Finding, ...] = ()
    by_target: dict[str, tuple[Finding, ...]] = field(default_factory=dict)


def read_schema_file(
    task: Task, path: Path, kind: ObjectKind, into: Schema | None = None
) -> tuple[tuple[AttributeMapping, ...], int]:
    """Return the rows that a schema file has for users or groups, and how many problems they bring.

    Args:
        into: the schema that they are for; without one nothing is checked.

    Raises:
        InputError: ``usage-file``; ``file-encoding``.
        MappingError: it holds no synchronization schema, or no mapping of this kind.
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
) -> str:  # fmt: skip
    """Write the schema with the rows as they are edited; returns the file's name."""
    return save_text(task, path, schema.with_mapping(kind, rows=rows).to_text())


def review(
    task: Task, schema: Schema, kind: ObjectKind, edits: Edits, people: Sequence[Person]
) -> Found:  # fmt: skip
    """Check the rows as they are edited, on their own and with the people they are for."""
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
    """Return the warnings that edits bring; errors keep saving back by themselves, with their words."""
    before = {(each.id, each.target, each.params.get("why")) for each in check(schema, kind)}
    edited = schema.with_mapping(kind, rows=edits.rows, actions=ACTIONS if edits.all_actions else None)
    return tuple(
        each
        for each in check(edited, kind)
        if each.severity == "warning" and (each.id, each.target, each.params.get("why")) not in before
    )


def fixed(
    _task: Task, schema: Schema, kind: ObjectKind, edits: Edits, fix: Fix, default: Schema
) -> Edits:  # fmt: skip
    """Return the state with a finding's own correction made."""
    if fix.kind == "restore-actions":
        return replace(edits, all_actions=True)
    result = apply_fix(schema.with_mapping(kind, rows=edits.rows), kind, fix, default)
    return edits.only(result.mapping(kind).rows, all_actions=edits.all_actions)


def count(
    task: Task, expression: str | None, saved: str | None, people: Sequence[Person], held: Held | None
) -> PopulationResult:  # fmt: skip
    """Evaluate an expression for everybody; counts are reported as they come."""
    total = len(people)

    def told(result: PopulationResult) -> None:
        task.report(
            "users-counting", done=result.people, total=total, value=result.valued, people=total
        )  # fmt: skip

    return evaluate(compiled(expression), compiled(saved), people, task.checkpoint, told, held=held)


def compiled(expression: str | None) -> Compiled | None:
    """Return an expression ready to run, ``None`` for none and for one that is not valid."""
    if expression is None or not expression.strip():
        return None
    try:
        return compile_expression(expression)
    except MappingError:
        return None
