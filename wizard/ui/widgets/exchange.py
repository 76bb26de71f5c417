"""The recorded requests and responses, without secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtWidgets import QHBoxLayout, QWidget

from wizard.ui.layout import SPACE, Dialog, Wide, add, fit, row
from wizard.ui.models.rows import Column
from wizard.ui.theme import px
from wizard.ui.widgets.basic import EmptyState, Tone, label
from wizard.ui.widgets.buttons import button
from wizard.ui.widgets.fields import copy_link, reading_box
from wizard.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.http import Exchange
    from wizard.ui.shell.context import UiContext


class ExchangeDialog(Dialog):
    """A list of exchanges, newest first, and the text of the selected exchange, to read and copy."""

    def __init__(self, context: UiContext, exchanges: Sequence[Exchange], parent: QWidget) -> None:
        t = context.t
        super().__init__(t("shell-exchange-title"), parent, name="exchangeDialog")
        self._context = context
        add(self.box, label(t("shell-exchange-title"), "strong"), label(t("shell-exchange-lead"), "lead"))
        foot = row()
        if exchanges:
            self._add_exchanges(foot, list(reversed(exchanges)))
        else:
            add(self.box, Wide(EmptyState(t("shell-exchange-none"))))
        add(foot, SPACE, button(t("shell-exchange-close"), self.accept, name="exchangeClose"))
        add(self.box, foot)
        fit(self, px(860), px(600))

    def _add_exchanges(self, foot: QHBoxLayout, newest_first: Sequence[Exchange]) -> None:
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
        self.text = reading_box(name="exchangeText", title=t("shell-exchange-text"))
        self._copy = copy_link(self._context, self.text.toPlainText, name="exchangeCopy")
        add(self.box, Wide(self.table, 2), Wide(self.text, 3))
        foot.addWidget(self._copy)
        self.table.row_chosen.connect(self._show)
        self.table.set_rows(newest_first)
        self.table.select_row(newest_first[0])

    def _show(self, exchange: Exchange | None) -> None:
        self.text.setPlainText(as_text(exchange) if exchange is not None else "")
        self._copy.setText(self._context.t("shell-copy"))


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
