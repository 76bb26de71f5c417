"""History: changes made in Entra with their previous values, and undoing them (beside the steps)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from wizard.journey.changes import Undo
from wizard.journey.services.undoing import Undone, chosen_entries, plan_undo
from wizard.ui.files import TABLES, ask_save, save_table
from wizard.ui.layout import Wide, add
from wizard.ui.models.history_rows import Row, read_rows, shown_at
from wizard.ui.models.rows import Column
from wizard.ui.pages.history_cards import ChangeCard, PlanCard
from wizard.ui.pages.impact_gate import ImpactGate
from wizard.ui.shell.extras import ExtraPage
from wizard.ui.widgets.basic import EmptyState
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.table import DataTable
from wizard.wording import history_export

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.core.errors import WizardError
    from wizard.core.tasks import Task
    from wizard.core.texts import Texts
    from wizard.history.model import History
    from wizard.history.plan_model import Plan
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.ui.shell.context import UiContext


class StepPage(ExtraPage):
    """The table of changes, the details of one change, and the plan for undoing."""

    step_id: ClassVar[str] = "history"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.gate = ImpactGate(self)
        self._history: History | None = None
        self._chosen: tuple[int, ...] = ()
        self._plan: Plan | None = None
        self._all = False
        t = self.t
        columns: tuple[Column[Row], ...] = (
            Column(t("history-column-when"), lambda row: row.when, lambda row: row.entry.number, stretch=1),
            Column(t("history-column-what"), lambda row: row.what, stretch=4, lines=6),
            Column(t("history-column-change"), lambda row: row.change, stretch=4),
            Column(t("history-column-by"), lambda row: row.entry.by, stretch=3),
            Column(t("history-column-outcome"), lambda row: row.outcome, tone=lambda row: row.tone),
        )
        self.table = DataTable(columns, name="historyTable", title=t("history-table"), runner=context.runner)
        self.table.setProperty("framed", "true")
        self.table.row_chosen.connect(self._choose)
        self.empty = EmptyState(t("history-empty"), t("history-empty-text"), name="historyEmpty")
        self.detail = ChangeCard(context.texts, self.plan)
        self.plan_card = PlanCard(context.texts, self._undo, self._drop_plan)
        add(self.body, Wide(self.table), self.empty, self.detail, self.plan_card)
        self.everything = LinkButton(t("history-undo-all"), self.plan, name="undoAll")
        self.everything.setAutoDefault(False)
        self.export_link = LinkButton(t("history-export"), self.export, name="historyExport")

    def bar_actions(self) -> Sequence[QWidget]:
        return (self.export_link, self.everything)

    def enter(self) -> None:
        """Read the history again; a plan shown before is dropped."""
        self._drop_plan()
        self.run(read_rows, self.context.services, self.context.texts, on_result=self._show, key="history")

    # --- display

    def _show(self, found: tuple[History, list[Row]]) -> None:
        self._history, rows = found
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.table.set_rows(rows)
        self._choose(self.table.current_row())
        standing = bool(self._history.since(0)) and not self.only_shown
        self.everything.setVisible(standing)
        self.export_link.setVisible(bool(rows))
        history = self._history
        if history.newer:
            self.problem.say(self.t("history-newer", version=history.newer), tone="warn")
        elif history.damage:
            self.problem.say(self.t("history-damaged", count=len(history.damage)), tone="warn")
        elif history.older:
            self.problem.say(self.t("history-older", count=history.older), tone="warn")

    def _choose(self, row: Row | None) -> None:
        """Show the details of a change, and whether it can be undone."""
        self.detail.setVisible(row is not None and self.plan_card.isHidden())
        if row is None or self._history is None:
            return
        self.detail.show_change(row, self._history, only_shown=self.only_shown)

    # --- export

    def export(self) -> None:
        """Ask where to save the history as a table, as JSON or as a page; the file extension selects the format."""
        title, suggest = "history-pick-file", "history-file"
        ask_save(self, self.context, title, TABLES, self.export_to, name="exportHistory", suggest=suggest)

    def export_to(self, path: Path) -> None:
        """Write the file."""
        if self._history is not None:
            title, lead = self.t("step-history-title"), self.t("step-history-lead")
            args = (path, self._history, self.context.texts, title, lead)
            self.run(_export, *args, on_result=self.messages.saved("history-exported"), key="export")

    # --- undoing

    def plan(self, *, one: int = 0, back_to: int = 0) -> None:
        """Compute what undoing would do, and show it; does nothing for a support file."""
        if self.only_shown:
            return
        self.problem.hide()
        self._all = not one and not back_to
        self.run_step(_plan, one, back_to, on_result=self._planned, busy="history-planning", key="plan")

    def _planned(self, found: tuple[tuple[int, ...], Plan, History]) -> None:
        self._chosen, self._plan, history = found
        self.plan_card.show_plan(self._chosen, self._plan, history, shown_at, everything=self._all)
        self.detail.hide()
        self.viewport.show(self.plan_card)
        self.plan_card.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop_plan(self) -> None:
        self._plan, self._chosen = None, ()
        self.plan_card.hide()
        if self._history is not None:
            self._choose(self.table.current_row())

    def _undo(self) -> None:
        if self._plan is not None:
            self.gate.do(Undo(self._chosen, self._plan.actions), self._undone, busy="history-undoing")

    def show_error(self, error: WizardError, *, exchange: bool | None = None) -> None:
        """Drop a plan that is out of date, then show the error."""
        if error.code == "undo-changed":
            self._drop_plan()
            self.enter()
        super().show_error(error, exchange=exchange)

    def _undone(self, result: object) -> None:
        self.context.controller.history_changed.emit()
        self._drop_plan()
        self.enter()
        if not isinstance(result, Undone):
            return
        missed = len(result.plan.actions) - len(result.done)
        said = self.t("history-done", count=len(result.done))
        if missed:
            self.problem.say(said, self.t("history-missed", count=missed), tone="warn")
        else:
            self.problem.say(said, tone="ok")


def _export(task: Task, path: Path, history: History, texts: Texts, title: str, lead: str) -> str:
    return save_table(
        task,
        path,
        lambda: history_export.table(history, texts),
        lambda: history_export.history_json(history, texts),
        lambda: history_export.page(history, texts, title, lead),
    )


def _plan(
    task: Task, services: Context, answers: Answers, one: int, back_to: int
) -> tuple[tuple[int, ...], Plan, History]:
    chosen = chosen_entries(services.history(), one=one, back_to=back_to)
    plan = plan_undo(task, services, answers, chosen)
    return chosen, plan, services.history()
