"""Step 9: assigned only or all, scoping filters, and who enters or leaves the scope, by name, before saving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from wizard.journey.changes import Restart
from wizard.journey.model import Outcome
from wizard.journey.steps.scope import effects, known_values, read
from wizard.journey.steps.turnon import TURNON
from wizard.ui.layout import Wide, add, column
from wizard.ui.pages.base import Page
from wizard.ui.pages.impact_gate import ImpactGate
from wizard.ui.pages.scope_effects import EffectsCard
from wizard.ui.pages.scope_filters_card import FiltersCard
from wizard.ui.shell.context import UiContext
from wizard.ui.widgets.basic import Card, button, label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from wizard.core.errors import WizardError
    from wizard.journey.steps.scope import Reading
    from wizard.provisioning.scope_diff import Effects

LOOK_AFTER_MS = 200
"""Milliseconds after the last edit before the scope is computed again."""


class StepPage(Page[None]):
    """Scope, filters, effects."""

    step_id = "scope"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._reading: Reading | None = None
        self.gate = ImpactGate(self)
        self.no_session = self.sign_in_first()
        self.filters = FiltersCard(self, self._filters_edited)
        self.effects = EffectsCard(self, self.look)
        add(self.body, self.no_session, self._build_scope(), self._build_restart(), self.filters, Wide(self.effects))
        self.body.addStretch(0)  # takes the space while the effects are hidden
        self.form.edited.connect(self._edited)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LOOK_AFTER_MS)
        self._soon.timeout.connect(self._compute)

    def _build_restart(self) -> QWidget:
        """Offer to restart provisioning, which makes a change from all users to assigned only effective."""
        card = self.restart_card = Card(self.t("scope-restart-title"), name="restartCard")
        card.add(label(self.t("scope-restart-why"), "hint"))
        card.add_to_head(button(self.t("scope-restart-go"), self.restart, name="restartForScope", guarded=True))
        card.hide()
        return card

    def _build_scope(self) -> QWidget:
        card = Card(self.t("scope-field-scope"), name="scopeCard")
        choice = self.form.field("scope", look="radio", titled=False)
        card.add(column(choice.box, *self.form.rest(), gap=6))
        self.save_button = button(self.t("scope-save"), self.save, name="saveScope", kind="primary", guarded=True)
        card.add_to_head(self.save_button)
        return card

    # --- display

    def enter(self) -> None:
        super().enter()
        signed_in = self.context.services.session is not None
        result = self.journey.result(self.step_id)
        self.restart_card.setVisible(signed_in and result is not None and result.facts.get("restart") is True)
        self.no_session.setVisible(not signed_in and not self.context.controller.signed_out)  # the window says that
        self.effects.setVisible(signed_in or self._reading is not None)
        self.effects.look_button.setEnabled(signed_in)
        # Filters that were never read must not look like "no filter".
        self.filters.setVisible(signed_in or self.filters.schema is not None)
        self.filters.refresh()
        self._show_sound()
        self._forget()  # other steps and the portal may have changed the assignments
        if signed_in and self.journey.answers.service_principal_id:
            self.look()
        elif self._reading is not None:
            self._look_soon()

    def leave(self) -> None:
        self._soon.stop()

    @property
    def waiting(self) -> bool:
        return self._soon.isActive()

    def _show_sound(self) -> None:
        self.save_button.setEnabled(self.filters.sound and self.context.services.session is not None)
        self.changed.emit()

    def _edited(self, _name: str) -> None:
        self._look_soon()

    def _filters_edited(self) -> None:
        self._show_sound()
        self._look_soon()

    # --- who is in scope

    def look(self, *, follows: bool = False) -> None:
        """Read the candidates, and compute who is in scope, who enters it and who leaves it."""
        self.run(
            read,
            self.context.services,
            self.journey.answers,
            on_result=self._read,
            busy="scope-looking",
            key="read",
            follows=follows,
        )

    def _read(self, reading: Reading) -> None:
        self._reading = reading
        self.filters.forget_values()
        if reading.current is not self.filters.schema:
            self.filters.take_schema(reading.current)
            self._show_sound()
        self._compute()

    def _look_soon(self) -> None:
        if self._reading is not None:
            if not self.filters.sound:
                self._forget()
            self._soon.start()

    def _compute(self) -> None:
        reading, answers = self._reading, self.journey.answers
        if reading is None:
            return
        if not reading.covers(answers):
            self.look(follows=True)
            return
        if not self.filters.sound:
            self._list_values()  # the value that is missing can be chosen from them
            return

        self.run(effects, reading, answers, on_result=self._looked, on_error=self._not_looked, key="effects")

    def _list_values(self) -> None:
        """Find the existing values of the attributes that the conditions use, each once."""
        reading = self._reading
        if reading is not None and (names := self.filters.without_values(reading.attributes)):
            on_result = self.filters.offer
            self.run(known_values, reading, names, on_result=on_result, key="values", quiet=True)
        else:
            self.filters.offer({})

    def _forget(self) -> None:
        """Hide the counts, which are no longer valid."""
        self.context.runner.abandon(f"{self.step_id}-effects")
        self.effects.forget()

    def _not_looked(self, error: WizardError) -> None:
        self._forget()
        self.show_error(error)

    def _looked(self, found: Effects) -> None:
        self._list_values()
        with self.at_once():
            # The job may have been read just before provisioning was turned on.
            ran = self._reading is None or self._reading.ran or self.journey.settled(TURNON.id) == "done"
            self.effects.show_effects(found, ran=ran)
            self.filters.show_faring(found.clauses)

    # --- saving

    def save(self) -> None:
        """Save scope and filters and verify them, after the user confirmed the effect on users."""
        self.gate.ask(self._save)

    def _save(self) -> None:
        self.perform(busy="scope-saving", on_done=self._was_saved)

    def took(self, _outcome: Outcome[None]) -> None:
        self._reading = None  # read before the change, so no longer what Entra has

    def _was_saved(self, _outcome: Outcome[None]) -> None:
        self.enter()
        self.gate.tell()

    def restart(self) -> None:
        """Restart provisioning after the user confirmed the effect on users."""
        self.gate.do(Restart("again"), self._restarted, busy="scope-restarting")

    def _restarted(self, _status: object) -> None:
        self.perform(verify=True, on_done=self._was_saved)

    def next_saves(self) -> bool:
        return self.way == "for_me" and self.journey.settled(self.step_id) in {"todo", "stale"}

    def next_pressed(self) -> None:
        if self.next_saves():
            self.gate.ask(self._save_and_go)
            return
        super().next_pressed()

    def _save_and_go(self) -> None:
        self.perform(busy="scope-saving", on_done=self._saved_go_on)

    def _saved_go_on(self, outcome: Outcome[None]) -> None:
        if outcome.facts.get("restart"):
            self._was_saved(outcome)  # the restart is still to be decided on this page
            self.ensure_visible(self.restart_card)
            return
        self._go_on(outcome)
        self.gate.tell(saved_only=True)

    def unfinished(self) -> str:
        return "" if self.filters.sound else "scope"

    def can_next(self) -> bool:
        if self.way == "for_me" and not self.filters.sound:
            return False
        return super().can_next() or (self.way == "for_me" and self.context.services.session is not None)
