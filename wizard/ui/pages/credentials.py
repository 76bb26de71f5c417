"""Step 3: Tenant URL and secret token, and Test Connection with its checks and findings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wizard.core.errors import WizardError
from wizard.journey.answers import PUBLISHED_TENANT_URL
from wizard.journey.model import Outcome
from wizard.ui.layout import SPACE, add, row
from wizard.ui.pages.base import Page
from wizard.ui.pages.credentials_checks import ChecksCard
from wizard.ui.pages.credentials_token import TokenField
from wizard.ui.pages.credentials_tries import Tries
from wizard.ui.shell.context import UiContext
from wizard.ui.widgets.buttons import LinkButton

if TYPE_CHECKING:
    from wizard.doctor import Report

CONSOLE = "https://soloinsight.sigateway.com/login"


class StepPage(Page["Report"]):
    """The two values, and below them the results of Test Connection."""

    step_id = "credentials"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.url_field = self.form.field("tenant_url").box
        self.form.edited.connect(self._edited)
        self.token = TokenField(self)
        self.token.kept.connect(self._show_state)
        self.console = LinkButton(self.t("credentials-open-console"), self._open_console, name="console", external=True)
        self.published = LinkButton(self.t("credentials-published"), self._use_published, name="usePublished")
        practice = self.t("credentials-practice-token")
        self.practice_token = LinkButton(practice, self._take_practice, name="practiceToken")
        self.tries = Tries(self)
        self.tries.url_chosen.connect(self.use_url)
        self.test = ChecksCard(self, self.tries)
        self.test.panel.url_wanted.connect(self.use_url)
        self.test.panel.word_wanted.connect(self.keep_word)
        links = row(self.console, self.practice_token, self.published, SPACE, gap=6)
        add(self.body, self.url_field, self.token, *self.form.rest(), links, self.test, self.tries, SPACE)

    # --- display

    def enter(self) -> None:
        super().enter()
        practice = self.context.services.practice is not None
        self.practice_token.setVisible(practice)
        self.console.setVisible(not practice)
        self.url_field.show_help(
            self.t("credentials-url-practice" if practice else "credentials-field-tenant-url.help")
        )
        report = self.context.services.state.report
        if self.test.report is None and report is not None and self.journey.result(self.step_id) is not None:
            self.test.show_report(report)
        self._show_state()
        self.token.refresh()

    def leave(self) -> None:
        self.token.secret.hide_text()

    def _show_state(self) -> None:
        practice = self.context.services.practice is not None
        self.published.setVisible(not practice and self.journey.answers.tenant_url != PUBLISHED_TENANT_URL)
        self.test.refresh()

    # --- answers

    def _edited(self, name: str) -> None:
        if name == "tenant_url":
            self.tries.clear()
        self._show_state()

    def _take_practice(self) -> None:
        practice = self.context.services.practice
        if practice is not None:
            self.token.take(practice.token.reveal())

    def _use_published(self) -> None:
        self.journey.answer(tenant_url=PUBLISHED_TENANT_URL)
        self._show_state()

    def _open_console(self) -> None:
        self.context.open_url(CONSOLE)

    # --- the test

    def replay(self) -> None:
        if self.journey.result(self.step_id) is not None:
            self.start_test()

    def next_early(self) -> None:
        self.start_test(self._tested_go_on)

    def start_test(self, on_done: Callable[[Outcome[Report]], object] | None = None) -> None:
        """Run the CloudGate checks one by one; without a token, ask for it in its field."""
        if not self.token.ask_if_missing():
            return
        self.test.begin()
        self.tries.clear()
        self.perform(
            busy="credentials-testing",
            on_done=on_done or self._tested,
            on_error=self._test_failed,
            on_stopped=self.test.end,
            on_data=self.test.show_checks,
        )

    def took(self, outcome: Outcome[Report]) -> None:
        with self.viewport.at_once():
            if outcome.data is not None:
                self.test.show_report(outcome.data)
            self.test.end()

    def _tested(self, _outcome: Outcome[Report]) -> None:
        self.test.show_first_finding()

    def _tested_go_on(self, outcome: Outcome[Report]) -> None:
        self._tested(outcome)
        if outcome.status == "done":
            self.onward.go(outcome)

    def _test_failed(self, error: WizardError) -> None:
        self.test.end()
        self.show_error(error, exchange=False)

    # --- after the test

    def keep_word(self) -> None:
        """Store the token with the prefix ``Bearer``, which CloudGate expects, and test again."""
        self.token.keep_word(self.start_test)

    def use_url(self, url: str) -> None:
        """Use another address, and test again."""
        self.journey.answer(tenant_url=url)
        self.start_test()
