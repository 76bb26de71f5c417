"""The recorded requests and responses, without secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from wizard.ui.layout import fit
from wizard.ui.models.rows import Column
from wizard.ui.theme import mono_font, px
from wizard.ui.widgets.basic import EmptyState, Tone, label
from wizard.ui.widgets.buttons import LinkButton, button
from wizard.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.http import Exchange
    from wizard.ui.shell.context import UiContext


class ExchangeDialog(QDialog):
    """A list of exchanges, newest first, and the text of the selected exchange, to read and copy."""

    def __init__(self, context: UiContext, exchanges: Sequence[Exchange], parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        t = context.t
        self.setObjectName("exchangeDialog")
        self.setWindowTitle(t("shell-exchange-title"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(18), px(16), px(18), px(14))
        box.setSpacing(px(10))
        box.addWidget(label(t("shell-exchange-title"), "strong"))
        box.addWidget(label(t("shell-exchange-lead"), "lead"))
        row = QHBoxLayout()
        if exchanges:
            self._add_exchanges(box, row, list(reversed(exchanges)))
        else:
            box.addWidget(EmptyState(t("shell-exchange-none")), 1)
        row.addStretch(1)
        row.addWidget(button(t("shell-exchange-close"), self.accept, name="exchangeClose"))
        box.addLayout(row)
        fit(self, px(860), px(600))

    def _add_exchanges(self, box: QVBoxLayout, row: QHBoxLayout, newest_first: Sequence[Exchange]) -> None:
        t = self._context.t
        self.table: DataTable[Exchange] = DataTable(
            (
                Column(t("shell-exchange-answer"), _answer, tone=_tone),
                Column(
                    t("shell-exchange-request"),
                    lambda each: f"{each.method} {urlsplit(each.url)._replace(scheme='', netloc='').geturl()}",
                    mono=True,
                    stretch=1,
                    tip=lambda each: each.url,
                    middle=True,
                    lines=1,
                ),
                Column(t("shell-exchange-time"), _time, sort=lambda each: each.elapsed_ms, right=True),
            ),
            name="exchangeTable",
            title=t("shell-exchange-title"),
        )
        self.table.setProperty("framed", "true")
        self.text = QPlainTextEdit()
        self.text.setObjectName("exchangeText")
        self.text.setAccessibleName(t("shell-exchange-text"))
        self.text.setReadOnly(True)
        self.text.setFont(mono_font())
        self._copy = LinkButton(t("shell-copy"), self._copy_text, name="exchangeCopy", sign="copy")
        box.addWidget(self.table, 2)
        box.addWidget(self.text, 3)
        row.addWidget(self._copy)
        self.table.row_chosen.connect(self._show)
        self.table.set_rows(newest_first)
        self.table.select_row(newest_first[0])

    def _show(self, exchange: Exchange | None) -> None:
        self.text.setPlainText(as_text(exchange) if exchange is not None else "")
        self._copy.setText(self._context.t("shell-copy"))

    def _copy_text(self) -> None:
        self._context.copy(self.text.toPlainText())
        self._copy.setText(self._context.t("shell-copied"))


def as_text(exchange: Exchange) -> str:
    """Return an exchange in HTTP form: request, blank line, response."""
    when = f"{_answer(exchange)} · {_time(exchange)} · {exchange.started:%Y-%m-%d %H:%M:%S} UTC"
    return f"{exchange.request_text()}\n\n{when}\n{exchange.answer_text()}"


def _answer(exchange: Exchange) -> str:
    return str(exchange.status) if exchange.status else "–"


def _tone(exchange: Exchange) -> Tone:
    return "ok" if 200 <= exchange.status < 400 else "bad"


def _time(exchange: Exchange) -> str:
    return f"{exchange.elapsed_ms:.0f} ms"
