"""Announces changes outside the focus to screen readers: messages, states, progress, the new page."""

from __future__ import annotations

from functools import partial

from PySide6 import QtGui
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget


def announce(source: QWidget, words: str, *, at_once: bool = False) -> None:
    """Have a screen reader say a sentence, unless the widget is not visible.

    It is said after the current event is handled: what changes is often shown only after that.

    Args:
        at_once: whether to interrupt the current speech, for errors.
    """
    if words and QtGui.QAccessible.isActive():
        QTimer.singleShot(0, source, partial(_say, source, words, at_once))


def _say(source: QWidget, words: str, at_once: bool) -> None:
    if not source.isVisible():
        return
    event = QtGui.QAccessibleAnnouncementEvent(source, words)
    kinds = QtGui.QAccessible.AnnouncementPoliteness
    event.setPoliteness(kinds.Assertive if at_once else kinds.Polite)
    QtGui.QAccessible.updateAccessibility(event)
