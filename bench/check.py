"""Compares a full check of a healthy server to the same requests sent one after another with a plain requests session.

Both sides start without a connection and without loaded trusted roots. The server is a separate process and responds
after a delay, like a server on the internet. Without a delay only the processor is measured; this is printed too.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
import truststore

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

DELAYS = (0.0, 0.02)
"""Seconds before each response."""

LIMIT = 1.2
ROUNDS = 9

HEALTHY = 1000
"""Number of checks of the healthy server, none of which may have a finding."""


def main() -> int:
    """Print both ratios; return 0 if the ratio with delay is within the limit and the healthy server has no
    findings.
    """
    import warnings

    warnings.simplefilter("ignore")
    if sys.argv[1:2] == ["--serve"]:
        return serve(float(sys.argv[2]))
    token = "bench-token"
    ratio, false = 0.0, 0
    for delay in DELAYS:
        with served(delay, token) as (url, ca_file):
            urls = _sent(url, token, ca_file)
            pairs = [(_check(url, token, ca_file), _bare(urls, token, ca_file)) for _ in range(ROUNDS)]
            if delay == 0:
                false = sum(_findings(url, token, ca_file, HEALTHY))
                print(f"{HEALTHY} checks of the healthy server: {false} findings")
        ours, bare = (statistics.median(side) for side in zip(*pairs, strict=True))
        ratio = ours / bare
        print(
            f"{delay * 1000:3.0f} ms delay, {len(urls)} requests: check {ours * 1000:6.1f} ms, "
            f"bare session {bare * 1000:6.1f} ms, ratio {ratio:.2f}"
        )
    print(f"check ratio at {DELAYS[-1] * 1000:.0f} ms: {ratio:.2f} (limit {LIMIT})")
    return 0 if ratio <= LIMIT and not false else 1


@contextmanager
def served(delay: float, token: str) -> Iterator[tuple[str, Path]]:
    """Serve the practice CloudGate in a separate process; yield the tenant URL and the CA file."""
    command = [sys.executable, __file__, "--serve", str(delay)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        print(token, file=process.stdin, flush=True)
        told = json.loads(process.stdout.readline())
        yield told["url"], Path(told["ca"])
        process.stdin.close()


def serve(delay: float) -> int:
    """Serve until standard input ends; its first line is the token."""
    from listeners import Certificates, serving

    from wizard.practice.cloudgate import PracticeCloudGate
    from wizard.practice.faults import CLOUDGATE, Fault, FaultBoard
    from wizard.secrets.secret import Secret

    faults = FaultBoard([Fault(name, "cloudgate") for name in CLOUDGATE])
    gate = PracticeCloudGate(Secret(sys.stdin.readline().strip()), faults)
    certificates = Certificates(Path(tempfile.mkdtemp()))
    waiting = threading.Event()

    def app(environ: Any, start: Any) -> Any:
        if delay:
            waiting.wait(delay)
        return gate.app(environ, start)

    with serving(app, certificates) as server:
        print(json.dumps({"url": f"{server.root}/scim/v2", "ca": str(certificates.ca_file)}), flush=True)
        sys.stdin.read()
    return 0


def _findings(url: str, token: str, ca_file: Path, count: int) -> list[int]:
    from wizard.core.tasks import Task
    from wizard.doctor import diagnose
    from wizard.http import Transport
    from wizard.secrets.secret import Secret

    transport = Transport([ca_file])
    found = [len(diagnose(Task(), url, Secret(token), transport).findings) for _ in range(count)]
    transport.close()
    return found


def _check(url: str, token: str, ca_file: Path) -> float:
    from wizard.core.tasks import Task
    from wizard.doctor import diagnose
    from wizard.http import Transport
    from wizard.secrets.secret import Secret

    began = time.perf_counter()
    transport = Transport([ca_file])
    report = diagnose(Task(), url, Secret(token), transport)
    took = time.perf_counter() - began
    transport.close()
    assert report.ok and not report.findings
    return took


def _sent(url: str, token: str, ca_file: Path) -> list[tuple[str, bool]]:
    """Return the URLs that a check requests, and whether with the token."""
    from wizard.core.tasks import Task
    from wizard.doctor import diagnose
    from wizard.http import Transport
    from wizard.secrets.secret import Secret

    transport = Transport([ca_file])
    diagnose(Task(), url, Secret(token), transport)
    transport.close()
    return [(each.url, "Authorization" in each.request_headers) for each in transport.exchanges]


class _Adapter(requests.adapters.HTTPAdapter):
    """Trusts the same roots as the program, so that both sides load the same roots."""

    def __init__(self, context: truststore.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, ssl_context=self._context)


def _bare(urls: list[tuple[str, bool]], token: str, ca_file: Path) -> float:
    import ssl

    began = time.perf_counter()
    with requests.Session() as session:
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cafile=str(ca_file))
        session.mount("https://", _Adapter(context))
        for url, with_token in urls:
            headers = {"Accept": "application/scim+json, application/json"}
            if with_token:
                headers["Authorization"] = f"Bearer {token}"
            session.get(url, headers=headers, allow_redirects=False, verify=str(ca_file)).json()
    return time.perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
