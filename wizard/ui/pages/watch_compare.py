"""The comparison of the preview with the provisioning log on step 12: a line, and the differences on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wizard.doctor.job_health import about_row, plain_codes
from wizard.journey.services.log_comparison import Side, compare_with_log, kept_plan, read_older
from wizard.journey.steps.watch import LONGEST_LOG
from wizard.provisioning.log_outcomes import ORDER
from wizard.ui.models.rows import Column
from wizard.ui.pages.watch_job_health import wrappable
from wizard.ui.theme import px
from wizard.ui.times import shown_params, shown_time
from wizard.ui.widgets.basic import Card, Chip, LinkButton, Tone, label
from wizard.ui.widgets.table import DataTable
from wizard.wording.log_comparison import happened, hints, planned, sentence, why

if TYPE_CHECKING:
    from wizard.core.errors import WizardError
    from wizard.graph.logs import LogRow
    from wizard.journey.state import Look
    from wizard.provisioning.kept import KeptPlan
    from wizard.provisioning.log_outcomes import Compared, Entry, LogComparison
    from wizard.ui.pages.base import AnyPage

ROWS: Final = 5
"""Number of table rows visible at once; the log below must stay visible."""

TONES: Final = {"failed": "bad", "other-action": "warn", "other-values": "warn", "not-planned": "warn"}


class Comparison(QWidget):
    """Hidden until there is a result. ``row_wanted`` asks for a row of the log; ``compared`` carries the result.

    Args:
        page: The page that runs the work.
    """

    row_wanted = Signal(object)
    compared = Signal(object)

    def __init__(self, page: AnyPage) -> None:
        super().__init__()
        self.setObjectName("comparison")
        self._page, self._t, self._texts = page, page.t, page.context.texts
        self._plan: KeptPlan | None = None
        self._loaded = False
        self._side: Side | None = None
        self._rows: Mapping[str, LogRow] = {}
        self._cut = False
        self._older: tuple[Entry, ...] | None = None
        self._running = self._again = False
        self.found: LogComparison | None = None
        self._open = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.card = Card(self._t("comparison-title"), name="compareCard")
        self.verdict = Chip("", name="compareVerdict")
        self.card.add_to_head(self.verdict, right=False)
        self.toggle = LinkButton("", self._toggle, name="compareToggle")
        self.card.add_to_head(self.toggle)
        self.card.add_flush(self._build_hints())
        self.table = self._build_table()
        self.card.add_flush(self.table)
        self.detail = self._build_detail()
        self.card.add_flush(self.detail)
        box.addWidget(self.card)
        self.hide()

    def _build_hints(self) -> QWidget:
        host = QWidget()
        row = QHBoxLayout(host)
        row.setContentsMargins(px(14), px(8), px(14), px(8))
        row.setSpacing(px(12))
        self.hints = label("", "hint", name="compareHints")
        row.addWidget(self.hints, 1)
        self.read_link = LinkButton(self._t("comparison-read"), self.read_all, name="readOlder")
        self.read_link.hide()
        row.addWidget(self.read_link, 0, Qt.AlignmentFlag.AlignTop)
        return host

    def _build_table(self) -> DataTable[Compared]:
        columns: tuple[Column[Compared], ...] = (
            Column(self._t("comparison-column-name"), lambda one: one.name, stretch=2),
            Column(self._t("comparison-column-planned"), self._planned),
            Column(self._t("comparison-column-happened"), self._happened, lambda one: ORDER.index(one.how), tone=_tone),
            Column(self._t("comparison-column-why"), self._why, stretch=4),
        )
        title = self._t("comparison-title")
        table = DataTable(columns, name="differences", title=title, runner=self._page.context.runner)
        table.row_chosen.connect(self._chosen)
        return table

    def _build_detail(self) -> QWidget:
        host = QWidget()
        row = QHBoxLayout(host)
        row.setContentsMargins(px(14), px(8), px(14), px(10))
        row.setSpacing(px(12))
        self.detail_text = label("", name="differenceText", select=True)
        row.addWidget(self.detail_text, 1)
        self.show_row = LinkButton(self._t("comparison-show-row"), self._ask_row, name="differenceRow")
        row.addWidget(self.show_row, 0, Qt.AlignmentFlag.AlignTop)
        return host

    # --- input

    def load(self) -> None:
        """Read the saved plan in the background."""
        context = self._page.context
        self._page.run(
            kept_plan,
            context.services,
            context.setups,
            context.controller.setup_id,
            self._page.journey.answers,
            on_result=self._was_loaded,
            key="kept-plan",
        )

    def _was_loaded(self, plan: KeptPlan | None) -> None:
        self._plan, self._loaded = plan, True
        self.compared.emit(self.found)
        self._compute()

    @property
    def plan(self) -> KeptPlan | None:
        """The saved plan, once it is read."""
        return self._plan

    @property
    def is_known(self) -> bool:
        """Whether the log tells what was done: without entries it does only before the end of the first cycle."""
        if self._side is None or self._side.look.log_error is not None:
            return False
        return bool(self._side.rows) or self._side.look.status.last is None

    def show_log(self, rows: Mapping[str, LogRow], looks: Sequence[Look]) -> None:
        """Compare with the log as known now.

        Args:
            rows: All rows seen so far, by id.
            looks: The looks since the last call; at least one.
        """
        self._cut = self._cut or any(len(look.rows) >= LONGEST_LOG for look in looks)
        whole = not self._cut or self._older is not None
        self._rows, self._side = rows, Side(tuple(rows.values()), looks[-1], whole, self._older or ())
        if self._loaded and self._plan is None:
            self.load()  # a long plan may still be written when the page is opened
        self._compute()

    def read_all(self) -> None:
        """Read the older entries of the log, on request."""
        page = self._page
        if self._plan is not None:
            self.read_link.setEnabled(False)
            page.run(
                read_older,
                page.context.services,
                page.journey.answers,
                self._plan,
                on_result=self._was_read,
                on_error=self._not_read,
                on_cancelled=self._read_ended,
                busy="comparison-reading",
                key="older",
            )

    def _was_read(self, older: tuple[Entry, ...]) -> None:
        self._read_ended()
        self._older = older
        if self._side is not None:
            self._side = replace(self._side, whole=True, older=older)
        self._compute()

    def _not_read(self, error: WizardError) -> None:
        self._read_ended()
        self._page.show_error(error)

    def _read_ended(self) -> None:
        self.read_link.setEnabled(True)

    # --- computing, one comparison at a time

    def _compute(self) -> None:
        if not self._loaded or self._side is None:
            return
        if not self._side.rows:
            self.compared.emit(self.found)
            return
        if self._plan is None:
            self._show(None)
            return
        if self._running:
            self._again = True
            return
        self._running, self._again = True, False
        self._page.run(
            compare_with_log,
            self._plan,
            self._side,
            self._page.journey.answers,
            self.found,
            on_result=self._computed,
            on_error=self._failed,
            on_cancelled=self._ended,
        )

    def _computed(self, found: LogComparison | None) -> None:
        self._show(found)
        self._ended()

    def _failed(self, error: WizardError) -> None:
        self._ended()
        self._page.show_error(error)

    def _ended(self) -> None:
        self._running = False
        if self._again:
            self._compute()

    # --- display

    def _show(self, found: LogComparison | None) -> None:
        before, self.found = self.found, found
        self.compared.emit(found)
        self.show()
        self.read_link.setVisible(found is not None and not found.whole)
        if found is None:
            self.verdict.hide()
            self.hints.setText(self._t("comparison-none" if self._plan is None else "comparison-newer"))
            self._show_table(())
            return
        self.verdict.show()
        self.verdict.show_state(
            sentence(found, self._texts),
            _verdict_tone(found),
        )
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
        count = len(self.found.differences) if self.found is not None else 0
        self.toggle.setVisible(bool(count))
        self.toggle.setText(self._t("comparison-hide") if self._open else self._t("comparison-show", count=count))
        self.table.setVisible(self._open)
        self._chosen(self.table.current_row() if self._open else None)

    def _toggle(self) -> None:
        self._open = not self._open
        self._show_open()
        if self._open and self.found is not None and self.table.current_row() is None:
            self.table.select_row(self.found.differences[0])
        self._page.ensure_visible(self.card)

    # --- cells

    def _planned(self, one: Compared) -> str:
        return planned(one, self._texts)

    def _happened(self, one: Compared) -> str:
        return happened(one, self._texts)

    def _why(self, one: Compared) -> str:
        return why(one, self._texts)

    # --- the selected difference

    def _chosen(self, one: Compared | None) -> None:
        self.detail.setVisible(one is not None)
        if one is not None:
            self.detail_text.setText(wrappable("\n".join(self._details(one))))
            self.show_row.setVisible(one.entry is not None and one.entry.id in self._rows)

    def _details(self, one: Compared) -> list[str]:
        failed = self._explained(one.entry.id, one.entry.code) if one.how == "failed" and one.entry is not None else []
        lines = failed or [self._why(one)]
        help_key = f"comparison-reason-{one.reason}.help"
        if self._texts.has(help_key):
            lines.append(self._t(help_key, **one.params))
        if one.entry is None:
            return lines
        wrote = {name.lower(): value for name, value in one.entry.modified}
        for name in one.attributes:
            if name.lower() in wrote:
                lines.append(self._t("comparison-wrote", name=name, value=wrote[name.lower()] or "–"))
            else:
                lines.append(self._t("comparison-not-wrote", name=name))
        lines.append(self._t("comparison-at", happened=self._happened(one), time=shown_time(one.entry.at)))
        return lines

    def _explained(self, row_id: str, code: str) -> list[str]:
        """Return the meaning of an error: its finding's words or what is known of the code, then Entra's own words."""
        row = self._rows.get(row_id)
        finding = about_row(row) if row is not None else None
        lines = []
        if finding is not None:
            key = f"finding-{finding.id}"
            lines += [self._t(f"{key}{part}", **shown_params(finding.params)) for part in ("", ".cause", ".fix")]
        codes = plain_codes(row) if row is not None else (code,)
        key = next((key for one in codes if self._texts.has(key := f"comparison-code-{one}")), "")
        if key and (finding is None or finding.id == "run-refused"):
            lines.append(self._t(key))
        if row is not None and row.status.reason:
            lines.append(" ".join(row.status.reason.split()))
        return lines

    def _ask_row(self) -> None:
        one = self.table.current_row()
        if one is not None and one.entry is not None and one.entry.id in self._rows:
            self.row_wanted.emit(self._rows[one.entry.id])


def _verdict_tone(found: LogComparison) -> Tone:
    """Return ok only if nothing needs attention: removed access does, planned or not."""
    if found.differences or found.gone or found.removed:
        return "warn"
    return "info" if found.waiting or found.unread else "ok"


def _tone(one: Compared) -> str:
    return TONES.get(one.how, "neutral")
