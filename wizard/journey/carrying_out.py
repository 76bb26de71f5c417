"""Makes the changes that are not a step's own work, after a gate has asked for consent."""

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


def carry_out(context: Context, answers: Answers, change: Change, task: Task) -> object:
    """Make a change that is not a step's own work. Only a gate calls this, after the person agreed.

    Returns:
        The remaining assignments for :class:`Unassign`, what was done for :class:`OnDemand` and :class:`Undo`,
            otherwise the job's status.

    Raises:
        GraphError: a Graph request failed.
        TypeError: the change is a step's own work; the step makes it.
    """
    match change:
        case Unassign(assignments):
            return assign.remove(context, answers, assignments, task)
        case Stop():
            return watch.stop(context, answers, task)
        case TurnOn():
            return watch.start(context, answers, task)
        case OnDemand(person_id):
            return watch.on_demand(context, answers, person_id, task)
        case Restart(kind):
            return watch.restart(context, answers, kind, task)
        case Undo(entries, agreed):
            return undo(context, answers, entries, task, agreed)
        case _:
            raise TypeError(f"{change} is a step's own work")


def carried_out(journey: Journey, change: Change, result: object = None) -> None:
    """Record a change that was made in the journey's answers and results.

    The turn-on step is valid while the job runs. A restart that processes everybody clears the scope's restart note;
    steps whose changes were undone have to be done again.
    """
    if isinstance(result, JobStatus):
        journey.lapse(TURNON.id, "" if result.running else "stopped")
    if isinstance(result, Undone):
        take_note(journey, result)
    if isinstance(change, Restart) and change.kind in {"again", "full"}:
        journey.forget_fact(SCOPE.id, RESTART)
