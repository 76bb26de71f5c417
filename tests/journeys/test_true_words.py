"""What the window says is so: no banner or chip contradicts the page, and no advice is impossible to follow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from driver import Driver

from tests.journeys.test_practice_kept import carry_on, restart


def said(driver: Driver) -> str:
    return str(driver.page.problem._what.text()) if driver.page.problem.isVisible() else ""


@pytest.mark.timeout(120)
def test_a_pasted_scheme_word_never_stays_in_the_field(driver: Driver) -> None:
    driver.begin_at("credentials")
    practice = driver.window.context.services.practice
    token = practice.token.reveal()
    for _ in range(2):
        driver.page.token.take(f"Bearer {token}")
        driver.quiet()
        assert driver.page.token.secret.text() == token
    driver.page.token.secret.set_text(f"Bearer {token}")  # typed, then left
    driver.page.token.secret.edit.editingFinished.emit()
    driver.quiet()
    assert driver.page.token.secret.text() == token


@pytest.mark.timeout(120)
def test_a_service_that_wants_the_word_gets_it_by_one_link(driver: Driver) -> None:
    from wizard.core.tasks import Task

    driver.begin_at("credentials")
    practice = driver.window.context.services.practice
    practice.set_fault("cred-bearer-prefix", True)
    driver.click("practiceToken")
    driver.click("testConnection")
    assert driver.journey.state("credentials") == "attention"
    driver.click("keepWord")
    assert driver.journey.state("credentials") == "done"
    driver.next()
    driver.click("addApplication", 120)
    driver.next()
    driver.journey.next()
    driver.quiet()
    driver.type("notificationEmail", "it-oncall@harborlights.example")
    driver.click("testAndSave", 120)
    assert driver.journey.state("connect") in {"done", "attention"}, said(driver)
    services = driver.window.context.services
    assert services.graph.credentials.read(Task(), driver.journey.answers.service_principal_id).masked


@pytest.mark.timeout(120)
def test_a_missing_token_is_no_message_any_more_once_there_is_one(driver: Driver) -> None:
    driver.begin_at("credentials")
    driver.click("testConnection")
    assert driver.page.token.box.error == "Choose “Use the practice token” first." and said(driver) == ""
    driver.click("practiceToken")
    assert driver.page.token.box.error == "" and said(driver) == ""


@pytest.mark.timeout(200)
def test_not_tested_yet_never_stands_beside_a_verdict(driver: Driver) -> None:
    driver.begin_at("credentials")
    practice = driver.window.context.services.practice
    practice.set_fault("cred-401-invalid", True)
    driver.click("practiceToken")
    driver.click("testConnection")
    assert driver.find("testVerdict").text() == "failed"
    setup_id = driver.window.context.controller.setup_id
    # In the same run the checks come back with the page.
    driver.window.context.controller.read_anew.emit()
    driver.click("rail-begin")
    driver.window.context.controller.read_anew.emit()
    driver.click("rail-credentials")
    assert driver.find("testVerdict").text() == "failed"
    assert driver.page.test.panel.banners
    # In another run only when it was is known.
    restart(driver)
    carry_on(driver, setup_id)
    assert driver.journey.current.id == "credentials"
    assert driver.find("testVerdict").text() == "failed"
    assert not driver.page.test.empty.isVisible()
    assert "Tested on" in driver.page.test.before.accessibleName()


@pytest.mark.timeout(240)
def test_the_mapping_pages_words_agree_with_it(driver: Driver, tmp_path: Path) -> None:
    driver.begin_at("users")
    page = driver.page

    # "must be solved" goes with what was to be solved.
    driver.pick("userName")
    page.editor.matching.setValue(0)
    driver.quiet()
    driver.click("saveMappings")
    assert page.messages.failed is not None and page.messages.failed.code == "mapping-has-problems"
    assert said(driver)
    driver.click("revert")
    assert said(driver) == ""

    # A value of another type is not green.
    driver.pick("active")
    driver.find("expression").setPlainText("[givenName]")
    driver.quiet()
    assert driver.find("result").tone == "bad"
    assert "type" in driver.find("resultNote").text()
    driver.click("revert")

    # An import with problems is no success.
    file = tmp_path / "schema.json"
    rows = [row for row in page.rows if row.target != "active"]
    file.write_text(page.job.schema.with_mapping("User", rows=rows).to_text(), encoding="utf-8")
    page.transfer.import_from(file)
    driver.quiet()
    assert page.problem.property("tone") == "warn"
    assert "problem" in page.problem._text.text()
    file.write_text(json.dumps(page.job.schema.raw), encoding="utf-8")
    page.transfer.import_from(file)
    driver.quiet()
    assert page.problem.property("tone") == "info"

    # Restored defaults are not "changed by you".
    driver.pick("title")
    driver.click("removeMapping")
    driver.click("saveMappings")
    driver.click("restoreDefaults")
    driver.click("saveMappings")
    driver.next()
    from wizard.wording.summary import summary

    assert summary(driver.journey, driver.window.context.texts)["users"] == "default"


@pytest.mark.timeout(240)
@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)  # the values that exist are listed while typing
def test_the_portal_steps_show_what_was_chosen(driver: Driver) -> None:
    driver.begin_at("users")
    driver.click("rail-connect")
    values = {value for one in driver.page.sides.instructions("today") for _, value in one.values}
    assert "it-oncall@harborlights.example" in values and "500" in values
    driver.journey.answer(notification_email="")
    assert driver.find("notificationEmail").text() == ""
    notes = " ".join(note for one in driver.page.sides.instructions("today") for note in one.notes)
    assert "not entered yet" in notes
    driver.click("rail-users")
    driver.pick("title")
    driver.find("expression").setPlainText('"Staff"')
    driver.quiet()
    rows = [value for one in driver.page.sides.instructions("today") for value in one.values]
    (row,) = [value for name, value in rows if name == "title"]
    assert '"Staff"' in row
    assert len(rows) == 1, "only what is different is to be done in the portal"
    driver.click("revert")
    driver.click("next", 120)
    driver.next()
    driver.find("scopeAll").click()
    driver.click("addFilter")
    driver.type("value-0-0", "Security")
    driver.quiet()
    values = {value for one in driver.page.sides.instructions("today") for _, value in one.values}
    assert "Sync all users and groups" in values
    assert "department EQUALS Security" in values


def test_what_is_so_since_is_said_beside_what_the_tutorial_says() -> None:
    from wizard.core.texts import Texts
    from wizard.journey.answers import Answers
    from wizard.journey.services.portal_values import portal_values
    from wizard.tutorial.model import Tutorial

    texts = Texts()
    tutorial = Tutorial(texts)
    told = [
        note for step in {line.step for line in tutorial.lines}
        for one in tutorial.instructions(step, "today", portal_values(Answers())) for note in one.notes
    ]  # fmt: skip
    outdated = [step for step in tutorial.steps.values() if step.since is not None]
    assert outdated
    for step in outdated:
        now = texts.get(f"tutorial-{step.id.lower()}-now")
        assert any(now in note for note in told), step.id
