"""Both journeys by somebody who has a keyboard and nothing else: key events go in, controls are only looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from keyboard import Keyboard
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication


@pytest.mark.timeout(600)
def test_the_practice_journey_by_keyboard_alone(driver: Any, ask_cloudgate: Callable[..., Any]) -> None:
    keys = Keyboard(driver)
    state = driver.journey.state
    keys.press("startPractice")
    assert driver.page.step_id == "begin"
    keys.press("signIn")
    keys.press("confirm-cloudgate-admin")
    keys.next()

    keys.press("practiceToken")
    keys.press("testConnection")
    assert driver.find("testVerdict").text() == "passed"
    keys.next()

    keys.press("addApplication")
    keys.next()

    keys.to("searchText")
    keys.type("Door")
    keys.until(lambda: driver.quiet() is None and driver.find("found").rows.rowCount() > 0)
    keys.press("addToList")
    keys.press("assign")
    assert state("assign") == "done"
    keys.next()

    keys.to("notificationEmail")
    keys.type("it-oncall@harborlights.example")
    keys.press("testAndSave")
    assert state("connect") == "done"
    keys.next()

    keys.to("mappings")
    first = driver.find("mappings").current_row()
    keys.key(Qt.Key.Key_Down)
    keys.rest()
    assert driver.find("mappings").current_row() is not first, "arrows do not move in the table"
    keys.next()
    keys.next()
    assert driver.page.step_id == "scope"
    keys.press("whoIsThat")
    keys.next()

    driver.quiet()
    keys.press("technicalDetails")
    keys.press("pictureAsTable")
    keys.press("pictureAsTable")
    practice = driver.window.context.services.practice
    before = {user["userName"] for user in ask_cloudgate(practice, "/Users?count=200")["Resources"]}
    keys.next()

    # Return turns nothing on: neither where the focus came to, nor at the button itself, nor at any other stop.
    keys.key(Qt.Key.Key_Return)
    keys.rest()
    if driver.page.step_id != "turnon":
        raise AssertionError(f"Return led to {driver.page.step_id} before provisioning was on")
    keys.to("turnOn")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        keys.key(key)
        keys.rest()
    assert driver.find("switchCard").title.text() == "Provisioning is off"
    keys.press("turnOn")
    assert driver.find("switchCard").title.text() == "Provisioning is on"
    keys.next()

    keys.until(lambda: state("watch") == "done", 120)
    keys.rest()
    keys.arrived(driver.page)
    for name in ("stopJob", "restartJob"):
        keys.to(name)
        keys.key(Qt.Key.Key_Return)
        keys.rest()
        assert driver.find("jobState").text() == "running", f"Return pressed {name}"
    keys.to("provisioningLog")
    keys.key(Qt.Key.Key_Down)
    keys.rest()
    assert driver.find("logDetail").isVisible()
    after = {user["userName"] for user in ask_cloudgate(practice, "/Users?count=200")["Resources"]}
    assert after > before
    keys.next()

    assert driver.page.step_id == "health"
    keys.key(Qt.Key.Key_Return)
    keys.rest()
    for name in ("closeWindow", "healthPause"):
        keys.to(name)
        keys.key(Qt.Key.Key_Return)
        keys.rest()
        assert driver.window.isVisible() and driver.page.tiles.each["state"].accessibleName().startswith("Running")
    keys.press("copyNames")
    assert practice.tenant_url in QGuiApplication.clipboard().text()
    assert not keys.wrong, "\n".join(sorted(set(keys.wrong)))


@pytest.mark.timeout(600)
def test_the_tutorial_by_keyboard_alone(driver: Any) -> None:
    keys = Keyboard(driver)
    keys.press("newSetup")
    keys.press("wayLink")
    for step in driver.journey.steps[1:]:
        assert driver.journey.current.id == step.id
        if driver.page.sides.offered:
            keys.to("edition-today", "edition-published")
            keys.key(Qt.Key.Key_Right)
            keys.rest()
            assert driver.find("edition").value == "published", "arrows do not choose"
            keys.key(Qt.Key.Key_Left)
            keys.rest()
            assert driver.find("edition").value == "today"
            instructions = list(driver.page.sides.instructions("today"))
            for number, item in enumerate(instructions, 1):
                for place, (_title, value) in enumerate(item.values, 1):
                    keys.press(f"instructions-{number}-value-{place}Copy")
                    assert QGuiApplication.clipboard().text() == value
                for place, (_title, address) in enumerate(item.links, 1):
                    keys.press(f"instructions-{number}-link-{place}")
                    assert driver.opened[-1] == address
            keys.press("portalDone")
            assert driver.journey.state(step.id) == "confirmed", step.id
        if not driver.journey.is_last:
            keys.next()
    keys.next()
    assert driver.page.step_id == "health"
    assert driver.find("setupDone").isVisible()
    assert driver.window.context.services.session is None
    assert not keys.wrong, "\n".join(sorted(set(keys.wrong)))
