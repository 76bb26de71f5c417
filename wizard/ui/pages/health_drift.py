"""Changes made in the portal, and the actions for them: show the effect on users, keep, or undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from wizard.health import drift as drifting
from wizard.health import expected as seeing
from wizard.health.effect import effect_on_people
from wizard.health.reading import changed_since
from wizard.health.record import load, save
from wizard.journey.answers import PlannedAssignment
from wizard.journey.changes import Change, Known, Stop, TurnOn, Unassign
from wizard.journey.steps import STEPS
from wizard.journey.steps.assign import standing
from wizard.ui.models.rows import Column
from wizard.ui.theme import px
from wizard.ui.times import shown_time
from wizard.ui.widgets.basic import Card, Chip, LinkButton, button, clear, guard, label, note, show_words
from wizard.ui.widgets.table import DataTable
from wizard.wording import health as words
from wizard.wording.impact import notes, parts, why

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from wizard.core.tasks import Task
    from wizard.directory import Assignment
    from wizard.health.drift import Changed, Drift
    from wizard.health.expected import Part
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.journey.model import Outcome
    from wizard.journey.services.impact import Forecast
    from wizard.provisioning import Operation
    from wizard.ui.pages.health import StepPage
    from wizard.ui.shell.context import UiContext

MOST = 6
"""Maximum number of changes listed per part."""


class DriftCard(Card):
    """The changes of each part, with their actions."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page.t("health-drift-title"), name="driftCard")
        self._page = page
        self._drift: Drift | None = None
        self._shown: tuple[object, ...] = ()
        self.count = Chip("", name="driftCount")
        self.add_to_head(self.count, right=False)
        self.lines = host = QWidget()
        self._rows = QVBoxLayout(host)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(px(4))
        self.add(host)
        self.show_drift(None)

    def show_drift(self, drift: Drift | None) -> None:
        """Show the differences."""
        page, self._drift = self._page, drift
        changes = drift.changes if drift is not None else ()
        shown = (drift is None, changes, page.context.controller.setup_id, page.only_shown)
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._rows)
        self.count.setVisible(bool(changes))
        self.count.show_state(str(len(changes)), "warn")
        if not changes:
            key = "health-drift-none" if drift is not None else "health-drift-unknown"
            self._rows.addWidget(label(page.t(key), "hint", name="driftNone"))
            return
        for part in seeing.PARTS:
            own = [one for one in changes if one.part == part]
            if not own:
                continue
            for one in own[:MOST]:
                said = words.change(one, page.context.texts, shown_time)
                self._rows.addWidget(label(said, name=f"drift-{one.id}", select=True))
            if len(own) > MOST:
                self._rows.addWidget(label(page.t("health-drift-more", count=len(own) - MOST), "hint"))
            self._rows.addLayout(self._links(part, any(one.step for one in own)))
            self._rows.addSpacing(px(6))

    def _links(self, part: Part, can_undo: bool) -> QHBoxLayout:
        page = self._page
        row = QHBoxLayout()
        row.setSpacing(px(14))
        about = page.t(f"health-part-{part}")

        def link(word: str, work: Callable[[], object], name: str) -> LinkButton:
            made = LinkButton(page.t(f"health-drift-{word}"), work, name=f"{name}-{part}")
            show_words(made, page.t(f"health-drift-{word}"), about)
            row.addWidget(made)
            return made

        if part == "schema" or (part == "settings" and self._has("scope")):
            link("show", self.show_effect, "driftShow")
        if page.context.controller.setup_id:
            link("keep", lambda: self.keep(part), "driftKeep")
        if can_undo and not page.only_shown:
            guard(link("undo", lambda: self.put_back(part), "driftUndo"))
        elif not page.only_shown:
            row.addWidget(label(page.t("health-drift-by-hand"), "hint"))
        row.addStretch(1)
        return row

    def _has(self, change_id: str) -> bool:
        return self._drift is not None and any(one.id == change_id for one in self._drift.changes)

    # --- show

    def show_effect(self) -> None:
        """Compute the effect of the change on users, and show it by name."""
        page = self._page
        if self._drift is not None:
            page.run(
                effect_on_people,
                page.context.services,
                page.journey.answers,
                self._drift,
                Known.of(page.journey),
                on_result=self._effect,
                busy="impact-looking",
                key="effect",
            )

    def _effect(self, found: Forecast) -> None:
        EffectDialog(self._page.context, found, self._page).open()

    # --- keep

    def keep(self, part: Part) -> None:
        """Accept the current state of a part as the expected one; conflicting answers are replaced."""
        page, found = self._page, self._drift
        if found is None:
            return
        answers = page.journey.answers
        steps = [name for name in seeing.STEPS_OF[part] if page.journey.result(name) is not None]
        changes: dict[str, object] = {}
        for name in steps:
            changes |= drifting.as_now(page.journey.snapshot, found, name)
        page.run(
            _keep,
            page.context.services,
            page.file(),
            answers.with_(**changes),
            found,
            part,
            steps,
            on_result=self._kept,
            busy="health-keeping",
            key="drift",
        )

    def _kept(self, result: tuple[Answers, dict[str, Outcome[object]]]) -> None:
        page = self._page
        answers, outcomes = result
        names = (
            "user_rows",
            "user_actions_all",
            "group_rows",
            "group_actions_all",
            "groups_enabled",
            "user_filter",
            "group_filter",
            "scope",
            "tenant_url",
            "notify",
            "notification_email",
            "prevent_deletions",
            "delete_threshold",
        )
        page.journey.answer(**{name: getattr(answers, name) for name in names})
        for name, outcome in outcomes.items():
            page.journey.record(name, outcome)
        page.look()

    # --- undo

    def put_back(self, part: Part) -> None:
        """Undo changes of a part: directly through the gate, or on the step that saves them, with its fields filled in.

        Entra is read again first. Changes made since the last look are shown before anything is undone.
        """
        page, found = self._page, self._drift
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
            elif found is self._drift:
                self._put_back(part, found)

        page.run(
            changed_since,
            page.context.services,
            page.journey.answers,
            found,
            part,
            on_result=read,
            busy="health-drift-reading",
            key="drift",
        )

    def _put_back(self, part: Part, found: Drift) -> None:
        page = self._page
        if part == "job":
            self._job(found)
        elif part == "assignments":
            page.run(_held, page.context.services, page.journey.answers, on_result=self._assignments, key="held")
        else:
            steps = list(dict.fromkeys(one.step for one in found.part(part) if one.step))
            changes: dict[str, object] = {}
            for name in steps:
                changes |= drifting.as_before(page.journey.snapshot, found, name)
            page.journey.answer(**changes)
            for name in steps:
                page.journey.differs(name)  # so that the step's page does not take over what Entra has
            self._go(steps)

    def _job(self, found: Drift) -> None:
        stopped = any(one.id == "job-stopped" for one in found.changes)
        change: Change = TurnOn() if stopped else Stop()
        self._page.gate.do(change, self._page.controlled, busy="watch-starting" if stopped else "watch-stopping")

    def _assignments(self, held: Sequence[Assignment]) -> None:
        page, found = self._page, self._drift
        if found is None:
            return
        added, lost = drifting.added(found, held), drifting.lost(found)
        if added:
            page.gate.do(Unassign(added), self._unassigned, busy="assign-removing")
        elif lost:
            self._assign_again()

    def _unassigned(self, _standing: object) -> None:
        self._page.gate.tell()
        found = self._drift
        if found is not None and drifting.lost(found):
            self._assign_again()
        else:
            self._page.look()

    def _assign_again(self) -> None:
        found = self._drift
        assert found is not None
        planned = tuple(
            PlannedAssignment(one.principal, "Group" if one.kind == "Group" else "User", one.name, one.role)
            for one in drifting.lost(found)
        )
        self._page.journey.answer(assignments=planned)
        self._go(["assign"])

    def _go(self, steps: list[str]) -> None:
        """Open the step that saves the filled-in values; its own gate asks before it saves."""
        page = self._page
        titles = ", ".join(page.t(f"step-{name}-title") for name in steps)
        page.context.controller.go(steps[0])
        shown = getattr(page.window(), "page", page)
        shown.problem.say(page.t("health-drift-filled"), page.t("health-drift-filled-steps", steps=titles), tone="info")


class EffectDialog(QDialog):
    """The effect of a portal change on users, by name."""

    def __init__(self, context: UiContext, found: Forecast, parent: QWidget) -> None:
        super().__init__(parent)
        t = context.t
        self.setObjectName("effectDialog")
        self.setWindowTitle(t("health-effect-title"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(18), px(16), px(18), px(14))
        box.setSpacing(px(10))
        operations = found.impact.operations if found.impact is not None else ()
        said = parts(found.impact, context.texts) if found.impact is not None and operations else ""
        if not said:
            said = t("health-effect-none" if found.state == "known" else "health-effect-unknown")
        box.addWidget(label(said[:1].upper() + said[1:], "strong", name="effectCounts", select=True))
        for number, line in enumerate(notes(found, context.texts)):
            box.addWidget(note(line, "warning", "warn", name=f"effectNote-{number}"))
        columns: tuple[Column[Operation], ...] = (
            Column(t("impact-column-what"), lambda one: t(f"plan-verdict-{one.verdict}")),
            Column(t("impact-column-name"), lambda one: one.name, stretch=2),
            Column(t("impact-column-why"), lambda one: why(one, context.texts), stretch=3),
        )
        self.table = DataTable(columns, name="effectTable", title=t("impact-table"), runner=context.runner)
        self.table.setProperty("framed", "true")
        self.table.set_rows(operations)
        self.table.setVisible(bool(operations))
        box.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(t("practice-close"), self.accept, name="effectClose"))
        box.addLayout(row)
        self.resize(px(760), px(420) if operations else px(160))


def _held(task: Task, context: Context, answers: Answers) -> tuple[Assignment, ...]:
    return standing(task, context, answers).assignments


def _keep(
    task: Task,
    services: Context,
    file: Callable[[], Path],
    answers: Answers,
    found: Drift,
    part: Part,
    steps: list[str],
) -> tuple[Answers, dict[str, Outcome[object]]]:
    """Save the part as expected, and verify its steps with the matching answers."""
    outcomes: dict[str, Outcome[object]] = {}
    for step in STEPS:
        if step.id in steps and step.verify is not None and step.id != "watch":
            outcomes[step.id] = step.verify(task, services, answers)
    path: Path = file()
    kept, _ = load(path)
    if kept.seen is not None:
        kept.seen = seeing.keep(kept.seen, found.now, (part,))
        save(path, kept)
    return answers, outcomes
