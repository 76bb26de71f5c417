"""From all users to assigned users: saving changes nobody, the restart does, and both ask by name before.

Entra documentation, known issues of application provisioning: the change has no effect until a restart.
"""

from __future__ import annotations

from typing import Any

import pytest
from driver import Driver

from tests.journeys.test_impact import pressed


@pytest.mark.timeout(240)
def test_the_restart_that_makes_the_scope_effective_is_offered_and_asks_before(driver: Driver) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    graph = driver.begin_at("users")
    driver.next()
    driver.next()
    driver.find("scopeAll").click()
    driver.quiet()
    driver.click("saveScope", 120)
    assert not driver.page.restart_card.isVisible()
    driver.next()
    driver.next()
    driver.click("turnOn", 120)
    if driver.page.gate.dialog is not None and driver.page.gate.dialog.isVisible():
        driver.click("impactGo", 120)
    driver.until(lambda: driver.journey.state("turnon") == "done", 60)
    driver.next()
    driver.until(lambda: driver.journey.state("watch") == "done", 90)
    driver.quiet()

    driver.click("rail-scope")
    driver.find("scopeAssigned").click()
    driver.quiet()
    dialog = pressed(driver, "saveScope")
    number = str(dialog._found.removals)
    driver.type("impactNumber", number)
    driver.click("impactGo", 120)
    assert driver.journey.state("scope") == "done"
    assert driver.page.restart_card.isVisible()

    restarts = graph_calls(graph, "/restart")
    dialog = pressed(driver, "restartForScope")
    assert dialog._found.removals > 0
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    driver.quiet()
    assert graph_calls(graph, "/restart") == restarts, "refused, and nothing was restarted"
    dialog = pressed(driver, "restartForScope")
    if dialog._found.asks == "number":
        driver.type("impactNumber", str(dialog._found.removals))
    driver.click("impactGo", 120)
    driver.until(lambda: not driver.page.restart_card.isVisible(), 30)
    assert graph_calls(graph, "/restart") == restarts + 1


def graph_calls(graph: Any, end: str) -> int:
    """Return how many requests to such an address the program has sent."""
    return sum(one.url.endswith(end) for one in graph.calls._transport.exchanges)
