"""A transport that answers from a recording, and keeps what it was asked; nothing is sent anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from wizard.core.tasks import Task
from wizard.http import Request, Response
from wizard.secrets.redact import Redactor

Answer = Callable[[Request], Response]


def response(body: Any, status: int = 200, headers: Mapping[str, Any] | None = None, url: str = "") -> Response:
    """Return an answer as the transport gives it; a recorded text stays as it is."""
    data = b"" if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    given = {str(name).lower(): str(value) for name, value in (headers or {}).items() if value is not None}
    return Response(status, {"content-type": "application/json", **given}, data, url, 1.0)


class Answering:
    """Gives the clients their answers.

    Args:
        answer: called for every request.
    """

    def __init__(self, answer: Answer) -> None:
        self.redactor = Redactor()
        self.ca_files: tuple[Path, ...] = ()
        self.asked: list[Request] = []
        self._answer = answer

    def send(self, request: Request, task: Task | None = None) -> Response:
        """Return the answer; everything is kept in ``asked``."""
        self.asked.append(request)
        return self._answer(request)

    def close(self) -> None:
        """There is nothing to close."""


def always(found: Response) -> Answer:
    """Answer the first request with a recording, every further page with an empty one."""
    left = [found]
    return lambda request: left.pop() if left else response({"value": []})
