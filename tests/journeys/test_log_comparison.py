"""From the preview to the first cycle: everything as planned, and what differs, explained."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from driver import Driver
from saved_practice import here

from wizard.practice.company import PracticeCompany
from wizard.practice.process import PracticeProcess


@pytest.fixture
def companies(driver: Driver) -> list[PracticeCompany]:
    """The practice companies that the window starts; they run in this process."""
    made: list[PracticeCompany] = []

    def start(keep: Path | None, _waiting: Callable[[], object]) -> PracticeProcess:
        made.append(PracticeCompany(keep=keep))
        return here(made[-1])

    driver.window.context.services.start_practice = start
    return made


def turn_on_and_watch(driver: Driver) -> Any:
    driver.next()
    driver.click("turnOn")
    driver.next()
    driver.until(lambda: driver.journey.state("watch") in {"done", "attention"})
    driver.quiet()
    return driver.page.comparison


@pytest.mark.timeout(240)
def test_what_the_preview_said_is_what_happens(driver: Driver, tmp_path: Path) -> None:
    driver.begin_at("preview")
    count = len({(one.kind, one.source_id) for one in driver.page.plan})
    setup_id = driver.window.context.controller.setup_id
    plans = tmp_path / "data/setups"
    driver.until(lambda: any(plans.glob("*.plan.gz")))  # it is written in the background
    (kept,) = plans.glob("*.plan.gz")
    assert kept.name == f"{setup_id}.plan.gz"
    found = turn_on_and_watch(driver)
    assert driver.journey.state("preview") in {"done", "attention"}
    assert found.card.verdict.text() == f"All {count} as planned"
    assert found.card.verdict.tone == "ok"
    assert found.found.counts["as-planned"] == len(found.found.objects) == count
    assert {one.reason for one in found.found.objects} <= {"done", "nothing-to-do"}
    assert not found.found.changed and found.found.ended


@pytest.mark.timeout(240)
def test_a_long_log_is_read_to_its_beginning_when_the_person_asks(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wizard.journey.steps import watch
    from wizard.ui.pages import watch_compare

    monkeypatch.setattr(watch, "LONGEST_LOG", 20)
    monkeypatch.setattr(watch_compare, "LONGEST_LOG", 20)
    driver.begin_at("preview")
    # The whole cycle is over when the window looks for the first time.
    driver.next()
    driver.click("turnOn")
    practice = driver.window.context.services.practice

    def over() -> bool:
        practice.advance(1)
        driver.quiet()
        return first_cycle_over(driver)

    driver.until(over)
    driver.next()
    driver.until(lambda: driver.journey.state("watch") in {"done", "attention"})
    driver.quiet()
    found = driver.page.comparison
    assert found.found.unread > 0
    assert f"{found.found.unread} not read" in found.card.verdict.text()
    driver.click("readOlder")
    assert found.card.verdict.text() == f"All {found.found.planned} as planned"
    assert not found.card.read_link.isVisible()


def first_cycle_over(driver: Driver) -> bool:
    from wizard.core.tasks import Task
    from wizard.journey.steps.watch import look

    services, answers = driver.window.context.services, driver.journey.answers
    return look(Task(), services, answers, False).status.first_cycle_done


class Refusing:
    """A CloudGate that does not take one account, whatever is tried."""

    def __init__(self, inner: Any, user_name: str) -> None:
        self.inner, self.user_name = inner, user_name

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            if json.loads(body).get("userName") == self.user_name:
                answer = json.dumps({
                    "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
                    "status": "409", "scimType": "uniqueness", "detail": "badge number is taken",
                }).encode()  # fmt: skip
                start("409 Conflict", [("Content-Type", "application/scim+json"), ("Content-Length", str(len(answer)))])
                return [answer]
            environ = {**environ, "wsgi.input": io.BytesIO(body)}
        result: Iterable[bytes] = self.inner(environ, start)
        return result


@pytest.mark.timeout(240)
def test_what_changed_in_between_is_explained(driver: Driver, companies: list[PracticeCompany]) -> None:
    driver.begin_at("preview")
    (company,) = companies
    directory = company.entra.state.directory
    created = [one for one in driver.page.plan if one.verdict == "create" and one.kind == "User"]
    moved, blocked, refused, left = created[:4]
    group = next(one for one in driver.page.plan if one.kind == "Group" and one.stage == "object")
    taken = next(change.new for change in refused.changes if change.target == "userName")
    newcomer = directory.add_person(
        {"displayName": "Nova Late", "userPrincipalName": "nova.late@harborlights.example", "givenName": "Nova",
         "surname": "Late", "mail": "nova.late@harborlights.example", "mailNickname": "nova.late"}
    )  # fmt: skip
    directory.set_attribute(moved.source_id, "department", "Night Shift")
    directory.set_enabled(blocked.source_id, False)
    directory.remove_member(group.source_id, left.source_id)
    directory.add_member(group.source_id, newcomer.id)
    refusing = Refusing(company.cloudgate._inner, taken)
    company.cloudgate._inner = refusing  # type: ignore[assignment]

    found = turn_on_and_watch(driver)
    why = {one.source_id: (one.how, one.reason) for one in found.found.differences}
    assert why[moved.source_id] == ("other-values", "values")
    assert why[blocked.source_id] == ("other-action", "inactive")
    assert why[refused.source_id] == ("failed", "error")
    assert why[left.source_id] == ("missing", "late")
    assert why[newcomer.id] == ("not-planned", "new")
    assert "as planned" in found.card.verdict.text() and found.card.verdict.tone == "warn"

    driver.click("compareToggle")
    assert found.card.table.current_row().source_id == refused.source_id, "what failed comes first"
    text = driver.find("differenceText").text()
    assert "same unique value" in text and "badge number is taken" in text
    found.card.table.select_row(next(one for one in found.found.differences if one.source_id == moved.source_id))
    driver.quiet()
    assert "Night Shift" in driver.find("differenceText").text()
    driver.click("differenceRow")
    assert driver.page.table.current_row().source.id == moved.source_id

    # The next cycle tries again, and what was mended is no difference any more.
    company.cloudgate._inner = refusing.inner
    driver.window.context.services.practice.advance(45)
    driver.until(lambda: company.entra.scheduler.wait_idle(1))
    driver.click("watchNow")
    later = {one.source_id: one.reason for one in found.found.objects}
    assert later[refused.source_id] == "done-later"
    assert later[left.source_id] == "left-scope"
