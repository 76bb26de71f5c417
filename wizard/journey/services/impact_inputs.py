"""Both sides of a change, the job's configuration before and after, read from the tenant and from CloudGate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from msgspec import structs

from wizard.core.errors import (
    GraphError,
    InputError,
    KeyStoreError,
    MappingError,
    NetworkError,
    ScimError,
    WizardError,
)
from wizard.core.memory import free_gradually, gc_paused
from wizard.core.tasks import side_by_side
from wizard.journey.services.account_keys import group_keys_of, keys_of
from wizard.journey.services.job import find_job, service_principal_id
from wizard.journey.services.job_memory import LINKS_AT_MOST
from wizard.journey.services.meter import Meter
from wizard.journey.services.reading import account_reader, needed_attributes, read_source
from wizard.journey.services.target import dialect_of
from wizard.provisioning import Configuration, Operation, Source, TargetSnapshot, plan
from wizard.provisioning.impact import REMOVING, Impact, by_scope, first_cycle, impact
from wizard.provisioning.scope import Scope

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.graph.synchronization import Secrets
    from wizard.journey.answers import Answers
    from wizard.journey.changes import Known
    from wizard.journey.context import Context
    from wizard.journey.services.accounts import AccountReader
    from wizard.journey.services.impact import Forecast, State
    from wizard.journey.services.recorded_accounts import RecordedAccounts
    from wizard.mapping import ObjectMapping, Schema

What = Literal["change", "again", "first", "full"]
"""A change of a job that ran; its next pass over all objects; its first cycle; a cycle that has forgotten all links."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The data that a change's effect is computed from.

    Args:
        secrets: the job's current settings.
        known: what the journey knows.
        schemas: before and after.
        old: the configuration before.
        new: the configuration after.
        leaving: ids of the assignments that are removed.
    """

    context: Context
    answers: Answers
    secrets: Secrets
    known: Known
    schemas: tuple[Schema, Schema]
    old: Configuration
    new: Configuration
    leaving: frozenset[str] = frozenset()

    @classmethod
    def of(cls, context: Context, answers: Answers, schema: Schema, secrets: Secrets, known: Known) -> Sides:
        """Return two equal sides: the job's configuration, and the scope that is in force."""
        kept, everybody = secrets.skip_out_of_scope_deletions, secrets.sync_all or known.waits
        has = _configuration(answers, schema, sync_all=everybody, kept=kept)
        return cls(context, answers, secrets, known, (schema, schema), has, has)

    def becoming(self, schema: Schema, sync_all: bool) -> Sides:
        """Return sides whose second configuration has this schema and scope."""
        kept = self.secrets.skip_out_of_scope_deletions
        new = _configuration(self.answers, schema, sync_all=sync_all, kept=kept)
        return replace(self, schemas=(self.schemas[0], schema), new=new)

    @property
    def held_above(self) -> int:
        """Number of removals in a cycle above which Entra prevents them; 0 where it does not."""
        told = self.secrets.notification
        return told.delete_threshold if told.prevent_deletions else 0

    def told(self, task: Task, found: Forecast, what: What) -> Forecast:
        """Return the forecast with the effect, or with the reason why it is not known.

        Raises:
            Cancelled: the person cancelled.
        """
        effect, error = self._compute(task, what)
        state: State = "unknown" if effect is None else "known" if effect.accounts else "scope-only"
        return replace(found, state=state, impact=effect, error=error)

    def of_one(self, task: Task, found: Forecast, person_id: str) -> Forecast:
        """Return what provisioning one person on demand does: an account whose person is out of scope is disabled.

        Blocked or deleted people are left alone, and no account is searched for (Microsoft's article on provisioning
        on demand).

        Raises:
            GraphError, NetworkError: the person or the assignments cannot be read.
        """
        graph, principal = self.context.graph, service_principal_id(self.answers)
        people = graph.people.by_id(task, [person_id], needed_attributes(self.schemas[0]))
        assignments = graph.assignments.all(task, principal)
        groups = graph.people.groups_by_id(task, [one.principal_id for one in assignments if one.kind == "Group"])
        lost = by_scope(
            Source(people, groups, ()),
            replace(self.new, sync_all=True, users=_without_filters(self.new.users), groups=None),
            replace(self.new, groups=None),
            running=True,
            after=Source(people, groups, assignments),
            checkpoint=task.checkpoint,
        )
        return replace(found, state="known" if lost.operations else "same", impact=replace(lost, facts=()))

    def stranded(self, task: Task, found: Forecast) -> Forecast:
        """Return what another application at the Tenant URL means: everybody in the job's scope is affected.

        Raises:
            Cancelled: the person cancelled.
        """
        lost = Impact(facts=("old-application-left", "new-application-unknown"), counted=frozenset({"clash"}))
        try:
            source = self._source(task, Meter())
            scope = Scope(source, self.old)
            inside = [
                one
                for one in source.people
                if one.account_enabled and not one.soft_deleted and scope.person(one, one.mappable).inside
            ]
        except (GraphError, NetworkError, MappingError) as error:
            return replace(found, state="unknown", impact=lost, error=error)
        inside.sort(key=lambda one: one.display_name.casefold())
        operations = tuple(
            Operation("User", one.id, one.display_name, "clash", "other-application", key=one.user_principal_name)
            for one in inside
        )
        return replace(found, state="known", impact=replace(lost, operations=operations, people=len(operations)))

    def _compute(self, task: Task, what: What) -> tuple[Impact | None, WizardError | None]:
        """Read both sides and compute; if something cannot be read, return an error and what is known of the effect."""
        try:
            with gc_paused():
                source, target = self._read(task)
                task.report("impact-computing")
                found = self._effect(task, what, source, target)
        except (GraphError, NetworkError, MappingError) as error:
            return None, error
        failed = target if isinstance(target, WizardError) else None
        people, users = list(source.people), [] if isinstance(target, WizardError) else list(target.users)
        del source, target
        free_gradually(people, users)
        return found, failed

    def _effect(self, task: Task, what: What, source: Source, target: TargetSnapshot | WizardError) -> Impact | None:
        checkpoint, changed = task.checkpoint, what == "change"
        left = tuple(one for one in source.assignments if one.id not in self.leaving)
        after = replace(source, assignments=left) if self.leaving else None
        if isinstance(target, TargetSnapshot):
            if what == "full":
                return self._forgetting(task, source, target)
            return impact(source, target, self.old, self.new, running=changed, after=after, checkpoint=checkpoint)
        if what in {"again", "full"}:
            return None  # scope alone does not show who has an account already
        return by_scope(source, self.old, self.new, running=changed, after=after, checkpoint=checkpoint)

    def _forgetting(self, task: Task, source: Source, target: TargetSnapshot) -> Impact:
        """Return what a cycle does that matches everybody again: a person that no look-up finds gets a second account.

        Entra is asked whose accounts it knows today, where the tenant supports that.
        """
        found = first_cycle(plan(source, target, self.new, checkpoint=task.checkpoint), len(source.people))
        made = [one for one in found.operations if one.verdict == "create"]
        links = self._links(task, [one.source_id for one in made])
        operations = [
            structs.replace(one, reason="second-account", params={"id": links[one.source_id]})
            if links and one.verdict == "create" and one.source_id in links
            else one
            for one in found.operations
        ]
        doubtful = ("second-accounts",) if made and links is None else ()
        facts = ("leavers-forgotten", *doubtful)
        return replace(found, operations=tuple(operations), facts=facts, counted=REMOVING | {"create"})

    def _links(self, task: Task, ids: list[str]) -> dict[str, str] | None:
        if len(ids) > LINKS_AT_MOST:
            return None
        job = find_job(task, self.context, self.answers)
        return self.context.graph.connections.links(task, service_principal_id(self.answers), job.id, ids)

    def _read(self, task: Task) -> tuple[Source, TargetSnapshot | WizardError]:
        meter = Meter()
        reader: AccountReader | RecordedAccounts | WizardError
        try:
            reader = account_reader(self.context, self.answers, self.schemas, meter, awaited=True)
        except (InputError, KeyStoreError) as error:
            reader = error

        def tenant(lane: Task) -> Source:
            source = self._source(lane, meter)
            if not isinstance(reader, WizardError):
                reader.only(
                    len(source.people),
                    lambda: [*keys_of(source, self.old), *keys_of(source, self.new)],
                    lambda: [*group_keys_of(source, self.old), *group_keys_of(source, self.new)],
                )
            return source

        def cloudgate(lane: Task) -> TargetSnapshot | WizardError:
            if isinstance(reader, WizardError):
                return reader
            try:
                return reader.read(lane)
            except (ScimError, NetworkError, InputError) as error:
                return error

        source, target = side_by_side(task, tenant, cloudgate)
        return source, target

    def _source(self, task: Task, meter: Meter) -> Source:
        """Return everybody who is in scope before or after the change."""
        everybody = self.old.sync_all or self.new.sync_all
        names = needed_attributes(self.schemas[0]) | needed_attributes(self.schemas[1])
        answers = self.answers.with_(scope="all" if everybody else "assigned")
        groups = self.old.groups is not None or self.new.groups is not None
        return read_source(task, self.context, answers, names, meter=meter, with_groups=groups)


def _without_filters(mapping: ObjectMapping) -> ObjectMapping:
    return replace(mapping, scope=replace(mapping.scope, groups=()))


def _configuration(answers: Answers, schema: Schema, *, sync_all: bool, kept: bool) -> Configuration:
    return Configuration.from_schema(
        schema,
        sync_all=sync_all,
        dialect=dialect_of(answers),
        skip_out_of_scope_deletions=kept,
    )
