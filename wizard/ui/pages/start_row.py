"""The row of one saved setup on step 1: name, progress and actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from wizard.ui.layout import SPACE, Wide, add, column, row
from wizard.ui.widgets.basic import Chip, label
from wizard.ui.widgets.buttons import LinkButton, button
from wizard.ui.wrapping import NARROW_WORD, wrappable

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.core.texts import Texts

LONGEST_NAME = 80
"""Maximum number of characters of a setup's name."""

Asks = Literal["", "name", "removal"]
"""What a row asks for instead of showing its usual buttons."""


class NameField(QLineEdit):
    """A field in which Return accepts the name without pressing the window's default button."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class SetupRow(QFrame):
    """A saved setup; replaced by a new row when it has to ask something else.

    Args:
        place: The step where the setup stopped; empty for an unreadable file, which can only be removed.
        chip: The kind of setup, and whether it is damaged.
        asks: What the row asks for.

    Signals: the user's wish. ``asked_for`` carries what the row has to ask, ``named`` the new name.
    """

    going_on = Signal()
    asked_for = Signal(str)
    named = Signal(str)
    removed = Signal()

    def __init__(
        self, texts: Texts, setup_id: str, name: str, hint: str, *, place: str, chip: Chip | None, asks: Asks
    ) -> None:
        super().__init__()
        self._t, self._id, self._name = texts.get, setup_id, name
        self._field: NameField | None = None
        self.setObjectName(f"setup-{setup_id}")
        self.setProperty("role", "row")
        head = row(*self._head(chip, asks), SPACE, gap=8)
        words = column(head, label(hint, "hint"), gap=1)
        box = row(Wide(words), gap=12, margins=(14, 9, 14, 9))
        self.setLayout(box)
        buttons = self._question() if asks == "removal" else self._buttons(place, renaming=asks == "name")
        add(box, *buttons)

    def take_focus(self) -> None:
        """Focus the control of the question, or what the row offers after it was answered."""
        names = (f"{name}-{self._id}" for name in ("removeNo", "continue", "remove"))
        asked = self._field or next(filter(None, (self.findChild(QWidget, name) for name in names)), None)
        if asked is not None:
            asked.show()
            asked.setFocus()
        if self._field is not None:
            self._field.selectAll()

    def _head(self, chip: Chip | None, asks: Asks) -> list[QWidget | Wide]:
        if asks == "name":
            return self._ask_name()
        shown: list[QWidget | Wide] = [label(wrappable(self._name, NARROW_WORD), "strong")]
        return shown if chip is None else [*shown, chip]

    def _ask_name(self) -> list[QWidget | Wide]:
        field = self._field = NameField(self._name)
        field.setObjectName(f"name-{self._id}")
        field.setAccessibleName(self._t("start-rename-field"))
        field.setMaxLength(LONGEST_NAME)
        # Shortcuts instead of returnPressed: the key would also reach the window and press its default button, Next.
        for key, act in (
            (Qt.Key.Key_Return, self._take_name),
            (Qt.Key.Key_Enter, self._take_name),
            (Qt.Key.Key_Escape, self._leave),
        ):
            shortcut = QShortcut(QKeySequence(key), field)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)
        save = LinkButton(self._t("start-rename-save"), self._take_name, name="renameSave")
        cancel = LinkButton(self._t("start-rename-cancel"), self._leave, name="renameCancel")
        return [Wide(field), save, cancel]

    def _buttons(self, place: str, *, renaming: bool) -> list[QWidget]:
        remove = self._link("start-remove", lambda: self.asked_for.emit("removal"), f"remove-{self._id}")
        if not place:
            return [remove]
        go_on = button(self._t("start-continue"), self.going_on.emit, name=f"continue-{self._id}")
        go_on.setAccessibleName(f"{go_on.text()}: {self._name}, {place}")
        if renaming:
            return [remove, go_on]
        return [self._link("start-rename", lambda: self.asked_for.emit("name"), f"rename-{self._id}"), remove, go_on]

    def _link(self, key: str, act: Callable[[], object], name: str) -> LinkButton:
        link = LinkButton(self._t(key), act, name=name)
        link.setAccessibleName(f"{link.text()}: {self._name}")
        return link

    def _question(self) -> list[QWidget]:
        """Return the controls of the question whether to remove the setup."""
        return [
            label(self._t("start-remove-sure"), "hint", wrap=False),
            button(self._t("start-remove-yes"), self.removed.emit, name=f"removeYes-{self._id}", kind="danger"),
            button(self._t("start-remove-no"), self._leave, name=f"removeNo-{self._id}"),
        ]

    def _take_name(self) -> None:
        if self._field is not None:
            self.named.emit(self._field.text())

    def _leave(self) -> None:
        self.asked_for.emit("")
