"""Step 9: assigned only or all, and scoping filters; shows who is in scope, by name, before saving (T30, T32)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wizard.core.checkpoints import with_checkpoints
from wizard.journey.answers import FILTERS, Answers
from wizard.journey.changes import RESTART
from wizard.journey.model import Outcome
from wizard.journey.services.job import find_job, has_begun, job_status, service_principal_id
from wizard.journey.services.job_schema import apply, own, read_schema
from wizard.journey.services.meanwhile import settings_as_shown
from wizard.journey.services.reading import needed_attributes, read_source
from wizard.journey.services.tenant_language import read_language
from wizard.journey.services.token import load_token
from wizard.journey.steps.mappings import save
from wizard.mapping.checks.filters import check_filters
from wizard.mapping.expression import as_text
from wizard.mapping.sameness import same_schema
from wizard.provisioning import Configuration
from wizard.provisioning.scope_diff import compare

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.journey.context import Context
    from wizard.mapping import Schema
    from wizard.provisioning import Source
    from wizard.provisioning.scope_diff import Effects
    from wizard.secrets.secret import Secret


@dataclass(frozen=True, slots=True)
class Reading:
    """The data to compute who is in scope: people with some attributes, the job's settings, and the scope that was
    read."""

    source: Source
    current: Schema
    saved_all: bool
    attributes: frozenset[str]
    everybody: bool
    ran: bool = True
    """Whether a cycle has run or provisioning is on, so that people who leave the scope can lose their access."""

    def covers(self, answers: Answers) -> bool:
        """Return whether this data is enough for these answers."""
        wanted = needed_attributes(apply(self.current, own(answers, FILTERS)))
        return wanted <= self.attributes and (self.everybody or answers.scope != "all")


def read(task: Task, context: Context, answers: Answers) -> Reading:
    """Read who could be in scope, and the job's settings; nothing is written.

    Raises:
        GraphError: those of Graph.
    """
    job = find_job(task, context, answers)
    read_language(task, context, answers, job.id)
    current = read_schema(task, context, answers)
    saved_all = context.graph.credentials.read(task, service_principal_id(answers)).sync_all
    names = needed_attributes(current) | needed_attributes(apply(current, own(answers, FILTERS)))
    everybody = saved_all or answers.scope == "all"
    source = read_source(task, context, answers.with_(scope="all") if everybody else answers, names)
    return Reading(source, current, saved_all, names, everybody, has_begun(job.status))


def effects(task: Task, reading: Reading, answers: Answers) -> Effects:
    """Compute who is in scope with the answers, and how that differs from Entra's current scope.

    Raises:
        MappingError: a condition that cannot be evaluated.
    """
    new = Configuration.from_schema(apply(reading.current, own(answers, FILTERS)), sync_all=answers.scope == "all")
    known = not list(check_filters(reading.current, reading.current.mapping("User")))
    old = Configuration.from_schema(reading.current, sync_all=reading.saved_all) if known else None
    return compare(reading.source, old, new, task.checkpoint)


MOST_VALUES = 200
"""Number of an attribute's values that are offered, the most frequent first."""


def known_values(task: Task, reading: Reading, names: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the values of attributes among the people that were read, in alphabetical order; empty values left out."""
    found: dict[str, Counter[str]] = {name: Counter() for name in names}
    for person in with_checkpoints(reading.source.people, task.checkpoint, 50):
        attributes = person.mappable
        for name, counts in found.items():
            value = attributes.get(name)
            if value is not None and not isinstance(value, tuple | list) and (text := as_text(value)):
                counts[text] += 1
    return {
        name: tuple(sorted((text for text, _ in counts.most_common(MOST_VALUES)), key=str.casefold))
        for name, counts in found.items()
    }


def perform(task: Task, context: Context, answers: Answers) -> Outcome[None]:
    """Save the scope setting and the filters, then verify them. No token is needed for that.

    Raises:
        MappingError: a changed filter that Entra would refuse.
        InputError: ``schema-changed-meanwhile``, ``settings-changed-meanwhile``.
        GraphError: those of Graph.
    """
    principal = service_principal_id(answers)
    context.graph.calls.prepare(task, "synchronization")
    wanted = "true" if answers.scope == "all" else "false"
    stored = context.graph.credentials.read(task, principal)
    was_all = stored.sync_all
    if was_all != (answers.scope == "all"):
        settings_as_shown(context, answers, stored, "SyncAll")
    save(task, context, answers, apply(read_schema(task, context, answers), own(answers, FILTERS)))
    if was_all != (answers.scope == "all"):

        def whole() -> dict[str, Secret]:
            # Only for a service that drops keys that are not in the request.
            return {"SecretToken": load_token(context, answers)}

        context.graph.credentials.save(task, principal, {"SyncAll": wanted}, whole=whole)
    found = verify(task, context, answers)
    if answers.scope == "all":
        return replace(found, facts={**found.facts, RESTART: False})
    if was_all and has_begun(job_status(task, context, answers)):
        return replace(found, facts={**found.facts, RESTART: True})
    return found


def verify(task: Task, context: Context, answers: Answers) -> Outcome[None]:
    """Read scope and filters and compare them with the answers."""
    schema = read_schema(task, context, answers)
    secrets = context.graph.credentials.read(task, service_principal_id(answers))
    filters = len(schema.mapping("User").scope.groups)
    same = secrets.sync_all == (answers.scope == "all")
    facts: dict[str, str | int | bool] = {"scope": "all" if secrets.sync_all else "assigned", "filters": filters}
    if not same_schema(schema, apply(schema, own(answers, FILTERS))):
        same, facts["as_answered"] = False, False
    return Outcome("done" if same else "attention", facts)
