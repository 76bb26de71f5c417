"""Editing mappings in the table's cells: double-click or F2 to edit, Return to accept, Esc to cancel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QStyleOptionViewItem, QWidget

from wizard.mapping.language import OWN
from wizard.ui.theme import px
from wizard.ui.tips import show_tip
from wizard.ui.widgets.expression_edit import ExpressionEdit
from wizard.ui.widgets.expression_help import CallHelp
from wizard.ui.widgets.fields import spin_box
from wizard.ui.widgets.table import DataTable
from wizard.ui.widgets.table_cells import CellDelegate

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.mapping import AttributeDefinition, AttributeMapping

Index = QModelIndex | QPersistentModelIndex
SOURCE, TARGET, MATCHING, FLOW = range(4)
"""Editable columns, and the target column, which is not editable."""


class MappingCells(CellDelegate):
    """Creates the cell editors. ``edited`` carries place, column and value; ``refused`` the reason a source is invalid.

    Return keeps an invalid source in its cell, with the message, until it is corrected or Esc is pressed. If the cell
    loses focus instead, the text is passed to the page, which keeps what was typed.
    """

    edited = Signal(int, int, object)
    refused = Signal(str)

    def __init__(
        self,
        table: DataTable[AttributeMapping],
        texts: Texts,
        choices: Sequence[tuple[str, str]],
        typed: Callable[[int], str],
        call_help: CallHelp,
    ) -> None:
        super().__init__(table)
        self._table, self._texts, self._choices, self._typed, self._call_help = table, texts, choices, typed, call_help
        self.attributes: Sequence[AttributeDefinition] = ()
        self.language = OWN

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        title = self._table.rows.columns[index.column()].title
        made: QWidget
        if index.column() == SOURCE:
            made = edit = ExpressionEdit(
                self._texts, self._call_help, name="cellExpression", one_line=True, parent=parent
            )
            self._call_help.show()
            edit.destroyed.connect(self._call_help.hide)
            edit.set_attributes(self.attributes, self.language)
            edit.committed.connect(lambda: self._take(edit))
            edit.checked.connect(lambda error: self.refused.emit("") if error is None else None)
            edit.document().setDocumentMargin(px(3))
            edit.setStyleSheet("QPlainTextEdit { padding: 0; border-radius: 0; }")
        elif index.column() == MATCHING:
            made = spin_box(0, 9, name="cellMatching")
            made.setParent(parent)
        else:
            made = box = QComboBox(parent)
            box.setObjectName("cellApplies")
            for key, text in self._choices:
                box.addItem(text, key)
            box.activated.connect(lambda _index: self._take(box))
        made.setAccessibleName(title)
        made.setAutoFillBackground(True)
        return made

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        row = self._table.rows.row_at(index.row())
        if row is None:
            return
        if isinstance(editor, ExpressionEdit):
            if not editor.property("filled"):
                editor.setProperty("filled", True)
                editor.setPlainText(self._typed(self._table.rows.place_of(index.row())))
                editor.selectAll()
        elif isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(row.flow)))
        else:
            editor.setProperty("value", row.matching)

    def setModelData(self, editor: QWidget, _model: object, index: Index) -> None:
        place = self._table.rows.place_of(index.row())
        value: object
        if isinstance(editor, ExpressionEdit):
            value = editor.toPlainText()
        elif isinstance(editor, QComboBox):
            value = editor.currentData()
        else:
            value = editor.property("value")
        if place >= 0:
            self.edited.emit(place, index.column(), value)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        line = QRect(option.rect)
        line.setHeight(min(line.height(), self._table.row_height(1)))
        line.moveCenter(option.rect.center())
        editor.setGeometry(line)
        if isinstance(editor, QComboBox):
            editor.setMinimumWidth(min(editor.sizeHint().width(), px(150)))

    def _take(self, editor: QWidget) -> None:
        if isinstance(editor, ExpressionEdit) and editor.error is not None:
            self.refused.emit(editor.problem)
            corner = editor.mapToGlobal(editor.rect().bottomLeft())
            show_tip(corner, editor.problem, editor)
            return
        editor.setProperty("taken", True)
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, CellDelegate.EndEditHint.NoHint)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(editor, ExpressionEdit):
            if editor.completing or (event.type() == QEvent.Type.FocusOut and _to_popup(event)):
                return False
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                    return False
                if event.key() == Qt.Key.Key_Escape:
                    self.refused.emit("")
        return bool(super().eventFilter(editor, event))


def _to_popup(event: QEvent) -> bool:
    return isinstance(event, QFocusEvent) and event.reason() == Qt.FocusReason.PopupFocusReason
