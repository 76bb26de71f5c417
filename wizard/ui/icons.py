"""Small icons, drawn as paths: sharp at any scale and colored by the theme at paint time."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from wizard.ui.theme import color, px

if TYPE_CHECKING:
    pass

Line = tuple[tuple[float, float], ...]
"""Points that are joined."""


class Arc(NamedTuple):
    """A part of the ellipse in a box: degrees, against the clock from three o'clock."""

    x: float
    y: float
    width: float
    height: float
    start: float = 0
    sweep: float = 360


# Every path is drawn in a 16 by 16 box.
_SHAPES: dict[str, tuple[Line | Arc, ...]] = {
    "check": (((3.5, 8.5), (6.6, 11.4), (12.5, 4.8)),),
    "cross": (((4.5, 4.5), (11.5, 11.5)), ((11.5, 4.5), (4.5, 11.5))),
    "dash": (((4.5, 8), (11.5, 8)),),
    "bang": (((8, 3.6), (8, 9)), ((8, 12.2), (8, 12.3))),
    "warning": (((8, 2.4), (14.4, 13.4), (1.6, 13.4), (8, 2.4)), ((8, 6.4), (8, 9.4)), ((8, 11.5), (8, 11.6))),
    "info": (Arc(2, 2, 12, 12), ((8, 7.4), (8, 11)), ((8, 4.9), (8, 5))),
    "stale": (Arc(3, 3, 10, 10, 40, 290), ((12.6, 1.9), (12.2, 5), (9.1, 4.6))),
    "copy": (((3.5, 10.5), (2.5, 10.5), (2.5, 2.5), (10.5, 2.5), (10.5, 3.5)),),
    "external": (
        ((9, 2.8), (13.2, 2.8), (13.2, 7)),
        ((13.2, 2.8), (7.4, 8.6)),
        ((7, 3.8), (2.8, 3.8), (2.8, 13.2), (12.2, 13.2), (12.2, 9)),
    ),
    "person": (Arc(5.2, 2.2, 5.6, 5.6), Arc(2.6, 9.4, 10.8, 10, 0, 180)),
    "wait": tuple(Arc(x - 0.6, 7.4, 1.2, 1.2) for x in (3.6, 8.0, 12.4)),
    "down": (((4.5, 6.4), (8, 10), (11.5, 6.4)),),
    # A clock with an arrow running back.
    "history": (
        Arc(2.5, 2.5, 11, 11, 150, -310),
        ((2.2, 2.6), (3.1, 5.9), (6.3, 5)),
        ((8, 5.2), (8, 8.2), (10.2, 9.6)),
    ),
    # A pulse.
    "health": (((1.8, 8.4), (5, 8.4), (6.6, 4), (9.2, 12.4), (10.8, 8.4), (14.2, 8.4)),),
}

ICON_NAMES = frozenset(_SHAPES)


@cache
def _path(name: str) -> QPainterPath:
    path = QPainterPath()
    if name == "copy":
        path.addRoundedRect(QRectF(5.5, 5.5, 8, 8), 1.5, 1.5)
    for shape in _SHAPES[name]:
        if isinstance(shape, Arc):
            box = QRectF(*shape[:4])
            path.arcMoveTo(box, shape.start)
            path.arcTo(box, shape.start, shape.sweep)
        else:
            path.moveTo(*shape[0])
            for point in shape[1:]:
                path.lineTo(*point)
    return path


def paint_icon(painter: QPainter, name: str, box: QRectF, ink: QColor, *, weight: float = 1.5) -> None:
    """Draw an icon into ``box``; ``weight`` is the stroke's width in sixteenths of the box."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = min(box.width(), box.height())
    painter.translate(box.center().x() - side / 2, box.center().y() - side / 2)
    painter.scale(side / 16, side / 16)
    pen = QPen(ink, weight)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_path(name))
    painter.restore()


def icon(name: str, ink: str = "muted", size: int = 16) -> QIcon:
    """Return an icon for buttons, in the palette's color ``ink``, sharp up to 300 %."""
    return _icon(name, color(ink).rgba(), size)


@cache
def _icon(name: str, ink: int, size: int) -> QIcon:
    result = QIcon()
    for ratio in (1, 2, 3):
        pixmap = QPixmap(size * ratio, size * ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_icon(painter, name, QRectF(0, 0, size * ratio, size * ratio), QColor.fromRgba(ink))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        result.addPixmap(pixmap)
    return result


class IconLabel(QWidget):
    """An icon; ``ink`` names a color of the palette. Screen readers skip it: the text next to it says the same."""

    def __init__(self, name: str, ink: str = "muted", units: int = 14, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._ink, self._units = name, ink, units
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, ink: str) -> None:
        """Change icon and color."""
        self._name, self._ink = name, ink
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self._units), px(self._units))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        weight = 2.2 if self._name in {"check", "cross", "dash", "bang"} else 1.5
        paint_icon(painter, self._name, QRectF(self.rect()), color(self._ink), weight=weight)
        painter.end()
