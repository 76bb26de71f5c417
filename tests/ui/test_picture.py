"""The picture of the outcome in the window: a button for each part, by mouse and keyboard, with its number spoken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from ui_spoken import role, spoken

from wizard.core.texts import Texts
from wizard.provisioning.outcome import Picture, Progress
from wizard.ui.widgets.outcome_card import PictureCard
from wizard.ui.widgets.suggesting import SuggestingEdit
from wizard.wording.outcome_svg import svg

LEFT = Qt.MouseButton.LeftButton
TEXTS = Texts()
SOME = Picture(
    1240, 417, 411, {"create": 398, "update": 11, "disable": 1, "clash": 1, "unchanged": 0, "skip": 0, "delete": 0},
    groups=3,
)  # fmt: skip


@pytest.fixture
def card(world: Any, qtbot: QtBot) -> Callable[..., PictureCard]:
    """A card of its own window, in the theme of the program."""

    def make(picture: Picture = SOME, width: int = 900, *, live: bool = False) -> PictureCard:
        made = PictureCard(world.context.texts, "outcome-press", live=live)
        qtbot.addWidget(made)
        made.show_picture(picture)
        made.resize(width, made.heightForWidth(width))
        made.show()
        qtbot.waitExposed(made)
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        return made

    return make


def pressed(card: PictureCard) -> list[str]:
    found: list[str] = []
    card.part_chosen.connect(found.append)
    return found


def test_every_part_is_a_button_with_its_number(card: Callable[..., PictureCard]) -> None:
    made = card()
    names = {part: spoken(each) for part, each in made.drawn.parts.items()}
    assert names == {
        "tenant": "In the tenant: 1,240 users", "assigned": "Assigned: 417", "inside": "Pass the filters: 411",
        "unassigned": "823 not assigned", "filtered": "6 left out by filters", "create": "398 to create",
        "update": "11 to update", "disable": "1 to disable", "clash": "1 blocking issue", "groups": "3 groups",
    }  # fmt: skip
    for each in made.drawn.parts.values():
        assert role(each) in {QAccessible.Role.Button, QAccessible.Role.CheckBox}
        assert each.accessibleDescription() == "Shows only these in the table"
        assert each.isVisible() and each.height() >= 24 and each.width() >= 24
        assert made.drawn.rect().contains(each.geometry())
    assert "398 new users" in made.drawn.accessibleDescription()


def test_a_click_chooses_a_part_and_a_second_one_lets_it_go(card: Callable[..., PictureCard], qtbot: QtBot) -> None:
    made = card()
    found = pressed(made)
    qtbot.mouseClick(made.drawn.parts["update"], LEFT)
    assert made.chosen == "update" and made.drawn.parts["update"].isChecked() and made.all_link.isVisible()
    qtbot.mouseClick(made.drawn.parts["clash"], LEFT)
    assert [part for part, each in made.drawn.parts.items() if each.isChecked()] == ["clash"]
    qtbot.mouseClick(made.drawn.parts["clash"], LEFT)
    qtbot.mouseClick(made.drawn.parts["inside"], LEFT)
    qtbot.mouseClick(made.all_link, LEFT)
    assert found == ["update", "clash", "", "inside", ""]
    assert made.chosen is None and not made.all_link.isVisible()


def test_a_share_of_the_last_bar_can_be_clicked(card: Callable[..., PictureCard], qtbot: QtBot) -> None:
    made = card()
    found = pressed(made)
    assert made.drawn._layout is not None
    for piece in made.drawn._layout.of("segment"):
        at = QPoint(round(piece.x + piece.width / 2) + 3, round(piece.y + piece.height / 2) + 3)
        qtbot.mouseClick(made.drawn, LEFT, pos=at)
    assert found == ["create", "update", "disable", "clash"]


def test_every_part_is_reached_and_pressed_by_keyboard(card: Callable[..., PictureCard], qtbot: QtBot) -> None:
    made = card()
    found = pressed(made)
    made.toggle.setFocus()
    reached = []
    for _ in made.drawn.parts:
        QTest.keyClick(QApplication.focusWidget() or made, Qt.Key.Key_Tab)
        focus: Any = QApplication.focusWidget()
        reached.append(focus.part)
        before = focus.grab().toImage()
        made.toggle.setFocus()
        assert focus.grab().toImage() != before, "the focus is not seen"
        focus.setFocus()
        QTest.keyClick(focus, Qt.Key.Key_Space if len(reached) % 2 else Qt.Key.Key_Return)
    order = ["tenant", "assigned", "unassigned", "inside", "filtered", "create", "update", "disable", "clash", "groups"]
    assert reached == order and found == order


@pytest.mark.parametrize("width", [330, 640, 1100, 2300])
@pytest.mark.parametrize("size", [1, 100_000])
def test_it_is_right_at_any_width_and_for_any_number(card: Callable[..., PictureCard], width: int, size: int) -> None:
    made = card(Picture(size, size, size, {"create": size - 1, "clash": 1} if size > 1 else {"create": 1}), width)
    assert made.drawn.height() >= made.drawn.heightForWidth(made.drawn.width()), "its lower end is cut"
    boxes = [each.geometry() for each in made.drawn.parts.values()]
    assert all(made.drawn.rect().contains(box) for box in boxes)


def test_the_table_says_the_same_and_chooses_too(card: Callable[..., PictureCard], qtbot: QtBot) -> None:
    made = card(replace(SOME, progress={"create": Progress(200, 3)}), live=True)
    found = pressed(made)
    qtbot.mouseClick(made.toggle, LEFT)
    table = made._table
    assert table is not None and table.isVisible() and not made.drawn.isVisible()
    lines = [table.rows.texts(table.rows.row_at(n)) for n in range(table.rows.rowCount())]
    assert lines[:3] == [
        ["In the tenant", "1,240", "", ""],
        ["Not assigned", "823", "", ""],
        ["Assigned", "417", "", ""],
    ]
    assert ["To create", "398", "200", "3"] in lines and ["Groups", "3", "", ""] in lines
    table.setFocus()
    table.select_place(3)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert found == ["filtered"]
    qtbot.mouseClick(made.toggle, LEFT)
    assert made.drawn.isVisible() and made.toggle.text() == "Show as a table"


def test_window_and_report_say_the_same(card: Callable[..., PictureCard]) -> None:
    running = replace(SOME, progress={"create": Progress(200, 3, 1), "update": Progress(11), "clash": Progress(0, 1)})
    for picture in (SOME, running):
        made = card(picture)
        drawn = svg(picture, TEXTS)
        in_report = {"".join(one.itertext()) for one in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")}
        in_window = {each.text() for part, each in made.drawn.parts.items() if part not in {"tenant", "assigned"}}
        numbers = {each.number.text for each in made.drawn.parts.values() if each.number is not None}
        assert in_window - {"Pass the filters: 411"} <= in_report and numbers <= in_report
        assert made.sentence.text() in drawn


def test_what_is_chosen_stays_while_the_log_fills_it_in(card: Callable[..., PictureCard], qtbot: QtBot) -> None:
    made = card()
    qtbot.mouseClick(made.drawn.parts["create"], LEFT)
    found = pressed(made)
    made.show_picture(replace(SOME, progress={"create": Progress(398)}))
    assert made.chosen == "create" and not found
    assert spoken(made.drawn.parts["create"]) == "398 to create: 398 done"
    assert made.sentence.text().startswith("398 of 398 done")
    made.show_picture(Picture(1, 1, 1, {"unchanged": 1}))
    assert made.chosen is None and found == [""], "nobody is created any more"


def test_it_follows_the_theme(card: Callable[..., PictureCard], world: Any) -> None:
    made = card()
    light = made.grab().toImage()
    world.context.theme.set_dark(True)
    dark = made.grab().toImage()
    world.context.theme.set_dark(False)
    assert light != dark and made.grab().toImage() == light


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_a_value_that_exists_is_chosen_from_the_list(qtbot: QtBot) -> None:
    edit = SuggestingEdit("", name="value", tip="Show the values that exist")
    qtbot.addWidget(edit)
    edit.show()
    edit.activateWindow()
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    assert not edit.findChildren(QAction) or not edit.actions()
    QTest.keyClick(edit, Qt.Key.Key_Down)
    assert not edit.completer().popup().isVisible()
    edit.offer(["Reception", "Sales", "Security"])
    assert edit.accessibleDescription() == "Show the values that exist" and len(edit.actions()) == 1
    taken: list[bool] = []
    edit.chosen.connect(lambda: taken.append(True))
    QTest.keyClick(edit, Qt.Key.Key_Down)
    popup = edit.completer().popup()
    assert popup.isVisible() and popup.model().rowCount() == 3
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert edit.text() == "Sales" and taken
    QLineEdit.clear(edit)
    QTest.keyClicks(edit, "cu")
    assert edit.completer().completionCount() == 1
    edit.offer([])
    assert not edit.actions() and not edit.accessibleDescription()
