"""Colors of an expression while it is typed."""

from __future__ import annotations

import re

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from wizard.ui.theme import color

_PARTS = re.compile(
    r'(?P<text>"(?:\\.|[^"\\])*"?)|(?P<attribute>\[[^\]"(),\[]*\]?)|(?P<call>[A-Za-z]\w*(?=\s*\())|(?P<number>-?\b\d+\b)'
)
"""Complete or incomplete parts; only for colors, the parser decides about validity."""

_INKS = {"text": "ok_text", "attribute": "link", "call": "warn_text", "number": "muted"}


class ExpressionColors(QSyntaxHighlighter):
    """Attributes, texts, functions and numbers in colors of the palette."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self._set_formats()

    def _set_formats(self) -> None:
        for part, ink in _INKS.items():
            each = self._formats[part] = QTextCharFormat()
            each.setForeground(color(ink))
            if part == "call":
                each.setFontWeight(QFont.Weight.DemiBold)

    def refresh(self) -> None:
        """Apply the colors of the current palette."""
        self._set_formats()
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for match in _PARTS.finditer(text):
            part = match.lastgroup
            if part is not None:
                self.setFormat(match.start(), match.end() - match.start(), self._formats[part])
