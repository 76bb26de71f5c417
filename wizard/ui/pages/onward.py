"""The Next button of a page: whether it is possible, what it says, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.ui.pages.base import AnyPage


class Onward:
    """Next on one page. In a support file it only shows the next step that the customer reached."""

    def __init__(self, page: AnyPage) -> None:
        self._page = page

    @property
    def possible(self) -> bool:
        """Whether Next is enabled."""
        page, journey = self._page, self._page.journey
        if not page.only_shown:
            return page.can_next()
        if journey.is_last:
            return "health" in page.context.controller.extras
        return journey.is_reached(journey.steps[journey.current.number].id)

    @property
    def text(self) -> str:
        """The text of the button, with its ``&``."""
        return self._page.t("shell-finish" if self._page.journey.is_last else "shell-next")

    @property
    def why(self) -> str:
        """In a few words what is missing before Next is possible, or that Next also saves; mostly empty."""
        page = self._page
        if page.can_next():
            return page.t("shell-next-saves") if page.saving is not None and page.saving.by_next else ""
        if page.way == "show_me":
            return page.t("shell-next-why-portal")
        if page.context.services.session is None and page.step.needs_sign_in:
            return page.t("shell-next-why-signed-out")
        stale = page.journey.state(page.step_id) == "stale"
        return page.t(f"shell-next-why-{page.unfinished() or ('stale' if stale else page.step_id)}")

    def press(self) -> None:
        """Handle a press of Next."""
        if not self._page.only_shown:
            self._page.next_pressed()
        else:
            self.go()

    def go(self, _outcome: object = None) -> None:
        """Go to the next step; after the last step, to Health."""
        page = self._page
        if not page.journey.is_last:
            page.context.controller.advance()
            return
        if not page.only_shown:
            page.context.wanted["health"] = "done"
        page.context.controller.go("health")
