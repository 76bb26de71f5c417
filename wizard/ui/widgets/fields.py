"""Fields: a label above, the control, help and error below; values to copy; secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QClipboard, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from wizard.ui.announce import announce
from wizard.ui.icons import icon
from wizard.ui.layout import Wide, column, row
from wizard.ui.theme import mono_font, px
from wizard.ui.timers import Later
from wizard.ui.widgets.basic import label, restyle
from wizard.ui.widgets.buttons import LinkButton, show_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.ui.shell.context import UiContext


class FormField(QWidget):
    """A control with its label above, and help or error below; what is ``above`` stands between label and control.

    ``control`` gets the label as its accessible name and the help as its description, even if they are not shown.
    """

    def __init__(
        self,
        title: str,
        control: QWidget,
        help_text: str = "",
        *,
        name: str = "",
        titled: bool = True,
        helped: bool = True,
        above: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.control = control
        self.setObjectName(f"{name or control.objectName()}Field")
        self._helped = helped
        self._label = label(title, "label", wrap=False)
        self._label.setBuddy(control)
        self._help = label("", "hint")
        self._error = label("", "error", name=f"{name or control.objectName()}Error")
        self.setLayout(
            column(self._label, *((above,) if above is not None else ()), control, self._error, self._help, gap=4)
        )
        control.setAccessibleName(title.replace("&", ""))
        self._label.setVisible(titled)
        self._error.hide()
        self.show_help(help_text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        """Return a size hint with the height of the help text at the current width, since the field may not grow."""
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), self.heightForWidth(max(1, self.width()))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def show_help(self, text: str) -> None:
        """Change the line below the control."""
        self._help.setText(text)
        self._help.setVisible(self._helped and bool(text))
        self.control.setAccessibleDescription(text)

    def show_error(self, text: str) -> None:
        """Show what is wrong with the value, or nothing when ``text`` is empty."""
        self._error.setText(text)
        self._error.setVisible(bool(text))
        restyle(self.control, invalid="true" if text else "false")
        self.control.setAccessibleDescription(text or self._help.text())

    @property
    def error(self) -> str:
        return self._error.text()

    @property
    def help(self) -> str:
        return self._help.text()


def text_edit(text: str = "", *, name: str, mono: bool = False, placeholder: str = "") -> QLineEdit:
    """Return a one-line input; ``mono`` for addresses and identifiers."""
    result = QLineEdit(text)
    result.setObjectName(name)
    result.setPlaceholderText(placeholder)
    if mono:
        result.setFont(mono_font())
    return result


def search_edit(title: str, *, name: str) -> QLineEdit:
    """Return an input for words to search for; ``title`` stands in it while it is empty."""
    result = text_edit(name=name, placeholder=title)
    result.setAccessibleName(title)
    return result


def reading_box(text: str = "", *, name: str, title: str) -> QPlainTextEdit:
    """Return a text in the fixed-width font, to read and copy."""
    result = QPlainTextEdit(text)
    result.setObjectName(name)
    result.setAccessibleName(title)
    result.setReadOnly(True)
    result.setFont(mono_font())
    return result


def copy_link(context: UiContext, text: Callable[[], str], *, name: str, words: str = "shell-copy") -> LinkButton:
    """Return a link that copies what ``text`` returns, and then says so; ``words`` is the id of its text before."""

    def copy() -> None:
        context.copy(text())
        link.setText(context.t("shell-copied"))

    link = LinkButton(context.t(words), copy, name=name, sign="copy")
    return link


def choice_box(*, name: str, title: str) -> QComboBox:
    """Return a drop-down list without a visible label.

    On Linux, Qt uses the selected item as the accessible name of a list and leaves the rest to its label, so the title
    is set as the description too.
    """
    result = QComboBox()
    result.setObjectName(name)
    result.setAccessibleName(title)
    result.setAccessibleDescription(title)
    return result


def spin_box(low: int, high: int, *, name: str) -> QSpinBox:
    """Return an input for whole numbers."""
    result = QSpinBox()
    result.setObjectName(name)
    result.setRange(low, high)
    # Style sheets do not reach the field inside.
    result.lineEdit().setTextMargins(px(8), 0, 0, 0)
    return result


class CopyField(QWidget):
    """A value to read and copy. The button confirms copying until the value changes or two seconds have passed."""

    copied = Signal(str)

    def __init__(self, value: str, context: UiContext, *, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._labels = (context.t("shell-copy"), context.t("shell-copied"))
        self._copy = context.copy
        self.edit = text_edit(value, name=f"{name}Value", mono=True)
        self.edit.setReadOnly(True)
        self.edit.setCursorPosition(0)
        self.edit.setAccessibleName(title)
        self._title = title
        self.button = QPushButton()
        self.button.setObjectName(f"{name}Copy")
        self.button.setIconSize(QSize(px(13), px(13)))
        self.button.clicked.connect(self._clicked)
        self.setLayout(row(Wide(self.edit), self.button, gap=6))
        width = max(self.button.fontMetrics().horizontalAdvance(text) for text in self._labels)
        self.button.setMinimumWidth(width + px(60))
        self._fade = Later(self, self._settle, 2000)
        self._settle()

    @property
    def value(self) -> str:
        return self.edit.text()

    def set_value(self, value: str) -> None:
        """Change the value."""
        self.edit.setText(value)
        self.edit.setCursorPosition(0)
        self._settle()

    def _clicked(self) -> None:
        self._copy(self.edit.text())
        show_words(self.button, self._labels[1], self._title)
        announce(self.button, self.button.accessibleName() or self._labels[1])
        self.button.setIcon(icon("check", "ok"))
        self._fade.start()
        self.copied.emit(self.edit.text())

    def _settle(self) -> None:
        show_words(self.button, self._labels[0], self._title)
        self.button.setIcon(icon("copy"))


class SecretEdit(QWidget):
    """Input for a token: dots, a Show link, paste but no copy, no undo, no keyboard prediction.

    ``pasted`` passes on raw pasted text, so that the page can clean it and say what was removed; the field then holds
    what the page sets with :meth:`set_text`.
    """

    changed = Signal()
    pasted = Signal(str)

    def __init__(self, show_label: str, hide_label: str, *, name: str = "secret", placeholder: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self._labels = (show_label, hide_label)
        self.edit = _SecretLine()
        self.edit.setObjectName(f"{name}Edit")
        self.edit.setPlaceholderText(placeholder)
        self.edit.setFont(mono_font())
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.edit.textChanged.connect(lambda _text: self.changed.emit())
        self.edit.pasted.connect(self.pasted)
        self.toggle = LinkButton(self._labels[0], self._switch, name=f"{name}Show", waits=False)
        self.setLayout(row(Wide(self.edit), self.toggle, gap=8))
        self.setFocusProxy(self.edit)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.edit.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        self.edit.setAccessibleDescription(description)

    def text(self) -> str:
        """Return the typed text; put it into a ``Secret`` at once."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Change the field's text."""
        self.edit.setText(text)

    def clear(self) -> None:
        """Delete the typed text, and hide the text again."""
        self.edit.clear()
        self.hide_text()

    def hide_text(self) -> None:
        """Show dots again, for example when the page is left."""
        self._show(False)

    def _switch(self) -> None:
        self._show(self.edit.echoMode() == QLineEdit.EchoMode.Password)

    def _show(self, shown: bool) -> None:
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.toggle.setText(self._labels[1 if shown else 0])


class _SecretLine(QLineEdit):
    """A line edit that never puts its content on the clipboard, shown or not, nor on X11's primary selection."""

    pasted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setDragEnabled(False)
        paste = QAction(self)
        paste.setText(QKeySequence(QKeySequence.StandardKey.Paste).toString(QKeySequence.SequenceFormat.NativeText))
        paste.triggered.connect(self.take_clipboard)
        self.paste_action = paste

    def take_clipboard(self, mode: QClipboard.Mode = QClipboard.Mode.Clipboard) -> None:
        """Insert the clipboard's text and emit it."""
        text = QGuiApplication.clipboard().text(mode)
        if text:
            self.insert(text.strip().replace("\n", ""))
            self.pasted.emit(text)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        # Qt's own handler would copy the selection to the primary selection, and paste without emitting ``pasted``.
        if event.button() == Qt.MouseButton.MiddleButton and QGuiApplication.clipboard().supportsSelection():
            self.deselect()
            self.take_clipboard(QClipboard.Mode.Selection)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.Cut):
            event.accept()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.take_clipboard()
        else:
            # Qt copies text selected by keyboard to the primary selection, unless the text is hidden.
            shown = self.echoMode()
            self.setEchoMode(QLineEdit.EchoMode.Password)
            super().keyPressEvent(event)
            self.setEchoMode(shown)
