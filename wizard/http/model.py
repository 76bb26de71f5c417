"""Requests, answers, limits and recorded exchanges as plain data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec

from wizard.core.errors import NetworkError
from wizard.core.text_files import sound_json
from wizard.secrets.secret import Secret

_quick = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two pieces of the answer, and for the whole exchange."""

    connect: float = 10.0
    read: float = 30.0
    total: float = 60.0


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """When to send again.

    ``statuses`` are HTTP codes that mean "later"; ``Retry-After`` is obeyed up to ``cap`` seconds, without it the
    wait doubles from ``first`` to ``cap``. No attempt starts later than ``deadline`` seconds after the first.
    ``blip``: seconds that a connection which failed or was lost is waited for, where the request may be repeated or
    was surely not sent; with ``network`` that is the deadline.
    """

    statuses: frozenset[int] = frozenset()
    deadline: float = 0.0
    first: float = 2.0
    cap: float = 60.0
    network: bool = False
    blip: float = 0.0

    def also(self, *statuses: int) -> RetryPolicy:
        """Return a policy that waits for these codes too."""
        return replace(self, statuses=self.statuses | set(statuses))


NO_RETRY = RetryPolicy()


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. ``token`` becomes ``Authorization: Bearer`` and goes to this URL's origin only.

    ``reads`` says of a POST or PATCH that it may be repeated, since it changes nothing or ends in the same state.
    ``bare``: no header but these goes along; this program does not name itself.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    token: Secret | None = None
    timeouts: Timeouts = field(default_factory=Timeouts)
    max_bytes: int = 64 * 1024 * 1024
    reads: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP answer, read to its end. Header names are lower case. Redirects are answers, never followed."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    elapsed_ms: float

    @property
    def content_type(self) -> str:
        """The media type without parameters, lower case; empty when there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")

    def json(self) -> Any:
        """Return the decoded JSON body; half of a surrogate pair in it becomes U+FFFD, which everything can write.

        Raises:
            NetworkError: ``answer-not-json``, with status and content type.
        """
        try:
            return _quick(self.body)
        except (msgspec.DecodeError, ValueError, RecursionError):
            pass  # other encodings, a byte order mark, NaN, half characters: the standard library takes more
        try:
            return sound_json(json.loads(self.body))
        except (ValueError, RecursionError) as error:
            params: dict[str, str | int | float] = {"status": self.status, "type": self.content_type or "?"}
            raise NetworkError("answer-not-json", params, cause=error) from error


@dataclass(frozen=True, slots=True)
class Exchange:
    """A recorded request with its answer or error, already without secrets. ``started`` is in UTC."""

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
        """Return the request as people know it from HTTP."""
        lines = [f"{self.method} {self.url}"]
        lines += [f"{name}: {value}" for name, value in self.request_headers.items()]
        lines += ["", self.request_body] if self.request_body else []
        return "\n".join(lines)

    def answer_text(self) -> str:
        """Return the answer as people know it from HTTP, or the error instead of one."""
        lines = [str(self.status)] if self.status else []
        lines += [self.error] if self.error else []
        lines += [f"{name}: {value}" for name, value in self.response_headers.items()]
        lines += ["", self.response_body] if self.response_body else []
        return "\n".join(lines)
