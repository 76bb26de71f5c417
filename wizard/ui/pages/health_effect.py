"""The effect of a change made in the portal on users, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from wizard.ui.layout import SPACE, Dialog, Wide, add, fit, row
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


class EffectDialog(Dialog):
    """The effect of a portal change on users, by name."""

    def __init__(self, context: UiContext, found: Forecast, parent: QWidget) -> None:
        t = context.t
        super().__init__(t("health-effect-title"), parent, name="effectDialog")
        operations = found.impact.operations if found.impact is not None else ()
        said = parts(found.impact, context.texts) if found.impact is not None and operations else ""
        if not said:
            said = t("health-effect-none" if found.state == "known" else "health-effect-unknown")
        add(self.box, label(said[:1].upper() + said[1:], "strong", name="effectCounts", select=True))
        for number, line in enumerate(notes(found, context.texts)):
            add(self.box, note(line, "warning", "warn", name=f"effectNote-{number}"))
        columns: tuple[Column[Operation], ...] = (
            Column(t("impact-column-what"), lambda one: t(f"plan-verdict-{one.verdict}")),
            Column(t("impact-column-name"), lambda one: one.name, stretch=2),
            Column(t("impact-column-why"), lambda one: why(one, context.texts), stretch=3),
        )
        self.table = DataTable(columns, name="effectTable", title=t("impact-table"), runner=context.runner)
        self.table.setProperty("framed", "true")
        self.table.set_rows(operations)
        self.table.setVisible(bool(operations))
        add(self.box, Wide(self.table), row(SPACE, button(t("practice-close"), self.accept, name="effectClose")))
        fit(self, px(760), px(420 if operations else 160))
