"""A TLS server on loopback that sends exactly the bytes that a test specifies, HTTP or not."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from listeners import Certificates

Talk = Callable[[socket.socket], None]


@dataclass
class Heard:
    """The server's port, and the head of every request it received."""

    port: int
    heads: list[bytes] = field(default_factory=list)


def read_head(connection: socket.socket) -> bytes:
    """Read a request up to its empty line; if TLS arrives on a plain-text connection, only its first piece."""
    head = b""
    while b"\r\n\r\n" not in head and head[:1] != b"\x16" and (piece := connection.recv(4096)):
        head += piece
    return head


@contextmanager
def talking(talk: Talk, certificates: Certificates | None, context: ssl.SSLContext | None = None) -> Iterator[Heard]:
    """Accept connections (over TLS if there are certificates), read a request's head, let ``talk`` respond, close."""
    listener = socket.create_server(("127.0.0.1", 0))
    heard = Heard(listener.getsockname()[1])
    if certificates is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates.cert_file, certificates.key_file)
    threads: list[threading.Thread] = []
    connections: list[socket.socket] = []

    def serve(plain: socket.socket) -> None:
        plain.settimeout(10)
        with suppress(OSError), plain:
            connection = context.wrap_socket(plain, server_side=True) if context is not None else plain
            connections.append(connection)
            with connection:
                head = read_head(connection)
                if head:
                    heard.heads.append(head)
                    talk(connection)

    def accept() -> None:
        with suppress(OSError):
            while True:
                thread = threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True)
                threads.append(thread)
                thread.start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield heard
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for connection in connections:
            with suppress(OSError):  # one that is still sending would go on until its time limit
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
        for thread in (accepting, *threads):
            thread.join(10)
