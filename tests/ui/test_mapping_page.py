"""The mapping page: editing in the table and beside it, steps back and forth, everybody's results, files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from ui_mapping import find, people, pick, quiet, schema, source, text
from ui_spoken import spoken

from wizard.journey.services.job_schema import apply
from wizard.journey.steps import mappings
from wizard.mapping.attribute_mapping import ON_CREATE
from wizard.ui.pages import mapping_load

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def edit_cell(page: Any, place: int, column: int) -> None:
    table = page.table.rows
    table.setFocus()
    table.setCurrentIndex(table.rows.index(place, column))
    QTest.keyClick(table, Qt.Key.Key_F2)


def test_a_cell_is_edited_and_return_keeps_it(qtbot: QtBot, make: Any) -> None:
    page = make()
    place = pick(page, "title")
    edit_cell(page, place, 0)
    cell = find(page, "cellExpression")
    assert cell.toPlainText() == "[jobTitle]"
    qtbot.keyClick(cell, Qt.Key.Key_A, CTRL)
    qtbot.keyClicks(cell, '"Staff"')
    qtbot.keyClick(cell, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: source(page, "title") == '"Staff"')
    assert find(page, "expression").toPlainText() == '"Staff"'
    assert page.history.count() == 1
    assert page.table.default_key(page.rows[place]) == "differs"


def test_escape_leaves_a_cell_as_it_was(qtbot: QtBot, make: Any) -> None:
    page = make()
    place = pick(page, "title")
    edit_cell(page, place, 0)
    cell = find(page, "cellExpression")
    qtbot.keyClicks(cell, '"Other"')
    qtbot.keyClick(cell, Qt.Key.Key_Escape)
    assert source(page, "title") == "[jobTitle]"
    assert page.history.count() == 0


def test_a_bad_expression_stays_in_its_cell_with_the_message(qtbot: QtBot, make: Any) -> None:
    page = make()
    place = pick(page, "title")
    edit_cell(page, place, 0)
    cell = find(page, "cellExpression")
    qtbot.keyClick(cell, Qt.Key.Key_A, CTRL)
    qtbot.keyClicks(cell, 'Join("')
    qtbot.keyClick(cell, Qt.Key.Key_Return)
    assert cell.isVisible() and cell.toPlainText() == 'Join("'
    assert text(page, "cellError")
    assert source(page, "title") == "[jobTitle]"
    find(page, "defaultValue").setFocus()  # left without a correction: nothing is lost
    qtbot.waitUntil(lambda: place in page.edits.bad)
    assert find(page, "expression").toPlainText() == 'Join("'
    assert text(page, "expressionError")
    assert source(page, "title") == "[jobTitle]"


def test_precedence_and_apply_are_edited_in_their_cells(qtbot: QtBot, make: Any) -> None:
    page = make()
    place = pick(page, "displayName")
    edit_cell(page, place, 2)
    cell = find(page, "cellMatching")
    qtbot.keyClick(cell, Qt.Key.Key_Up)
    qtbot.keyClick(cell, Qt.Key.Key_Up)
    qtbot.keyClick(cell, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.rows[place].matching == 2)
    edit_cell(page, place, 3)
    cell = find(page, "cellApplies")
    qtbot.keyClick(cell, Qt.Key.Key_Down)
    qtbot.keyClick(cell, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.rows[place].flow == ON_CREATE)
    assert find(page, "matching").value() == 2


def test_steps_go_back_and_forth_over_rows_and_typing_is_one(qtbot: QtBot, make: Any) -> None:
    page = make()
    pick(page, "title")
    field = find(page, "expression")
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A, CTRL)
    qtbot.keyClicks(field, '"One"')
    pick(page, "nickName" if any(row.target == "nickName" for row in page.rows) else "displayName")
    default = find(page, "defaultValue")
    default.setFocus()
    qtbot.keyClicks(default, "Nobody")
    assert page.history.count() == 2
    qtbot.keyClick(default, Qt.Key.Key_Z, CTRL)
    assert default.text() == ""
    qtbot.keyClick(default, Qt.Key.Key_Z, CTRL)
    assert source(page, "title") == "[jobTitle]"
    assert page.edits.row.target == "title", "the step's row is shown"
    assert getattr(page.journey.answers, page.rows_answer) is None
    qtbot.keyClick(field, Qt.Key.Key_Y, CTRL)
    assert source(page, "title") == '"One"'
    qtbot.keyClick(field, Qt.Key.Key_Z, CTRL | SHIFT)
    assert default.text() == "Nobody"
    qtbot.mouseClick(find(page, "undo"), Qt.MouseButton.LeftButton)
    assert default.text() == ""


def test_removed_and_added_rows_come_back(qtbot: QtBot, make: Any) -> None:
    page = make()
    before = page.rows
    pick(page, "title")
    qtbot.mouseClick(find(page, "removeMapping"), Qt.MouseButton.LeftButton)
    assert len(page.rows) == len(before) - 1
    qtbot.mouseClick(find(page, "addMapping"), Qt.MouseButton.LeftButton)
    assert len(page.rows) == len(before)
    page.commands.undo()
    page.commands.undo()
    assert page.rows == before


def test_unfinished_text_survives_another_row_and_is_taken_back(qtbot: QtBot, make: Any) -> None:
    page = make()
    place = pick(page, "title")
    field = find(page, "expression")
    field.setFocus()
    field.moveCursor(field.textCursor().MoveOperation.End)
    qtbot.keyClicks(field, "x")
    assert place in page.edits.bad and text(page, "expressionError")
    assert not find(page, "saveMappings").isEnabled() and not page.can_next()
    assert page.editor.tried.result.text() == page.t("users-result-unfinished")
    pick(page, "displayName")
    assert not field.error
    assert page.table.rows.rows.data(page.table.rows.rows.index(place, 0), int(Qt.ItemDataRole.ToolTipRole))
    pick(page, "title")
    assert field.toPlainText() == "[jobTitle]x"
    page.commands.undo()
    assert field.toPlainText() == "[jobTitle]"
    assert not page.edits.bad
    assert find(page, "saveMappings").isEnabled() and page.can_next()


def test_another_setups_rows_end_the_steps(qtbot: QtBot, make: Any) -> None:
    page = make()
    pick(page, "title")
    find(page, "expression").setPlainText('"One"')
    assert page.history.canUndo()
    page.leave()
    page.journey.answer(user_rows=None)
    page.enter()
    assert not page.history.canUndo()
    assert source(page, "title") == "[jobTitle]"


def test_everybody_is_counted_with_names(qtbot: QtBot, make: Any) -> None:
    page = make()
    pick(page, "displayName")
    find(page, "expression").setPlainText("[mail]")
    assert text(page, "result") == "m0@x.example"
    quiet(page, qtbot)
    assert text(page, "giveValue").startswith("6 of 8")
    assert "Person 3" in text(page, "populationEmpty")
    assert text(page, "populationValues").startswith("6 different")
    assert "Person 0 → m0@x.example" in text(page, "populationChanged")
    assert "Person 0" in text(page, "populationDiffering")
    assert "old value" in text(page, "resultNote")


def test_who_is_behind_the_counts_can_be_seen_and_tried(qtbot: QtBot, make: Any) -> None:
    page = make()
    pick(page, "displayName")
    find(page, "expression").setPlainText("[mail]")
    quiet(page, qtbot)
    qtbot.mouseClick(find(page, "showWho"), Qt.MouseButton.LeftButton)
    dialog = find(page, "populationDialog")
    qtbot.mouseClick(find(dialog, "who-empty"), Qt.MouseButton.LeftButton)
    table = find(dialog, "whoTable")
    assert [item.person.id for item in table.rows._rows] == ["id-3", "id-7"]
    table.setFocus()
    table.select_row(table.rows.row_at(1))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert find(page, "person").currentText() == "Person 7"
    assert text(page, "result").startswith("no value")


def test_typing_replaces_the_count_and_leaving_drops_it(qtbot: QtBot, make: Any) -> None:
    page = make(count=3_000)
    assert len(page.trial.reading.people) == 3_000
    pick(page, "displayName")
    field = find(page, "expression")
    for letter in ("[surname]", "[givenName]", "[mail]"):
        field.setPlainText(letter)
        page.trial._soon.stop()
        page.trial._count()
    page.trial._soon.start()
    quiet(page, qtbot)
    assert text(page, "giveValue").startswith("2,250 of 3,000")
    field.setPlainText("[surname]")
    page.trial._count()
    page.leave()
    qtbot.waitUntil(lambda: page.context.runner.busy == 0)
    assert not text(page, "giveValue").startswith("3,000 of 3,000")
    page.enter()
    quiet(page, qtbot)
    assert text(page, "giveValue").startswith("3,000 of 3,000")


def test_differences_are_told_in_words(qtbot: QtBot, make: Any) -> None:
    page = make()
    assert not [each for each in page.findChildren(QWidget, "changes") if each.isVisible()]
    pick(page, "title")
    find(page, "expression").setPlainText('"Staff"')
    assert 'title: the source changes from [jobTitle] to "Staff".' in text(page, "changesText")
    qtbot.mouseClick(find(page, "compare-default"), Qt.MouseButton.LeftButton)
    assert "title" in text(page, "changesText")
    qtbot.mouseClick(find(page, "restoreDefaults"), Qt.MouseButton.LeftButton)
    assert not [each for each in page.findChildren(QWidget, "changes") if each.isVisible()]
    page.commands.undo()
    assert "title" in text(page, "changesText")


def test_findings_mark_their_rows_and_say_what_to_do(qtbot: QtBot, make: Any) -> None:
    page = make()
    place = pick(page, "title")
    find(page, "expression").setPlainText("[jobTitel]")
    quiet(page, qtbot)
    assert "jobTitle" in text(page, "finding")
    model = page.table.rows.rows
    assert page.table._sign(page.rows[place]) is not None
    assert "jobTitel" in model.data(model.index(place, 0), int(Qt.ItemDataRole.ToolTipRole))
    page.commands.undo()
    quiet(page, qtbot)
    assert page.table._sign(page.rows[place]) is None


def test_a_finding_is_repaired_by_its_button(qtbot: QtBot, make: Any) -> None:
    page = make()
    pick(page, "title")
    find(page, "expression").setPlainText("[jobTitel]")
    quiet(page, qtbot)
    qtbot.mouseClick(find(page, "fix"), Qt.MouseButton.LeftButton)
    quiet(page, qtbot)
    assert source(page, "title") == "[jobTitle]"
    assert not [each for each in page.findChildren(QWidget, "finding") if each.isVisible()]
    page.commands.undo()
    assert source(page, "title") == "[jobTitel]"


def test_every_finding_of_a_row_is_told(qtbot: QtBot, make: Any) -> None:
    page = make()
    pick(page, "title")
    find(page, "expression").setPlainText('Join(" ", [jobTitel], [surnam])')
    quiet(page, qtbot)
    assert {"jobTitel", "surnam"} <= set(re.findall(r"\w+", text(page, "finding")))


def test_actions_that_were_switched_off_are_restored(qtbot: QtBot, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    page = make()
    limited = schema().with_mapping("User", actions={"Add"})
    monkeypatch.setattr(mapping_load, "load", lambda *_: mappings.Mappings(limited, schema(), people(5)))
    page.loading.load()
    quiet(page, qtbot)
    pick(page, "title")
    qtbot.mouseClick(find(page, "fix"), Qt.MouseButton.LeftButton)
    quiet(page, qtbot)
    assert page.journey.answers.user_actions_all
    assert "Add, Delete, Update" in text(page, "changesText")
    assert apply(limited, page.journey.answers).mapping("User").actions == {"Add", "Update", "Delete"}
    assert not [each for each in page.findChildren(QWidget, "finding") if each.isVisible()]
    page.commands.undo()
    assert not page.journey.answers.user_actions_all


def test_search_keeps_the_edited_row(qtbot: QtBot, make: Any) -> None:
    page = make()
    qtbot.keyClicks(find(page, "filter"), "name.")
    table = page.table.rows
    assert 0 < table.rows.rowCount() < len(page.rows)
    table.select_place(table.rows.place_of(0))
    target = page.edits.row.target
    find(page, "expression").setPlainText('"x"')
    assert source(page, target) == '"x"'
    assert page.edits.row.target == target


def test_groups_have_no_person_but_all_else(qtbot: QtBot, make: Any) -> None:
    page = make("groups")
    pick(page, "displayName")
    assert not page.editor.tried.result.isVisible() and not page.editor.population.isVisible()
    find(page, "expression").setPlainText('"Group"')
    assert source(page, "displayName") == '"Group"'
    page.commands.undo()
    assert source(page, "displayName") == "[displayName]"


def test_a_file_is_exported_and_imported(qtbot: QtBot, make: Any, tmp_path: Path) -> None:
    page = make()
    pick(page, "title")
    find(page, "expression").setPlainText('"Staff"')
    path = tmp_path / "schema.json"
    page.transfer.export_to(path)
    quiet(page, qtbot)
    assert json.loads(path.read_text(encoding="utf-8"))["synchronizationRules"]
    page.commands.revert()
    page.transfer.import_from(path)
    quiet(page, qtbot)
    assert source(page, "title") == '"Staff"'
    page.commands.undo()
    assert source(page, "title") == "[jobTitle]"


def test_files_are_chosen_in_dialogs(qtbot: QtBot, make: Any, tmp_path: Path) -> None:
    page = make()
    page.context.native_dialogs = False
    pick(page, "title")
    find(page, "expression").setPlainText('"Staff"')
    for button, name in (("exportSchema", "exportDialog"), ("importSchema", "importDialog")):
        qtbot.mouseClick(find(page, button), Qt.MouseButton.LeftButton)
        dialog = page.findChild(QFileDialog, name)
        field = dialog.findChild(QLineEdit)
        field.setText(str(tmp_path / "mine.json"))
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda dialog=dialog: not isValid(dialog) or not dialog.isVisible())  # type: ignore[misc]
        quiet(page, qtbot)
        if button == "exportSchema":
            assert (tmp_path / "mine.json").exists()
            page.commands.revert()
    assert source(page, "title") == '"Staff"'


@pytest.mark.parametrize("content", ["", "{", "[]", '{"synchronizationRules": []}', "\x00", None])
def test_a_bad_file_is_told_and_nothing_is_lost(qtbot: QtBot, make: Any, tmp_path: Path, content: str | None) -> None:
    page = make()
    pick(page, "title")
    find(page, "expression").setPlainText('"Staff"')
    path = tmp_path / "schema.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    page.transfer.import_from(path)
    quiet(page, qtbot)
    assert page.problem.isVisible()
    assert page.problem.findChild(QLabel, "problemText").text()
    assert source(page, "title") == '"Staff"'


def test_every_control_has_a_name(make: Any) -> None:
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox

    page = make()
    for kind in (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox):
        for each in page.findChildren(kind):
            if (
                each.isVisible()
                and not each.objectName().startswith("qt_")
                and not isinstance(each.parent(), QComboBox | QSpinBox | QLineEdit)
            ):
                assert each.objectName() and spoken(each), each
