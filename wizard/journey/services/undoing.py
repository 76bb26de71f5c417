"""Undo changes: plan against Entra's current state, then undo each change that still is as it was left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.core.errors import ConsentNeeded, GraphError, InputError
from wizard.graph.synchronization import NotificationSettings
from wizard.history.plan import make_plan
from wizard.history.plan_model import ORDER, Action, Left, Plan
from wizard.journey.services.applications import read_places, token_at_hand
from wizard.journey.services.settling import settle_history
from wizard.journey.services.token import load_token
from wizard.journey.state import RunState

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.graph.credentials import Value
    from wizard.history.model import History
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context


@dataclass(frozen=True, slots=True)
class Undone:
    """The result of undoing.

    Args:
        done: the actions that were carried out, in order.
        left: the actions that were skipped, or differ from what was agreed.
        plan: the plan that was agreed.
    """

    done: tuple[Action, ...]
    left: tuple[Left, ...]
    plan: Plan


def chosen_entries(history: History, *, one: int = 0, back_to: int = 0) -> tuple[int, ...]:
    """Return the numbers of the changes to undo: one change, all changes since and including one, or all.

    Raises:
        InputError: ``history-no-entry``: there is no change of that number; ``history-nothing``: it was undone
            already, or there is nothing to undo.
    """
    wanted = one or back_to
    if wanted and history.entry(wanted) is None:
        raise InputError("history-no-entry", {"number": wanted})
    some = [entry for entry in history.standing if entry.number == one] if one else history.since(back_to)
    found = tuple(entry.number for entry in some)
    if not found:
        raise InputError("history-nothing")
    return found


def plan_undo(task: Task, context: Context, answers: Answers, chosen: Sequence[int]) -> Plan:
    """Return what undoing some changes would do now. Nothing is changed.

    Raises:
        WizardError: Entra or the journal cannot be read.
    """
    settle_history(task, context, alone=True)
    history = context.history()
    wanted = [entry for entry in history.entries if entry.number in chosen]
    places = read_places(task, context, [entry for entry in wanted if not entry.gone])
    return make_plan(history.entries, chosen, places, token_at_hand(context, answers))


def undo(
    task: Task, context: Context, answers: Answers, chosen: Sequence[int], shown: Sequence[Action] | None = None
) -> Undone:
    """Undo some changes. Only a gate calls this, after the person agreed.

    Entra is read again before each kind of action: whatever differs from the agreed state by then is skipped.

    Args:
        shown: the actions that were shown to the person.

    Raises:
        ConsentNeeded: ``undo-changed``: the actions would be different by now. Nothing was changed.
        WizardError: something could not be done; what was done before is in the journal.
    """
    graph = context.graph
    graph.calls.prepare(task, "synchronization")
    context.state.application(answers).shown = None
    agreed = plan_undo(task, context, answers, chosen)
    if shown is not None and agreed.actions != tuple(shown):
        raise ConsentNeeded("undo-changed")
    keys = {action.key for action in agreed.actions}
    done: list[Action] = []
    left = list(agreed.left)
    now = agreed
    for place, kind in enumerate(kind for kind in ORDER if any(action.do == kind for action in agreed.actions)):
        if place:
            now = plan_undo(task, context, answers, chosen)
        for action in now.actions:
            if action.do == kind and action.key in keys:
                task.report("history-undoing", what=kind)
                try:
                    carried = _carry_out(task, context, answers, now, action)
                except GraphError as error:
                    if error.status not in {400, 404} or not _nobody(task, context, action):
                        raise
                    left.append(Left(action.entries[-1], "person-gone", action.what))
                    keys.discard(action.key)
                    continue
                if carried:
                    done.append(action)
                    keys.discard(action.key)
    missed = [action for action in agreed.actions if action.key in keys and action.entries]
    left += [Left(action.entries[-1], "other", action.what) for action in missed]
    context.state = RunState()
    return Undone(tuple(done), tuple(dict.fromkeys(left)), agreed)


def _nobody(task: Task, context: Context, action: Action) -> bool:
    """Return whether the principal to assign again is no longer in the directory."""
    if action.do != "assign" or action.held is None:
        return False
    graph, ids, kind = context.graph, [action.held.principal], action.held.kind
    if kind != "Group" and any(not one.soft_deleted for one in graph.people.by_id(task, ids, ("displayName",))):
        return False
    return kind == "User" or all(one.soft_deleted for one in graph.people.groups_by_id(task, ids))


def _carry_out(task: Task, context: Context, answers: Answers, plan: Plan, action: Action) -> bool:
    """Carry out an action, recorded as the undoing of its changes; return whether it was done."""
    graph, app = context.graph, action.app
    before, after = plan.before[app], plan.after[app]
    with context.journal.undoing(*action.entries):
        match action.do:
            case "pause":
                graph.jobs.pause(task, app, before.job)
            case "start":
                graph.jobs.start(task, app, before.job)
            case "assign" if action.held is not None:
                one = action.held
                graph.assignments.add(task, app, one.principal, one.role, name=one.name, kind=one.kind)
            case "unassign" if action.held is not None:
                graph.assignments.remove(task, app, action.held.id)
            case "credentials":
                _store(task, context, answers, action)
            case "schema":
                if action.schema is None or not before.job:
                    return False
                graph.schema.replace(task, app, before.job, action.schema.to_json())
            case "required":
                graph.applications.require_assignment(task, app, action.values.get("required") is True)
            case "make-job":
                graph.jobs.ensure(task, app, template_id=after.template)
            case "remove-job":
                graph.jobs.delete(task, app, before.job)
            case "remove-app":
                application = action.application or _application(task, context, app)
                graph.applications.remove(task, app, application_id=application, name=before.name)
            case "restore-app":
                name = action.what[0] if action.what else ""
                graph.applications.restore(task, app, application_id=action.application, name=name)
                graph.calls.settling.expect_new(app)
    return True


def _application(task: Task, context: Context, app: str) -> str:
    """Return the id of the application object that belongs to a service principal."""
    try:
        return context.graph.applications.object_id(task, context.graph.applications.get(task, app).app_id)
    except GraphError:
        return ""


def _store(task: Task, context: Context, answers: Answers, action: Action) -> None:
    """Store former values; the token is loaded from its store."""
    changes: dict[str, Value] = {}
    marks = {}
    for key, value in action.values.items():
        if isinstance(value, str):
            changes[key] = value
        elif value is None:
            # Its value is JSON, and the service does not delete it, so it is turned off.
            blank = key.lower() == "syncnotificationsettings"
            changes[key] = NotificationSettings().to_text() if blank else None
        else:
            changes[key], marks[key] = load_token(context, answers), value
    context.graph.credentials.save(task, action.app, changes, marks=marks)
