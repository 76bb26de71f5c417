"""Keeping a change made in the portal as it is, or undoing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.health import drift as drifting
from wizard.health.effect import effect_on_people
from wizard.health.keeping import keep_part
from wizard.health.reading import changed_since
from wizard.journey.carrying_out import known_of
from wizard.journey.changes import Change, Stop, TurnOn, Unassign
from wizard.journey.steps import ASSIGN
from wizard.journey.steps.assign import standing
from wizard.ui.pages.health_effect import EffectDialog
from wizard.ui.times import shown_time
from wizard.wording import health as words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from wizard.core.tasks import Task
    from wizard.directory import Assignment
    from wizard.health.drift import Changed, Drift
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.journey.machine import Snapshot
    from wizard.journey.model import Outcome, Part
    from wizard.journey.services.impact import Forecast
    from wizard.ui.pages.health import StepPage


class DriftActions:
    """The actions of one card, for the ``drift`` that it shows."""

    def __init__(self, page: StepPage) -> None:
        self._page = page
        self.drift: Drift | None = None

    # --- show

    def show_effect(self) -> None:
        """Compute the effect of the change on users, and show it by name."""
        page = self._page
        if self.drift is not None:
            given = (self.drift, known_of(page.journey))
            page.run_step(effect_on_people, *given, on_result=self._effect, busy="impact-looking", key="effect")

    def _effect(self, found: Forecast) -> None:
        EffectDialog(self._page.context, found, self._page).open()

    # --- keep

    def keep(self, part: Part) -> None:
        """Accept the current state of a part as the expected one; conflicting answers are replaced."""
        page, found = self._page, self.drift
        if found is None:
            return
        given = (page.context.services, page.journey.snapshot, page.file(), found, part)
        page.run(_keep, *given, on_result=self._kept, busy="health-keeping", key="drift")

    def _kept(self, result: tuple[dict[str, object], dict[str, Outcome[object]]]) -> None:
        page = self._page
        changes, outcomes = result
        page.journey.answer(**changes)
        for name, outcome in outcomes.items():
            page.journey.record(name, outcome)
        page.look()

    # --- undo

    def put_back(self, part: Part) -> None:
        """Undo changes of a part: directly through the gate, or on the step that saves them, with its fields filled in.

        Entra is read again first. Changes made since the last look are shown before anything is undone.
        """
        page, found = self._page, self.drift
        if found is None:
            return

        def read(again: tuple[Changed, ...]) -> None:
            if again:
                names = "; ".join(words.change(one, page.context.texts, shown_time) for one in again)
                page.look(
                    then=lambda: page.problem.say(
                        page.t("health-drift-again"), page.t("health-drift-again-what", changes=names), tone="info"
                    )
                )
            elif found is self.drift:
                self._put_back(part, found)

        page.run_step(changed_since, found, part, on_result=read, busy="health-drift-reading", key="drift")

    def _put_back(self, part: Part, found: Drift) -> None:
        page = self._page
        if part == "job":
            self._job(found)
        elif part == "assignments":
            page.run_step(_held, on_result=self._assignments, key="held")
        else:
            steps = list(dict.fromkeys(one.step for one in found.part(part) if one.step))
            changes: dict[str, object] = {}
            for name in steps:
                changes |= drifting.as_before(page.journey.snapshot, found, page.journey.step(name))
            page.journey.answer(**changes)
            for name in steps:
                page.journey.differs(name)  # so that the step's page does not take over what Entra has
            self._go(steps)

    def _job(self, found: Drift) -> None:
        stopped = any(one.id == "job-stopped" for one in found.changes)
        change: Change = TurnOn() if stopped else Stop()
        self._page.gate.do(change, self._page.controlled, busy="watch-starting" if stopped else "watch-stopping")

    def _assignments(self, held: Sequence[Assignment]) -> None:
        page, found = self._page, self.drift
        if found is None:
            return
        added, lost = drifting.added(found, held), drifting.lost(found)
        if added:
            page.gate.do(Unassign(added), self._unassigned, busy="assign-removing")
        elif lost:
            self._assign_again()

    def _unassigned(self, _standing: object) -> None:
        self._page.gate.tell()
        found = self.drift
        if found is not None and drifting.lost(found):
            self._assign_again()
        else:
            self._page.look()

    def _assign_again(self) -> None:
        found = self.drift
        assert found is not None
        self._page.journey.answer(assignments=tuple(one.planned for one in drifting.lost(found)))
        self._go([ASSIGN.id])

    def _go(self, steps: list[str]) -> None:
        """Open the step that saves the filled-in values; its own gate asks before it saves."""
        page = self._page
        titles = ", ".join(page.t(f"step-{name}-title") for name in steps)
        page.context.controller.go(steps[0])
        shown = getattr(page.window(), "page", page)
        shown.problem.say(page.t("health-drift-filled"), page.t("health-drift-filled-steps", steps=titles), tone="info")


def _held(task: Task, context: Context, answers: Answers) -> tuple[Assignment, ...]:
    return standing(task, context, answers).assignments


def _keep(
    task: Task, services: Context, snapshot: Snapshot, file: Callable[[], Path], found: Drift, part: Part
) -> tuple[dict[str, object], dict[str, Outcome[object]]]:
    return keep_part(task, services, snapshot, file(), found, part)
