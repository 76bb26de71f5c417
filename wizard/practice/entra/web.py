"""A small frame for the practice services' WSGI apps: a table of routes, JSON answers, one place for errors."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGEST_BODY = 16 * 1024 * 1024
"""Bytes a request body may have; a whole synchronization schema is a few hundred thousand."""


@cache
def _map(routes: tuple[tuple[str, str], ...]) -> Map:
    """Return a map of routes, each its own endpoint. Compiling the rules takes longer than most tests of a service."""
    rules = [Rule(path, endpoint=(methods, path), methods=methods.split()) for methods, path in routes]
    return Map(rules, strict_slashes=False, merge_slashes=False)


class Web:
    """A WSGI callable over a route table.

    Subclasses say in ``respond`` how a matched route is carried out and in ``refuse`` how an error looks.
    """

    def __init__(self) -> None:
        self._endpoints: dict[tuple[str, str], tuple[Callable[..., Any], Mapping[str, Any]]] = {}

    def route(self, methods: str, path: str, handler: Callable[..., Any], **facts: Any) -> None:
        """Add a route. ``methods`` is blank separated; ``facts`` are handed to ``respond``."""
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

    def respond(
        self, request: Request, handler: Callable[..., Any], arguments: Mapping[str, Any], facts: Mapping[str, Any]
    ) -> Response:
        """Carry out a matched route."""
        raise NotImplementedError

    def refuse(self, request: Request, error: HTTPException) -> Response:
        """Answer an HTTP-level error (no such route, wrong method, body too large)."""
        raise NotImplementedError


def json_bytes(body: Any) -> bytes:
    """Return JSON, in which half of a surrogate pair, which no encoding has, stands escaped (RFC 8259 section 8.2)."""
    try:
        return json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(body).encode()


def json_response(body: Any, status: int = 200, content_type: str = "application/json; charset=utf-8") -> Response:
    response = Response(json_bytes(body), status, content_type=content_type)
    response.headers["Cache-Control"] = "no-store"
    return response
