"""Problems of a mapping: each that is counted can be read and reached, also when its row is gone."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from ui_mapping import find, pick, quiet, schema, source, text

from wizard.journey.steps import mappings
from wizard.mapping.checks import Finding, check
from wizard.ui.pages import mapping_load
from wizard.ui.pages.mapping_population import PopulationBox
from wizard.ui.pages.mapping_problems import FEW, ProblemsPanel
from wizard.ui.theme import px

LEFT = Qt.MouseButton.LeftButton


def said(page: QWidget) -> str:
    """All that the list of problems says."""
    labels = [each for row in find(page, "problems").findChildren(QWidget) for each in [row] if hasattr(each, "text")]
    return " ".join(str(each.text()) for each in labels if each.isVisible())


def without(page: Any, *targets: str) -> None:
    for target in targets:
        pick(page, target)
        page.commands.remove()
    quiet(page, page.bot)


def test_a_problem_whose_row_is_gone_is_told_and_can_be_put_back(qtbot: QtBot, make: Any) -> None:
    page = make()
    page.bot = qtbot
    assert page.problems.panel.isHidden()
    without(page, "active")
    assert "1 problem" in text(page, "mappingCount")
    assert "people who leave stay active" in said(page)
    assert text(page, "problemLink") == "Restore it"
    qtbot.mouseClick(find(page, "problemLink"), LEFT)
    quiet(page, qtbot)
    assert "IsSoftDeleted" in source(page, "active")
    assert page.problems.panel.isHidden()


def test_missing_rows_are_not_as_by_default(qtbot: QtBot, make: Any) -> None:
    page = make()
    page.bot = qtbot
    assert "no changes from default" in text(page, "mappingCount")
    without(page, "active", "title")
    assert "2 changed" in text(page, "mappingCount")


def test_a_problem_of_a_row_leads_there_through_the_filter(qtbot: QtBot, make: Any) -> None:
    page = make()
    pick(page, "title")
    find(page, "expression").setPlainText("[jobTitel]")
    quiet(page, qtbot)
    pick(page, "userName")
    page.table.filter.setText("userName")
    qtbot.mouseClick(find(page, "problemLink"), LEFT)
    assert page.edits.row.target == "title"
    assert "jobTitle" in text(page, "finding")


def test_as_many_are_told_as_are_counted(qtbot: QtBot, make: Any) -> None:
    page = make()
    page.bot = qtbot
    without(page, "active")
    for target in ("title", "name.givenName", "name.familyName", "displayName"):
        pick(page, target)
        find(page, "expression").setPlainText(f"[{target.replace('.', '')}X]")
    pick(page, "userName")
    find(page, "expression").setPlainText("Join(")  # not finished
    quiet(page, qtbot)
    counted = len(page.problems.counted(page.review.found.findings))
    assert f"{counted} problems" in text(page, "mappingCount")
    assert counted > FEW
    qtbot.mouseClick(find(page, "problemsMore"), LEFT)
    named = [QWidget, QRegularExpression("^check-")]
    qtbot.waitUntil(lambda: sum(each.isVisible() for each in page.problems.panel.findChildren(*named)) == counted)
    assert "not a valid expression yet" in said(page)


@pytest.mark.parametrize("way", ["button", "next"])
def test_saving_asks_about_problems_that_the_edits_bring(
    qtbot: QtBot, make: Any, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    page = make()
    page.bot = qtbot
    asked: list[object] = []
    monkeypatch.setattr(page.gate, "ask", asked.append)
    without(page, "active")
    press = page.next_pressed if way == "next" else page.save
    press()
    quiet(page, qtbot)
    assert not asked
    dialog = find(page, "problemsDialog")
    assert "people who leave stay active" in text(dialog, "newProblem")
    assert dialog.refuse.hasFocus()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert not asked
    assert "Not saved" in page.problem._what.text()
    press()
    quiet(page, qtbot)
    qtbot.mouseClick(find(find(page, "problemsDialog"), "problemsGo"), LEFT)
    assert len(asked) == 1


def test_problems_that_were_there_are_no_question(qtbot: QtBot, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    page = make()
    page.bot = qtbot
    without(page, "active")
    held = page.job.schema.with_mapping("User", rows=page.rows)
    assert [one.id for one in check(held, "User")] == ["map-disable-switch-removed"]
    monkeypatch.setattr(mapping_load, "load", lambda *_: mappings.Mappings(held, schema(), ()))
    page.loading.load()
    quiet(page, qtbot)
    assert "people who leave stay active" in said(page)
    asked: list[object] = []
    monkeypatch.setattr(page.gate, "ask", asked.append)
    page.save()
    quiet(page, qtbot)
    assert len(asked) == 1


def test_the_long_name_of_a_guest_does_not_widen_the_page(world: Any, qtbot: QtBot) -> None:
    """A guest's name in Entra is the address, #EXT#, and the tenant (Microsoft Learn, "Properties of a B2B guest")."""
    name = "freya.nielsen_northpier.example#EXT#@harborlights.onmicrosoft.example"
    params: dict[str, str | int] = {"count": 2, "name": "freya.nielsen@northpier.example", "original": name}
    panel = ProblemsPanel(world.context, lambda _finding: "users-problem-show")
    qtbot.addWidget(panel)
    panel.show_problems([Finding("scope-guest-name-shape", "advice", "userName", params)])
    box = PopulationBox(world.context)
    qtbot.addWidget(box)
    box.changed.say(name)
    for each in (panel, box):
        assert each.minimumSizeHint().width() < px(340), each.objectName()
