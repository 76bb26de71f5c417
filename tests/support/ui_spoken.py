"""What a screen reader gets of a control, through the accessibility interface."""

from __future__ import annotations

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget


def spoken(control: QWidget) -> str:
    """Return the name that a screen reader reads."""
    return QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)


def role(control: QWidget) -> QAccessible.Role:
    """Return the kind of control for a screen reader."""
    return QAccessible.queryAccessibleInterface(control).role()
