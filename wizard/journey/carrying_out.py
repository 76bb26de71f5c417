"""Carries out the changes outside a step's own work, after a gate has confirmed them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.graph.synchronization import JobStatus
from wizard.journey.changes import OnDemand, Restart, Stop, TurnOn, Unassign, Undo
from wizard.journey.services.undoing import Undone, take_note, undo
from wizard.journey.steps import assign, watch
from wizard.journey.steps.scope import RESTART, SCOPE
from wizard.journey.steps.turnon import TURNON

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.journey.answers import Answers
    from wizard.journey.changes import Change
    from wizard.journey.context import Context
    from wizard.journey.machine import Journey


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
        take_note(journey, result)
    if isinstance(change, Restart) and change.kind in {"again", "full"}:
        journey.forget_fact(SCOPE.id, RESTART)
