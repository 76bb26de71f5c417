"""The gate before every change that can cost people their access: who is concerned is shown, many must be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from wizard.journey.changes import GATED, Change, Known, Stop, carried_out, carry_out
from wizard.journey.services.impact import Forecast, forecast
from wizard.provisioning.impact import ORDER
from wizard.ui.models.rows import Column
from wizard.ui.pages.base import AnyPage, Page, task_last
from wizard.ui.theme import px
from wizard.ui.widgets.basic import button, label, note
from wizard.ui.widgets.fields import FormField, text_edit
from wizard.ui.widgets.segmented import SegmentedControl
from wizard.ui.widgets.table import DataTable
from wizard.wording.impact import done, named, notes, parts, when, why

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.core.errors import WizardError
    from wizard.core.tasks import Task
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.provisioning import Operation
    from wizard.ui.shell.context import UiContext

_TONES = {"delete": "bad", "disable": "warn", "clash": "bad", "create": "ok", "update": "info"}
_GROUPED = " ,.'’\u00a0\u202f"
"""What people put between thousands."""


class ImpactGate:
    """Stands between a page's button and its work.

    Args:
        page: whose step is guarded; its own work, errors and line are used.
    """

    def __init__(self, page: AnyPage) -> None:
        self._page = page
        self._change: Change | None = None
        self._answers: Answers | None = None
        self._opened = 0
        self._go: Callable[[], object] = _nothing
        self._stop: Callable[[], object] = _nothing
        self._passed: Forecast | None = None
        self.open = False
        """Whether the person has just agreed; without that a page does no work of a step that can cost access."""
        self.dialog: ImpactDialog | None = None

    def ask(
        self, go: Callable[[], object], *, change: Change | None = None, stop: Callable[[], object] | None = None
    ) -> None:
        """Find out what a change would do, and call ``go`` if the person wants that.

        Args:
            change: which; without one the step's own work.
            stop: called instead when it was cancelled, refused, or could not be found out.
        """
        page = self._page
        self._passed = None
        self._change, self._go, self._stop = change or GATED[page.step_id], go, stop or _nothing
        self._answers, self._opened = page.journey.answers, page.context.controller.opened
        page.run(
            _look, page.context.services, self._answers, self._change, Known.of(page.journey),
            on_result=self._found, on_error=self._failed, on_cancelled=self._cancelled,
            busy="impact-looking", key="impact",
        )  # fmt: skip

    def do(
        self,
        change: Change,
        then: Callable[[object], object],
        *,
        busy: str,
        stop: Callable[[], object] | None = None,
    ) -> None:
        """Make a change that is no step's own work, once the person knows what it does.

        Args:
            then: called with what :func:`carry_out` returns.
            busy: text id of a sentence for the bottom bar.
            stop: called instead when it was cancelled, refused, or failed.
        """

        def carried(result: object) -> None:
            if page.context.controller.opened != opened:
                return  # of another setup, whose journey is not open any more
            carried_out(page.journey, change, result)
            page.context.controller.history_changed.emit()
            then(result)

        def carry() -> None:
            page.run(
                task_last(carry_out), page.context.services, page.journey.answers, change,
                on_result=carried, on_error=self._failed, on_cancelled=self._cancelled, busy=busy, key="change",
            )  # fmt: skip

        page, opened = self._page, self._page.context.controller.opened
        self.ask(carry, change=change, stop=stop)

    def _found(self, found: Forecast) -> None:
        page = self._page
        if page.context.controller.opened != self._opened:
            self._stop()
        elif page.journey.answers != self._answers:
            self.ask(self._go, change=self._change, stop=self._stop)  # edited meanwhile
        elif not found.asks:
            self._pass(found)
        else:
            self.dialog = ImpactDialog(page.context, found, page)
            self.dialog.accepted.connect(lambda: self._pass(found))
            self.dialog.rejected.connect(lambda: self._refused(found))
            self.dialog.open()

    def _pass(self, found: Forecast) -> None:
        self._passed, self.open = found, True
        try:
            self._go()
        finally:
            self.open = False

    def _failed(self, error: WizardError) -> None:
        self._stop()
        self._page.show_error(error)

    def _cancelled(self) -> None:
        self._stop()

    def _refused(self, found: Forecast) -> None:
        self._stop()
        self._page.problem.say(self._page.t(f"impact-kept-{found.change.way}"), tone="info")

    def told(self) -> str:
        """Return what the change that was just made means for people, once; empty where there is nothing to say."""
        found, self._passed = self._passed, None
        return done(found, self._page.context.texts) if found is not None else ""

    def tell(self, *, saved_only: bool = False) -> None:
        """Say on the page that is shown now what the work that was just done means for people, once.

        Args:
            saved_only: say nothing where nothing happens before provisioning is turned on.
        """
        never = self._passed is not None and self._passed.state == "never-ran"
        line = self.told()
        shown = getattr(self._page.window(), "page", self._page)
        if line and not (saved_only and never) and isinstance(shown, Page):
            shown.problem.say(line, tone="ok")


def _nothing() -> None:
    """There is nothing to do."""


def _look(task: Task, services: Context, answers: Answers, change: Change, known: Known) -> Forecast:
    return forecast(services, answers, change, known, task)


class ImpactDialog(QDialog):
    """Counts, names and reasons of what would happen; accepted when the person wants that.

    Where more is lost than the limits allow, the number has to be typed first.
    """

    def __init__(self, context: UiContext, found: Forecast, parent: QWidget) -> None:
        super().__init__(parent)
        t = self._t = context.t
        self._texts = context.texts
        self._found = found
        self._operations = found.impact.operations if found.impact is not None else ()
        way = found.change.way
        self.setObjectName("impactDialog")
        self.setWindowTitle(t(f"impact-title-{way}"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(18), px(16), px(18), px(14))
        box.setSpacing(px(10))
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
        self.search = text_edit(name="impactFind", placeholder=t("impact-find"))
        self.table = self._build_table(context)
        self._add_table(box)
        self.number = text_edit(name="impactNumber")
        limit = found.impact.limit if found.impact is not None else 0
        asked = named(found, "impact-number", context.texts)
        question = t(asked, count=found.removals)
        field = FormField(question, self.number, t(f"{asked}.help", limit=limit), name="impactNumber")
        field.setVisible(found.asks == "number")
        self.number.setFixedWidth(px(120))
        box.addWidget(field)
        row = QHBoxLayout()
        row.addStretch(1)
        self.refuse = button(t(f"impact-not-{way}"), self.reject, name="impactRefuse")
        yes = t(f"impact-{way}" if found.state == "known" else f"impact-{way}-anyway")
        grave = found.removals or (found.impact is not None and found.impact.grave)
        self.go = button(yes, self.accept, name="impactGo", kind="danger" if grave else "primary", guarded=True)
        row.addWidget(self.refuse)
        row.addWidget(self.go)
        box.addLayout(row)
        self.refuse.setDefault(True)
        self.number.textChanged.connect(self._typed)
        self._typed("")
        first = self.number if found.asks == "number" else self.refuse
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        # Shown without this, a dialog takes two thirds of a small screen at most.
        self.resize(self.sizeHint().boundedTo(self.screen().availableGeometry().size()))

    def sizeHint(self) -> QSize:
        if not self._operations:
            return QSize(px(560), super().sizeHint().height())
        return QSize(px(760), px(250 + 28 * min(len(self._operations), 9)) + self._besides)

    def _build_table(self, context: UiContext) -> DataTable:
        t = self._t
        columns = (
            Column(t("impact-column-what"), lambda one: t(f"plan-verdict-{one.verdict}"),
                   lambda one: ORDER.index(one.verdict), tone=_tone),
            Column(t("impact-column-name"), lambda one: one.name, stretch=2),
            Column(t("impact-column-kind"), lambda one: t(f"preview-kind-{one.kind}")),
            Column(t("impact-column-why"), lambda one: why(one, self._texts), stretch=3),
        )  # fmt: skip
        table = DataTable(columns, name="impactTable", title=t("impact-table"), runner=context.runner)
        table.setProperty("framed", "true")
        table.set_rows(self._operations)
        return table

    def _add_table(self, box: QVBoxLayout) -> None:
        t = self._t
        counts = {verdict: sum(one.verdict == verdict for one in self._operations) for verdict in ORDER}
        options = [("all", t("impact-all", count=len(self._operations)))]
        options += [(verdict, t(f"impact-group-{verdict}", count=count)) for verdict, count in counts.items() if count]
        self.groups = SegmentedControl(options, name="impactGroups", title=t("impact-groups"))
        self.groups.chosen.connect(self._show)
        self.search.setAccessibleName(t("impact-find"))
        self.search.textChanged.connect(self.table.set_filter)
        box.addWidget(self.groups)
        box.addWidget(self.search)
        box.addWidget(self.table, 1)
        self.groups.setVisible(len(options) > 2)
        for widget in (self.search, self.table):
            widget.setVisible(bool(self._operations))

    def _show(self, group: str) -> None:
        self.table.set_rows([one for one in self._operations if group in {"all", one.verdict}])

    def _typed(self, text: str) -> None:
        """Offer to go on only with the right number."""
        plain = text.translate(dict.fromkeys(map(ord, _GROUPED)))
        self.go.setEnabled(self._found.asks != "number" or plain == str(self._found.removals))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return in a field does what the field is for; elsewhere it presses the button that has the focus."""
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
