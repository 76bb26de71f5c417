"""Step 10: what the first sync would do, by name, with reasons and requests; nothing is written."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QWidget

from wizard.journey.model import Outcome
from wizard.provisioning import Operation, Plan
from wizard.provisioning.rendering import ORDER, harmless, reason, request_json
from wizard.ui.context import UiContext
from wizard.ui.files import save_text
from wizard.ui.models.rows import Column
from wizard.ui.pages.base import Page
from wizard.ui.theme import mono_font, px
from wizard.ui.widgets.basic import Card, Chip, EmptyState, LinkButton, StatTile, button, label
from wizard.ui.widgets.fields import text_edit
from wizard.ui.widgets.table import DataTable

TONES = {
    "create": "ok", "update": "info", "disable": "warn", "delete": "bad",
    "skip": "neutral", "clash": "bad", "unchanged": "neutral",
}  # fmt: skip
TILES = ("create", "update", "disable", "skip", "clash")


class StepPage(Page):
    """Counts, operations, and what is behind the selected one."""

    step_id = "preview"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._plan: Plan | None = None
        self.export_link = LinkButton(self.t("preview-export"), self.export, name="exportCsv")
        self.again_link = LinkButton(self.t("preview-again"), self.start, name="runAgain")
        tiles = QHBoxLayout()
        tiles.setSpacing(px(12))
        self.tiles = {name: StatTile("–", "", name=f"tile-{name}") for name in TILES}
        self.tiles_host = QWidget()
        self.tiles_host.setLayout(tiles)
        tiles.setContentsMargins(0, 0, 0, 0)
        for tile in self.tiles.values():
            tiles.addWidget(tile)
        self.body.addWidget(self.tiles_host)
        card = Card(self.t("preview-operations"), name="operationsCard")
        self.filter = text_edit(name="operationFilter", placeholder=self.t("preview-filter"))
        self.filter.setAccessibleName(self.t("preview-filter"))
        self.filter.setFixedWidth(px(220))
        card.add_to_head(self.filter)
        self.stale = Chip(self.t("preview-stale"), "warn", name="previewStale")
        card.add_to_head(self.stale, right=False)
        columns = (
            Column(self.t("preview-column-would"), self._would, lambda o: ORDER.index(o.verdict), tone=_tone),
            Column(self.t("preview-column-object"), lambda o: o.name, stretch=2),
            Column(self.t("preview-column-kind"), lambda o: self.t(f"preview-kind-{o.kind}")),
            Column(self.t("preview-column-key"), lambda o: o.key, mono=True, stretch=2),
            Column(self.t("preview-column-why"), self._why, stretch=4),
        )  # fmt: skip
        self.table = DataTable(columns, name="operations", title=self.t("preview-operations"), runner=context.runner)
        self.table.setMinimumHeight(px(190))
        self.filter.textChanged.connect(self.table.set_filter)
        self.table.row_chosen.connect(self._chosen)
        card.add_flush(self.table, 1)
        go = button(self.t("preview-run"), self.start, name="runPreview", kind="primary")
        self.empty = EmptyState(self.t("preview-none"), self.t("preview-none-help"), go)
        card.add_flush(self.empty)
        self.body.addWidget(card, 1)
        self.detail = Card(" ", name="operationDetail")
        self.detail_text = label("", name="detailText", select=True)
        self.detail.add(self.detail_text)
        self.detail_requests = QPlainTextEdit()
        self.detail_requests.setObjectName("detailRequests")
        self.detail_requests.setAccessibleName(self.t("preview-requests"))
        self.detail_requests.setReadOnly(True)
        self.detail_requests.setTabChangesFocus(True)
        self.detail_requests.setFont(mono_font())
        self.detail_requests.setFixedHeight(px(126))
        self.detail.add(self.detail_requests)
        self.detail.hide()
        self.body.addWidget(self.detail)
        self._show()

    def bar_actions(self) -> Sequence[QWidget]:
        return (self.export_link, self.again_link)

    def enter(self) -> None:
        if self.journey.result(self.step_id) is None:  # another setup was opened
            self._plan = None
            self.table.set_rows(())
            self.detail.hide()
        self._show()

    def _show(self) -> None:
        found = self._plan
        self.stale.setVisible(found is not None and self.journey.settled(self.step_id) == "stale")
        self.empty.setVisible(found is None)
        self.table.setVisible(found is not None)
        self.tiles_host.setVisible(found is not None)
        self.export_link.setVisible(found is not None)
        self.again_link.setVisible(found is not None)
        if found is None:
            return
        counts = found.counts("User")
        clashes = len(found.clashes)
        for name, tile in self.tiles.items():
            number = clashes if name == "clash" else counts.get(name, 0)
            tone = "bad" if name == "clash" and number else "neutral"
            tile.show_value(str(number), self.t(f"preview-tile-{name}", count=number), tone)  # type: ignore[arg-type]

    def start(self) -> None:
        """Read both sides and compute."""
        self.perform(busy="preview-running", on_done=self._planned)

    def _planned(self, outcome: Outcome) -> None:
        if not isinstance(outcome.data, Plan):
            return
        self._plan = outcome.data
        rows = sorted(outcome.data, key=lambda o: (ORDER.index(o.verdict), o.kind != "User"))
        self.table.set_rows(rows)
        self._show()
        if rows:
            self.table.select_row(rows[0])

    def _would(self, operation: Operation) -> str:
        return self.t(f"plan-verdict-{operation.verdict}")

    def _why(self, operation: Operation) -> str:
        return reason(operation, self.context.texts)

    def _chosen(self, operation: Operation | None) -> None:
        self.detail.setVisible(operation is not None)
        if operation is None:
            return
        self.detail.title.setText(operation.name)
        words = [self.t(f"plan-reason-{operation.reason}", **operation.params)]
        help_key = f"plan-help-{operation.reason}"
        if self.context.texts.has(help_key):
            words.append(self.t(help_key))
        self.detail_text.setText(". ".join(words))
        lines = []
        for request in operation.requests:
            asked = request_json(request)
            body = json.dumps(asked["body"], ensure_ascii=False, indent=2) if asked["body"] else ""
            lines.append(f"{asked['method']} {asked['path']}\n{body}".strip())
        self.detail_requests.setPlainText("\n\n".join(lines))
        self.detail_requests.setVisible(bool(lines))

    # --- export

    def export(self) -> None:
        """Save the operations as CSV."""
        if self._plan is None:
            return
        dialog = QFileDialog(self, self.t("preview-pick-file"), "", "CSV (*.csv)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    def export_to(self, name: str) -> None:
        """Write the CSV file; formulas of spreadsheets are kept from running."""
        assert self._plan is not None
        rows = [self.table.rows.titles(), *(self.table.rows.texts(operation) for operation in self._plan)]
        text = io.StringIO()
        csv.writer(text).writerows([[harmless(cell) for cell in row] for row in rows])
        self.run(save_text, Path(name), text.getvalue(), "utf-8-sig", on_result=self._exported, key="export")

    def _exported(self, name: str) -> None:
        self.problem.say(self.t("preview-exported", file=name), tone="ok")


def _tone(operation: Operation) -> str:
    return TONES[operation.verdict]
