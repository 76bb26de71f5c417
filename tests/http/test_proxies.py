"""Which proxy a URL goes through, and whose fault it is when that one fails."""

from __future__ import annotations

import re
import select
import socket
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from listeners import Certificates, Requests, free_port, serving, silent
from raw_server import talking

from wizard.core.errors import NetworkError
from wizard.core.tasks import Task
from wizard.core.texts import Texts
from wizard.doctor import diagnose
from wizard.graph.clouds import practice_cloud
from wizard.http import Request, Transport
from wizard.http.proxies import configuration_script, proxy_for
from wizard.secrets.secret import Secret

TOKEN = Secret("proxy-canary-19bd")
EMPTY = b'{"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 0, "Resources": []}'

Set = Callable[..., None]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Set:
    """Sets variables of the environment; no others that speak of proxies are left."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)

    def put(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return put


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def transport(certificates: Certificates) -> Iterator[Transport]:
    made = Transport([certificates.ca_file])
    yield made
    made.close()


# --- which one

PROXY = "http://proxy.example:8080"


@pytest.mark.parametrize(
    ("url", "exceptions", "through"),
    [
        ("https://gate.example/scim", "", True),
        ("https://gate.example/scim", "other.example", True),
        ("https://gate.example/scim", "gate.example", False),
        ("https://api.gate.example/scim", "gate.example", False),
        ("https://api.gate.example/scim", ".gate.example", False),
        ("https://api.gate.example/scim", "*.gate.example", False),
        ("https://notgate.example/scim", ".gate.example", True),
        ("https://gate.example/scim", "*", False),
        ("https://gate.example:8443/scim", "gate.example:8443", False),
        ("https://gate.example:8443/scim", "gate.example:9443", True),
        ("https://gate.example/scim", "gate.example:443", False),
        ("https://10.1.2.3/scim", "10.0.0.0/8", False),
        ("https://11.1.2.3/scim", "10.0.0.0/8", True),
        ("https://10.1.2.3/scim", "other.example, 10.1.2.3", False),
        ("https://10.1.2.3:8443/scim", "10.1.2.3:8443", False),
        ("https://10.1.2.3:8443/scim", "10.1.2.3:443", True),
        ("https://[fd00::7]:8443/scim", "fd00::/8", False),
        ("https://[fd00::7]:8443/scim", "[fd00::7]:8443", False),
        ("https://[fd00::7]/scim", "fd01::/16", True),
        ("https://gate.example/scim", "10.0.0.0/99, ::zz, :, /", True),
    ],
)
def test_exceptions(settings: Set, url: str, exceptions: str, through: bool) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        settings(HTTPS_PROXY=PROXY, **{name: exceptions})
        found = proxy_for(url)
        assert (found is not None) == through


def test_who_set_it(settings: Set) -> None:
    settings(ALL_PROXY="http://somebody:hunter2@all.example:3128")
    found = proxy_for("https://gate.example")
    assert found is not None
    assert (found.shown, found.source, found.port) == ("all.example:3128", "ALL_PROXY", 3128)
    settings(https_proxy="proxy.example:8080")
    found = proxy_for("https://gate.example")
    assert found is not None
    assert (found.shown, found.source, found.kind) == ("proxy.example:8080", "https_proxy", "http")


@pytest.mark.parametrize("exception", ["127.0.0.0/8", "127.0.0.1:{port}"])
def test_the_doctor_and_the_transport_go_the_same_way(
    certificates: Certificates, transport: Transport, settings: Set, exception: str
) -> None:
    """The proxy is dead; both reach the service directly, since the exception says so."""
    app = Requests(lambda environ: (200, {"Content-Type": "application/scim+json"}, EMPTY))
    with serving(app, certificates) as server:
        port = server.root.rpartition(":")[2]
        settings(HTTPS_PROXY=f"http://127.0.0.1:{free_port()}", NO_PROXY=exception.format(port=port))
        assert transport.send(Request("GET", f"{server.root}/scim/Users")).status == 200
        report = diagnose(Task(), f"{server.root}/scim", TOKEN, transport)
    assert report.ok
    assert report.facts.computer.proxy == ""


# --- one that fails


@contextmanager
def _dead() -> Iterator[str]:
    yield f"http://127.0.0.1:{free_port()}"


@contextmanager
def _silent() -> Iterator[str]:
    with silent() as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _says(answer: bytes) -> Iterator[str]:
    with talking(lambda connection: connection.sendall(answer), None) as proxy:
        yield f"http://127.0.0.1:{proxy.port}"


@contextmanager
def _named(address: str) -> Iterator[str]:
    yield address


FAILING: dict[str, tuple[Callable[[], Any], str, str]] = {
    "down": (_dead, "refused", "It refuses connections"),
    "silent": (_silent, "silent", "It does not answer"),
    "forbids": (lambda: _says(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"), "status", "It answered 403"),
    "gateway": (lambda: _says(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"), "status", "It answered 502"),
    "hangs up": (lambda: _says(b""), "cut", "It closed the connection"),
    "no proxy": (lambda: _says(b"220 mail.example ESMTP\r\n"), "broken", "it may not be a proxy"),
    "unknown name": (lambda: _named("http://proxy.invalid:8080"), "name", "has no address for it"),
    "socks": (lambda: _named("socks5://127.0.0.1:1080"), "kind", "It is a socks5 proxy"),
    "socks of curl": (lambda: _named("socks5h://127.0.0.1:1080"), "kind", "It is a socks5h proxy"),
    "no port": (lambda: _named("http://127.0.0.1:http"), "address", "cannot be used"),
    "no host": (lambda: _named("http://"), "address", "cannot be used"),
}


@pytest.mark.parametrize("name", FAILING)
def test_a_proxy_that_fails_is_named(
    certificates: Certificates,
    transport: Transport,
    settings: Set,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    """In the doctor and in every other request; the service itself never hears of it."""
    from wizard.doctor.probes import network
    from wizard.http import Timeouts

    monkeypatch.setattr(network, "CONNECT_SECONDS", 0.5)
    brings, why, words = FAILING[name]
    app = Requests(lambda environ: (200, {}, EMPTY))
    texts = Texts()
    with serving(app, certificates) as server, brings() as address:
        settings(HTTPS_PROXY=address)
        report = diagnose(Task(), f"{server.root}/scim", TOKEN, transport)
        with pytest.raises(NetworkError) as caught:
            transport.send(Request("GET", server.root, token=TOKEN, timeouts=Timeouts(0.5, 0.5, 5.0)))
    assert app.seen == []
    assert [each.id for each in report.findings] == ["proxy-failed"]
    for params, key in (
        (report.findings[0].params, "finding-proxy-failed"),
        (caught.value.params, "error-proxy-failed"),
    ):
        assert (params["why"], params["source"], params["host"]) == (why, "HTTPS_PROXY", "127.0.0.1")
        told = " ".join(texts.get(f"{key}{part}", **params) for part in ("", ".cause", ".why", ".fix", ".next")
                        if part in ("", *((".cause", ".fix") if key[0] == "f" else (".why", ".next"))))  # fmt: skip
        assert "the variable HTTPS_PROXY" in told
        assert (words in told) or (why == "address")
    assert TOKEN.reveal() not in f"{caught.value}{report.to_json()}"


def test_a_login_in_the_address_of_a_proxy_is_not_shown(transport: Transport, settings: Set) -> None:
    settings(HTTPS_PROXY=f"http://somebody:hunter2@127.0.0.1:{free_port()}")
    with pytest.raises(NetworkError) as caught:
        transport.send(Request("GET", "https://gate.example"))
    assert "hunter2" not in f"{caught.value}{caught.value.params}"
    report = diagnose(Task(), "https://gate.example/scim", TOKEN, transport)
    assert "hunter2" not in str(report.to_json())


# --- one that works


def _relay(certificates: Certificates | None) -> Any:
    """A proxy that does what CONNECT asks for (RFC 9110 section 9.3.6)."""

    def talk(connection: Any, target: str) -> None:
        host, _, port = target.rpartition(":")
        with socket.create_connection((host, int(port)), 5) as there:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")

            # One thread for both directions: a TLS connection that one thread reads while another writes loses bytes,
            # since OpenSSL's connections are for one thread at a time and Python before 3.13 does not see to that.
            with suppress(OSError):
                while True:
                    held = certificates is not None and connection.pending()
                    for source in [connection] if held else select.select([connection, there], [], [], 60)[0]:
                        piece = source.recv(65536)
                        if not piece:
                            return
                        (there if source is connection else connection).sendall(piece)

    heads: list[bytes] = []

    def answer(connection: Any) -> None:
        talk(connection, re.findall(rb"CONNECT (\S+)", heads_of.heads[-1])[0].decode())

    heads_of: Any = types.SimpleNamespace(heads=heads)

    @contextmanager
    def run() -> Iterator[int]:
        with talking(answer, certificates) as server:
            heads_of.heads = server.heads
            yield server.port

    return run()


@pytest.mark.parametrize("kind", ["http", "https"])
def test_a_proxy_that_works(certificates: Certificates, transport: Transport, settings: Set, kind: str) -> None:
    app = Requests(lambda environ: (200, {"Content-Type": "application/scim+json"}, EMPTY))
    with serving(app, certificates) as server, _relay(certificates if kind == "https" else None) as port:
        settings(HTTPS_PROXY=f"{kind}://127.0.0.1:{port}")
        assert transport.send(Request("GET", server.root)).status == 200
        report = diagnose(Task(), f"{server.root}/scim", TOKEN, transport)
        assert report.ok, report.findings
        assert report.facts.computer.proxy == f"127.0.0.1:{port}"
        transport.close()


# --- what never goes through one


def test_the_practice_company_is_asked_directly(certificates: Certificates, settings: Set, tmp_path: Path) -> None:
    from wizard.journey.context import Context
    from wizard.secrets.memory import MemoryStore

    app = Requests(lambda environ: (200, {"Content-Type": "application/scim+json"}, EMPTY))
    settings(HTTPS_PROXY=f"http://127.0.0.1:{free_port()}")
    with serving(app, certificates) as server:
        practice: Any = types.SimpleNamespace(
            ca_file=certificates.ca_file,
            cloud=practice_cloud(server.root, server.root),
            stop=lambda: None,
        )
        context = Context(Transport, MemoryStore, MemoryStore(), lambda url: True, practice=practice)
        assert context.transport.send(Request("GET", f"{server.root}/scim/Users")).status == 200
        assert diagnose(Task(), f"{server.root}/scim", TOKEN, context.network).ok
        with pytest.raises(NetworkError, match="proxy-failed"):
            context.transport.send(Request("GET", "https://gate.example"))
        context.close()


# --- configuration scripts

SCUTIL = """<dictionary> {
  ExceptionsList : <array> {
    0 : *.local
  }
  ProxyAutoConfigEnable : %s
  ProxyAutoConfigURLString : http://wpad.example/proxy.pac
  ProxyAutoDiscoveryEnable : 0
}
"""


@pytest.mark.parametrize(("on", "place"), [("1", "macos"), ("0", "")])
def test_a_script_in_the_settings_of_macos(settings: Set, monkeypatch: pytest.MonkeyPatch, on: str, place: str) -> None:
    from wizard.http import proxies

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(proxies, "_macos_settings", lambda: SCUTIL % on)
    assert configuration_script() == place
    settings(HTTPS_PROXY=PROXY)
    assert configuration_script() == "", "the variable counts"


@pytest.mark.parametrize(("held", "place"), [("http://wpad.example/proxy.pac", "windows"), ("", "")])
def test_a_script_in_the_settings_of_windows(
    settings: Set, monkeypatch: pytest.MonkeyPatch, held: str, place: str
) -> None:
    @contextmanager
    def opened(root: str, path: str) -> Iterator[str]:
        yield path

    def value(key: str, name: str) -> tuple[str, int]:
        assert key.endswith("Internet Settings") and name == "AutoConfigURL"
        if not held:
            raise FileNotFoundError
        return held, 1

    registry = types.SimpleNamespace(OpenKey=opened, QueryValueEx=value, HKEY_CURRENT_USER="user")
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setattr(sys, "platform", "win32")
    assert configuration_script() == place
