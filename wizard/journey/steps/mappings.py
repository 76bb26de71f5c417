"""Steps 7 and 8: read, review, edit, check, save and verify the job's schema (T26 to T29)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wizard.core.errors import MappingError, ScimError
from wizard.journey.answers import GROUP_MAPPING, USER_MAPPING, Answers
from wizard.journey.model import Outcome
from wizard.journey.services.accounts import BUSY
from wizard.journey.services.job import find_job, service_principal_id
from wizard.journey.services.job_schema import apply, default_schema, own, read_schema
from wizard.journey.services.lookups import ABOUT_ALL, LookUps
from wizard.journey.services.meanwhile import schema_as_shown, schema_saved
from wizard.journey.services.reading import assigned_ids, assigned_people, source_attributes
from wizard.journey.services.target import target_client
from wizard.journey.services.tenant_check import Checked, check_changes
from wizard.journey.services.tenant_language import read_language
from wizard.mapping.checks import check, differing
from wizard.mapping.comparison import folded
from wizard.mapping.expression import compile_expression
from wizard.mapping.expression.functions import as_text
from wizard.mapping.population import environment
from wizard.mapping.sameness import same_schema
from wizard.provisioning.scimvalues import read

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping
    from wizard.core.tasks import Task
    from wizard.directory import Person
    from wizard.journey.context import Context
    from wizard.mapping import Schema
    from wizard.mapping.attribute_mapping import ObjectKind
    from wizard.scim.answer import Resource
    from wizard.scim.client import ScimClient

SAMPLE = 50
"""Number of assigned people read first, to try a mapping on."""

_AT_ONCE = 150
"""Number of people read between two reports."""


@dataclass(frozen=True, slots=True)
class Mappings:
    """What a mapping page works with: the job's schema, the template's, and people to try it on."""

    schema: Schema
    default: Schema
    people: tuple[Person, ...]


def load(task: Task, context: Context, answers: Answers) -> Mappings:
    """Read the job's schema, the application's default schema, and some assigned people."""
    task.report("users-reading")
    read_language(task, context, answers, find_job(task, context, answers).id)
    schema = read_schema(task, context, answers)
    default = default_schema(task, context, answers)
    return Mappings(schema, default, tuple(assigned_people(task, context, answers, limit=SAMPLE)))


@dataclass(frozen=True, slots=True)
class People:
    """Some of the people in scope as they arrive, how many have arrived, and the total (``None`` while unknown)."""

    people: tuple[Person, ...]
    done: int
    total: int | None


def read_population(task: Task, context: Context, answers: Answers) -> int:
    """Read everybody in scope in parts: each report's data is a :class:`People`. Return the number of people."""
    graph = context.graph
    names = source_attributes(task, context, answers)
    done = 0
    if answers.scope == "all":
        for some in graph.people.pages(task, names):
            done += len(some)
            task.report(data=People(some, done, None))
        return done
    wanted = assigned_ids(task, context, answers)
    for start in range(0, len(wanted), _AT_ONCE):
        some = graph.people.by_id(task, wanted[start : start + _AT_ONCE], names)
        done += len(some)
        task.report(data=People(some, done, len(wanted)))
    return done


class Accounts:
    """CloudGate's accounts of people, found as Entra finds them: by the matching rows, ignoring case."""

    def __init__(self, users: Sequence[JsonMapping], schema: Schema) -> None:
        self._rules = []
        for row in schema.mapping("User").matching:
            if row.source is not None:
                index = {folded(str(held)): user for user in users if (held := read(user, row.target))}
                self._rules.append((row.target, compile_expression(row.expression), index))

    def value(self, person: Person, target: str) -> str | None:
        """Return CloudGate's value as text, empty for no value; ``None`` if there is no account."""
        attributes = environment(person)
        for _, compiled, index in self._rules:
            try:
                account = index.get(folded(as_text(compiled(attributes))))
            except MappingError:
                continue
            if account is not None:
                held = read(account, target)
                return "" if held is None else str(held)
        return None

    def keys(self, person: Person) -> Iterator[tuple[str, str]]:
        """Yield the searches that find a person's account, in order of precedence: attribute and value."""
        attributes = environment(person)
        for target, compiled, _ in self._rules:
            with suppress(MappingError):
                if text := as_text(compiled(attributes)):
                    yield target, text


SEARCHED = 2000
"""Largest number of people to search for where pages cannot be read: each needs a request, only to compare."""


def read_accounts(task: Task, context: Context, answers: Answers, schema: Schema, people: Sequence[Person]) -> Accounts:
    """Read CloudGate's accounts to compare them with mapping results; a person who cannot be searched for has none.

    Args:
        people: the people to search for if CloudGate does not support pages, as in the preview; at most SEARCHED.

    Raises:
        InputError: there is no Tenant URL or no token.
        ScimError, NetworkError: CloudGate returns neither pages nor search results.
    """
    if context.case is not None:
        return Accounts(context.case.resources(), schema)
    client = target_client(context, answers, BUSY)
    try:
        users = tuple(client.read_all("Users", task=task))
    except ScimError as error:
        if error.status in ABOUT_ALL or not 0 < len(people) <= SEARCHED:
            raise
        users = (*_search(task, client, Accounts((), schema), people),)
    return Accounts(users, schema)


def _search(task: Task, client: ScimClient, rules: Accounts, people: Sequence[Person]) -> Iterator[Resource]:
    lookups = LookUps(client)
    for person in people:
        for attribute, value in rules.keys(person):
            found = lookups.find(task, "Users", attribute, value)
            yield from found or ()
            if found is None or found:
                break
    lookups.end()


def save(task: Task, context: Context, answers: Answers, wanted: Schema) -> Checked:
    """Save a schema if it differs from the job's, and return what the job has then. The next cycle is then a full one.

    A save that changes nothing is never refused. Schemas are compared by meaning, because the service formats them
    differently.

    Raises:
        MappingError: a change is not valid, see ``tenant_check``; ``schema-not-kept`` if the job's schema differs
            after saving.
        InputError: ``schema-changed-meanwhile``.
        GraphError: those of Graph.
    """
    before = read_schema(task, context, answers)
    if same_schema(before, wanted):
        return Checked(before)
    schema_as_shown(context, answers, before)
    checked = check_changes(task, context, answers, before, wanted)
    job = find_job(task, context, answers)
    task.report("users-saving")
    context.graph.schema.replace(task, service_principal_id(answers), job.id, checked.schema.to_json())
    after = read_schema(task, context, answers)
    if not same_schema(after, checked.schema):
        raise MappingError("schema-not-kept")
    schema_saved(context, answers, after)
    return Checked(after, checked.by)


def _outcome(schema: Schema, kind: ObjectKind, default: Schema | None = None) -> Outcome[Schema]:
    if not schema.has(kind):
        return Outcome("done", {"mappings": 0, "enabled": False}, data=schema)
    mapping = schema.mapping(kind)
    findings = check(schema, kind)
    facts: dict[str, str | int | bool] = {
        "mappings": len(mapping.rows),
        "matching": ", ".join(row.target for row in mapping.matching),
        "enabled": mapping.enabled,
        "findings": len(findings),
    }
    if default is not None and default.has(kind):
        facts["differing"] = differing(default.mapping(kind), mapping)
    return Outcome("attention" if findings else "done", facts, data=schema)


def _perform(saves: tuple[str, ...], kind: ObjectKind) -> Callable[[Task, Context, Answers], Outcome[Schema]]:
    def perform(task: Task, context: Context, answers: Answers) -> Outcome[Schema]:
        """Save the edited mapping, if any, and verify it."""
        context.graph.calls.prepare(task, "synchronization")
        wanted = apply(read_schema(task, context, answers), own(answers, saves))
        saved = save(task, context, answers, wanted)
        found = _outcome(saved.schema, kind, default_schema(task, context, answers))
        return replace(found, facts={**found.facts, "checked_by": saved.by}) if saved.by else found

    return perform


def _verify(saves: tuple[str, ...], kind: ObjectKind) -> Callable[[Task, Context, Answers], Outcome[Schema]]:
    def verify(task: Task, context: Context, answers: Answers) -> Outcome[Schema]:
        """Read and check the job's schema, and compare it with the answers."""
        schema = read_schema(task, context, answers)
        found = _outcome(schema, kind, default_schema(task, context, answers))
        if same_schema(schema, apply(schema, own(answers, saves))):
            return found
        return replace(found, status="attention", facts={**found.facts, "as_answered": False})

    return verify


perform_users, verify_users = _perform(USER_MAPPING, "User"), _verify(USER_MAPPING, "User")
perform_groups, verify_groups = _perform(GROUP_MAPPING, "Group"), _verify(GROUP_MAPPING, "Group")
