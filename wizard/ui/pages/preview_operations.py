"""The operations of the preview, one row each, or the reason why there are none."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from wizard.journey.steps import ASSIGN
from wizard.provisioning import Operation
from wizard.provisioning.plan_json import ORDER
from wizard.ui.models.rows import Column
from wizard.ui.theme import px
from wizard.ui.widgets.basic import Card, Chip, EmptyState
from wizard.ui.widgets.buttons import button
from wizard.ui.widgets.fields import search_edit
from wizard.ui.widgets.table import DataTable
from wizard.wording.plan import reason, shown_name

if TYPE_CHECKING:
    from wizard.journey.found import Rehearsal
    from wizard.ui.pages.preview import StepPage

TONES = {
    "create": "ok",
    "update": "info",
    "disable": "warn",
    "delete": "bad",
    "skip": "neutral",
    "clash": "bad",
    "unchanged": "neutral",
}


class OperationsCard(Card):
    """The operations. ``rearranged``: other rows are shown."""

    rearranged = Signal()

    def __init__(self, page: StepPage) -> None:
        super().__init__(page.t("preview-operations"), name="operationsCard")
        self._texts, t = page.context.texts, page.t
        self._has_rows = False
        self.filter = search_edit(t("preview-filter"), name="operationFilter")
        self.filter.setFixedWidth(px(220))
        self.add_to_head(self.filter)
        self.stale = Chip(t("preview-stale"), "warn", name="previewStale")
        self.add_to_head(self.stale, right=False)
        self.early = Chip(t("preview-early"), "info", name="previewEarly")
        self.early.hide()
        self.add_to_head(self.early, right=False)
        columns: tuple[Column[Operation], ...] = (
            Column(t("preview-column-would"), self._would, lambda o: ORDER.index(o.verdict), tone=_tone),
            Column(t("preview-column-object"), lambda o: shown_name(o.name), stretch=3),
            Column(t("preview-column-kind"), lambda o: t(f"preview-kind-{o.kind}")),
            Column(t("preview-column-key"), lambda o: o.key, mono=True, stretch=4),
            Column(t("preview-column-why"), self._why, stretch=4),
        )
        self.table = DataTable(columns, name="operations", title=t("preview-operations"), runner=page.context.runner)
        self.table.setMinimumHeight(px(190))
        self.filter.textChanged.connect(self.table.set_filter)
        self.table.rows.rearranged.connect(self.rearranged)
        self.add_flush(self.table, 1)
        assign = button(t("outcome-to-assign"), partial(page.context.controller.go, ASSIGN.id), name="toAssign")
        self.not_read = EmptyState(" ", t("outcome-not-read"), assign, name="notRead")
        self.not_read.hide()
        self.add_flush(self.not_read)
        go = button(t("preview-run"), page.start, name="runPreview", kind="primary")
        self.empty = EmptyState(t("preview-none"), t("preview-none-help"), go)
        self.add_flush(self.empty)

    def show_state(self, *, has_plan: bool, early: bool, running: bool, stale: bool) -> None:
        """Show the current state: a plan, the first rows of a running preview, or nothing."""
        self._has_rows = has_plan or early
        self.stale.setVisible(stale)
        self.early.setVisible(early)
        self.empty.setVisible(not self._has_rows)
        self.empty.show_title(self._texts.get("preview-preparing" if running else "preview-none"))
        self.empty.show_action(not running)
        self.table.setVisible(self._has_rows)

    def show_not_read(self, found: Rehearsal | None, part: str) -> None:
        """Explain why unassigned users have no rows, and where to assign them; ``part`` is the selected part."""
        nobody = found is not None and part == "unassigned" and not self.table.rows.rowCount()
        missing = nobody and not self.filter.text()
        self.not_read.setVisible(missing)
        self.table.setVisible(not missing and self._has_rows)
        if missing and found is not None:
            count = found.picture.count("unassigned")
            self.not_read.show_title(self._texts.get("outcome-note-unassigned", count=count))

    def _would(self, operation: Operation) -> str:
        return self._texts.get(f"plan-verdict-{operation.verdict}")

    def _why(self, operation: Operation) -> str:
        return reason(operation, self._texts)


def _tone(operation: Operation) -> str:
    return TONES[operation.verdict]
