"""The provisioning log on step 12, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from wizard.journey.steps.watch import LONGEST_LOG
from wizard.ui.models.rows import Column
from wizard.ui.theme import px
from wizard.ui.times import shown_time
from wizard.ui.widgets.basic import Card, EmptyState, label
from wizard.ui.widgets.fields import search_edit
from wizard.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from wizard.graph.logs import LogRow
    from wizard.journey.found import Look
    from wizard.ui.pages.base import AnyPage

TONES = {"success": "ok", "failure": "bad", "skipped": "neutral", "warning": "warn"}


class LogCard(Card):
    """The log. ``chosen`` carries the selected entry, or ``None``."""

    chosen = Signal(object)

    def __init__(self, page: AnyPage) -> None:
        super().__init__(page.t("watch-log"), name="logCard")
        self._texts, t = page.context.texts, page.t
        self.seen: dict[str, LogRow] = {}
        """The entries by id, newest first."""
        self.filter = search_edit(t("watch-log-filter"), name="logFilter")
        self.filter.setFixedWidth(px(250))
        self.add_to_head(self.filter)
        columns: tuple[Column[LogRow], ...] = (
            Column(t("watch-column-time"), time_of, sort=lambda row: row.at.timestamp() if row.at else 0.0, stretch=1),
            Column(t("watch-column-action"), self._action, stretch=1),
            Column(t("watch-column-status"), lambda row: row.status.status, tone=tone_of),
            Column(t("watch-column-name"), name_of, stretch=2),
            Column(t("watch-column-why"), why_of, stretch=4),
        )
        self.table = DataTable(columns, name="provisioningLog", title=t("watch-log"), runner=page.context.runner)
        self.table.setMinimumHeight(px(170))
        self.filter.textChanged.connect(self.table.set_filter)
        self.table.row_chosen.connect(self.chosen)
        self.add_flush(self.table, 1)
        self.empty = EmptyState(t("watch-none-unread"), t("watch-none-on-help"))
        self.add_flush(self.empty)
        self.table.hide()
        self.problem = label("", "hint", name="logProblem")
        self.problem.setContentsMargins(px(14), px(10), px(14), px(10))
        self.problem.hide()
        self.add_flush(self.problem)

    def take(self, looks: Sequence[Look]) -> None:
        """Show the new entries of these looks, and the reason if the log could not be read."""
        for look in looks:
            ran = look.status.last is not None
            on = "watch-none-on-help" if look.status.running else "watch-none-help"
            self.empty.show_title(self._texts.get("watch-none-ran" if ran else "watch-none"))
            self.empty.show_text(self._texts.get("watch-none-ran-help" if ran else on))
            new = [row for row in look.rows if row.id not in self.seen]
            self.seen = dict(islice(({row.id: row for row in new} | self.seen).items(), LONGEST_LOG))
            if new:
                self.empty.hide()
                self.table.show()
                self.table.put_first(new[:LONGEST_LOG], LONGEST_LOG)
            self.problem.setVisible(look.log_error is not None)
            if look.log_error is not None:
                words = self._texts.problem(look.log_error)
                self.problem.setText(self._texts.get("watch-log-unreadable", why=f"{words.what}. {words.next}"))

    def _action(self, row: LogRow) -> str:
        key = f"watch-action-{row.action}"
        return self._texts.get(key) if self._texts.has(key) else str(row.action)


def tone_of(row: LogRow) -> str:
    """Return the tone of a row's status."""
    return TONES.get(row.status.status, "neutral")


def name_of(row: LogRow) -> str:
    """Return the name of the user or group of a row."""
    return str(row.source.display_name or row.target.display_name)


def time_of(row: LogRow) -> str:
    """Return the row's time in the local time zone."""
    return shown_time(row.at, seconds=True) if row.at is not None else ""


def why_of(row: LogRow) -> str:
    """Return the error code and reason of the result, or the last step's description."""
    return " ".join(part for part in (row.status.error_code, row.status.reason) if part) or next(
        (step.description for step in reversed(row.steps) if step.description), ""
    )
