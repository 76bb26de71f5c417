"""The end of the setup on the Health page: its completion, what happens from now on, names and ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.ui.layout import SPACE, Wide, column, grid, row
from wizard.ui.pages.handover import HandoverReport
from wizard.ui.widgets.basic import Card, add_row, clear, label
from wizard.ui.widgets.buttons import LinkButton, button, guard
from wizard.ui.widgets.fields import copy_link
from wizard.ui.widgets.problem import Banner
from wizard.ui.wrapping import wrappable
from wizard.wording.summary import KNOW, first_cycle, names

if TYPE_CHECKING:
    from wizard.ui.pages.base import AnyPage


class DoneBanner(Banner):
    """Announces after step 12 that the setup is complete, and what the first cycle did."""

    def __init__(self, page: AnyPage) -> None:
        super().__init__(name="setupDone")
        self._page = page

    def enter(self) -> None:
        """Show the banner only after *Finish*."""
        page = self._page
        if page.context.wanted.pop(page.step_id, "") != "done":
            self.hide()
            return
        close = LinkButton(page.t("handover-close"), lambda: page.window().close(), name="closeWindow")
        guard(close)
        text = page.t("handover-done-text", cycle=first_cycle(page.journey, page.context.texts)).strip()
        self.say(page.t("handover-done"), text, tone="ok", links=[close])


class HandoverCard(Card):
    """What the administrator of the setup has to know; *Handover report* saves the same."""

    def __init__(self, page: AnyPage) -> None:
        super().__init__(page.t("handover-know"), name="handoverCard")
        self._page = page
        self._copy = copy_link(page.context, self._names_text, name="copyNames", words="handover-copy")
        self.report = HandoverReport(page)
        self.add_to_head(button(page.t("handover-save"), self.report.ask, name="healthHandover"))
        know = [label(page.t(f"handover-know-{each}"), name=f"know-{each}", select=True) for each in KNOW]
        head = row(label(page.t("handover-names"), "strong", wrap=False), SPACE, self._copy)
        self._names = grid(12, 4, wide=1)
        self._names.setColumnStretch(0, 2)
        self._names.setColumnStretch(1, 3)
        self.add(row(Wide(column(*know, SPACE, gap=7)), Wide(column(head, self._names, SPACE, gap=28)), gap=28))

    def enter(self) -> None:
        """Show the current names."""
        clear(self._names)
        self._copy.setText(self._page.t("handover-copy"))
        for number, (title, value) in enumerate(names(self._page.journey, self._page.context.texts)):
            shown = label(wrappable(value.replace(".", ".\u200b")), name=f"handoverName-{number}", select=True)
            add_row(self._names, number, title, shown, wrap=True)

    def _names_text(self) -> str:
        found = names(self._page.journey, self._page.context.texts)
        return "\n".join(f"{title}: {value}" for title, value in found)
