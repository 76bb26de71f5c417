"""Cards, chips, links, tiles: simple parts of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSpacerItem,
    QWidget,
)

from wizard.ui.announce import announce
from wizard.ui.icons import IconLabel
from wizard.ui.layout import SPACE, Padding, Wide, column, holder, row
from wizard.ui.theme import SMALL, color, font_metrics, px, scaled_font

if TYPE_CHECKING:
    pass

Tone = Literal["neutral", "info", "ok", "warn", "bad"]
Role = Literal["", "title", "lead", "label", "strong", "hint", "faint", "error", "warn", "ok", "number", "cardTitle"]


def label(
    text: str = "", role: Role = "", *, name: str = "", wrap: bool = True, rich: bool = False, select: bool = False
) -> QLabel:
    """Return a label in one of the style sheet's roles.

    Use ``rich`` only for texts of the program's own catalogs: text from a server or a person stays plain.
    """
    result = QLabel(text)
    result.setTextFormat(Qt.TextFormat.RichText if rich else Qt.TextFormat.PlainText)
    result.setWordWrap(wrap)
    if role:
        result.setProperty("role", role)
    if name:
        result.setObjectName(name)
    if select:
        result.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return result


def add_row(
    grid: QGridLayout, number: int, title: str, value: QLabel, *, wrap: bool = False, span: int = 1, drop: int = 0
) -> None:
    """Add a title in small letters and its value to the right; their first lines share a baseline.

    Args:
        drop: pixels by which both are moved down, next to a widget with padding around its text.
    """
    name = label(title, "hint", wrap=wrap)
    lower = max(0, round(font_metrics().ascent() - font_metrics(SMALL).ascent()))
    name.setContentsMargins(0, lower + drop, 0, 0)
    value.setContentsMargins(0, drop, 0, 0)
    for each in (name, value):
        each.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    grid.addWidget(name, number, 0)
    grid.addWidget(value, number, 1, 1, span)


def restyle(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties and apply the style sheet; styling is slow, so only if something changed.

    A widget that was never shown is styled with its properties when it is.
    """
    new = {name: value for name, value in properties.items() if (widget.property(name) or "") != value}
    if not new:
        return
    for name, value in new.items():
        widget.setProperty(name, value)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)


def clear(layout: QLayout) -> None:
    """Remove and delete everything in a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            clear(inner)
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


_CHIPS: dict[str, tuple[str, str]] = {
    "neutral": ("neutral_soft", "muted"),
    "info": ("info_soft", "info_text"),
    "ok": ("ok_soft", "ok_text"),
    "warn": ("warn_soft", "warn_text"),
    "bad": ("bad_chip", "bad_text"),
}


def chip_colors(tone: Tone) -> tuple[QColor, QColor]:
    """Return background and text color of a chip."""
    back, ink = _CHIPS[tone]
    return color(back), color(ink)


def chip_size(text: str) -> QSize:
    """Return the size a chip of this text needs."""
    metrics = font_metrics(0.86, bold=True)
    return QSize(round(metrics.horizontalAdvance(text)) + px(16), round(metrics.height()) + px(3))


def paint_chip(painter: QPainter, box: QRectF, text: str, tone: Tone) -> None:
    """Draw a chip; the same for the widget and for table cells."""
    back, ink = chip_colors(tone)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(back)
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setFont(scaled_font(0.86, bold=True))
    painter.setPen(ink)
    room = box.width() - px(12)
    painter.drawText(
        box,
        Qt.AlignmentFlag.AlignCenter,
        font_metrics(0.86, bold=True).elidedText(text, Qt.TextElideMode.ElideRight, room),
    )
    painter.restore()


class Chip(QLabel):
    """A short state in a pill: default, differs, 1st, create, failed."""

    def __init__(self, text: str, tone: Tone = "neutral", *, name: str = "chip") -> None:
        super().__init__(text)
        self.tone: Tone = tone
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, text: str, tone: Tone) -> None:
        """Change text and tone, and announce the change."""
        new = text != self.text()
        self.tone = tone
        self.setText(text)
        if new:
            announce(self, text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return chip_size(self.text())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, QRectF(self.rect()), self.text(), self.tone)
        painter.end()


def show_progress(line: QProgressBar, done: int, total: int) -> None:
    """Show progress; a total of 0 shows a busy indicator.

    A progress bar paints at once, together with all pending painting; this defers it, so that it is painted only once.
    """
    line.setUpdatesEnabled(False)
    if total != line.maximum():
        line.setRange(0, total)
    if total and done != line.value():
        line.setValue(done)
    line.setUpdatesEnabled(True)


class Card(QFrame):
    """A white surface with an optional head: title, chips next to it, controls at the right end.

    Add content with ``card.add(widget)`` (padded) or ``card.add_flush(widget)`` (rows and tables, to the edges).
    """

    def __init__(self, title: str = "", *, name: str = "card") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "card")
        self._layout = column(gap=0)
        self._layout.setContentsMargins(1, 1, 1, 1)
        self.setLayout(self._layout)
        self.title = label("", "cardTitle", wrap=False)
        self._head_layout: QHBoxLayout | None = None
        if title:
            self.show_title(title)
            self.head()

    def show_title(self, title: str) -> None:
        """Change the title, which is also the card's accessible name."""
        self.title.setText(title)
        self.setAccessibleName(title)

    def head(self) -> QHBoxLayout:
        """Return the head's layout; widgets added after the stretch are at the right."""
        if self._head_layout is None:
            frame = QFrame()
            frame.setProperty("role", "cardHead")
            # Extra space, as next to an empty state, belongs to the content.
            frame.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            self._head_layout = row(self.title, SPACE, gap=10, margins=(14, 8, 14, 8))
            frame.setLayout(self._head_layout)
            self._layout.insertWidget(0, frame)
        return self._head_layout

    def add_to_head(self, widget: QWidget, *, right: bool = True) -> None:
        """Add a control at the right end of the head, or a chip next to the title."""
        head = self.head()
        head.insertWidget(head.count() if right else head.count() - 1, widget)

    def add(self, widget: QWidget | QLayout, stretch: int = 0) -> None:
        """Add padded content below the existing content."""
        self._layout.addLayout(Padding(widget), stretch)

    def add_flush(self, widget: QWidget, stretch: int = 0) -> None:
        """Add content that reaches the card's edges."""
        self._layout.addWidget(widget, stretch)


class StatTile(QFrame):
    """A number with its caption, as on the preview: 398 users created."""

    def __init__(self, number: str, caption: str, tone: Tone = "neutral", *, name: str = "tile") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "tile")
        # Preferred: adjacent tiles are as high as the tile with the longest caption.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._number = label(number, "number", wrap=False)
        self._caption = label(caption, "hint")
        # A tile that is higher than its text keeps the caption below the number.
        self._number.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._caption.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        box = column(self._number, self._caption, gap=0, margins=(14, 8, 14, 9))
        self.setLayout(box)
        # Room below the text without requesting any: a stretch would make the tile take all spare room.
        box.addSpacerItem(QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred))
        self.show_value(number, caption, tone)

    def show_value(self, number: str, caption: str, tone: Tone = "neutral") -> None:
        """Change number, caption and tone."""
        self._number.setText(number)
        self._caption.setText(caption)
        self.setAccessibleName(f"{number} {caption}")
        restyle(self._number, tone=tone)


class EmptyState(QWidget):
    """Placeholder where there is nothing yet: a line that says so, a line with what to do, and an optional button."""

    def __init__(self, title: str, text: str = "", action: QPushButton | None = None, *, name: str = "empty") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        # The space above and below keeps the lines together, however much room there is.
        box = column(SPACE, gap=4, margins=(20, 24, 20, 24))
        self.setLayout(box)
        self._title, self._text = label(title, "strong"), label(text, "lead")
        for each in (self._title, *([self._text] if text else [])):
            each.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(each)
        self._action = action
        if action is not None:
            box.addSpacing(px(6))
            box.addWidget(action, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)

    def show_action(self, shown: bool) -> None:
        """Show the button, or hide it while its work is being done."""
        if self._action is not None:
            self._action.setVisible(shown)

    def show_title(self, title: str) -> None:
        """Change the first line."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def show_text(self, text: str) -> None:
        """Change the second line, where there is one."""
        self._text.setText(text)


def note(text: str, sign: str = "info", ink: str = "muted", *, name: str = "note") -> QWidget:
    """Return a sentence with an icon before it: known limits, facts, small warnings."""
    return holder(row(Wide(IconLabel(sign, ink), 0, top=True), Wide(label(text, "hint")), gap=8), name)


def rule() -> QFrame:
    """Return a thin horizontal line."""
    line = QFrame()
    line.setProperty("role", "rule")
    return line
