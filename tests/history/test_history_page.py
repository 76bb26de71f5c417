"""The page *History*: in the rail once something was changed, details, and undoing through the gate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from gate_world import Company, Sockets, Window, company, sockets, window
from graph_wire import FixedTokens

from wizard.core.tasks import Task
from wizard.graph.client import GraphClient
from wizard.graph.clouds import practice_cloud
from wizard.practice.entra.apps import USER_ROLE


@pytest.fixture(scope="module")
def served() -> Iterator[Sockets]:
    with sockets() as made:
        yield made


@pytest.fixture
def made(served: Sockets) -> Iterator[Company]:
    with company(served) as one:
        context = one.context
        graph = GraphClient(
            context.transport, practice_cloud("https://127.0.0.1:1", served.root), FixedTokens(one.world.token),
            journal=lambda: context.journal,
        )  # fmt: skip
        context.session.graph = graph  # type: ignore[union-attr]
        context.session.account = "admin@harborlights.example"  # type: ignore[union-attr]
        yield one


@pytest.fixture
def shown(made: Company, qtbot: Any, qapp: Any, tmp_path: Any) -> Iterator[Window]:
    with window(made, qtbot, qapp, tmp_path) as one:
        one.context.controller.setup_id = "0123456789ab"
        one.context.controller._use_journal()
        yield one


def change(made: Company) -> None:
    """Assign somebody, and turn provisioning on."""
    graph, task = made.context.graph, Task()
    person = made.members("Reception")[0]
    graph.assign(made.sp, person.id, USER_ROLE.id, task, name=person.display_name, kind="User")
    job = graph.jobs(made.sp, task)[0].id
    graph.start_job(made.sp, job, task)
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
    assert page.plan_card.isVisible() and page.go.isVisible()
    assert made.job.state == "Active", "a plan changes nothing"
    dialog = shown.press("undoGo")
    assert dialog is not None, "leavers keep their access when provisioning stops"
    shown.agree(dialog)
    shown.quiet()
    assert made.job.state != "Active"
    assert [one.kind for one in made.world.entra.state.apps.get(made.sp).assignments] == ["Group"]
    assert not page.plan_card.isVisible()
    outcomes = [page.table.rows.row_at(row).outcome for row in range(page.table.rows.rowCount())]
    assert outcomes.count("Undone") == 2 and len(outcomes) == 4


def test_one_change_that_takes_access_from_people_is_asked_about(made: Company, shown: Window) -> None:
    page = opened(made, shown)
    page.table.select_place(1)
    assert page.undo_one.isVisible() and page.undo_back.isVisible()
    page.undo_one.click()
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
