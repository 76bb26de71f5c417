"""Listens at the socket: everything that goes to a server and comes back, as bytes, read with the standard library.

It knows neither the engine nor the practice company: a TLS end towards the client, plain HTTP towards the server.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_plus


@dataclass
class Exchange:
    """A request as it was sent, and what came back."""

    method: str
    path: str
    body: Any
    status: int = 0
    answer: Any = None
    query: str = ""

    @property
    def writes(self) -> bool:
        return self.method not in {"GET", "HEAD", "OPTIONS"}


class Recorder:
    """A proxy for one server on loopback. ``exchanges`` are in the order in which their requests arrived."""

    def __init__(self, port: int, cert_file: Path, key_file: Path) -> None:
        self.exchanges: list[Exchange] = []
        self.hang_up = 0
        """So many requests more are not answered: the connection is cut instead."""
        self._to = port
        self._lock = threading.Lock()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(cert_file, key_file)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def take(self) -> list[Exchange]:
        """Return what was exchanged since the last call."""
        with self._lock:
            found, self.exchanges = self.exchanges, []
        return found

    def _accept(self) -> None:
        while True:
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(raw,), daemon=True).start()

    def _serve(self, raw: socket.socket) -> None:
        """Pass on one request after another, and its answer, as they are."""
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            with self._context.wrap_socket(raw, server_side=True) as client, self._server() as server:
                from_client, from_server = client.makefile("rb"), server.makefile("rb")
                while (sent := _message(from_client)) is not None:
                    start, body, bytes_sent = sent
                    method, path, _ = start.split(" ", 2)
                    path, _, query = path.partition("?")
                    exchange = Exchange(method, unquote(path), _json(body), query=unquote_plus(query))
                    with self._lock:
                        self.exchanges.append(exchange)
                    if self.hang_up:
                        self.hang_up -= 1
                        return
                    server.sendall(bytes_sent)
                    answer = _message(from_server)
                    if answer is None:
                        return
                    exchange.status, exchange.answer = int(answer[0].split(" ", 2)[1]), _json(answer[1])
                    client.sendall(answer[2])
        except OSError:
            return  # the other side hung up

    def _server(self) -> socket.socket:
        server = socket.create_connection(("127.0.0.1", self._to))
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return server


def _message(stream: Any) -> tuple[str, bytes, bytes] | None:
    """Return a message's first line, its body, and all its bytes (RFC 9112); None at the end."""
    head = [stream.readline()]
    if not head[0]:
        return None
    while (line := stream.readline()) not in (b"\r\n", b""):
        head.append(line)
    head.append(line)
    fields = {name.strip().lower(): value.strip() for name, _, value in (each.partition(b":") for each in head[1:])}
    raw = body = b""
    if fields.get(b"transfer-encoding", b"").lower() == b"chunked":
        while True:
            size = stream.readline()
            piece = stream.read(int(size.split(b";")[0], 16) + 2)
            raw += size + piece
            body += piece[:-2]
            if piece == b"\r\n":
                break
    else:
        raw = body = stream.read(int(fields.get(b"content-length", b"0")))
    return head[0].decode("ascii").strip(), body, b"".join(head) + raw


def _json(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        return body.decode("utf-8", "replace")
