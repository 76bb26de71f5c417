"""Two cards of the history: the details of one change, and the plan for undoing some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from wizard.ui.layout import SPACE, grid, holder, row
from wizard.ui.widgets.basic import Card, add_row, clear, label
from wizard.ui.widgets.buttons import button
from wizard.wording.history import details, plan_lines, plan_title

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wizard.core.texts import Texts
    from wizard.history.model import Entry, History
    from wizard.history.plan_model import Plan
    from wizard.ui.models.history_rows import Row


class ChangeCard(Card):
    """One change: when it was made, who made it, and what it changed.

    ``undo`` gets the numbers of the changes: only this one, or all back to it.
    """

    def __init__(self, texts: Texts, undo: Callable[..., object]) -> None:
        t = texts.get
        super().__init__(t("history-detail"), name="historyDetail")
        self._texts, self._undo = texts, undo
        self._entry: Entry | None = None
        self.undo_one = button(t("history-undo-one"), self._undo_one, name="undoOne", guarded=True)
        self.undo_back = button(t("history-undo-back"), self._undo_back, name="undoBack", guarded=True)
        self._values = grid(18, 4, wide=3)
        self.add(holder(self._values))
        # Not in the head, where a long title would make the page scroll sideways. The first button stays in place when
        # the other is hidden.
        self.add(row(SPACE, self.undo_back, self.undo_one, gap=10))
        self.hide()

    def show_change(self, change: Row, history: History, *, only_shown: bool) -> None:
        """Show the details of a change, and whether it can be undone."""
        t, entry = self._texts.get, change.entry
        self._entry = entry
        self.show_title(change.what)
        clear(self._values)
        lines = [(t("history-when"), change.when), (t("history-by"), entry.by or t("history-unknown"))]
        for number, (name, said) in enumerate(lines):
            add_row(self._values, number, name, label(said, select=True), span=3)
        for number, (name, before, after) in enumerate(details(entry, self._texts), len(lines)):
            add_row(self._values, number, name, label(before, select=True))
            self._values.addWidget(label("→", wrap=False), number, 2, Qt.AlignmentFlag.AlignTop)
            self._values.addWidget(label(after, select=True), number, 3, Qt.AlignmentFlag.AlignTop)
        possible = not only_shown and entry in history.standing
        self.undo_one.setVisible(possible)
        self.undo_back.setVisible(possible and len(history.since(entry.number)) > 1)

    def _undo_one(self) -> None:
        if self._entry is not None:
            self._undo(one=self._entry.number)

    def _undo_back(self) -> None:
        if self._entry is not None:
            self._undo(back_to=self._entry.number)


class PlanCard(Card):
    """What undoing would do, line by line."""

    def __init__(self, texts: Texts, go: Callable[[], object], keep: Callable[[], object]) -> None:
        super().__init__(texts.get("history-plan"), name="historyPlan")
        self._texts = texts
        self._lines = grid(14, 6, wide=1)
        self.keep = button(texts.get("history-keep"), keep, name="undoKeep")
        self.go = button("", go, name="undoGo", kind="danger", guarded=True)
        self.add(holder(self._lines))
        self.add(row(SPACE, self.keep, self.go, gap=10))
        self.hide()

    def show_plan(
        self, chosen: Sequence[int], plan: Plan, history: History, when: Callable[[str], str], *, everything: bool
    ) -> None:
        """Show the plan for undoing the chosen changes; ``when`` writes a time."""
        title = plan_title(chosen, history, self._texts, when, everything=everything)
        self.show_title(title)
        clear(self._lines)
        for number, (sign, words) in enumerate(plan_lines(plan, history, self._texts, nothing="history-nothing")):
            note = sign == "–"
            shown = label(sign, "hint" if note else "strong", wrap=False)
            self._lines.addWidget(shown, number, 0, Qt.AlignmentFlag.AlignTop)
            self._lines.addWidget(label(words, "hint" if note else "", select=True), number, 1)
        self.go.setText(self._texts.get("history-go", count=len(plan.actions)))
        self.go.setVisible(bool(plan.actions))
        self.show()
