"""Saving a step's answers: by the page's own button, or by Next, which then goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.journey.model import Outcome
    from wizard.ui.pages.base import Page

T = TypeVar("T")


class StepSaving(Generic[T]):
    """The saving of one page.

    Args:
        ask: calls the given function if the user confirmed the effect on users.
        busy: Text id of a sentence for the bottom bar.
        saved: Called after saving, unless Next goes on.
        stays: Returns whether something is left to decide on the page, so that Next does not go on.
    """

    def __init__(
        self,
        page: Page[T],
        ask: Callable[[Callable[[], object]], object],
        busy: str,
        *,
        saved: Callable[[], object] = lambda: None,
        stays: Callable[[Outcome[T]], bool] = lambda _outcome: False,
    ) -> None:
        self._page, self._ask, self._busy, self._then, self._stays = page, ask, busy, saved, stays

    @property
    def by_next(self) -> bool:
        """Whether Next saves first, so that the button need not be pressed."""
        return self._page.way == "for_me" and not self._page.journey.is_valid(self._page.step_id)

    def save(self) -> None:
        """Save and verify, after the user confirmed the effect on users."""
        self._ask(lambda: self._page.perform(busy=self._busy, on_done=self.told))

    def save_and_go(self) -> None:
        """Save and verify, then go on."""
        self._ask(lambda: self._page.perform(busy=self._busy, on_done=self._gone_on))

    def told(self, _outcome: Outcome[T]) -> None:
        """Show what was saved, and its effect on users."""
        self._then()
        self._page.gate.tell()

    def _gone_on(self, outcome: Outcome[T]) -> None:
        if self._stays(outcome):
            self.told(outcome)
            return
        self._page.onward.go(outcome)
        self._page.gate.tell(saved_only=True)
