"""The end of the setup on the Health page: its completion, what happens from now on, names and ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from wizard.ui.pages.handover import HandoverReport
from wizard.ui.theme import px
from wizard.ui.widgets.basic import Card, add_row, clear, label
from wizard.ui.widgets.buttons import LinkButton, button, guard
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
        self.hide()

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
        self._copy = LinkButton("", self._copy_names, name="copyNames", sign="copy")
        self.report = HandoverReport(page)
        self.add_to_head(button(page.t("handover-save"), self.report.ask, name="healthHandover"))
        columns = QHBoxLayout()
        columns.setSpacing(px(28))
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(px(7))
        for each in KNOW:
            left.addWidget(label(page.t(f"handover-know-{each}"), name=f"know-{each}", select=True))
        left.addStretch(1)
        head = QHBoxLayout()
        head.addWidget(label(page.t("handover-names"), "strong", wrap=False))
        head.addStretch(1)
        head.addWidget(self._copy)
        right.addLayout(head)
        self._names = QGridLayout()
        self._names.setHorizontalSpacing(px(12))
        self._names.setVerticalSpacing(px(4))
        self._names.setColumnStretch(0, 2)
        self._names.setColumnStretch(1, 3)
        right.addLayout(self._names)
        right.addStretch(1)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        self.add(columns)

    def enter(self) -> None:
        """Show the current names."""
        clear(self._names)
        self._copy.setText(self._page.t("handover-copy"))
        for number, (title, value) in enumerate(names(self._page.journey, self._page.context.texts)):
            shown = label(wrappable(value.replace(".", ".\u200b")), name=f"handoverName-{number}", select=True)
            add_row(self._names, number, title, shown, wrap=True)

    def _copy_names(self) -> None:
        found = names(self._page.journey, self._page.context.texts)
        self._page.context.copy("\n".join(f"{title}: {value}" for title, value in found))
        self._copy.setText(self._page.t("shell-copied"))
