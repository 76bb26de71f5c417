"""Carries out the changes that are no step's own work, once a gate has asked about them."""

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
    """Do a change that is no step's own work; only a gate calls this, once the person agreed.

    Returns:
        For :class:`Unassign` the assignments that are left, for :class:`OnDemand` and :class:`Undo` what was done, else
        the job's status.

    Raises:
        GraphError: those of Graph.
        TypeError: the change is a step's own work, which the step does.
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
    """Take note of a change that was carried out, in the journey's answers and results.

    Turning on holds while the job runs. After a restart that looks at everybody no scope waits for one; what was undone
    has to be done again.
    """
    if isinstance(result, JobStatus):
        journey.lapse(TURNON.id, "" if result.running else "stopped")
    if isinstance(result, Undone):
        take_note(journey, result)
    if isinstance(change, Restart) and change.kind in {"again", "full"}:
        journey.forget_fact(SCOPE.id, RESTART)
