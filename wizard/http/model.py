"""Requests, responses, limits and recorded exchanges as plain data."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import msgspec

from wizard.core.errors import NetworkError
from wizard.core.text_files import sound_json
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.secrets.redact import Redactor

_quick = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Limits in seconds: to connect, between two chunks of the response, and for the whole exchange."""

    connect: float = 10.0
    read: float = 30.0
    total: float = 60.0


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """When to retry a request.

    ``statuses`` are HTTP status codes that mean "later". ``Retry-After`` is obeyed up to ``cap`` seconds; without it
    the wait doubles from ``first`` to ``cap``. No attempt starts later than ``deadline`` seconds after the first.
    ``blip``: seconds to retry after a failed or lost connection if the request may be repeated or was certainly not
    sent; with ``network``, ``deadline`` applies instead. ``at_once``: the first retry after a lost connection does not
    wait and does not count, since an idle pooled connection may have been closed. ``times``: number of retries at most.
    """

    statuses: frozenset[int] = frozenset()
    deadline: float = 0.0
    first: float = 2.0
    cap: float = 60.0
    network: bool = False
    blip: float = 0.0
    at_once: bool = False
    times: float = math.inf


NO_RETRY = RetryPolicy()


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, and how it is sent.

    ``token`` becomes ``Authorization: Bearer`` and is sent to this URL's origin only.
    ``repeatable`` marks a POST or PATCH that may be repeated because it changes nothing or leads to the same state.
    ``bare``: send only the given headers, without this program's ``User-Agent``.
    ``unclear`` is called when an attempt is repeated that may have been carried out: no answer came, or one of 500 and
    above. What the service says to the next attempt then does not tell what the first one did.
    ``seen`` receives the exchange of each attempt.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    token: Secret | None = None
    timeouts: Timeouts = field(default_factory=Timeouts)
    max_bytes: int = 64 * 1024 * 1024
    repeatable: bool = False
    bare: bool = False
    retry: RetryPolicy = NO_RETRY
    unclear: Callable[[], object] | None = None
    seen: Callable[[Exchange], object] | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """One complete HTTP response. Header names are lower case. Redirects are returned, never followed."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    elapsed_ms: float

    @property
    def content_type(self) -> str:
        """The media type without parameters, in lower case; empty if there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")

    def json(self) -> object:
        """Return the decoded JSON body; unpaired surrogates become U+FFFD, which every encoding can write.

        Raises:
            NetworkError: ``answer-not-json``, with status and content type.
        """
        try:
            return _quick(self.body)
        except (msgspec.DecodeError, ValueError, RecursionError):
            pass  # the standard library also accepts other encodings, byte order marks, NaN, surrogates
        try:
            return sound_json(json.loads(self.body))
        except (ValueError, RecursionError) as error:
            params: dict[str, str | int | float] = {"status": self.status, "type": self.content_type or "?"}
            raise NetworkError("answer-not-json", params, cause=error) from error


@dataclass(frozen=True, slots=True)
class Exchange:
    """A recorded request with its response or error, with secrets removed. ``started`` is in UTC."""

    method: str
    url: str
    request_headers: Mapping[str, str]
    request_body: str
    started: datetime
    elapsed_ms: float
    status: int = 0
    response_headers: Mapping[str, str] = field(default_factory=dict)
    response_body: str = ""
    error: str = ""

    def request_text(self) -> str:
        """Return the request as HTTP text."""
        lines = [f"{self.method} {self.url}"]
        lines += [f"{name}: {value}" for name, value in self.request_headers.items()]
        lines += ["", self.request_body] if self.request_body else []
        return "\n".join(lines)

    def answer_text(self) -> str:
        """Return the response as HTTP text, or the error if there was no response."""
        lines = [str(self.status)] if self.status else []
        lines += [self.error] if self.error else []
        lines += [f"{name}: {value}" for name, value in self.response_headers.items()]
        lines += ["", self.response_body] if self.response_body else []
        return "\n".join(lines)


class Sender(Protocol):
    """What requests are given to: the transport, what keeps its answers, or the answers in a support file."""

    @property
    def redactor(self) -> Redactor: ...
    @property
    def exchanges(self) -> Collection[Exchange]: ...
    def send(self, request: Request, task: Task | None = None) -> Response:
        """Send as :meth:`wizard.http.Transport.send` does."""
        ...
