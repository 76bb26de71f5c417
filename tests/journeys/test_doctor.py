"""The doctor in the window: a wrong address taken back, evidence, the flag, the other viewpoint, a second job."""

from __future__ import annotations

import pytest
from driver import Driver

from wizard.core.tasks import Task
from wizard.ui.widgets.status import StatusRow


def fault(driver: Driver, name: str, on: bool) -> None:
    driver.window.context.runner.submit(
        lambda _task: driver.window.context.services.practice.set_fault(name, on), owner=driver.window
    )
    driver.quiet()


@pytest.mark.usefixtures("both_entras")
@pytest.mark.timeout(240)
def test_a_person_finds_and_mends_what_is_wrong(driver: Driver) -> None:
    driver.begin_at("credentials")
    driver.click("practiceToken")
    right = driver.journey.answers.tenant_url

    driver.type("tenantUrl", right.replace("/v2", "/v9"))
    driver.click("testConnection")
    assert driver.page.test.panel.banners
    driver.click("useUrl")
    assert driver.journey.state("credentials") == "done"
    assert not driver.page.test.panel.banners

    driver.type("tenantUrl", right.split("/scim")[0] + "/console")
    driver.click("testConnection")
    driver.click("findUrl")
    assert "/scim/v2" in driver.page.tries.result._what.text()
    driver.click("useUrl")
    assert driver.journey.state("credentials") == "done"

    fault(driver, "conn-null-resources", True)
    driver.click("testConnection")
    assert driver.journey.state("credentials") == "attention"
    driver.click("evidence")
    text = driver.find("evidenceText").toPlainText()
    assert "RFC 7644" in text and '"Resources": null' in text
    driver.find("evidenceClose").click()
    driver.quiet()
    fault(driver, "conn-null-resources", False)

    fault(driver, "service-clock", True)
    driver.click("testConnection")
    assert driver.journey.state("credentials") == "done"
    (banner,) = driver.page.test.panel.banners
    assert "12 minutes behind" in banner._text.text() and "NTP" in banner._text.text()
    fault(driver, "service-clock", False)

    fault(driver, "url-flag-missing", True)
    driver.click("testConnection")
    driver.click("tryPatch")
    assert "cloudgate-setup-test-" in driver.page.tries.result._text.text()
    driver.click("patchAgree")
    assert "feature flag" in driver.page.tries.result._what.text()
    tried = [row.accessibleName() for row in driver.page.tries.tried.findChildren(StatusRow)]
    assert any("Disable" in name and "without the flag" in name for name in tried), tried
    fault(driver, "url-flag-missing", False)
    driver.next()

    driver.click("addApplication", 120)
    driver.next()
    driver.type("searchText", "Door")
    driver.until(lambda: driver.find("found").rows.rowCount() > 0)
    driver.click("addToList")
    driver.click("assign")
    driver.next()
    driver.type("notificationEmail", "it-oncall@harborlights.example")
    fault(driver, "conn-ip-allowlist", True)
    driver.click("testAndSave", 120)
    assert "but not from Entra" in driver.page.panel.banners[0]._what.text()
    fault(driver, "conn-ip-allowlist", False)
    driver.click("testAndSave", 120)
    assert driver.journey.state("connect") == "done"
    assert not driver.page.panel.banners

    second_job(driver)


def second_job(driver: Driver) -> None:
    """Another instance of the application already runs for the same address: said when this one is turned on."""
    from wizard.journey.steps import turnon

    services, answers = driver.window.context.services, driver.journey.answers
    graph, task = services.graph, Task()
    assert turnon.other_job(task, services, answers) == ""
    template = graph.applications.find_template(task, "Soloinsight-CloudGate SSO")
    known = frozenset(item.id for item in graph.applications.instances(task, template.id))
    other = graph.applications.add(task, template.id, "CloudGate, the older one", known)
    job = graph.jobs.ensure(task, other.id)
    graph.credentials.save(task, other.id, {"BaseAddress": answers.tenant_url, "SecretToken": services.practice.token})
    graph.jobs.start(task, other.id, job.id)
    assert turnon.other_job(task, services, answers) == "CloudGate, the older one"
    outcome = turnon.perform(task, services, answers)
    assert outcome.status == "attention" and outcome.facts["other_job"] == "CloudGate, the older one"
