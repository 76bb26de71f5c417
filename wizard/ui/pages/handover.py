"""Saving the handover report, for the pages that offer it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import QFileDialog

from wizard.ui.files import save_text
from wizard.wording.summary import handover

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.provisioning.outcome import Picture
    from wizard.ui.pages.base import AnyPage


class HandoverReport:
    """Asks for a file and writes the report.

    Args:
        page: whose work, errors and line are used.
        picture: gives the outcome with what happened so far; without it the report shows what the preview said.
    """

    def __init__(self, page: AnyPage, picture: Callable[[], Picture | None] = lambda: None) -> None:
        self._page, self._picture = page, picture

    def ask(self) -> None:
        """Ask where to save the handover report."""
        page = self._page
        dialog = QFileDialog(page, page.t("handover-save"), "", "HTML (*.html)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("html")
        dialog.fileSelected.connect(self.save)
        dialog.open()

    def save(self, name: str) -> None:
        """Write the handover report: what was set up, how and when, and what to know."""
        page = self._page
        at = QLocale.system().toString(QDateTime.currentDateTime(), QLocale.FormatType.ShortFormat)
        text = handover(page.journey, page.context.texts, page.context.controller.setup_name, at, self._picture())
        page.run(save_text, Path(name), text, on_result=self._saved, key="handover")

    def _saved(self, name: str) -> None:
        self._page.problem.say(self._page.t("handover-saved", file=name), tone="ok")
