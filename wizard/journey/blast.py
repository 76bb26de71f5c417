"""What saving a step would do to people, found out before it is saved; window and terminal ask the same question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from wizard.errors import (
    Cancelled,
    GraphError,
    InputError,
    KeyStoreError,
    MappingError,
    NetworkError,
    ScimError,
    WizardError,
)
from wizard.journey.answers import Answers
from wizard.journey.steps.assign import service_principal_id
from wizard.journey.steps.connect import find_job
from wizard.journey.steps.mappings import apply, read_schema
from wizard.journey.tenant_check import check_changes
from wizard.mapping.sameness import same_schema
from wizard.provisioning.blast import PEOPLE, PERCENT, Blast

if TYPE_CHECKING:
    from wizard.journey.accounts import AccountReader, RecordedAccounts
    from wizard.journey.context import Context
    from wizard.journey.meter import Meter
    from wizard.journey.steps.preview import Rehearsal
    from wizard.journey.steps.scope import Reading
    from wizard.mapping import Schema
    from wizard.provisioning import Configuration, HeldAccounts, Source
    from wizard.tasks import Task

GATED = frozenset({"users", "groups", "scope", "turnon"})
"""Steps whose work can cost people their access."""

FRESH = timedelta(minutes=15)
"""How long a preview stands for what turning on does."""

State = Literal["never-ran", "same", "known", "scope-only", "unknown"]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a step's work would do.

    Args:
        step_id: whose work.
        state: ``never-ran``: the job is off and remembers nobody, so that saving does nothing to anybody; ``same``:
            there is nothing to save, or the job is on already; ``known``; ``scope-only``: CloudGate could not be
            read; ``unknown``: people could not be read, or what the job has cannot be computed.
        running: whether the job is on, so that its next cycle does it; else it happens once it is turned on.
        first: whether it is the first cycle that does it.
        blast: what happens, for ``known`` and ``scope-only``.
        error: why a side is missing.
        planned: how many creations the person has seen in a preview.
        keeps_unread: whether Entra hides if it leaves people alone who leave scope; they are taken to be disabled.
    """

    step_id: str
    state: State
    running: bool = False
    first: bool = False
    blast: Blast | None = None
    error: WizardError | None = None
    planned: int = 0
    keeps_unread: bool = False

    @property
    def removals(self) -> int:
        """The number to be typed where :attr:`asks` is ``number``."""
        return self.blast.removals if self.blast is not None else 0

    @property
    def many_new(self) -> bool:
        """Whether far more are created than was seen: by more than 20 people, or 10 % of the planned ones."""
        new = self.blast.count("create", "User") if self.blast is not None else 0
        return new > self.planned + max(PEOPLE, self.planned * PERCENT // 100)

    @property
    def asks(self) -> Literal["", "consent", "number"]:
        """What a person has to give before the work may be done."""
        if self.blast is not None and self.blast.beyond:
            return "number"
        return "consent" if self.state in {"scope-only", "unknown"} or self.removals or self.many_new else ""


def forecast(
    context: Context,
    answers: Answers,
    step_id: str,
    task: Task,
    *,
    planned: int = 0,
    reading: Reading | None = None,
    was_all: bool = False,
) -> Forecast:
    """Find out what the work of a step in :data:`GATED` would do. Nothing is written.

    A job that is off and never ran costs one request.

    Args:
        planned: how many creations the person has seen in a preview that still holds.
        reading: of the scope page, used instead of reading people once more where it is enough.
        was_all: the question is what a restart does after the scope was changed from everybody to assigned only. Until
            then the job goes on with everybody (Entra documentation, known issues of application provisioning).

    Raises:
        InputError: ``job-missing``.
        MappingError: ``mapping-has-problems``: Entra would refuse it.
        GraphError: what the job has cannot be read; saving would end the same way.
        Cancelled: the person cancelled.
    """
    principal = service_principal_id(answers)
    job = find_job(context, answers, task)
    status = context.graph.job_status(principal, job.id, task)
    ran = status.running or status.last is not None or status.first_cycle_done
    turning_on = step_id == "turnon"
    if status.running if turning_on else not ran:
        return Forecast(step_id, "same" if turning_on else "never-ran", status.running)
    task.report("blast-settings")
    current = read_schema(context, answers, task)
    secrets = context.graph.secrets(principal, task)
    wanted = current if turning_on else apply(current, answers)
    everybody = answers.scope == "all" if step_id == "scope" else secrets.sync_all
    if not turning_on:
        unchanged = same_schema(wanted, current)
        if unchanged and everybody == secrets.sync_all and not was_all:
            return Forecast(step_id, "same", status.running)
        if not unchanged:
            check_changes(context, answers, current, wanted, task)
    kept = secrets.skip_out_of_scope_deletions
    old = _configuration(answers, current, sync_all=secrets.sync_all or was_all, kept=kept)
    new = _configuration(answers, wanted, sync_all=everybody, kept=kept)
    unread = "SkipOutOfScopeDeletions" in secrets.masked
    if turning_on and not ran and (seen := _seen(context, answers, new)) is not None:
        return Forecast(step_id, "known", first=True, blast=seen, planned=planned)
    sides = _Sides(context, answers, old, new, (current, wanted), reading)
    blast, error = sides.compute("change" if not turning_on else "again" if ran else "first", task)
    state: State = "unknown" if blast is None else "known" if blast.accounts else "scope-only"
    return Forecast(step_id, state, status.running, not ran, blast, error, planned, unread)


def _configuration(answers: Answers, schema: Schema, *, sync_all: bool, kept: bool) -> Configuration:
    from wizard.provisioning import Configuration
    from wizard.scim.endpoint import parse_tenant_url

    try:
        modern = "aadOptscim062020" in parse_tenant_url(answers.tenant_url).flags
    except InputError:
        modern = False  # an address that cannot be read is told where CloudGate is asked
    return Configuration.from_schema(
        schema,
        sync_all=sync_all,
        dialect="aadOptscim062020" if modern else "classic",
        skip_out_of_scope_deletions=kept,
    )


def remember(context: Context, answers: Answers, seen: Rehearsal) -> None:
    """Keep what a preview showed: for some minutes it stands for what turning on does. For a worker."""
    from wizard.memory import let_go
    from wizard.provisioning.blast import first_cycle

    slot = f"seen:{answers.service_principal_id}"
    before = context.caches.pop(slot, None)
    shown = first_cycle(seen.plan, len(seen.source.people))
    context.caches[slot] = (context.now(), answers.assignments, seen.configuration, shown)
    match before:
        case (_, _, _, Blast() as old):
            operations = list(old.operations)
            del before, old
            let_go(operations)


def _seen(context: Context, answers: Answers, wanted: Configuration) -> Blast | None:
    """Return the effect from a preview of minutes ago that was made with what the job has now."""
    from wizard.provisioning import Configuration

    match context.caches.get(f"seen:{answers.service_principal_id}"):
        case (datetime() as at, assignments, Configuration() as its, Blast() as shown):
            equal = (wanted.users, wanted.groups, wanted.sync_all) == (its.users, its.groups, its.sync_all)
            if equal and assignments == answers.assignments and context.now() - at < FRESH:
                return shown
    return None


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both sides as a comparison of two configurations needs them."""

    context: Context
    answers: Answers
    old: Configuration
    new: Configuration
    schemas: Sequence[Schema]
    reading: Reading | None

    def compute(self, what: Literal["change", "again", "first"], task: Task) -> tuple[Blast | None, WizardError | None]:
        """Read both sides and compute; with what cannot be read goes an error, and as much of the effect as is known.

        Args:
            what: a change of a job that ran; turning it on again; its first cycle.

        Raises:
            Cancelled: the person cancelled.
        """
        from wizard.memory import let_go, much_to_keep

        try:
            with much_to_keep():
                source, target = self._read(task)
                task.report("blast-computing")
                found = self._effect(what, source, target, task)
        except Cancelled:
            raise
        except (GraphError, NetworkError, MappingError) as error:
            return None, error
        failed = target if isinstance(target, WizardError) else None
        people, users = list(source.people), [] if isinstance(target, WizardError) else list(target.users)
        del source, target
        let_go(people, users)
        return found, failed

    def _effect(
        self, what: Literal["change", "again", "first"], source: Source, target: HeldAccounts | WizardError, task: Task
    ) -> Blast | None:
        from wizard.provisioning import HeldAccounts
        from wizard.provisioning.blast import blast, by_scope

        changed, checkpoint = what == "change", task.checkpoint
        if isinstance(target, HeldAccounts):
            return blast(source, target, self.old, self.new, running=changed, checkpoint=checkpoint)
        if what == "again":
            return None  # who has an account already, scope cannot tell
        return by_scope(source, self.old, self.new, running=changed, checkpoint=checkpoint)

    def _read(self, task: Task) -> tuple[Source, HeldAccounts | WizardError]:
        from wizard.journey.accounts import group_keys_of, keys_of
        from wizard.journey.meter import Meter
        from wizard.journey.reading import account_reader
        from wizard.tasks import side_by_side

        meter = Meter()
        reader: AccountReader | RecordedAccounts | WizardError
        try:
            reader = account_reader(self.context, self.answers, self.schemas, meter, awaited=True)
        except (InputError, KeyStoreError) as error:
            reader = error

        def tenant(lane: Task) -> Source:
            source = self._source(meter, lane)
            if not isinstance(reader, WizardError):
                reader.only(
                    len(source.people),
                    lambda: [*keys_of(source, self.old), *keys_of(source, self.new)],
                    lambda: [*group_keys_of(source, self.old), *group_keys_of(source, self.new)],
                )
            return source

        def cloudgate(lane: Task) -> HeldAccounts | WizardError:
            if isinstance(reader, WizardError):
                return reader
            try:
                return reader.read(lane)
            except (ScimError, NetworkError, InputError) as error:
                return error

        source, target = side_by_side(task, tenant, cloudgate)
        return source, target

    def _source(self, meter: Meter, task: Task) -> Source:
        """Return everybody who is in scope of either configuration."""
        from wizard.journey.reading import needed_attributes, read_source

        everybody = self.old.sync_all or self.new.sync_all
        names = needed_attributes(self.schemas[0]) | needed_attributes(self.schemas[1])
        assignments = self.context.graph.assignments(service_principal_id(self.answers), task)
        seen = self.reading
        enough = seen is not None and names <= seen.attributes and (seen.everybody or not everybody)
        if seen is not None and enough and set(seen.source.assignments) == set(assignments):
            meter.expect("people", len(seen.source.people))
            meter.add("people", len(seen.source.people), task)
            return seen.source
        answers = self.answers.with_(scope="all" if everybody else "assigned")
        groups = self.old.groups is not None or self.new.groups is not None
        return read_source(self.context, answers, names, task, meter=meter, with_groups=groups, assignments=assignments)
