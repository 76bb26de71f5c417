"""What a page shows with an error: links to possible remedies, and details for support."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from wizard.core.errors import GraphError, NetworkError, ScimError, SignInError
from wizard.journey.steps.begin import consent_url, sign_in_again
from wizard.ui.widgets.basic import LinkButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from wizard.core.errors import WizardError
    from wizard.ui.pages.base import AnyPage

A_STEP = re.compile(r"\b[Ss]tep (\d{1,2})\b")
"""A step as texts mention it."""

CONSENT = frozenset({"signin-no-consent", "signin-admin-consent"})


class Remedies:
    """The remedies of one page: its problem banner, and the actions of its links."""

    def __init__(self, page: AnyPage) -> None:
        self._page = page

    def show(self, error: WizardError, *, exchange: bool | None = None) -> None:
        """Show an error in words; ``exchange`` offers the request and response (default: for HTTP errors)."""
        page = self._page
        words = page.context.texts.problem(error)
        if exchange is None:
            exchange = isinstance(error, NetworkError | GraphError | ScimError)
        details = self.details(error)
        page.problem.show_problem(
            words.what, words.why, words.next, details, exchange=exchange, ways_on=self._ways_on(error)
        )
        page.ensure_visible(page.problem)

    def step_links(self, *texts: str) -> list[LinkButton]:
        """Return a link for each other step that the texts mention and that is reachable from here."""
        page = self._page
        named = {int(number) for text in texts for number in A_STEP.findall(text)}
        own = next((step.number for step in page.journey.steps if step.id == page.step_id), 0)
        return [
            LinkButton(
                page.t("shell-to-step", number=str(step.number), title=page.t(f"step-{step.id}-title")),
                partial(page.context.controller.go, step.id),
                name=f"toStep-{step.number}",
            )
            for step in page.journey.steps
            if step.number in named and step.number != own and (step.number < own or page.journey.is_reached(step.id))
        ]

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
        page = self._page
        page.run(
            sign_in_again,
            page.context.services,
            on_result=self._signed_in_again,
            on_data=self._code_to_enter,
            busy="shell-signing-in",
        )

    def _code_to_enter(self, items: list[Any]) -> None:
        page, code = self._page, items[-1]
        if hasattr(code, "user_code"):
            practice = page.context.services.practice
            if practice is not None:
                page.run(lambda _task: practice.approve_sign_in(code.user_code))
            page.problem.say(page.t("shell-enter-code", uri=code.uri, code=code.user_code), tone="info")

    def _signed_in_again(self, _nothing: None) -> None:
        self._page.problem.say(self._page.t("shell-signed-in-again"), tone="ok")

    def _ask_consent_url(self) -> None:
        page = self._page
        page.run(consent_url, page.context.services, page.journey.answers, on_result=self._copy_consent)

    def _copy_consent(self, url: str) -> None:
        self._page.context.copy(url)
        self._consent.setText(self._page.t("shell-consent-copied"))
