"""Step 6: the credentials for Entra, Entra's own test, and notifications; saved only after the test passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.doctor.entra_view import tells
from wizard.journey.model import Outcome
from wizard.journey.steps.connect import second_opinion
from wizard.ui.layout import SPACE, Wide, add, column, row
from wizard.ui.pages.base import Page
from wizard.ui.pages.findings import FindingsPanel
from wizard.ui.pages.impact_gate import ImpactGate
from wizard.ui.shell.context import UiContext
from wizard.ui.theme import mono_font
from wizard.ui.widgets.basic import Card, Chip, EmptyState, label, restyle
from wizard.ui.widgets.buttons import button
from wizard.ui.widgets.status import StatusList
from wizard.wording.connection import lines

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from wizard.core.errors import WizardError
    from wizard.doctor import Report
    from wizard.journey.steps.connect import Connection
    from wizard.ui.widgets.basic import Tone

_TONES: dict[str, Tone] = {"done": "ok", "attention": "warn", "stale": "warn"}


class StepPage(Page["Connection"]):
    """The credentials as they will be sent, notification and safety settings, and Entra's response."""

    step_id = "connect"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._refusal: WizardError | None = None
        self.gate = ImpactGate(self)
        self.form.edited.connect(lambda _name: self._show_result())
        cards = row(Wide(self._build_credentials()), Wide(self._build_settings()))
        add(self.body, cards, self._build_result(), SPACE)

    def _build_credentials(self) -> QWidget:
        self.url = label("", name="url", select=True)
        self.url.setFont(mono_font())
        self.token_place = label("", name="token_place", select=True)
        self.to_token = self.messages.step_links(self.t("connect-token-missing"))
        card = Card(self.t("connect-credentials"), name="credentialsCard")
        parts = column(
            label(self.t("connect-mode-title"), "label"),
            label(self.t("connect-mode"), name="mode", select=True),
            label(self.t("connect-mode-help"), "hint"),
            label(self.t("connect-url"), "label"),
            self.url,
            label(self.t("connect-token"), "label"),
            self.token_place,
            *self.to_token,
            SPACE,
            gap=10,
        )
        card.add(parts, 1)
        return card

    def _build_settings(self) -> QWidget:
        card = Card(self.t("connect-settings"), name="settingsCard")
        names = ("notify", "notification_email", "prevent_deletions", "delete_threshold")
        fields = [self.form.field(name).box for name in names]
        card.add(column(*fields, *self.form.rest(), SPACE, gap=10), 1)
        return card

    def _build_result(self) -> QWidget:
        self.card = Card(self.t("connect-result"), name="connectionCard")
        self.verdict = Chip("", name="connectionVerdict")
        self.card.add_to_head(self.verdict, right=False)
        self.save_button = button(self.t("connect-button"), self.save, name="testAndSave", kind="primary", guarded=True)
        self.card.add_to_head(self.save_button)
        self.empty = EmptyState(self.t("connect-nothing"), self.t("connect-nothing-help"))
        self.card.add_flush(self.empty)
        self.rows = StatusList(name="connectionRows")
        self.card.add_flush(self.rows)
        self.panel = FindingsPanel(self.context)
        self.panel.url_wanted.connect(self._use_url)
        self.card.add_flush(self.panel)
        return self.card

    # --- display

    _asked_of = ("", "")

    def enter(self) -> None:
        super().enter()
        answers = self.journey.answers
        if self._asked_of != (answers.tenant_url, answers.token_saved):
            self.panel.clear()  # findings for another address or token do not apply to these
        self.url.setText(answers.tenant_url)
        self.token_place.setText(self.t("connect-token-here" if answers.token_reference else "connect-token-missing"))
        for link in self.to_token:
            link.setVisible(not answers.token_reference)
        self._show_result()

    def _show_result(self) -> None:
        state, result = self.journey.state(self.step_id), self.journey.result(self.step_id)
        self.empty.setVisible(result is None)
        self.verdict.setVisible(state in _TONES)
        if state in _TONES:
            self.verdict.show_state(self.t(f"shell-state-{state}"), _TONES[state])
        # Once it is done, Next is the way on.
        restyle(self.save_button, kind="" if state == "done" else "primary")
        self.save_button.setText(self.t("connect-button-again" if result is not None else "connect-button"))
        self.rows.clear()
        if result is not None:
            for line in lines(result, self.journey.answers, self.context.texts):
                detail = line.detail.replace(".", ".\u200b")  # a job's id is one long word, which would widen the page
                self.rows.show_row(line.id, line.status, line.text, line.proof, detail=detail)

    # --- work

    def save(self) -> None:
        """Let Entra test the credentials, then save them; the gate first shows what another Tenant URL means."""
        self.save_button.setEnabled(False)
        self.panel.clear()
        self.gate.ask(self._save, stop=self._ended)

    def _save(self) -> None:
        self.perform(busy="connect-working", on_done=self._saved, on_error=self._failed, on_stopped=self._ended)

    def took(self, _outcome: Outcome[Connection]) -> None:
        self.form.suggest()
        self._show_result()

    def _saved(self, _outcome: Outcome[Connection]) -> None:
        self._ended()
        self.viewport.show(self.card)
        self.gate.tell(saved_only=True)

    def _failed(self, error: WizardError) -> None:
        self._ended()
        if not self.form.show_error(error):
            self.show_error(error)
            self._look_too(error)

    def _look_too(self, error: WizardError) -> None:
        """Run the same checks from this computer after Entra's own test failed; comparing both shows the cause."""
        if tells(error):
            self._refusal = error
            self.run_step(second_opinion, error, on_result=self._looked_too, busy="connect-looking-too", key="second")

    def _looked_too(self, report: Report) -> None:
        if not report.findings and self._refusal is not None:
            self.show_error(self._refusal)
            return
        self.empty.hide()
        self._asked_of = self.journey.answers.tenant_url, self.journey.answers.token_saved
        self.panel.show_report(report)
        if self.panel.banners:
            self.viewport.show(self.panel.banners[0])

    def _use_url(self, url: str) -> None:
        self.journey.answer(tenant_url=url)
        self.panel.clear()
        self.enter()

    def _ended(self) -> None:
        self.save_button.setEnabled(True)
        self._show_result()
