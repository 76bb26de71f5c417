"""The differences between the preview and the provisioning log: a line, and on demand a table with details."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from wizard.provisioning.log_outcomes import ORDER
from wizard.ui.layout import Wide, holder, row
from wizard.ui.models.rows import Column
from wizard.ui.times import shown_params, shown_time
from wizard.ui.widgets.basic import Card, Chip, Tone, label
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.table import DataTable
from wizard.ui.wrapping import wrappable
from wizard.wording.log_comparison import details, happened, hints, planned, sentence, why

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wizard.graph.logs import LogRow
    from wizard.provisioning.log_outcomes import Compared, LogComparison
    from wizard.ui.shell.context import UiContext

ROWS: Final = 5
"""Number of table rows visible at once; the log below must stay visible."""

TONES: Final = {"failed": "bad", "other-action": "warn", "other-values": "warn", "not-planned": "warn"}


class DifferencesCard(Card):
    """A comparison. ``toggled`` says that the table was shown or hidden, ``row_wanted`` asks for a row of the log.

    Args:
        read_all: reads the older entries of the log.
    """

    toggled = Signal()
    row_wanted = Signal(object)

    def __init__(self, context: UiContext, read_all: Callable[[], object]) -> None:
        t = self._t = context.t
        super().__init__(t("comparison-title"), name="compareCard")
        texts = self._texts = context.texts
        self._found: LogComparison | None = None
        self._rows: Mapping[str, LogRow] = {}
        self._open = False
        self.verdict = Chip("", name="compareVerdict")
        self.toggle = LinkButton("", self._toggle, name="compareToggle")
        self.add_to_head(self.verdict, right=False)
        self.add_to_head(self.toggle)
        self.hints = label("", "hint", name="compareHints")
        self.read_link = LinkButton(t("comparison-read"), read_all, name="readOlder")
        self.read_link.hide()
        hint = row(Wide(self.hints), Wide(self.read_link, 0, top=True), gap=12, margins=(14, 8, 14, 8))
        columns: tuple[Column[Compared], ...] = (
            Column(t("comparison-column-name"), lambda one: one.name, stretch=2),
            Column(t("comparison-column-planned"), lambda one: planned(one, texts)),
            Column(
                t("comparison-column-happened"),
                lambda one: happened(one, texts),
                lambda one: ORDER.index(one.how),
                tone=lambda one: TONES.get(one.how, "neutral"),
            ),
            Column(t("comparison-column-why"), lambda one: why(one, texts), stretch=4),
        )
        self.table = DataTable(columns, name="differences", title=t("comparison-title"), runner=context.runner)
        self.table.row_chosen.connect(self._chosen)
        self.detail_text = label("", name="differenceText", select=True)
        self.show_row = LinkButton(t("comparison-show-row"), self._ask_row, name="differenceRow")
        detail = row(Wide(self.detail_text), Wide(self.show_row, 0, top=True), gap=12, margins=(14, 8, 14, 10))
        self.detail = holder(detail)
        for each in (holder(hint), self.table, self.detail):
            self.add_flush(each)

    def show_nothing(self, why_not: str) -> None:
        """Show why there is no comparison."""
        self._found = None
        self.read_link.hide()
        self.verdict.hide()
        self.hints.setText(why_not)
        self._show_table(())

    def show_found(self, found: LogComparison, rows: Mapping[str, LogRow]) -> None:
        """Show a comparison with the log; ``rows`` are the log's rows by id."""
        before, self._found, self._rows = self._found, found, rows
        self.read_link.setVisible(not found.whole)
        self.verdict.show()
        self.verdict.show_state(sentence(found, self._texts), _verdict_tone(found))
        self.hints.setText(" ".join(hints(found, self._texts, shown_time)))
        if before is None or before.differences is not found.differences:
            self._show_table(found.differences)

    def _show_table(self, differences: tuple[Compared, ...]) -> None:
        self.table.set_rows(differences)
        if differences:
            self.table.fit_height(ROWS)
        self._open = self._open and bool(differences)
        self._show_open()

    def _show_open(self) -> None:
        count = len(self._found.differences) if self._found is not None else 0
        self.toggle.setVisible(bool(count))
        self.toggle.setText(self._t("comparison-hide") if self._open else self._t("comparison-show", count=count))
        self.table.setVisible(self._open)
        self._chosen(self.table.current_row() if self._open else None)

    def _toggle(self) -> None:
        self._open = not self._open
        self._show_open()
        if self._open and self._found is not None and self.table.current_row() is None:
            self.table.select_row(self._found.differences[0])
        self.toggled.emit()

    def _chosen(self, one: Compared | None) -> None:
        self.detail.setVisible(one is not None)
        if one is not None:
            logged = self._rows.get(one.entry.id) if one.entry is not None else None
            lines = details(one, logged, self._texts, shown_time, shown_params)
            self.detail_text.setText(wrappable("\n".join(lines)))
            self.show_row.setVisible(logged is not None)

    def _ask_row(self) -> None:
        one = self.table.current_row()
        if one is not None and one.entry is not None and one.entry.id in self._rows:
            self.row_wanted.emit(self._rows[one.entry.id])


def _verdict_tone(found: LogComparison) -> Tone:
    """Return ok only if nothing needs attention: removed access does, planned or not."""
    if found.differences or found.gone or found.removed:
        return "warn"
    return "info" if found.waiting or found.unread else "ok"
