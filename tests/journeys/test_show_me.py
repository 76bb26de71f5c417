"""The whole tutorial by hand: the window shows what to do in the portal and writes nothing anywhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from driver import Driver

ALL = {f"T{number}" for number in range(1, 38)}
HOSTS = {"entra.microsoft.com", "learn.microsoft.com", "soloinsight.sigateway.com"}

REAL = ("entra.microsoft.com", "portal.azure.com", "sigateway.com")
"""Parts of addresses of real services."""


def shown(driver: Driver) -> list[Any]:
    return list(driver.page.sides.instructions("published" if driver.find("edition").value == "published" else "today"))


@pytest.mark.timeout(120)
def test_a_person_is_led_through_all_steps_without_signing_in(driver: Driver) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication

    driver.click("newSetup")
    assert driver.journey.current.id == "begin"
    driver.click("wayLink")
    covered: set[str] = set()
    published: set[str] = set()
    copied: dict[str, str] = {}
    for step in driver.journey.steps[1:]:
        assert driver.journey.current.id == step.id
        if driver.page.sides.offered:
            assert not driver.page.sides.for_me.isVisible()
            driver.click("edition-published")
            published |= {part for item in shown(driver) for part in item.source.split(", ") if part}
            driver.click("edition-today")
            instructions = shown(driver)
            assert instructions, step.id
            covered |= {part for item in instructions for part in item.source.split(", ") if part}
            for number, item in enumerate(instructions, 1):
                for place, (title, value) in enumerate(item.values, 1):
                    field = driver.find(f"instructions-{number}-value-{place}")
                    driver.qtbot.mouseClick(field.button, Qt.MouseButton.LeftButton)
                    assert QGuiApplication.clipboard().text() == value
                    copied[title] = value
                for place, (_title, address) in enumerate(item.links, 1):
                    before = len(driver.opened)
                    driver.click(f"instructions-{number}-link-{place}")
                    assert driver.opened[before:] == [address]
                    assert urlsplit(address).scheme == "https"
                    assert urlsplit(address).hostname in HOSTS, address
            driver.click("portalDone")
            assert driver.journey.state(step.id) == "confirmed", step.id
        if not driver.journey.is_last:
            driver.next()
    assert covered == ALL
    assert published == ALL
    assert "https://sigateway.com/scim/v2/sync/serviceproviderconfig" in copied.values()
    settled = {step.id: driver.journey.state(step.id) for step in driver.journey.steps[1:]}
    assert set(settled.values()) <= {"confirmed", "todo"}, settled
    services = driver.window.context.services
    assert services.session is None
    assert services._transport is None, "showing the portal's steps sent something"


@pytest.mark.timeout(120)
def test_in_practice_no_step_leads_to_a_real_place(driver: Driver) -> None:
    """The practice company has no portal: only documentation is linked, and no value is a real service's address."""
    driver.click("startPractice", 90)
    driver.click("wayLink")
    practice = driver.window.context.services.practice
    linked, copied, led = set(), set(), 0
    for step in driver.journey.steps[1:]:
        assert driver.journey.current.id == step.id
        if driver.page.sides.offered:
            assert driver.find("portalPractice").isVisible()
            for edition in ("published", "today"):
                driver.click(f"edition-{edition}")
                for number, item in enumerate(shown(driver), 1):
                    led += 1
                    for place, (_title, address) in enumerate(item.links, 1):
                        driver.click(f"instructions-{number}-link-{place}")
                        linked.add(urlsplit(address).hostname)
                        assert driver.opened[-1] == address
                    copied |= {value for _title, value in item.values}
                    said = " ".join((item.text, *item.notes))
                    assert not [host for host in REAL if host in said], said
            driver.click("portalDone")
        if not driver.journey.is_last:
            driver.next()
    assert led > 20
    assert linked == {"learn.microsoft.com"}
    assert practice.tenant_url in copied
    assert not [value for value in copied for host in REAL if host in value]


@pytest.mark.timeout(120)
def test_what_was_done_in_the_portal_is_checked_for_who_signed_in(driver: Driver) -> None:
    from wizard.core.tasks import Task
    from wizard.graph.calls import Calls
    from wizard.graph.client import GraphClient

    driver.begin_at("application")
    driver.click("wayLink")
    driver.click("portalCheck")
    assert driver.journey.state("application") != "done"
    assert not driver.find("next").isEnabled() or driver.journey.state("application") == "attention"

    # Somebody adds the application in the portal, which is nothing else than this call.
    services = driver.window.context.services
    graph = GraphClient(Calls(services.transport, services.practice.cloud, services.session.sign_in))
    task = Task()
    template = graph.applications.find_template(task, "Soloinsight-CloudGate SSO")
    graph.applications.add(task, template.id, template.display_name, frozenset())
    driver.click("portalCheck")
    assert driver.journey.state("application") == "done"
    driver.next()
    assert driver.journey.current.id == "assign"
    driver.click("wayLink")
    assert driver.page.sides.for_me.isVisible()
