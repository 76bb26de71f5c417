"""The loopback server: a connection that fails costs no other one anything.

``SSL_get_error(3)`` of OpenSSL: "The current thread's error queue must be empty before the TLS/SSL I/O operation is
attempted, or SSL_get_error() will not work reliably." With OpenSSL 3.5 or newer, Python 3.13 and 3.14 do not empty it
after an error of the system (https://github.com/python/cpython/issues/148594).
"""

from __future__ import annotations

import contextlib
import gc
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from listeners import Certificates
from raw_server import talking

from wizard.practice.serving import LoopbackServer

PIECES = 100
"""Of a body, each sent only when the one before has arrived: the server has to wait for nearly every one."""


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls"))


def reset(connection: socket.socket) -> None:
    """Hang up without a farewell."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def dial(port: int, certificates: Certificates) -> ssl.SSLSocket:
    context = ssl.create_default_context(cafile=str(certificates.ca_file))
    plain = socket.create_connection(("127.0.0.1", port), 10)
    return context.wrap_socket(plain, server_hostname="127.0.0.1")


class Slowly:
    """An application that takes a body byte by byte, and says when it has one."""

    def __init__(self, first: Callable[[], None]) -> None:
        self.taken = threading.Semaphore(0)
        self._first = first

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        self._first()
        for _ in range(int(environ["CONTENT_LENGTH"])):
            assert environ["wsgi.input"].read(1)
            self.taken.release()
        start("200 OK", [("Content-Length", "2")])
        return [b"ok"]


@contextlib.contextmanager
def one_worker(app: Slowly, certificates: Certificates) -> Iterator[int]:
    """A server that answers everybody in the same thread."""
    server = LoopbackServer(app, certificates, threads=1)  # type: ignore[arg-type]
    try:
        yield server.port
    finally:
        server.stop()


def post(port: int, certificates: Certificates, app: Slowly) -> bytes:
    """Send a body in pieces; return the status line."""
    with dial(port, certificates) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n" % PIECES)
        for number in range(PIECES):
            connection.sendall(b"x")
            assert app.taken.acquire(timeout=10), f"cut off after {number} of {PIECES} pieces"
        return connection.recv(4096).partition(b"\r\n")[0]


def test_a_client_that_hangs_up_costs_the_next_one_nothing(certificates: Certificates) -> None:
    app = Slowly(lambda: None)
    with one_worker(app, certificates) as port:
        for _ in range(5):
            reset(dial(port, certificates))
            assert post(port, certificates, app) == b"HTTP/1.1 200 OK"


def test_a_call_of_the_application_that_is_cut_costs_its_own_client_nothing(certificates: Certificates) -> None:
    """The practice Graph calls the SCIM server while it answers."""
    with talking(lambda connection: reset(connection), certificates) as other:

        def call() -> None:
            with dial(other.port, certificates) as connection, contextlib.suppress(OSError):
                connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
                while True:  # until it is cut
                    connection.sendall(b"x" * 16_384)

        app = Slowly(call)
        with one_worker(app, certificates) as port:
            for _ in range(5):
                assert post(port, certificates, app) == b"HTTP/1.1 200 OK"


def test_what_a_client_did_not_take_is_release(certificates: Certificates) -> None:
    """From Python 3.13 on, a buffer that cannot be emptied when it is freed complains (unraisable: pytest fails)."""

    class Large(Slowly):
        def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
            if environ["REQUEST_METHOD"] == "POST":
                return super().__call__(environ, start)
            start("200 OK", [("Content-Length", "50000000")])
            return [b"x" * 50_000_000]

    app = Large(lambda: None)
    with one_worker(app, certificates) as port:
        one = dial(port, certificates)
        one.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert one.recv(10) == b"HTTP/1.1 2"
        reset(one)
        assert post(port, certificates, app) == b"HTTP/1.1 200 OK", "so the only worker is done with the first one"
    gc.collect()


def test_five_servers_end_in_less_time_than_cheroot_takes_to_look_five_times(certificates: Certificates) -> None:
    servers = [LoopbackServer(Slowly(lambda: None), certificates, threads=1) for _ in range(5)]  # type: ignore[arg-type]
    began = time.monotonic()
    for server in servers:
        server.stop()
    assert time.monotonic() - began < 1.5
    for server in servers:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", server.port), 1)
