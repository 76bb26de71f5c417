"""A proposal of support as a list of differences, to accept or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from wizard.ui.layout import SPACE, Dialog, Wide, add, fit, row
from wizard.ui.theme import px
from wizard.ui.widgets.basic import label
from wizard.ui.widgets.buttons import button
from wizard.ui.widgets.differences import Lines
from wizard.ui.widgets.problem import Banner
from wizard.wording.differences import change_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wizard.support_file.proposal import Offer
    from wizard.ui.shell.context import UiContext

LEAST_HEIGHT, LINE = 240, 28
"""Logical pixels of the dialog without lines, and for each of them."""


class ProposalDialog(Dialog):
    """Lists what would change; accepting it changes answers only, and the ordinary steps apply them."""

    def __init__(self, context: UiContext, offer: Offer, parent: QWidget) -> None:
        t = context.t
        super().__init__(t("support-proposal-title"), parent, name="proposalDialog", roomy=True, once=True)
        self._context, self._offer = context, offer
        self.lines = list(self._told())
        listed = Lines("proposalLines")
        listed.show_lines(self.lines or [t("support-proposal-none")])
        self.note = Banner(name="proposalNote")
        self.take = button(t("support-proposal-take"), self._take, name="proposalTake", kind="primary", guarded=True)
        self.take.setEnabled(bool(offer.changes) and bool(self.lines))
        add(
            self.box,
            label(t("support-proposal-title"), "strong"),
            label(t("support-proposal-lead"), "lead"),
            Wide(listed),
            self.note,
            row(SPACE, button(t("support-close"), self.reject, name="proposalClose"), self.take, gap=10),
        )
        fit(self, px(640), px(min(460, LEAST_HEIGHT + LINE * len(self.lines))))

    def _told(self) -> Iterator[str]:
        t = self._context.t
        nothing = t("support-nothing")

        def told(name: str, value: str) -> str:
            key = f"support-value-{name}-{value}"
            return t(key) if self._context.texts.has(key) else value or nothing

        for name, before, after in self._offer.settings:
            yield t(f"support-change-{name}", old=told(name, before), new=told(name, after))
        for one in self._offer.mapping:
            yield change_sentence(one, self._context.texts)

    def _take(self) -> None:
        self._context.journey.answer(**self._offer.changes)
        self.take.setEnabled(False)
        self.note.say(self._context.t("support-proposal-taken"), tone="ok")
