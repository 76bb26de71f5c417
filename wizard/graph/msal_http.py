"""Routes MSAL's requests through the transport, for its limits, redaction, recording and cancellation."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from wizard.core.errors import NetworkError, SignInError
from wizard.graph.aadsts import refusal
from wizard.graph.sending import BLIP
from wizard.http import Request, Response, RetryPolicy, Sender

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wizard.core.json_types import JsonMapping
    from wizard.core.tasks import Task

_READ = RetryPolicy(frozenset({429, 500, 502, 503, 504}), deadline=45.0, cap=20.0, first=1.0, blip=8.0)
"""Retry policy for MSAL's GET requests; fails fast if the service cannot be reached."""

_SEND = RetryPolicy(frozenset({429, 503}), deadline=45.0, cap=20.0, blip=BLIP)
_ONCE = frozenset({"authorization_code"})
"""Grants that can be used only once (RFC 6749 section 4.1.2); a refresh token or device code can be sent again."""


_TEXTS = frozenset({
    "access_token", "refresh_token", "id_token", "token_type", "scope", "client_info", "device_code", "user_code",
    "verification_uri", "error", "error_description", "authorization_endpoint", "token_endpoint",
    "device_authorization_endpoint", "issuer", "suberror", "claims",
})  # fmt: skip
_ADDRESSES = frozenset({"token_endpoint", "device_authorization_endpoint"})
_SECONDS = frozenset({"expires_in", "ext_expires_in", "refresh_in", "interval"})
"""Fields of discovery, device codes and tokens that MSAL or this program reads (RFC 8414, RFC 8628, RFC 6749)."""

_LONGEST = 10**9


class Answer:
    """The response interface that MSAL expects; server failures are raised before."""

    def __init__(self, response: Response) -> None:
        self.status_code = response.status
        self.text = response.text
        self.headers = dict(response.headers)

    def raise_for_status(self) -> None:
        """Required by the interface; ``MsalHttp`` has already raised errors."""


class MsalHttp:
    """MSAL's ``http_client``. MSAL does not pass tasks, so the current task is stored per thread."""

    def __init__(self, transport: Sender) -> None:
        self._transport = transport
        self._running = threading.local()

    @contextmanager
    def during(self, task: Task | None) -> Iterator[None]:
        """Associate the requests that MSAL sends from this thread with a task."""
        self._running.task = task
        try:
            yield
        finally:
            self._running.task = None

    def get(
        self, url: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None, **_: object
    ) -> Answer:
        """Send a GET for MSAL.

        Raises:
            NetworkError: no usable response.
            SignInError: the service refused, for example because the tenant does not exist.
        """
        response = self._send(Request("GET", self._with(url, params), headers or {}, retry=_READ))
        if response.status >= 400:
            body = response.json()
            raise refusal(body if isinstance(body, dict) else {})
        _checked(response)
        return Answer(response)

    def post(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        data: JsonMapping | None = None,
        headers: Mapping[str, str] | None = None,
        **_: object,
    ) -> Answer:
        """Send a form for MSAL; OAuth errors are returned for MSAL to handle.

        Raises:
            NetworkError: no usable response.
            SignInError: ``signin-service-down``, ``signin-answer-invalid``.
        """
        form = urlencode({name: value for name, value in (data or {}).items() if value is not None}).encode()
        sent = {**(headers or {}), "Content-Type": "application/x-www-form-urlencoded"}
        repeatable = (data or {}).get("grant_type") not in _ONCE
        response = self._send(Request("POST", self._with(url, params), sent, form, repeatable=repeatable, retry=_SEND))
        body = _checked(response)
        if response.status == 200 and not {"access_token", "device_code", "error"} & set(body):
            raise _unfit("access_token")
        return Answer(response)

    def close(self) -> None:
        """Required by the interface; the transport stays open."""

    @staticmethod
    def _with(url: str, params: Mapping[str, str] | None) -> str:
        return f"{url}{'&' if '?' in url else '?'}{urlencode(params)}" if params else url

    def _send(self, request: Request) -> Response:
        response = self._transport.send(request, getattr(self._running, "task", None))
        if response.status >= 500 or response.status == 429:
            raise SignInError("signin-service-down", {"number": f"HTTP {response.status}", "correlation": "?"})
        if 300 <= response.status < 400:
            raise NetworkError("answer-not-json", {"status": response.status, "type": response.content_type or "?"})
        return response


def _checked(response: Response) -> JsonMapping:
    """Return the response body after checking that its fields have the types that MSAL expects.

    Raises:
        NetworkError: it is not JSON.
        SignInError: ``signin-answer-invalid`` with the field.
    """
    body = response.json()
    if not isinstance(body, dict):
        raise _unfit("JSON")
    for name, value in body.items():
        if name in _TEXTS and not isinstance(value, str):
            raise _unfit(name)
        if name in _ADDRESSES and not value.lower().startswith("https://"):
            raise _unfit(name)
        if name in _SECONDS and not _is_seconds(value):
            raise _unfit(name)
    return body


def _is_seconds(value: object) -> bool:
    """Return whether the value is a number of seconds, which some services send as text."""
    if isinstance(value, str):
        return value.isdigit() and len(value) < 10
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _LONGEST


def _unfit(field: str) -> SignInError:
    return SignInError("signin-answer-invalid", {"kind": field})
