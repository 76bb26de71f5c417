"""TLS as the operating system trusts it: truststore, plus certificate authorities the person added."""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import truststore
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool

from wizard.errors import InputError


def trust_context(ca_files: tuple[Path, ...] = ()) -> ssl.SSLContext:
    """Return a verifying client context: the system's roots and the given PEM files.

    ``REQUESTS_CA_BUNDLE`` counts as such a file, since networks that inspect TLS are often set up that way.

    Raises:
        InputError: ``ca-file-unreadable``, a file is missing or holds no certificate.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    extra = [str(path) for path in ca_files]
    bundle = os.environ.get("REQUESTS_CA_BUNDLE")
    if bundle and Path(bundle).is_file():
        extra.append(bundle)
    for name in extra:
        try:
            context.load_verify_locations(cafile=name)
        except (OSError, ssl.SSLError) as error:
            raise InputError("ca-file-unreadable", {"file": name}, cause=error) from error
    return context


class Trust:
    """Verifying contexts, each lent to one handshake at a time.

    truststore holds a context's lock through the whole handshake. With one context for everything, a server that never
    finishes its handshake would keep every other connection of the program waiting.
    """

    def __init__(self, ca_files: tuple[Path, ...] = ()) -> None:
        self._ca_files = ca_files
        self._free: list[ssl.SSLContext] = []
        self._lock = threading.Lock()

    @contextmanager
    def lent(self) -> Iterator[ssl.SSLContext]:
        """Lend a context that nobody else uses meanwhile.

        Raises:
            InputError: ``ca-file-unreadable``.
        """
        with self._lock:
            context = self._free.pop() if self._free else None
        context = context or trust_context(self._ca_files)
        try:
            yield context
        finally:
            with self._lock:
                self._free.append(context)


class VerifyingAdapter(HTTPAdapter):
    """Sends over verified TLS, and never lets a caller or the environment switch verification off."""

    def __init__(self, trust: Trust, pool_size: int = 10) -> None:
        self._pools = {"https": _pool_class(trust)}
        super().__init__(pool_connections=pool_size, pool_maxsize=pool_size, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager

    def build_connection_pool_key_attributes(
        self, request: Any, verify: bool | str, cert: str | tuple[str, str] | None = None
    ) -> tuple[Any, Any]:
        host, pool = super().build_connection_pool_key_attributes(request, True, cert)
        # requests would add certifi's roots here; the operating system's store is the one that counts.
        kept: Mapping[str, Any] = {k: v for k, v in dict(pool).items() if k not in {"ca_certs", "ca_cert_dir"}}
        return host, {**kept, "cert_reqs": "CERT_REQUIRED"}

    def cert_verify(self, conn: Any, url: str, verify: bool | str, cert: Any) -> None:
        conn.cert_reqs = "CERT_REQUIRED"


def _pool_class(trust: Trust) -> type[HTTPSConnectionPool]:
    class Connection(HTTPSConnection):
        def connect(self) -> None:
            with trust.lent() as context:
                self.ssl_context = context
                super().connect()

    class Pool(HTTPSConnectionPool):
        ConnectionCls = Connection

    return Pool
