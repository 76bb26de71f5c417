"""Facts about this computer: key store, trusted authorities, the proxy, and a proxy configuration script."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from wizard.doctor.model import ComputerFacts
from wizard.http.proxies import Proxy, configuration_script
from wizard.http.tls import count_roots
from wizard.secrets.memory import TokenStore


def look(proxy: Proxy | None, ca_files: Sequence[Path], keystore: TokenStore | None) -> ComputerFacts:
    """Return the facts about this computer for connections through a proxy; the key store may take seconds."""
    state = keystore.state() if keystore is not None else None
    return ComputerFacts(
        platform=f"{platform.system()} {platform.release()}".strip(),
        frozen=bool(getattr(sys, "frozen", False)),
        keystore=str(state.condition.value) if state is not None else "",
        keystore_name=state.name if state is not None else "",
        keystore_failure=state.failure if state is not None else "",
        roots=count_roots(),
        ca_files=tuple(path.name for path in ca_files),
        proxy=proxy.shown if proxy is not None else "",
        proxy_source=proxy.source if proxy is not None else "",
        proxy_script=configuration_script() if proxy is None else "",
    )
