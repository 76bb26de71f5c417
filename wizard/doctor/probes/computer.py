"""This computer: key store, trusted authorities, and the proxy with the place its setting comes from."""

from __future__ import annotations

import os
import platform
import sys
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from wizard.doctor.model import ComputerFacts
from wizard.http.tls import count_roots
from wizard.secrets.memory import TokenStore

_VARIABLES = ("HTTPS_PROXY", "ALL_PROXY")


def look(host: str, ca_files: Sequence[Path], keystore: TokenStore | None) -> ComputerFacts:
    """Return the facts of this computer for connections to a host; asks the key store, which may take seconds."""
    proxy, source = proxy_for(host)
    state = keystore.state() if keystore is not None else None
    return ComputerFacts(
        platform=f"{platform.system()} {platform.release()}".strip(),
        frozen=bool(getattr(sys, "frozen", False)),
        keystore=str(state.condition.value) if state is not None else "",
        keystore_name=state.name if state is not None else "",
        keystore_failure=state.failure if state is not None else "",
        roots=count_roots(),
        ca_files=tuple(path.name for path in ca_files),
        proxy=without_login(proxy),
        proxy_source=source,
    )


def proxy_for(host: str) -> tuple[str, str]:
    """Return the address of the proxy that requests to a host go through, and where the setting comes from."""
    if urllib.request.proxy_bypass(host):
        return "", ""
    found = urllib.request.getproxies()
    proxy = found.get("https") or found.get("all") or ""
    if not proxy:
        return "", ""
    for name in _VARIABLES:
        for spelling in (name.lower(), name):
            if os.environ.get(spelling) == proxy:
                return proxy, spelling
    return proxy, "system"


def without_login(proxy: str) -> str:
    """Return a proxy's host and port, without a login that may stand in its address."""
    return urlsplit(proxy if "://" in proxy else f"http://{proxy}").netloc.rpartition("@")[2] if proxy else ""
