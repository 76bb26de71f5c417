"""F1: help for the step, and the related part of Microsoft's tutorial."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from wizard.ui.theme import px
from wizard.ui.widgets.basic import Chip, clear, label, note, rule
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.guide_pages import GuideDialog

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QShowEvent

    from wizard.journey.model import Step
    from wizard.ui.shell.context import UiContext


LEAST_PAGE = 720
"""Logical pixels that a page needs beside the help."""


class HelpPanel(QFrame):
    """A column at the right of the window. It covers nothing.

    If the screen has room, the window becomes wider while it is shown; otherwise, it takes the place of the rail.
    """

    def __init__(self, context: UiContext, rail: QWidget, window: QWidget) -> None:
        super().__init__(window)
        self._rail = rail
        window.installEventFilter(self)
        row = window.layout()
        if row is not None:
            row.addWidget(self)
        self._context = context
        self._by = self._widened = 0
        self.setObjectName("helpPanel")
        self.setAccessibleName(context.t("shell-help"))
        self.setFixedWidth(px(290))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        host = QWidget()
        self._box = QVBoxLayout(host)
        self._box.setContentsMargins(px(18), px(22), px(18), px(16))
        self._box.setSpacing(px(10))
        area.setWidget(host)
        outer.addWidget(area)

    def show_step(self, step: Step) -> None:
        """Show the help for a step."""
        t = self._context.t
        clear(self._box)
        self._box.addWidget(label(t(f"step-{step.id}-title"), "strong"))
        self._box.addWidget(label(t(f"step-{step.id}-lead")))
        self._box.addWidget(rule())
        if step.tutorial:
            self._box.addWidget(label(t("shell-help-covers", steps=", ".join(step.tutorial)), "hint"))
            self._add_published(step)
        else:
            self._box.addWidget(label(t("shell-help-none"), "hint"))
        self._box.addWidget(label(t("shell-help-keys"), "hint"))
        self._box.addWidget(LinkButton(t("guide-open"), lambda: self._open_guide(step), name="openGuide"))
        self._box.addWidget(LinkButton(t("shell-help-close"), self.hide, name="closeHelp"))
        self._box.addStretch(1)

    def _add_published(self, step: Step) -> None:
        """Add the tutorial's published text, with notes below each part on what has changed since."""
        guide = self._context.guide
        for item in guide.instructions(step.id, "published", {}) if guide is not None else ():
            if item.source:
                self._box.addWidget(Chip(item.source))
            self._box.addWidget(label(item.text, select=True))
            for text in item.notes:
                self._box.addWidget(note(text))

    def _open_guide(self, step: Step) -> None:
        dialog = self.window().findChild(GuideDialog) or GuideDialog(self._context, self.window())
        dialog.show()
        dialog.raise_()
        dialog.show_step(step)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._widen()
            self._make_room()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if event.spontaneous():
            return
        self._make_room()
        window = self.window()
        if self._widened and window.width() == self._widened:
            window.resize(window.width() - self._by, window.height())
        self._widened = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._make_room()
        return False

    @property
    def _missing(self) -> int:
        """Pixels that the window lacks for rail, page and help side by side."""
        return self._rail.width() + px(LEAST_PAGE) + self.width() - self.window().width()

    def _widen(self) -> None:
        window, missing = self.window(), self._missing
        fits = window.width() + missing <= window.screen().availableGeometry().width()
        if missing > 0 and fits and not window.isMaximized() and not window.isFullScreen():
            self._by, self._widened = missing, window.width() + missing
            window.resize(self._widened, window.height())

    def _make_room(self) -> None:
        self._rail.setVisible(self.isHidden() or self._missing <= 0)
