"""A plan as text: the reason for each operation, notes on the whole plan, as a table and as one HTML page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.core.spreadsheet import harmless_cell, html_page
from wizard.provisioning.model import Operation, Plan
from wizard.provisioning.plan_json import ordered
from wizard.wording.outcome_svg import figure
from wizard.wording.targets import short

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.provisioning.explain import ExplanationStep
    from wizard.provisioning.outcome import Picture

COLUMNS = ("would", "object", "kind", "key", "why")
"""Columns of a table; their texts are ``preview-column-<name>``."""

NAMED = 5
"""Largest number of users that a note names."""


def reason(operation: Operation, texts: Texts, most: int = 4) -> str:
    """Return the reason as text; for updates, up to ``most`` changed attributes; and what is unknown."""
    said = _reason(operation, texts, most)
    if not operation.unknown:
        return said
    names, more = ", ".join(operation.unknown[:most]), max(0, len(operation.unknown) - most)
    return texts.get("plan-unknown", reason=said, names=names, more=more)


def _reason(operation: Operation, texts: Texts, most: int) -> str:
    if operation.verdict in {"update", "disable"} and operation.stage == "object" and operation.changes:
        said = [
            texts.get("preview-change", target=short(one.target), old=one.old, new=one.new or "")
            if one.old
            else texts.get("preview-set", target=short(one.target), new=one.new or "")
            for one in operation.changes[:most]
        ]
        return "; ".join(said)
    return reason_words(operation, texts)


def reason_words(operation: Operation, texts: Texts) -> str:
    """Return only the text of an operation's reason."""
    return texts.get(f"plan-reason-{operation.reason}", **{"kind": operation.kind, **operation.params})


def help_words(operation: Operation, texts: Texts) -> str:
    """Return what to do about an operation's reason; empty if there is nothing to do."""
    key = f"plan-help-{operation.reason}"
    return texts.get(key, kind=operation.kind) if texts.has(key) else ""


def shown_name(name: str) -> str:
    """Return a name for display in a list of names; a name with extra spaces is quoted."""
    return name if name == " ".join(name.split()) else f"“{name}”"


def notes(plan: Plan, texts: Texts, *, as_if_restarted: bool = False) -> list[str]:
    """Return notes on a plan as a whole: who is in scope because of an ignored condition, and what it cannot know.

    Args:
        as_if_restarted: the job has run before, and the plan does not know what it remembers.
    """
    said = [texts.get("plan-note-restarted")] if as_if_restarted else []
    beyond = [row for row in plan.unknown if row.part]
    said += [texts.get("plan-note-beyond", target=row.target, part=row.part) for row in beyond]
    if refused := [row for row in plan.unknown if row.refused]:
        names = ", ".join(sorted({name for row in refused for name in row.attributes}))
        targets = ", ".join(dict.fromkeys(row.target for row in refused))
        said.append(texts.get("plan-note-refused", names=names, targets=targets))
    by_attribute: dict[str, list[str]] = {}
    if plan.unfiltered:
        for one in plan:
            attribute = plan.unfiltered.get(one.source_id)
            if attribute is not None and one.kind == "User" and one.stage == "object":
                by_attribute.setdefault(attribute, []).append(one.name)
    for attribute, found in by_attribute.items():
        some, more = ", ".join(found[:NAMED]), max(0, len(found) - NAMED)
        said.append(texts.get("plan-note-unfiltered", attribute=attribute, count=len(found), names=some, more=more))
    return said


def cells(operation: Operation, texts: Texts) -> tuple[str, ...]:
    """Return an operation's cells, one per column of :data:`COLUMNS`."""
    return (
        texts.get(f"plan-verdict-{operation.verdict}"),
        operation.name,
        texts.get(f"preview-kind-{operation.kind}"),
        operation.key,
        reason(operation, texts),
    )


def table(plan: Plan, texts: Texts) -> Iterator[tuple[str, ...]]:
    """Yield the title row and a row per operation; spreadsheet formulas are made harmless."""
    yield tuple(texts.get(f"preview-column-{name}") for name in COLUMNS)
    for operation in ordered(plan):
        yield tuple(harmless_cell(cell) for cell in cells(operation, texts))


def page(plan: Plan, texts: Texts, title: str, lead: str, picture: Picture | None = None) -> str:
    """Return the plan as one HTML page that loads nothing, with the picture of its outcome if there is one."""
    drawn = figure(picture, texts) if picture is not None else ""
    return html_page(table(plan, texts), title, lead, texts.language, drawn)


def sentence(step: ExplanationStep, texts: Texts) -> str:
    """Return a step as text."""
    if step.name == "action":
        return texts.get(f"plan-verdict-{step.key}")
    if step.name == "assignment" and step.key != "yes":
        return texts.get(f"plan-reason-{step.key}", **step.params)
    return texts.get(f"explain-{step.name}-{step.key}", **step.params)
