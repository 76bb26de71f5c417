"""All twelve steps, clicked by hand in the real window; then CloudGate is asked who is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from driver import Driver


def keep_pressing_return(driver: Driver, name: str) -> None:
    """Press Return where the focus is after arriving, and on a guarded button itself."""
    from PySide6.QtCore import Qt

    driver.qtbot.keyClick(driver.window.focusWidget(), Qt.Key.Key_Return)
    driver.quiet()
    control = driver.find(name)
    control.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        driver.qtbot.keyClick(control, key)
        driver.quiet()


@pytest.mark.timeout(240)
@pytest.mark.usefixtures("both_entras")
def test_a_person_clicks_through_all_steps_and_the_users_are_really_there(
    driver: Driver,
    ask_cloudgate: Callable[..., Any],
    tmp_path: Path,
) -> None:
    from PySide6.QtCore import Qt

    services = driver.window.context.services
    driver.click("startPractice", 90)
    assert driver.journey.current.id == "begin"
    practice = services.practice
    before = {user["userName"] for user in ask_cloudgate(practice, "/Users?count=200")["Resources"]}

    driver.click("signIn")
    assert practice.domain in driver.find("accountChip").text()
    driver.click("confirm-cloudgate-admin")
    assert driver.journey.state("begin") == "done", driver.journey.result("begin")
    driver.next()

    driver.click("practiceToken")
    driver.click("testConnection")
    assert driver.find("testVerdict").text() == "passed"
    driver.next()

    driver.click("addApplication", 120)
    assert driver.journey.state("application") == "done"
    driver.next()

    driver.type("searchText", "Door")
    driver.until(lambda: driver.find("found").rows.rowCount() > 0)
    driver.click("addToList")
    driver.click("assign")
    assert driver.journey.state("assign") == "done"
    driver.next()

    driver.type("notificationEmail", "it-oncall@harborlights.example")
    driver.click("testAndSave", 120)
    assert driver.journey.state("connect") == "done"
    driver.next()

    assert driver.find("mappings").rows.rowCount() == 22
    driver.next()
    driver.next()
    assert driver.journey.current.id == "scope"
    driver.click("whoIsThat")
    names = {
        row.person.user_principal_name
        for row in driver.find("effects").rows._rows
        if row.what in {"inside", "entering"}
    }
    driver.next()

    driver.quiet()
    plan = driver.page.plan
    assert not plan.clashes
    created = {operation.key for operation in plan if operation.verdict == "create" and operation.kind == "User"}
    assert created
    driver.next()

    # Arriving, and Return wherever the focus comes to, turn nothing on; later they stop nothing.
    assert not driver.window.focusWidget().property("guarded")
    keep_pressing_return(driver, "turnOn")
    assert driver.find("switchCard").title.text() == "Provisioning is off"
    driver.click("turnOn")
    assert driver.find("switchCard").title.text() == "Provisioning is on"
    driver.next()

    driver.until(lambda: driver.journey.state("watch") == "done", 90)
    report = tmp_path / "handover.html"
    driver.page.report.save(report)
    driver.quiet()
    said = report.read_text(encoding="utf-8")
    assert "Harbor Lights" in said
    assert "it-oncall@harborlights.example" in said
    assert practice.token.reveal() not in said
    assert said.count("<tr>") == 37
    assert "<svg " in said and f"{len(created)} to create: {len(created)} done" in said

    assert f"The first cycle created {len(created)} users" in said and "Nobody failed." in said
    ids = {
        driver.journey.result("begin").facts["tenant_id"],
        driver.journey.result("application").facts["app_id"],
        driver.journey.answers.service_principal_id,
        driver.journey.result("connect").facts["job"],
    }
    assert all(each in said for each in ids)
    assert 'href="https://learn.microsoft.com/' in said

    held = ask_cloudgate(practice, "/Users?count=200")["Resources"]
    after = {user["userName"] for user in held}
    assert {name.lower() for name in after - before} == {name.lower() for name in created}
    matched = {operation.key.lower() for operation in plan if operation.kind == "User" and operation.key}
    assert matched <= {name.lower() for name in after}
    assert len(names) >= len(matched)
    some = next(user for user in held if user["userName"] in created)
    operation = next(o for o in plan if o.key == some["userName"] and o.verdict == "create")
    wanted = {change.target: change.new for change in operation.changes}
    assert some["displayName"] == wanted["displayName"]
    assert some["name"]["formatted"] == wanted["name.formatted"]
    assert some["active"] is True
    groups = ask_cloudgate(practice, "/Groups?count=50")["Resources"]
    assert any(group["displayName"].startswith("Door") and group["members"] for group in groups)

    # Finish leads to the page that says what runs from now on; Return closes nothing there either.
    driver.until(lambda: "health" in driver.window.context.controller.extras)
    driver.click("next")
    assert driver.page.step_id == "health"
    told = driver.find("setupDoneText").text()
    assert told.startswith(f"The first cycle created {len(created)} users"), told
    assert driver.page.tiles.each["state"].isVisible() and driver.find("know-token").text()
    driver.qtbot.keyClick(driver.window.focusWidget(), Qt.Key.Key_Return)
    driver.quiet()
    assert driver.window.isVisible()
    driver.find("closeWindow").setFocus()
    driver.qtbot.keyClick(driver.find("closeWindow"), Qt.Key.Key_Return)
    assert driver.window.isVisible()
    driver.click("rail-watch")
    driver.click("rail-health")
    assert not driver.page.done.isVisible(), "that it is complete is said once"
