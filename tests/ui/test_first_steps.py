"""Steps 5 and 6 for somebody who has not typed anything yet: who there is, and a threshold that fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from wizard.directory import Tenant
from wizard.graph.principals import GroupReach, Principal
from wizard.journey.answers import Answers
from wizard.journey.machine import Snapshot
from wizard.journey.model import Outcome, Result, Suggested
from wizard.ui.pages import assign_reach, assign_search

DIRECTORY = (
    Principal("2", "User", "Bo Li", "bo@x.example"), Principal("1", "User", "ana Ruiz", "ana@x.example"),
    Principal("9", "Group", "Door Staff", "Opens doors"),
)  # fmt: skip


@pytest.fixture
def signed_in(world: Any) -> Iterator[Any]:
    world.context.services.session = SimpleNamespace(tenant=Tenant("t", "Harbor Lights"), account="admin")
    yield world
    world.context.services.session = None


def quiet(page: Any, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.context.runner.busy == 0 and not page.waiting)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []

    def search(_task: Any, _context: Any, text: str) -> tuple[Principal, ...]:
        found.append(text)
        return tuple(one for one in DIRECTORY if text.lower() in one.display_name.lower())

    monkeypatch.setattr(assign_search, "search", search)
    monkeypatch.setattr(assign_reach, "reach", lambda *_: GroupReach(DIRECTORY[:2]))
    return found


def names(page: Any) -> list[str]:
    rows = page.search.found.rows
    return [rows.row_at(number).display_name for number in range(rows.rowCount())]


def test_the_first_ones_are_there_before_anybody_types(signed_in: Any, asked: list[str], qtbot: QtBot) -> None:
    from wizard.ui.pages.assign import StepPage

    page = StepPage(signed_in.context)
    qtbot.addWidget(page)
    page.show()
    page.enter()
    quiet(page, qtbot)
    assert names(page) == ["ana Ruiz", "Bo Li", "Door Staff"] and asked == [""]
    assert "first users and groups" in page.search.hint.text() and not page.search.add_button.isEnabled()
    page.enter()
    quiet(page, qtbot)
    assert asked == [""], "read once"

    qtbot.keyClicks(page.search.text, "door")
    quiet(page, qtbot)
    assert names(page) == ["Door Staff"] and asked == ["", "door"] and page.search.add_button.isEnabled()
    page.search.text.selectAll()
    qtbot.keyClick(page.search.text, Qt.Key.Key_Delete)
    quiet(page, qtbot)
    assert names(page) == ["ana Ruiz", "Bo Li", "Door Staff"] and asked == ["", "door"]

    page.search.found.select_place(2)
    qtbot.mouseClick(page.search.add_button, Qt.MouseButton.LeftButton)
    assert [one.display_name for one in page.journey.answers.assignments] == ["Door Staff"]


@pytest.fixture
def connect(signed_in: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Any:
    def make(found: Suggested | None) -> Any:
        step = signed_in.journey.step("connect")
        fields = tuple(replace(one, suggest=lambda *_: found) if one.suggest else one for one in step.fields)
        monkeypatch.setitem(signed_in.journey._by_id, "connect", replace(step, fields=fields))
        from wizard.ui.pages.connect import StepPage

        page = StepPage(signed_in.context)
        qtbot.addWidget(page)
        page.show()
        page.enter()
        quiet(page, qtbot)
        return page

    return make


def test_the_threshold_fits_and_says_why(connect: Any) -> None:
    page = connect(Suggested(8, 81))
    assert page.form["delete_threshold"].control.value() == page.journey.answers.delete_threshold == 8
    said = page.form["delete_threshold"].box.help
    assert "8 is suggested for 81 users in scope" in said and "default is 500" in said


def test_what_somebody_chose_or_saved_stays(connect: Any, qtbot: QtBot) -> None:
    page = connect(Suggested(8, 81))
    page.form["delete_threshold"].control.setValue(20)
    page.enter()
    quiet(page, qtbot)
    assert page.journey.answers.delete_threshold == 20
    page.journey.answer(delete_threshold=500)
    page.journey.record("connect", Outcome("done", {}), page.journey.answers)
    page.enter()
    quiet(page, qtbot)
    assert page.journey.answers.delete_threshold == 500, "it was saved so"


def test_without_a_suggestion_it_is_as_it_was(connect: Any) -> None:
    page = connect(None)
    assert (
        page.form["delete_threshold"].control.value() == 500
        and "suggested" not in page.form["delete_threshold"].box.help
    )


def test_a_first_click_on_somebody_is_enough_to_add_them_and_return_adds_what_was_found(
    signed_in: Any, asked: list[str], qtbot: QtBot
) -> None:
    from wizard.ui.pages.assign import StepPage

    page = StepPage(signed_in.context)
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    page.enter()
    quiet(page, qtbot)
    table = page.search.found
    place = table.visualRect(table.rows.index(1, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.search.add_button.isEnabled(), "the first click on a row already selects it"
    qtbot.mouseClick(page.search.add_button, Qt.MouseButton.LeftButton)
    assert [one.display_name for one in page.journey.answers.assignments] == ["Bo Li"]

    qtbot.keyClicks(page.search.text, "door")
    quiet(page, qtbot)
    qtbot.keyClick(page.search.text, Qt.Key.Key_Return)
    assert [one.display_name for one in page.journey.answers.assignments] == ["Bo Li", "Door Staff"]


def test_a_test_without_a_token_asks_for_it_in_its_field(world: Any, qtbot: QtBot) -> None:
    from wizard.ui.pages.credentials import StepPage

    page = StepPage(world.context)
    qtbot.addWidget(page)
    page.show()
    page.enter()
    quiet(page, qtbot)
    qtbot.mouseClick(page.test.button, Qt.MouseButton.LeftButton)
    assert world.runner.busy == 0 and not page.problem.isVisible(), "nothing is tested"
    assert page.token.box.error == "Paste the secret token first."
    assert page.focusWidget() is page.token.secret.edit


def test_a_setup_left_on_the_first_page_continues_where_it_had_got_to() -> None:
    from wizard.ui.shell.setup_files import finished, place

    done = {"turnon": Result("done", "", "2026-01-01T00:00:00+00:00", "for_me")}
    left = Snapshot("start", "watch", Answers(), done)
    assert place(left) == "watch" and finished(left)
    assert place(Snapshot("scope", "watch", Answers(), done)) == "scope"
    assert not finished(Snapshot("start", "watch", Answers(), {}))
