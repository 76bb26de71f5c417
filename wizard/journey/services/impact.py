"""Forecast what a change would do to people before it is made; window and terminal use the same forecast."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, assert_never, get_args

from wizard.core.errors import ConsentNeeded, InputError
from wizard.graph.synchronization import NotificationSettings
from wizard.journey.changes import Change, Connect, Known, OnDemand, Restart, Save, Stop, TurnOn, Unassign, Undo
from wizard.journey.services.held_deletions import held_back
from wizard.journey.services.impact_inputs import Sides, What
from wizard.journey.services.job import has_begun, job_status, service_principal_id
from wizard.journey.services.job_schema import apply, own, read_schema
from wizard.journey.services.tenant_check import check_changes
from wizard.journey.services.undoing import plan_undo
from wizard.journey.steps.watch import holds_deletions
from wizard.mapping.sameness import same_schema
from wizard.provisioning.impact import LIMIT_PEOPLE, LIMIT_PERCENT, Impact, order
from wizard.scim.endpoint import same_service

if TYPE_CHECKING:
    from collections.abc import Collection

    from wizard.core.checkpoints import Checkpoint
    from wizard.core.errors import WizardError
    from wizard.core.tasks import Task
    from wizard.graph.synchronization import JobStatus
    from wizard.history.plan_model import Plan
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context

State = Literal["same", "never-ran", "known", "scope-only", "unknown"]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a change would do.

    Args:
        change: the change.
        state: ``never-ran``: the job is off and knows no accounts, so the change affects nobody; ``same``: nothing
            changes, or the job is already in the wanted state; ``known``; ``scope-only``: CloudGate could not be read;
            ``unknown``: people could not be read, or the job's configuration cannot be computed.
        running: whether the job is on, so that its next cycle does it; otherwise it happens once the job is turned on.
        first: whether the first cycle does it.
        impact: what happens, for ``known`` and ``scope-only``.
        error: why one side is missing.
        planned: number of creations that the person has seen in a preview.
        keeps_unread: whether Entra hides the setting that keeps the accounts of people who leave scope; the forecast
            assumes that these accounts are disabled.
        held_above: Entra prevents removals when a cycle has more than this number; 0 where it does not, or where the
            change carries out prevented deletions.
    """

    change: Change
    state: State
    running: bool = False
    first: bool = False
    impact: Impact | None = None
    error: WizardError | None = None
    planned: int = 0
    keeps_unread: bool = False
    held_above: int = 0

    @property
    def removals(self) -> int:
        """The number to type where :attr:`asks` is ``number``."""
        return self.impact.harmed if self.impact is not None else 0

    @property
    def many_new(self) -> bool:
        """Whether far more accounts are created than seen in the preview: 20 more, or 10 % of the planned number."""
        new = self.impact.count("create", "User") if self.impact is not None else 0
        return new > self.planned + max(LIMIT_PEOPLE, self.planned * LIMIT_PERCENT // 100)

    @property
    def held_back(self) -> bool:
        """Whether Entra would prevent the removals and wait for a decision instead."""
        return self.impact is not None and 0 < self.held_above < self.impact.removals

    @property
    def asks(self) -> Literal["", "consent", "number"]:
        """What a person has to give before the change may be made."""
        if self.impact is not None and self.impact.beyond:
            return "number"
        grave = self.impact is not None and self.impact.grave
        doubtful = self.state in {"scope-only", "unknown"}
        return "consent" if doubtful or grave or self.removals or self.many_new else ""


def forecast(task: Task, context: Context, answers: Answers, change: Change, known: Known) -> Forecast:
    """Determine what a change would do. Nothing is written; people and assignments are read now.

    A job that is off and never ran costs one request, and so does stopping.

    Raises:
        InputError: ``job-missing``.
        MappingError: ``mapping-has-problems``: Entra would refuse it.
        GraphError: the job's settings cannot be read; the change would fail in the same way.
        Cancelled: the person cancelled.
    """
    if isinstance(change, Undo):
        return _undone(task, context, answers, change, known)
    principal = service_principal_id(answers)
    if isinstance(change, Connect):
        context.graph.calls.prepare(task, "synchronization")
        if not context.graph.jobs.all(task, principal):
            return Forecast(change, "never-ran")
    status = job_status(task, context, answers)
    ran = has_begun(status)
    planned = known.planned if isinstance(change, TurnOn) else 0
    found = Forecast(change, "never-ran", status.running, not ran, planned=planned)
    match change:
        case TurnOn() if status.running and not status.quarantined:
            return replace(found, state="same")
        case Stop():
            if not status.running:
                return replace(found, state="same")
            return replace(found, state="known", impact=Impact(facts=("leavers-stay",)))
        case Connect() | Save() | Unassign() if not ran:
            return found
    task.report("impact-settings")
    schema, secrets = read_schema(task, context, answers), context.graph.credentials.read(task, principal)
    sides = Sides.of(context, answers, schema, secrets, known)
    found = replace(found, keeps_unread="SkipOutOfScopeDeletions" in sides.secrets.masked, held_above=sides.held_above)
    match change:
        case Connect():
            return _connected(task, sides, found, status)
        case Save(saves):
            return _saved(task, sides, found, saves)
        case Unassign(assignments):
            gone = frozenset(one.id for one in assignments)
            return replace(sides, leaving=gone).told(task, found, "change")
        case TurnOn():
            return sides.told(task, found, "again" if ran else "first")
        case OnDemand(person_id):
            return sides.of_one(task, found, person_id)
        case Restart():
            return _restarted(task, sides, found, change, ran)
        case _:
            assert_never(change)


def _undone(task: Task, context: Context, answers: Answers, change: Undo, known: Known) -> Forecast:
    """Return what undoing changes means for people, in every application that the changes concern.

    Raises:
        ConsentNeeded: ``undo-changed``: it would now do something other than what was agreed.
    """
    plan = plan_undo(task, context, answers, change.entries)
    if change.agreed is not None and plan.actions != change.agreed:
        raise ConsentNeeded("undo-changed")
    apps = dict.fromkeys(one.app for one in plan.actions)
    return _together(
        change, [_undone_in(task, context, answers, change, known, plan, app) for app in apps], task.checkpoint
    )


def _undone_in(
    task: Task, context: Context, answers: Answers, change: Undo, known: Known, plan: Plan, app: str
) -> Forecast:
    """Return what undoing means in one application, from its job's state before and after.

    If provisioning is turned off for it and stays off, no account changes.
    """
    actions = [one for one in plan.actions if one.app == app]
    if any(one.do == "pause" for one in actions):
        return Forecast(change, "known", running=True, impact=Impact(facts=("leavers-stay",)))
    starting = any(one.do == "start" for one in actions)
    before, after = plan.before[app], plan.after[app]
    if not before.job:
        error = InputError("job-missing") if starting else None
        return Forecast(change, "unknown" if starting else "never-ran", error=error)
    # Use the application's own address; a token is only sent to the service that it is for.
    address = after.stored("BaseAddress")
    stored = address if isinstance(address, str) else ""
    elsewhere = not same_service(stored, answers.tenant_url)
    own = answers.with_(token_reference="", token_kept="") if elsewhere else answers
    answers = own.with_(service_principal_id=app, tenant_url=stored)
    status = context.graph.jobs.status(task, app, before.job)
    ran = has_begun(status)
    found = Forecast(change, "never-ran", status.running, not ran)
    if not starting and (not ran or not after.job):
        return found
    schema = before.schema or read_schema(task, context, answers)
    sides = Sides.of(context, answers, schema, context.graph.credentials.read(task, app), known)
    gone = frozenset(one.held.id for one in actions if one.do == "unassign" and one.held)
    sides = replace(sides.becoming(after.schema or schema, after.sync_all), leaving=gone)
    limit = NotificationSettings.from_text(str(after.stored("SyncNotificationSettings") or ""))
    above = limit.delete_threshold if limit.prevent_deletions else 0
    found = replace(found, keeps_unread="SkipOutOfScopeDeletions" in sides.secrets.masked, held_above=above)
    what: What = ("again" if ran else "first") if starting else "change"
    told = sides.told(task, found, what)
    each = [told]
    if above != sides.held_above and holds_deletions(status):
        held = held_back(task, context, answers, sides.new, schema)
        waits = above and len(held.operations) > above
        each += [] if waits else [held.told(replace(found, held_above=0))]
    whole = _together(change, each, task.checkpoint)
    if elsewhere and isinstance(whole.error, InputError):
        return replace(whole, error=InputError("undo-address-other", {"url": stored or "–"}))
    return whole


def _together(change: Undo, each: list[Forecast], checkpoint: Checkpoint) -> Forecast:
    """Merge several forecasts: the worst state, all people affected, and the strictest limit."""
    if len(each) < 2:
        return each[0] if each else Forecast(change, "same")
    impacts = [one.impact for one in each if one.impact is not None]
    operations = {(one.kind, one.source_id, one.verdict): one for found in impacts for one in found.operations}
    whole = Impact(
        order(operations.values(), checkpoint),
        min((found.people for found in impacts if found.operations), default=0),
        sum(found.spared for found in impacts),
        tuple(dict.fromkeys(fact for found in impacts for fact in found.facts)),
        accounts=all(found.accounts for found in impacts),
        counted=frozenset().union(*(found.counted for found in impacts)),
    )
    rank = get_args(State).index
    return Forecast(
        change,
        max((one.state for one in each), key=rank),
        any(one.running for one in each),
        all(one.first for one in each),
        whole if impacts else None,
        next((one.error for one in each if one.error is not None), None),
        keeps_unread=any(one.keeps_unread for one in each),
        held_above=min(one.held_above for one in each),
    )


def _saved(task: Task, sides: Sides, found: Forecast, saves: Collection[str]) -> Forecast:
    answers, current = sides.answers, sides.schemas[0]
    wanted = apply(current, own(answers, saves))
    everybody = sides.old.sync_all
    if "scope" in saves and not sides.known.waits:
        everybody = answers.scope == "all"
    unchanged = same_schema(wanted, current)
    if unchanged and everybody == sides.old.sync_all:
        return replace(found, state="same")
    if not unchanged:
        check_changes(task, sides.context, answers, current, wanted)
    return sides.becoming(wanted, everybody).told(task, found, "change")


def _connected(task: Task, sides: Sides, found: Forecast, status: JobStatus) -> Forecast:
    """Return what other credentials and another deletion threshold mean.

    The job remembers ids of the application at the current Tenant URL; another application does not know them.
    Prevented deletions are carried out once the threshold lets them through (Microsoft's article on accidental
    deletions).
    """
    answers, secrets = sides.answers, sides.secrets
    if secrets.base_address and not same_service(secrets.base_address, answers.tenant_url.strip()):
        return sides.stranded(task, found)
    if not holds_deletions(status):
        return replace(found, state="same")
    held = held_back(task, sides.context, answers, sides.old, sides.schemas[0])
    waits = answers.prevent_deletions and len(held.operations) > answers.delete_threshold
    return replace(found, state="same") if waits else held.told(replace(found, held_above=0))


def _restarted(task: Task, sides: Sides, found: Forecast, change: Restart, ran: bool) -> Forecast:
    if not ran:
        return sides.told(task, found, "first")
    sides = sides.becoming(sides.schemas[0], sides.secrets.sync_all)
    match change.kind:
        case "full":
            return sides.told(task, found, "full")
        case "deletes":
            held = held_back(task, sides.context, sides.answers, sides.new, sides.schemas[0])
            return held.told(replace(found, held_above=0))
        case "failed" if found.running:
            return replace(found, state="same")
        case "again" if sides.known.waits:
            return sides.told(task, found, "change")
        case _:
            return sides.told(task, found, "again")
