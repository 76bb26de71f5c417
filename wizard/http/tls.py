"""TLS as the operating system trusts it: truststore, plus certificate authorities the person added."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import truststore
from requests.adapters import HTTPAdapter

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


class VerifyingAdapter(HTTPAdapter):
    """Sends through one SSL context, and never lets a caller or the environment switch verification off."""

    def __init__(self, context: ssl.SSLContext, pool_size: int = 10) -> None:
        self._context = context
        super().__init__(pool_connections=pool_size, pool_maxsize=pool_size, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        kwargs["ssl_context"] = self._context
        super().init_poolmanager(*args, **kwargs)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        kwargs["ssl_context"] = self._context
        return super().proxy_manager_for(proxy, **kwargs)

    def build_connection_pool_key_attributes(
        self, request: Any, verify: bool | str, cert: str | tuple[str, str] | None = None
    ) -> tuple[Any, Any]:
        host, pool = super().build_connection_pool_key_attributes(request, True, cert)
        # requests would add certifi's roots here; the operating system's store is the one that counts.
        kept: Mapping[str, Any] = {k: v for k, v in dict(pool).items() if k not in {"ca_certs", "ca_cert_dir"}}
        return host, {**kept, "cert_reqs": "CERT_REQUIRED", "ssl_context": self._context}

    def cert_verify(self, conn: Any, url: str, verify: bool | str, cert: Any) -> None:
        conn.cert_reqs = "CERT_REQUIRED"
