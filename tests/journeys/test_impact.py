"""Provisioning runs, then the scope is changed: who would leave is named, the number typed, and exactly those leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from driver import Driver


def active(ask_cloudgate: Callable[..., Any], practice: Any) -> set[str]:
    users = ask_cloudgate(practice, "/Users?count=200")["Resources"]
    return {user["displayName"] for user in users if user["active"]}


def said(dialog: Any) -> list[str]:
    from PySide6.QtWidgets import QLabel

    return [each.text() for each in dialog.findChildren(QLabel) if each.isVisible()]


def pressed(driver: Driver, name: str) -> Any:
    """Press a button that leads to the dialog, and return the dialog."""
    driver.click(name, 120)
    driver.until(lambda: driver.page.gate.dialog is not None and driver.page.gate.dialog.isVisible())
    return driver.page.gate.dialog


@pytest.mark.timeout(240)
@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)  # the values that exist are listed while typing
def test_who_leaves_is_named_and_the_number_typed_and_exactly_those_are_disabled(
    driver: Driver, ask_cloudgate: Callable[..., Any]
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from wizard.core.tasks import Task

    graph = driver.begin_at("users")
    driver.next()
    driver.click("saveMappings")
    assert "Provisioning has not run yet" in driver.find("problemWhat").text()
    driver.next()
    driver.next()
    driver.quiet(120)
    driver.next()
    driver.click("turnOn")
    assert driver.find("switchCard").title.text() == "Provisioning is on"
    assert "created" in driver.find("problemWhat").text()
    driver.next()
    driver.until(lambda: driver.journey.state("watch") == "done", 90)
    driver.quiet()
    practice = driver.window.context.services.practice
    before = active(ask_cloudgate, practice)

    # A filter that keeps most people out.
    driver.click("rail-scope")
    driver.click("addFilter")
    driver.type("value-0-0", "Security")
    driver.quiet()
    leaving = {row.person.display_name for row in driver.find("effects").rows._rows if row.what == "leaving"}
    assert len(leaving) >= 3
    dialog = pressed(driver, "saveScope")
    rows = driver.texts_of("impactTable")
    named = {one.name for one in dialog.table.rows._rows if one.verdict == "disable"}
    assert named == leaving & before, rows
    lost = [row for row in rows if row.startswith("disable")]
    assert len(lost) == len(named) and all("does not pass the scoping filters" in row for row in lost)
    (other,) = set(rows) - set(lost)
    assert "Door" in other and f"{len(named)} removed" in other, "members leave their group too"
    assert not dialog.go.isEnabled()
    driver.type("impactNumber", str(len(named) + 1))
    assert not dialog.go.isEnabled()

    # Esc saves nothing and loses nothing.
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    driver.quiet()
    assert driver.journey.state("scope") == "stale"
    assert driver.find("value-0-0").text() == "Security"
    assert "Not saved" in driver.find("problemWhat").text()

    dialog = pressed(driver, "saveScope")
    driver.type("impactNumber", str(len(named)))
    driver.click("impactGo", 120)
    assert driver.journey.state("scope") == "done"
    assert f"{len(named)} people disabled" in driver.find("problemWhat").text()
    assert active(ask_cloudgate, practice) == before, "saving alone disables nobody"

    practice.advance(41)
    driver.until(lambda: active(ask_cloudgate, practice) != before)
    driver.until(lambda: active(ask_cloudgate, practice) == before - named)
    practice.advance(41)
    assert active(ask_cloudgate, practice) == before - named

    # The filter is taken off again: nobody is lost, so nothing is asked.
    driver.click("rail-scope")
    driver.click("removeFilter-0")
    driver.click("saveScope", 120)
    assert driver.journey.state("scope") == "done"
    assert f"{len(named)} people updated" in driver.find("problemWhat").text()

    # Another scope that is chosen but not saved is no business of step 6.
    driver.find("scopeAll").click()
    driver.quiet()
    driver.click("rail-connect")
    driver.click("testAndSave", 120)
    assert driver.journey.state("connect") == "done"
    assert graph.credentials.read(Task(), driver.journey.answers.service_principal_id).sync_all is False
    driver.click("rail-scope")
    driver.find("scopeAssigned").click()
    driver.quiet()

    # Without the token, scope alone is told, and going on is a decision.
    driver.click("addFilter")
    driver.type("value-0-0", "Security")
    driver.quiet()
    services = driver.window.context.services
    services.memory.delete(driver.journey.answers.token_reference)
    dialog = pressed(driver, "saveScope")
    assert any("CloudGate could not be read" in text for text in said(dialog))
    assert {one.name for one in dialog.table.rows._rows} == leaving
    assert dialog.go.text().replace("&", "") == "Save anyway"
    dialog.reject()
    driver.quiet()
