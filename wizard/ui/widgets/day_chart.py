"""Small bars: the objects written on each day, with the failed ones on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from wizard.ui.theme import color, font_metrics, px, scaled_font
from wizard.ui.times import shown_date
from wizard.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.core.texts import Texts
    from wizard.health.model import Day


class DayChart(QWidget):
    """Thirty bars, today at the right. The tooltip of a bar has its numbers; screen readers get the sums."""

    def __init__(self, texts: Texts, *, name: str = "dayChart") -> None:
        super().__init__()
        self._texts = texts
        self._days: tuple[Day, ...] = ()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        return QSize(px(360), px(96))

    def show_days(self, days: Sequence[Day]) -> None:
        """Show these days, oldest first."""
        self._days = tuple(days)
        written, failed = sum(one.written for one in days), sum(one.failed for one in days)
        self.setAccessibleName(self._texts.get("health-days", written=written, failed=failed))
        self.update()

    def bar_at(self, point: QPoint) -> Day | None:
        """Return the day whose bar is at this position."""
        if not self._days:
            return None
        number = int(point.x() * len(self._days) / max(1, self.width()))
        return self._days[number] if 0 <= number < len(self._days) else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self.bar_at(event.position().toPoint())
        words = ""
        if found is not None:
            words = self._texts.get(
                "health-day-tip", day=shown_date(found.day), written=found.written, failed=found.failed
            )
        set_tip(self, words)
        super().mouseMoveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(scaled_font(0.88))
        line = round(font_metrics().height())
        floor = self.height() - line - px(4)
        top = px(6)
        painter.setPen(QPen(color("border"), 1))
        painter.drawLine(0, floor, self.width(), floor)
        painter.setPen(color("faint"))
        words = QRectF(0, floor + px(3), self.width(), line)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft, self._texts.get("health-days-from"))
        painter.drawText(words, Qt.AlignmentFlag.AlignRight, self._texts.get("health-days-today"))
        highest = max((one.written + one.failed for one in self._days), default=0)
        if highest:
            self._paint_bars(painter, floor, floor - top, highest)
        painter.end()

    def _paint_bars(self, painter: QPainter, floor: int, room: int, highest: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        step = self.width() / len(self._days)
        width = max(2.0, step - px(5))
        for number, one in enumerate(self._days):
            x = number * step + (step - width) / 2
            y = float(floor)
            total = one.written + one.failed
            # Square root scale: the first cycle writes everybody, and would make all other bars invisible.
            tall = room * (total / highest) ** 0.5
            for count, ink in ((one.written, "primary"), (one.failed, "bad")):
                if not count:
                    continue
                height = max(float(px(3)), tall * count / total)
                painter.setBrush(color(ink))
                painter.drawRoundedRect(QRectF(x, y - height, width, height - 1), 1.5, 1.5)
                y -= height
