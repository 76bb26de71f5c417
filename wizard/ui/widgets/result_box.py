"""A value on a colored background."""

from __future__ import annotations

import re

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLabel

from wizard.ui.theme import color, mono_font, px
from wizard.ui.widgets.basic import Tone, chip_colors

_BREAKS = re.compile(r"(?<=[@._/-])(?=\S)")

USUAL, LEAST = 271, 100
"""Logical pixels; in the first, an address of usual length fits on one line."""


class ResultBox(QLabel):
    """A value on a colored background: green for a value, gray for none, red for a problem."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.tone: Tone = "neutral"
        self.setFont(mono_font())
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setContentsMargins(px(10), px(7), px(10), px(7))
        self._value = ""

    def show_value(self, text: str, tone: Tone) -> None:
        """Change text and background."""
        self.tone, self._value = tone, text
        self._lay_out()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the same width for each value, so that the table beside it stays as it is while rows are selected."""
        return QSize(px(USUAL), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(LEAST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """Let a word that is wider than the box break after its punctuation, as in a long address."""
        room, metrics = self.contentsRect().width(), self.fontMetrics()
        wide = any(metrics.horizontalAdvance(word) > room for word in self._value.split())
        text = _BREAKS.sub("\u200b", self._value) if wide else self._value
        if text != self.text():
            self.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = {"ok": "ok", "bad": "bad"}.get(self.tone, "border")
        painter.setPen(QPen(color(edge), 1))
        painter.setBrush(chip_colors(self.tone)[0])
        painter.setOpacity(1.0)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(5), px(5))
        painter.end()
        super().paintEvent(event)
