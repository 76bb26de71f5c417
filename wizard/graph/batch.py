"""Many small reads in few requests (Graph documentation, "Combine multiple HTTP requests using JSON batching")."""

from __future__ import annotations

import json
from collections import deque
from typing import TYPE_CHECKING, Any

from wizard.errors import GraphError
from wizard.graph import parse
from wizard.graph.calls import BUSY, PATIENT, Calls, Json, object_of
from wizard.graph.problems import problem
from wizard.http import Response

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from wizard.graph.scopes import Purpose
    from wizard.tasks import Task

AT_ONCE = 20
"""Requests in one batch, the most that Graph takes."""

_LATER = frozenset({429, 500, 502, 503, 504})
_ROUNDS = 20
_LONGEST_WAIT = 60.0


class BatchCalls(Calls):
    """The call ``$batch``, for reading only: it may be repeated without harm."""

    def batch(self, paths: Sequence[str], purpose: Purpose, task: Task) -> Iterator[tuple[int, Json]]:
        """Yield the place of each path and what it answers; what does not exist (404) is left out.

        Args:
            paths: below ``/v1.0`` with their queries, encoded.

        Raises:
            GraphError: one of the answers is an error, or stays "later" for too long; others as every call.
        """
        todo = deque((place, 0) for place in range(len(paths)))
        policy = BUSY  # whether there is a connection at all is soon told; one that is lost later is waited for
        while todo:
            now = [todo.popleft() for _ in range(min(AT_ONCE, len(todo)))]
            requests = [{"id": str(place), "method": "GET", "url": paths[place]} for place, _ in now]
            asked = {"requests": requests}
            answer = object_of(self.send("POST", "/$batch", purpose, task, body=asked, retry=policy, reads=True))
            policy = PATIENT
            found = {parse.text(item.get("id")): item for item in parse.objects(answer.get("responses"))}
            pause = 0.0
            for place, tried in now:
                item = found.get(str(place), {})
                body = item.get("body")
                if item.get("status") == 200 and isinstance(body, dict):
                    yield place, body
                    continue
                inner = _response(item, paths[place])
                if inner.status in _LATER and tried < _ROUNDS:
                    todo.append((place, tried + 1))
                    pause = max(pause, min(_LONGEST_WAIT, _seconds(inner, 2.0**tried)))
                elif inner.status != 404:
                    raise problem(inner, self.redactor)
            if pause:
                task.report("graph-waiting", seconds=round(pause), status=429, host=self.cloud.graph)
                self.wait(task, pause)

    def each_page(self, body: Json, purpose: Purpose, task: Task) -> Iterator[list[Json]]:
        """Yield the pages of a collection whose first one came with a batch.

        Raises:
            GraphError: as ``pages`` does.
        """
        link = body.get("@odata.nextLink")
        value = body.get("value")
        if not isinstance(value, list):
            raise GraphError("graph-answer-unreadable", {"status": 200})
        yield value if all(item.__class__ is dict for item in value) else [i for i in value if isinstance(i, dict)]
        if isinstance(link, str) and link:
            yield from self.pages(link, purpose, task, patient=True)


def _response(item: Mapping[str, Any], path: str) -> Response:
    """Return an answer that is no success as if it had come alone; one that is missing counts as "later"."""
    status = item.get("status", 503)
    headers = {str(k).lower(): str(v) for k, v in parse.mapping(item.get("headers")).items()}
    body = json.dumps(item.get("body"), ensure_ascii=False).encode()
    return Response(status if isinstance(status, int) and status != 200 else 502, headers, body, path, 0.0)


def _seconds(response: Response, otherwise: float) -> float:
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdigit() else otherwise
