"""The picture of an outcome, painted: bars with numbers of people, and a button for each part.

What is painted, and where, is defined in ``wizard.wording.outcome_layout``, which reports share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from wizard.provisioning.outcome import Part, Picture
from wizard.ui.theme import color, font_metrics, px, scaled_font
from wizard.ui.tips import set_tip
from wizard.wording.outcome import Said, said, sentence
from wizard.wording.outcome_layout import INKS, PAD, SOFT, SWATCH, WENT, Layout, Measures, Piece, lay_out

if TYPE_CHECKING:
    from wizard.core.texts import Texts

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
WIDEST = 1000
"""Longer bars show no more, and separate what belongs together."""

MARGIN = 3
"""Margin around the picture, for the focus rings."""


class PartButton(QPushButton):
    """A clickable part of the picture: a stage's bar, what it leaves out, or what happens."""

    def __init__(self, owner: OutcomePicture, part: Part) -> None:
        super().__init__(owner)
        self.part: Part = part
        self.piece: Piece | None = None
        self.number: Piece | None = None
        self._owner = owner
        self.setObjectName(f"part-{part}")
        self.setAutoDefault(False)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._press)

    def _press(self) -> None:
        self._owner.press(self.part)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()  # it only selects what is shown
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.piece is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        piece, origin = self.piece, self.pos()
        box = QRectF(piece.x - origin.x() + MARGIN, piece.y - origin.y() + MARGIN, piece.width, piece.height)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("selection" if self.isChecked() else "neutral_soft"))
            painter.drawRoundedRect(QRectF(self.rect()), px(4), px(4))
        if piece.shape == "bar":
            self._paint_bar(painter, box)
        elif piece.shape == "key":
            self._paint_key(painter, box)
        else:
            painter.setFont(scaled_font())
            painter.setPen(color("link"))
            painter.drawText(box.adjusted(px(PAD), 0, 0, 0), LEFT, piece.text)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("link"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(4), px(4))
        painter.end()

    def _paint_bar(self, painter: QPainter, box: QRectF) -> None:
        fill, edge = INKS[self.part]
        paint_box(painter, box, fill, edge)
        number = self.number
        if number is None:
            return
        painter.setFont(scaled_font(bold=True))
        painter.setPen(color("on_primary" if number.on_bar and fill == "primary" else "text"))
        left = number.x - self.x() + MARGIN
        painter.drawText(QRectF(left, box.top(), number.width + px(PAD), box.height()), LEFT, number.text)

    def _paint_key(self, painter: QPainter, box: QRectF) -> None:
        side = px(SWATCH)
        swatch = QRectF(box.left() + px(PAD), box.center().y() - side / 2, side, side)
        paint_box(painter, swatch, *INKS[self.part])
        painter.setFont(scaled_font(bold=self.isChecked()))
        painter.setPen(color("text"))
        words = box.adjusted(px(PAD) + side + px(6), 0, 0, 0)
        text = font_metrics(bold=self.isChecked()).elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, LEFT, text)

    def sizeHint(self) -> QSize:
        return self.size()


def paint_box(painter: QPainter, box: QRectF, fill: str, edge: str) -> None:
    """Draw a bar, a segment or a swatch."""
    painter.setPen(QPen(color(edge), 1))
    painter.setBrush(color(fill))
    radius = min(px(3), box.width() / 2)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


class OutcomePicture(QWidget):
    """The picture. ``pressed`` emits the selected part, or an empty text if it was already selected.

    Args:
        texts: the text catalog.
        press: id of the text that says what pressing a part does.
    """

    pressed = Signal(str)

    def __init__(self, texts: Texts, press: str, *, name: str = "outcomePicture") -> None:
        super().__init__()
        self.setObjectName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._texts, self._press = texts, press
        self._said: Said | None = None
        self._layout: Layout | None = None
        self._known: dict[int, Layout] = {}
        self.picture: Picture | None = None
        self.chosen: Part | None = None
        self.parts: dict[Part, PartButton] = {}
        self.setAccessibleName(texts.get("outcome-title"))

    def show_picture(self, picture: Picture) -> None:
        """Show these numbers; a selected part stays selected while its number is not zero."""
        if picture == self.picture:
            return
        self.picture, self._said = picture, said(picture, self._texts)
        self._known.clear()
        self.setAccessibleDescription(sentence(picture, self._texts))
        if self.chosen is not None and self.chosen not in self._said.spoken:
            self.chosen = None
        self._place()
        self.updateGeometry()

    def choose(self, part: Part | None) -> None:
        """Mark a part as selected."""
        self.chosen = part
        for each in self.parts.values():
            each.setChecked(each.part == part)

    def press(self, part: Part) -> None:
        """Select a part as a click does; a part that is already selected is deselected."""
        new = None if part == self.chosen else part
        self.choose(new)
        self.pressed.emit(new or "")

    # --- geometry

    def _measures(self) -> Measures:
        metrics = font_metrics(bold=True)  # selected text is bold, and must not move the others
        return Measures(lambda text: metrics.horizontalAdvance(text) + 1.0, metrics.height(), px(100) / 100)

    def _for_width(self, width: int) -> Layout | None:
        if self.picture is None or self._said is None:
            return None
        if width not in self._known:
            room = min(max(1, width - 2 * MARGIN), px(WIDEST))
            self._known[width] = lay_out(self.picture, self._said, room, self._measures())
        return self._known[width]

    def _place(self) -> None:
        self._layout = found = self._for_width(self.width())
        if found is None or self._said is None:
            return
        numbers = {piece.part: piece for piece in found.of("number")}
        seen: set[Part] = set()
        before: QWidget | None = None
        for piece in found.of("bar", "note", "key"):
            if piece.part == "happens":
                continue
            one = self.parts.get(piece.part)
            if one is None:
                one = self.parts[piece.part] = PartButton(self, piece.part)
            one.piece, one.number = piece, numbers.get(piece.part) if piece.shape == "bar" else None
            self._name(one, self._said.spoken[piece.part])
            one.setGeometry(_reach(piece, one.number))
            one.setChecked(piece.part == self.chosen)
            one.show()
            if before is not None:
                QWidget.setTabOrder(before, one)
            before = one
            seen.add(piece.part)
        for part in [part for part in self.parts if part not in seen]:
            gone = self.parts.pop(part)
            gone.hide()
            gone.deleteLater()
        self.update()

    def _name(self, one: PartButton, words: str) -> None:
        if one.text() != words:
            one.setText(words)
            press = self._texts.get(self._press)
            one.setAccessibleDescription(press)
            set_tip(one, f"{words}. {press}.")
        one.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        found = self._for_width(width)
        return round(found.height) + 2 * MARGIN if found is not None else 0

    def sizeHint(self) -> QSize:
        return QSize(px(640), self.heightForWidth(self.width() if self._layout is not None else px(640)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(260), self.heightForWidth(max(px(260), self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    # --- painted behind the buttons

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._layout is None or self.picture is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(MARGIN, MARGIN)
        for piece in self._layout.of("band"):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("line"))
            x, y, bottom = piece.x, piece.y, piece.y + piece.height
            corners = ((x, y), (x + piece.width, y), (x + piece.below, bottom), (x, bottom))
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        painter.setFont(scaled_font())
        for piece in self._layout.of("label", "nobody"):
            painter.setPen(color("muted"))
            painter.drawText(QRectF(piece.x, piece.y, piece.width + px(4), piece.height), LEFT, piece.text)
        painter.setFont(scaled_font(bold=True))
        painter.setPen(color("text"))
        for piece in self._layout.of("sum"):
            painter.drawText(QRectF(piece.x, piece.y, piece.width + px(4), piece.height), LEFT, piece.text)
        for piece in self._layout.of("segment", "done", "failed", "other"):
            self._paint_share(painter, piece)
        painter.end()

    def _paint_share(self, painter: QPainter, piece: Piece) -> None:
        assert piece.part != "happens"
        fill, edge = INKS[piece.part]
        if piece.shape == "segment" and self.picture is not None and self.picture.progress:
            fill = SOFT.get(piece.part, "neutral_soft")
        elif piece.shape in WENT:
            fill = edge = WENT[piece.shape]
        box = QRectF(piece.x, piece.y, piece.width, piece.height)
        paint_box(painter, box, fill, edge)
        if piece.shape == "segment" and piece.part == self.chosen:
            painter.setPen(QPen(color("text"), px(2)))
            painter.drawLine(box.bottomLeft() + QPointF(0, px(3)), box.bottomRight() + QPointF(0, px(3)))

    # --- the mouse on segments, whose buttons are their keys below

    def _share_at(self, position: QPointF) -> Part | None:
        if self._layout is None:
            return None
        at = position - QPointF(MARGIN, MARGIN)
        for piece in self._layout.of("segment"):
            if QRectF(piece.x - 1, piece.y, piece.width + 2, piece.height).contains(at) and piece.part != "happens":
                return piece.part
        return None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        part = self._share_at(event.position())
        if part is not None and event.button() == Qt.MouseButton.LeftButton:
            self.press(part)
        super().mouseReleaseEvent(event)


def _reach(piece: Piece, number: Piece | None) -> QRect:
    """Return the clickable area of a part: at least as large as WCAG 2.2 requires (success criterion 2.5.8)."""
    right = max(piece.right, number.right + PAD if number is not None else 0.0, piece.x + px(24))
    edge = 3 if piece.shape == "bar" else 0
    box = QRectF(piece.x - edge, piece.y - edge, right - piece.x + 2 * edge, piece.height + 2 * edge)
    return box.translated(MARGIN, MARGIN).toAlignedRect()
