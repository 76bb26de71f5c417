"""Says to screen readers what changed where the focus is not: messages, states, progress, the page that came."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(source: QWidget, words: str, *, at_once: bool = False) -> None:
    """Have a screen reader say a sentence; what nobody sees is not said either.

    It is said when the event that is being handled is over: what changes is often shown only after that.

    Args:
        at_once: interrupts what is being read, for what went wrong.
    """
    if words and QAccessible.isActive():
        QTimer.singleShot(0, source, partial(_say, source, words, at_once))


def _say(source: QWidget, words: str, at_once: bool) -> None:
    if not source.isVisible():
        return
    event = QAccessibleAnnouncementEvent(source, words)
    kinds = QAccessible.AnnouncementPoliteness
    event.setPoliteness(kinds.Assertive if at_once else kinds.Polite)
    QAccessible.updateAccessibility(event)
