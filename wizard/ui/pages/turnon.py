"""Step 11: a summary of all settings, then On."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt

from wizard.journey.model import Outcome
from wizard.journey.steps import PREVIEW
from wizard.provisioning.outcome import Picture
from wizard.ui.layout import SPACE, add, grid, holder
from wizard.ui.pages.base import Page
from wizard.ui.pages.impact_gate import ImpactGate
from wizard.ui.shell.context import UiContext
from wizard.ui.widgets.basic import Card, Chip, add_row, label
from wizard.ui.widgets.buttons import LinkButton, button
from wizard.ui.widgets.outcome_card import PictureCard
from wizard.ui.widgets.problem import Banner
from wizard.wording.summary import ROWS, summary


class StepPage(Page[object]):
    """The summary, the unsettled steps, and the switch."""

    step_id = "turnon"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.gate = ImpactGate(self)
        self.switch = Card(self.t("turnon-off"), name="switchCard")
        self.state = Chip("", name="jobState")
        self.state.hide()
        self.switch.add_to_head(self.state, right=False)
        self.on_button = button(self.t("turnon-button"), self.turn_on, name="turnOn", kind="primary", guarded=True)
        self.switch.add_to_head(self.on_button)
        self.explain = label(self.t("turnon-off-help"), name="switchExplain")
        self.switch.add(self.explain)
        self.unsettled = Banner(name="unsettled")
        self.picture = PictureCard(context.texts, "outcome-press-there")
        self.picture.part_chosen.connect(self._part_chosen)
        card = Card(self.t("turnon-summary"), name="summary")
        lines = grid(18, 7, wide=1)
        self.values = {}
        for number, (name, step) in enumerate(ROWS.items()):
            value = label("", name=f"summary-{name}", select=True)
            self.values[name] = value
            title = self.t(f"turnon-row-{name}")
            link = LinkButton(self.t("turnon-to-step"), partial(context.controller.go, step.id), name=f"change-{name}")
            link.setAccessibleName(f"{self.t('turnon-to-step')}: {title}")
            link.ensurePolished()
            room = link.sizeHint().height() - link.fontMetrics().height()
            add_row(lines, number, title, value, drop=max(0, room // 2))
            lines.addWidget(link, number, 2, Qt.AlignmentFlag.AlignTop)
        card.add(holder(lines))
        self.cycles = label("", "hint", name="cycles")
        add(self.body, self.unsettled, self.switch, self.picture, card, self.cycles, SPACE)

    def enter(self) -> None:
        super().enter()
        self._show_summary()
        self._show_state()
        if self.context.services.session is not None and self.journey.result(self.step_id) is not None:
            self.perform(verify=True, busy="", on_done=self._done)

    def _show_picture(self) -> None:
        """Show the preview's outcome while it is valid."""
        result = self.journey.result(PREVIEW.id)
        valid = self.journey.is_valid(PREVIEW.id)
        found = Picture.of_facts(result.facts) if result is not None and valid else None
        self.picture.setVisible(found is not None)
        if found is not None:
            self.picture.show_picture(found)

    def _part_chosen(self, part: str) -> None:
        """Show the users of a part on the preview page, which lists them."""
        if part:
            self.picture.show_all()
            self.context.wanted[PREVIEW.id] = part
            self.context.controller.go(PREVIEW.id)

    def _show_summary(self) -> None:
        self._show_picture()
        for name, text in summary(self.journey, self.context.texts).items():
            self.values[name].setText(text)
        if steps := self.journey.missing_before(self.step):
            links = self.messages.links_to(steps)
            names = ", ".join(self.t(f"step-{step.id}-title") for step in steps)
            words = self.t("turnon-unsettled", count=len(steps), names=names)
            self.unsettled.say(words, self.t("turnon-unsettled-help"), tone="warn", links=links)
        else:
            self.unsettled.hide()

    def _show_state(self) -> None:
        result = self.journey.result(self.step_id)
        running = result is not None and bool(result.facts.get("running"))
        self.switch.show_title(self.t("turnon-on" if running else "turnon-off"))
        self.explain.setText(self.t("turnon-on-help" if running else "turnon-off-help"))
        self.on_button.setVisible(not running)
        self.on_button.setEnabled(self.context.services.session is not None)
        self.state.setVisible(running)
        if running and result is not None:
            state = self.journey.state(self.step_id)
            self.state.show_state(self.t(f"shell-state-{state}"), "ok" if state == "done" else "warn")
        minutes = result.facts.get("interval_minutes", 40) if result is not None else 40
        self.cycles.setText(self.t("turnon-cycles", minutes=minutes))
        self.changed.emit()

    def can_next(self) -> bool:
        result = self.journey.result(self.step_id)
        on = result is not None and (result.status == "confirmed" or bool(result.facts.get("running")))
        return on and super().can_next()

    def turn_on(self) -> None:
        """Start the job and verify that it runs, after the user confirmed the effect on users."""
        self.on_button.setEnabled(False)
        self.gate.ask(self._turn_on, stop=self._show_state)

    def _turn_on(self) -> None:
        self.perform(busy="turnon-starting", on_done=self._done, on_stopped=self._show_state)

    def took(self, _outcome: Outcome[object]) -> None:
        self._show_summary()
        self._show_state()

    def _done(self, outcome: Outcome[object]) -> None:
        self.gate.tell()
        other = outcome.facts.get("other_job")
        if other:
            key = "finding-graph-two-jobs-one-target"
            words = f"{self.t('turnon-other-job', name=str(other))} {self.t(f'{key}.fix')}"
            self.problem.say(self.t(key), words, tone="warn")
