"""The field for expressions, used by keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from wizard.core.texts import Texts
from wizard.mapping import AttributeDefinition
from wizard.mapping.expression import FUNCTIONS, Function, Parameter
from wizard.mapping.language import Language
from wizard.ui.widgets.expression_edit import ExpressionEdit
from wizard.ui.widgets.expression_help import CallHelp

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
NAMES = ("givenName", "surname", "mail", "displayName")


@pytest.fixture
def edit(world: Any, qtbot: QtBot) -> Iterator[ExpressionEdit]:
    host = QWidget()
    qtbot.addWidget(host)
    box = QVBoxLayout(host)
    made = ExpressionEdit(Texts(), CallHelp("expression", "usual"), name="expression")
    made.set_attributes([AttributeDefinition(name) for name in NAMES])
    box.addWidget(made.call_help)
    box.addWidget(made)
    after = QLineEdit()
    after.setObjectName("after")
    box.addWidget(after)
    host.resize(500, 260)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    made.setFocus()
    yield made
    made.close_help()


def test_a_function_and_attributes_are_completed_by_keys(qtbot: QtBot, edit: ExpressionEdit) -> None:
    qtbot.keyClicks(edit, "jo")
    assert edit.completing and edit.completion is not None
    assert edit.completion.names[0] == "Join"
    qtbot.keyClick(edit.completion.popup, Qt.Key.Key_Return)
    assert edit.toPlainText() == "Join("
    assert not edit.completing
    qtbot.keyClicks(edit, '" ", [na')
    assert set(edit.completion.names) == {"givenName", "surname", "displayName"}
    qtbot.keyClick(edit.completion.popup, Qt.Key.Key_Down)
    chosen = edit.completion.names[1]
    qtbot.keyClick(edit.completion.popup, Qt.Key.Key_Tab)
    assert edit.toPlainText() == f'Join(" ", [{chosen}]'
    assert edit.hasFocus()
    qtbot.keyClicks(edit, ")")
    assert edit.error is None


def test_the_tenants_functions_are_offered_and_taken(qtbot: QtBot, edit: ExpressionEdit) -> None:
    """The list of schema/functions decides what can be typed, ours only where the tenant told nothing."""
    shout = Function("Shout", (Parameter("text"), Parameter("times", "Integer", required=False)), "Any", print)
    qtbot.keyClicks(edit, "Shout([mail])")
    assert edit.error is not None
    edit.set_attributes([AttributeDefinition("mail")], Language({"Shout": shout, "Join": FUNCTIONS["Join"]}))
    assert edit.error is None and "your tenant can" in edit.remark
    edit.clear()
    qtbot.keyClicks(edit, "sho")
    assert edit.completing and edit.completion is not None and edit.completion.names == ["Shout"]
    qtbot.keyClick(edit.completion.popup, Qt.Key.Key_Return)
    assert edit.toPlainText() == "Shout("
    assert "times?" in edit.call_help.call.text()
    edit.setPlainText('Append([mail], "x")')
    assert edit.error is None and "Append is not in your tenant’s list" in edit.remark


def test_what_is_offered_can_be_asked_for_and_refused(qtbot: QtBot, edit: ExpressionEdit) -> None:
    edit.setPlainText("[su]")
    cursor = edit.textCursor()
    cursor.setPosition(3)
    edit.setTextCursor(cursor)
    qtbot.keyClick(edit, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert edit.completion is not None and edit.completion.names == ["surname"]
    qtbot.keyClick(edit.completion.popup, Qt.Key.Key_Escape)
    assert not edit.completing
    assert edit.toPlainText() == "[su]"
    qtbot.keyClick(edit, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(edit.completion.popup, Qt.Key.Key_Return)
    assert edit.toPlainText() == "[surname]"


def test_nothing_is_offered_inside_a_text(qtbot: QtBot, edit: ExpressionEdit) -> None:
    qtbot.keyClicks(edit, '"jo')
    assert not edit.completing


def test_functions_of_other_dialects_are_not_offered(qtbot: QtBot, edit: ExpressionEdit) -> None:
    from wizard.mapping.expression import FUNCTIONS

    hidden = {row.name for row in FUNCTIONS.values() if not row.offered}
    qtbot.keyClicks(edit, "i")
    assert edit.completion is not None
    assert not hidden & set(edit.completion.names)


def test_an_error_is_underlined_while_typing_and_told(qtbot: QtBot, edit: ExpressionEdit) -> None:
    edit.setPlainText('Join(" ", [mail)')
    assert edit.error is not None
    ((start, end),) = edit.marked()
    assert (start, end) == (edit.error.start, min(edit.error.end, len(edit.toPlainText())))
    assert edit.problem in edit.told_at(start)
    assert edit.property("invalid") == "true"
    edit.setPlainText("[mail]")
    assert edit.error is None and not edit.marked() and edit.property("invalid") == "false"


def test_a_call_tells_its_arguments_with_the_current_one_in_bold(qtbot: QtBot, edit: ExpressionEdit) -> None:
    edit.setPlainText("Replace([mail], ")
    edit.moveCursor(edit.textCursor().MoveOperation.End)
    assert edit.call_help.call.isVisible()
    from wizard.mapping.expression import FUNCTIONS

    row = FUNCTIONS["Replace"]
    assert f"<b>{row.parameters[1].name}" in edit.call_help.call.text()
    assert edit.call_help.help.text() == Texts().get("function-Replace")
    assert edit.call_help.geometry().bottom() <= edit.geometry().top()
    assert row.signature in edit.accessibleDescription()
    qtbot.keyClick(edit, Qt.Key.Key_Home)
    assert not edit.call_help.call.isVisible()


def test_tab_leaves_the_field_and_takes_its_help_away(qtbot: QtBot, edit: ExpressionEdit) -> None:
    qtbot.keyClicks(edit, "Join(")
    edit.close_help()
    edit.moveCursor(edit.textCursor().MoveOperation.Left)
    edit.moveCursor(edit.textCursor().MoveOperation.Right)
    after = edit.window().findChild(QLineEdit, "after")
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert after.hasFocus()
    assert not edit.call_help.call.isVisible()
    assert "\t" not in edit.toPlainText()
    qtbot.keyClick(after, Qt.Key.Key_Backtab)
    assert edit.hasFocus()
