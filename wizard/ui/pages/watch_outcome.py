"""The preview's picture on step 12, updated from the log; its parts filter the log's entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from wizard.journey.services.log_comparison import ids_in_log, picture_after
from wizard.journey.steps import PREVIEW
from wizard.provisioning.outcome import Part, Picture
from wizard.ui.widgets.outcome_card import PictureCard

if TYPE_CHECKING:
    from wizard.graph.logs import LogRow
    from wizard.provisioning.log_outcomes import LogComparison
    from wizard.ui.pages.base import AnyPage
    from wizard.ui.pages.watch_compare import Comparison
    from wizard.ui.widgets.table import DataTable


class LivePicture(PictureCard):
    """Hidden if there is no saved preview.

    Args:
        page: The page that runs the work.
        comparison: Provides the results so far.
        log: Shows the entries of the selected part.
    """

    def __init__(self, page: AnyPage, comparison: Comparison, log: DataTable[LogRow]) -> None:
        super().__init__(page.context.texts, "outcome-press-log", live=True)
        self._page, self._comparison, self._log = page, comparison, log
        comparison.compared.connect(self._compared)
        self.part_chosen.connect(self._chosen)

    def _compared(self, found: LogComparison | None) -> None:
        result = self._page.journey.result(PREVIEW.id)
        planned = Picture.of_facts(result.facts) if result is not None else None
        if planned is None or self._comparison.plan is None:
            self.hide()
            return
        if found is None and not self._comparison.is_known:
            self._page.context.runner.abandon(f"{self._page.step_id}-picture")
            self.show_picture(planned)
            return
        self._page.run(picture_after, planned, found, on_result=self.show_picture, key="picture")

    def _chosen(self, part: Part | Literal[""]) -> None:
        plan = self._comparison.plan
        if not part or plan is None:
            self._page.context.runner.abandon(f"{self._page.step_id}-part")
            self._log.show_only(None)
            return
        self._page.run(ids_in_log, plan, part, on_result=self._show_entries, key="part")

    def _show_entries(self, ids: frozenset[str]) -> None:
        def is_one(row: LogRow) -> bool:
            return row.source.id.lower() in ids

        self._log.show_only(is_one)
