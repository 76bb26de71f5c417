"""Tooltips show text letter by letter: a name from a stranger is never markup, in whatever table it stands."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent, QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QToolTip
from pytestqt.qtbot import QtBot

from wizard.ui.models.rows import Column
from wizard.ui.tips import set_tip, tip_text
from wizard.ui.widgets.table import DataTable

HOSTILE = (
    '<img src="file://server.example/share/x.png">',
    "&lt;b&gt;bold&lt;/b&gt;",
    "<table background='file:///etc/hostname'><tr><td>x</table>",
    "Ana <b>Berg</b> & Co",
    "<?xml version='1.0'?><a/>",
    "a\n<style>@import url(file:///x)</style>",
)


def shown(tip: str) -> str:
    """Return what Qt makes of a tooltip, by its own HTML reader; plain where Qt would not call that reader."""
    if "<" not in tip and "&" not in tip:
        return tip
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_markup_is_shown_as_it_was_written(qapp: QApplication, text: str) -> None:
    assert shown(tip_text(text)) == text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=60))
def test_every_text_comes_out_as_it_went_in(text: str) -> None:
    tip = tip_text(text)
    assert tip == text or unescape(tip.removeprefix('<p style="white-space: pre-wrap">').removesuffix("</p>")) == text
    assert tip.count("<") in (0, 2), "no tag but ours"


def test_an_ordinary_text_stays_plain_for_screen_readers(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    set_tip(label, "Ana Berg, ana@example.com")
    assert label.toolTip() == "Ana Berg, ana@example.com"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_mouse_that_rests_on_a_table_cell_loads_nothing(qtbot: QtBot, text: str) -> None:
    table = DataTable([Column("Name", lambda row: row)], name="people", title="People")
    qtbot.addWidget(table)
    table.resize(300, 200)
    table.rows.set_rows([text])
    with qtbot.waitExposed(table):
        table.show()
    inside = table.visualRect(table.rows.index(0, 0)).center()
    view = table.viewport()
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, inside, view.mapToGlobal(inside)))
    assert shown(QToolTip.text()) == text
    QToolTip.hideText()


def test_copied_rows_hold_no_formula(qtbot: QtBot) -> None:
    """A spreadsheet would run the cell; see OWASP, CSV Injection."""
    table: DataTable[tuple[str, str]] = DataTable(
        [Column("Name", lambda row: row[0]), Column("Why", lambda row: row[1])], name="people", title="People"
    )
    qtbot.addWidget(table)
    table.rows.set_rows([('=HYPERLINK("https://attacker.example")', "@SUM(A1)"), ("\t+1", "Ana - Berg")])
    table.selectAll()
    table.copy_selection()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[1:] == ["'=HYPERLINK(\"https://attacker.example\")\t'@SUM(A1)", "'+1\tAna - Berg"]


def test_a_tip_of_its_own_is_plain_too(qtbot: QtBot) -> None:
    table = DataTable([Column("Name", str, tip=lambda row: f"<i>{row}</i>")], name="people", title="People")
    qtbot.addWidget(table)
    table.rows.set_rows(["x"])
    assert shown(str(table.rows.data(table.rows.index(0, 0), int(Qt.ItemDataRole.ToolTipRole)))) == "<i>x</i>"
