"""What pictures showed and a glance at code does not: gaps, edges, and what is scrolled into view."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from bench.geometry import cut_off
from wizard.directory import Tenant
from wizard.journey.model import Outcome
from wizard.ui.layout import SPACE, Wide, column, fit, holder, row
from wizard.ui.theme import colors, px
from wizard.ui.widgets.basic import Card, EmptyState, StatTile
from wizard.ui.widgets.fields import text_edit
from wizard.ui.widgets.problem import Banner

if TYPE_CHECKING:
    from ui_world import World

WIDTH, HEIGHT = 700, 600


@pytest.fixture
def laid_out(world: World, qtbot: QtBot) -> Any:
    kept = []

    def show(*parts: Any) -> QWidget:
        page = QWidget()
        page.setLayout(column(*parts))
        page.setFixedSize(WIDTH, HEIGHT)
        qtbot.addWidget(page)
        kept.append(page)
        page.show()
        qtbot.waitExposed(page)
        return page

    return show


def test_a_hidden_part_of_a_card_leaves_no_gap(laid_out: Any, qtbot: QtBot) -> None:
    card, hidden, two = Card("Test", name="card"), QLabel("Later"), (QLabel("a"), QLabel("b"))
    for each in (QLabel("Now"), hidden, column(*two)):
        card.add(each)
    laid_out(card, SPACE)
    full = card.height()
    hidden.hide()
    qtbot.waitUntil(lambda: card.height() == full - 2 * px(10) - hidden.sizeHint().height())
    for each in two:
        each.hide()
    qtbot.waitUntil(lambda: card.height() < full - 4 * px(10))
    hidden.show()
    qtbot.waitUntil(lambda: hidden.height() >= hidden.sizeHint().height())


def test_nested_layouts_have_one_left_edge(laid_out: Any) -> None:
    inner, outer = QLabel("inner"), QLabel("outer")
    page = laid_out(outer, holder(column(holder(row(holder(column(inner)), SPACE)))), SPACE)
    assert inner.mapTo(page, QPoint(0, 0)).x() == outer.mapTo(page, QPoint(0, 0)).x() == 0


def test_tiles_leave_spare_height_to_what_is_below(laid_out: Any) -> None:
    card = Card("In scope")
    tile = StatTile("–", "in scope")
    card.add(row(tile))
    rest = EmptyState("Nothing yet")
    card.add_flush(rest, 1)
    laid_out(Wide(card))
    assert tile.height() < 100 and rest.height() > HEIGHT / 2


def test_a_dialog_is_no_larger_than_its_screen(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    fit(dialog, 300, 200)
    assert (dialog.width(), dialog.height()) == (300, 200)
    room = dialog.screen().availableGeometry()
    fit(dialog, room.width() + 100, room.height())
    assert dialog.width() == room.width() and dialog.height() < room.height(), "the title bar needs room"
    dialog.resize(room.width(), room.height() + 1)
    assert any("larger than its screen" in line for line in cut_off(dialog))


def test_placeholders_have_the_color_that_the_theme_gives_them(laid_out: Any) -> None:
    edit = text_edit(name="filter", placeholder="Filter")
    laid_out(edit)
    assert edit.palette().placeholderText().color() == QColor(colors().faint)


def test_what_was_just_shown_is_scrolled_into_view(world: World, qtbot: QtBot) -> None:
    page = world.window.page
    filler = QWidget()
    filler.setFixedHeight(1500)
    banner = Banner(name="result")
    banner.hide()
    page.body.addWidget(filler)
    page.body.addWidget(banner)
    area = world.window.stack.currentWidget()
    assert isinstance(area, QScrollArea)
    qtbot.waitUntil(lambda: page.height() > 1500)
    banner.say("Create temporary test objects?", "They are changed, checked and deleted. " * 8)
    page.viewport.show(banner)
    view = area.viewport()
    qtbot.waitUntil(lambda: view.rect().contains(banner.mapTo(view, banner.rect().bottomLeft())))


def test_the_groups_of_the_rail_stay_in_a_low_window(world: World, qtbot: QtBot) -> None:
    window, rail = world.window, world.window.rail
    steps: Any = rail.findChild(QScrollArea, "railArea")
    rail.show_practice(True, True)
    rail.show_support(True)
    window.setMinimumSize(0, 0)
    window.resize(1024, 570)
    start = rail.items["start"]
    qtbot.waitUntil(lambda: steps.verticalScrollBar().maximum() == 0 and start.height() < 31)
    before = start.height()
    account: Any = SimpleNamespace(account="admin@harborlights.example", tenant=Tenant("", "Harbor Lights"))
    rail.show_account(account)  # a second line below the steps
    qtbot.waitUntil(lambda: steps.verticalScrollBar().maximum() == 0 and start.height() < before)
    assert start.height() >= 24, "a target for a finger"
    assert all(heading.isVisible() for heading in rail.headings)
    window.resize(1024, 1000)
    qtbot.waitUntil(lambda: start.height() > before)
    window.resize(1024, 400)
    qtbot.waitUntil(lambda: not any(heading.isVisible() for heading in rail.headings))


def test_nothing_checked_yet_is_no_warning_on_arrival(world: World) -> None:
    world.window.page.start_new()  # type: ignore[attr-defined]
    assert world.journey.current.id == "begin"
    world.journey.record("begin", Outcome("attention", {"tenant": "unknown", "role": "unknown"}))
    world.window.refresh()
    states = [str(world.window.rail.items["begin"].state)]
    world.journey.record("begin", Outcome("attention", {"tenant": "checked", "role": "missing"}))
    world.window.refresh()
    assert [*states, world.window.rail.items["begin"].state] == ["todo", "attention"]
