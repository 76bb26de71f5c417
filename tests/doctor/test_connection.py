"""Test Connection on real sockets: what is broken is named first, and nothing is when all is well."""

from __future__ import annotations

import gc
import json
import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from listeners import Certificates, Requests, free_port, serving, silent

from wizard.core.errors import Cancelled, InputError
from wizard.core.tasks import Progress, Task
from wizard.core.texts import Texts
from wizard.doctor import Report, diagnose
from wizard.doctor.probes import network
from wizard.http import Request, Transport
from wizard.practice.cloudgate import PracticeCloudGate
from wizard.practice.cloudgate.misbehave import BUSY_EVERY, BUSY_SECONDS
from wizard.practice.faults import CLOUDGATE, Fault, FaultBoard
from wizard.scim.endpoint import parse_tenant_url
from wizard.secrets.secret import Secret

TOKEN = "doctor-canary-7f3a"
FORMS = ("/scim/v2", "/scim/v2/", "/scim/v2/sync/serviceproviderconfig")
EXPECTED = {
    "cred-401-invalid": "cred-401-invalid",
    "cred-expired-later": "cred-expired-later",
    "cred-not-admin": "cred-not-admin",
    "cred-vendor-switch-off": "cred-vendor-switch-off",
    "url-wrong-base-404": "url-wrong-base-404",
    "conn-server-500-config": "conn-server-500-config",
    "conn-html-instead-of-json": "conn-html-instead-of-json",
    "conn-null-resources": "conn-null-resources",
    "conn-404-for-empty-query": "conn-404-for-empty-query",
    "conn-group-lookup-unsupported": "conn-group-lookup-unsupported",
    "conn-filter-attribute-unsupported": "conn-filter-attribute-unsupported",
    "run-throttled": "run-throttled",
    "redirect-elsewhere": "redirect-elsewhere",
    "answer-cut-off": "answer-broken",
    "cred-basic-only": "cred-basic-only",
    "cred-bearer-prefix": "cred-bearer-prefix",
}
"""Fault of the practice CloudGate and the finding that names it."""

HEALTHY = {
    "slow-answer", "run-licence-limit-target", "url-root-probe-rejected", "run-multiple-entries-in-response",
    "url-flag-missing", "conn-ip-allowlist", "conn-validation-unavailable", "run-department-refused",
    "service-clock", "sometimes-unavailable",
}  # fmt: skip
"""Faults that do not keep this computer from connecting; the fault table has those that are found nevertheless."""

BUSY = b'{"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "503", "detail": "busy"}'


class World:
    def __init__(self, certificates: Certificates) -> None:
        self.certificates = certificates
        self.faults = FaultBoard([Fault(name, "cloudgate") for name in CLOUDGATE])
        self.cloudgate = PracticeCloudGate(Secret(TOKEN), self.faults)
        self.transport = Transport([certificates.ca_file])

    def test(self, url: str, token: str = TOKEN, task: Task | None = None) -> Report:
        return diagnose(task or Task(), url, Secret(token), self.transport)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def world(certificates: Certificates) -> Iterator[World]:
    made = World(certificates)
    yield made
    made.transport.close()


@pytest.fixture
def root(world: World) -> Iterator[str]:
    with serving(world.cloudgate.app, world.certificates) as server:
        yield server.root


def words(report: Report) -> str:
    texts = Texts()
    said = [texts.get(check.key, **check.params) for check in report.checks]
    for finding in report.findings:
        said += [texts.get(f"finding-{finding.id}{part}", **finding.params) for part in ("", ".cause", ".fix")]
    return "\n".join(said)


@pytest.mark.parametrize("form", FORMS)
def test_a_healthy_cloudgate_gives_no_finding(world: World, root: str, form: str) -> None:
    report = world.test(f"{root}{form}")
    assert report.ok
    assert report.findings == ()
    assert [(check.id, check.status) for check in report.checks] == [
        ("name", "pass"), ("tls", "pass"), ("users", "pass"), ("groups", "pass"), ("service", "pass"),
        ("computer", "pass"),
    ]  # fmt: skip
    assert all(check.ms is not None and check.ms >= 0 for check in report.checks)
    assert words(report)


def test_the_look_ups_are_those_that_entra_sends(world: World, root: str) -> None:
    world.test(f"{root}/scim/v2")
    sent = [(seen.path.rpartition("/")[2], seen.query) for seen in world.cloudgate.requests if "filter=" in seen.query]
    users = [query for path, query in sent if path == "Users"]
    groups = [query for path, query in sent if path == "Groups"]
    assert len(users) == 4, "as Entra sends it, with just its headers, without a token, and with special characters"
    assert all(query.startswith(("filter=userName%20eq%20%22", "filter=userName+eq+%22")) for query in users)
    assert len(groups) == 1
    assert groups[0].startswith("excludedAttributes=members&filter=displayName")


def test_a_test_only_reads(world: World, root: str) -> None:
    world.test(f"{root}/scim/v2")
    """A search may be posted, which changes nothing (RFC 7644 section 3.4.3)."""
    others = {(seen.method, seen.path.rpartition("/")[2]) for seen in world.cloudgate.requests if seen.method != "GET"}
    assert others == {("POST", ".search")}


def test_the_table_speaks_of_every_fault() -> None:
    assert set(EXPECTED) | HEALTHY | {"silent"} == set(CLOUDGATE)


@pytest.mark.parametrize(("fault", "finding"), EXPECTED.items())
def test_a_fault_is_named_first(world: World, root: str, fault: str, finding: str) -> None:
    world.faults.set(fault, True)
    report = world.test(f"{root}/scim/v2")
    assert [item.id for item in report.findings][:1] == [finding]
    assert not report.ok
    assert words(report)
    world.faults.set(fault, False)
    assert world.test(f"{root}/scim/v2").ok


@pytest.mark.parametrize("fault", sorted(HEALTHY - {"slow-answer", "sometimes-unavailable"}))
def test_what_does_not_keep_anybody_from_connecting_fails_nothing(world: World, root: str, fault: str) -> None:
    """The two that take time are tried in tests of their own."""
    world.faults.set(fault, True)
    report = world.test(f"{root}/scim/v2")
    assert report.ok, [item.id for item in report.findings]


@pytest.mark.parametrize("before", range(BUSY_EVERY))
def test_a_cloudgate_that_is_sometimes_unavailable_is_asked_again_when_it_says(
    world: World, root: str, before: int
) -> None:
    """Whichever request is the tenth; ``before`` requests of others were counted already."""
    waits: list[float] = []
    world.transport.close()
    world.transport = Transport([world.certificates.ca_file], wait=lambda _task, seconds: waits.append(seconds))
    world.faults.set("sometimes-unavailable", True)
    for _ in range(before):
        world.transport.send(Request("GET", f"{root}/scim/v2/Users", token=Secret(TOKEN)))
    heard: list[Progress] = []
    report = world.test(f"{root}/scim/v2", task=Task(heard.append))

    seen = [(one.status, one.method, one.path.removeprefix("/scim/v2"), one.query) for one in world.cloudgate.requests]
    refused = [one for status, *one in seen if status == 503]
    assert len(refused) == len(seen) // BUSY_EVERY > 0
    answered = [one for status, *one in seen if status != 503]
    assert all(one in answered for one in refused), "the same request once more"
    assert waits == [BUSY_SECONDS] * len(refused)
    told = [each.params for each in heard if each.key == "http-waiting"]
    assert [(each["seconds"], each["status"]) for each in told] == [(BUSY_SECONDS, 503)] * len(refused)

    assert report.ok
    assert report.findings == ()
    assert {check.status for check in report.checks} == {"pass"}
    assert all(answer.status != 503 for answer in report.facts.answers.values())


@pytest.mark.parametrize("header", [{}, {"Retry-After": "3600"}], ids=["without a time", "in an hour"])
def test_who_does_not_say_when_or_says_much_later_is_not_waited_for(world: World, header: dict[str, str]) -> None:
    waits: list[float] = []
    world.transport.close()
    world.transport = Transport([world.certificates.ca_file], wait=lambda _task, seconds: waits.append(seconds))
    app = Requests(lambda environ: (503, {"Content-Type": "application/scim+json", **header}, BUSY))
    with serving(app, world.certificates) as server:
        report = world.test(f"{server.root}/scim/v2")
    assert [item.id for item in report.findings] == ["conn-server-500-config"]
    assert waits == []
    assert len(app.seen) == 4, "each request once"


def test_a_server_that_is_always_busy_has_its_verdict_in_time(world: World) -> None:
    """The waits are real here: how often it is asked is decided by the clock."""
    header = {"Content-Type": "application/scim+json", "Retry-After": str(BUSY_SECONDS)}
    app = Requests(lambda environ: (503, header, BUSY))
    with serving(app, world.certificates) as server:
        began = time.monotonic()
        report = world.test(f"{server.root}/scim/v2")
        took = time.monotonic() - began
    assert [item.id for item in report.findings] == ["conn-server-500-config"]
    assert report.facts.answers["users"].status == 503
    assert took < 15


def test_a_wrong_token(world: World, root: str) -> None:
    report = world.test(f"{root}/scim/v2", "another")
    assert [item.id for item in report.findings] == ["cred-401-invalid"]


def test_a_wrong_path(world: World, root: str) -> None:
    assert world.test(f"{root}/api").findings[0].id == "url-wrong-base-404"
    assert world.test(f"{root}/scim/scim/v2").findings[0].id == "url-scim-doubled"


def test_a_discovery_name_at_the_end_of_a_plain_server(world: World) -> None:
    def answer(environ: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        path = environ["PATH_INFO"]
        listed = path in {"/scim/Users", "/scim/Groups"}
        body = b'{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"Resources":[]}'
        kind = {"Content-Type": "application/scim+json"}
        return (200, kind, body) if listed else (404, {"Content-Type": "text/plain"}, b"no")

    with serving(Requests(answer), world.certificates) as server:
        report = world.test(f"{server.root}/scim/ServiceProviderConfig")
    assert report.findings[0].id == "url-ends-in-discovery-path"
    assert report.findings[0].params["url"] == f"{server.root}/scim"


# --- below HTTP


def test_a_name_that_does_not_exist(world: World) -> None:
    report = world.test("https://no-such-host.invalid/scim")
    assert report.findings[0].id == "name-unknown"
    assert {check.status for check in report.checks[1:] if check.id != "computer"} == {"skip"}


def test_nobody_listens(world: World) -> None:
    report = world.test(f"https://127.0.0.1:{free_port()}/scim")
    assert report.findings[0].id == "connection-refused"
    assert words(report)


@pytest.mark.parametrize(
    ("names", "expired", "trusted", "finding"),
    [
        (("127.0.0.1",), True, True, "conn-server-certificate"),
        (("other.example",), False, True, "conn-server-certificate"),
        (("127.0.0.1",), False, False, "local-tls-inspection"),
    ],
    ids=["expired", "other name", "unknown issuer"],
)
def test_a_certificate_that_is_wrong(
    tmp_path: Path, names: tuple[str, ...], expired: bool, trusted: bool, finding: str
) -> None:
    certificates = Certificates(tmp_path)
    certificates.issue(*names, expired=expired)
    transport = Transport([certificates.ca_file] if trusted else [])
    app = Requests(lambda environ: (200, {}, b"{}"))
    with serving(app, certificates) as server:
        report = diagnose(Task(), f"{server.root}/scim", Secret(TOKEN), transport)
    transport.close()
    assert report.findings[0].id == finding
    assert not app.seen, "something was sent over a connection that could not be trusted"
    assert words(report)


def test_a_server_that_does_not_speak_tls(world: World) -> None:
    app = Requests(lambda environ: (200, {}, b"{}"))
    with serving(app, None) as server:
        report = world.test(f"https://127.0.0.1:{server.port}/scim")
    assert report.findings[0].id in {"url-not-https", "connection-cut"}
    assert not app.seen


def test_http_is_refused_before_anything_is_sent(world: World) -> None:
    app = Requests(lambda environ: (200, {}, b"{}"))
    with serving(app, None) as server:
        report = world.test(f"http://127.0.0.1:{server.port}/scim")
    assert report.findings[0].id == "url-not-https"
    assert not app.seen


def test_a_redirect_never_takes_the_token_along(world: World) -> None:
    there = Requests(lambda environ: (200, {"Content-Type": "application/json"}, b"{}"))
    with serving(there, world.certificates) as other:
        here = Requests(lambda environ: (302, {"Location": f"{other.root}{environ['PATH_INFO']}"}, b""))
        with serving(here, world.certificates) as server:
            report = world.test(f"{server.root}/scim")
    assert report.findings[0].id == "redirect-elsewhere"
    assert here.seen
    assert there.seen == []


@pytest.mark.parametrize("tls", [False, True])
def test_a_silent_server_has_its_verdict_within_fifteen_seconds(world: World, tls: bool) -> None:
    with silent(world.certificates if tls else None) as port:
        began = time.monotonic()
        report = world.test(f"https://127.0.0.1:{port}/scim")
        took = time.monotonic() - began
    assert report.findings[0].id in {"answer-timeout", "connect-timeout"}
    assert took < 15


def test_a_connection_that_was_reset_before_tls_is_closed(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        plain = socket.create_connection(("127.0.0.1", port), 5)
    # Nobody had accepted it, so that it was reset with the listener.
    url = parse_tenant_url(f"https://127.0.0.1:{port}/scim")
    with pytest.raises(ConnectionError):
        network.handshake(url, plain, world.transport.trust)
    assert plain.fileno() == -1
    gc.collect()


def test_cancelling_ends_it_at_once(world: World) -> None:
    with silent() as port:
        task = Task()

        def first_check(progress: Progress) -> None:
            task.cancel()

        task = Task(first_check)
        began = time.monotonic()
        with pytest.raises(Cancelled):
            world.test(f"https://127.0.0.1:{port}/scim", task=task)
        assert time.monotonic() - began < 3


def test_the_token_stands_nowhere(
    world: World, root: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    task = Task(lambda progress: said.append(repr(progress)))
    for fault in ("", *EXPECTED):
        if fault:
            world.faults.set(fault, True)
        report = world.test(f"{root}/scim/v2", task=task)
        said += [json.dumps(report.to_json()), repr(report)]
        if fault:
            world.faults.set(fault, False)
    said += [repr(exchange) for exchange in world.transport.exchanges]
    said += [record.getMessage() for record in caplog.records]
    assert len(world.transport.exchanges) > 30
    assert not [text for text in said if TOKEN in text]


def test_a_url_that_cannot_be_understood(world: World) -> None:
    for wrong in ("", "not a url", "https://"):
        with pytest.raises(InputError):
            world.test(wrong)


def test_no_look_up_leaves_loopback(monkeypatch: pytest.MonkeyPatch, world: World, root: str) -> None:
    asked: list[str] = []
    real = socket.getaddrinfo

    def watch(host: Any, *args: Any, **options: Any) -> Any:
        asked.append(str(host))
        return real(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", watch)
    world.test(f"{root}/scim/v2")
    assert set(asked) == {"127.0.0.1"}
