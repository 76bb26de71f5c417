"""What a screen reader is told of a control, asked as it asks."""

from __future__ import annotations

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget


def spoken(control: QWidget) -> str:
    """Return the name that a screen reader says."""
    return QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)


def role(control: QWidget) -> QAccessible.Role:
    """Return what kind of control a screen reader takes it for."""
    return QAccessible.queryAccessibleInterface(control).role()
