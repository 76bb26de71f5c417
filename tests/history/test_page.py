"""The page *History*: in the rail once something was changed, details, and undoing through the gate."""

from __future__ import annotations

import csv
import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from gate_world import Company, Sockets, Window, company, window
from graph_wire import FixedTokens
from pytestqt.qtbot import QtBot

from wizard.core.tasks import Task
from wizard.graph.calls import Calls
from wizard.graph.client import GraphClient
from wizard.graph.clouds import practice_cloud
from wizard.history.file import notes_of
from wizard.practice.entra.apps import USER_ROLE
from wizard.support_file.archive import encode, pack, read, save
from wizard.support_file.model import Changes


@pytest.fixture
def made(served: Sockets) -> Iterator[Company]:
    with company(served) as one:
        context = one.context
        graph = GraphClient(Calls(
            context.transport, practice_cloud("https://127.0.0.1:1", served.root), FixedTokens(one.world.token),
            journal=lambda: context.journal,
        ))  # fmt: skip
        context.session.graph = graph  # type: ignore[union-attr]
        context.session.account = "admin@harborlights.example"  # type: ignore[union-attr]
        yield one


@pytest.fixture
def shown(made: Company, qtbot: QtBot, qapp: Any, tmp_path: Any) -> Iterator[Window]:
    with window(made, qtbot, qapp, tmp_path) as one:
        one.context.controller.setup_id = "0123456789ab"
        one.context.controller._use_journal()
        yield one


def change(made: Company) -> None:
    """Assign somebody, and turn provisioning on."""
    graph, task = made.context.graph, Task()
    person = made.members("Reception")[0]
    graph.assignments.add(task, made.sp, person.id, USER_ROLE.id, name=person.display_name, kind="User")
    job = graph.jobs.all(task, made.sp)[0].id
    graph.jobs.start(task, made.sp, job)
    made.cycle()


def test_it_is_offered_once_something_was_changed(made: Company, shown: Window) -> None:
    controller = shown.context.controller
    controller.history_changed.emit()
    shown.quiet()
    assert controller.extras == () and not shown.shell.rail.extras
    change(made)
    controller.history_changed.emit()
    shown.qtbot.waitUntil(lambda: controller.extras == ("history",))
    item = shown.shell.rail.extras["history"]
    assert item.isVisible()
    item.click()
    shown.qtbot.waitUntil(lambda: shown.page.step_id == "history")
    shown.quiet()
    assert item.current and not shown.shell.bar.next.isVisible() and not shown.shell.bar.back.isVisible()
    assert shown.page.table.rows.rowCount() == 2
    place = shown.context.journey.current.id
    shown.shell.rail.items[place].click()
    shown.qtbot.waitUntil(lambda: shown.page.step_id == place)
    assert not item.current and shown.shell.bar.next.isVisible()


def opened(made: Company, shown: Window) -> Any:
    change(made)
    shown.context.controller.history_changed.emit()
    shown.qtbot.waitUntil(lambda: shown.context.controller.extras == ("history",))
    shown.context.controller.go("history")
    shown.qtbot.waitUntil(lambda: shown.page.step_id == "history")
    shown.quiet()
    return shown.page


def test_everything_is_undone_through_the_gate(made: Company, shown: Window) -> None:
    page = opened(made, shown)
    assert page.everything.isVisible()
    page.everything.click()
    shown.quiet()
    assert page.plan_card.isVisible() and page.plan_card.go.isVisible()
    assert made.job.state == "Active", "a plan changes nothing"
    dialog = shown.press("undoGo")
    assert dialog is not None, "leavers keep their access when provisioning stops"
    shown.agree(dialog)
    shown.quiet()
    assert made.job.state != "Active"
    assert [one.kind for one in made.world.entra.state.apps.get(made.sp).assignments] == ["Group"]
    assert not page.plan_card.isVisible()
    outcomes = [page.table.rows.row_at(row).outcome for row in range(page.table.rows.rowCount())]
    assert outcomes.count("undone") == 2 and len(outcomes) == 4


def test_one_change_that_takes_access_from_people_is_asked_about(made: Company, shown: Window) -> None:
    page = opened(made, shown)
    page.table.select_place(1)
    assert page.detail.undo_one.isVisible() and page.detail.undo_back.isVisible()
    page.detail.undo_one.click()
    shown.quiet()
    dialog = shown.press("undoGo")
    assert dialog is not None and dialog._found.removals == 1
    dialog.reject()
    shown.quiet()
    assert len(made.world.entra.state.apps.get(made.sp).assignments) == 2, "nothing was done"
    before = made.state()
    dialog = shown.press("undoGo")
    found = shown.agree(dialog)
    made.cycle()
    assert made.happened(before) == made.foretold(found) != set()


def test_a_refused_plan_is_put_away(made: Company, shown: Window) -> None:
    page = opened(made, shown)
    page.everything.click()
    shown.quiet()
    shown.press("undoKeep")
    assert not page.plan_card.isVisible() and made.job.state == "Active"


FORMULA = '=HYPERLINK("http://attacker.example","Mia")'


def test_it_is_saved_as_a_table_json_and_a_page(made: Company, shown: Window, tmp_path: Path) -> None:
    """As the page shows it; a name that is a formula or markup stays a name."""
    person = made.members("Reception")[0]
    made.context.graph.assignments.add(Task(), made.sp, person.id, USER_ROLE.id, name=FORMULA, kind="User")
    page = opened(made, shown)
    assert page.export_link.isVisible()
    for ending in ("csv", "json", "html"):
        page.export_to(tmp_path / f"history.{ending}")
        shown.quiet()
        assert page.problem.isVisible() and f"history.{ending}" in page.problem._what.text()
    with (tmp_path / "history.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 1 + page.table.rows.rowCount() == 4 and rows[0][0] == "Number"
    assert [row[0] for row in rows[1:]] == ["3", "2", "1"] and rows[1][4] == "admin@harborlights.example"
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert FORMULA in rows[3][2]
    saved = json.loads((tmp_path / "history.json").read_text(encoding="utf-8"))
    assert [one["kind"] for one in saved["changes"]] == ["job-started", "assigned", "assigned"]
    assert saved["changes"][2]["target"]["name"] == FORMULA
    text = (tmp_path / "history.html").read_text(encoding="utf-8")
    assert text.count("<tr>") == 4 and FORMULA not in text and html.escape(FORMULA) in text


def a_case(made: Company, path: Path) -> None:
    """Save a support file with the history of this company."""
    sample = Path(__file__).parent.parent / "support_file/samples/version-1.cgsupport"
    notes = tuple(notes_of(made.context.history()))
    save(pack(encode(msgspec.structs.replace(read(sample), history=Changes(notes=notes, damaged=1)))), path)


def test_in_a_support_file_it_is_read_and_nothing_offers_to_change_anything(
    made: Company, shown: Window, tmp_path: Path
) -> None:
    from PySide6.QtWidgets import QAbstractButton

    from wizard.ui.shell.cases import open_case

    change(made)
    a_case(made, tmp_path / "case.cgsupport")
    open_case(shown.page, tmp_path / "case.cgsupport")
    shown.qtbot.waitUntil(lambda: shown.context.controller.case is not None, timeout=30_000)
    shown.quiet()
    shown.qtbot.waitUntil(lambda: "history" in shown.context.controller.extras, timeout=30_000)
    sent = len(made.sent)
    shown.context.controller.go("history")
    shown.qtbot.waitUntil(lambda: shown.page.step_id == "history")
    shown.quiet()
    page = shown.page
    assert page.table.rows.rowCount() == 2 and page.problem.isVisible(), "a part of it was damaged"
    for place in range(2):
        page.table.select_place(place)
        shown.quiet()
        assert page.detail.isVisible()
        buttons = {
            one.objectName() for one in page.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()
        }
        assert not buttons & {"undoOne", "undoBack", "undoGo", "undoKeep"}, buttons
    assert not page.everything.isVisible() and page.export_link.isVisible()
    page.plan()  # as if somebody reached it nevertheless
    shown.quiet()
    assert not page.plan_card.isVisible()
    assert len(made.sent) == sent and len(made.context.journal.read().entries) == 0
    page.export_to(tmp_path / "case.csv")
    shown.quiet()
    assert (tmp_path / "case.csv").exists()
