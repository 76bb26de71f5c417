"""The comparison of the preview with the provisioning log on step 12: a line, and the differences on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wizard.journey.services.log_comparison import Side, compare_with_log, kept_plan, read_older
from wizard.journey.steps.watch import LONGEST_LOG
from wizard.ui.layout import column
from wizard.ui.pages.watch_differences import DifferencesCard

if TYPE_CHECKING:
    from wizard.graph.logs import LogRow
    from wizard.journey.found import Look
    from wizard.provisioning.log_outcomes import Entry, LogComparison
    from wizard.provisioning.plan_io import KeptPlan
    from wizard.ui.pages.base import AnyPage


class Comparison(QWidget):
    """Hidden until there is a result. ``row_wanted`` asks for a row of the log; ``compared`` carries the result.

    Args:
        page: The page that runs the work.
    """

    compared = Signal(object)

    def __init__(self, page: AnyPage) -> None:
        super().__init__()
        self.setObjectName("comparison")
        self._page = page
        self.plan: KeptPlan | None = None
        """The saved plan, once it is read."""
        self._loaded = False
        self._side: Side | None = None
        self._rows: Mapping[str, LogRow] = {}
        self._cut = False
        self._older: tuple[Entry, ...] | None = None
        self._running = self._again = False
        self.found: LogComparison | None = None
        self.card = DifferencesCard(page.context, self.read_all)
        self.card.toggled.connect(lambda: page.viewport.show(self.card))
        self.row_wanted = self.card.row_wanted
        self.setLayout(column(self.card))
        self.hide()

    # --- input

    def load(self) -> None:
        """Read the saved plan in the background."""
        page, context = self._page, self._page.context
        given = (context.services, context.setups, context.controller.setup_id, page.journey.answers)
        page.run(kept_plan, *given, on_result=self._was_loaded, key="kept-plan")

    def _was_loaded(self, plan: KeptPlan | None) -> None:
        self.plan, self._loaded = plan, True
        self.compared.emit(self.found)
        self._compute()

    @property
    def is_known(self) -> bool:
        """Whether the log tells what was done: without entries it does only before the end of the first cycle."""
        if self._side is None or self._side.look.log_error is not None:
            return False
        return bool(self._side.rows) or self._side.look.status.last is None

    def show_log(self, rows: Mapping[str, LogRow], looks: Sequence[Look]) -> None:
        """Compare with the log as known now.

        Args:
            rows: All rows seen so far, by id.
            looks: The looks since the last call; at least one.
        """
        self._cut = self._cut or any(len(look.rows) >= LONGEST_LOG for look in looks)
        whole = not self._cut or self._older is not None
        self._rows, self._side = rows, Side(tuple(rows.values()), looks[-1], whole, self._older or ())
        if self._loaded and self.plan is None:
            self.load()  # a long plan may still be written when the page is opened
        self._compute()

    def read_all(self) -> None:
        """Read the older entries of the log, on request."""
        page = self._page
        if self.plan is not None:
            self.card.read_link.setEnabled(False)
            page.run_step(
                read_older,
                self.plan,
                on_result=self._was_read,
                on_stopped=self._read_ended,
                busy="comparison-reading",
                key="older",
            )

    def _was_read(self, older: tuple[Entry, ...]) -> None:
        self._read_ended()
        self._older = older
        if self._side is not None:
            self._side = replace(self._side, whole=True, older=older)
        self._compute()

    def _read_ended(self) -> None:
        self.card.read_link.setEnabled(True)

    # --- computing, one comparison at a time

    def _compute(self) -> None:
        if not self._loaded or self._side is None:
            return
        if not self._side.rows:
            self.compared.emit(self.found)
            return
        if self.plan is None:
            self._show(None)
            return
        if self._running:
            self._again = True
            return
        self._running, self._again = True, False
        given = (self.plan, self._side, self._page.journey.answers, self.found)
        self._page.run(compare_with_log, *given, on_result=self._computed, on_stopped=self._ended)

    def _computed(self, found: LogComparison | None) -> None:
        self._show(found)
        self._ended()

    def _ended(self) -> None:
        self._running = False
        if self._again:
            self._compute()

    def _show(self, found: LogComparison | None) -> None:
        self.found = found
        self.compared.emit(found)
        self.show()
        if found is not None:
            self.card.show_found(found, self._rows)
        else:
            self.card.show_nothing(self._page.t("comparison-none" if self.plan is None else "comparison-newer"))
