"""A small framework for the practice services' WSGI apps: a table of routes, JSON responses, common error handling."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Generic, TypeVar

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGEST_BODY = 16 * 1024 * 1024
"""Maximum bytes of a request body; a whole synchronization schema has a few hundred thousand."""


@cache
def _map(routes: tuple[tuple[str, str], ...]) -> Map:
    """Return a map of routes, each with its own endpoint. Cached, since compiling the rules is slow compared with a
    test.
    """
    rules = [Rule(path, endpoint=(methods, path), methods=methods.split()) for methods, path in routes]
    return Map(rules, strict_slashes=False, merge_slashes=False)


Handler = Callable[..., Response]
Facts = TypeVar("Facts")
"""What an app must know of a route besides its handler."""


class Web(Generic[Facts]):
    """A WSGI callable with a route table.

    Subclasses define in ``respond`` how a matched route is processed and in ``refuse`` how an error looks.
    """

    def __init__(self) -> None:
        self._endpoints: dict[tuple[str, str], tuple[Handler, Facts]] = {}

    def route(self, methods: str, path: str, handler: Handler, facts: Facts) -> None:
        """Add a route. ``methods`` is blank-separated; ``facts`` is passed to ``respond``."""
        self._endpoints[methods, path] = (handler, facts)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        request.max_content_length = LARGEST_BODY
        request.max_form_memory_size = LARGEST_BODY
        try:
            route, arguments = _map(tuple(self._endpoints)).bind_to_environ(environ).match()
            handler, facts = self._endpoints[route]
            response = self.respond(request, handler, arguments, facts)
        except HTTPException as error:
            response = self.refuse(request, error)
        return response(environ, start_response)

    def respond(self, request: Request, handler: Handler, arguments: Mapping[str, object], facts: Facts) -> Response:
        """Process a matched route."""
        raise NotImplementedError

    def refuse(self, request: Request, error: HTTPException) -> Response:
        """Return the response for an HTTP-level error (no such route, wrong method, body too large)."""
        raise NotImplementedError


def json_bytes(body: object) -> bytes:
    """Return JSON in which half of a surrogate pair, which no encoding can represent, is escaped (RFC 8259 section
    8.2).
    """
    try:
        return json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(body).encode()


def json_response(body: object, status: int = 200) -> Response:
    response = Response(json_bytes(body), status, content_type="application/json; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
