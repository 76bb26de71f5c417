"""Asking CloudGate what the match audit suspects: the same look-ups that Entra sends, on servers that differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest
from listeners import Answer, Certificates, Requests, serving
from planted import Work
from scim2_server.memory import InMemoryStorage
from scim2_server.testserver.application import BearerTokenApplication
from scim2_server.utils import load_default_provider

from wizard.core.errors import Cancelled, ScimError
from wizard.core.tasks import Progress, Task
from wizard.directory import Person
from wizard.http import Transport
from wizard.journey.answers import Answers
from wizard.journey.context import Context
from wizard.journey.services.match_audit import MOST, Settled, ask_cloudgate, askable, settle
from wizard.practice.cloudgate import PracticeCloudGate
from wizard.practice.faults import CLOUDGATE, Fault, FaultBoard
from wizard.provisioning import Configuration, Source, TargetSnapshot
from wizard.provisioning.match_audit import match_audit
from wizard.provisioning.match_audit_model import MatchAudit
from wizard.scim.client import ScimClient
from wizard.secrets.memory import MemoryStore
from wizard.secrets.secret import Secret

TOKEN = Secret("matching-canary-4d1c")
USER = "urn:ietf:params:scim:schemas:core:2.0:User"

PEOPLE = [
    Person(name, {"displayName": name, "userPrincipalName": upn, "mailNickname": nick, "mail": f"{name}@mail.example"})
    for name, upn, nick in (
        ("clean", "clean@x.example", "clean"),
        ("plus", "p+lus@x.example", "plus"),
        ("apostrophe", "o'neil@x.example", "oneil"),
        ("new", "n+ew@x.example", "new"),
        ("letters", "letters@x.example", "nick"),
        ("blank", "blank@x.example", "blank"),
    )
]
ACCOUNTS = [
    {"schemas": [USER], "userName": "clean@x.example"},
    {"schemas": [USER], "userName": "P+LUS@x.example"},
    {"schemas": [USER], "userName": "o'neil@x.example"},
    {"schemas": [USER], "userName": "other@x.example", "externalId": "Nick"},
    {"schemas": [USER], "userName": "another@x.example", "externalId": "blank "},
]


def find(accounts: Iterable[Any]) -> MatchAudit:
    work = Work()
    work.row("externalId")["matchingPriority"] = 2
    configuration = Configuration.from_schema(work.schema, sync_all=True)
    return match_audit(Source(PEOPLE), TargetSnapshot(tuple(accounts), ()), configuration)


def states(found: MatchAudit) -> dict[tuple[str, str], tuple[str, str]]:
    return {(entry.kind, entry.people[0].id): (entry.state, entry.severity) for entry in found.entries}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def transport(certificates: Certificates) -> Iterator[Transport]:
    made = Transport([certificates.ca_file])
    yield made
    made.close()


@pytest.fixture
def gate() -> PracticeCloudGate:
    made = PracticeCloudGate(TOKEN, FaultBoard([Fault(name, "cloudgate") for name in CLOUDGATE]))
    made.seed(ACCOUNTS)
    return made


@pytest.fixture
def connect(certificates: Certificates, transport: Transport) -> Iterator[Callable[..., ScimClient]]:
    with ExitStack() as stack:

        def to(app: Any, path: str = "/scim/v2") -> ScimClient:
            root = stack.enter_context(serving(app, certificates)).root
            return ScimClient(f"{root}{path}", TOKEN, transport)

        yield to


def test_a_service_that_filters_well_clears_signs_and_confirms_the_rest(
    connect: Callable[..., ScimClient], gate: PracticeCloudGate
) -> None:
    client = connect(gate.app)
    found = find(client.read_all("Users"))
    assert states(found) == {
        ("account-twin", "letters"): ("seen", "error"), ("unfound", "blank"): ("seen", "error"),
        ("special", "plus"): ("seen", "warning"), ("special", "apostrophe"): ("seen", "warning"),
        ("special", "new"): ("seen", "warning"),
    }  # fmt: skip
    gate.requests.clear()
    reports: list[Progress] = []
    settled = settle(Task(reports.append), client, found)
    assert states(settled) == {
        ("account-twin", "letters"): ("confirmed", "error"), ("unfound", "blank"): ("confirmed", "error"),
        ("special", "plus"): ("cleared", "warning"), ("special", "apostrophe"): ("cleared", "warning"),
        ("special", "new"): ("cleared", "warning"),
    }  # fmt: skip
    assert settled.counts == {"account-twin": 1, "unfound": 1}
    assert {seen.method for seen in gate.requests} == {"GET"}
    asked = [parse_qs(seen.query)["filter"][0] for seen in gate.requests]
    assert asked[1:5] == [
        'userName eq "letters@x.example"', 'externalId eq "nick"', 'userName eq "blank@x.example"', 'externalId eq "blank"',
    ]  # fmt: skip
    told = [one.data for one in reports if isinstance(one.data, Settled)]
    assert [one.entry for one in sorted(told, key=lambda one: one.place)] == list(settled.entries)
    assert (reports[-1].done, reports[-1].total) == (5, 5)
    assert askable(settled) == []


def test_a_server_that_no_one_here_wrote(connect: Callable[..., ScimClient]) -> None:
    client = connect(BearerTokenApplication(InMemoryStorage(), load_default_provider()), "/v2")
    for one in ACCOUNTS:
        client.create("Users", one)
    settled = settle(Task(), client, find(client.read_all("Users")))
    assert settled.counts == {"account-twin": 1, "unfound": 1}
    assert {entry.state for entry in settled.entries} == {"confirmed", "cleared"}


def changed(gate: PracticeCloudGate, change: Callable[[str], str | None]) -> Callable[..., Any]:
    """A service in front of the practice CloudGate that reads filters in its own way, or fails over one."""

    def app(environ: dict[str, Any], start: Any) -> Any:
        query = change(environ.get("QUERY_STRING", ""))
        if query is None:
            start("500 Internal Server Error", [("Content-Length", "0")])
            return [b""]
        return gate.app({**environ, "QUERY_STRING": query}, start)

    return app


def test_a_service_that_reads_a_plus_as_a_blank(connect: Callable[..., ScimClient], gate: PracticeCloudGate) -> None:
    client = connect(changed(gate, lambda query: query.replace("%2B", "+")))
    settled = settle(Task(), client, find(client.read_all("Users")))
    assert states(settled)["special", "plus"] == ("confirmed", "error")
    assert states(settled)["special", "apostrophe"] == ("cleared", "warning")
    assert settled.counts["special"] == 1, "of somebody without account nothing is found either way"


def test_a_service_that_fails_over_an_apostrophe(connect: Callable[..., ScimClient], gate: PracticeCloudGate) -> None:
    client = connect(changed(gate, lambda query: None if "%27" in query else query))
    settled = settle(Task(), client, find(client.read_all("Users")))
    assert states(settled)["special", "apostrophe"] == ("confirmed", "error")
    assert states(settled)["special", "plus"][0] == "cleared"


def test_a_service_that_finds_the_account_in_any_letters(
    connect: Callable[..., ScimClient], gate: PracticeCloudGate
) -> None:
    client = connect(changed(gate, lambda query: query.replace("%22nick%22", "%22Nick%22")))
    settled = settle(Task(), client, find(client.read_all("Users")))
    assert states(settled)["account-twin", "letters"][0] == "cleared"


def test_a_service_that_finds_everybody(connect: Callable[..., ScimClient]) -> None:
    everybody = [{**one, "id": f"a{n}"} for n, one in enumerate(ACCOUNTS)]

    def answer(_environ: dict[str, Any]) -> Answer:
        body = {"totalResults": len(everybody), "Resources": everybody}
        return 200, {"Content-Type": "application/scim+json"}, json.dumps(body).encode()

    settled = settle(Task(), connect(Requests(answer)), find(everybody))
    assert {entry.state for entry in settled.entries} == {"confirmed"}


def test_a_service_that_refuses_everything_settles_nothing(
    connect: Callable[..., ScimClient], gate: PracticeCloudGate, transport: Transport
) -> None:
    client = connect(gate.app)
    found = find(client.read_all("Users"))
    for refused in (ScimClient(client.url, Secret("another"), transport), connect(changed(gate, lambda _query: None))):
        with pytest.raises(ScimError):
            settle(Task(), refused, found)


def test_what_was_settled_before_it_was_stopped_is_told(
    connect: Callable[..., ScimClient], gate: PracticeCloudGate
) -> None:
    client = connect(gate.app)
    found = find(client.read_all("Users"))
    reports: list[Settled] = []

    def listen(progress: Progress) -> None:
        if isinstance(progress.data, Settled):
            reports.append(progress.data)
            task.cancel()

    task = Task(listen)
    gate.requests.clear()
    with pytest.raises(Cancelled):
        settle(task, client, found)
    assert len(reports) == 1 and reports[0].entry.state == "confirmed"
    assert len(gate.requests) <= 4


def test_no_more_are_asked_for_than_the_limit_and_the_rest_the_next_time() -> None:
    found = find(())
    entry = next(each for each in found.entries if each.kind == "special")
    many = replace(found, entries=(entry,) * (MOST + 7))
    assert askable(many) == list(range(MOST))
    done = many.with_entries({n: replace(entry, state="cleared") for n in range(MOST)})
    assert askable(done) == list(range(MOST, MOST + 7))


def test_the_answers_tell_whom_to_ask(
    gate: PracticeCloudGate, certificates: Certificates, transport: Transport
) -> None:
    memory = MemoryStore()
    memory.save("token-1", TOKEN)
    context = Context(lambda _files: transport, lambda: memory, memory, lambda _url: False)
    with serving(gate.app, certificates) as server:
        answers = Answers(tenant_url=f"{server.root}/scim/v2", token_reference="token-1", token_kept="memory")
        found = find(gate.held("User"))
        settled = ask_cloudgate(Task(), context, answers, found)
    assert settled.counts == {"account-twin": 1, "unfound": 1}
