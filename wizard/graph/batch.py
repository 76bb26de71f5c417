"""Batches small reads (Graph documentation, "Combine multiple HTTP requests using JSON batching")."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from wizard.graph import parse
from wizard.graph.area import Area
from wizard.graph.odata import object_of
from wizard.graph.problems import problem
from wizard.graph.sending import PATIENT, USUAL, Options
from wizard.http import Response

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wizard.core.tasks import Task
    from wizard.graph.scopes import Purpose

AT_ONCE = 20
"""Requests per batch, the maximum of Graph."""

_LATER = frozenset({429, 500, 502, 503, 504})
_ROUNDS = 20
_LONGEST_WAIT = 60.0


class BatchCalls(Area):
    """Calls ``$batch`` for reads only, so it can be repeated safely."""

    def read(
        self, task: Task, paths: Sequence[str], purpose: Purpose, options: Options = USUAL
    ) -> Iterator[tuple[int, Response]]:
        """Yield the index of each path with its response as if sent alone: success or not found (404).

        Args:
            paths: encoded paths with queries, relative to the API version.
            options: as in ``send``, without a retry policy.

        Raises:
            GraphError: a response is an error, or keeps asking to wait for too long; the errors of every call.
        """
        todo = deque((place, 0) for place in range(len(paths)))
        while todo:
            now = [todo.popleft() for _ in range(min(AT_ONCE, len(todo)))]
            requests = [{"id": str(place), "method": "GET", "url": paths[place]} for place, _ in now]
            found = _answers(self._calls.send(task, "POST", "/$batch", purpose, {"requests": requests}, options))
            options = replace(options, retry=PATIENT)  # the first one fails fast without a connection
            pause = 0.0
            for place, tried in now:
                inner = found.get(str(place)) or Response(502, {}, b"", paths[place], 0.0)
                if inner.status in (200, 404):
                    yield place, inner
                elif inner.status in _LATER and tried < _ROUNDS:
                    todo.append((place, tried + 1))
                    pause = max(pause, min(_LONGEST_WAIT, _seconds(inner, 2.0**tried)))
                else:
                    raise problem(inner, self._calls.redactor)
            if pause:
                task.report("http-waiting", seconds=round(pause), status=429, host=self._calls.cloud.graph)
                self._calls.wait(task, pause)


class _Answer(msgspec.Struct):
    id: Any = None
    status: Any = 503
    headers: Any = None
    body: msgspec.Raw = msgspec.Raw(b"null")


class _Batch(msgspec.Struct):
    responses: list[_Answer]


def _answers(response: Response) -> dict[str, Response]:
    """Return the responses in a batch by their id; a response without a usable status counts as "later"."""
    try:
        items = msgspec.json.decode(response.body, type=_Batch).responses
    except (msgspec.DecodeError, ValueError, RecursionError):
        given = parse.objects(object_of(response).get("responses"))
        items = [
            _Answer(item.get("id"), item.get("status"), item.get("headers"), msgspec.Raw(_encoded(item.get("body"))))
            for item in given
        ]
    found = {}
    for item in items:
        status = item.status if isinstance(item.status, int) and not isinstance(item.status, bool) else 502
        headers = {str(k).lower(): str(v) for k, v in parse.mapping(item.headers).items()}
        found[parse.text(item.id)] = Response(status, headers, bytes(item.body), response.url, 0.0)
    return found


def _encoded(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _seconds(response: Response, otherwise: float) -> float:
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdigit() else otherwise
