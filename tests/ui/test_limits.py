"""What there may be much of does not make the window stand still, and does not grow for ever."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea
from pytestqt.qtbot import QtBot
from ui_world import World

from wizard.core.errors import LONGEST, InputError
from wizard.core.texts import Texts
from wizard.journey.answers import Answers
from wizard.journey.machine import SavedSetup, Snapshot
from wizard.journey.setups import SetupStore
from wizard.ui.models.rows import Column, RowsModel
from wizard.ui.pages.start_row import LONGEST_NAME
from wizard.ui.pages.start_saved import ROWS
from wizard.ui.widgets.table import DataTable


def test_a_thousand_saved_setups_come_bit_by_bit(qtbot: QtBot, make_world: Callable[..., World]) -> None:
    world = make_world()
    store = SetupStore(world.folder)
    for number in range(1000):
        changed = f"2026-01-01T{number // 60:02}:{number % 60:02}:00+00:00"
        store.save(
            SavedSetup(f"{number:012x}", f"Setup {number}", changed, False, Snapshot("begin", "begin", Answers()))
        )
    world.window.show()
    page: Any = world.window.page
    qtbot.waitUntil(lambda: bool(_rows(page)), timeout=20_000)
    assert len(_rows(page)) == ROWS
    assert page.findChild(QFrame, f"setup-{999:012x}") is not None, "the newest first"
    more = page.findChild(QAbstractButton, "moreSetups")
    assert more.text() == f"Show {ROWS} more (of {1000 - ROWS})"
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(_rows(page)) == 2 * ROWS)


def _rows(page: Any) -> list[QFrame]:
    return [each for each in page.findChildren(QFrame) if each.objectName().startswith("setup-")]


@pytest.mark.parametrize("name", ["Harbor Lights " * 6, "W" * LONGEST_NAME], ids=["words", "one word"])
def test_the_longest_name_of_a_setup_does_not_widen_the_page(
    qtbot: QtBot, make_world: Callable[..., World], name: str
) -> None:
    world = make_world()
    setup = SavedSetup("0" * 12, name[:LONGEST_NAME].strip(), "2026-01-01T00:00:00+00:00", True,
                       Snapshot("begin", "begin", Answers()))  # fmt: skip
    SetupStore(world.folder).save(setup)
    world.window.resize(1024, 680)
    world.window.show()
    page: Any = world.window.page
    qtbot.waitUntil(lambda: bool(_rows(page)))
    qtbot.waitUntil(lambda: page.findChild(QAbstractButton, f"continue-{setup.id}").isVisible())
    area = world.window.stack.currentWidget()
    assert isinstance(area, QScrollArea) and page.minimumSizeHint().width() <= area.viewport().width()


def test_a_log_keeps_its_newest_entries(qtbot: QtBot) -> None:
    model: RowsModel[SimpleNamespace] = RowsModel((Column("Name", lambda row: row.name),))
    for start in range(0, 40, 10):
        model.put_first([SimpleNamespace(name=f"row {start + 9 - number}") for number in range(10)], 25)
    assert model.rowCount() == model.total == 25
    assert [model.shown_row(number).name for number in (0, 24)] == ["row 39", "row 15"]
    model.put_first([SimpleNamespace(name=f"new {number}") for number in range(30)], 25)
    assert model.total == 30, "what came at once stays together"


def test_a_cell_and_its_tooltip_show_the_beginning_of_a_very_long_text(qtbot: QtBot) -> None:
    """A name of a million characters would hold the window up each time that its row is drawn or pointed at."""
    table = DataTable([Column("Name", lambda row: row)], name="people", title="People")
    qtbot.addWidget(table)
    table.rows.set_rows(["Ana" + "x" * 1_000_000])
    table.show()
    tip = table.rows.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("Anaxx") and tip.endswith("…") and len(tip) < 3_000
    assert table.columnWidth(0) < 100_000, "only what can be seen was measured"
    assert table.rows.index(0, 0).data() == "Ana" + "x" * 1_000_000, "copying and searching have all of it"


def test_a_long_parameter_of_an_error_is_cut() -> None:
    error = InputError("ca-file-unreadable", {"file": "x" * 5_000_000, "number": 7})
    assert len(str(error.params["file"])) == LONGEST + 1
    assert error.params["number"] == 7
    assert len(Texts().problem(error).why) < 2 * LONGEST
