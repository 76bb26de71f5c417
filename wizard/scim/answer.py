"""Parses SCIM responses as tolerantly as Entra: letter case of names, either media type, missing optional parts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wizard.core.errors import NetworkError, ScimError
from wizard.core.json_types import JsonObject
from wizard.http.model import Response
from wizard.secrets.redact import Redactor

Resource = JsonObject

_DETAIL_LENGTH: Final = 300
_CODES: Final = {
    400: "scim-bad-request",
    401: "scim-unauthorized",
    403: "scim-forbidden",
    404: "scim-not-found",
    405: "scim-not-supported",
    409: "scim-conflict",
    412: "scim-changed-meanwhile",
    429: "scim-too-many-requests",
    501: "scim-not-supported",
}


@dataclass(frozen=True, slots=True)
class ListResponse:
    """One page of a list (RFC 7644 section 3.4.2). ``items_per_page`` defaults to the number of resources."""

    total: int
    resources: tuple[Resource, ...]
    start_index: int = 1
    items_per_page: int = 0


def pick(value: object, name: str) -> object:
    """Return a member of a JSON object by name, ignoring letter case; ``None`` if it is missing."""
    if not isinstance(value, Mapping):
        return None
    if name in value:
        return value[name]
    lower = name.lower()
    return next((item for key, item in value.items() if isinstance(key, str) and key.lower() == lower), None)


def read_object(response: Response) -> Resource:
    """Return the JSON object of a response.

    Raises:
        ScimError: ``scim-not-json`` or ``scim-not-object``.
    """
    try:
        value = response.json()
    except NetworkError as error:
        params: dict[str, str | int | float] = {"status": response.status, "type": response.content_type or "?"}
        failure = "conn-html-instead-of-json" if is_html(response) else None
        raise ScimError("scim-not-json", params, status=response.status, cause=error, failure=failure) from error
    if not isinstance(value, dict):
        raise ScimError("scim-not-object", {"status": response.status}, status=response.status)
    return value


def read_list(response: Response) -> ListResponse:
    """Return a list response.

    Raises:
        ScimError: ``scim-not-list``: ``totalResults`` is missing, or ``Resources`` is not a list of objects.
    """
    value = read_object(response)
    total, resources = _number(pick(value, "totalResults")), pick(value, "Resources")
    if resources is None and total == 0:
        resources = []  # optional in RFC 7644 if there are no results; Entra requires it, which the doctor reports
    if total is None or not isinstance(resources, Sequence) or not all(isinstance(item, dict) for item in resources):
        raise ScimError("scim-not-list", {"status": response.status}, status=response.status)
    return ListResponse(
        total=total,
        resources=tuple(resources),
        start_index=_number(pick(value, "startIndex")) or 1,
        items_per_page=_number(pick(value, "itemsPerPage")) or len(resources),
    )


def scim_error(response: Response, redactor: Redactor, request: str = "–") -> ScimError:
    """Return the error for an unsuccessful response (RFC 7644 section 3.12).

    The parameter ``detail`` has the server's message as one short line without secrets, ``request`` the request that
    was sent.
    """
    status = response.status
    try:
        body: object = response.json()
    except NetworkError:
        body = None
    detail, scim_type = error_words(body, redactor), pick(body, "scimType")
    if 300 <= status < 400:
        code = "scim-redirect"
    elif status >= 500 and status != 501:
        code = "scim-server-error"
    else:
        code = _CODES.get(status, "scim-unexpected-status")
    return ScimError(
        code,
        {"status": status, "detail": detail or "–", "request": request},
        status=status,
        scim_type=scim_type if isinstance(scim_type, str) else "",
    )


def error_words(body: object, redactor: Redactor) -> str:
    """Return the server's error message: SCIM ``detail`` or the fields that other APIs use; may be empty."""
    for name in ("detail", "error_description", "message", "title", "error"):
        words = pick(body, name)
        if isinstance(words, Mapping):
            words = pick(words, "message")
        if isinstance(words, str) and words.strip():
            return one_line(words, redactor)
    return ""


def one_line(text: str, redactor: Redactor) -> str:
    """Return untrusted text as one short line without secrets and control characters."""
    clean = redactor.text(text[: 20 * _DETAIL_LENGTH])
    clean = " ".join("".join(c if c.isprintable() else " " for c in clean).split())
    return clean if len(clean) <= _DETAIL_LENGTH else clean[:_DETAIL_LENGTH] + "…"


def is_html(response: Response) -> bool:
    """Return whether the response is an HTML page instead of data."""
    if response.content_type in {"text/html", "application/xhtml+xml"}:
        return True
    return bool(re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body)", response.body[:200], re.IGNORECASE))


def html_title(response: Response) -> str:
    """Return the title of an HTML page, empty if it has none."""
    beginning = response.body[:65_536].decode("utf-8", "replace")
    found = re.search(r"<title[^>]{0,200}>([^<]{1,300})", beginning, re.IGNORECASE)
    return found[1] if found else ""


def _number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 12:
        return int(value)
    return value if isinstance(value, int) and value >= 0 else None
