"""What is wider than its column goes on in the next line; nothing has to be looked up in a tooltip."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from wizard.ui.models.rows import Column
from wizard.ui.theme import px
from wizard.ui.widgets.table import EACH, DataTable, share
from wizard.ui.widgets.table_cells import cell_lines, cell_metrics, wrapped

REASON = "new: nothing in CloudGate has this userName"
TARGET = 'addresses[type eq "work"].streetAddress'
WIDTH = 330


@pytest.fixture
def table(world: Any, qtbot: QtBot) -> DataTable[tuple[str, str, str]]:
    made: DataTable[tuple[str, str, str]] = DataTable(
        (
            Column("Kind", lambda row: row[0]),
            Column("Target", lambda row: row[1], mono=True, stretch=1, middle=True),
            Column("Why", lambda row: row[2], stretch=1),
        ),
        name="lines",
        title="Lines",
    )
    qtbot.addWidget(made)
    made.resize(WIDTH, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


def heights(table: DataTable[Any]) -> list[int]:
    return [table.verticalHeader().sectionSize(row) for row in range(table.rows.rowCount())]


def test_a_row_is_as_high_as_its_text_needs_and_all_of_it_is_there(table: DataTable[Any], qtbot: QtBot) -> None:
    table.set_rows([("user", "title", "short"), ("user", TARGET, REASON)])
    qtbot.waitUntil(lambda: heights(table)[1] > heights(table)[0])
    for place, column in enumerate(table.rows.columns):
        lines = cell_lines(column, table.rows.shown_row(1), table.columnWidth(place))
        assert "".join(lines).replace(" ", "") == table.rows.text(1, place).replace(" ", "")
    assert table.horizontalScrollBar().maximum() == 0
    table.resize(1100, 400)
    qtbot.waitUntil(lambda: heights(table)[1] == heights(table)[0])


def test_heights_follow_their_rows_when_the_order_changes(table: DataTable[Any], qtbot: QtBot) -> None:
    table.set_rows([("a", "title", "short"), ("b", TARGET, REASON)])
    table.sortByColumn(0, table.horizontalHeader().sortIndicatorOrder())
    table.rows.sort(0, table.horizontalHeader().sortIndicatorOrder().DescendingOrder)
    qtbot.waitUntil(lambda: heights(table)[0] > heights(table)[1])
    table.set_filter("title")
    assert heights(table) == [table.row_height(1)]


def test_a_long_table_has_one_height_and_a_short_one_again_its_own(table: DataTable[Any]) -> None:
    table.set_rows([("user", "title", REASON if number == 3 else "short") for number in range(EACH + 1)])
    assert len(set(heights(table))) == 1 and heights(table)[0] > table.row_height(1)
    table.set_filter("nothing")
    assert len(heights(table)) == 1 and heights(table)[0] > table.row_height(1)
    table.set_rows([("user", "title", "short")])
    table.set_filter("")
    assert heights(table) == [table.row_height(1)]


def test_the_height_of_a_long_table_follows_what_is_shown_of_it(table: DataTable[Any]) -> None:
    """The widths of the columns stay, since the rows that are measured for them need no more."""
    short, long = [("a", TARGET, "short")] * (EACH + 1), [("b", TARGET, REASON * 3)] * (EACH + 1)
    table.set_rows([*short, *long])
    low = table.verticalHeader().defaultSectionSize()
    table.rows.sort(0, Qt.SortOrder.DescendingOrder)
    high = table.verticalHeader().defaultSectionSize()
    assert high > low
    table.show_only(lambda row: row[0] == "a")
    assert table.verticalHeader().defaultSectionSize() == low
    table.show_only(None)
    assert table.verticalHeader().defaultSectionSize() == high


def test_a_row_that_changes_gets_the_lines_that_it_needs_now(table: DataTable[Any]) -> None:
    table.set_rows([("user", "title", "short"), ("user", "mail", "short")])
    one = table.row_height(1)
    assert heights(table) == [one, one]
    table.change_rows([("user", "title", "short"), ("user", TARGET, REASON * 2)])
    assert heights(table)[0] == one < heights(table)[1]
    table.change_rows([("user", "title", "short"), ("user", "mail", "short")])
    assert heights(table) == [one, one]


def test_a_table_of_whole_rows_is_as_high_as_they_are(table: DataTable[Any]) -> None:
    table.set_rows([("user", TARGET, REASON), ("user", "title", "short"), ("user", "title", "short")])
    table.fit_height(2)
    table.resize(WIDTH, table.height())
    head = table.horizontalHeader().sizeHint().height()
    assert table.height() == head + sum(heights(table)[:2]) + 2
    table.free_height()
    assert table.maximumHeight() > 10_000


@pytest.mark.parametrize("name", [True, False])
@pytest.mark.parametrize(
    "text",
    [REASON, TARGET, "anika.nakamura@harborlights.example", "https://127.0.0.1:47771/scim/v2", "x" * 90, "日" * 50],
)
@pytest.mark.parametrize("width", [90, 160, 300])
def test_lines_fit_and_lose_nothing(qapp: Any, text: str, width: int, name: bool) -> None:
    lines = wrapped(text, px(width), 20, mono=True, name=name)
    assert all(cell_metrics(mono=True).horizontalAdvance(line) <= px(width) for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    short = wrapped(text, px(width), 2, mono=True, name=name)
    assert len(short) <= 2 and (short == lines or "…" in short[-1])


def test_names_and_addresses_end_lines_where_their_parts_end(qapp: Any) -> None:
    advance = cell_metrics(mono=True).horizontalAdvance
    assert wrapped(TARGET, advance("x" * 27), 4, mono=True, name=True) == (
        'addresses[type eq "work"].',
        "streetAddress",
    )
    address = "anika.nakamura@harborlights.example"
    assert wrapped(address, advance("x" * 20), 4, mono=True) == ("anika.nakamura@", "harborlights.example")
    assert wrapped("since 11/30/2026", advance("x" * 11), 4, mono=True) == ("since", "11/30/2026")


def test_columns_leave_each_other_the_words_that_they_need() -> None:
    assert share([300, 280], [1, 1], 400, [228, 170]) == [228, 172]
    assert share([280, 300], [1, 1], 400, [170, 228]) == [172, 228]


def test_a_name_of_several_words_ends_its_line_between_them(world: Any) -> None:
    room = cell_metrics(mono=True).horizontalAdvance("physicalDeliveryO")
    assert wrapped("physicalDeliveryOfficeName", room, 4, mono=True) == ("physicalDelivery", "OfficeName")
