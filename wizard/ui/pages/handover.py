"""Saving the handover report, for the pages that offer it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import QFileDialog

from wizard.journey.summary import handover
from wizard.ui.files import save_text
from wizard.ui.pages.base import Page


class HandoverSaving(Page):
    """A page that saves the report."""

    def save_handover(self) -> None:
        """Ask where to save the handover report."""
        dialog = QFileDialog(self, self.t("handover-save"), "", "HTML (*.html)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("html")
        dialog.fileSelected.connect(self.save_handover_to)
        dialog.open()

    def save_handover_to(self, name: str) -> None:
        """Write the handover report: what was set up, how and when, and what to know."""
        at = QLocale.system().toString(QDateTime.currentDateTime(), QLocale.FormatType.ShortFormat)
        text = handover(self.journey, self.context.texts, self.context.controller.setup_name, at)
        self.run(save_text, Path(name), text, on_result=self._handover_saved, key="handover")

    def _handover_saved(self, name: str) -> None:
        self.problem.say(self.t("handover-saved", file=name), tone="ok")
