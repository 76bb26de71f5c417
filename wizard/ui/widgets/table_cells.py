"""How a table's cells are painted: chips, and long names without their middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.ui.widgets.basic import Tone

from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from wizard.ui.icons import paint_icon
from wizard.ui.models.rows import LEFT, RIGHT, RowsModel
from wizard.ui.theme import color, mono_font, px
from wizard.ui.widgets.basic import chip_size, paint_chip

Index = QModelIndex | QPersistentModelIndex


def mono_metrics() -> QFontMetrics:
    """Return the metrics of the font with a fixed width."""
    return QFontMetrics(mono_font())


def elided_name(name: str, metrics: QFontMetrics, room: int) -> str:
    """Return an attribute's name elided to fit; its last part, which distinguishes it, is kept if possible.

    ``addresses[type eq "work"].locality`` becomes ``addr….locality``.
    """
    if metrics.horizontalAdvance(name) <= room:
        return name
    at = max(name.rfind("."), name.rfind(":"))
    head, tail = name[:at], name[at:]
    left = room - metrics.horizontalAdvance(tail)
    if at > 0 and left >= metrics.horizontalAdvance("ab…"):
        return metrics.elidedText(head, Qt.TextElideMode.ElideRight, left) + tail
    if at > 0:
        return metrics.elidedText(name, Qt.TextElideMode.ElideLeft, room)
    return metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room)


class CellDelegate(QStyledItemDelegate):
    """Chips, fixed-width text and a thin line under each row."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell directly from the model's objects: Qt would request ten roles, each a call back into Python."""
        model = index.model()
        row = model.row_at(index.row()) if isinstance(model, RowsModel) else None
        if row is None or not isinstance(model, RowsModel):
            return
        column = model.columns[index.column()]
        rect, text, state = option.rect, column.text(row), option.state
        painter.save()
        painter.fillRect(rect, color("selection" if state & QStyle.StateFlag.State_Selected else "card"))
        painter.setPen(color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        box = QRectF(rect).adjusted(px(10), 0, -px(6), 0)
        if column.sign is not None and (sign := column.sign(row)) is not None:
            side, middle = px(13), box.center().y()
            place = QRectF(box.left(), middle - side / 2, side, side)
            paint_icon(painter, sign[0], place, color(sign[1]), weight=1.9)
            box.setLeft(box.left() + side + px(6))
        if column.tag is not None and (tag := column.tag(row)):
            size = chip_size(tag)
            top = box.center().y() - size.height() / 2
            paint_chip(painter, QRectF(box.left(), top, size.width(), size.height()), tag, "neutral")
            box.setLeft(box.left() + size.width() + px(6))
        tone = cast("Tone | None", column.tone(row) if column.tone is not None else None)
        if tone is not None and text:
            size = chip_size(text)
            top = box.center().y() - size.height() / 2
            paint_chip(painter, QRectF(box.left(), top, min(size.width(), box.width()), size.height()), text, tone)
        elif text:
            font = model.mono if column.mono else option.font
            metrics = mono_metrics() if column.mono else option.fontMetrics
            painter.setFont(font)
            painter.setPen(color("text"))
            line = " ".join(text.split("\n"))
            if column.middle:
                fitting = elided_name(line, metrics, int(box.width()))
            else:
                fitting = metrics.elidedText(line, Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(box, RIGHT if column.right else LEFT, fitting)
        if state & QStyle.StateFlag.State_HasFocus and index.column() == 0:
            painter.fillRect(rect.left(), rect.top(), px(3), rect.height(), color("primary"))
        painter.restore()
