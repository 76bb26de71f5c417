"""HTTPS on loopback with a temporary certificate authority that only this run trusts."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import trustme
from cheroot.server import HTTPConnection
from cheroot.ssl import Adapter
from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Server

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

HOST = "127.0.0.1"


IDLE = 300
"""Seconds until an idle connection is closed. With cheroot's ten, a slow machine closes the one on which a client is
just sending, and a request that must not be repeated is lost."""


WAKE_SECONDS = 0.02
"""Seconds until a server that was stopped gets a connection, at which it notices. Cheroot looks every half second by
itself, and a company, with its five servers, would take that five times to end."""


class Authority:
    """A certificate authority and one server certificate for loopback, in a private folder until :meth:`close`."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="cloudgate-practice-"))
        authority = trustme.CA(organization_name="Practice company (this run only)")
        issued = authority.issue_cert(HOST, "localhost")
        self.ca_file = self._folder / "practice-ca.pem"
        self.key_file = self._folder / "server.key"
        self.cert_file = self._folder / "server.pem"
        authority.cert_pem.write_to_path(str(self.ca_file))
        issued.private_key_pem.write_to_path(str(self.key_file))
        for number, part in enumerate(issued.cert_chain_pems):
            part.write_to_path(str(self.cert_file), append=number > 0)
        self.key_file.chmod(0o600)

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)


class _Connection(HTTPConnection):
    """Discards data that a disconnected client did not read; cheroot would try to send it again on garbage
    collection.
    """

    def close(self) -> None:
        try:
            super().close()
        finally:
            with contextlib.suppress(OSError):
                self.wfile.close()


class _QuietServer(Server):
    ConnectionClass = _Connection

    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:
        """Ignore errors: clients that disconnect are normal here."""


class _Socket(ssl.SSLSocket):
    """A connection that is not affected by errors of another connection.

    OpenSSL keeps errors in a list per thread and checks it to determine the result of an operation, so the list must be
    empty before each operation (``SSL_get_error(3)``). With OpenSSL 3.5, Python 3.13 and 3.14 leave system errors in it
    (CPython issue 148594). A worker whose client had disconnected would then drop the next client that it waits for.
    """

    def read(self, *args: Any, **options: Any) -> Any:
        self._forget_errors()
        return super().read(*args, **options)

    def send(self, *args: Any, **options: Any) -> int:
        self._forget_errors()
        return super().send(*args, **options)

    def _forget_errors(self) -> None:
        # Python clears the list whenever it creates a connection; this one is discarded immediately, after 6
        # microseconds.
        self.context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_side=True)


class _TlsAdapter(BuiltinSSLAdapter):
    """Cheroot's adapter, without the certificate's fields in the environment of requests, which nobody reads.

    To get them, cheroot connects to itself with a client that loads all authorities of the system, which takes as long
    as everything else at the start of a server.
    """

    def __init__(self, certificate: str, private_key: str) -> None:
        Adapter.__init__(self, certificate, private_key)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, private_key)
        self.context.sslsocket_class = _Socket
        self._server_env: dict[str, str] = {}


class LoopbackServer:
    """A WSGI application on a loopback port, over TLS if an authority is given.

    Args:
        port: 0 for any free port.

    Raises:
        OSError: the port is in use.
    """

    def __init__(
        self, app: WSGIApplication, authority: Authority | None = None, port: int = 0, threads: int = 16
    ) -> None:
        self._server = _QuietServer(
            (HOST, port), app, numthreads=threads, request_queue_size=128, shutdown_timeout=1, timeout=IDLE
        )
        if authority is not None:
            self._server.ssl_adapter = _TlsAdapter(str(authority.cert_file), str(authority.key_file))
        self._server.prepare()
        self.port: int = self._server.bind_addr[1]
        self.root = f"{'https' if authority is not None else 'http'}://{HOST}:{self.port}"
        self._thread = threading.Thread(target=self._server.serve, name=f"practice port {self.port}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and end the threads."""
        waking = threading.Timer(WAKE_SECONDS, self._wake)
        waking.start()
        self._server.stop()
        waking.cancel()
        self._thread.join(timeout=10)

    def _wake(self) -> None:
        with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), timeout=1):
            pass
