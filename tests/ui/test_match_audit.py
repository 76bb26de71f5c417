"""The match audit's card on a page: what was found, what to do, and CloudGate asked in the background."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from listeners import Certificates, serving
from planted import Work
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from wizard.directory import Person
from wizard.http import Transport
from wizard.journey.answers import Answers
from wizard.journey.found import Rehearsal
from wizard.practice.cloudgate import PracticeCloudGate
from wizard.practice.faults import CLOUDGATE, Fault, FaultBoard
from wizard.provisioning import Configuration, Plan, Source, TargetSnapshot
from wizard.secrets.memory import MemoryStore
from wizard.secrets.secret import Secret
from wizard.ui.pages.base import Page
from wizard.ui.pages.preview_match_audit import MatchAuditCard

TOKEN = Secret("card-canary-77aa")
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ACCOUNTS = [
    {"schemas": [USER], "userName": "ann@x.example"},
    {"schemas": [USER], "userName": "o'neil@x.example"},
    {"schemas": [USER], "userName": "other@x.example", "externalId": "Bo"},
]

MADE = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)


def person(name: str, upn: str | None, nick: str | None = None) -> Person:
    return Person(name, {"displayName": name, "userPrincipalName": upn, "mailNickname": nick})


PEOPLE = [
    person("Ann", "ann@x.example"),
    person("Bo", "bo@x.example", "bo"),
    person("Cem", None),
    person("Dua", "o'neil@x.example"),
]


def rehearse(people: Sequence[Person], accounts: Sequence[Any]) -> Rehearsal:
    work = Work()
    work.row("externalId")["matchingPriority"] = 2
    configuration = Configuration.from_schema(work.schema, sync_all=True)
    return Rehearsal(Plan(), (), Source(people), TargetSnapshot(tuple(accounts), ()), configuration, Answers(), MADE)


class HostPage(Page[object]):
    """A page with nothing but the card."""

    step_id = "preview"

    def __init__(self, context: Any) -> None:
        super().__init__(context)
        self.card = MatchAuditCard(self)
        self.body.addWidget(self.card)
        self.body.addStretch(1)


@pytest.fixture
def faults() -> FaultBoard:
    return FaultBoard([Fault(name, "cloudgate") for name in CLOUDGATE])


@pytest.fixture
def gate(faults: FaultBoard) -> PracticeCloudGate:
    made = PracticeCloudGate(TOKEN, faults)
    made.seed(ACCOUNTS)
    return made


@pytest.fixture
def page(world: Any, qtbot: QtBot, gate: PracticeCloudGate, tmp_path: Any) -> Iterator[HostPage]:
    certificates = Certificates(tmp_path / "tls")
    transport = Transport([certificates.ca_file])
    services = world.context.services
    memory = MemoryStore()
    memory.save("token-1", TOKEN)
    services.make_transport, services.memory = lambda _files: transport, memory
    with serving(gate.app, certificates) as server:
        world.journey.answer(tenant_url=f"{server.root}/scim/v2", token_reference="token-1", token_kept="memory")
        shown = HostPage(world.context)
        qtbot.addWidget(shown)
        shown.resize(1000, 640)
        shown.show()
        yield shown
        transport.close()


@pytest.fixture
def quiet(page: HostPage, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: page.context.runner.busy == 0, timeout=20_000)


def cells(page: HostPage) -> list[list[str]]:
    rows = page.card.table.rows
    return [rows.texts(rows.row_at(number)) for number in range(rows.rowCount())]


def test_what_was_found_is_shown_with_what_to_do(page: HostPage, quiet: Any, gate: PracticeCloudGate) -> None:
    assert not page.card.isVisible()
    page.card.show_for(rehearse(PEOPLE, gate.held("User")))
    assert page.card.title.text().startswith("Checking")
    quiet()
    assert page.card.title.text() == "Matching: 3 problems to review"
    assert [row[:4] for row in cells(page)] == [
        ["account’s letter case", "Bo", "externalId", "bo"],
        ["special character", "Dua", "userName", "o'neil@x.example"],
        ["no value", "Cem", "userName", "(nothing)"],
    ]
    assert cells(page)[0][4] == "a second account"
    identifier = next(one["id"] for one in gate.held("User") if one.get("externalId") == "Bo")
    assert (
        "creates a second one. externalId is case-sensitive" in page.card.detail.text()
        and identifier in page.card.detail.text()
    )
    page.card.table.select_place(2)
    assert "Fill in the attribute" in page.card.detail.text() and identifier not in page.card.detail.text()
    assert page.card.note.text() == "4 people and 3 accounts were compared."


def test_cloudgate_is_asked_at_a_click(page: HostPage, quiet: Any, gate: PracticeCloudGate, qtbot: QtBot) -> None:
    page.card.show_for(rehearse(PEOPLE, gate.held("User")))
    quiet()
    gate.requests.clear()
    qtbot.mouseClick(page.card.ask, Qt.MouseButton.LeftButton)
    assert not page.card.ask.isEnabled()
    quiet()
    assert {seen.method for seen in gate.requests} == {"GET"} and len(gate.requests) == 1 + 2 + 1
    assert page.card.title.text() == "Matching: 2 problems to review"
    found = page.card.match_audit
    assert found is not None
    assert [entry.state for entry in found.entries] == ["confirmed", "cleared", "seen"]
    assert cells(page)[1][4] == "no problem"
    assert page.card.detail.text().startswith("CloudGate confirmed this.")
    assert page.card.note.text() == "CloudGate confirmed 1; 1 is not a problem."
    assert not page.card.ask.isEnabled(), "there is nothing left to ask"
    assert page.context.controller.waiting.busy is None


def test_an_error_is_shown_and_asking_again_is_possible(
    page: HostPage, quiet: Any, gate: PracticeCloudGate, faults: FaultBoard, qtbot: QtBot
) -> None:
    page.card.show_for(rehearse(PEOPLE, gate.held("User")))
    quiet()
    faults.set("cred-401-invalid", True)
    qtbot.mouseClick(page.card.ask, Qt.MouseButton.LeftButton)
    quiet()
    assert page.problem.isVisible() and page.card.ask.isEnabled()
    assert page.card.title.text() == "Matching: 3 problems to review"
    faults.set("cred-401-invalid", False)
    qtbot.mouseClick(page.card.ask, Qt.MouseButton.LeftButton)
    quiet()
    assert page.card.title.text() == "Matching: 2 problems to review" and not page.problem.isVisible()


def test_it_can_be_cancelled_and_what_came_stays(
    page: HostPage, quiet: Any, gate: PracticeCloudGate, qtbot: QtBot
) -> None:
    """The server answers the first few look-ups; the next one waits until the person cancels."""
    people = [person(f"P{n}", f"p+{n}@x.example") for n in range(20)]
    page.card.show_for(rehearse(people, gate.held("User")))
    quiet()
    controller = page.context.controller

    go_on = threading.Event()
    inner, asked = gate._inner, []

    def slow(environ: Any, start: Any) -> Any:
        asked.append(1)
        if len(asked) > 5:
            go_on.wait(20)
        return inner(environ, start)

    gate._inner = slow  # type: ignore[assignment]
    qtbot.mouseClick(page.card.ask, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(controller.waiting.busy and controller.waiting.busy.done), timeout=20_000)
    assert controller.waiting.busy is not None and controller.waiting.busy.total == 20
    assert controller.waiting.cancel_busy()
    quiet()
    go_on.set()
    found = page.card.match_audit
    assert found is not None
    states = [entry.state for entry in found.entries]
    assert 1 <= states.count("cleared") <= 4 and states.count("seen") == 20 - states.count("cleared")
    assert page.card.ask.isEnabled() and controller.waiting.busy is None
    assert "not checked yet" in page.card.note.text()


def test_another_rehearsal_takes_its_place(page: HostPage, quiet: Any, gate: PracticeCloudGate, qtbot: QtBot) -> None:
    page.card.show_for(rehearse(PEOPLE, gate.held("User")))
    quiet()
    qtbot.mouseClick(page.card.ask, Qt.MouseButton.LeftButton)
    page.card.show_for(rehearse(PEOPLE[:1], gate.held("User")))
    quiet()
    assert page.card.title.text() == "Matching: no problems found"
    assert not page.card.table.isVisible() and not page.card.ask.isVisible() and not page.card.detail.isVisible()
    assert page.context.controller.waiting.busy is None
    page.card.show_for(None)
    assert not page.card.isVisible()
