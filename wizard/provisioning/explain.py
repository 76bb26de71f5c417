"""Explains the result for one person: assignment, scoping filters, matching and action, with the values at each step.

Every step calls the engine's own parts; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from wizard.core.checkpoints import Checkpoint, with_checkpoints
from wizard.core.errors import MappingError
from wizard.directory import Person, Value
from wizard.mapping.expression import as_text
from wizard.provisioning.model import Configuration, Operation, Plan, Source, TargetView
from wizard.provisioning.rows import Rows
from wizard.provisioning.scope import Scope
from wizard.provisioning.target_snapshot import TargetSnapshot, id_of

StepName = Literal["assignment", "condition", "match", "action"]


@dataclass(frozen=True, slots=True)
class ExplanationStep:
    """One step, and whether it was passed. Text keys: ``walk-<name>-<key>``, or ``plan-verdict-<key>`` for an
    action.
    """

    name: StepName
    key: str
    passed: bool
    params: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The steps of one person, and the resulting operations."""

    person: Person
    steps: tuple[ExplanationStep, ...]
    operations: tuple[Operation, ...]


def explain(
    person: Person,
    source: Source,
    target: TargetView,
    configuration: Configuration,
    plan: Plan,
    checkpoint: Checkpoint = lambda: None,
) -> Explanation:
    """Return the explanation for one person.

    Args:
        person: one of the source's people.
        plan: of all people, since another person can block this person.
        checkpoint: called periodically; may raise to stop.

    Raises:
        MappingError: the configuration contains a filter that cannot be evaluated.
    """
    attributes = dict(person.mappable)
    verdict = Scope(source, configuration).person(person, attributes)
    # A person who is excluded by the filters is still assigned.
    assigned = verdict.inside or verdict.reason == "filtered-out"
    key = verdict.reason if verdict.reason != "filtered-out" else "yes"
    steps = [ExplanationStep("assignment", key, assigned, verdict.params)]
    if assigned:
        for group in configuration.users.scope.groups:
            for clause in group.clauses:
                how = configuration.users.scope.explain(clause, attributes)
                value = attributes.get(clause.attribute)
                params = {
                    "filter": group.name,
                    "attribute": clause.attribute,
                    "operator": clause.operator,
                    "operand": ", ".join(clause.values),
                    "value": "" if value is None else str(value),
                }
                steps.append(ExplanationStep("condition", how, how in {"holds", "ignored"}, params))
    attributes["IsSoftDeleted"] = not (verdict.inside and person.account_enabled and not person.soft_deleted)
    if verdict.inside:
        steps += _matching(attributes, target, configuration)
    everybody = with_checkpoints(plan, checkpoint)
    operations = tuple(one for one in everybody if one.kind == "User" and one.source_id == person.id)
    for one in operations:
        steps.append(
            ExplanationStep("action", one.verdict, one.verdict not in {"skip", "clash"}, {"reason": one.reason})
        )
    return Explanation(person, tuple(steps), operations)


def _matching(
    attributes: Mapping[str, Value], target: TargetView, configuration: Configuration
) -> list[ExplanationStep]:
    steps = []
    rows = Rows.of(configuration.users)
    try:
        values = rows.keys(attributes, configuration.context)
    except MappingError as error:
        return [ExplanationStep("match", "failed", False, {"code": error.code})]
    for row, value in zip(rows.matching, values, strict=True):
        text = as_text(value)
        if text and isinstance(target, TargetSnapshot) and (why := target.untold("User", row.target, text)):
            steps.append(ExplanationStep("match", "untold", False, why))
            break
        hits = target.find("User", row.target, text) if text else ()
        key = "empty" if not text else "none" if not hits else "one" if len(hits) == 1 else "several"
        params: dict[str, str | int | float] = {"attribute": row.target, "value": text, "count": len(hits)}
        if len(hits) == 1:
            params["id"] = id_of(hits[0])
        steps.append(ExplanationStep("match", key, len(hits) <= 1 and bool(text), params))
        if hits:
            break
    return steps
