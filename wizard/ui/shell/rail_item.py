"""One step, or page beside the steps, in the rail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from wizard.ui.icons import paint_icon
from wizard.ui.theme import color, font_metrics, px, scaled_font
from wizard.ui.tips import set_tip

if TYPE_CHECKING:
    from wizard.journey.machine import StepState


AIR, LEAST_AIR = 16, 9
"""Logical pixels above and below the text of a row: usual, and in a low window, where the rows come closer."""

SIGNS = {"done": "check", "confirmed": "check", "attention": "bang", "stale": "stale"}


class RailItem(QAbstractButton):
    """One step. ``moved`` asks to go down (1) or up (-1); Return or Space selects the step."""

    moved = Signal(int)

    def __init__(self, step_id: str, number: int, title: str, icon: str = "") -> None:
        super().__init__()
        self.step_id, self.number, self.icon_name = step_id, number, icon
        self.state: StepState = "todo"
        self.current = False
        self.alarm = False
        """Whether it is red, because the job of the step is in quarantine or needs urgent action."""
        self.air = px(AIR)
        self._shown: tuple[object, ...] = ()
        self.setText(title)
        self.setObjectName(f"rail-{step_id}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_state(self, state: StepState, *, current: bool, reached: bool, name: str, why: str = "") -> None:
        """Show the step's state, whether it is the current step, and whether it can be selected."""
        shown = (state, current, reached, name, why, self.alarm, self.width())
        if shown == self._shown:
            return
        self._shown = shown
        self.state, self.current = state, current
        self.setEnabled(reached)
        # One stop for Tab; the arrow keys move between the steps.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if current else Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if reached else Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(name)
        set_tip(self, why or (name if self._elided() else ""))
        self.update()

    def _elided(self) -> bool:
        return font_metrics(bold=True).horizontalAdvance(self.text()) > self.width() - px(60)

    def sizeHint(self) -> QSize:
        return QSize(px(240), round(font_metrics().height()) + self.air)

    def show_air(self, air: int) -> None:
        """Set the pixels above and below the text."""
        if air != self.air:
            self.air = air
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.current:
            painter.fillRect(self.rect(), color("rail_now"))
            painter.fillRect(0, 0, px(3), self.height(), color("rail_accent"))
        elif self.isEnabled() and (self.underMouse() or self.hasFocus()):
            painter.fillRect(self.rect(), color("rail_hover"))
        if self.hasFocus():
            painter.setPen(QPen(color("rail_accent"), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 2, -4, -2), 4, 4)
        side = px(20)
        dot = QRectF(px(20), (self.height() - side) / 2, side, side)
        self._paint_dot(painter, dot)
        painter.setFont(scaled_font(bold=self.current))
        ink = "rail_strong" if self.current else "rail_text" if self.isEnabled() else "rail_muted"
        box = QRectF(dot.right() + px(10), 0, self.width() - dot.right() - px(18), self.height())
        if (self.current or self.icon_name) and (self.alarm or self.state in {"attention", "stale"}):
            # The current step shows its number, so its warning sign is at the end of its line.
            sign_box = QRectF(self.width() - px(30), (self.height() - px(14)) / 2, px(14), px(14))
            tone = color("rail_bad" if self.alarm else "rail_warn")
            paint_icon(painter, "stale" if self.state == "stale" else "warning", sign_box, tone, weight=2.0)
            box.setRight(sign_box.left() - px(4))
        painter.setPen(color(ink))
        text = QFontMetricsF(painter.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()

    def _paint_dot(self, painter: QPainter, dot: QRectF) -> None:
        if self.icon_name:
            plain = "rail_strong" if self.current else "rail_text"
            name = "rail_bad" if self.alarm else "rail_warn" if self.state == "attention" else plain
            paint_icon(painter, self.icon_name, dot, color(name))
            return
        inner = dot.adjusted(0.8, 0.8, -0.8, -0.8)
        sign = SIGNS.get(self.state) if not self.current else None
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if sign is None:
            painter.setPen(QPen(color("rail_accent" if self.current else "rail_ring"), 1.5))
            painter.drawEllipse(inner)
            painter.setPen(color("rail_strong" if self.current else "rail_text" if self.isEnabled() else "rail_muted"))
            painter.setFont(scaled_font(0.84, bold=self.current))
            painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, str(self.number))
            return
        glyph = dot.adjusted(px(3), px(3), -px(3), -px(3))
        if self.state in {"done", "attention"}:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("rail_bad" if self.alarm else "rail_ok" if self.state == "done" else "rail_warn"))
            painter.drawEllipse(dot)
            paint_icon(painter, sign, glyph, color("rail"), weight=2.4)
        else:  # confirmed by the user, or stale: only an outline, because nothing was checked (again)
            ink = color("rail_ok" if self.state == "confirmed" else "rail_warn")
            painter.setPen(QPen(ink, 1.5))
            painter.drawEllipse(inner)
            paint_icon(painter, sign, glyph, ink, weight=2.0)
