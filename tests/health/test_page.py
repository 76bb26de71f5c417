"""The Health page in the real window, over a practice company: opened first, read, and acted on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from care import settle
from cli_world import World
from health_window import dialog_of, find, look, shown, until
from portal_edits import in_use
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from wizard.graph.unattended import Workload
from wizard.journey.model import Outcome
from wizard.practice.colleague import portal_edit


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Workload]]:
    with in_use(tmp_path_factory.mktemp("care"), 40) as rig:
        rig.world.company.live(5)
        yield rig.world, rig.workload


@pytest.fixture
def window(
    made: tuple[World, Workload], qapp: Any, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:  # fmt: skip
    yield from shown(made, qapp, qtbot, tmp_path, monkeypatch)


def test_a_finished_setup_opens_on_health(window: Any, qtbot: QtBot) -> None:
    page = window.page
    assert page.step_id == "health" and window.rail.extras["health"].current
    assert page.tiles.each["state"].accessibleName().startswith("Running")
    assert page.health.well, page.health.needs
    assert "Nothing needs your attention" in page.sentence.text()
    assert sum(one.written for one in page.days.chart._days) > 0
    assert not window.bar.next.isVisible()
    assert page.reading.timer.isActive()
    window.context.controller.go("users")
    until(qtbot, lambda: window.page.step_id == "users")
    assert not page.reading.timer.isActive(), "nobody looks while the page is not shown"


def test_in_a_narrow_window_the_cards_stand_below_each_other(window: Any, qtbot: QtBot) -> None:
    """At 1024 pixels two columns would leave the reasons no room; what needs attention comes first."""
    cards = find(window, "failingCard"), find(window, "needsCard")
    assert cards[0].x() < cards[1].x()
    window.resize(1024, 680)
    until(qtbot, lambda: cards[0].x() == cards[1].x())
    assert cards[1].y() < cards[0].y(), "what needs attention comes first"
    window.resize(1220, 780)
    until(qtbot, lambda: cards[0].x() < cards[1].x())


def test_nobody_fails_is_said_only_of_a_log_that_was_read(window: Any) -> None:
    card, texts = window.page.failing, window.context.texts
    card.show_failing((), known=False)
    assert card.nobody.accessibleName() == texts.get("health-failing-unknown")
    card.show_failing(())
    assert card.nobody.accessibleName() == texts.get("health-failing-none")


def test_an_edit_in_the_portal_is_told_in_the_rail_and_kept(window: Any, qtbot: QtBot, made: Any) -> None:
    world, _ = made
    portal_edit(world.company.entra, "mapping")
    settle(world)
    health = look(qtbot, window)
    assert [one.id for one in health.drift.changes] == ["row-changed"]
    assert "hannah.keller@harborlights.example" in find(window, "drift-row-changed").text()
    assert "changed in the portal" in window.rail.extras["health"].accessibleName()
    # What it does to people, by the same computation as before a save.
    find(window, "driftShow-schema").click()
    until(qtbot, lambda: window.page.findChild(type(window.page), "x") is None and dialog_of(window, "effectDialog"))
    dialog = dialog_of(window, "effectDialog")
    assert dialog.table.isVisible() or dialog.findChildren(object, "effectCounts")
    dialog.accept()
    find(window, "driftKeep-schema").click()
    until(qtbot, lambda: not window.page.waiting and window.page.health.drift.changes == ())
    assert window.page.health.well
    assert window.context.journey.state("users") == "done"


def test_undo_fills_in_what_was_there(window: Any, qtbot: QtBot, made: Any) -> None:
    world, _ = made
    portal_edit(world.company.entra, "deletion-limit")
    look(qtbot, window)
    find(window, "driftUndo-settings").click()
    until(qtbot, lambda: window.page.step_id == "connect")
    assert window.context.journey.answers.prevent_deletions is True
    assert "filled in" in window.page.problem._what.text()
    from PySide6.QtCore import Qt

    until(qtbot, lambda: window.context.runner.busy == 0)
    save = find(window, "testAndSave")
    until(qtbot, save.isEnabled)
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: window.context.runner.busy == 0 and window.context.journey.state("connect") == "done")
    window.context.controller.go("health")
    until(qtbot, lambda: window.page.step_id == "health" and not window.page.waiting)
    assert window.page.health.drift.changes == ()


def test_the_token_is_replaced(window: Any, qtbot: QtBot, made: Any) -> None:
    world, _ = made
    old = world.company.entra.state.apps.all()[0].secrets["SecretToken"]
    window.context.journey.record("preview", Outcome("done"))
    assert window.context.journey.result("turnon") is not None
    find(window, "replaceToken").click()
    dialog = window.page.dialog
    find(window, "newPracticeToken").click()
    until(qtbot, lambda: dialog.go.isEnabled())
    dialog.go.click()
    until(qtbot, lambda: dialog.done_with is not None)
    assert window.context.journey.state("preview") == "done", "the first sync was with the old token"
    new = world.company.entra.state.apps.all()[0].secrets["SecretToken"]
    assert new != old and new in {one.reveal() for one in world.company.cloudgate.tokens}
    assert dialog.token.text() == ""
    journey = window.context.journey
    assert journey.state("credentials") == "done" and journey.state("connect") == "done"
    dialog.reject()
    until(qtbot, lambda: not window.page.waiting)


def test_who_fails_is_listed_with_what_to_do(window: Any, qtbot: QtBot, made: Any) -> None:
    world, _ = made
    company = world.company
    company.faults.set("run-department-refused", True)
    job = company.entra.state.apps.all()[0].job
    person = next(one for one in company.entra.directory.people() if job.links.users.get(one.id))
    company.entra.directory.set_attribute(person.id, "department", "Legal")
    try:
        for _ in range(3):
            company.clock.advance(timedelta(hours=3))
            settle(world)
        health = look(qtbot, window)
        assert person.display_name in [one.name for one in health.again]
        assert window.page.failing.table.rows.rowCount() >= 1
        window.page.failing.table.select_row(next(one for one in health.failing if one.id == person.id))
        assert window.page.failing.fix.isVisible() and window.page.failing.fix.text()
        assert "in every cycle" in find(window, "need-failing").text()
    finally:
        company.faults.set("run-department-refused", False)
        company.clock.advance(timedelta(hours=25))
        settle(world)


def test_quarantine_is_red_in_the_rail(window: Any, qtbot: QtBot, made: Any) -> None:
    world, _ = made
    company = world.company
    company.faults.set("cred-401-invalid", True)
    try:
        company.clock.advance(timedelta(hours=1))
        settle(world)
        health = look(qtbot, window)
        assert health.state == "quarantine" and health.quarantine is not None
        told = " ".join(label.text() for label in window.page.tiles.each["users"].findChildren(QLabel))
        assert "synchronized so far" in told and "up to date" not in told
        assert window.rail.extras["health"].alarm
        assert health.quarantine.off_on is not None
    finally:
        company.faults.set("cred-401-invalid", False)
        company.clock.advance(timedelta(hours=24))
        settle(world)
    assert look(qtbot, window).state == "running"
    assert not window.rail.extras["health"].alarm
