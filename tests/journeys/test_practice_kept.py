"""A practice setup is continued in its own company: what was done there is there, and nothing ticked is untrue."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from driver import Driver
from PySide6.QtWidgets import QWidget
from saved_practice import SETUP, Before, recorded

from wizard.journey.machine import Snapshot
from wizard.journey.setups import SetupStore


def restart(driver: Driver) -> None:
    """Do to the program what closing and starting it does: everything in memory is gone."""
    from wizard.journey.answers import Answers
    from wizard.journey.machine import Snapshot
    from wizard.secrets.memory import MemoryStore

    context = driver.window.context
    driver.until(lambda: context.controller.saving.all_saved)
    context.services.close()
    context.services.memory = MemoryStore()
    context.services.make_keystore = lambda: context.services.memory
    context.services._keystore = None
    context.controller.setup_id = ""
    context.controller.read_anew.emit()
    driver.journey.restore(Snapshot("start", "start", Answers()))
    driver.quiet()


def carry_on(driver: Driver, setup_id: str) -> None:
    from PySide6.QtWidgets import QPushButton

    driver.page.enter()
    driver.until(lambda: driver.window.findChild(QPushButton, f"continue-{setup_id}") is not None)
    driver.quiet()
    driver.click(f"continue-{setup_id}", 90)


def sign_in(driver: Driver) -> None:
    driver.click("toSignIn")
    driver.click("signIn")


def content(snapshot: Snapshot) -> dict[str, Any]:
    """Return a setup's answers and results without what is different in every company: ids, addresses and times."""
    own = {"tenant_url", "token_reference", "token_saved", "service_principal_id", "application_added", "app_id", "job",
           "saved_url"}  # fmt: skip
    results = {
        name: (one.status, one.way, one.lapsed, {key: None if key in own else fact for key, fact in one.facts.items()})
        for name, one in snapshot.results.items()
    }
    answers = {key: bool(value) if key in own else value for key, value in asdict(snapshot.answers).items()}
    return {**answers, **results, "place": (snapshot.current, snapshot.reached)}


@pytest.mark.timeout(300)
def test_a_practice_setup_comes_back_as_it_was(driver: Driver, ask_cloudgate: Callable[..., Any]) -> None:
    from wizard.core.tasks import Task

    driver.walk_to("users", delete_threshold=500)
    saved = SetupStore(recorded(Before("users"))).load(SETUP)
    assert content(driver.journey.snapshot) == content(saved.snapshot), (
        "other tests begin where a person comes by clicking"
    )
    driver.click("saveMappings")
    driver.next()
    driver.next()
    driver.next()
    driver.quiet(120)
    driver.next()
    driver.click("turnOn")
    driver.next()
    driver.until(lambda: driver.journey.state("watch") in {"done", "attention"}, 90)
    driver.quiet()
    controller = driver.window.context.controller
    setup_id, answers = controller.setup_id, driver.journey.answers
    services = driver.window.context.services
    held = ask_cloudgate(services.practice, "/Users?count=200")["Resources"]
    settled = {step.id: driver.journey.state(step.id) for step in driver.journey.steps}
    log = len(
        services.graph.jobs.status(
            Task(), answers.service_principal_id, services.state.application(answers).job.id
        ).counts
    )
    token = services.practice.token.reveal()
    restart(driver)

    # No secret is in what is kept of the company.
    from wizard import wiring

    raw = gzip.decompress(wiring.setup_store().practice_path(setup_id).read_bytes())
    assert token.encode() not in raw

    carry_on(driver, setup_id)
    assert driver.journey.current.id == "watch"
    assert driver.find("signedOut").isVisible()
    for step, itself in (("scope", False), ("assign", True), ("watch", False)):
        driver.window.context.controller.go(step)
        driver.quiet()
        told = [each.objectName() for each in driver.window.findChildren(QWidget) if each.isVisible()]
        assert ("signInFirst" in told, "signedOut" in told) == (itself, not itself), "it is said once"
        assert "whoIsThat" not in told, "nothing can be read"
    now = {step.id: driver.journey.state(step.id) for step in driver.journey.steps}
    assert now == {**settled, "begin": "stale"}
    sign_in(driver)
    assert not [
        each for each in driver.window.findChildren(type(driver.window.signed_out), "signedOut") if each.isVisible()
    ]
    practice = services.practice
    assert practice.token.reveal() != token
    again = ask_cloudgate(practice, "/Users?count=200")["Resources"]
    assert {user["id"] for user in again} == {user["id"] for user in held}
    (job,) = services.graph.jobs.all(Task(), answers.service_principal_id)
    status = services.graph.jobs.status(Task(), answers.service_principal_id, job.id)
    assert status.running and status.first_cycle_done and len(status.counts) == log
    for step_id in ("credentials", "application", "assign", "connect", "users", "groups", "scope"):
        controller.go(step_id)
        driver.quiet()
        assert not driver.page.problem.isVisible(), (step_id, driver.page.problem._what.text())
        assert driver.journey.state(step_id) == settled[step_id], step_id

    # The next cycle goes on where the last one ended: nobody is created twice.
    controller.go("watch")
    practice.advance(45)
    driver.until(
        lambda: (
            services.graph.jobs.status(Task(), answers.service_principal_id, job.id).last.ended != status.last.ended
        ),
        60,
    )
    after = ask_cloudgate(practice, "/Users?count=200")["Resources"]
    assert {user["id"] for user in after} == {user["id"] for user in held}
    assert driver.schema(services.graph).has("User")


@pytest.mark.timeout(200)
@pytest.mark.parametrize("damage", ["missing", "broken", "newer"])
def test_a_company_that_cannot_come_back_is_told(driver: Driver, damage: str) -> None:
    from wizard import wiring

    driver.begin_at("users")
    setup_id = driver.window.context.controller.setup_id
    restart(driver)
    path = wiring.setup_store().practice_path(setup_id)
    if damage == "missing":
        path.unlink()
    elif damage == "broken":
        path.write_bytes(path.read_bytes()[:200])
    else:
        path.write_bytes(gzip.compress(b'{"version": 99}'))
    before = path.read_bytes() if damage == "newer" else b""
    carry_on(driver, setup_id)
    assert driver.journey.state("connect") == "stale"
    assert driver.journey.result("connect").lapsed == "practice-new"
    assert driver.journey.answers.notification_email == "it-oncall@harborlights.example"
    driver.click("rail-connect")
    assert "could not be restored" in driver.page.problem._what.text()
    if damage == "newer":
        driver.window.context.services.close()
        assert path.read_bytes() == before, "a newer version's file is left alone"


@pytest.mark.timeout(200)
def test_a_token_in_memory_ends_with_its_run_in_a_real_setup_too() -> None:
    from dataclasses import replace

    from wizard import wiring
    from wizard.journey.answers import Answers
    from wizard.journey.machine import Snapshot
    from wizard.journey.model import Result
    from wizard.journey.reopening import reopen
    from wizard.journey.steps import STEPS

    answers = Answers(token_reference="token-1", token_saved="then", token_kept="memory")
    needs = {step.id: step.needs for step in STEPS}
    results = {
        name: Result("done", answers.digest(needs[name]), "2026-01-01T00:00:00+00:00", "for_me")
        for name in ("begin", "credentials")
    }
    context = wiring.make_context()
    found = reopen(context, STEPS, Snapshot("assign", "assign", answers, results), practice=False)
    assert found.results["credentials"].lapsed == "token-gone"
    assert found.results["begin"].lapsed == "signed-out"
    assert found.answers.token_reference == ""
    kept = Snapshot("assign", "assign", replace(answers, token_kept="keystore"), results)
    assert reopen(context, STEPS, kept, practice=False).results["credentials"].lapsed == ""
