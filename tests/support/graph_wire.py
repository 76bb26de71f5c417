"""A Graph client on a recorded connection: requests checked against the type facts, scripted responses."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from graph_types import action_problems, collection_problems, facts, problems
from werkzeug.wrappers import Request as WebRequest
from werkzeug.wrappers import Response as WebResponse

from wizard.core.tasks import Progress, Task
from wizard.graph.client import GraphClient
from wizard.graph.tokens import TokenRequest
from wizard.http import Transport
from wizard.secrets.secret import Secret


class FixedTokens:
    """Always returns the same token, and records the calls."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.asked: list[tuple[tuple[str, ...], bool, str]] = []

    def token(self, request: TokenRequest, task: Any = None) -> Secret:
        self.asked.append((request.scopes, request.renew, request.claims))
        return Secret(self.text)


@dataclass
class Sent:
    """A request as received by the server."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def _operation(method: str, path: str) -> dict[str, Any] | None:
    for entry in facts()["httpOperations"]:
        pattern = re.sub(r"\{[^/}]+\}", "[^/]+", re.escape(entry["path"]).replace(r"\{", "{").replace(r"\}", "}"))
        if entry["method"] == method and re.fullmatch(pattern, path):
            found: dict[str, Any] = entry
            return found
    return None


def body_problems(sent: Sent) -> list[str]:
    """Return the problems of a request body according to the type facts."""
    path = sent.path.removeprefix("/v1.0")
    if path == "/$batch":
        return batch_problems(sent.json)
    if path == "/me/checkMemberObjects":
        # Graph documentation, directoryObject: checkMemberObjects: up to 20 ids.
        return [] if set(sent.json) == {"ids"} and 0 < len(sent.json["ids"]) <= 20 else [f"not ids: {sent.json}"]
    if path.startswith("/beta/") and "/objectConnections('" in path:
        return [f"{path}: no body is expected"] if sent.body else []
    operation = _operation(sent.method, path)
    if operation is None:
        known_reads = ("/me/memberOf", "/applications/", "/servicePrincipals/", "/me/transitiveMemberOf/", "/groups/")
        return [] if sent.method in ("GET", "DELETE") and path.startswith(known_reads) else [f"no call {path}"]
    kind = operation["requestBody"]
    if kind is None:
        return [f"{path}: no body is expected"] if sent.body else []
    body = sent.json
    if kind.startswith("action:"):
        return action_problems(body, kind.removeprefix("action:"))
    if kind.startswith('{"value"'):
        return collection_problems(body, "synchronizationSecretKeyStringValuePair")
    name, _, listed = kind.rstrip(")").partition("(")
    found = problems(body, name)
    if listed and listed != "partial" and set(body) != set(listed.split(",")):
        found.append(f"{path}: exactly {listed} are expected, not {sorted(body)}")
    return found


def batch_problems(body: Any) -> list[str]:
    """Return the problems of a batch (Graph documentation, JSON batching): at most twenty reads with unique ids."""
    if not isinstance(body, dict) or set(body) != {"requests"} or not 1 <= len(body["requests"]) <= 20:
        return [f"not a batch: {body}"]
    ids = [item.get("id") for item in body["requests"]]
    found = [] if len(set(ids)) == len(ids) and all(isinstance(item, str) for item in ids) else [f"ids: {ids}"]
    for item in body["requests"]:
        url = urlsplit(item.get("url", ""))
        if (
            set(item) != {"id", "method", "url"}
            or item["method"] != "GET"
            or not url.path.startswith(("/users", "/groups/", "/groups"))
        ):
            found.append(f"no read: {item}")
    return found


class Recorder:
    """WSGI middleware that records every request and the problems of its body."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.sent: list[Sent] = []
        self.problems: list[str] = []

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = WebRequest(environ)
        body = request.get_data(cache=True)
        sent = Sent(
            request.method, request.path, request.args.to_dict(), {k.lower(): v for k, v in request.headers}, body
        )
        self.sent.append(sent)
        self.problems += body_problems(sent)
        environ["wsgi.input"] = io.BytesIO(body)
        return self.app(environ, start_response)

    def paths(self, method: str) -> list[str]:
        return [item.path.removeprefix("/v1.0") for item in self.sent if item.method == method]


class Script:
    """A Graph server with scripted responses, request by request; the last response repeats."""

    def __init__(self) -> None:
        self.answers: list[WebResponse | Callable[[WebRequest], WebResponse]] = []
        self.port = 0

    @property
    def root(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def add(self, status: int, body: Any = None, **headers: str) -> None:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
        kind = "text/html" if isinstance(body, str) else "application/json"
        self.answers.append(WebResponse(text, status, {**names, "Content-Type": kind}))

    def error(self, status: int, code: str, message: str = "words", **headers: str) -> None:
        inner = {"date": "2026-01-12T09:30:11", "request-id": "r-1", "client-request-id": "c-1"}
        self.add(status, {"error": {"code": code, "message": message, "innerError": inner}}, **headers)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        response = answer if isinstance(answer, WebResponse) else answer(WebRequest(environ))
        return response(environ, start_response)


@dataclass
class Wire:
    """A client, its requests, its progress reports, and the waits that it asked for."""

    graph: GraphClient
    recorder: Recorder
    tokens: FixedTokens
    transport: Transport
    task: Task
    reports: list[Progress]
    waits: list[float] = field(default_factory=list)

    @property
    def sent(self) -> list[Sent]:
        return self.recorder.sent

    def report_keys(self) -> list[str]:
        return [report.key for report in self.reports]
