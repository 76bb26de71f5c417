"""Two cards of the Health page: changes by day, and what needs a person's action."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wizard.journey.steps import WATCH
from wizard.ui.layout import SPACE, column, holder, row
from wizard.ui.theme import px
from wizard.ui.times import shown_day, shown_params
from wizard.ui.widgets.basic import Card, Chip, clear, label
from wizard.ui.widgets.buttons import LinkButton, button
from wizard.ui.widgets.day_chart import DayChart
from wizard.wording import health as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.health.model import Day, Health
    from wizard.ui.pages.health import StepPage
    from wizard.ui.shell.context import UiContext


class DaysCard(Card):
    """What was written and what failed, by day."""

    def __init__(self, context: UiContext) -> None:
        t = context.t
        super().__init__(t("health-days-title"), name="daysCard")
        self._context = context
        self.add_to_head(Chip(t("health-written"), "info", name="chipWritten"))
        self.add_to_head(Chip(t("health-failed"), "bad", name="chipFailed"))
        self.chart = DayChart(context.texts)
        self.add(self.chart)
        self._unread = label("", "hint", name="logLine")
        self._unread.hide()
        self.add(self._unread)

    def show_days(self, days: Sequence[Day], error: str = "") -> None:
        """Show the days; ``error`` is the code of the error that kept the log from being read."""
        self.chart.show_days(days)
        self._unread.setVisible(bool(error))
        if error:
            self._unread.setText(self._context.t("health-log-error", code=error))


class NeedsCard(Card):
    """What needs a person's action, findings about the job, and the token's age."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page.t("health-needs-title"), name="needsCard")
        self._page = page
        self._needs = column(gap=4)
        self.lines = holder(self._needs)
        self.add(self.lines)
        self._token = label("", "hint", name="tokenLine", select=True)
        self.replace = button(page.t("health-replace-open"), page.replace_token, name="replaceToken")
        self.add(column(self._token, row(self.replace, SPACE), gap=8))

    def show_health(self, health: Health) -> None:
        """Show the needs, the most urgent first."""
        page = self._page
        self._token.setText(words.token(health, page.context.texts, shown_day))
        clear(self._needs)
        if not health.needs:
            self._needs.addWidget(label(page.t("cli-status-well"), "ok", name="needsNothing"))
        if health.off_by_choice:
            self._needs.addWidget(label(page.t(self._off_text()), "hint", name="offHere", select=True))
        for need in health.needs:
            what, fix = words.need(need, page.context.texts, shown_params)
            self._apart()
            self._needs.addWidget(label(what, "strong", name=f"need-{need.id}", select=True))
            self._needs.addWidget(label(fix, "hint", name=f"needFix-{need.id}", select=True))
            if need.id in {"deletions", "quarantine"}:
                to_watch = partial(page.context.controller.go, WATCH.id)
                self._needs.addWidget(LinkButton(page.t("health-to-watch"), to_watch, name=f"needGo-{need.id}"))
        if health.findings:
            self._apart()
        for finding in health.findings[:2]:
            said = page.t(f"finding-{finding.id}", **shown_params(finding.params))
            self._needs.addWidget(label(said, "hint", name=f"healthFinding-{finding.id}", select=True))

    def _apart(self) -> None:
        """Leave space before what comes next, unless it comes first."""
        if self._needs.count():
            self._needs.addSpacing(px(6))

    def _off_text(self) -> str:
        """Return the id of the text for provisioning that is off by choice; in a support file, by the customer's."""
        if self._page.context.controller.trying:
            return "health-off-tried"
        return "health-off-recorded" if self._page.only_shown else "health-off-here"
