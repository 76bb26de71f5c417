"""Timers that call something once, some time after they were last started."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Later(QTimer):
    """Calls something once, ``milliseconds`` after the last ``start``; with 0, after the events that are waiting."""

    def __init__(self, parent: QObject, call: Callable[[], object], milliseconds: int = 0) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self.setInterval(milliseconds)
        self.timeout.connect(call)


class TypingPause(Later):
    """Calls something when a person has paused: what is typed or chosen in a row is looked at once."""

    MS = 200
    """Milliseconds without a change that count as a pause."""

    def __init__(self, parent: QObject, call: Callable[[], object]) -> None:
        super().__init__(parent, call, self.MS)
