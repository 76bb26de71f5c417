"""The guide as pages in a window: the same Markdown files as the website, without a network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextBlock, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from wizard.core.resources import guide_root
from wizard.ui.layout import SPACE, Dialog, Wide, add, fit, row
from wizard.ui.theme import px
from wizard.ui.widgets.buttons import button

if TYPE_CHECKING:
    from wizard.journey.model import Step
    from wizard.ui.shell.context import UiContext

STEPS = "guide/administrators.md"


class _Pages(QTextBrowser):
    """A browser whose images are no wider than the page."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        found = super().loadResource(kind, name)
        if kind != QTextDocument.ResourceType.ImageResource:
            return found
        image = QImage(self.source().resolved(QUrl(name)).toLocalFile())
        width = self.viewport().width() - px(24)
        return image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation) if not image.isNull() else found


class GuideDialog(Dialog):
    """Shows a page of the guide; links between pages open here, others in the browser."""

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        super().__init__(context.t("guide-title"), parent, name="guideDialog", roomy=True, once=True)
        self._context = context
        self.pages = _Pages()
        self.pages.setObjectName("guidePages")
        self.pages.setAccessibleName(context.t("guide-title"))
        self.pages.setOpenLinks(False)
        self.pages.anchorClicked.connect(self._follow)
        back = button(context.t("guide-back"), self.pages.backward, name="guideBack")
        back.setEnabled(False)
        self.pages.backwardAvailable.connect(back.setEnabled)
        close = button(context.t("shell-exchange-close"), self.reject, name="guideClose")
        add(self.box, Wide(self.pages), row(back, SPACE, close))
        fit(self, px(760), px(640))

    def show_step(self, step: Step) -> None:
        """Show the guide's section about a step."""
        title = self._context.t(f"step-{step.id}-title")
        self._open(QUrl.fromLocalFile(str(guide_root() / STEPS)), slug(f"{step.number}. {title}"))

    def _follow(self, link: QUrl) -> None:
        target = self.pages.source().resolved(link)
        if target.isLocalFile():
            anchor = target.fragment()
            target.setFragment("")
            self._open(target, anchor)
        else:
            self._context.open_url(target.toString())

    def _open(self, page: QUrl, anchor: str) -> None:
        if self.pages.source() != page:
            self.pages.setSource(page)
        block = self._heading(anchor)
        if block is not None:
            self.pages.setTextCursor(QTextCursor(block))
            position = self.pages.document().documentLayout().blockBoundingRect(block).top()
            self.pages.verticalScrollBar().setValue(round(position))

    def _heading(self, anchor: str) -> QTextBlock | None:
        """Return the block of a heading. Qt gives Markdown headings no anchors, so they are found by their text."""
        block = self.pages.document().begin()
        while anchor and block.isValid():
            if block.blockFormat().headingLevel() and slug(block.text()) == anchor:
                return block
            block = block.next()
        return None


def slug(heading: str) -> str:
    """Return the anchor of a heading, as Markdown's table of contents generates it."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.lower()).strip())
