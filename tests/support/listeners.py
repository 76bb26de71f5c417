"""Small servers on loopback for tests: real sockets, real TLS, certificates that are valid or have one defect."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import trustme

from wizard.practice.serving import LoopbackServer

Answer = tuple[int, dict[str, str], bytes]


class Certificates:
    """A test certificate authority; ``cert_file`` and ``key_file`` are for the server, clients trust ``ca_file``."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._authority = trustme.CA()
        self.ca_file = folder / "ca.pem"
        self._authority.cert_pem.write_to_path(str(self.ca_file))
        self.cert_file = folder / "server.pem"
        self.key_file = folder / "server.key"
        self.issue("127.0.0.1", "localhost")

    def issue(self, *names: str, expired: bool = False) -> None:
        ends = dt.datetime.now(dt.UTC) - dt.timedelta(days=2) if expired else None
        begins = ends - dt.timedelta(days=2) if ends else None
        issued = self._authority.issue_cert(*names, not_before=begins, not_after=ends)
        issued.private_key_pem.write_to_path(str(self.key_file))
        for number, part in enumerate(issued.cert_chain_pems):
            part.write_to_path(str(self.cert_file), append=number > 0)


class Requests:
    """A WSGI application that records requests and returns scripted responses."""

    def __init__(self, answer: Callable[[dict[str, Any]], Answer]) -> None:
        self.seen: list[dict[str, Any]] = []
        self._answer = answer

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        self.seen.append({name: value for name, value in environ.items() if isinstance(value, str)})
        status, headers, body = self._answer(environ)
        start(f"{status} Answer", [*headers.items(), ("Content-Length", str(len(body)))])
        return [body]


@contextmanager
def serving(app: Any, certificates: Certificates | None) -> Iterator[LoopbackServer]:
    """Serve an application on loopback, over TLS if there are certificates."""
    server = LoopbackServer(app, certificates, threads=4)  # type: ignore[arg-type]
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def silent(certificates: Certificates | None = None) -> Iterator[int]:
    """Provide a port that accepts connections (and with certificates completes TLS), but never responds."""
    listener = socket.create_server(("127.0.0.1", 0))
    held: list[socket.socket] = []

    def accept() -> None:
        context = None
        if certificates is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificates.cert_file, certificates.key_file)
        while True:
            try:
                held.append(listener.accept()[0])
                if context is not None:
                    held.append(context.wrap_socket(held.pop(), server_side=True))
            except ssl.SSLError:
                continue
            except OSError:
                return

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)
        for each in held:
            each.close()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
