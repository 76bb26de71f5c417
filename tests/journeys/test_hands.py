"""The practice journey for somebody without a mouse: where Tab stops, and where the focus is after what was done."""

from __future__ import annotations

import pytest
from driver import Driver
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from ui_spoken import spoken


def walk(driver: Driver) -> list[str]:
    """Press Tab until it is back where it began; return what is wrong with a stop, as sentences."""
    window, wrong = driver.window, []
    first = window.focusWidget()
    stops: list[QWidget] = []
    while len(stops) < 200:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        for _ in range(4):  # a row that gets the focus is shown in detail, the page grows, is laid out, and scrolls
            driver.turn()
        at = window.focusWidget()
        if at is first or at in stops:
            break
        stops.append(at)
        what = f"{driver.journey.current.id}: {type(at).__name__} {at.objectName()!r} of {at.parent().objectName()!r}"
        if not at.isVisible() or at.visibleRegion().isEmpty():
            wrong.append(f"{what} is not seen")
        if not spoken(at):
            wrong.append(f"{what} has no name")
    if at is not first and first.focusPolicy() & Qt.FocusPolicy.TabFocus:
        wrong.append(
            f"{driver.journey.current.id}: the round ends at {at.objectName()!r}, not at {first.objectName()!r}"
        )
    elif len(stops) < 3:
        wrong.append(f"{driver.journey.current.id}: only {len(stops)} stops")
    first.setFocus()
    return wrong


def press(driver: Driver, name: str, seconds: float = 120) -> str:
    """Press a button with the space bar; return the name of what has the focus when its work is over."""
    control = driver.find(name)
    driver.until(control.isEnabled, seconds)
    control.setFocus(Qt.FocusReason.TabFocusReason)
    driver.qtbot.keyClick(control, Qt.Key.Key_Space)
    driver.quiet(seconds)
    focused = driver.window.focusWidget()
    assert focused.isVisible() and focused.isEnabled()
    on_page = driver.page.isAncestorOf(focused) or focused is driver.window.bar.next
    assert on_page, f"after {name} the focus is at {focused.objectName()}"
    assert not focused.property("guarded") or focused is control
    return str(focused.objectName())


@pytest.mark.timeout(300)
def test_tab_reaches_what_is_seen_and_the_focus_stays_at_what_was_done(driver: Driver) -> None:
    wrong = walk(driver)
    driver.click("startPractice", 90)
    assert driver.window.isActiveWindow(), "while pages were made, a part of one was a window for a moment"
    wrong += walk(driver)
    press(driver, "signIn")
    driver.click("confirm-cloudgate-admin")
    wrong += walk(driver)
    driver.next()

    wrong += walk(driver)
    assert press(driver, "practiceToken") == "practiceToken"
    assert press(driver, "testConnection") == "testConnection"
    wrong += walk(driver)
    driver.next()

    wrong += walk(driver)
    press(driver, "addApplication")
    wrong += walk(driver)
    driver.next()

    driver.type("searchText", "Door")
    driver.until(lambda: driver.find("found").rows.rowCount() > 0)
    assert press(driver, "addToList") in {"addToList", "searchText", "found"}
    press(driver, "assign")
    wrong += walk(driver)
    driver.next()

    driver.type("notificationEmail", "it-oncall@harborlights.example")
    assert press(driver, "testAndSave") == "testAndSave"
    wrong += walk(driver)
    for _step in ("users", "groups", "scope"):
        driver.next()
        wrong += walk(driver)
    press(driver, "whoIsThat")
    wrong += walk(driver)
    driver.next()

    wrong += walk(driver)
    driver.next()

    wrong += walk(driver)
    press(driver, "turnOn")
    wrong += walk(driver)
    driver.next()
    driver.until(lambda: driver.journey.state("watch") == "done", 90)
    driver.quiet()  # what the log tells is still being shown
    wrong += walk(driver)
    assert not wrong, "\n".join(sorted(set(wrong)))
