"""Failing users: since when, in how many cycles, why, and the fix for the selected one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wizard.ui.models.rows import Column
from wizard.ui.theme import px
from wizard.ui.times import shown_day
from wizard.ui.widgets.basic import Card, Chip, EmptyState, label
from wizard.ui.widgets.table import DataTable
from wizard.wording import health as words

if TYPE_CHECKING:
    from wizard.health.model import Failing
    from wizard.ui.shell.context import UiContext


class FailingCard(Card):
    """The table, and below it the full reason and the fix."""

    def __init__(self, context: UiContext) -> None:
        t = context.t
        super().__init__(t("health-failing-title"), name="failingCard")
        self._texts = context.texts
        self._shown: list[Failing] = []
        self.count = Chip("", name="failingCount")
        self.count.hide()
        self.add_to_head(self.count, right=False)
        columns: tuple[Column[Failing], ...] = (
            Column(t("health-head-name"), lambda one: one.name, stretch=2),
            Column(t("health-head-since"), lambda one: shown_day(one.since), lambda one: one.since.timestamp()),
            Column(t("health-head-cycles"), lambda one: str(one.cycles), lambda one: one.cycles, right=True),
            Column(t("health-head-why"), lambda one: words.why(one, self._texts), stretch=4),
        )
        self.table = DataTable(columns, name="failingTable", title=t("health-failing-title"), runner=context.runner)
        self.table.setMinimumHeight(px(130))
        self.table.row_chosen.connect(self._chosen)
        self.add_flush(self.table, 1)
        self.nobody = EmptyState(t("health-failing-unknown"), name="failingNone")
        self.add_flush(self.nobody)
        self.fix = label("", "hint", name="failingFix", select=True)
        self.fix.setContentsMargins(px(14), px(8), px(14), px(8))
        self.fix.hide()
        self.add_flush(self.fix)
        self.table.hide()

    def show_failing(self, found: Sequence[Failing], *, known: bool = True) -> None:
        """Show who fails, the longest failure first. ``known`` is false if the log was never read."""
        self.nobody.show_title(self._texts.get("health-failing-none" if known else "health-failing-unknown"))
        if found and list(found) == self._shown:
            return
        self._shown = list(found)
        self.count.setVisible(bool(found))
        self.count.show_state(str(len(found)), "bad")
        self.table.setVisible(bool(found))
        self.nobody.setVisible(not found)
        self.table.set_rows(list(found))
        self._chosen(self.table.current_row() if found else None)

    def _chosen(self, one: Failing | None) -> None:
        self.fix.setVisible(one is not None)
        if one is not None:
            self.fix.setText(f"{words.why(one, self._texts)}\n{words.fix(one, self._texts)}")
