"""A proposal of support as a list of differences, to accept or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from wizard.ui.layout import fit
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


class ProposalDialog(QDialog):
    """Lists what would change; accepting it changes answers only, and the ordinary steps apply them."""

    def __init__(self, context: UiContext, offer: Offer, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._offer = context, offer
        t = context.t
        self.setObjectName("proposalDialog")
        self.setWindowTitle(t("support-proposal-title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(18), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(label(t("support-proposal-title"), "strong"))
        box.addWidget(label(t("support-proposal-lead"), "lead"))
        self.lines = list(self._told())
        listed = Lines("proposalLines")
        listed.show_lines(self.lines or [t("support-proposal-none")])
        box.addWidget(listed, 1)
        self.note = Banner(name="proposalNote")
        self.note.hide()
        box.addWidget(self.note)
        foot = QHBoxLayout()
        foot.setSpacing(px(10))
        foot.addStretch(1)
        foot.addWidget(button(t("support-close"), self.reject, name="proposalClose"))
        self.take = button(t("support-proposal-take"), self._take, name="proposalTake", kind="primary", guarded=True)
        self.take.setEnabled(bool(offer.changes) and bool(self.lines))
        foot.addWidget(self.take)
        box.addLayout(foot)
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
