"""TLS with the operating system's trust store (truststore) plus certificate authorities that the user added."""

from __future__ import annotations

import os
import socket
import ssl
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import certifi
import truststore
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool

from wizard.core.errors import InputError
from wizard.http.proxies import Proxy, blaming, proxy_for

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, StrOrBytesPath
    from requests import PreparedRequest
    from requests.adapters import _HostParams, _PoolKwargs
    from urllib3 import ProxyManager


def trust_context(ca_files: tuple[Path, ...] = ()) -> ssl.SSLContext:
    """Return a verifying client context with the system's roots and the given PEM files.

    ``REQUESTS_CA_BUNDLE`` is added as well, since networks that inspect TLS are often configured through it.

    Raises:
        InputError: ``ca-file-unreadable``: a file is missing or contains no certificate.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    _add_files(context, ca_files)
    return context


def _add_files(context: ssl.SSLContext, ca_files: tuple[Path, ...]) -> None:
    extra = [str(path) for path in ca_files]
    bundle = os.environ.get("REQUESTS_CA_BUNDLE")
    if bundle and Path(bundle).is_file() and bundle != ssl.get_default_verify_paths().cafile:
        extra.append(bundle)  # the system's own file is already loaded
    for name in extra:
        try:
            context.load_verify_locations(cafile=name)
        except (OSError, ssl.SSLError) as error:
            raise InputError("ca-file-unreadable", {"file": name}, cause=error) from error


@cache
def count_roots() -> int | None:
    """Return the number of the system's certificate authorities; ``None`` if the system itself verifies."""
    if verified_by_system():
        return None
    loaded = SettledContext.of(()).cert_store_stats()["x509_ca"]
    folder = ssl.get_default_verify_paths().capath
    hashed = len(list(Path(folder).glob("????????.[0-9]"))) if folder else 0
    return loaded or hashed


class Trust:
    """Provides TLS contexts for connections; reads the system's roots only once where possible.

    On Windows and macOS, truststore verifies and holds a context's lock during the whole handshake. With one shared
    context, a server that never finishes its handshake would block all other connections of the program, so each
    context is lent to one handshake at a time. On other systems, OpenSSL verifies, and truststore would load the roots
    for every handshake, about 35 ms each. Therefore they are loaded once into a context that does not change and that
    all handshakes share.
    """

    def __init__(self, ca_files: tuple[Path, ...] = ()) -> None:
        self._ca_files = ca_files
        self._free: list[ssl.SSLContext] = []
        self._shared: ssl.SSLContext | None = None
        self._lock = threading.Lock()

    @contextmanager
    def lent(self) -> Iterator[ssl.SSLContext]:
        """Lend a context for one handshake.

        Raises:
            InputError: ``ca-file-unreadable``.
        """
        if not verified_by_system():
            with self._lock:
                self._shared = self._shared or SettledContext.of(self._ca_files)
            yield self._shared
            return
        with self._lock:
            context = self._free.pop() if self._free else None
        context = context or trust_context(self._ca_files)
        try:
            yield context
        finally:
            with self._lock:
                self._free.append(context)


def verified_by_system() -> bool:
    """Return whether the operating system verifies certificates instead of OpenSSL."""
    return sys.platform in {"win32", "darwin"}


def _roots() -> list[bytes]:
    """Return the authorities that truststore finds if OpenSSL has no default file, as DER."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    inner: ssl.SSLContext = context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost").context
    return inner.get_ca_certs(binary_form=True)


class SettledContext(ssl.SSLContext):
    """A verifying context that ignores later changes, since urllib3 reconfigures each context before each use."""

    _settled = False

    @classmethod
    def of(cls, ca_files: tuple[Path, ...]) -> SettledContext:
        """Return a context that trusts the system's authorities and those in the PEM files.

        Loading a named file lets other threads run. OpenSSL's loading of its defaults would block them for about
        35 ms, including the GUI thread.

        Raises:
            InputError: ``ca-file-unreadable``.
        """
        made = cls(ssl.PROTOCOL_TLS_CLIENT)
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        defaults = ssl.get_default_verify_paths()
        if defaults.cafile:
            made.load_verify_locations(cafile=defaults.cafile)
        elif found := _roots():
            made.load_verify_locations(cadata=b"".join(found))
        if defaults.capath:
            made.load_verify_locations(capath=defaults.capath)
        _add_files(made, ca_files)
        made._settled = True
        return made

    def load_verify_locations(
        self,
        cafile: StrOrBytesPath | None = None,
        capath: StrOrBytesPath | None = None,
        cadata: str | ReadableBuffer | None = None,
    ) -> None:
        """Add authorities while the context is being built; ignored later."""
        if not self._settled:
            super().load_verify_locations(cafile, capath, cadata)

    def set_alpn_protocols(self, alpn_protocols: Iterable[str]) -> None:
        """Ignored: only HTTP/1.1 is used, which does not have to be announced."""


class VerifyingAdapter(HTTPAdapter):
    """Sends over verified TLS; neither a caller nor the environment can disable verification."""

    def __init__(self, trust: Trust) -> None:
        self._pools = {"https": _pool_class(trust)}
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> ProxyManager:
        manager: ProxyManager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager

    def build_connection_pool_key_attributes(
        self, request: PreparedRequest, verify: bool | str, cert: str | tuple[str, str] | None = None
    ) -> tuple[_HostParams, _PoolKwargs]:
        host, pool = super().build_connection_pool_key_attributes(request, True, cert)
        # requests would add certifi's roots here, but only the operating system's store is to be trusted.
        pool.pop("ca_certs", None)
        pool.pop("ca_cert_dir", None)
        pool["cert_reqs"] = "CERT_REQUIRED"
        return host, pool

    def cert_verify(self, conn: HTTPSConnectionPool, url: str, verify: bool | str, cert: object) -> None:
        conn.cert_reqs = "CERT_REQUIRED"


class InUse(threading.local):
    """The connection of this thread's current exchange, so that another thread can close it."""

    held: list[HTTPSConnection] | None = None

    def hold(self, connection: HTTPSConnection) -> None:
        """Store the connection if the caller requested it by setting ``held``."""
        if self.held is not None:
            self.held[:] = [connection]


in_use = InUse()


def end(connections: Sequence[HTTPSConnection]) -> None:
    """Shut down abandoned connections; otherwise a server that sends slowly would keep their threads alive."""
    for connection in connections:
        plain = getattr(connection.sock, "socket", connection.sock)  # TLS inside the TLS connection to a proxy
        if plain is not None:
            with suppress(OSError):
                # Not the TLS layer's shutdown, which only the reading thread may call.
                socket.socket.shutdown(plain, socket.SHUT_RDWR)


def _pool_class(trust: Trust) -> type[HTTPSConnectionPool]:
    class Connection(HTTPSConnection):
        """Verifies the server and the proxy with ``trust``, and reports which of the two failed."""

        def request(self, *args: Any, **options: Any) -> None:
            in_use.hold(self)
            super().request(*args, **options)

        def connect(self) -> None:
            in_use.hold(self)
            with trust.lent() as context:
                self.ssl_context = context
                if self.proxy_config is not None:
                    self.proxy_config = self.proxy_config._replace(ssl_context=context)
                super().connect()

        def _new_conn(self) -> socket.socket:
            with self._blaming_proxy():
                return super()._new_conn()

        def _connect_tls_proxy(self, hostname: str, sock: socket.socket) -> ssl.SSLSocket:
            with self._blaming_proxy():
                return super()._connect_tls_proxy(hostname, sock)

        def _tunnel(self) -> None:
            with self._blaming_proxy():
                super()._tunnel()

        def _blaming_proxy(self) -> AbstractContextManager[None]:
            host = str(self._tunnel_host or self.host).strip("[]")
            if self.proxy is None:
                return blaming(None, host)
            shown = f"[{host}]" if ":" in host else host
            return blaming(proxy_for(f"https://{shown}:{self._tunnel_port}") or Proxy(str(self.proxy), "system"), host)

    class Pool(HTTPSConnectionPool):
        ConnectionCls = Connection

    return Pool


def public_roots() -> str:
    """Return certifi's root file: the authorities that public clients trust, regardless of this computer."""
    return certifi.where()
