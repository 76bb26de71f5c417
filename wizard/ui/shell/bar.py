"""The bottom bar: the portal link, the running work, Back and Next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QProgressBar, QSizePolicy, QWidget

from wizard.ui.announce import announce
from wizard.ui.layout import SPACE, Wide, column, holder, row
from wizard.ui.theme import px
from wizard.ui.tips import set_tip
from wizard.ui.widgets.basic import label, show_progress
from wizard.ui.widgets.buttons import LinkButton, PushButton, button, on_press

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.core.texts import Texts
    from wizard.ui.shell.busy import Busy


class NextButton(PushButton):
    """The Next button. A press that has begun is completed; its effect is decided when the mouse button is released.

    Between press and release, a typed value may be saved that makes Next impossible. A press on the disabled button
    ends typing, because Next may only be waiting for the value in an edited cell.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._gray_later = False
        self.released.connect(self._free_gradually)

    def enable(self, on: bool) -> None:
        """Enable or disable the button; while it is held down, disabling waits for the release."""
        self._gray_later = self.isDown() and not on
        self.setEnabled(on or self._gray_later)

    def _free_gradually(self) -> None:
        if self._gray_later:
            self._gray_later = False
            self.setEnabled(False)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and not self.isEnabled():
            typing = QApplication.focusWidget()
            if typing is not None and typing.window() is self.window() and typing.inherits("QPlainTextEdit"):
                typing.clearFocus()
                if self.isEnabled():
                    self.setFocus(Qt.FocusReason.MouseFocusReason)
        return super().event(event)


WIDEST_PAGE = 1160
"""Logical pixels at the normal font size; wider lines and tables are hard to read."""


class BottomBar(QFrame):
    """The bar. Signals for its controls: ``way_toggled``, ``back_pressed``, ``next_pressed``, ``cancel_pressed``."""

    way_toggled = Signal()
    back_pressed = Signal()
    next_pressed = Signal()
    cancel_pressed = Signal()

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self.setObjectName("bottomBar")
        self.way = LinkButton(texts.get("shell-show-portal"), self.way_toggled.emit, name="wayLink")
        self._actions = row()
        self.why = label("", "hint", name="nextWhy")
        self.why.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.why.hide()
        self.back = button(texts.get("shell-back"), self.back_pressed.emit, name="back")
        self.next = NextButton(texts.get("shell-next"))
        self.next.setObjectName("next")
        self.next.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        kept = self.next.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # the bar is as high on pages without Next
        self.next.setSizePolicy(kept)
        self.next.setProperty("kind", "primary")
        on_press(self.next, self.next_pressed.emit)
        self.back.setAutoDefault(False)
        parts = (self.way, self._actions, SPACE, Wide(self._busy_part(), 8), Wide(self.why, 8), self.back, self.next)
        self._row = row(*parts, gap=10, margins=(28, 12, 28, 12))
        self.setLayout(self._row)
        self.show_next(texts.get("shell-next"))
        self.back.setShortcut(QKeySequence("Alt+B"))
        self._shown: list[QWidget] = []
        self._told = ""
        self.show_busy(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Align with the page, which is centered in a wide window."""
        super().resizeEvent(event)
        side = px(28) + max(0, (event.size().width() - px(WIDEST_PAGE)) // 2)
        self._row.setContentsMargins(side, px(12), side, px(12))

    def _busy_part(self) -> QWidget:
        self._text = _OneLine()
        self._text.setObjectName("busyText")
        self._line = QProgressBar()
        self._line.setObjectName("busyLine")
        self._line.setTextVisible(False)
        self.cancel = button(self._texts.get("shell-cancel"), self._cancel, name="cancel", waits=False)
        self.cancel.setAutoDefault(False)
        self._busy = holder(row(Wide(column(self._text, self._line, gap=4)), self.cancel, gap=10), "busy")
        self._busy.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        return self._busy

    def show_next(self, text: str) -> None:
        """Set the text of Next; its key is Alt+N in every language."""
        if self.next.text() != text:
            self.next.setText(text)
        self.next.setShortcut(QKeySequence("Alt+N"))

    def show_why(self, why: str) -> None:
        """Show beside Next what it waits for, or what it does besides; hide it if the text is empty."""
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.next.setAccessibleDescription(why)
        set_tip(self.next, why)

    def show_way(self, key: str) -> None:
        """Show the link to the other way of doing the step; hide it for an empty key."""
        self.way.setVisible(bool(key))
        if key:
            self.way.setText(self._texts.get(key))

    def show_actions(self, actions: Sequence[QWidget]) -> None:
        """Show a page's own links."""
        for old in self._shown:
            self._actions.removeWidget(old)
            old.hide()
        self._shown = list(actions)
        for each in self._shown:
            self._actions.addWidget(each)
            each.show()

    def show_busy(self, busy: Busy | None) -> None:
        """Show the running work, or nothing."""
        self._busy.setVisible(busy is not None)
        if busy is None:
            self._told = ""
            self.cancel.setEnabled(True)
            return
        if not self.cancel.isEnabled():
            return  # keep showing that it is stopping until it has stopped
        text = told = self._texts.get(busy.key, **busy.params)
        if busy.done is not None and busy.total:
            text = f"{text} {self._texts.get('shell-count', done=busy.done, total=busy.total)}"
            show_progress(self._line, busy.done, busy.total)
            told = f"{told} {busy.done * 4 // busy.total}"
        else:
            show_progress(self._line, 0, 0)
        self._text.setText(text)
        set_tip(self._text, text)
        self._line.setAccessibleName(text)
        if told != self._told:  # announce each quarter, not each step
            self._told = told
            announce(self._text, text)

    def _cancel(self) -> None:
        self.show_stopping()
        self.cancel_pressed.emit()

    def show_stopping(self) -> None:
        """Show that the work was asked to stop."""
        self._text.setText(self._texts.get("shell-cancelling"))
        announce(self._text, self._text.text())
        self.cancel.setEnabled(False)


class _OneLine(QLabel):
    """Text on one line, with an ellipsis if there is no room; the tooltip shows all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("elides", True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, room = QPainter(self), self.contentsRect()
        fitting = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        middle, role = Qt.AlignmentFlag.AlignVCenter, self.foregroundRole()
        self.style().drawItemText(painter, room, middle, self.palette(), True, fitting, role)
