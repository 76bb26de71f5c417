"""Converts Graph's error responses to :class:`~wizard.core.errors.GraphError` by HTTP status and ``error.code``."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING

from wizard.core.errors import GraphError, NetworkError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.core.json_types import JsonMapping, JsonObject
    from wizard.http import Response
    from wizard.secrets.redact import Redactor

_STATUS: Mapping[int, tuple[str, str | None]] = {
    400: ("graph-bad-request", None),
    401: ("graph-unauthorized", None),
    403: ("graph-forbidden", "rights-missing-role"),
    404: ("graph-not-found", None),
    409: ("graph-conflict", None),
    412: ("graph-changed", None),
    423: ("graph-locked", None),
    428: ("graph-changed", None),
    429: ("graph-throttled", None),
}
_CLAIMS = re.compile(r'claims="([^"]+)"')
_LONGEST = 600

INVALID_URL = re.compile(r"provide a valid tenant URL", re.IGNORECASE)
"""Message of the service, with code …InvalidCredentials, for a tenant URL that it cannot use; the token is not the
cause (Graph documentation, "Configure provisioning using Microsoft Graph APIs", a job in quarantine)."""


def error_of(response: Response) -> JsonObject:
    """Return the ``error`` object of a response; empty if there is none (gateways send HTML or nothing)."""
    try:
        body = response.json()
    except NetworkError:
        return {}
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


def codes_of(error: JsonMapping) -> list[str]:
    """Return ``code`` and the codes nested in ``innerError``, outermost first."""
    codes: list[str] = []
    level: object = error
    while isinstance(level, dict) and len(codes) < 10:
        if isinstance(level.get("code"), str):
            codes.append(level["code"])
        level = level.get("innerError", level.get("innererror"))
    return codes


def request_id_of(response: Response, error: JsonMapping) -> str:
    """Return the service's request id, from the header or the body."""
    inner = error.get("innerError")
    named = ("request-id", "requestId")
    in_body = next((inner[name] for name in named if inner.get(name)), "") if isinstance(inner, dict) else ""
    return response.headers.get("request-id", "") or str(in_body)


def message_of(error: JsonMapping, redactor: Redactor) -> str:
    """Return the service's message without secrets and cut to a readable length."""
    text = redactor.text(str(error.get("message") or ""))
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def problem(response: Response, redactor: Redactor) -> GraphError:
    """Return the project's error for an unsuccessful response."""
    error = error_of(response)
    codes = codes_of(error)
    code, failure = _STATUS.get(response.status, ("graph-failed", None))
    if response.status >= 500:
        code, failure = "graph-unavailable", None
    if response.status == 403 and any("nonpremium" in text.lower() for text in codes):
        code, failure = "graph-no-licence", "rights-no-logs-licence"
    if response.status == 401 and codes[:1] == ["UnknownError"] and not str(error.get("message") or "").strip():
        # Users report this empty error if the permission is sufficient only for owners of the application.
        failure = "rights-ownedby-401"
    request_id = request_id_of(response, error)
    params: dict[str, str | int | float] = {
        "status": response.status,
        "graph_code": codes[0] if codes else "?",
        "request": request_id or "?",
        # The message is useful only for malformed requests; for other errors it would just repeat the status.
        "detail": (response.status == 400 and message_of(error, redactor)) or f"HTTP {response.status}",
    }
    return GraphError(
        code,
        params,
        status=response.status,
        graph_code=codes[0] if codes else "",
        request_id=request_id,
        failure=failure,
    )


def renamed(
    error: GraphError, code: str, params: Mapping[str, str | int | float], failure: str | None = None
) -> GraphError:
    """Return the same error of the service under a code that says more."""
    return GraphError(
        code,
        params,
        status=error.status,
        graph_code=error.graph_code,
        request_id=error.request_id,
        failure=failure,
    )


def claims_of(response: Response) -> str:
    """Return the claims challenge of a 401 (Entra documentation, "Claims challenges"), empty if there is none."""
    found = _CLAIMS.search(response.headers.get("www-authenticate", ""))
    if found is None:
        return ""
    try:
        text = base64.b64decode(found[1] + "=" * (-len(found[1]) % 4)).decode()
        return text if isinstance(json.loads(text), dict) else ""
    except (binascii.Error, ValueError):
        return ""
