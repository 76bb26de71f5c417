"""Step 11: everything that was chosen on one page, then On."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from wizard.errors import WizardError
from wizard.journey.model import Outcome
from wizard.ui.context import UiContext
from wizard.ui.pages.base import Page
from wizard.ui.theme import px
from wizard.ui.widgets.basic import Card, Chip, LinkButton, button, label
from wizard.ui.widgets.problem import Banner

ROWS: tuple[tuple[str, str], ...] = (
    ("tenant", "begin"),
    ("application", "application"),
    ("url", "credentials"),
    ("assigned", "assign"),
    ("scope", "scope"),
    ("users", "users"),
    ("groups", "groups"),
    ("mail", "connect"),
    ("limit", "connect"),
    ("preview", "preview"),
)
"""Rows of the summary, and the step where each is changed."""


class StepPage(Page):
    """Summary, what is not settled yet, and the switch."""

    step_id = "turnon"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.switch = Card(self.t("turnon-off"), name="switchCard")
        self.state = Chip("", name="jobState")
        self.state.hide()
        self.switch.add_to_head(self.state, right=False)
        self.on_button = button(self.t("turnon-button"), self.turn_on, name="turnOn", kind="primary")
        self.switch.add_to_head(self.on_button)
        self.explain = label(self.t("turnon-off-help"), name="switchExplain")
        self.switch.add(self.explain)
        self.unsettled = Banner(name="unsettled")
        self.unsettled.hide()
        self.body.addWidget(self.unsettled)
        self.body.addWidget(self.switch)
        card = Card(self.t("turnon-summary"), name="summary")
        host = QWidget()
        grid = QGridLayout(host)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(18))
        grid.setVerticalSpacing(px(7))
        grid.setColumnStretch(1, 1)
        self.values = {}
        for number, (name, step_id) in enumerate(ROWS):
            value = label("", name=f"summary-{name}", select=True)
            self.values[name] = value
            title = self.t(f"turnon-row-{name}")
            grid.addWidget(label(title, "hint", wrap=False), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, number, 1)
            link = _GoTo(self, step_id, self.t("turnon-to-step"), f"change-{name}")
            link.setAccessibleName(f"{self.t('turnon-to-step')}: {title}")
            grid.addWidget(link, number, 2, Qt.AlignmentFlag.AlignTop)
        card.add(host)
        self.body.addWidget(card)
        self.cycles = label("", "hint", name="cycles")
        self.body.addWidget(self.cycles)
        self.body.addStretch(1)

    def enter(self) -> None:
        self._show_summary()
        self._show_state()
        if self.context.services.session is not None and self.journey.result(self.step_id) is not None:
            self.perform(verify=True, busy="", on_done=self._done)

    def _show_summary(self) -> None:
        answers = self.journey.answers
        unknown = self.t("turnon-not-known")

        def fact(step_id: str, name: str) -> str:
            result = self.journey.result(step_id)
            return str(result.facts.get(name, "")) if result is not None else ""

        filters = len(answers.user_filter or ()) + len(answers.group_filter or ())
        scope = f"{self.t(f'turnon-scope-{answers.scope}')}, {self.t('turnon-filters', count=filters)}"
        preview = self.journey.result("preview")
        counts = (
            {name: preview.facts.get(name, 0) for name in ("create", "update", "disable", "skip", "clash")}
            if preview
            else {}
        )
        users, groups = fact("assign", "assigned_users"), fact("assign", "assigned_groups")
        off = answers.groups_enabled is False
        values = {
            "tenant": fact("begin", "tenant_name") or answers.tenant or unknown,
            "application": answers.application_name if answers.service_principal_id else unknown,
            "url": answers.tenant_url,
            "assigned": self.t("turnon-assigned", users=int(users), groups=int(groups)) if users else unknown,
            "scope": scope,
            "users": self.t("turnon-mappings-default" if answers.user_rows is None else "turnon-mappings-changed"),
            "groups": self.t("turnon-groups-off") if off else self.t(
                "turnon-mappings-default" if answers.group_rows is None else "turnon-mappings-changed"
            ),
            "mail": self.t("turnon-mail", address=answers.notification_email)
            if answers.notify and answers.notification_email
            else self.t("turnon-no-mail"),
            "limit": self.t("turnon-limit", limit=answers.delete_threshold)
            if answers.prevent_deletions
            else self.t("turnon-no-limit"),
            "preview": self.t("turnon-preview", **counts) if preview else self.t("turnon-preview-none"),
        }  # fmt: skip
        for name, text in values.items():
            self.values[name].setText(text)
        names = [
            self.t(f"step-{step.id}-title")
            for step in self.journey.steps[:10]
            if not step.optional and self.journey.settled(step.id) in {"todo", "stale"}
        ]
        if names:
            self.unsettled.say(self.t("turnon-unsettled", count=len(names), names=", ".join(names)), tone="warn")
        else:
            self.unsettled.hide()

    def _show_state(self) -> None:
        result = self.journey.result(self.step_id)
        running = result is not None and bool(result.facts.get("running"))
        self.switch.title.setText(self.t("turnon-on" if running else "turnon-off"))
        self.explain.setText(self.t("turnon-on-help" if running else "turnon-off-help"))
        self.on_button.setVisible(not running)
        self.on_button.setEnabled(self.context.services.session is not None)
        self.state.setVisible(running)
        if running and result is not None:
            settled = self.journey.settled(self.step_id)
            self.state.show_state(self.t(f"shell-state-{settled}"), "ok" if settled == "done" else "warn")
        minutes = result.facts.get("interval_minutes", 40) if result is not None else 40
        self.cycles.setText(self.t("turnon-cycles", minutes=minutes))
        self.changed.emit()

    def turn_on(self) -> None:
        """Start the job and read back that it runs."""
        self.on_button.setEnabled(False)
        self.perform(busy="turnon-starting", on_done=self._done, on_error=self._failed, on_cancelled=self._show_state)

    def _done(self, _outcome: Outcome) -> None:
        self._show_state()

    def _failed(self, error: WizardError) -> None:
        self._show_state()
        self.show_error(error)


class _GoTo(LinkButton):
    """Jumps to the step where a row is changed."""

    def __init__(self, page: StepPage, step_id: str, text: str, name: str) -> None:
        super().__init__(text, name=name)
        self._page, self._step_id = page, step_id
        self.clicked.connect(self._go)

    def _go(self) -> None:
        self._page.context.controller.go(self._step_id)
