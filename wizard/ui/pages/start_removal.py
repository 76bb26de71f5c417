"""Removing a saved setup with its token, also where the key store does not give the token up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.errors import KeyStoreError
from wizard.ui.pages.start_work import remove_only, remove_setup
from wizard.ui.widgets.buttons import LinkButton

if TYPE_CHECKING:
    from wizard.core.errors import WizardError
    from wizard.journey.setups import Listing
    from wizard.ui.pages.start import StepPage
    from wizard.ui.pages.start_saved import SavedSetups


class SetupRemoval:
    """The removals of one list.

    Args:
        page: The page that runs the work and shows errors.
        listed: The list, which is read again afterwards.
    """

    def __init__(self, page: StepPage, listed: SavedSetups) -> None:
        self._page, self._listed = page, listed

    def remove(self, setup_id: str, tokens: tuple[str, ...] | None) -> None:
        """Remove a setup and its token; ``tokens`` is ``None`` for a damaged setup, whose tokens the store finds."""
        page = self._page
        page.problem.hide()

        def failed(error: WizardError) -> None:
            if not isinstance(error, KeyStoreError):
                self._listed.failed(error)
                return
            self._listed.read()
            page.messages.failed = error
            words = page.context.texts.problem(error)
            leave = LinkButton(
                page.t("start-remove-without"),
                lambda: self._remove_without_token(setup_id, tokens),
                name="removeWithoutToken",
            )
            stuck = words._replace(next=page.t("start-remove-stuck"))
            page.problem.show_problem(stuck, page.messages.details(error), ways_on=[leave])

        given = (page.context.setups, page.context.controller.saving.claims, page.context.services, setup_id, tokens)
        page.run(remove_setup, *given, on_result=self._listed.show_setups, on_error=failed)

    def _remove_without_token(self, setup_id: str, tokens: tuple[str, ...] | None) -> None:
        """Remove a setup whose token cannot be removed, and show where the token still is."""
        page = self._page
        page.problem.hide()

        def removed(result: tuple[Listing, str]) -> None:
            from wizard.secrets.keystore import entry_name

            listing, token = result
            self._listed.show_setups(listing)
            words = page.t("start-token-stays-text", entry=entry_name(token))
            page.problem.say(page.t("start-token-stays"), words, tone="warn")

        page.run(
            remove_only, page.context.setups, page.context.controller.saving.claims, setup_id, tokens, on_result=removed
        )
