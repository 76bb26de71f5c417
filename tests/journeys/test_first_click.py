"""The first click after typing or ticking counts, on the real pages; real presses of the mouse."""

from __future__ import annotations

import pytest
from driver import Driver
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

LEFT = Qt.MouseButton.LeftButton


def press(driver: Driver, name: str) -> None:
    """Press and let go where a control is, at once, whether it can be pressed or not."""
    control, window = driver.find(name), driver.window
    place = control.mapTo(window, control.rect().center())
    QTest.mousePress(window.windowHandle(), LEFT, pos=place)
    QTest.mouseRelease(window.windowHandle(), LEFT, pos=place)


@pytest.mark.timeout(180)
def test_ticking_or_typing_and_then_one_click_is_enough(driver: Driver) -> None:
    driver.click("startPractice", 90)
    practice = driver.window.context.services.practice
    driver.click("signIn")
    driver.window.activateWindow()
    driver.until(driver.window.isActiveWindow)

    # Step 2: ticking looks at the prerequisites again; the click on Next comes while it looks.
    press(driver, "confirm-cloudgate-admin")
    assert driver.journey.current.id == "begin"
    press(driver, "next")
    driver.until(lambda: driver.journey.current.id == "credentials")
    driver.quiet()

    # Step 3: the click that ends typing the token tests with this token, not with one of before or none.
    driver.type("tokenEdit", practice.token.reveal())
    press(driver, "testConnection")
    driver.until(lambda: driver.journey.state("credentials") == "done")
    driver.quiet()
    assert driver.find("testVerdict").text() == "passed"

    # Another token: what was tested before is not it, so Next tests, and stays where that fails.
    driver.type("tokenEdit", "not-the-token-of-cloudgate")
    press(driver, "next")
    driver.until(lambda: driver.journey.state("credentials") == "attention")
    driver.quiet()
    assert driver.journey.current.id == "credentials"
    assert driver.page.test.panel.banners
    assert driver.window.isActiveWindow(), "a message that is shown before it has its place is a window for a moment"

    # The right one again, and Next at once: it is kept, tested, and the journey goes on.
    driver.type("tokenEdit", practice.token.reveal())
    press(driver, "next")
    driver.until(lambda: driver.journey.current.id == "application")
    driver.quiet()
    assert driver.journey.state("credentials") == "done"
