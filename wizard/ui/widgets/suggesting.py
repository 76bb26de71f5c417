"""A text field that offers existing values, for people who do not know how a value is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit

from wizard.ui.icons import icon
from wizard.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Sequence


class SuggestingEdit(QLineEdit):
    """``chosen`` is emitted when a value was taken from the list; typing emits ``textEdited`` as usual.

    Args:
        tip: what the icon at the right end does.
    """

    chosen = Signal()

    def __init__(self, text: str, *, name: str, tip: str) -> None:
        super().__init__(text)
        self.setObjectName(name)
        self._values = QStringListModel(self)
        self.values: tuple[str, ...] = ()
        completer = QCompleter(self._values, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._take)
        self.setCompleter(completer)
        self._list = QAction(icon("down"), tip, self)
        set_tip(self._list, tip)
        self._list.triggered.connect(self.open_list)
        self._tip = tip

    def offer(self, values: Sequence[str]) -> None:
        """Set the values to offer."""
        if tuple(values) == self.values:
            return
        self.values = tuple(values)
        self._values.setStringList(list(values))
        if values:
            self.addAction(self._list, QLineEdit.ActionPosition.TrailingPosition)
        else:
            self.removeAction(self._list)
        self.setAccessibleDescription(self._tip if values else "")

    def open_list(self) -> None:
        """Show all values, whatever was typed."""
        if self.values and self.isEnabled():
            self.setFocus()
            self.completer().setCompletionPrefix("")
            self.completer().complete()

    def _take(self, _text: str) -> None:
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        popup = self.completer().popup()
        if event.key() == Qt.Key.Key_Down and self.values and (popup is None or not popup.isVisible()):
            self.open_list()
            event.accept()
            return
        super().keyPressEvent(event)
