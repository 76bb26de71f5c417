"""The field for expressions: colored, with completion, underlined errors and help on a call's arguments.

The language (:mod:`wizard.mapping.expression`) decides what is valid and what can be offered; this module only shows
it. ``checked`` reports the error after each change, ``committed`` that Return ended the editing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QHideEvent, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from wizard.mapping.expression import ExpressionError, parse
from wizard.mapping.expression.lint import Note, lint
from wizard.mapping.language import OWN, Language
from wizard.ui.theme import color, colors, mono_font, px
from wizard.ui.tips import show_tip
from wizard.ui.widgets.basic import restyle
from wizard.ui.widgets.expression_colors import ExpressionColors
from wizard.ui.widgets.expression_help import CallHelp, Completion, Offer, offers, signature

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.mapping import AttributeDefinition

_LEAVE_TO_POPUP = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape})
_MODIFIERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class ExpressionEdit(QPlainTextEdit):
    """Edits an expression.

    Keys: letters, ``[`` or Ctrl+Space open the completion list; the arrow keys choose, Return or Tab accept, Esc
    closes it. Without the list, Tab leaves the field. Undo and redo belong to the page, so the field has none.

    Args:
        texts: for errors and for the help of functions.
        call_help: where the arguments of the call at the cursor are shown.
        one_line: for table cells: no frame, and Return emits ``committed``.
    """

    checked = Signal(object)
    committed = Signal()

    def __init__(
        self, texts: Texts, call_help: CallHelp, *, name: str, one_line: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFont(mono_font())
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff if one_line else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if one_line:
            self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
            self.setFrameShape(QFrame.Shape.NoFrame)
        self.error: ExpressionError | None = None
        self.notes: tuple[Note, ...] = ()
        self._texts = texts
        self._one_line = one_line
        self._attributes: Sequence[AttributeDefinition] = ()
        self._language = OWN
        self._colors = ExpressionColors(self.document())
        self.completion: Completion | None = None
        self.call_help = call_help
        self._typing = False
        self._seen = ""
        self._palette = colors()
        self.textChanged.connect(self._check)
        self.cursorPositionChanged.connect(self._tell_call)

    # --- what it is about

    def set_attributes(self, attributes: Sequence[AttributeDefinition], language: Language = OWN) -> None:
        """Offer these source attributes, and the functions of this language."""
        self._attributes, self._language = attributes, language
        self._seen = ""
        self._check()

    def show_text(self, text: str) -> None:
        """Show another text with the cursor at its end; an equal text changes nothing."""
        if self.toPlainText() != text:
            self.close_help()
            self.setPlainText(text)
            self.moveCursor(QTextCursor.MoveOperation.End)

    @property
    def problem(self) -> str:
        """What is wrong, why, and what to do; empty if there is no error."""
        if self.error is None:
            return ""
        words = self._texts.problem(self.error)
        return " ".join(
            part if part.endswith((".", "?", "!")) else f"{part}."
            for part in (words.what, words.why, words.next)
            if part
        )

    @property
    def remark(self) -> str:
        """What is risky in a valid text."""
        return " ".join(self._note_text(note) for note in self.notes)

    def _note_text(self, note: Note) -> str:
        return self._texts.get(f"function-note-{note.code}", **note.params)

    def _check(self) -> None:
        text = self.toPlainText()
        if text == self._seen:
            return  # Qt reports color changes as text changes too
        self._seen = text
        self.error, self.notes = None, ()
        if text.strip():
            try:
                self.notes = lint(parse(text, self._language.more), self._language)
            except ExpressionError as error:
                self.error = error
        self._underline()
        restyle(self, invalid="true" if self.error is not None else "false")
        self.checked.emit(self.error)

    def _underline(self) -> None:
        marks = [(note.start, note.end, "bad" if note.severity == "error" else "warn") for note in self.notes]
        if self.error is not None:
            marks.append((self.error.start, self.error.end, "bad"))
        size = len(self.toPlainText())
        shown = []
        for start, end, ink in marks:
            each = QTextEdit.ExtraSelection()
            each.cursor = QTextCursor(self.document())
            # Something missing at the end is marked at the last character.
            each.cursor.setPosition(max(0, min(start, size - 1)))
            each.cursor.setPosition(min(end, size), QTextCursor.MoveMode.KeepAnchor)
            each.format = QTextCharFormat()
            each.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            each.format.setUnderlineColor(color(ink))
            shown.append(each)
        self.setExtraSelections(shown)

    def marked(self) -> tuple[tuple[int, int], ...]:
        """Return the underlined ranges, for tests."""
        return tuple((each.cursor.selectionStart(), each.cursor.selectionEnd()) for each in self.extraSelections())

    # --- help while typing

    def complete(self) -> None:
        """Open the completion list at the cursor, or close it if nothing fits."""
        found, start, end = offers(self.toPlainText(), self.textCursor().position(), self._attributes, self._language)
        if not found:
            if self.completion is not None:
                self.completion.close()
            return
        if self.completion is None:
            self.completion = Completion(self, self._take)
        self.completion.show_offers(found, start, end)

    @property
    def completing(self) -> bool:
        """Whether the list is open."""
        return self.completion is not None and self.completion.visible

    def _take(self, offer: Offer, start: int, end: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(min(end, len(self.toPlainText())), QTextCursor.MoveMode.KeepAnchor)
        after = self.toPlainText()[end : end + 1]
        cursor.insertText(offer.name + ("" if after == offer.closing else offer.closing))
        if after == offer.closing:
            cursor.movePosition(QTextCursor.MoveOperation.Right)
        self.setTextCursor(cursor)

    def _tell_call(self) -> None:
        if not self._typing and not self.hasFocus():
            return
        found = signature(self.toPlainText(), self.textCursor().position(), self._texts, self._language)
        self.call_help.tell(found)
        if found is not None:
            _, plain, words = found
            self.setAccessibleDescription(" ".join(part for part in (f"{plain}.", words, self.problem) if part))

    def close_help(self) -> None:
        """Close the list and the help on arguments."""
        if self.completion is not None:
            self.completion.close()
        self.call_help.tell(None)

    def word_rect(self, start: int) -> QRect:
        """Return the position of a character, so that the list opens below it."""
        cursor = self.textCursor()
        cursor.setPosition(min(start, len(self.toPlainText())))
        return self.cursorRect(cursor).translated(self.viewport().pos())

    # --- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.completing and event.key() in _LEAVE_TO_POPUP:
            event.ignore()
            return
        if event.key() == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.complete()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._one_line:
            self.committed.emit()
            return
        self._typing = True
        before = self.toPlainText()
        super().keyPressEvent(event)
        self._typing = False
        if self.toPlainText() == before:
            if self.completing:
                self.complete()
        elif self.completing or (event.text().strip() and not event.modifiers() & _MODIFIERS):
            self.complete()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return False if self.completing else super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.completion is None and not self._one_line:
            self.completion = Completion(self, self._take)  # created now to keep the first keystroke fast
        self._tell_call()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.close_help()

    def hideEvent(self, event: QHideEvent) -> None:
        self.close_help()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        # Styling also changes the palette, with every error; only another theme has other colors.
        if event.type() == QEvent.Type.PaletteChange and getattr(self, "_palette", colors()) is not colors():
            self._palette = colors()
            self._colors.refresh()
            self._underline()
        super().changeEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_tip(event.globalPos(), self.told_at(self.cursorForPosition(event.pos()).position()), self)
            return True
        return super().viewportEvent(event)

    def told_at(self, position: int) -> str:
        """Return the problem with the character at a position."""
        if self.error is not None and self.error.start <= position <= self.error.end:
            return self.problem
        return " ".join(self._note_text(note) for note in self.notes if note.start <= position <= note.end)


def lines_height(edit: QPlainTextEdit, lines: int) -> int:
    """Return the height of a field for a number of lines in its font."""
    return edit.fontMetrics().lineSpacing() * lines + px(27)
