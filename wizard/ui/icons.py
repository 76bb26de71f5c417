"""Small icons, drawn as paths: sharp at any scale and colored by the theme at paint time."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from wizard.ui.theme import color, px

if TYPE_CHECKING:
    from collections.abc import Callable

# Every path is drawn in a 16 by 16 box.


def _line(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for x, y in points[1:]:
        path.lineTo(x, y)
    return path


def _check() -> QPainterPath:
    return _line((3.5, 8.5), (6.6, 11.4), (12.5, 4.8))


def _cross() -> QPainterPath:
    path = _line((4.5, 4.5), (11.5, 11.5))
    path.addPath(_line((11.5, 4.5), (4.5, 11.5)))
    return path


def _dash() -> QPainterPath:
    return _line((4.5, 8), (11.5, 8))


def _down() -> QPainterPath:
    return _line((4.5, 6.4), (8, 10), (11.5, 6.4))


def _bang() -> QPainterPath:
    path = _line((8, 3.6), (8, 9))
    path.addPath(_line((8, 12.2), (8, 12.3)))
    return path


def _warning() -> QPainterPath:
    path = _line((8, 2.4), (14.4, 13.4), (1.6, 13.4), (8, 2.4))
    path.addPath(_line((8, 6.4), (8, 9.4)))
    path.addPath(_line((8, 11.5), (8, 11.6)))
    return path


def _info() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(2, 2, 12, 12))
    path.addPath(_line((8, 7.4), (8, 11)))
    path.addPath(_line((8, 4.9), (8, 5)))
    return path


def _stale() -> QPainterPath:
    path = QPainterPath()
    path.arcMoveTo(QRectF(3, 3, 10, 10), 40)
    path.arcTo(QRectF(3, 3, 10, 10), 40, 290)
    path.addPath(_line((12.6, 1.9), (12.2, 5), (9.1, 4.6)))
    return path


def _copy() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(5.5, 5.5, 8, 8), 1.5, 1.5)
    path.addPath(_line((3.5, 10.5), (2.5, 10.5), (2.5, 2.5), (10.5, 2.5), (10.5, 3.5)))
    return path


def _external() -> QPainterPath:
    path = _line((9, 2.8), (13.2, 2.8), (13.2, 7))
    path.addPath(_line((13.2, 2.8), (7.4, 8.6)))
    path.addPath(_line((7, 3.8), (2.8, 3.8), (2.8, 13.2), (12.2, 13.2), (12.2, 9)))
    return path


def _person() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(5.2, 2.2, 5.6, 5.6))
    path.arcMoveTo(QRectF(2.6, 9.4, 10.8, 10), 0)
    path.arcTo(QRectF(2.6, 9.4, 10.8, 10), 0, 180)
    return path


def _wait() -> QPainterPath:
    path = QPainterPath()
    for x in (3.6, 8.0, 12.4):
        path.addEllipse(QPointF(x, 8), 0.6, 0.6)
    return path


def _history() -> QPainterPath:
    """Return the path of a clock with an arrow running back."""
    path = QPainterPath()
    path.arcMoveTo(QRectF(2.5, 2.5, 11, 11), 150)
    path.arcTo(QRectF(2.5, 2.5, 11, 11), 150, -310)
    path.addPath(_line((2.2, 2.6), (3.1, 5.9), (6.3, 5)))
    path.addPath(_line((8, 5.2), (8, 8.2), (10.2, 9.6)))
    return path


def _health() -> QPainterPath:
    """Return the path of a pulse."""
    return _line((1.8, 8.4), (5, 8.4), (6.6, 4), (9.2, 12.4), (10.8, 8.4), (14.2, 8.4))


_PATHS: dict[str, Callable[[], QPainterPath]] = {
    "check": _check,
    "cross": _cross,
    "dash": _dash,
    "bang": _bang,
    "warning": _warning,
    "info": _info,
    "stale": _stale,
    "copy": _copy,
    "external": _external,
    "person": _person,
    "wait": _wait,
    "down": _down,
    "history": _history,
    "health": _health,
}

ICON_NAMES = frozenset(_PATHS)


@cache
def _path(name: str) -> QPainterPath:
    return _PATHS[name]()


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
