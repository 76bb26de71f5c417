"""The faults of the practice CloudGate: each fault replaces or changes the server's response."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from email.utils import formatdate
from typing import TYPE_CHECKING

from wizard.practice.faults import FaultBoard

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from _typeshed import OptExcInfo

_ENTRA = "PracticeProvisioning/"
"""The start of the practice Entra's User-Agent header."""

_SILENCE = threading.Event()
"""Never set: a silent server waits on it in a daemon thread."""

CLOCK_BEHIND = 12 * 60
"""Seconds by which CloudGate's clock is behind while ``service-clock`` is on."""

UNKNOWN_DEPARTMENTS = ("Legal", "Sales", "Finance", "Human Resources")
"""Departments that CloudGate does not know while ``run-department-refused`` is on."""

BUSY_EVERY = 10
"""While ``sometimes-unavailable`` is on, one in so many requests is told to come back."""

BUSY_SECONDS = 2
"""The seconds after which it may come back (RFC 9110 section 10.2.3)."""

LOGIN_PAGE = (
    b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><form><input name=user></form></body></html>"
)


def _error(start: StartResponse, status: str, detail: str, *headers: tuple[str, str]) -> list[bytes]:
    body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": status[:3], "detail": detail}
    start(status, [("Content-Type", "application/scim+json"), *headers])
    return [json.dumps(body).encode()]


def _with_wrong_clock(start: StartResponse) -> StartResponse:
    """Return what starts a response with the Date header of a clock that is behind."""

    def dated(
        status: str, headers: list[tuple[str, str]], error: OptExcInfo | None = None, /
    ) -> Callable[[bytes], object]:
        others = [pair for pair in headers if pair[0].lower() != "date"]
        return start(status, [*others, ("Date", formatdate(time.time() - CLOCK_BEHIND, usegmt=True))], error)

    return dated


class Misbehaviour:
    """WSGI middleware that causes the faults that are on."""

    def __init__(
        self,
        app: WSGIApplication,
        faults: FaultBoard,
        fresh: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._app = app
        self._faults = faults
        self._fresh = fresh
        self._asked = 0
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        on = self._faults.active
        path = environ.get("PATH_INFO", "").lower()
        query = environ.get("QUERY_STRING", "")
        if on("service-clock"):
            start = _with_wrong_clock(start)
        if on("silent"):
            _SILENCE.wait(120)
        if on("slow-answer"):
            _SILENCE.wait(4)
        if on("sometimes-unavailable") and self._is_busy():
            return _error(start, "503 Service Unavailable", "busy", ("Retry-After", str(BUSY_SECONDS)))
        if environ.get("HTTP_USER_AGENT", "").startswith(_ENTRA):
            if on("conn-ip-allowlist"):
                return _error(start, "403 Forbidden", "this address is not admitted")
            if on("conn-validation-unavailable"):
                raise ConnectionAbortedError
        if on("cred-basic-only"):
            return _error(start, "401 Unauthorized", "sign in", ("WWW-Authenticate", 'Basic realm="scim"'))
        if on("cred-bearer-prefix"):
            given = environ.get("HTTP_AUTHORIZATION", "")
            if not given.startswith("Bearer Bearer "):
                return _error(start, "401 Unauthorized", "invalid token", ("WWW-Authenticate", "Bearer"))
            environ = {**environ, "HTTP_AUTHORIZATION": given.removeprefix("Bearer ")}
        if on("url-root-probe-rejected") and not _is_resource(path):
            return _error(start, "404 Not Found", "no such endpoint")
        if on("cred-401-invalid"):
            return _error(start, "401 Unauthorized", "invalid token", ("WWW-Authenticate", "Bearer"))
        if on("cred-expired-later") and not self._fresh(environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")):
            challenge = 'Bearer error="invalid_token", error_description="The token expired"'
            return _error(start, "401 Unauthorized", "token expired", ("WWW-Authenticate", challenge))
        if on("cred-not-admin"):
            return _error(start, "403 Forbidden", "this account may not read users")
        if on("cred-vendor-switch-off"):
            return _error(start, "403 Forbidden", "provisioning is not enabled for this tenant")
        if on("run-throttled"):
            return _error(start, "429 Too Many Requests", "slow down", ("Retry-After", "1"))
        if on("conn-server-500-config"):
            return _error(start, "500 Internal Server Error", "configuration incomplete")
        if on("redirect-elsewhere"):
            start("302 Found", [("Location", "https://login.example/"), ("Content-Length", "0")])
            return [b""]
        if on("conn-html-instead-of-json"):
            start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
            return [LOGIN_PAGE]
        if on("url-wrong-base-404"):
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [b"no such page"]
        if on("conn-group-lookup-unsupported") and "/groups" in path:
            return _error(start, "404 Not Found", "no such endpoint")
        if on("conn-filter-attribute-unsupported") and "filter=" in query:
            return _error(start, "400 Bad Request", "this filter is not supported")
        if on("run-licence-limit-target") and environ["REQUEST_METHOD"] == "POST" and path.endswith("/users"):
            return _error(start, "403 Forbidden", "LicenseLimitExceeded: no free seat")
        if on("run-department-refused") and environ["REQUEST_METHOD"] in {"POST", "PUT", "PATCH"}:
            environ, body = _read(environ)
            unknown = next((name for name in UNKNOWN_DEPARTMENTS if f'"{name}"'.encode() in body), "")
            if unknown:
                return _error(start, "400 Bad Request", f"department {unknown} is not known")
        if on("url-flag-missing") and environ["REQUEST_METHOD"] == "PATCH":
            environ, body = _read(environ)
            if _is_classic(body):
                return _error(start, "400 Bad Request", "operations are add, remove and replace; active is a boolean")
        return self._changed(environ, start)

    def _is_busy(self) -> bool:
        """Count a request and return whether it is one of those that are told to come back."""
        with self._lock:
            self._asked += 1
            return self._asked % BUSY_EVERY == 0

    def _changed(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        on = self._faults.active
        lookup = environ["REQUEST_METHOD"] == "GET" and "filter=" in environ.get("QUERY_STRING", "")
        page = "count=1" in environ.get("QUERY_STRING", "") and on("run-multiple-entries-in-response")
        if page:
            query = environ["QUERY_STRING"].replace("count=1", "count=100")
            return self._app({**environ, "QUERY_STRING": query}, start)
        if not lookup or not (on("conn-null-resources") or on("conn-404-for-empty-query") or on("answer-cut-off")):
            return self._app(environ, start)
        held: list[tuple[str, list[tuple[str, str]]]] = []

        def keep(
            status: str, headers: list[tuple[str, str]], _error: OptExcInfo | None = None, /
        ) -> Callable[[bytes], object]:
            held[:] = [(status, [pair for pair in headers if pair[0].lower() != "content-length"])]
            return bytes

        body = b"".join(self._app(environ, keep))
        ((status, headers),) = held
        if on("answer-cut-off"):
            start(status, [*headers, ("Content-Length", str(len(body)))])
            return _half(body)
        try:
            value = json.loads(body)
        except ValueError:
            value = {}
        if value.get("totalResults") == 0 and on("conn-404-for-empty-query"):
            return _error(start, "404 Not Found", "no such user")
        if value.get("totalResults") == 0:
            value["Resources"] = None
            body = json.dumps(value).encode()
        start(status, headers)
        return [body]


def _read(environ: WSGIEnvironment) -> tuple[WSGIEnvironment, bytes]:
    """Return a request that can still be read, and its body."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    return {**environ, "wsgi.input": io.BytesIO(body)}, body


def _is_resource(path: str) -> bool:
    """Return whether a path is below the users or groups, which every service has."""
    return "/users" in path or "/groups" in path


def _is_classic(body: bytes) -> bool:
    """Return whether a PATCH has the form that Entra sends without the feature flag."""
    try:
        operations = json.loads(body).get("Operations", [])
    except (ValueError, AttributeError):
        return False
    return any(str(each.get("op", "")).lower() != each.get("op") for each in operations if isinstance(each, dict))


def _half(body: bytes) -> Iterator[bytes]:
    """Yield half of a response; the server then closes the connection."""
    yield body[: len(body) // 2]
    raise ConnectionAbortedError
