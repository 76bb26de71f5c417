"""Step 9: assigned only or all, and scoping filters; who is in scope, by name, before it is saved (T30, T32)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.journey.answers import Answers
from wizard.journey.model import Field, Outcome, Step
from wizard.journey.steps.assign import service_principal_id
from wizard.journey.steps.credentials import load_token
from wizard.journey.steps.mappings import apply, read_schema, save

if TYPE_CHECKING:
    from wizard.directory import Person
    from wizard.journey.context import Context
    from wizard.tasks import Task


@dataclass(frozen=True, slots=True)
class InScope:
    """Who is in scope with the answers, and how that differs from what Entra has now."""

    inside: tuple[Person, ...]
    outside: tuple[tuple[Person, str], ...]
    entering: tuple[Person, ...]
    leaving: tuple[Person, ...]


def effects(context: Context, answers: Answers, task: Task) -> InScope:
    """Compute who is in scope, who comes in and who leaves, without saving anything."""
    from wizard.journey.reading import needed_attributes, read_source
    from wizard.provisioning import Configuration, Source
    from wizard.provisioning.scope import Scope

    current = read_schema(context, answers, task)
    wanted = apply(current, answers)
    saved_all = context.graph.secrets(service_principal_id(answers), task).sync_all
    wide = answers.with_(scope="all") if saved_all or answers.scope == "all" else answers
    source: Source = read_source(context, wide, wanted, task)
    missing = needed_attributes(current) - needed_attributes(wanted)
    if missing:
        source = read_source(context, wide, current, task)
    new = Scope(source, Configuration.from_schema(wanted, sync_all=answers.scope == "all"))
    old = Scope(source, Configuration.from_schema(current, sync_all=saved_all))
    inside, outside, entering, leaving = [], [], [], []
    for person in source.people:
        attributes = person.mappable
        verdict, before = new.person(person, attributes), old.person(person, attributes)
        if verdict.inside:
            inside.append(person)
            if not before.inside:
                entering.append(person)
        else:
            outside.append((person, verdict.reason))
            if before.inside:
                leaving.append(person)
    return InScope(tuple(inside), tuple(outside), tuple(entering), tuple(leaving))


def perform(context: Context, answers: Answers, task: Task) -> Outcome:
    """Save the scope setting and the filters, and read both back.

    Raises:
        MappingError: a filter that Entra would refuse.
        GraphError: those of Graph.
    """
    principal = service_principal_id(answers)
    save(context, answers, apply(read_schema(context, answers, task), answers), task)
    wanted = "true" if answers.scope == "all" else "false"
    if context.graph.secrets(principal, task).sync_all != (answers.scope == "all"):
        # Entra gives the token back masked and replaces the whole set, so that it has to come along.
        token = load_token(context, answers)
        context.graph.save_secrets(principal, {"SyncAll": wanted, "SecretToken": token}, task)
    return verify(context, answers, task)


def verify(context: Context, answers: Answers, task: Task) -> Outcome:
    """Read scope and filters back and compare the scope with the answer."""
    schema = read_schema(context, answers, task)
    secrets = context.graph.secrets(service_principal_id(answers), task)
    filters = len(schema.mapping("User").scope.groups)
    same = secrets.sync_all == (answers.scope == "all")
    facts: dict[str, str | int | bool] = {"scope": "all" if secrets.sync_all else "assigned", "filters": filters}
    return Outcome("done" if same else "attention", facts)


SCOPE = Step(
    "scope",
    9,
    tutorial=("T30", "T32"),
    fields=(Field("scope", "choice", choices=("assigned", "all")), Field("user_filter", "filter")),
    needs=("service_principal_id", "scope", "user_filter", "group_filter"),
    perform=perform,
    verify=verify,
)
