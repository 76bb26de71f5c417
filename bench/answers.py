"""Mutated HTTP responses through the real transport: always a finding or a clear error: ``bench answers [--inputs N]``.

Responses are truncated, too long or short, huge, deeply nested, of wrong types and encodings, endless, compressed bombs
and redirect chains. They arrive over real sockets; only TLS is omitted, since it does not change the bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import resource
import socket
import sys
import threading
import time
import zlib
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SLOW = 4.0
"""Maximum seconds for one response; requests have a limit of one second, and the machine is busy."""

MEMORY = 300
"""Maximum memory growth of a process in MiB."""

LIST = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 0, "Resources": []}
ERROR = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "404", "detail": "nobody"}
VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 10**400, 1.5, "", "x" * 5000, [], {}, [[]], ["\ud800"], {"a": {"b": []}}, "0", [None],
)  # fmt: skip
STATUSES = (
    100,
    199,
    200,
    200,
    200,
    200,
    201,
    204,
    206,
    301,
    302,
    304,
    307,
    400,
    401,
    403,
    404,
    405,
    418,
    429,
    500,
    503,
    999,
)
HEADERS = (
    b"Content-Type: application/scim+json", b"Content-Type: text/html", b"Content-Type: \xff\xfe", b"Content-Type:",
    b"Content-Encoding: gzip", b"Content-Encoding: deflate", b"Content-Encoding: br, gzip", b"Content-Encoding: x",
    b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity", b"Content-Length: 5", b"Content-Length: -1",
    b"Content-Length: 99999999999999999999", b"Content-Length: five", b"Location: /again", b"Location: http://[",
    b"Location: https://127.0.0.1:1/x", b"Location: \x00", b"WWW-Authenticate: Basic, Bearer realm=\"x\", ,,=",
    b"Retry-After: \xff", b"Date: never", b"Date: Mon, 32 Foo 99999 99:99:99 -0000", b"Set-Cookie: a=b; domain=.com",
    b"X: " + b"y" * 70_000, b"no colon", b" folded", b"\x00: \x00", b"Connection: keep-alive",
)  # fmt: skip


def body(chance: random.Random) -> bytes:
    """Return a body that is often almost valid."""
    kind = chance.randrange(14)
    if kind < 5:
        value = dict(chance.choice((LIST, ERROR)))
        for name in chance.sample(sorted(value), chance.randrange(len(value) + 1)):
            if chance.random() < 0.3:
                del value[name]
            else:
                value[name] = chance.choice(VALUES)
        return json.dumps(value).encode(chance.choice(("utf-8", "utf-16", "utf-32", "utf-8-sig")), "surrogatepass")
    if kind == 5:
        depth = chance.choice((10, 1000, 100_000))
        return (b"[" * depth) + (b"]" * depth if chance.random() < 0.5 else b"")
    if kind == 6:
        return b'{"totalResults":0,"Resources":[' + b"{}," * chance.choice((1, 1000, 60_000)) + b"{}]}"
    if kind == 7:
        return b"<!DOCTYPE html><title>" + chance.randbytes(chance.randrange(200)) + b"</title>"
    if kind == 8:
        return gzip.compress(b"\0" * chance.choice((1000, 200_000, 20_000_000)), 1)
    if kind == 9:
        return zlib.compress(json.dumps(LIST).encode())[chance.randrange(4) :]
    if kind == 10:
        return chance.randbytes(chance.randrange(2000))
    if kind == 11:
        return b"5\r\nhello\r\n" + chance.choice((b"0\r\n\r\n", b"zz\r\n", b"", b"ffffffffffffffff\r\n"))
    if kind == 12:
        return b'{"detail": "' + b"\\u0000" * chance.randrange(3000) + b'"}'
    text = bytearray(json.dumps(chance.choice((LIST, ERROR))).encode())
    for _ in range(chance.randrange(1, 6)):
        text[chance.randrange(len(text))] = chance.randrange(256)
    return bytes(text)


def answer(chance: random.Random) -> bytes:
    """Return a complete response as raw bytes."""
    content = body(chance)
    first = b"HTTP/1.1 %d Answer" % chance.choice(STATUSES)
    if chance.random() < 0.05:
        first = chance.choice((b"HTTP/9 200", b"", b"HTTP/1.1", b"ICY 200 OK", b"HTTP/1.1 abc", b"\xff" * 70_000))
    lines = [first, *chance.sample(HEADERS, chance.randrange(5))]
    if chance.random() < 0.6:
        lines.append(b"Content-Length: %d" % len(content))
    whole = b"\r\n".join(lines) + b"\r\n\r\n" + content
    if chance.random() < 0.2:
        whole = whole[: chance.randrange(len(whole) + 1)]
    if chance.random() < 0.1:
        broken = bytearray(whole)
        for _ in range(min(8, len(broken))):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        whole = bytes(broken)
    return whole


class Wire:
    """A listener that sends one response to each connection; some responses never end."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.next = b""
        self.endless = False
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            connection, _ = self.listener.accept()
            with suppress(OSError), connection:
                connection.settimeout(2)
                connection.recv(65_536)
                connection.sendall(self.next)
                until = time.monotonic() + 3
                while self.endless and time.monotonic() < until:
                    connection.sendall(b"x" * 65_536)
                connection.shutdown(socket.SHUT_WR)


def client(port: int) -> Any:
    """Return the real transport, whose connections go to the listener without TLS."""
    from urllib3.connection import HTTPConnection
    from urllib3.connectionpool import HTTPSConnectionPool

    from wizard.http import Transport

    class Plain(HTTPConnection):
        def __init__(self, *args: Any, **options: Any) -> None:
            known = {name: options[name] for name in ("timeout", "blocksize") if name in options}
            super().__init__("127.0.0.1", port, **known)

        is_verified = True
        proxy_is_verified = None

    class Pool(HTTPSConnectionPool):
        ConnectionCls = Plain  # type: ignore[assignment]

        def _validate_conn(self, conn: Any) -> None:
            if conn.is_closed:
                conn.connect()

    transport = Transport()
    session = transport._open()
    adapter: Any = session.get_adapter("https://x/")
    adapter._pools["https"] = Pool
    adapter.poolmanager.pool_classes_by_scheme = {"https": Pool}
    adapter.cert_verify = lambda *_: None
    adapter.build_connection_pool_key_attributes = lambda request, verify, cert=None: (
        {"scheme": "https", "host": "127.0.0.1", "port": port}, {},
    )  # fmt: skip
    return transport


def one(transport: Any, port: int) -> str:
    """Send one request as a connection test does, and return the resulting finding."""
    from wizard.core.errors import NetworkError
    from wizard.doctor import Facts
    from wizard.doctor.model import Answer, NetworkFacts, UrlFacts
    from wizard.doctor.probes.answers import describe
    from wizard.doctor.rules import findings
    from wizard.http import Request, Timeouts
    from wizard.secrets.secret import Secret

    request = Request(
        "GET", f"https://127.0.0.1:{port}/scim/Users?filter=x", token=Secret("fuzz-token-91f0"),
        timeouts=Timeouts(1.0, 0.6, 1.0), max_bytes=1024 * 1024,
    )  # fmt: skip
    try:
        said = describe(transport.send(request), transport.redactor)
    except NetworkError as error:
        said = Answer(error=error.code, reason=str(error.params.get("reason", "")))
    facts = Facts(
        UrlFacts("https", "127.0.0.1", port, "/scim"), network=NetworkFacts(("127.0.0.1",), loopback=True),
        answers={"users": said},
    )  # fmt: skip
    found = findings(facts)
    if not said.good and not any(not item.advice for item in found):
        raise AssertionError(f"no finding for {said}")
    return found[0].id if found else "good"


def work(job: tuple[int, int]) -> tuple[Counter[str], list[tuple[str, str]], float, int]:
    """Try some responses in a separate process."""
    import warnings

    warnings.simplefilter("ignore")
    seed, count = job
    chance = random.Random(seed)
    wire = Wire()
    transport = client(wire.port)
    seen: Counter[str] = Counter()
    escapes: list[tuple[str, str]] = []
    slowest = 0.0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(count):
        wire.next, wire.endless = answer(chance), number % 500 == 499
        began = time.perf_counter()
        try:
            seen[one(transport, wire.port)] += 1
        except BaseException as error:
            escapes.append((repr(error)[:300], repr(wire.next[:300])))
        slowest = max(slowest, time.perf_counter() - began)
    transport.close()
    return seen, escapes, slowest, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024


def main() -> int:
    """Try the responses, distributed over the processors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    return spread(options.inputs, options.seed)


def spread(inputs: int, first: int) -> int:
    """Try this many responses and print the findings; return 0 if there are no problems."""
    size = 5_000
    jobs = [(first * 7_919 + number, size) for number in range(-(-inputs // size))]
    seen: Counter[str] = Counter()
    escapes: list[tuple[str, str]] = []
    slowest, grown = 0.0, 0
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for counted, escaped, took, memory in pool.map(work, jobs):
            seen += counted
            escapes += escaped
            slowest, grown = max(slowest, took), max(grown, memory)
    for code, count in seen.most_common():
        print(f"{count:>9}  {code}")
    for problem, source in escapes[:10]:
        print(f"ESCAPE {problem}\n  {source}")
    print(f"slowest: {slowest * 1000:.0f} ms (limit {SLOW * 1000:.0f}); memory grew by {grown} MiB (limit {MEMORY})")
    print(f"answers: {len(jobs) * size} mutated, {len(escapes)} escapes")
    return 1 if escapes or slowest > SLOW or grown > MEMORY else 0


if __name__ == "__main__":
    sys.exit(main())
