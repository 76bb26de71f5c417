"""Test Connection on step 3: the checks, the verdict, and the findings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from wizard.ui.layout import SPACE, holder, row
from wizard.ui.pages.findings import FindingsPanel
from wizard.ui.times import shown_params, shown_time
from wizard.ui.widgets.basic import Card, Chip, EmptyState, Tone
from wizard.ui.widgets.buttons import LinkButton, button
from wizard.ui.widgets.status import StatusList

if TYPE_CHECKING:
    from wizard.doctor import Report
    from wizard.doctor.model import Check
    from wizard.ui.pages.credentials import StepPage
    from wizard.ui.pages.credentials_tries import Tries

_VERDICTS: dict[str, tuple[str, Tone]] = {
    "done": ("credentials-test-passed", "ok"),
    "confirmed": ("shell-state-confirmed", "info"),
    "attention": ("credentials-test-failed", "bad"),
    "stale": ("credentials-test-stale", "warn"),
}


class ChecksCard(Card):
    """The checks; below them, ``tries`` can search for the right address and make trial changes."""

    def __init__(self, page: StepPage, tries: Tries) -> None:
        super().__init__(page.t("credentials-test-title"), name="testCard")
        self._page, t = page, page.t
        self.report: Report | None = None
        self._running = False
        self.verdict = Chip("", name="testVerdict")
        self.add_to_head(self.verdict, right=False)
        self.button = button(t("credentials-test"), page.start_test, name="testConnection")
        self.add_to_head(self.button)
        self.empty = EmptyState(t("credentials-not-tested"), t("credentials-not-tested-help"))
        self.before = EmptyState("…", t("credentials-tested-before-help"), name="testedBefore")
        self.checks = StatusList(name="checks")
        self.panel = FindingsPanel(page.context)
        self.find_link = LinkButton(t("credentials-find-url"), tries.find_url, name="findUrl")
        self.patch_link = LinkButton(t("credentials-patch"), tries.ask_patch, name="tryPatch")
        self.more = holder(row(self.find_link, self.patch_link, SPACE, margins=(14, 8, 14, 12)))
        for each in (self.empty, self.before, self.checks, self.panel, self.more):
            self.add_flush(each)
        self.more.hide()

    def begin(self) -> None:
        """Show that the test is running."""
        self._running = True
        for each in (self.empty, self.before, self.more):
            each.hide()
        self.checks.clear()
        self.checks.show()
        self.panel.clear()
        self.button.setEnabled(False)

    def end(self) -> None:
        """Show that the test has ended, whatever its outcome."""
        self._running = False
        self.button.setEnabled(True)
        self.refresh()

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show checks as they complete."""
        t = self._page.t
        for check in checks:
            right = t("credentials-ms", ms=round(check.ms)) if check.ms is not None else ""
            text, spoken = t(check.key, **shown_params(check.params)), t(f"credentials-status-{check.status}")
            self.checks.show_row(check.id, check.status, text, right, spoken=spoken)

    def show_report(self, report: Report) -> None:
        """Show the complete report of a test."""
        self.report = report
        self.checks.clear()
        self.show_checks(report.checks)
        self.panel.show_report(report)

    def refresh(self) -> None:
        """Show the state of the step and the actions that are possible."""
        page, t = self._page, self._page.t
        state, result = page.journey.state(page.step_id), page.journey.result(page.step_id)
        self.verdict.setVisible(state in _VERDICTS)
        if state in _VERDICTS:
            words, tone = _VERDICTS[state]
            self.verdict.show_state(t(words), tone)
        report = self.report
        by_us = result is not None and result.status != "confirmed"
        # Findings for other values are hidden while these differ; they reappear with the old values.
        stale = state == "stale" and not self._running
        self.checks.setVisible(not stale)
        self.panel.setVisible(not stale and bool(self.panel.banners))
        idle = report is None and not self._running
        self.empty.setVisible((stale and report is not None) or (idle and not by_us))
        self.before.setVisible(idle and by_us)
        if by_us and result is not None:
            at = shown_time(datetime.fromisoformat(result.at))
            self.before.show_title(t("credentials-tested-before", time=at))
        self.button.setText(t("credentials-test" if report is None else "credentials-test-again"))
        self.more.setVisible(report is not None and not self._running)
        passed = report is not None and report.ok and not stale
        self.patch_link.setVisible(passed)
        self.find_link.setVisible(not passed)

    def show_first_finding(self) -> None:
        """Scroll to the first finding."""
        if self.panel.banners:
            self._page.viewport.show(self.panel.banners[0])
