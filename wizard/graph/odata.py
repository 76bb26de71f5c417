"""Reads and writes Graph's notation: objects and pages in responses, segments of paths, literals of filters."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from wizard.core.errors import GraphError, NetworkError
from wizard.core.json_types import JsonObject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.http import Response

Json = JsonObject


def with_query(url: str, query: Mapping[str, str] | None) -> str:
    """Return a URL with OData options, whose dollar signs stay as they are."""
    if not query:
        return url
    return url + ("&" if "?" in url else "?") + urlencode(query, quote_via=quote, safe="$,()'/:")


def objects(response: Response) -> tuple[list[Json], object]:
    """Return a page's objects and the URL of the next page.

    Raises:
        GraphError: ``graph-answer-unreadable``.
    """
    body = object_of(response)
    value = body.get("value")
    if not isinstance(value, list):
        raise GraphError("graph-answer-unreadable", {"status": 200})
    return [item for item in value if isinstance(item, dict)], body.get("@odata.nextLink")


def segment(text: str) -> str:
    """Encode one segment of a path."""
    return quote(text, safe="")


def literal(text: str) -> str:
    """Return an OData string literal for ``$filter``."""
    return "'" + text.replace("'", "''") + "'"


def object_of(response: Response) -> Json:
    """Return the JSON object of a response.

    Raises:
        GraphError: ``graph-answer-unreadable``.
    """
    try:
        body = response.json()
    except NetworkError as error:
        raise GraphError("graph-answer-unreadable", {"status": response.status}, cause=error) from error
    if not isinstance(body, dict):
        raise GraphError("graph-answer-unreadable", {"status": response.status})
    return body
