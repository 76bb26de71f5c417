"""The two sides of a page: *for me*, and *show me* with instructions for the portal."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from wizard.ui.layout import holder
from wizard.ui.pages.only_shown import hold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QVBoxLayout

    from wizard.tutorial.model import Edition, Instruction
    from wizard.ui.pages.base import AnyPage
    from wizard.ui.pages.show_me import ShowMe


class Sides:
    """The sides of one page; the second is made when it is first shown.

    Args:
        room: the page's layout, which shows one of them.
        body: the page's own controls.
    """

    def __init__(self, page: AnyPage, room: QVBoxLayout, body: QVBoxLayout) -> None:
        self._page, self._room = page, room
        self.for_me = holder(body)
        self._show_me: ShowMe | None = None
        room.addWidget(self.for_me, 1)

    @cached_property
    def offered(self) -> bool:
        """Whether there is a *show me* side: the page allows it and instructions exist."""
        return self._page.has_show_me and bool(self.instructions("today"))

    def instructions(self, edition: Edition) -> Sequence[Instruction]:
        """Return the portal instructions for the page's step, filled in with the current values."""
        page, guide = self._page, self._page.context.guide
        return guide.instructions(page.step_id, edition, page.portal_values()) if guide is not None else ()

    def show(self) -> None:
        """Show the side that the journey's answers say."""
        show_me = self._page.way == "show_me"
        if show_me and self._show_me is None:
            from wizard.ui.pages.show_me import ShowMe

            self._show_me = ShowMe(self._page)
            self._room.addWidget(self._show_me, 1)
        if self._show_me is not None:
            self._show_me.setVisible(show_me)
            if show_me:
                self._show_me.refresh()
        self.for_me.setVisible(not show_me)
        hold(self._page)
