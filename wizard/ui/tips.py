"""Tooltips. Qt interprets text that looks like HTML as HTML, and then loads what it names: an image, a file share.

Names, values, and addresses come from other people, so this is the only module that sets a tooltip (checked by
``tests/test_architecture.py``), and it shows every text literally.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QToolTip

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QWidget


LONGEST = 2_000
"""Characters of a text that a cell or a tooltip shows; laying out a million of them takes a quarter of a second."""


class HasTip(Protocol):
    """A widget or a list item."""

    def setToolTip(self, text: str, /) -> None: ...


def beginning(text: str) -> str:
    """Return the part of a text that can be seen where there is little room: all of it, unless it is very long."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def tip_text(text: str) -> str:
    """Return the beginning of ``text`` in a form that Qt shows literally.

    ``QLabel`` with automatic format asks ``Qt::mightBeRichText``, which looks for tags and for ``&lt;``
    (https://doc.qt.io/qt-6/qt.html#mightBeRichText). A text with neither ``<`` nor ``&`` stays plain. Any other text
    is escaped and marked as HTML. Line breaks and spaces are kept.
    """
    text = beginning(text)
    if "<" not in text and "&" not in text:
        return text
    from html import escape

    return f'<p style="white-space: pre-wrap">{escape(text)}</p>'


def set_tip(target: HasTip, text: str) -> None:
    """Give a widget or an item a tooltip; an empty text removes it."""
    target.setToolTip(tip_text(text))


def show_tip(position: QPoint, text: str, widget: QWidget) -> None:
    """Show a tooltip now at a screen position; an empty text hides the current tooltip."""
    QToolTip.showText(position, tip_text(text), widget)
