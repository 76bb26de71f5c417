"""A window with the recorded requests and answers, already without secrets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from wizard.http.model import Exchange
from wizard.ui.context import UiContext
from wizard.ui.theme import mono_font, px


class ExchangeDialog(QDialog):
    """Shows exchanges as plain text, newest last; copying is by selection."""

    def __init__(self, context: UiContext, exchanges: Sequence[Exchange], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("exchanges")
        self.setWindowTitle(context.t("credentials-exchange-title"))
        self.resize(px(820), px(560))
        box = QVBoxLayout(self)
        self.text = QPlainTextEdit(format_exchanges(exchanges) or context.t("credentials-exchange-none"))
        self.text.setObjectName("exchangeText")
        self.text.setReadOnly(True)
        self.text.setFont(mono_font())
        self.text.setAccessibleName(context.t("credentials-exchange-title"))
        box.addWidget(self.text)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        box.addWidget(buttons)


def format_exchanges(exchanges: Sequence[Exchange]) -> str:
    """Return exchanges as text, as they went over the wire but without secrets."""
    parts = []
    for item in exchanges:
        lines = [f"{item.method} {item.url}", *(f"{name}: {value}" for name, value in item.request_headers.items())]
        lines += ["", item.request_body] if item.request_body else []
        lines += ["", f"→ {item.status or item.error} ({item.elapsed_ms:.0f} ms)"]
        lines += [f"{name}: {value}" for name, value in item.response_headers.items()]
        lines += ["", item.response_body] if item.response_body else []
        parts.append("\n".join(lines))
    return "\n\n────────\n\n".join(parts)
