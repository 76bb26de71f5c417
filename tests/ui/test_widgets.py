"""Widgets: names, copying, secrets, choices, tables."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from ui_spoken import spoken

from wizard.core.gui_priority import gui_priority
from wizard.http import Exchange
from wizard.tutorial.model import Instruction
from wizard.ui.icons import ICON_NAMES, icon
from wizard.ui.models.rows import BACKGROUND_FROM, Column, RowsModel
from wizard.ui.shell.focus import FocusKeeper
from wizard.ui.shell.runner import Runner
from wizard.ui.widgets.basic import Card, Chip, StatTile, label
from wizard.ui.widgets.buttons import LinkButton, button
from wizard.ui.widgets.exchange import ExchangeDialog
from wizard.ui.widgets.fields import CopyField, FormField, SecretEdit, text_edit
from wizard.ui.widgets.instructions import InstructionList
from wizard.ui.widgets.segmented import SegmentedControl
from wizard.ui.widgets.status import StatusList
from wizard.ui.widgets.table import DataTable, share

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from ui_world import World

CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton

People = tuple[str, str, int]
COLUMNS: tuple[Column[People], ...] = (
    Column("Name", lambda row: row[0], stretch=1),
    Column("Would", lambda row: row[1], tone=lambda row: "ok" if row[1] == "create" else "warn"),
    Column("Count", lambda row: str(row[2]), sort=lambda row: row[2], right=True),
)
PEOPLE: list[People] = [("Ana", "create", 10), ("Ben", "disable", 9), ("Çelik", "create", 100)]


@pytest.fixture
def shown(world: World, qtbot: QtBot) -> Any:
    """Show a widget on its own, kept until the test ends."""
    kept = []

    def show(widget: Any) -> Any:
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.resize(700, 300)
        widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)
        return widget

    return show


def test_names_for_screen_readers(shown: Any) -> None:
    assert spoken(button("&Test again", name="again")) == "Test again"
    assert spoken(LinkButton("Open &portal", external=True)) == "Open portal"
    assert Card("Operations").accessibleName() == "Operations"
    assert StatTile("398", "users created").accessibleName() == "398 users created"
    field = FormField("Tenant &URL", text_edit(name="tenantUrl"), "From the Admin Console")
    assert field.control.accessibleName() == "Tenant URL"
    assert field.control.accessibleDescription() == "From the Admin Console"
    field.show_error("This is not an address")
    assert field.control.accessibleDescription() == "This is not an address"
    field.show_error("")
    assert field.control.accessibleDescription() == "From the Admin Console"
    checks = StatusList()
    row = checks.show_row("dns", "pass", "Name resolves", spoken="passed")
    assert row.accessibleName() == "passed: Name resolves"


def test_a_check_changes_in_its_place(shown: Any) -> None:
    checks = shown(StatusList())
    first = checks.show_row("dns", "wait", "Name")
    checks.show_row("tls", "wait", "TLS")
    assert checks.show_row("dns", "fail", "Name does not resolve") is first
    assert first.status == "fail"
    checks.clear()
    assert checks.row("dns") is None


def test_chip_shows_its_whole_text(shown: Any) -> None:
    chip = shown(Chip("differs", "warn"))
    narrow = chip.sizeHint().width()
    chip.show_state("differs from the default", "warn")
    assert chip.sizeHint().width() > narrow
    assert chip.sizeHint().width() > chip.fontMetrics().horizontalAdvance("differs from the default") * 0.8


def test_copy_field_copies_says_so_and_settles(
    qtbot: QtBot, shown: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr(world.context, "copy", copied.append)
    field = shown(CopyField("https://sigateway.com/scim", world.context, name="url", title="Tenant URL"))
    assert field.button.accessibleName() == "Copy: Tenant URL"
    qtbot.mouseClick(field.button, LEFT)
    assert copied == ["https://sigateway.com/scim"]
    assert field.button.text() == "Copied"
    assert spoken(field.button) == "Copied: Tenant URL"
    field.set_value("other")
    assert field.button.text() == "Copy"


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="needs an X11 display")
def test_a_selected_secret_is_not_on_the_primary_selection() -> None:
    """X11: what is selected with the mouse can be pasted elsewhere with the middle button, and clipboard tools keep it."""
    run = ["xvfb-run", "-a", sys.executable, str(Path(__file__).parent.parent / "support/selected_secret.py")]
    environment = {**os.environ, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, check=False, env=environment)
    if "could not connect" in done.stderr or "no Qt platform plugin" in done.stderr:
        pytest.skip("no X11 here")
    plain, secret, told = done.stdout.splitlines()
    assert plain, done.stderr
    assert "4711" not in secret
    assert told == "['pasted-token']"


def test_secret_is_dots_until_shown_and_never_reaches_the_clipboard(qtbot: QtBot, shown: Any) -> None:
    QApplication.clipboard().setText("before")
    secret = shown(SecretEdit("Show", "Hide"))
    secret.setAccessibleName("Secret token")
    assert secret.edit.accessibleName() == "Secret token"
    qtbot.keyClicks(secret.edit, "token-4711")
    assert "4711" not in secret.edit.displayText()
    qtbot.mouseClick(secret.toggle, LEFT)
    assert secret.edit.displayText() == "token-4711"
    assert secret.toggle.text() == "Hide"
    secret.edit.selectAll()
    for key in (Qt.Key.Key_C, Qt.Key.Key_X):
        qtbot.keyClick(secret.edit, key, CTRL)
    qtbot.keyClick(secret.edit, Qt.Key.Key_Insert, CTRL)
    qtbot.keyClick(secret.edit, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.clipboard().text() == "before"
    secret.clear()
    assert secret.text() == ""
    assert secret.edit.echoMode() == QLineEdit.EchoMode.Password


def test_pasted_secrets_are_told_raw(qtbot: QtBot, shown: Any) -> None:
    secret = shown(SecretEdit("Show", "Hide"))
    QApplication.clipboard().setText("Bearer abc\n")
    with qtbot.waitSignal(secret.pasted) as told:
        qtbot.keyClick(secret.edit, Qt.Key.Key_V, CTRL)
    assert told.args == ["Bearer abc\n"]
    assert secret.text() == "Bearer abc"


def test_segments_are_exclusive_and_move_by_arrow(qtbot: QtBot, shown: Any) -> None:
    control = shown(SegmentedControl([("today", "Today"), ("published", "As published")], title="Instructions"))
    assert control.value == "today"
    first = control.findChild(QAbstractButton, "segmented-today")
    first.setFocus()
    with qtbot.waitSignal(control.chosen) as told:
        qtbot.keyClick(first, Qt.Key.Key_Right)
    assert told.args == ["published"]
    assert control.value == "published"


def test_instructions_number_values_and_links(
    qtbot: QtBot, shown: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    opened: list[str] = []
    monkeypatch.setattr(world.context, "copy", copied.append)
    monkeypatch.setattr(world.context, "open_url", opened.append)
    view = shown(InstructionList(world.context))
    view.show_instructions(
        [
            Instruction("Open the portal", links=(("Portal", "https://entra.example"),)),
            Instruction("Paste", (("URL", "u"),)),
        ]
    )
    qtbot.mouseClick(view.findChild(LinkButton, "instructions-1-link-1"), LEFT)
    field = view.findChild(CopyField, "instructions-2-value-1")
    qtbot.mouseClick(field.button, LEFT)
    assert (opened, copied) == (["https://entra.example"], ["u"])


@pytest.mark.parametrize("name", sorted(ICON_NAMES))
def test_icons_are_drawn_at_every_scale(qapp: Any, name: str) -> None:
    sign = icon(name, "primary")
    for ratio in (1.0, 2.0):
        image: QImage = sign.pixmap(sign.actualSize(sign.availableSizes()[0]), ratio).toImage()
        inked = sum(image.pixelColor(x, y).alpha() > 60 for x in range(image.width()) for y in range(image.height()))
        assert inked > 4


# --- tables


def column(model: QAbstractItemModel, number: int = 0) -> list[str]:
    return [model.index(row, number).data() for row in range(model.rowCount())]


def test_model_keeps_qts_rules(qtbot: QtBot, qtmodeltester: Any, qapp: Any) -> None:
    model = RowsModel(COLUMNS)
    qtmodeltester.check(model)
    model.set_rows(PEOPLE)
    qtmodeltester.check(model)
    model.put_first([("Dana", "create", 1)])
    assert model.rowCount(model.index(0, 0)) == 0
    assert column(model) == ["Dana", "Ana", "Ben", "Çelik"]


def test_sorting_is_by_value_and_can_be_undone(qapp: Any) -> None:
    model = RowsModel(COLUMNS)
    model.set_rows(PEOPLE)
    model.sort(2)
    assert column(model) == ["Ben", "Ana", "Çelik"]
    model.sort(2, Qt.SortOrder.DescendingOrder)
    assert column(model) == ["Çelik", "Ana", "Ben"]
    model.put_first([("Dana", "create", 50)])
    assert column(model) == ["Çelik", "Dana", "Ana", "Ben"]
    model.sort(-1)
    assert column(model) == ["Dana", "Ana", "Ben", "Çelik"]


def test_the_window_does_not_wait_for_itself(qapp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small tables are sorted in the GUI thread, which is busy just then: with the click that asked for it."""
    monkeypatch.setattr(gui_priority, "yield_to_gui", lambda: pytest.fail("the GUI thread waits"))
    model = RowsModel(COLUMNS)
    model.set_rows(PEOPLE)
    model.set_only(lambda row: row[1] == "create")
    model.set_filter("c")
    model.sort(2, Qt.SortOrder.DescendingOrder)
    assert column(model) == ["Çelik", "Ana"]


def test_filter_wants_every_word_in_any_column_whatever_the_case(qapp: Any) -> None:
    model = RowsModel(COLUMNS)
    model.set_rows(PEOPLE)
    model.set_filter("CREATE çel")
    assert column(model) == ["Çelik"]
    model.put_first([("Çelenk", "create", 2), ("Eli", "create", 2)])
    assert column(model) == ["Çelenk", "Çelik"]
    model.set_filter("")
    assert len(column(model)) == 5


def test_large_tables_are_sorted_in_the_background_and_nothing_is_lost(qtbot: QtBot, qapp: Any) -> None:
    runner = Runner()
    model = RowsModel(COLUMNS, runner)
    rows = [(f"P{number:06}", "create", -number) for number in range(BACKGROUND_FROM * 2)]
    model.set_rows(rows)
    assert model.rowCount() == len(rows)
    model.sort(2)
    model.set_filter("P00")
    model.put_first([("P00x", "create", 5)])
    model.set_filter("")
    qtbot.waitUntil(lambda: runner.busy == 0, timeout=20_000)
    assert model.rowCount() == len(rows) + 1
    assert column(model)[0] == "P003999"
    assert column(model)[-1] == "P00x"
    runner.close()


def test_ctrl_c_copies_rows_as_tab_separated_text(qtbot: QtBot, shown: Any) -> None:
    table = shown(DataTable(COLUMNS, name="people", title="People"))
    table.set_rows([*PEOPLE, ("Tab\there\nand line", "create", 1)])
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_C, CTRL)
    lines = QApplication.clipboard().text().split("\n")
    assert lines[0] == "Name\tWould\tCount"
    assert lines[1] == "Ana\tcreate\t10"
    assert lines[-1] == "Tab here and line\tcreate\t1"


def test_current_row_survives_sorting_filtering_and_new_rows(qtbot: QtBot, shown: Any) -> None:
    table = shown(DataTable(COLUMNS, name="people", title="People"))
    table.set_rows(PEOPLE)
    assert table.select_row(PEOPLE[1])
    chosen: list[Any] = []
    table.row_chosen.connect(chosen.append)
    table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    assert table.current_row() == PEOPLE[1]
    table.set_rows([*PEOPLE, ("Dana", "create", 3)])
    assert table.current_row() == PEOPLE[1]
    assert [each for each in chosen if each is not None and each != PEOPLE[1]] == []
    table.set_filter("Ana")
    assert table.current_row() is None
    assert chosen[-1] is None


def test_return_opens_the_row_and_not_the_default_button(qtbot: QtBot, world: World, shown: Any) -> None:
    table = DataTable(COLUMNS, name="people", title="People")
    table.set_rows(PEOPLE)
    world.window.page.body.insertWidget(0, table)
    table.setFocus()
    table.select_row(PEOPLE[0])
    with qtbot.waitSignal(table.row_opened) as told:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert told.args == [PEOPLE[0]]
    assert world.window.page.step_id == "start"


@pytest.mark.parametrize("room", [300, 500, 900, 2000])
def test_columns_fill_the_width_and_short_ones_keep_theirs(room: int) -> None:
    widths = share([80, 400, 120, 900], [0, 1, 0, 2], room, [56] * 4)
    assert widths[0] == 80
    assert widths[2] == 120
    assert min(widths) >= 56
    if room >= 500:
        assert sum(widths) == room


def test_a_title_is_read_in_full_where_the_room_is_short() -> None:
    assert share([80, 400, 120, 900], [0, 1, 0, 2], 420, [80, 130, 120, 90]) == [80, 130, 120, 90]


def test_the_current_row_stays_in_sight_when_a_table_gets_lower(qtbot: QtBot, world: World) -> None:
    table = DataTable([Column("Number", str)], name="numbers", title="Numbers")
    qtbot.addWidget(table)
    table.set_rows(list(range(100)))
    table.resize(300, 400)
    table.show()
    qtbot.waitExposed(table)
    table.select_place(8)
    table.resize(300, 150)
    top = table.rowViewportPosition(table.currentIndex().row())
    assert 0 <= top < table.viewport().height()


def test_the_exchange_can_be_read_and_copied(qtbot: QtBot, world: World, shown: Any) -> None:
    started = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    exchanges = [
        Exchange("GET", "https://gate.example/scim/Users", {"authorization": "***"}, "", started, 12.4, 200),
        Exchange("POST", "https://gate.example/scim/Users", {}, "{}", started, 57.0, 0, error="connection refused"),
    ]
    dialog = shown(ExchangeDialog(world.context, exchanges, world.window))
    text = dialog.text.toPlainText()
    assert text.startswith("POST https://gate.example/scim/Users"), "the newest is shown first"
    assert "connection refused" in text
    dialog.table.select_row(exchanges[0])
    assert "authorization: ***" in dialog.text.toPlainText()
    assert "200 · 12 ms" in dialog.text.toPlainText()
    qtbot.mouseClick(dialog.findChild(LinkButton, "exchangeCopy"), LEFT)
    assert QApplication.clipboard().text() == dialog.text.toPlainText()


def test_no_exchange_says_so(world: World, shown: Any) -> None:
    dialog = shown(ExchangeDialog(world.context, [], world.window))
    assert dialog.findChild(DataTable) is None
    assert dialog.findChild(QWidget, "empty").accessibleName() == "There are no requests yet."


def test_columns_fit_what_comes_later(qtbot: QtBot) -> None:
    """A table that was empty at first is as wide as its rows need; a filter does not measure them anew."""
    columns: tuple[Column[str], ...] = (Column("When", str), Column("Rest", lambda row: "x", stretch=1))
    table = DataTable(columns, name="late", title="late")
    qtbot.addWidget(table)
    table.resize(600, 200)
    table.show()
    narrow = table.columnWidth(0)
    table.put_first(["2026-11-24 02:43:11 and some more"])
    wide = table.columnWidth(0)
    assert wide > narrow + 50
    table.set_filter("nothing of the kind")
    assert table.columnWidth(0) == wide


def test_a_large_table_finds_what_came_after_it_was_searched(qtbot: QtBot) -> None:
    runner = Runner()
    table = DataTable((Column("Name", lambda row: row),), name="large", title="large", runner=runner)
    qtbot.addWidget(table)
    table.set_rows([f"row {number}" for number in range(BACKGROUND_FROM + 10)])
    table.set_filter("row 7")
    qtbot.waitUntil(lambda: 0 < table.rows.rowCount() < 1000)
    before = table.rows.rowCount()
    table.put_first(["row 7 again"])
    qtbot.waitUntil(lambda: table.rows.rowCount() == before + 1)
    runner.close()


def test_return_never_presses_what_is_guarded(qtbot: QtBot) -> None:
    """Neither while it has the focus, nor when the focus came to it because another button was disabled."""
    from PySide6.QtWidgets import QDialog

    from wizard.ui.widgets.buttons import LinkButton, guard

    pressed: list[str] = []
    dialog = QDialog()
    qtbot.addWidget(dialog)
    box = QVBoxLayout(dialog)
    first = button("First", lambda: pressed.append("first"), name="first")
    second = button("Turn on", lambda: pressed.append("second"), name="second", guarded=True)
    third = LinkButton("Remove", lambda: pressed.append("third"), name="third")
    guard(third)
    for control in (first, second, third):
        box.addWidget(control)
    with qtbot.waitExposed(dialog):
        dialog.show()
    first.setFocus()
    first.setEnabled(False)
    assert dialog.focusWidget() is second, "Qt hands the focus on"
    for control in (second, third):
        control.setFocus()
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            qtbot.keyClick(control, key)
    assert pressed == []
    qtbot.keyClick(second, Qt.Key.Key_Space)
    assert pressed == ["second"], "Space does what it always does"


@pytest.mark.parametrize("link", [False, True])
def test_the_click_that_ends_typing_presses_although_the_button_moves(qtbot: QtBot, shown: Any, link: bool) -> None:
    host = QWidget()
    box = QVBoxLayout(host)
    edit, note = text_edit(name="token"), label("Two blanks were removed.\nThe token is kept.\nIt is short.", "warn")
    pressed: list[bool] = []
    press = (LinkButton if link else button)("Test", lambda: pressed.append(True), name="test")
    for each in (edit, note, press):
        box.addWidget(each)
    note.hide()
    edit.editingFinished.connect(note.show)
    shown(host)
    host.adjustSize()
    edit.setFocus()
    qtbot.keyClicks(edit, "token")
    before, place = press.pos(), press.mapTo(host, press.rect().center())
    QTest.mousePress(host.windowHandle(), LEFT, pos=place)
    qtbot.waitUntil(lambda: press.pos() != before)
    QTest.mouseRelease(host.windowHandle(), LEFT, pos=place)
    qtbot.waitUntil(lambda: pressed == [True], timeout=2000)
    away = press.mapTo(host, press.rect().center())
    QTest.mousePress(host.windowHandle(), LEFT, pos=away)
    QTest.mouseRelease(host.windowHandle(), LEFT, pos=edit.mapTo(host, edit.rect().center()))
    assert pressed == [True], "released elsewhere, it is not pressed"


def test_where_the_room_is_short_a_column_with_more_stretch_keeps_more() -> None:
    assert share([140, 330, 500, 214, 90], [0, 4, 3, 4, 0], 880, [56] * 5) == [140, 249, 187, 214, 90]


def test_a_long_value_breaks_and_does_not_widen_its_box(qtbot: QtBot) -> None:
    from wizard.ui.widgets.result_box import ResultBox

    box = ResultBox("result")
    qtbot.addWidget(box)
    box.resize(300, 40)
    box.show()
    box.show_value("ana@harborlights.example", "ok")
    assert box.text() == "ana@harborlights.example"
    box.show_value("firstname.lastname-secondname@department.harborlights.example", "ok")
    assert box.text().replace("\u200b", "") == "firstname.lastname-secondname@department.harborlights.example"
    assert "\u200b" in box.text() and box.heightForWidth(300) > box.fontMetrics().height() * 2


class Room(QWidget):
    """A window with one page and a Next button, as far as the focus knows."""

    def __init__(self) -> None:
        super().__init__()
        self.page = QWidget(self)
        self.title, self.act, self.other = QLabel(), QPushButton("Assign"), QPushButton("Other")
        self.next = QPushButton("Next", self)
        self.title.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        box = QVBoxLayout(self.page)
        for each in (self.title, self.act, self.other):
            box.addWidget(each)
        outer = QVBoxLayout(self)
        outer.addWidget(self.page)
        outer.addWidget(self.next)
        self.done = self.busy = False
        self.keeper = FocusKeeper(
            self, lambda: self.page, lambda: self.title, lambda: self.busy, lambda: self.next if self.done else None
        )


@pytest.mark.parametrize("done_before", [False, True])
def test_the_focus_goes_to_next_when_the_work_completed_the_step(qtbot: QtBot, done_before: bool) -> None:
    room = Room()
    qtbot.addWidget(room)
    room.show()
    qtbot.waitExposed(room)
    room.keeper.go(room.act)
    room.done = done_before
    room.busy = True
    room.act.setEnabled(False)
    assert room.focusWidget() is room.title
    room.busy, room.done = False, True
    room.keeper.look_again()
    wanted = room.other if done_before else room.next
    qtbot.waitUntil(lambda: room.focusWidget() is wanted)


def test_the_outcome_of_a_replaced_token_squeezes_nothing(world: World, qtbot: QtBot) -> None:
    from wizard.ui.pages.health import StepPage
    from wizard.ui.pages.health_token import TokenDialog

    page = StepPage(world.context)
    qtbot.addWidget(page)
    dialog = TokenDialog(page)
    qtbot.addWidget(dialog)
    dialog.show()
    before = dialog.field.height()
    dialog._banner("Entra has the new token and has tested it", "You can revoke the old token now. " * 8, "ok")
    box = dialog.layout()
    assert box is not None
    qtbot.waitUntil(lambda: dialog.height() >= box.totalHeightForWidth(dialog.width()))
    assert dialog.field.height() == before


def test_the_support_file_dialog_begins_at_the_choice_that_is_made(world: World, qtbot: QtBot) -> None:
    from wizard.ui.widgets.support import SupportDialog

    dialog = SupportDialog(world.context, None, world.window)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    assert dialog.focusWidget() is dialog.namings["stand-ins"] and dialog.naming == "stand-ins"
