"""The one transport, over real TLS: limits, waiting, redirects, credentials, cancelling, and what is recorded."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from listeners import Certificates, Requests, serving, silent

from wizard.core.errors import Cancelled, InputError, NetworkError
from wizard.core.tasks import Progress, Task
from wizard.http import Request, RetryPolicy, Timeouts, Transport
from wizard.secrets.secret import Secret

TOKEN = Secret("transport-canary-91")
RETRY = RetryPolicy(frozenset({429, 503}), deadline=600.0, first=2.0, cap=30.0, network=True)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls"))


class Waits:
    """Stands in for waiting between attempts and remembers how long it would have been."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, task: Task, seconds: float) -> None:
        task.checkpoint()
        self.seconds.append(seconds)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def transport(certificates: Certificates, waits: Waits) -> Iterator[Transport]:
    made = Transport([certificates.ca_file], wait=waits)
    yield made
    made.close()


def answers(*rows: tuple[int, dict[str, str], bytes]) -> Requests:
    left = list(rows)
    return Requests(lambda environ: left.pop(0) if len(left) > 1 else left[0])


# --- limits


def test_an_answer_beyond_the_limit_is_not_read_on(transport: Transport, certificates: Certificates) -> None:
    with serving(answers((200, {}, b"x" * 500_000)), certificates) as server:
        with pytest.raises(NetworkError) as caught:
            transport.send(Request("GET", server.root, max_bytes=1000))
        assert caught.value.code == "answer-too-large"
        assert transport.send(Request("GET", server.root)).body == b"x" * 500_000


def test_a_compressed_answer_counts_unpacked(transport: Transport, certificates: Certificates) -> None:
    import gzip

    bomb = gzip.compress(b"0" * 50_000_000)
    with (
        serving(answers((200, {"Content-Encoding": "gzip"}, bomb)), certificates) as server,
        pytest.raises(NetworkError) as caught,
    ):
        transport.send(Request("GET", server.root, max_bytes=1_000_000))
    assert caught.value.code == "answer-too-large"


def test_silence_ends_at_the_limit(transport: Transport, certificates: Certificates) -> None:
    with silent(certificates) as port, pytest.raises(NetworkError) as caught:
        transport.send(Request("GET", f"https://127.0.0.1:{port}/", timeouts=Timeouts(1.0, 0.5, 0.7)))
    assert caught.value.code == "answer-timeout"


def test_cancelling_does_not_wait_for_the_server(transport: Transport, certificates: Certificates) -> None:
    task = Task()
    with silent(certificates) as port:
        timer = threading.Timer(0.2, task.cancel)
        timer.start()
        with pytest.raises(Cancelled):
            transport.send(Request("GET", f"https://127.0.0.1:{port}/"), task)
        timer.join()


# --- waiting


@pytest.mark.parametrize(
    ("header", "low", "high"), [("7", 7, 7), ("0", 0, 0), ("9999", 30, 30), ("soon", 1.6, 2.4), ("", 1.6, 2.4)]
)
def test_retry_after_is_obeyed_up_to_the_cap(
    transport: Transport, certificates: Certificates, waits: Waits, header: str, low: float, high: float
) -> None:
    told: list[Progress] = []
    app = answers((429, {"Retry-After": header} if header else {}, b""), (200, {}, b"done"))
    with serving(app, certificates) as server:
        assert transport.send(Request("GET", server.root, retry=RETRY), Task(told.append)).body == b"done"
    (seconds,) = waits.seconds
    assert low <= seconds <= high
    assert told[-1].key == "http-waiting"
    assert told[-1].params["status"] == 429


def test_waiting_has_an_end(transport: Transport, certificates: Certificates, waits: Waits) -> None:
    app = answers((503, {"Retry-After": "400"}, b"later"))
    policy = RetryPolicy(frozenset({503}), deadline=100.0, first=1.0, cap=500.0)
    with serving(app, certificates) as server:
        assert transport.send(Request("GET", server.root, retry=policy)).status == 503
    assert waits.seconds == []
    assert len(app.seen) == 1


def test_a_post_is_never_sent_again_after_a_cut_connection(
    transport: Transport, certificates: Certificates, waits: Waits
) -> None:
    from listeners import free_port

    url = f"https://127.0.0.1:{free_port()}/"
    once = RetryPolicy(frozenset(), deadline=5.0, first=2.0, cap=2.0, network=True)
    with pytest.raises(NetworkError):
        transport.send(Request("POST", url, body=b"{}", retry=once))
    assert waits.seconds == []


# --- credentials


def test_nothing_in_the_persons_home_adds_or_replaces_a_login(
    transport: Transport, certificates: Certificates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password hunter2\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    app = answers((200, {}, b""))
    with serving(app, certificates) as server:
        transport.send(Request("GET", server.root))
        transport.send(Request("GET", server.root, {"Authorization": "Basic eDp5"}, token=TOKEN))
    assert "HTTP_AUTHORIZATION" not in app.seen[0]
    assert app.seen[1]["HTTP_AUTHORIZATION"] == f"Bearer {TOKEN.reveal()}"


def test_cookies_are_not_kept(transport: Transport, certificates: Certificates) -> None:
    app = answers((200, {"Set-Cookie": "session=1; Path=/"}, b""))
    with serving(app, certificates) as server:
        transport.send(Request("GET", server.root))
        transport.send(Request("GET", server.root))
    assert all("HTTP_COOKIE" not in seen for seen in app.seen)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_redirect_is_an_answer(transport: Transport, certificates: Certificates, status: int, method: str) -> None:
    other = answers((200, {}, b""))
    with serving(other, certificates) as there:
        here = answers((status, {"Location": there.root}, b""))
        with serving(here, certificates) as server:
            body = b"{}" if method == "POST" else None
            response = transport.send(Request(method, server.root, body=body, token=TOKEN))
    assert response.status == status
    assert response.headers["location"] == there.root
    assert other.seen == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1/", "url-not-https"), ("https://user:pass@127.0.0.1/", "url-invalid"),
        ("https://", "url-invalid"), ("https://127.0.0.1:99999/", "url-invalid"), ("file:///etc/hosts", "url-not-https"),
    ],
)  # fmt: skip
def test_what_is_never_sent(transport: Transport, url: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        transport.send(Request("GET", url, token=TOKEN))
    assert caught.value.code == code


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "ümlaut", "zero\u200bwidth"])
def test_a_token_that_cannot_be_sent_is_not_named_in_the_error(transport: Transport, token: str) -> None:
    with pytest.raises(InputError) as caught:
        transport.send(Request("GET", "https://127.0.0.1/", token=Secret(token)))
    assert caught.value.code == "token-characters"
    assert token not in repr(caught.value) + str(caught.value) + str(caught.value.__cause__)


# --- trust


def test_nothing_switches_verification_off(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("CURL_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("PYTHONHTTPSVERIFY", "0")
    app = answers((200, {}, b""))
    stranger = Transport()
    with serving(app, certificates) as server, pytest.raises(NetworkError) as caught:
        stranger.send(Request("GET", server.root, token=TOKEN))
    stranger.close()
    assert caught.value.code == "tls-untrusted"
    assert app.seen == []


def test_a_ca_file_that_is_none(tmp_path: Path) -> None:
    wrong = tmp_path / "ca.pem"
    wrong.write_text("not a certificate", encoding="utf-8")
    for path in (wrong, tmp_path / "missing.pem"):
        transport = Transport([path])
        with pytest.raises(InputError) as caught:
            transport.send(Request("GET", "https://127.0.0.1:1/"))
        assert caught.value.code == "ca-file-unreadable"


# --- what is recorded


def test_what_is_recorded_holds_no_secret(transport: Transport, certificates: Certificates) -> None:
    told = json.dumps({"echo": f"you sent {TOKEN.reveal()}", "access_token": "eyJhbGciOi.eyJzdWIiOi.c2ln"}).encode()
    app = answers((200, {"Set-Cookie": "session=hunter2", "Content-Type": "application/json"}, told))
    with serving(app, certificates) as server:
        url = f"{server.root}/x?token={TOKEN.reveal()}&code=abc123"
        body = json.dumps({"value": [{"key": "SecretToken", "value": "other-secret"}], "note": TOKEN.reveal()}).encode()
        transport.send(Request("POST", url, {"X-Note": TOKEN.reveal(), "Cookie": "a=b"}, body, TOKEN))
    (exchange,) = transport.exchanges
    text = repr(exchange)
    for secret in (TOKEN.reveal(), "hunter2", "abc123", "other-secret", "eyJzdWIiOi"):
        assert secret not in text
    assert exchange.status == 200
    assert exchange.request_headers["Authorization"] == "Bearer ***"


def test_a_failure_is_recorded_too(transport: Transport) -> None:
    with pytest.raises(NetworkError):
        transport.send(Request("GET", "https://no-such-host.invalid/", token=TOKEN))
    (exchange,) = transport.exchanges
    assert exchange.status == 0
    assert "name-unknown" in exchange.error


def test_many_threads_share_it(transport: Transport, certificates: Certificates) -> None:
    app = Requests(lambda environ: (200, {}, environ["PATH_INFO"].encode()))
    wrong: list[str] = []

    def work(number: int) -> None:
        for turn in range(10):
            path = f"/{number}-{turn}"
            if transport.send(Request("GET", server.root + path)).text != path:
                wrong.append(path)

    with serving(app, certificates) as server:
        threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert len(app.seen) == 60
