"""The *show me* side of a page: instructions for the portal, today's and published ones, and confirming them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from wizard.journey.model import Outcome
from wizard.ui.layout import SPACE, column, row
from wizard.ui.widgets.basic import Card, Chip, note
from wizard.ui.widgets.buttons import button
from wizard.ui.widgets.instructions import InstructionList
from wizard.ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.ui.pages.base import AnyPage
    from wizard.ui.widgets.basic import Tone


_TONES: Mapping[str, Tone] = {"done": "ok", "confirmed": "ok", "attention": "warn", "stale": "warn"}


class ShowMe(QWidget):
    """Instructions of one step; created when they are first shown."""

    def __init__(self, page: AnyPage) -> None:
        super().__init__()
        self._page = page
        t = page.t
        self.setObjectName("showMe")
        card = Card(t("shell-portal-title"), name="portalCard")
        self.state = Chip("", name="portalState")
        card.add_to_head(self.state, right=False)
        self.edition = SegmentedControl(
            [("today", t("shell-way-today")), ("published", t("shell-way-published"))],
            name="edition",
            title=t("shell-way-choice"),
        )
        self.edition.chosen.connect(lambda _edition: self.refresh())
        card.add_to_head(self.edition)
        self.list = InstructionList(page.context)
        self.practice = note(t("shell-portal-practice"), name="portalPractice")
        card.add(self.practice)
        card.add(self.list)
        self.done = button(t("shell-portal-done"), self._confirm, name="portalDone")
        self.check = button(t("shell-portal-check"), self._verify, name="portalCheck")
        self.setLayout(column(card, row(self.done, self.check, SPACE, gap=10), SPACE))

    def refresh(self) -> None:
        """Show the instructions with the current values."""
        page = self._page
        self.list.show_instructions(
            page.sides.instructions("published" if self.edition.value == "published" else "today")
        )
        self.practice.setVisible(page.context.services.practice is not None)
        state = page.journey.state(page.step_id)
        tone = _TONES.get(state, "neutral")
        self.state.setVisible(state != "todo")
        self.state.show_state(page.t(f"shell-state-{state}"), tone)
        self.check.setVisible(page.step.verify is not None and page.context.services.session is not None)

    def _confirm(self) -> None:
        self._page.journey.record(self._page.step_id, Outcome("confirmed"))
        self.refresh()

    def _verify(self) -> None:
        self._page.perform(verify=True, busy="shell-portal-checking", on_done=lambda _outcome: self.refresh())
