"""Step 2: sign-in by browser or device code, and the state of the prerequisites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wizard.journey.model import Outcome
from wizard.journey.steps.begin import sign_out
from wizard.ui.layout import SPACE, add
from wizard.ui.pages.base import Page
from wizard.ui.pages.begin_prerequisites import Prerequisites
from wizard.ui.pages.begin_sign_in import SignInCard
from wizard.ui.shell.context import UiContext

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from wizard.journey.steps.begin import Prerequisite


class StepPage(Page["tuple[Prerequisite, ...]"]):
    """Sign-in above, prerequisites below."""

    step_id = "begin"
    own_answers = frozenset({"cloudgate_admin"})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.card, self.prerequisites = SignInCard(self), Prerequisites(self)
        add(self.body, self.card, self.prerequisites, SPACE)

    def enter(self) -> None:
        super().enter()
        self.card.show_session()
        self.check()

    def first_focus(self) -> QWidget | None:
        return None if self.signed_in else self.card.sign_in_button

    def leave(self) -> None:
        self.card.device.stop()

    def sign_in(self) -> None:
        """Sign in with the selected method; the prerequisites are checked immediately after it."""
        self.card.begin()
        self.perform(
            busy="begin-signing-in",
            on_done=self._signed_in,
            on_stopped=self.card.end,
            on_data=self._device_code,
        )

    def took(self, outcome: Outcome[tuple[Prerequisite, ...]]) -> None:
        with self.viewport.at_once():
            self.card.show_session()
            self.prerequisites.show_rows(outcome.data or ())

    def _signed_in(self, _outcome: Outcome[tuple[Prerequisite, ...]]) -> None:
        self.card.end()
        self.context.controller.session_changed()

    def sign_out(self) -> None:
        """Sign out: forget the session's tokens."""
        services = self.context.services
        self.run(lambda _task: sign_out(services), on_result=self._signed_out, key="sign-out")

    def _signed_out(self, _nothing: None) -> None:
        self.card.show_session()
        self.context.controller.session_changed()
        self.check()

    def check(self) -> None:
        """Check the prerequisites again with what is known now."""
        self.perform(busy="begin-checking" if self.signed_in else "", verify=True, follows=True)

    def _device_code(self, items: list[Any]) -> None:
        code = items[-1]
        if hasattr(code, "user_code"):  # otherwise the browser was opened; nothing to show
            self.card.device.show_code(code.user_code, code.uri, code.expires)
            self.viewport.show(self.card.device)
