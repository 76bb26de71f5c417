"""What a page says at its top: errors with their remedies and details for support, and that a sign-in is missing."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from wizard.core.errors import GraphError, NetworkError, ScimError, SignInError
from wizard.ui.widgets.basic import EmptyState
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.problem import ProblemBanner

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from wizard.core.errors import WizardError
    from wizard.core.tasks import Task
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.journey.model import Step
    from wizard.ui.pages.base import AnyPage

A_STEP = re.compile(r"\b[Ss]tep (\d{1,2})\b")
"""A step as texts mention it."""

CONSENT = frozenset({"signin-no-consent", "signin-admin-consent"})


class Messages(QObject):
    """The banner of one page, and the links in it. A message disappears when the answers change that it is about."""

    def __init__(self, page: AnyPage) -> None:
        super().__init__(page)  # signals of the controller outlive the page
        self._page = page
        self.failed: WizardError | None = None
        """The last error, for a support file."""
        self.banner = ProblemBanner(page.context)
        self.banner.exchange_wanted.connect(self.show_exchange)
        # With other answers, a message may contradict the page.
        self._said_of = page.journey.answers
        self.banner.said.connect(self._note_answers)
        page.context.controller.journey_changed.connect(self._answers_moved)
        self._sign_in_first: EmptyState | None = None

    def show(self, error: WizardError, *, exchange: bool | None = None) -> None:
        """Show an error in words; ``exchange`` offers the request and response (default: for HTTP errors)."""
        page, self.failed = self._page, error
        words = page.context.texts.problem(error)
        if exchange is None:
            exchange = isinstance(error, NetworkError | GraphError | ScimError)
        self.banner.show_problem(words, self.details(error), exchange=exchange, ways_on=self._ways_on(error))
        page.viewport.show(self.banner)

    def saved(self, key: str) -> Callable[[str], None]:
        """Return a function that says in the text ``key`` that a file of this name was saved."""
        return lambda name: self.banner.say(self._page.t(key, file=name), tone="ok")

    def step_links(self, *texts: str) -> list[LinkButton]:
        """Return a link for each other step that the texts mention and that is reachable from here."""
        named = {int(number) for text in texts for number in A_STEP.findall(text)}
        return self.links_to([step for step in self._page.journey.steps if step.number in named])

    def links_to(self, steps: Sequence[Step]) -> list[LinkButton]:
        """Return a link for each other step that is reachable from here."""
        page = self._page
        own = next((step.number for step in page.journey.steps if step.id == page.step_id), 0)
        return [
            LinkButton(
                page.t("shell-to-step", number=str(step.number), title=page.t(f"step-{step.id}-title")),
                partial(page.context.controller.go, step.id),
                name=f"toStep-{step.number}",
            )
            for step in steps
            if step.number != own and (step.number < own or page.journey.is_reached(step.id))
        ]

    def sign_in_first(self, key: str = "shell-sign-in-first") -> EmptyState:
        """Return the text shown while the user is signed out, with a link to the sign-in step."""
        text = self._page.t(key)
        links = self.step_links(text)
        self._sign_in_first = EmptyState(text, action=links[0] if links else None, name="signInFirst")
        return self._sign_in_first

    @property
    def asks_to_sign_in(self) -> bool:
        """Whether the page itself says that a sign-in is missing, or is the page to sign in on."""
        here = self._sign_in_first is not None and not self._sign_in_first.isHidden()
        return here or self._page.step_id == self._page.journey.sign_in_step.id

    def show_exchange(self) -> None:
        """Show the recorded requests and responses."""
        from wizard.ui.widgets.exchange import ExchangeDialog

        context = self._page.context
        ExchangeDialog(context, tuple(context.services.transport.exchanges), self._page).open()

    def _note_answers(self) -> None:
        self._said_of = self._page.journey.answers

    def _answers_moved(self) -> None:
        """Hide a message that was about other answers."""
        now = self._page.journey.answers
        if not self.banner.isHidden() and self._said_of.with_(way=now.way) != now:
            self.banner.hide()

    def details(self, error: WizardError) -> str:
        """Return the details of an error for support: codes and safe parameters, never a secret."""
        words = self._page.context.texts.problem(error)
        lines = [words.what, words.why, f"code: {error.code}", f"step: {self._page.step_id}"]
        lines += [f"{name}: {value}" for name, value in sorted(error.params.items())]
        for name in ("failure", "status", "graph_code", "request_id", "scim_type"):
            value = getattr(error, name, None)
            if value:
                lines.append(f"{name}: {value}")
        return "\n".join(line for line in lines if line)

    def _ways_on(self, error: WizardError) -> Sequence[QWidget]:
        """Return links to remedies: the steps mentioned, signing in again, the consent page."""
        page = self._page
        words = page.context.texts.problem(error)
        links = self.step_links(words.why, words.next)
        if not isinstance(error, SignInError):
            return links
        if page.context.services.session is not None:
            links.append(LinkButton(page.t("shell-sign-in-again"), self._sign_in_again, name="signInAgain"))
        if error.failure in CONSENT:
            self._consent = LinkButton(page.t("shell-consent"), self._ask_consent_url, name="consentLink", sign="copy")
            links.append(self._consent)
        return links

    def _sign_in_again(self) -> None:
        """Sign in again for a missing permission; the user then repeats the refused action."""
        run, services, busy = self._page.run, self._page.context.services, "shell-signing-in"
        run(_sign_in_again, services, on_result=self._signed_in_again, on_data=self._code_to_enter, busy=busy)

    def _code_to_enter(self, items: list[Any]) -> None:
        page, code = self._page, items[-1]
        if hasattr(code, "user_code"):
            practice = page.context.services.practice
            if practice is not None:
                page.run(lambda _task: practice.approve_sign_in(code.user_code))
            self.banner.say(page.t("shell-enter-code", uri=code.uri, code=code.user_code), tone="info")

    def _signed_in_again(self, _nothing: None) -> None:
        self.banner.say(self._page.t("shell-signed-in-again"), tone="ok")

    def _ask_consent_url(self) -> None:
        self._page.run_step(_consent_url, on_result=self._copy_consent)

    def _copy_consent(self, url: str) -> None:
        self._page.context.copy(url)
        self._consent.setText(self._page.t("shell-consent-copied"))


def _sign_in_again(task: Task, services: Context) -> None:
    from wizard.journey.steps.begin import sign_in_again

    sign_in_again(task, services)


def _consent_url(task: Task, services: Context, answers: Answers) -> str:
    from wizard.journey.steps.begin import consent_url

    return consent_url(task, services, answers)
