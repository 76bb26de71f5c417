"""Answers from a support file: what was recorded, and nothing else. Nothing is sent anywhere."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from wizard.core.errors import NetworkError, WizardError
from wizard.core.tasks import Task
from wizard.http import Exchange, Request, Response, Sender
from wizard.secrets.redact import Redactor
from wizard.support_file.convert import moment
from wizard.support_file.model import Exchanges, RecordedExchange

Key = tuple[str, str, str]


class Replay:
    """Stands in for the transport while a support file is open.

    Args:
        exchanges: what was recorded; of several equal requests the last whole answer counts.
    """

    def __init__(self, exchanges: Exchanges | None) -> None:
        recorded = exchanges.exchanges if exchanges is not None else ()
        self.redactor = Redactor()
        in_time = sorted(map(exchange_of, recorded), key=lambda one: one.started)
        self.exchanges: deque[Exchange] = deque(in_time, maxlen=max(1, len(recorded)))
        self._answers: dict[Key, RecordedExchange] = {}
        for one in recorded:
            key = _key(one.method, one.url, one.request_body)
            before = self._answers.get(key)
            if before is None or one.whole or not before.whole:
                self._answers[key] = one
        for (method, path, body), one in list(self._answers.items()):
            # Files of earlier versions asked for a choice of members where nothing is chosen any more.
            plain, _, query = path.partition("?")
            if query.startswith("$select=") and "&" not in query:
                self._answers.setdefault((method, plain, body), one)

    def send(self, request: Request, task: Task | None = None) -> Response:
        """Return the recorded answer.

        Raises:
            WizardError: ``support-read-only``: the request would change something.
            NetworkError: the error that was recorded; ``support-not-recorded``, ``support-not-whole``.
            Cancelled: the task was cancelled.
        """
        if task is not None:
            task.checkpoint()
        body = (request.body or b"").decode("utf-8", errors="replace")
        found = self._answers.get(_key(request.method, request.url, body))
        path = urlsplit(request.url).path
        if found is None:
            if request.method not in {"GET", "HEAD"} and not request.repeatable:
                raise WizardError("support-read-only")
            raise NetworkError("support-not-recorded", {"method": request.method, "path": path})
        if request.seen is not None:
            request.seen(exchange_of(found))
        if not found.status:
            raise NetworkError(found.error.partition(" ")[0] or "connection-failed", {"host": _host(request.url)})
        if not found.whole:
            raise NetworkError("support-not-whole", {"method": request.method, "path": path})
        headers = {name.lower(): value for name, value in found.response_headers.items()}
        return Response(found.status, headers, found.response_body.encode(), request.url, found.elapsed_ms)


def exchange_of(recorded: RecordedExchange) -> Exchange:
    """Return a recorded exchange as the rest of the program shows it."""
    return Exchange(
        recorded.method,
        recorded.url,
        recorded.request_headers,
        recorded.request_body,
        moment(recorded.started),
        recorded.elapsed_ms,
        recorded.status,
        recorded.response_headers,
        recorded.response_body,
        recorded.error,
    )


def recorded_of(exchange: Exchange, *, whole: bool = False) -> RecordedExchange:
    """Return an exchange as a document keeps it."""
    return RecordedExchange(
        method=exchange.method,
        url=exchange.url,
        started=exchange.started.astimezone(UTC).isoformat(timespec="milliseconds"),
        elapsed_ms=round(exchange.elapsed_ms, 1),
        request_headers=dict(exchange.request_headers),
        request_body=exchange.request_body,
        status=exchange.status,
        response_headers=dict(exchange.response_headers),
        response_body=exchange.response_body,
        error=exchange.error,
        whole=whole,
    )


class Capture:
    """Passes requests on to the transport and keeps whole answers, without secrets, as long as they are JSON.

    Args:
        transport: sends.
        most: characters of an answer that are kept.
    """

    def __init__(self, transport: Sender, most: int = 8_000_000) -> None:
        self._transport = transport
        self._most = most
        self.redactor = transport.redactor
        self.exchanges = transport.exchanges
        self.recorded: list[RecordedExchange] = []

    def send(self, request: Request, task: Task | None = None) -> Response:
        """Send as the transport does; raises as it does."""
        last: list[Exchange] = []

        def look(exchange: Exchange) -> None:
            last[:] = [exchange]
            if request.seen is not None:
                request.seen(exchange)

        try:
            response = self._transport.send(replace(request, seen=look), task)
        finally:
            if last:
                self.recorded.append(recorded_of(last[0]))
        if last:
            self.recorded[-1] = self._whole(last[0], response)
        return response

    def _whole(self, exchange: Exchange, response: Response) -> RecordedExchange:
        try:
            value = json.loads(response.body) if response.body else None
        except (ValueError, RecursionError):
            if len(response.text) > self._most or "json" in response.content_type:
                return recorded_of(exchange)
            return recorded_of(replace(exchange, response_body=self.redactor.text(response.text)), whole=True)
        body = "" if value is None else json.dumps(self.redactor.value(value), ensure_ascii=False)
        if len(body) > self._most:
            return recorded_of(exchange)
        return recorded_of(replace(exchange, response_body=body), whole=True)


def _key(method: str, url: str, body: str) -> Key:
    try:
        parts = urlsplit(url)
    except ValueError:  # a stranger's file may hold anything
        return method.upper(), url, body
    path = unquote_plus(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    return method.upper(), path, _same_json(body)


def _same_json(body: str) -> str:
    """Return a body in a form that does not depend on how its JSON is laid out."""
    if not body:
        return ""
    try:
        value: Mapping[str, Any] = json.loads(body)
    except (ValueError, RecursionError):
        return body
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
