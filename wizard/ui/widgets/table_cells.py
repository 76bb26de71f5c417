"""The cells of a table: chips, icons, and text on as many lines as its column needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from wizard.ui.icons import paint_icon
from wizard.ui.models.rows import LEFT, RIGHT, Column, RowsModel
from wizard.ui.theme import color, mono_font, px
from wizard.ui.tips import beginning
from wizard.ui.widgets.basic import chip_size, paint_chip

if TYPE_CHECKING:
    from wizard.ui.widgets.basic import Tone

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
LEFT_SPACE, RIGHT_SPACE = 10, 6
"""Logical pixels beside a cell's content."""

_BREAKS: Final = (r"(?<=[.:/&?])", r"(?<=\s)", r"(?<=[@._/,\]\-])(?![\d/,)])", r"(?<=[a-z])(?=[A-Z])", r"(?<=.)")
"""Where a line may end: within an attribute's name or an address, between words, in a long word, between the words
of a name such as ``jobTitle``, anywhere."""


def cell_metrics(*, mono: bool) -> QFontMetrics:
    """Return the metrics of a cell's font."""
    return QFontMetrics(mono_font() if mono else QGuiApplication.font())


@lru_cache(maxsize=8192)
def wrapped(text: str, width: int, most: int, *, mono: bool = False, name: bool = False) -> tuple[str, ...]:
    """Return a cell's text as lines that fit into a width; the last is elided if it has to be.

    Args:
        width: in logical pixels.
        most: number of lines.
        name: the text is a name or an address, whose parts belong together more than its words.
    """
    metrics = cell_metrics(mono=mono)
    line = " ".join(text.split("\n"))
    if metrics.horizontalAdvance(line) <= width:
        return (line,)
    if most == 1:
        return (elided_name(line, metrics, width) if name else _cut(line, metrics, width),)
    lines = [""]
    for piece in _pieces(line, metrics, width, 0 if name else 1):
        if lines[-1] and metrics.horizontalAdvance(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    if len(lines) <= most:
        return tuple(each.rstrip() for each in lines)
    if name:
        return (elided_name(line, metrics, width),)
    return (*(each.rstrip() for each in lines[: most - 1]), _cut("".join(lines[most - 1 :]), metrics, width))


def _cut(text: str, metrics: QFontMetrics, width: int) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


def _pieces(text: str, metrics: QFontMetrics, width: int, level: int) -> Iterator[str]:
    for piece in re.split(_BREAKS[level], text):
        if level + 1 < len(_BREAKS) and metrics.horizontalAdvance(piece.rstrip()) > width:
            yield from _pieces(piece, metrics, width, level + 1)
        elif piece:
            yield piece


@lru_cache(maxsize=8192)
def text_widths(text: str, *, mono: bool = False) -> tuple[int, int]:
    """Return the widths of a text in one line and of its longest part that no line should end in, in logical pixels."""
    metrics = cell_metrics(mono=mono)
    parts = re.split(f"{_BREAKS[1]}|{_BREAKS[2]}", text)
    return metrics.horizontalAdvance(text), max(map(metrics.horizontalAdvance, parts), default=0)


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


def before_text(column: Column[R], row: R) -> int:
    """Return the width of icon and tag before a cell's text."""
    width = px(13) + px(6) if column.sign is not None and column.sign(row) is not None else 0
    if column.tag is not None and (tag := column.tag(row)):
        width += chip_size(tag).width() + px(6)
    return width


def cell_lines(column: Column[R], row: R, width: int) -> tuple[str, ...]:
    """Return the lines of a cell's text in a column of this width."""
    room = width - px(LEFT_SPACE) - px(RIGHT_SPACE) - before_text(column, row)
    return wrapped(
        beginning(column.text(row)),
        max(1, room),
        column.lines if column.stretch else 1,
        mono=column.mono,
        name=column.middle,
    )


class CellDelegate(QStyledItemDelegate):
    """Chips, fixed-width text and a thin line under each row."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell directly from the model's objects: Qt would request ten roles, each a call back into Python."""
        model = index.model()
        row = model.row_at(index.row()) if isinstance(model, RowsModel) else None
        if row is None or not isinstance(model, RowsModel):
            return
        column = model.columns[index.column()]
        rect, text, state = option.rect, beginning(column.text(row)), option.state
        painter.save()
        painter.fillRect(rect, color("selection" if state & QStyle.StateFlag.State_Selected else "card"))
        painter.setPen(color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        box = QRectF(rect).adjusted(px(LEFT_SPACE), 0, -px(RIGHT_SPACE), 0)
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
            painter.setFont(model.mono if column.mono else option.font)
            painter.setPen(color("text"))
            lines = cell_lines(column, row, rect.width())
            painter.drawText(box, RIGHT if column.right else LEFT, "\n".join(lines))
        if state & QStyle.StateFlag.State_HasFocus and index.column() == 0:
            painter.fillRect(rect.left(), rect.top(), px(3), rect.height(), color("primary"))
        painter.restore()
