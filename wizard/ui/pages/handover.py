"""Saving the handover report, for the pages that offer it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wizard.journey.steps import CONNECT, WATCH
from wizard.ui.files import ask_save, save_text
from wizard.wording.summary import handover

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wizard.provisioning.outcome import Picture
    from wizard.ui.pages.base import AnyPage


class HandoverReport:
    """Asks for a file name and writes the report.

    Args:
        page: The page that runs the work and shows errors and the confirmation.
        picture: Returns the outcome of the sync so far; without it the report shows the preview's forecast.
    """

    def __init__(self, page: AnyPage, picture: Callable[[], Picture | None] = lambda: None) -> None:
        self._page, self._picture = page, picture

    def ask(self) -> None:
        """Ask where to save the handover report."""
        page, files, suggest = self._page, "HTML (*.html)", "handover-file"
        ask_save(page, page.context, "handover-save", files, self.save, name="handoverDialog", suggest=suggest)

    def save(self, path: Path) -> None:
        """Write the handover report: what was set up, how, when, and what to know about it."""
        page = self._page
        at = f"{datetime.now(UTC).astimezone():%Y-%m-%d %H:%M}"
        name = page.context.controller.setup_name
        text = handover(page.journey, page.context.texts, name, at, self._picture(), links(page))
        page.run(save_text, path, text, on_result=self._saved, key="handover")

    def _saved(self, name: str) -> None:
        self._page.problem.say(self._page.t("handover-saved", file=name), tone="ok")
        self._page.viewport.show_soon(self._page.problem)


def links(page: AnyPage) -> list[tuple[str, str]]:
    """Return title and address of the pages that the instructions of the last steps link to."""
    guide = page.context.guide
    if guide is None:
        return []
    found = {
        address: title
        for step_id in (CONNECT.id, WATCH.id)
        for item in guide.instructions(step_id, "today", {})
        for title, address in item.links
    }
    return [(title, address) for address, title in found.items()]
