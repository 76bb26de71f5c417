"""The transport against servers and proxies that break rules, and against everything that could add a credential."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from catalogue import catalogue
from listeners import Certificates, Requests, free_port, serving
from raw_server import talking

from wizard.core.errors import Cancelled, NetworkError
from wizard.core.tasks import Progress, Task
from wizard.core.texts import Texts
from wizard.http import Exchange, Request, RetryPolicy, Timeouts, Transport
from wizard.secrets.secret import Secret

TOKEN = Secret("wire-canary-40c2")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def transport(certificates: Certificates, waits: list[float]) -> Iterator[Transport]:
    def wait(task: Task, seconds: float) -> None:
        task.checkpoint()
        waits.append(seconds)

    made = Transport([certificates.ca_file], wait=wait)
    yield made
    made.close()


def failure(transport: Transport, request: Request, task: Task | None = None) -> NetworkError:
    """Send and return the error, which must have words."""
    with pytest.raises(NetworkError) as caught:
        transport.send(request, task)
    error = caught.value
    for part in ("", ".why", ".next"):
        words = catalogue()[f"error-{error.code}{part}"]
        assert words.placeholders <= set(error.params), words.key
    problem = Texts().problem(error)
    assert TOKEN.reveal() not in f"{error!r}{error}{problem}"
    return error


# --- answers that break HTTP


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"", "connection-cut"),
        (b"not http at all\r\n\r\n", "answer-broken"),
        (HEAD + b"Content-Length: 100\r\n\r\nhalf", "answer-broken"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhe", "answer-broken"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n", "answer-broken"),
        (HEAD + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain", "answer-broken"),
        (b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 70_000 + b"\r\n\r\n", "answer-broken"),
    ],
    ids=["nothing", "no http", "cut off", "chunk cut off", "chunk size", "gzip", "header too long"],
)
def test_a_broken_answer(transport: Transport, certificates: Certificates, sent: bytes, code: str) -> None:
    with talking(lambda connection: connection.sendall(sent), certificates) as server:
        error = failure(transport, Request("GET", f"https://127.0.0.1:{server.port}/", token=TOKEN))
    assert error.code == code
    assert error.params["host"] == "127.0.0.1"
    (exchange,) = transport.exchanges
    assert code in exchange.error
    assert TOKEN.reveal() not in repr(exchange)


def test_an_answer_that_drips_for_ever_ends_at_the_total_limit(
    transport: Transport, certificates: Certificates
) -> None:
    over = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(HEAD + b"Content-Length: 100000\r\n\r\n")
        while not over.wait(0.05):
            connection.sendall(b"x")

    with talking(drip, certificates) as server:
        began = time.monotonic()
        request = Request("GET", f"https://127.0.0.1:{server.port}/", timeouts=Timeouts(2.0, 1.0, 1.0))
        error = failure(transport, request)
        took = time.monotonic() - began
        for thread in [item for item in threading.enumerate() if item.name == "http 127.0.0.1"]:
            thread.join(3)
            assert not thread.is_alive(), "the connection is still read although nobody waits for it"
        over.set()
    assert error.code == "answer-timeout"
    assert took < 3


def test_cancelling_in_the_middle_of_an_answer(transport: Transport, certificates: Certificates) -> None:
    task, over = Task(), threading.Event()

    def half(connection: socket.socket) -> None:
        connection.sendall(HEAD + b"Content-Length: 100000\r\n\r\nhalf")
        task.cancel()
        over.wait(10)

    with talking(half, certificates) as server:
        began = time.monotonic()
        with pytest.raises(Cancelled):
            transport.send(Request("GET", f"https://127.0.0.1:{server.port}/", token=TOKEN), task)
        assert time.monotonic() - began < 5
        over.set()


def test_cancelled_before_anything_is_sent(transport: Transport, certificates: Certificates) -> None:
    task = Task()
    task.cancel()
    with talking(lambda connection: None, certificates) as server, pytest.raises(Cancelled):
        transport.send(Request("GET", f"https://127.0.0.1:{server.port}/"), task)
    assert server.heads == []


# --- TLS


def test_each_fault_of_a_certificate_has_its_code(tmp_path: Path) -> None:
    import trustme

    authority = trustme.CA()
    ca_file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    now = datetime.now(UTC)
    cases: dict[str, Any] = {
        "tls-expired": authority.issue_cert(
            "127.0.0.1", not_before=now - timedelta(days=9), not_after=now - timedelta(days=2)
        ),
        "tls-not-yet-valid": authority.issue_cert(
            "127.0.0.1", not_before=now + timedelta(days=2), not_after=now + timedelta(days=9)
        ),
        "tls-wrong-name": authority.issue_cert("127.0.0.2", "gate.example"),
        "tls-untrusted": trustme.CA().issue_cert("127.0.0.1"),
    }
    transport = Transport([ca_file])
    for code, leaf in cases.items():
        files = Certificates(tmp_path / code)
        leaf.private_key_pem.write_to_path(str(files.key_file))
        leaf.cert_chain_pems[0].write_to_path(str(files.cert_file))
        with talking(lambda connection: None, files) as server:
            error = failure(transport, Request("GET", f"https://127.0.0.1:{server.port}/", token=TOKEN))
        assert error.code == code
        assert server.heads == [], "something was sent over a connection that could not be trusted"
    transport.close()


def test_plain_http_where_tls_belongs(transport: Transport) -> None:
    with talking(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"), None) as server:
        assert failure(transport, Request("GET", f"https://127.0.0.1:{server.port}/", token=TOKEN)).code == "tls-failed"
    assert not [head for head in server.heads if TOKEN.reveal().encode() in head]


def test_tls_below_1_2_is_not_spoken() -> None:
    import ssl

    from wizard.http.tls import trust_context

    assert trust_context().minimum_version == ssl.TLSVersion.TLSv1_2
    assert trust_context().verify_mode == ssl.CERT_REQUIRED
    assert trust_context().check_hostname


def test_a_port_that_refuses_and_a_name_that_is_none(transport: Transport) -> None:
    assert failure(transport, Request("GET", f"https://127.0.0.1:{free_port()}/")).code == "connection-refused"
    assert failure(transport, Request("GET", "https://no-such-host.invalid/")).code == "name-unknown"


def test_the_bundle_of_the_environment_is_trusted_too(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates.ca_file))
    transport = Transport()
    with serving(Requests(lambda environ: (200, {}, b"in")), certificates) as server:
        assert transport.send(Request("GET", server.root)).body == b"in"
    transport.close()


# --- answers that never end


def _drip(connection: Any) -> None:
    """A header that grows by a letter now and then, each of them in time."""
    connection.sendall(HEAD + b"X-Long: ")
    while True:
        connection.sendall(b"a")
        threading.Event().wait(0.02)


def _continue(connection: Any) -> None:
    """One preliminary answer after the other (RFC 9110 section 15.2.1)."""
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def _headers(connection: Any) -> None:
    connection.sendall(HEAD)
    while True:
        connection.sendall(b"X-More: " + b"a" * 1000 + b"\r\n")
        threading.Event().wait(0.02)


@pytest.mark.parametrize("talk", [_drip, _continue, _headers])
@pytest.mark.parametrize("cancelled", [False, True])
def test_an_answer_that_never_ends_leaves_nothing_behind(
    transport: Transport, certificates: Certificates, talk: Any, cancelled: bool
) -> None:
    """Neither a thread nor a connection: the whole answer has a deadline."""
    task = Task()
    with talking(talk, certificates) as server:
        if cancelled:
            threading.Timer(0.4, task.cancel).start()
        with pytest.raises((NetworkError, Cancelled)):
            transport.send(
                Request("GET", f"https://localhost:{server.port}/", timeouts=Timeouts(5, 5, 30 if cancelled else 0.6)),
                task,
            )
        for thread in threading.enumerate():
            if thread.name == "http localhost":
                thread.join(5)
                assert not thread.is_alive()


# --- proxies


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n",
         "proxy-login"),
        (b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "proxy-failed"),
    ],
)  # fmt: skip
def test_a_proxy_that_refuses_never_sees_the_token(
    transport: Transport, monkeypatch: pytest.MonkeyPatch, answer: bytes, code: str
) -> None:
    for name in ("no_proxy", "NO_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with talking(lambda connection: connection.sendall(answer), None) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        error = failure(transport, Request("GET", "https://gate.example/scim/Users", token=TOKEN))
    assert error.code == code
    assert error.failure == ("local-proxy-auth-407" if code == "proxy-login" else None)
    assert proxy.heads
    for head in proxy.heads:
        assert head.startswith(b"CONNECT gate.example:443 ")
        assert TOKEN.reveal().encode() not in head
        assert b"authorization" not in head.lower()


# --- waiting


def flaky(*answers: tuple[int, dict[str, str], bytes]) -> Requests:
    left = list(answers)
    return Requests(lambda environ: left.pop(0) if len(left) > 1 else left[0])


def test_a_date_in_retry_after(transport: Transport, certificates: Certificates, waits: list[float]) -> None:
    now = datetime.now(UTC)
    policy = RetryPolicy(frozenset({503}), deadline=600.0, first=2.0, cap=60.0)
    rows = [
        (503, {"Retry-After": format_datetime(now + timedelta(seconds=45), usegmt=True)}, b""),
        (503, {"Retry-After": format_datetime(now - timedelta(hours=1), usegmt=True)}, b""),
        (503, {"Retry-After": format_datetime(now + timedelta(hours=1), usegmt=True)}, b""),
        (503, {"Retry-After": "-5"}, b""),
        (200, {}, b"done"),
    ]
    app = flaky(*rows)
    with serving(app, certificates) as server:
        assert transport.send(Request("GET", server.root, retry=policy)).body == b"done"
    soon, past, far, odd = waits
    assert 35 < soon <= 45
    assert past == 0
    assert far == 60
    assert 0 < odd <= 60
    assert len(app.seen) == 5


@pytest.mark.parametrize("now", ["0", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_who_always_says_now_is_not_asked_in_a_circle(
    transport: Transport, certificates: Certificates, waits: list[float], now: str
) -> None:
    """``Retry-After`` may be 0 or a date that has passed, by a clock that differs (RFC 9110 section 10.2.3)."""
    app = flaky(*[(429, {"Retry-After": now}, b"")] * 4, (200, {}, b"done"))
    policy = RetryPolicy(frozenset({429}), deadline=1000.0, first=2.0, cap=10.0)
    with serving(app, certificates) as server:
        transport.send(Request("GET", server.root, retry=policy))
    assert waits[0] == 0
    for seconds, middle in zip(waits[1:], (4, 8, 10), strict=True):
        assert min(10, middle * 0.8) <= seconds <= min(10, middle * 1.2)


def test_without_a_word_the_wait_doubles_up_to_the_cap(
    transport: Transport, certificates: Certificates, waits: list[float]
) -> None:
    app = flaky(*[(503, {}, b"")] * 5, (200, {}, b"done"))
    policy = RetryPolicy(frozenset({503}), deadline=1000.0, first=2.0, cap=10.0)
    with serving(app, certificates) as server:
        transport.send(Request("GET", server.root, retry=policy))
    for seconds, middle in zip(waits, (2, 4, 8, 10, 10), strict=True):
        assert min(10, middle * 0.8) <= seconds <= min(10, middle * 1.2)


def test_only_what_the_policy_names_is_sent_again(
    transport: Transport, certificates: Certificates, waits: list[float]
) -> None:
    policy = RetryPolicy(frozenset({429}), deadline=60.0)
    app = flaky((503, {"Retry-After": "1"}, b""), (200, {}, b""))
    with serving(app, certificates) as server:
        assert transport.send(Request("GET", server.root, retry=policy)).status == 503
    assert waits == []


def test_a_cut_connection_is_tried_again_where_that_is_safe(
    transport: Transport, certificates: Certificates, waits: list[float]
) -> None:
    policy = RetryPolicy(deadline=60.0, first=1.0, network=True)
    replies = [b"", HEAD + b"Content-Length: 2\r\n\r\nok"]
    with talking(lambda connection: connection.sendall(replies.pop(0)), certificates) as server:
        assert transport.send(Request("GET", f"https://127.0.0.1:{server.port}/", retry=policy)).body == b"ok"
    assert len(waits) == 1
    replies[:] = [b"", HEAD + b"Content-Length: 2\r\n\r\nok"]
    with talking(lambda connection: connection.sendall(replies.pop(0)), certificates) as server:
        with pytest.raises(NetworkError):
            transport.send(Request("POST", f"https://127.0.0.1:{server.port}/", body=b"{}", retry=policy))
        assert len(server.heads) == 1


def test_cancelling_while_it_waits(certificates: Certificates) -> None:
    task = Task(lambda progress: threading.Timer(0.1, task.cancel).start())
    transport = Transport([certificates.ca_file])
    policy = RetryPolicy(frozenset({503}), deadline=600.0)
    app = flaky((503, {"Retry-After": "50"}, b""))
    with serving(app, certificates) as server:
        began = time.monotonic()
        with pytest.raises(Cancelled):
            transport.send(Request("GET", server.root, retry=policy), task)
        assert time.monotonic() - began < 10
    transport.close()
    assert len(app.seen) == 1


# --- what goes along, and what is kept


def test_a_redirect_on_the_same_server_is_not_followed_either(transport: Transport, certificates: Certificates) -> None:
    app = Requests(lambda environ: (302, {"Location": "/elsewhere"}, b""))
    with serving(app, certificates) as server:
        assert transport.send(Request("GET", server.root, token=TOKEN)).status == 302
    assert [seen["PATH_INFO"] for seen in app.seen] == ["/"]


@pytest.mark.parametrize("location", ["", "//", "https://[", "http://\x7f", "https://other.example:99999/", "\\\\x"])
def test_a_location_that_is_no_address_harms_nothing(
    transport: Transport, certificates: Certificates, location: str
) -> None:
    reply = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 2\r\n\r\nok".encode()
    with talking(lambda connection: connection.sendall(reply), certificates) as server:
        response = transport.send(Request("GET", f"https://127.0.0.1:{server.port}/", token=TOKEN))
    assert (response.status, response.body) == (302, b"ok")


def test_a_login_kept_for_every_machine_is_not_used(
    transport: Transport, certificates: Certificates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A home folder with a ``.netrc`` whose default entry fits any host, as requests reads it."""
    for name in (".netrc", "_netrc"):
        (tmp_path / name).write_text("default login somebody password hunter2\n", encoding="utf-8")
    monkeypatch.delenv("NETRC", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    app = Requests(lambda environ: (200, {}, b""))
    with serving(app, certificates) as server:
        transport.send(Request("GET", server.root))
        transport.send(Request("GET", server.root, token=TOKEN))
    assert [seen.get("HTTP_AUTHORIZATION") for seen in app.seen] == [None, f"Bearer {TOKEN.reveal()}"]


@pytest.mark.parametrize(("cuts", "told"), [(1, []), (2, ["http-lost"]), (3, ["http-lost"] * 2)])
def test_the_first_lost_connection_is_tried_again_at_once_and_told_to_nobody(
    transport: Transport, certificates: Certificates, waits: list[float], cuts: int, told: list[str]
) -> None:
    policy = RetryPolicy(first=2.0, cap=60.0, blip=60.0, at_once=True)
    replies = [b""] * cuts + [HEAD + b"Content-Length: 2\r\n\r\nok"]
    heard: list[Progress] = []
    with talking(lambda connection: connection.sendall(replies.pop(0)), certificates) as server:
        request = Request("GET", f"https://127.0.0.1:{server.port}/", retry=policy)
        assert transport.send(request, Task(heard.append)).body == b"ok"
    assert [report.key for report in heard] == told
    for seconds, middle in zip(waits, (2, 4)[: cuts - 1], strict=True):
        assert middle * 0.8 <= seconds <= middle * 1.2


@pytest.mark.parametrize(("harmless", "noted"), [(True, ["unclear"]), (False, [])])
def test_what_may_have_been_carried_out_is_sent_again_only_where_that_is_safe_and_that_is_noted(
    transport: Transport, certificates: Certificates, waits: list[float], harmless: bool, noted: list[str]
) -> None:
    replies = [b"", HEAD + b"Content-Length: 2\r\n\r\nok"]
    heard: list[str] = []
    with talking(lambda connection: connection.sendall(replies.pop(0)), certificates) as server:
        request = Request(
            "POST",
            f"https://127.0.0.1:{server.port}/",
            repeatable=harmless,
            retry=RetryPolicy(first=2.0, blip=60.0, at_once=True),
            unclear=partial(heard.append, "unclear"),
        )
        if harmless:
            assert transport.send(request).body == b"ok"
        else:
            with pytest.raises(NetworkError, match="connection-cut"):
                transport.send(request)
    assert (heard, waits, len(replies)) == (noted, [], 0 if harmless else 1)


def test_what_was_certainly_not_sent_is_sent_again_whatever_it_is(transport: Transport, waits: list[float]) -> None:
    policy = RetryPolicy(first=2.0, blip=60.0, at_once=True, times=2)
    heard: list[str] = []
    seen: list[Exchange] = []
    url, unclear = f"https://127.0.0.1:{free_port()}/", partial(heard.append, "unclear")
    request = Request("POST", url, body=b"{}", retry=policy, unclear=unclear, seen=seen.append)
    with pytest.raises(NetworkError, match="connection-refused"):
        transport.send(request)
    assert heard == [], "nothing can have been carried out"
    assert (len(seen), len(waits)) == (4, 2), "the retry at once does not count"


def test_exchanges_are_recorded_once_each_and_the_oldest_go(certificates: Certificates) -> None:
    mine: list[Exchange] = []
    transport = Transport([certificates.ca_file], wait=lambda task, seconds: None)
    assert transport.exchanges.maxlen == 200
    transport.exchanges = deque(maxlen=2)
    app = flaky((503, {}, b"later"), (200, {}, b"x" * 100_000))
    policy = RetryPolicy(frozenset({503}), deadline=60.0)
    with serving(app, certificates) as server:
        transport.send(Request("GET", f"{server.root}/a", retry=policy, seen=mine.append))
        transport.send(Request("GET", f"{server.root}/b"))
    transport.close()
    assert [(item.url.rpartition("/")[2], item.status) for item in mine] == [("a", 503), ("a", 200)]
    first, second = transport.exchanges
    assert first == mine[1]
    assert (second.url.rpartition("/")[2], second.status) == ("b", 200)
    assert len(first.response_body) <= 20_001
    assert mine[0].started.tzinfo is UTC
    assert mine[0].elapsed_ms > 0


def test_the_token_is_in_no_log_record_and_no_report(
    transport: Transport, certificates: Certificates, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[Progress] = []
    app = flaky((429, {"Retry-After": "1", "X-Echo": TOKEN.reveal()}, TOKEN.reveal().encode()), (200, {}, b""))
    with serving(app, certificates) as server:
        policy = RetryPolicy(frozenset({429}), deadline=60.0)
        transport.send(Request("GET", server.root, token=TOKEN, retry=policy), Task(told.append))
    assert caplog.records, "the libraries below were expected to log at this level"
    assert not [item for item in caplog.records if TOKEN.reveal() in item.getMessage()]
    assert TOKEN.reveal() not in repr(told) + repr(list(transport.exchanges))
    assert [seen["HTTP_AUTHORIZATION"] for seen in app.seen] == [f"Bearer {TOKEN.reveal()}"] * 2


def test_a_body_of_exactly_the_limit_is_read(transport: Transport, certificates: Certificates) -> None:
    with serving(Requests(lambda environ: (200, {}, b"x" * 1000)), certificates) as server:
        assert len(transport.send(Request("GET", server.root, max_bytes=1000)).body) == 1000
        assert failure(transport, Request("GET", server.root, max_bytes=999)).code == "answer-too-large"
