"""Step 6: what Entra gets, its own test, the notification; saved only when Entra's test passed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from wizard.core.errors import InputError, WizardError
from wizard.journey.answers import Answers
from wizard.journey.model import Outcome, Suggested
from wizard.journey.services.deletion_threshold import suggest_limit
from wizard.ui.pages.base import Page, task_last
from wizard.ui.pages.findings import FindingsPanel
from wizard.ui.pages.impact_gate import ImpactGate
from wizard.ui.shell.context import UiContext
from wizard.ui.theme import mono_font, px
from wizard.ui.widgets.basic import Card, Chip, EmptyState, button, label
from wizard.ui.widgets.fields import FormField, spin_box, text_edit
from wizard.ui.widgets.status import StatusList

if TYPE_CHECKING:
    from wizard.journey.steps.connect import Connection

_FIELDS = {"email-missing": "mail", "email-invalid": "mail", "threshold-invalid": "limit"}
"""Errors that belong to one field."""


class StepPage(Page["Connection"]):
    """Credentials as they will be sent, notification and safety, and what Entra answered."""

    step_id = "connect"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._refusal: WizardError | None = None
        self.gate = ImpactGate(self)
        columns = QHBoxLayout()
        columns.setSpacing(px(14))
        columns.addWidget(self._build_credentials(), 1)
        columns.addWidget(self._build_settings(), 1)
        self.body.addLayout(columns)
        self.body.addWidget(self._build_result())
        self.body.addStretch(1)

    def _build_credentials(self) -> QWidget:
        card = Card(self.t("connect-credentials"), name="credentialsCard")
        box = QVBoxLayout()
        box.setSpacing(px(10))
        for title, name in (("connect-mode-title", "mode"), ("connect-url", "url"), ("connect-token", "token_place")):
            value = label("", name=name, select=True)
            if name == "url":
                value.setFont(mono_font())
            setattr(self, name, value)
            box.addWidget(label(self.t(title), "label"))
            box.addWidget(value)
            if name == "mode":
                box.addWidget(label(self.t("connect-mode-help"), "hint"))
        self.mode.setText(self.t("connect-mode"))
        self.to_token = self.step_links(self.t("connect-token-missing"))
        for link in self.to_token:
            box.addWidget(link)
        box.addStretch(1)
        card.add(box, 1)
        return card

    mode: Any
    url: Any
    token_place: Any

    def _build_settings(self) -> QWidget:
        card = Card(self.t("connect-settings"), name="settingsCard")
        box = QVBoxLayout()
        box.setSpacing(px(10))
        self.notify = QCheckBox(self.t("connect-field-notify"))
        self.notify.setObjectName("notify")
        self.notify.clicked.connect(self._notify_clicked)
        box.addWidget(self.notify)
        self.mail = text_edit(name="notificationEmail", placeholder="it-oncall@your-company.example")
        self.mail.textEdited.connect(self._mail_edited)
        self.mail_field = FormField(
            self.t("connect-field-notification-email"), self.mail, self.t("connect-field-notification-email.help")
        )
        box.addWidget(self.mail_field)
        self.prevent = QCheckBox(self.t("connect-field-prevent-deletions"))
        self.prevent.setObjectName("preventDeletions")
        self.prevent.clicked.connect(self._prevent_clicked)
        box.addWidget(self.prevent)
        self.limit = spin_box(1, 1_000_000, name="deleteThreshold")
        self.limit.setGroupSeparatorShown(True)
        self.limit.valueChanged.connect(self._limit_changed)
        self.limit_field = FormField(
            self.t("connect-field-delete-threshold"), self.limit, self.t("connect-field-delete-threshold.help")
        )
        box.addWidget(self.limit_field)
        box.addStretch(1)
        card.add(box, 1)
        return card

    def _build_result(self) -> QWidget:
        self.card = Card(self.t("connect-result"), name="connectionCard")
        self.verdict = Chip("", name="connectionVerdict")
        self.verdict.hide()
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

    # --- showing

    def enter(self) -> None:
        answers = self.journey.answers
        if self._asked_of != (answers.tenant_url, answers.token_saved):
            self.panel.clear()  # what was found with another address or token says nothing about these
        self.url.setText(answers.tenant_url)
        self.token_place.setText(self.t("connect-token-here" if answers.token_reference else "connect-token-missing"))
        for link in self.to_token:
            link.setVisible(not answers.token_reference)
        self.notify.setChecked(answers.notify)
        if self.mail.text().strip() != answers.notification_email:
            self.mail.setText(answers.notification_email)
        self.prevent.setChecked(answers.prevent_deletions)
        self.limit.setValue(answers.delete_threshold)
        self._enable()
        self._show_result()
        self._suggest()

    def _suggest(self) -> None:
        """Look for a threshold that fits how many people are provisioned, while nobody has chosen one."""
        if self.journey.result(self.step_id) is None and self.context.services.session is not None:
            self.run(
                task_last(suggest_limit), self.context.services, self.journey.answers,
                on_result=self._suggested, key="suggest", quiet=True,
            )  # fmt: skip

    def _suggested(self, found: Suggested | None) -> None:
        if found is None or self.journey.result(self.step_id) is not None:
            return
        usual = Answers().delete_threshold
        if self.journey.answers.delete_threshold in {usual, self._last_suggested}:
            self._last_suggested = found.value
            self.limit.setValue(found.value)
        if found.value == usual:
            why = self.t("connect-field-delete-threshold.usual", count=found.people)
        else:
            why = self.t("connect-field-delete-threshold.suggested", value=found.value, count=found.people)
        self.limit_field.show_help(f"{self.t('connect-field-delete-threshold.help')} {why}")

    _last_suggested = 0
    _asked_of = ("", "")

    def _enable(self) -> None:
        self.limit_field.setEnabled(self.prevent.isChecked())
        self.mail_field.setEnabled(self.notify.isChecked() or self.prevent.isChecked())

    def _show_result(self) -> None:
        settled = self.journey.settled(self.step_id)
        result = self.journey.result(self.step_id)
        self.empty.setVisible(result is None)
        if result is not None:  # a threshold was chosen, so none is suggested any more
            self.limit_field.show_help(self.t("connect-field-delete-threshold.help"))
        self.verdict.setVisible(settled in {"done", "attention", "stale"})
        words = {"done": "done", "attention": "attention", "stale": "stale"}
        if settled in words:
            tone = "ok" if settled == "done" else "warn"
            self.verdict.show_state(self.t(f"shell-state-{words[settled]}"), tone)  # type: ignore[arg-type]
        self.save_button.setText(self.t("connect-button-again" if result is not None else "connect-button"))
        self.rows.clear()
        if result is None:
            return
        facts = result.facts
        back = self.t("connect-state-read-back")
        if result.way == "for_me":
            self.rows.show_row("tested", "pass", self.t("connect-state-tested"))
        self.rows.show_row("job", "pass", self.t("connect-state-job"), back, detail=str(facts.get("job", "")))
        same = str(facts.get("saved_url", "")).rstrip("/") == self.journey.answers.tenant_url.rstrip("/")
        if same:
            self.rows.show_row("url", "pass", self.t("connect-state-url"), back)
        else:
            self.rows.show_row(
                "url", "warn", self.t("connect-state-other-url", url=str(facts.get("saved_url", ""))), back
            )
        stored = bool(facts.get("token_stored"))
        words_token = self.t("connect-state-token" if stored else "connect-state-no-token")
        self.rows.show_row("token", "pass" if stored else "fail", words_token, back)
        mail = str(facts.get("notification", ""))
        text = self.t("connect-state-mail", address=mail) if mail else self.t("connect-state-no-mail")
        self.rows.show_row("mail", "pass" if mail else "warn", text, back)
        limit = int(facts.get("deletion_limit", 0) or 0)
        text = self.t("connect-state-limit", limit=limit) if limit else self.t("connect-state-no-limit")
        self.rows.show_row("limit", "pass" if limit else "warn", text, back)

    # --- answers

    def _notify_clicked(self, checked: bool) -> None:
        self.journey.answer(notify=checked)
        self._edited()

    def _mail_edited(self, text: str) -> None:
        self.journey.answer(notification_email=text.strip())
        self._edited()

    def _prevent_clicked(self, checked: bool) -> None:
        self.journey.answer(prevent_deletions=checked)
        self._edited()

    def _limit_changed(self, value: int) -> None:
        if value != self.journey.answers.delete_threshold:
            self.journey.answer(delete_threshold=value)
            self._edited()

    def _edited(self) -> None:
        self.mail_field.show_error("")
        self.limit_field.show_error("")
        self._enable()
        self._show_result()

    # --- work

    def save(self) -> None:
        """Let Entra test the credentials, then save them, once the person knows what another Tenant URL means."""
        self.save_button.setEnabled(False)
        self.panel.clear()
        self.gate.ask(self._save, stop=self._ended)

    def _save(self) -> None:
        self.perform(busy="connect-working", on_done=self._saved, on_error=self._failed, on_cancelled=self._ended)

    def took(self, _outcome: Outcome[Connection]) -> None:
        self._show_result()

    def _saved(self, _outcome: Outcome[Connection]) -> None:
        self._ended()
        self.gate.tell(saved_only=True)

    def _failed(self, error: WizardError) -> None:
        self._ended()
        field = _FIELDS.get(error.code) if isinstance(error, InputError) else None
        if field is None:
            self.show_error(error)
            self._look_too(error)
            return
        words = self.context.texts.problem(error)
        target = self.mail_field if field == "mail" else self.limit_field
        target.show_error(f"{words.what}. {words.next}")
        (self.mail if field == "mail" else self.limit).setFocus()

    def _look_too(self, error: WizardError) -> None:
        """Ask the same questions from here when Entra's own test failed: the pair names the culprit."""
        from wizard.doctor.entra_view import tells
        from wizard.journey.steps.connect import second_opinion

        if tells(error):
            self._refusal = error
            self.run(
                task_last(second_opinion), self.context.services, self.journey.answers, error,
                on_result=self._looked_too, busy="connect-looking-too", key="second",
            )  # fmt: skip

    def _looked_too(self, report: Any) -> None:
        if not report.findings and self._refusal is not None:
            self.show_error(self._refusal)
            return
        self.empty.hide()
        self._asked_of = self.journey.answers.tenant_url, self.journey.answers.token_saved
        self.panel.show_report(report)
        if self.panel.banners:
            self.ensure_visible(self.panel.banners[0])

    def _use_url(self, url: str) -> None:
        self.journey.answer(tenant_url=url)
        self.panel.clear()
        self.enter()

    def _ended(self) -> None:
        self.save_button.setEnabled(True)
        self._show_result()
