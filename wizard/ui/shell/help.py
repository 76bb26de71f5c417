"""F1: help for the step, and the related part of Microsoft's tutorial."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QFrame, QWidget

from wizard.ui.layout import SPACE, add, column, tall
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
        beside = window.layout()
        if beside is not None:
            beside.addWidget(self)
        self._context = context
        self._by = self._widened = 0
        self.setObjectName("helpPanel")
        self.setAccessibleName(context.t("shell-help"))
        self.setFixedWidth(px(290))
        self._box = column(gap=10, margins=(18, 22, 18, 16))
        self.setLayout(column(tall(self._box)))

    def show_step(self, step: Step) -> None:
        """Show the help for a step."""
        t = self._context.t
        clear(self._box)
        add(self._box, label(t(f"step-{step.id}-title"), "strong"), label(t(f"step-{step.id}-lead")), rule())
        if step.tutorial:
            self._box.addWidget(label(t("shell-help-covers", steps=", ".join(step.tutorial)), "hint"))
            self._add_published(step)
        else:
            self._box.addWidget(label(t("shell-help-none"), "hint"))
        add(
            self._box,
            label(t("shell-help-keys"), "hint"),
            LinkButton(t("guide-open"), lambda: self._open_guide(step), name="openGuide"),
            LinkButton(t("shell-help-close"), self.hide, name="closeHelp"),
            SPACE,
        )

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
