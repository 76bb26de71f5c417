"""Removing one person's link: what it leads to is shown, and neither arriving nor Return removes anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from wizard.ui.pages.watch_link import LinkDialog

if TYPE_CHECKING:
    from ui_world import World


def opened(world: World, qtbot: QtBot, decided: list[str], name: str = "Ana Berg") -> LinkDialog:
    dialog = LinkDialog(world.context, name, "account-17", world.window)
    dialog.accepted.connect(lambda: decided.append("removed"))
    dialog.rejected.connect(lambda: decided.append("kept"))
    with qtbot.waitExposed(dialog):
        dialog.open()
    return dialog


def test_return_keeps_the_link_wherever_the_focus_is(world: World, qtbot: QtBot) -> None:
    for place in ("refuse", "go"):
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            decided: list[str] = []
            dialog = opened(world, qtbot, decided)
            assert dialog.refuse.hasFocus(), "arriving is harmless"
            control = getattr(dialog, place)
            control.setFocus()
            QTest.keyClick(control, key)
            assert decided == ["kept"], (place, key)


def test_it_is_removed_by_a_click_and_by_space(world: World, qtbot: QtBot) -> None:
    decided: list[str] = []
    qtbot.mouseClick(opened(world, qtbot, decided).go, Qt.MouseButton.LeftButton)
    QTest.keyClick(opened(world, qtbot, decided).go, Qt.Key.Key_Space)
    assert decided == ["removed", "removed"]


def test_it_says_whose_link_leads_where_and_names_are_no_markup(world: World, qtbot: QtBot) -> None:
    dialog = opened(world, qtbot, [], name="<b>Ana</b>")
    what = dialog.findChild(QLabel, "linkWhat")
    assert isinstance(what, QLabel)
    assert "<b>Ana</b>" in what.text() and "account-17" in what.text()
    assert what.textFormat() == Qt.TextFormat.PlainText
    dialog.reject()
