"""The effect of a change made in the portal on users, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from wizard.ui.layout import fit
from wizard.ui.models.rows import Column
from wizard.ui.theme import px
from wizard.ui.widgets.basic import label, note
from wizard.ui.widgets.buttons import button
from wizard.ui.widgets.table import DataTable
from wizard.wording.impact import notes, parts, why

if TYPE_CHECKING:
    from wizard.journey.services.impact import Forecast
    from wizard.provisioning import Operation
    from wizard.ui.shell.context import UiContext


class EffectDialog(QDialog):
    """The effect of a portal change on users, by name."""

    def __init__(self, context: UiContext, found: Forecast, parent: QWidget) -> None:
        super().__init__(parent)
        t = context.t
        self.setObjectName("effectDialog")
        self.setWindowTitle(t("health-effect-title"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(18), px(16), px(18), px(14))
        box.setSpacing(px(10))
        operations = found.impact.operations if found.impact is not None else ()
        said = parts(found.impact, context.texts) if found.impact is not None and operations else ""
        if not said:
            said = t("health-effect-none" if found.state == "known" else "health-effect-unknown")
        box.addWidget(label(said[:1].upper() + said[1:], "strong", name="effectCounts", select=True))
        for number, line in enumerate(notes(found, context.texts)):
            box.addWidget(note(line, "warning", "warn", name=f"effectNote-{number}"))
        columns: tuple[Column[Operation], ...] = (
            Column(t("impact-column-what"), lambda one: t(f"plan-verdict-{one.verdict}")),
            Column(t("impact-column-name"), lambda one: one.name, stretch=2),
            Column(t("impact-column-why"), lambda one: why(one, context.texts), stretch=3),
        )
        self.table = DataTable(columns, name="effectTable", title=t("impact-table"), runner=context.runner)
        self.table.setProperty("framed", "true")
        self.table.set_rows(operations)
        self.table.setVisible(bool(operations))
        box.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(t("practice-close"), self.accept, name="effectClose"))
        box.addLayout(row)
        fit(self, px(760), px(420 if operations else 160))
