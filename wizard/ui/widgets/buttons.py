"""Buttons and links, and what keeps a key from pressing the dangerous ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy

from wizard.ui.icons import icon
from wizard.ui.theme import px
from wizard.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Callable


class PushButton(QPushButton):
    """A button that also responds to the click that ends typing in a field.

    The typed text is taken when the field loses focus, which is when the mouse button goes down. If that shows a note
    above the button, the button moves away from the mouse, and Qt would treat the release as outside the button.
    """

    _was: QRectF | None = None
    _usable, _held = True, ""

    def hold(self, why: str) -> None:
        """Keep the button disabled, whatever the page does, and say why; an empty reason ends that."""
        if why != self._held:
            self._held = why
            self.setEnabled(self._usable)
            set_tip(self, why)
            self.setAccessibleDescription(why)

    def setEnabled(self, enabled: bool) -> None:
        self._usable = enabled
        super().setEnabled(enabled and not self._held)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._was = QRectF(event.globalPosition() - event.position(), QSizeF(self.size()))
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._was = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if at_return and self.property("guarded") and isinstance(self.window(), PressHost):
            event.accept()  # nor Next, which does the same as this button on some pages; a dialog's default is harmless
        else:
            super().keyPressEvent(event)

    def hitButton(self, pos: QPoint) -> bool:
        moved = self._was is not None and self._was.contains(self.mapToGlobal(QPointF(pos)))
        return moved or super().hitButton(pos)


class PressHost:
    """A window whose buttons wait for work on text that was just typed, because they depend on its result."""

    def press(self, act: Callable[[], object]) -> None:
        """Run a button's action, now or after that work."""
        raise NotImplementedError


def on_press(control: QAbstractButton, act: Callable[[], object], *, waits: bool = True) -> None:
    """Call ``act`` when a button is pressed; unless ``waits`` is False, the window may delay it for a moment."""

    def pressed(_checked: bool = False) -> None:
        window = control.window()
        if waits and isinstance(window, PressHost):
            window.press(act)
        else:
            act()

    control.clicked.connect(pressed)


class LinkButton(PushButton):
    """A button that looks like a link; with ``external`` it has the icon of a link to the browser."""

    def __init__(
        self,
        text: str,
        on_click: Callable[[], object] | None = None,
        *,
        name: str = "link",
        sign: str = "",
        external: bool = False,
        waits: bool = True,
    ) -> None:
        super().__init__(text)
        self._sign = "external" if external else sign
        self.setProperty("kind", "link")
        self.setObjectName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._refresh()
        if on_click is not None:
            on_press(self, on_click, waits=waits)

    def _refresh(self) -> None:
        if self._sign:
            self.setIcon(icon(self._sign, "link"))
            self.setIconSize(QSize(px(12), px(12)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._refresh()
        super().changeEvent(event)


def button(
    text: str,
    on_click: Callable[[], object] | None = None,
    *,
    name: str,
    kind: Literal["", "primary", "danger"] = "",
    guarded: bool = False,
    waits: bool = True,
) -> PushButton:
    """Return a push button with name, look and action.

    ``guarded`` is for actions that can disable, delete, or duplicate accounts: see :func:`guard`. ``danger`` is always
    guarded. ``waits``: see :func:`on_press`; not for buttons that only close or show something.
    """
    result = PushButton(text)
    result.setObjectName(name)
    result.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    if kind:
        result.setProperty("kind", kind)
    if on_click is not None:
        on_press(result, on_click, waits=waits)
    if guarded or kind == "danger":
        guard(result)
    return result


def show_words(control: QAbstractButton, words: str, about: str) -> None:
    """Change a button's text; ``about`` is added for screen readers if the text alone does not say what it concerns.

    A button without ``about`` needs no accessible name: its text is used, also after changes.
    """
    control.setText(words)
    control.setAccessibleName(f"{words.replace('&', '')}: {about}" if about else "")


def guard(control: QPushButton) -> None:
    """Keep Return from pressing a button, even while it has the focus; the mouse, Space, and its Alt key still work.

    The focus moves automatically when the focused control is disabled or hidden. A person who then presses Return does
    not mean the newly focused button, so nothing happens.
    """
    control.setAutoDefault(False)
    control.setProperty("guarded", True)
