"""The click that ends typing counts, also when what was typed has to be taken first; real presses of the mouse."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from ui_world import World

from wizard.core.errors import NetworkError
from wizard.core.texts import Texts
from wizard.journey.model import Outcome
from wizard.ui.shell.bar import BottomBar
from wizard.ui.widgets.buttons import button
from wizard.ui.widgets.expression_edit import ExpressionEdit
from wizard.ui.widgets.expression_help import CallHelp

if TYPE_CHECKING:
    from wizard.core.tasks import Task

LEFT = Qt.MouseButton.LeftButton


def press(window: QWidget, control: QWidget) -> None:
    """Press and let go where a control is, whatever it is there then."""
    place = control.mapTo(window, control.rect().center())
    QTest.mousePress(window.windowHandle(), LEFT, pos=place)
    QTest.mouseRelease(window.windowHandle(), LEFT, pos=place)


class Taking:
    """A field of a page whose text is taken by slow work when it is left, as the token's field is."""

    def __init__(self, world: World, qtbot: QtBot) -> None:
        self.world, self.qtbot = world, qtbot
        world.journey.record("start", Outcome("done"))
        world.journey.next()
        world.journey.record("begin", Outcome("done"))
        self.page = world.window.page
        self.field = QLineEdit()
        self.page.body.addWidget(self.field)
        self.field.editingFinished.connect(self.take)
        self.release = threading.Event()
        self.begun = threading.Event()
        self.fails = self.stales = False
        world.window.activateWindow()
        qtbot.waitUntil(world.window.isActiveWindow)
        qtbot.waitUntil(lambda: self.field.visibleRegion().boundingRect().height() > 5)

    def take(self) -> None:
        if self.field.isModified():
            self.field.setModified(False)
            if self.stales:
                self.world.journey.answer(tenant=self.field.text())
            self.page.run(self._work, on_result=self.taken, busy="shell-working", key="take", follows=True)

    def _work(self, task: Task) -> str:
        self.begun.set()
        while not self.release.wait(0.01):
            task.checkpoint()
        if self.fails:
            raise NetworkError("network-refused", {"host": "h"})
        return self.field.text()

    def taken(self, text: str) -> None:
        if self.stales:
            self.world.journey.record("begin", Outcome("done"))

    def type(self) -> None:
        self.field.setFocus()
        self.qtbot.keyClicks(self.field, "token")

    def quiet(self) -> None:
        self.qtbot.waitUntil(lambda: self.world.runner.busy == 0)


@pytest.fixture
def taking(world: World, qtbot: QtBot) -> Taking:
    return Taking(world, qtbot)


@pytest.mark.parametrize("quick", [False, True], ids=["slow", "quick"])
@pytest.mark.parametrize("stales", [False, True])
def test_the_first_click_on_next_waits_and_then_goes_on(taking: Taking, stales: bool, quick: bool) -> None:
    window, journey = taking.world.window, taking.world.journey
    taking.stales = stales
    taking.type()
    if quick:  # taken between pressing and letting go
        taking.release.set()
        place = window.bar.next.mapTo(window, window.bar.next.rect().center())
        QTest.mousePress(window.windowHandle(), LEFT, pos=place)
        taking.quiet()
        QTest.mouseRelease(window.windowHandle(), LEFT, pos=place)
    else:
        press(window, window.bar.next)
        assert taking.begun.wait(10)
        assert journey.current.id == "begin", "not before what was typed is taken"
        assert window.bar.next.isEnabled()
    taking.release.set()
    taking.qtbot.waitUntil(lambda: journey.current.id == "credentials")
    taking.quiet()
    assert journey.current.id == "credentials", "one click is one step"


def test_a_press_that_became_impossible_is_told_to_the_page(taking: Taking, monkeypatch: pytest.MonkeyPatch) -> None:
    window, journey = taking.world.window, taking.world.journey
    early: list[bool] = []
    monkeypatch.setattr(taking.page, "next_early", lambda: early.append(True))
    monkeypatch.setattr(taking, "taken", lambda text: journey.answer(tenant=text))
    taking.type()
    taking.release.set()
    place = window.bar.next.mapTo(window, window.bar.next.rect().center())
    QTest.mousePress(window.windowHandle(), LEFT, pos=place)
    taking.quiet()
    assert window.bar.next.isEnabled(), "not taken from under the finger"
    QTest.mouseRelease(window.windowHandle(), LEFT, pos=place)
    assert early == [True] and journey.current.id == "begin"
    assert not window.bar.next.isEnabled()


def test_of_several_presses_meanwhile_the_last_counts(taking: Taking) -> None:
    window, journey = taking.world.window, taking.world.journey
    taking.type()
    press(window, window.bar.next)
    press(window, window.bar.back)
    taking.release.set()
    taking.qtbot.waitUntil(lambda: journey.current.id == "start")


@pytest.mark.parametrize("how", ["fails", "cancelled", "left"])
def test_what_was_not_taken_takes_no_press_along(taking: Taking, how: str) -> None:
    window, journey = taking.world.window, taking.world.journey
    taking.fails = how == "fails"
    taking.type()
    press(window, window.bar.next)
    assert taking.begun.wait(10)
    if how == "cancelled":
        press(window, window.bar.cancel)
    elif how == "left":
        taking.world.controller.go("start")
        taking.world.controller.go("begin")
    taking.release.set()
    taking.quiet()
    taking.qtbot.wait(50)
    assert journey.current.id == "begin"
    assert taking.page.problem.isVisible() == (how == "fails")


def test_a_button_of_the_page_waits_too_and_other_work_still_locks_next(taking: Taking) -> None:
    pressed: list[bool] = []
    go = button("Test", lambda: pressed.append(True), name="test")
    taking.page.body.addWidget(go)
    window = taking.world.window
    taking.qtbot.waitUntil(lambda: go.visibleRegion().boundingRect().height() > 5)
    taking.type()
    press(window, go)
    assert taking.begun.wait(10) and not pressed
    taking.release.set()
    taking.qtbot.waitUntil(lambda: pressed == [True])
    taking.quiet()
    held = threading.Event()
    taking.page.run(lambda task: held.wait(30), busy="shell-working")
    assert not window.bar.next.isEnabled()
    held.set()
    taking.quiet()
    assert window.bar.next.isEnabled()


def test_a_press_on_gray_next_ends_typing_in_a_cell(qtbot: QtBot) -> None:
    host = QDialog()
    box = QVBoxLayout(host)
    texts = Texts()
    cell, bar = ExpressionEdit(texts, CallHelp("cell", ""), name="cell", one_line=True), BottomBar(texts)
    box.addWidget(cell)
    box.addWidget(bar)
    qtbot.addWidget(host)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    pressed: list[bool] = []
    bar.next_pressed.connect(lambda: pressed.append(True))
    bar.next.setEnabled(False)
    cell.setFocus()
    qtbot.waitUntil(cell.hasFocus)
    press(host, bar.next)
    assert not cell.hasFocus() and pressed == []
    cell.setFocus()
    app = QApplication.instance()
    assert isinstance(app, QApplication)

    def sound(old: QWidget | None, _new: QWidget | None) -> None:
        if old is cell:
            bar.next.setEnabled(True)  # what the page does once the cell's text is an expression

    app.focusChanged.connect(sound)
    press(host, bar.next)
    app.focusChanged.disconnect(sound)
    assert pressed == [True]
