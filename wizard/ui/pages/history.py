"""History: changes made in Entra with their previous values, and undoing them (beside the steps)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from wizard.journey.changes import Undo
from wizard.journey.services.undoing import Undone, chosen_entries, plan_undo
from wizard.ui.files import TABLES, ask_save, save_table
from wizard.ui.models.rows import Column
from wizard.ui.pages.base import task_last
from wizard.ui.pages.impact_gate import ImpactGate
from wizard.ui.shell.extras import ExtraPage
from wizard.ui.theme import px
from wizard.ui.times import shown_time
from wizard.ui.widgets.basic import Card, EmptyState, LinkButton, add_row, button, clear, label
from wizard.ui.widgets.table import DataTable
from wizard.wording import history_export
from wizard.wording.history import change_line, details, left_words, outcome, plan_lines, what

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.core.errors import WizardError
    from wizard.core.tasks import Task
    from wizard.core.texts import Texts
    from wizard.history.model import Entry, History
    from wizard.history.plan_model import Plan
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.ui.shell.context import UiContext

_TONES = {"done": "ok", "refused": "neutral", "open": "warn", "other": "warn", "unknown": "warn"}


@dataclass(frozen=True, slots=True)
class _Row:
    """A change in words, prepared in a worker thread."""

    entry: Entry
    when: str
    what: str
    change: str
    outcome: str
    tone: str


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
        columns: tuple[Column[_Row], ...] = (
            Column(t("history-column-when"), lambda row: row.when, lambda row: row.entry.number, stretch=1),
            Column(t("history-column-what"), lambda row: row.what, stretch=4, lines=6),
            Column(t("history-column-change"), lambda row: row.change, stretch=4),
            Column(t("history-column-by"), lambda row: row.entry.by, stretch=3),
            Column(t("history-column-outcome"), lambda row: row.outcome, tone=lambda row: row.tone),
        )
        self.table = DataTable(columns, name="historyTable", title=t("history-table"), runner=context.runner)
        self.table.setProperty("framed", "true")
        self.table.row_chosen.connect(self._choose)
        self.body.addWidget(self.table, 1)
        self.empty = EmptyState(t("history-empty"), t("history-empty-text"), name="historyEmpty")
        self.body.addWidget(self.empty)
        self.body.addWidget(self._make_detail())
        self.body.addWidget(self._make_plan())
        self.everything = LinkButton(t("history-undo-all"), self.plan, name="undoAll")
        self.everything.setAutoDefault(False)
        self.export_link = LinkButton(t("history-export"), self.export, name="historyExport")

    def _make_detail(self) -> Card:
        t = self.t
        self.detail = Card(t("history-detail"), name="historyDetail")
        self.undo_one = button(t("history-undo-one"), self._undo_one, name="undoOne", guarded=True)
        self.undo_back = button(t("history-undo-back"), self._undo_back, name="undoBack", guarded=True)
        self._values = QGridLayout()
        self._values.setHorizontalSpacing(px(18))
        self._values.setVerticalSpacing(px(4))
        self._values.setColumnStretch(3, 1)
        holder = QWidget()
        holder.setLayout(self._values)
        self._values.setContentsMargins(0, 0, 0, 0)
        self.detail.add(holder)
        row = QHBoxLayout()  # not in the head, where a long title would make the page scroll sideways
        row.setSpacing(px(10))
        row.addStretch(1)
        row.addWidget(self.undo_back)
        row.addWidget(self.undo_one)  # last, so that it stays in place when the other is hidden
        self.detail.add(row)
        self.detail.hide()
        return self.detail

    def _make_plan(self) -> Card:
        t = self.t
        self.plan_card = Card(t("history-plan"), name="historyPlan")
        self._lines = QGridLayout()
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setHorizontalSpacing(px(14))
        self._lines.setVerticalSpacing(px(6))
        self._lines.setColumnStretch(1, 1)
        holder = QWidget()
        holder.setLayout(self._lines)
        self.plan_card.add(holder)
        row = QHBoxLayout()
        row.setSpacing(px(10))
        row.addStretch(1)
        self.keep = button(t("history-keep"), self._drop_plan, name="undoKeep")
        self.go = button("", self._undo, name="undoGo", kind="danger", guarded=True)
        row.addWidget(self.keep)
        row.addWidget(self.go)
        self.plan_card.add(row)
        self.plan_card.hide()
        return self.plan_card

    def bar_actions(self) -> Sequence[QWidget]:
        return (self.export_link, self.everything)

    def enter(self) -> None:
        """Read the history again; a plan shown before is dropped."""
        self._drop_plan()
        self.run(_read, self.context.services, self.context.texts, on_result=self._show, key="history")

    # --- display

    def _show(self, found: tuple[History, list[_Row]]) -> None:
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

    def _choose(self, row: _Row | None) -> None:
        """Show the details of a change, and whether it can be undone."""
        self.detail.setVisible(row is not None and self.plan_card.isHidden())
        if row is None or self._history is None:
            return
        history, entry = self._history, row.entry
        self.detail.show_title(row.what)
        clear(self._values)
        t = self.t
        lines = [(t("history-when"), row.when, ""), (t("history-by"), entry.by or t("history-unknown"), "")]
        for number, (name, said, _) in enumerate(lines):
            add_row(self._values, number, name, label(said, select=True), span=3)
        for number, (name, before, after) in enumerate(details(entry, self.context.texts), len(lines)):
            add_row(self._values, number, name, label(before, select=True))
            self._values.addWidget(label("→", wrap=False), number, 2, Qt.AlignmentFlag.AlignTop)
            self._values.addWidget(label(after, select=True), number, 3, Qt.AlignmentFlag.AlignTop)
        possible = not self.only_shown and entry in history.standing
        self.undo_one.setVisible(possible)
        self.undo_back.setVisible(possible and len(history.since(entry.number)) > 1)

    # --- export

    def export(self) -> None:
        """Ask where to save the history as a table, as JSON or as a page; the file extension selects the format."""
        suggest = self.t("history-file", setup=self.context.controller.setup_name)
        title = self.t("history-pick-file")
        ask_save(self, self.context, title, TABLES, self.export_to, name="exportHistory", suggest=suggest)

    def export_to(self, path: Path) -> None:
        """Write the file."""
        if self._history is not None:
            title, lead = self.t("step-history-title"), self.t("step-history-lead")
            args = (path, self._history, self.context.texts, title, lead)
            self.run(_export, *args, on_result=self._exported, key="export")

    def _exported(self, name: str) -> None:
        self.problem.say(self.t("history-exported", file=name), tone="ok")

    # --- undoing

    def _undo_one(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.plan(one=row.entry.number)

    def _undo_back(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.plan(back_to=row.entry.number)

    def plan(self, *, one: int = 0, back_to: int = 0) -> None:
        """Compute what undoing would do, and show it; does nothing for a support file."""
        if self.only_shown:
            return
        self.problem.hide()
        self._all = not one and not back_to
        self.run(
            _plan,
            self.context.services,
            self.journey.answers,
            one,
            back_to,
            on_result=self._planned,
            busy="history-planning",
            key="plan",
        )

    def _planned(self, found: tuple[tuple[int, ...], Plan, History]) -> None:
        self._chosen, self._plan, history = found
        t, plan = self.t, self._plan
        first = history.entry(self._chosen[0])
        if self._all:
            title = t("history-plan-all")
        elif len(self._chosen) == 1 and first is not None:
            title = t("history-plan-one", what=what(first, self.context.texts))
        elif first is not None:
            title = t("history-plan-back", when=_when(first.at), count=len(self._chosen))
        else:
            title = t("history-plan")
        self.plan_card.show_title(title)
        clear(self._lines)
        lines = plan_lines(plan, history, self.context.texts)
        if not plan.actions:
            lines = [
                ("–", t("history-nothing")),
                *(("–", left_words(one, history.entry(one.entry), self.context.texts)) for one in plan.left),
            ]
        for number, (sign, words) in enumerate(lines):
            self._lines.addWidget(
                label(sign, "strong" if sign != "–" else "hint", wrap=False), number, 0, Qt.AlignmentFlag.AlignTop
            )
            self._lines.addWidget(label(words, "" if sign != "–" else "hint", select=True), number, 1)
        self.go.setText(t("history-go", count=len(plan.actions)))
        self.go.setVisible(bool(plan.actions))
        self.detail.hide()
        self.plan_card.show()
        self.ensure_visible(self.plan_card)
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

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


def _read(_task: Task, services: Context, texts: Texts) -> tuple[History, list[_Row]]:
    history = services.history()
    rows = []
    for entry in reversed(history.entries):
        undone = history.undone(entry.number) or entry.gone
        tone = "neutral" if undone else _TONES[entry.outcome]
        words = what(entry, texts), change_line(entry, texts), outcome(entry, history, texts)
        rows.append(_Row(entry, _when(entry.at), *words, tone))
    return history, rows


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
    plan = task_last(plan_undo)(task, services, answers, chosen)
    return chosen, plan, services.history()


def _when(at: str) -> str:
    """Return a time of the history as it is shown; text that is no time stays as it is."""
    try:
        return shown_time(datetime.fromisoformat(at))
    except ValueError:
        return at
