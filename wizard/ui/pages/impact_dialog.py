"""The confirmation before a change that can cost users their access: who is affected; a large number must be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from wizard.journey.changes import Stop
from wizard.provisioning.impact import ORDER
from wizard.ui.layout import SPACE, Dialog, Wide, add, fit, row
from wizard.ui.models.rows import Column
from wizard.ui.theme import px
from wizard.ui.widgets.basic import label, note
from wizard.ui.widgets.buttons import button
from wizard.ui.widgets.fields import FormField, search_edit, text_edit
from wizard.ui.widgets.segmented import SegmentedControl
from wizard.ui.widgets.table import DataTable
from wizard.wording.impact import named, notes, parts, when, why

if TYPE_CHECKING:
    from wizard.journey.services.impact import Forecast
    from wizard.provisioning import Operation
    from wizard.ui.shell.context import UiContext

_TONES = {"delete": "bad", "disable": "warn", "clash": "bad", "create": "ok", "update": "info"}
_GROUPED = " ,.'’\u00a0\u202f"
"""Thousands separators that are accepted in the number."""


class ImpactDialog(Dialog):
    """Counts, names and reasons of the predicted operations; accepted when the user confirms the change.

    If more accounts are lost than the limits allow, their number has to be typed first.
    """

    def __init__(self, context: UiContext, found: Forecast, parent: QWidget) -> None:
        t, way = context.t, found.change.way
        super().__init__(t(f"impact-title-{way}"), parent, name="impactDialog")
        self._t, self._texts = t, context.texts
        self._found = found
        self._operations = found.impact.operations if found.impact is not None else ()
        box = self.box
        box.addWidget(label(when(found, context.texts), "lead", name="impactWhen"))
        said = (
            parts(found.impact, context.texts)
            if found.impact is not None and not isinstance(found.change, Stop)
            else ""
        )
        if said:
            headline = label(said[:1].upper() + said[1:], "strong", name="impactCounts", select=True)
            box.addWidget(headline)
            self.setAccessibleDescription(headline.text())
        told = notes(found, context.texts)
        self._besides = px(44) * len(told) + (px(70) if found.asks == "number" else 0)
        for number, words in enumerate(told):
            box.addWidget(note(words, "warning", "warn", name=f"impactNote-{number}"))
        self.search = search_edit(t("impact-find"), name="impactFind")
        self.table = self._build_table(context)
        self._add_table()
        self.number = text_edit(name="impactNumber")
        limit = found.impact.limit if found.impact is not None else 0
        asked = named(found, "impact-number", context.texts)
        question = t(asked, count=found.removals)
        field = FormField(question, self.number, t(f"{asked}.help", limit=limit), name="impactNumber")
        field.setVisible(found.asks == "number")
        self.number.setFixedWidth(px(120))
        box.addWidget(field)
        self.refuse = button(t(f"impact-not-{way}"), self.reject, name="impactRefuse")
        yes = t(f"impact-{way}" if found.state == "known" else f"impact-{way}-anyway")
        grave = found.removals or (found.impact is not None and found.impact.grave)
        self.go = button(yes, self.accept, name="impactGo", kind="danger" if grave else "primary", guarded=True)
        box.addLayout(row(SPACE, self.refuse, self.go, gap=6))
        self.refuse.setDefault(True)
        self.number.textChanged.connect(self._typed)
        self._typed("")
        first = self.number if found.asks == "number" else self.refuse
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        # Without this, a dialog is shown with at most two thirds of a small screen.
        fit(self, self.sizeHint().width(), self.sizeHint().height())

    def sizeHint(self) -> QSize:
        if not self._operations:
            return QSize(px(560), super().sizeHint().height())
        return QSize(px(760), px(250 + 28 * min(len(self._operations), 9)) + self._besides)

    def _build_table(self, context: UiContext) -> DataTable[Operation]:
        t = self._t
        columns: tuple[Column[Operation], ...] = (
            Column(
                t("impact-column-what"),
                lambda one: t(f"plan-verdict-{one.verdict}"),
                lambda one: ORDER.index(one.verdict),
                tone=_tone,
            ),
            Column(t("impact-column-name"), lambda one: one.name, stretch=2),
            Column(t("impact-column-kind"), lambda one: t(f"preview-kind-{one.kind}")),
            Column(t("impact-column-why"), lambda one: why(one, self._texts), stretch=3),
        )
        table = DataTable(columns, name="impactTable", title=t("impact-table"), runner=context.runner)
        table.setProperty("framed", "true")
        table.set_rows(self._operations)
        return table

    def _add_table(self) -> None:
        t = self._t
        counts = {verdict: sum(one.verdict == verdict for one in self._operations) for verdict in ORDER}
        options = [("all", t("impact-all", count=len(self._operations)))]
        options += [(verdict, t(f"impact-group-{verdict}", count=count)) for verdict, count in counts.items() if count]
        self.groups = SegmentedControl(options, name="impactGroups", title=t("impact-groups"))
        self.groups.chosen.connect(self._show)
        self.search.textChanged.connect(self.table.set_filter)
        add(self.box, self.groups, self.search, Wide(self.table))
        self.groups.setVisible(len(options) > 2)
        for widget in (self.search, self.table):
            widget.setVisible(bool(self._operations))

    def _show(self, group: str) -> None:
        self.table.set_rows([one for one in self._operations if group in {"all", one.verdict}])

    def _typed(self, text: str) -> None:
        """Enable the confirming button only for the right number."""
        plain = text.translate(dict.fromkeys(map(ord, _GROUPED)))
        self.go.setEnabled(self._found.asks != "number" or plain == str(self._found.removals))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Make Return in a field act on that field; elsewhere it presses the focused button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.search.hasFocus():
                self.table.setFocus(Qt.FocusReason.TabFocusReason)
                event.accept()
                return
            if self.number.hasFocus():
                if self.go.isEnabled():
                    self.accept()
                event.accept()
                return
        super().keyPressEvent(event)


def _tone(operation: Operation) -> str:
    return _TONES[operation.verdict]
