"""What a gate needs beside the forecast: what the journey knows, and making changes that are no step's own work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.graph.synchronization import JobStatus
from wizard.journey.changes import RESTART, Known, OnDemand, Restart, Stop, TurnOn, Unassign, Undo
from wizard.journey.services.undoing import Undone, undo
from wizard.journey.steps import (
    ASSIGN,
    CONNECT,
    GROUPS,
    PREVIEW,
    SCOPE,
    STEPS,
    TURNON,
    USERS,
    WATCH,
    assign,
    watch,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.core.tasks import Task
    from wizard.history.plan_model import Action, Do
    from wizard.journey.answers import Answers
    from wizard.journey.changes import Change
    from wizard.journey.context import Context
    from wizard.journey.machine import Journey
    from wizard.journey.model import Step


def known_of(journey: Journey) -> Known:
    """Return what a journey knows about the changes that a gate asks about."""
    planned = journey.fact(PREVIEW, "create") if journey.is_valid(PREVIEW.id) else None
    return Known(int(planned or 0), journey.fact(SCOPE, RESTART) is True)


def carry_out(task: Task, context: Context, answers: Answers, change: Change) -> object:
    """Carry out a change outside a step's own work; only called by a gate, after the user confirmed it.

    Returns:
        For :class:`Unassign` the remaining assignments, for :class:`OnDemand` and :class:`Undo` their result, otherwise
        the job's status.

    Raises:
        GraphError: A Graph request failed.
        TypeError: The change is a step's own work, which the step does.
    """
    match change:
        case Unassign(assignments):
            return assign.remove(task, context, answers, assignments)
        case Stop():
            return watch.stop(task, context, answers)
        case TurnOn():
            return watch.start(task, context, answers)
        case OnDemand(person_id):
            return watch.on_demand(task, context, answers, person_id)
        case Restart(kind):
            return watch.restart(task, context, answers, kind)
        case Undo(entries, agreed):
            return undo(task, context, answers, entries, agreed)
        case _:
            raise TypeError(f"{change} is a step's own work")


def carried_out(journey: Journey, change: Change, result: object = None) -> None:
    """Record a completed change in the journey's answers and results.

    The step *Turn on* is valid while the job runs. After a restart that evaluates all users, step *Scope* no longer
    asks for one. Undone changes have to be made again.
    """
    if isinstance(result, JobStatus):
        journey.lapse(TURNON.id, "" if result.running else "stopped")
    if isinstance(result, Undone):
        _undone(journey, result)
    if isinstance(change, Restart) and change.kind in {"again", "full"}:
        journey.forget_fact(SCOPE.id, RESTART)


_ON_JOB = tuple(step for step in STEPS if step.number >= CONNECT.number)
_ON_APPLICATION = tuple(step for step in STEPS if "service_principal_id" in step.needs)
_RESTING_ON: Mapping[Do, tuple[Step, ...]] = {
    "pause": (TURNON, WATCH),
    "start": (TURNON, WATCH),
    "assign": (ASSIGN,),
    "unassign": (ASSIGN,),
    "schema": (USERS, GROUPS, SCOPE, PREVIEW),
    "make-job": (CONNECT,),
    "remove-job": _ON_JOB,
    "remove-app": _ON_APPLICATION,
    "restore-app": _ON_APPLICATION,
}
"""The steps whose results lapse after an action of undoing; see :func:`_resting_on` for stored settings."""


def _undone(journey: Journey, undone: Undone) -> None:
    """Mark the results of undone steps as lapsed, and clear or restore the application in the answers."""
    for action in undone.done:
        for step in _resting_on(action):
            journey.lapse(step.id, "undone")
        mine = journey.answers.service_principal_id
        if action.do == "remove-app" and action.app == mine:
            journey.answer(service_principal_id="", application_added="", application_asked="", application_known=())
        elif action.do == "restore-app" and not mine:
            journey.answer(service_principal_id=action.app)


def _resting_on(action: Action) -> tuple[Step, ...]:
    """Return the steps whose results lapse after an action of undoing; the stored settings belong to two steps."""
    if action.do != "credentials":
        return _RESTING_ON.get(action.do, ())
    keys = {key.lower() for key in action.values}
    return (*((CONNECT,) if keys - {"syncall"} else ()), *((SCOPE, PREVIEW) if "syncall" in keys else ()))
