"""Step 9: assigned only or all, scoping filters, and who enters or leaves the scope, by name, before saving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.journey.changes import Restart
from wizard.journey.model import Outcome
from wizard.ui.layout import Wide, add, column
from wizard.ui.pages.base import Page
from wizard.ui.pages.impact_gate import ImpactGate
from wizard.ui.pages.scope_effects import EffectsCard
from wizard.ui.pages.scope_filters_card import FiltersCard
from wizard.ui.pages.scope_look import ScopeLook
from wizard.ui.pages.step_saving import StepSaving
from wizard.ui.shell.context import UiContext
from wizard.ui.widgets.basic import Card, label
from wizard.ui.widgets.buttons import button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class StepPage(Page[None]):
    """Scope, filters, effects."""

    step_id = "scope"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.looking = ScopeLook(self)
        self.gate = ImpactGate(self)
        self.saving = saving = StepSaving(
            self, self.gate.ask, "scope-saving", saved=self.enter, stays=self._restart_open
        )
        self.save, self._told = saving.save, saving.told
        self.no_session = self.messages.sign_in_first()
        self.filters = FiltersCard(self, self._filters_edited)
        self.effects = EffectsCard(self, self.looking.look)
        add(self.body, self.no_session, self._build_scope(), self._build_restart(), self.filters, Wide(self.effects))
        self.body.addStretch(0)  # takes the space while the effects are hidden
        self.form.edited.connect(self._edited)

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
        self.effects.setVisible(signed_in or self.looking.reading is not None)
        self.effects.look_button.setEnabled(signed_in)
        # Filters that were never read must not look like "no filter".
        self.filters.setVisible(signed_in or self.filters.schema is not None)
        self.filters.refresh()
        self.show_sound()
        self.looking.forget()  # other steps and the portal may have changed the assignments
        if signed_in and self.journey.answers.service_principal_id:
            self.looking.look()
        elif self.looking.reading is not None:
            self.looking.look_soon()

    def leave(self) -> None:
        self.looking.stop()

    @property
    def waiting(self) -> bool:
        return self.looking.waiting

    def show_sound(self) -> None:
        """Show whether the filters can be saved."""
        self.save_button.setEnabled(self.filters.sound and self.context.services.session is not None)
        self.changed.emit()

    def _edited(self, _name: str) -> None:
        self.looking.look_soon()

    def _filters_edited(self) -> None:
        self.show_sound()
        self.looking.look_soon()

    # --- saving

    def took(self, _outcome: Outcome[None]) -> None:
        self.looking.reading = None  # read before the change, so no longer what Entra has

    def restart(self) -> None:
        """Restart provisioning after the user confirmed the effect on users."""
        self.gate.do(Restart("again"), self._restarted, busy="scope-restarting")

    def _restarted(self, _status: object) -> None:
        self.perform(verify=True, on_done=self._told)

    def _restart_open(self, outcome: Outcome[None]) -> bool:
        """Show the offer to restart, if the scope that was saved needs it."""
        if outcome.facts.get("restart"):
            self.viewport.show(self.restart_card)
            return True
        return False

    def unfinished(self) -> str:
        return "" if self.filters.sound else "scope"

    def can_next(self) -> bool:
        if self.way == "for_me" and not self.filters.sound:
            return False
        return super().can_next() or (self.way == "for_me" and self.context.services.session is not None)
