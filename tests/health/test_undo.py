"""Each kind of portal edit is put back by clicks in the window; what somebody edits at the same time stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from care import settle
from health_window import dialog_of, find, look, shown, until
from portal_edits import EDITS, Rig, expression, in_use, notification, removed_row
from pytestqt.qtbot import QtBot

SAVES = {"connect": "testAndSave", "users": "saveMappings", "groups": "saveMappings", "scope": "saveScope",
         "assign": "assign"}  # fmt: skip
"""The button that saves a step."""


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with in_use(tmp_path_factory.mktemp("care")) as made:
        yield made


@pytest.fixture
def window(rig: Rig, qapp: Any, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    yield from shown((rig.world, rig.workload), qapp, qtbot, tmp_path, monkeypatch)


class Hand:
    """Clicks as a person does, and waits for what comes of it."""

    def __init__(self, window: Any, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    def click(self, name: str) -> None:
        from PySide6.QtCore import Qt

        control = find(self.window, name)
        until(self.qtbot, control.isEnabled)
        self.qtbot.mouseClick(control, Qt.MouseButton.LeftButton)

    def wait(self, ready: Any) -> None:
        until(self.qtbot, ready)

    def rest(self) -> None:
        """Wait until nothing runs."""
        runner = self.window.context.runner
        self.wait(lambda: runner.busy == 0 and not self.window.page.waiting)

    def agree(self) -> str:
        """Agree to what the gate asks, if it asks; return what it counted."""
        self.wait(lambda: dialog_of(self.window, "impactDialog") or self.window.context.runner.busy == 0)
        dialog = dialog_of(self.window, "impactDialog")
        if dialog is None:
            return ""
        said = dialog.accessibleDescription() or dialog.windowTitle()
        if dialog.number.isVisible():
            dialog.number.setText(str(dialog._found.removals))
        self.click("impactGo")
        return str(said)

    def save(self, step: str) -> str:
        """Save a step that was filled in; return what the gate said."""
        self.wait(lambda: self.window.page.step_id == step)
        self.rest()
        self.click(SAVES[step])
        said = self.agree()
        self.rest()
        return said

    def health(self) -> Any:
        self.window.context.controller.go("health")
        self.wait(lambda: self.window.page.step_id == "health")
        self.rest()
        return look(self.qtbot, self.window)


def kinds(health: Any) -> list[str]:
    return [one.id for one in health.drift.changes]


def test_each_kind_of_edit_is_put_back_by_clicks(rig: Rig, window: Any, qtbot: QtBot) -> None:
    hand, asked = Hand(window, qtbot), {}
    for name, (edit, word, _, step) in EDITS.items():
        assert kinds(hand.health()) == [], name
        before = rig.state()
        edit(rig)
        assert rig.state() != before, name
        health = look(qtbot, window)
        assert kinds(health) == [word], name
        hand.click(f"driftUndo-{health.drift.changes[0].part}")
        asked[name] = hand.save(step)
        settle(rig.world)
        assert rig.state() == before, name
        assert kinds(hand.health()) == [], name
        assert window.page.health.well, (name, window.page.health.needs)
    # Everybody was in scope; without the filter nobody loses anything, and with fewer people in scope many do.
    assert "lose" in asked["scope"] or "disabled" in asked["scope"], asked
    assert not asked["mail off"], "who gets mail costs nobody anything"


def test_assignments_and_the_job_are_put_back_by_clicks(rig: Rig, window: Any, qtbot: QtBot) -> None:
    hand = Hand(window, qtbot)
    path = f"/servicePrincipals/{rig.app}/appRoleAssignedTo"
    held, before = rig.foreign("GET", path)["value"], rig.state()
    gone = next(one for one in held if one["principalDisplayName"] == "Newsletter")
    person = next(one for one in rig.world.company.entra.directory.people() if one.account_enabled)
    rig.foreign("DELETE", f"{path}/{gone['id']}")
    rig.foreign("POST", path, {"principalId": person.id, "resourceId": rig.app, "appRoleId": gone["appRoleId"]})
    assert kinds(hand.health()) == ["assigned", "unassigned"]
    hand.click("driftUndo-assignments")
    hand.agree()
    hand.save("assign")
    settle(rig.world)
    assert rig.state() == before
    assert kinds(hand.health()) == []

    rig.foreign("POST", rig.sync(f"/jobs/{rig.job}/pause"))
    assert kinds(look(qtbot, window)) == ["job-stopped"]
    hand.click("driftUndo-job")
    hand.agree()
    hand.wait(lambda: window.page.health.state == "running" and not window.page.waiting)
    assert kinds(window.page.health) == [] and rig.state() == before

    hand.click("healthPause")
    assert hand.agree()
    hand.wait(lambda: window.page.health.state == "off" and not window.page.waiting)
    assert kinds(window.page.health) == []
    rig.foreign("POST", rig.sync(f"/jobs/{rig.job}/start"))
    assert kinds(look(qtbot, window)) == ["job-started"]
    hand.click("driftUndo-job")
    assert hand.agree()
    hand.wait(lambda: window.page.health.state == "off" and not window.page.waiting)
    assert kinds(window.page.health) == [] and rig.state() == {**before, "job": "Paused"}
    hand.click("healthPause")
    hand.agree()
    hand.wait(lambda: window.page.health.state == "running" and not window.page.waiting)
    settle(rig.world)


def limit(rig: Rig) -> int:
    held = rig.foreign("GET", rig.sync("/secrets"))["value"]
    told = json.loads(next(one["value"] for one in held if one["key"] == "SyncNotificationSettings"))
    return int(told["DeleteThresholdValue"])


def test_what_is_edited_before_the_click_is_shown_first(rig: Rig, window: Any, qtbot: QtBot) -> None:
    hand = Hand(window, qtbot)
    hand.health()
    notification(rig, DeleteThresholdValue=8)
    look(qtbot, window)
    notification(rig, DeleteThresholdValue=9)
    hand.click("driftUndo-settings")
    hand.rest()
    assert window.page.step_id == "health" and limit(rig) == 9
    assert "meantime" in window.page.problem._what.text()
    assert window.page.health.drift.changes[0].params["new"] == 9
    hand.click("driftUndo-settings")
    hand.save("connect")
    assert limit(rig) == 500 and kinds(hand.health()) == []


def test_what_is_edited_before_the_save_is_not_overwritten(rig: Rig, window: Any, qtbot: QtBot) -> None:
    hand = Hand(window, qtbot)
    hand.health()
    rig.put_schema(expression)
    look(qtbot, window)
    hand.click("driftUndo-schema")
    hand.wait(lambda: window.page.step_id == "users")
    hand.rest()
    rig.put_schema(removed_row)
    hand.save("users")
    assert "meantime" in window.page.problem._what.text()
    rows = [one for rule in rig.schema()["synchronizationRules"] for mapping in rule["objectMappings"]
            if mapping["sourceObjectName"] == "User" for one in mapping["attributeMappings"]]  # fmt: skip
    assert "title" not in {one["targetAttributeName"] for one in rows}, "what a colleague removed stays removed"
    hand.save("users")  # told once; now the person decides
    settle(rig.world)
    assert kinds(hand.health()) == []

    notification(rig, DeleteThresholdValue=8)
    look(qtbot, window)
    hand.click("driftUndo-settings")
    hand.wait(lambda: window.page.step_id == "connect")
    hand.rest()
    notification(rig, DeleteThresholdValue=9)
    hand.save("connect")
    assert "meantime" in window.page.problem._what.text() and limit(rig) == 9
    hand.save("connect")
    assert limit(rig) == 500 and kinds(hand.health()) == []
