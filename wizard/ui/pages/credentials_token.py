"""The secret token of step 3: cleaned with a note on what was removed, and stored in the key store."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wizard.core.errors import InputError, KeyStoreError, WizardError
from wizard.journey.services.token import KeptToken, usual_place
from wizard.secrets.token import clean_token
from wizard.ui.layout import column
from wizard.ui.pages.credentials_work import Kept, recall_token, store_token, store_with_word
from wizard.ui.widgets.basic import label
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.fields import FormField, SecretEdit
from wizard.ui.widgets.problem import Banner
from wizard.wording.token import cleaning, life

if TYPE_CHECKING:
    from wizard.secrets.secret import Secret
    from wizard.ui.pages.base import AnyPage


class TokenField(QWidget):
    """The token's field. ``kept``: the answers contain another token."""

    kept = Signal()

    def __init__(self, page: AnyPage) -> None:
        super().__init__()
        self._page, t = page, page.t
        self._stored, self._life = "", ""
        self._waiting: Secret | None = None
        self._then: Callable[[], object] | None = None
        placeholder = t("credentials-token-placeholder")
        self.secret = SecretEdit(t("credentials-show"), t("credentials-hide"), name="token", placeholder=placeholder)
        self.secret.pasted.connect(self.take)
        self.secret.edit.editingFinished.connect(self._typed)
        self.box = FormField(t("credentials-field-token"), self.secret, t("credentials-field-token.help"))
        self.removed = label("", "warn", name="tokenRemoved")
        self.removed.hide()
        self.banner = Banner(name="keyStoreBanner")
        self.setLayout(column(self.box, self.removed, self.banner))

    # --- display

    def refresh(self) -> None:
        """Show where the token is stored according to the answers, and check that it is still there."""
        self._show_kept()
        if self._page.journey.answers.token_reference:
            self._page.run_step(recall_token, on_result=self._recalled, key="recall")

    def _show_kept(self) -> None:
        answers, t = self._page.journey.answers, self._page.t
        if self._page.only_shown:
            words = t("credentials-token-recorded" if answers.token_reference else "credentials-token-none-recorded")
            self.box.show_help(t("credentials-token-recorded-help"))
            self.secret.edit.setPlaceholderText(words)
            return
        if answers.token_kept == "memory":  # noqa: S105 - where it is kept
            self.box.show_help(t("credentials-stored-memory"))
        elif answers.token_kept == "keystore":  # noqa: S105 - where it is kept
            stored = t("credentials-stored", store=self._stored) if self._stored else t("credentials-token-kept")
            self.box.show_help(stored)
        if answers.token_kept and not self.secret.text():
            self.secret.edit.setPlaceholderText(t("credentials-token-kept"))

    def _recalled(self, result: tuple[bool, str]) -> None:
        """Show where the token of an earlier run is stored; the field stays empty until the user types."""
        found, self._stored = result
        if not found:
            self._page.journey.answer(token_reference="", token_saved="", token_kept="")
        self._show_kept()
        self.kept.emit()

    # --- input

    def ask_if_missing(self) -> bool:
        """Return whether there is a token; if not, say so at the field and focus it."""
        if self._page.journey.answers.token_reference or self._waiting is not None:
            self.box.show_error("")
            return True
        practice = self._page.context.services.practice is not None
        key = "credentials-token-needed-practice" if practice else "credentials-token-needed"
        self.box.show_error(self._page.t(key))
        self.secret.setFocus()
        return False

    def _typed(self) -> None:
        if self.secret.text():
            self.take(self.secret.text())

    def take(self, raw: str) -> None:
        """Clean what was pasted or typed, show what was removed, and store the token."""
        page = self._page
        try:
            cleaned = clean_token(raw)
        except InputError as error:
            words = page.context.texts.problem(error)
            self.box.show_error(f"{words.what}. {words.next}")
            return
        self.box.show_error("")
        if self.secret.text() != cleaned.secret.reveal():
            self.secret.set_text(cleaned.secret.reveal())
        elif self._waiting is not None and self._waiting == cleaned.secret:
            return
        told = cleaning(cleaned, page.context.texts)
        self.removed.setText(" ".join(told))
        self.removed.setVisible(bool(told))
        self._life = life(cleaned.jwt, page.context.texts)
        self._waiting = cleaned.secret
        self._store(usual_place(page.context.services))

    # --- key store

    def _store(self, kept: Kept) -> None:
        page, secret = self._page, self._waiting
        if secret is None:
            return
        self.banner.hide()
        given = (page.context, page.context.controller.saving.keeper(), page.journey.answers, secret, kept)
        page.run(
            store_token,
            *given,
            on_result=self._was_kept,
            on_error=self._not_kept,
            busy="credentials-storing",
            key="keep",
            follows=True,
        )

    def keep_word(self, then: Callable[[], object]) -> None:
        """Store the token with the prefix ``Bearer``, which CloudGate expects, then call ``then``."""
        page, self._then = self._page, then
        given = (page.context, page.context.controller.saving.keeper(), page.journey.answers)
        run, busy = page.run, "credentials-storing"
        run(store_with_word, *given, on_result=self._word_kept, on_error=self._not_kept, busy=busy, key="keep")

    def _word_kept(self, result: tuple[KeptToken, str]) -> None:
        self.secret.set_text("")
        self._was_kept(result)
        if self._then is not None:
            self._then()

    def _was_kept(self, result: tuple[KeptToken, str]) -> None:
        token, self._stored = result
        self._page.journey.answer(**token)
        self._show_kept()
        if self._life:
            self.box.show_help(f"{self.box.help} · {self._life}")
        self.kept.emit()

    def _not_kept(self, error: WizardError) -> None:
        page = self._page
        if not isinstance(error, KeyStoreError):
            page.show_error(error)
            return
        links = (
            LinkButton(page.t("credentials-keystore-retry"), lambda: self._store("keystore"), name="keyStoreRetry"),
            LinkButton(page.t("credentials-keystore-memory"), lambda: self._store("memory"), name="keyStoreMemory"),
        )
        self.banner.say_error(page.context.texts.problem(error), tone="warn", links=links)
