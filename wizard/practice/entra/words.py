"""Codes and messages of the practice service for a request that the application refused.

Format from recorded rows (``tests/real/logs`` 02 and 13) and Microsoft's list of provisioning error codes: the
connector's name before its codes, the status as a word, the application's whole response.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

CONNECTOR = "SystemForCrossDomainIdentityManagement"
_OF_THE_SERVICE = {429: "TooManyRequests"}
_OLD = {
    400: "UnprocessableEntity",
    401: "Unauthorized",
    403: "InsufficientRights",
    404: "InvalidAnchor",
    405: "MethodNotAllowed",
    409: "EntryConflict",
    422: "UnprocessableEntity",
    429: "TooManyRequests",
    501: "NotImplemented",
}
"""Codes without the connector's name, as older pages list them."""


def refusal_code(status: int, text: str, *, filtering: bool, prefixed: bool) -> str:
    """Return the error code for an application's response.

    Args:
        status: of the response.
        text: its body.
        filtering: whether the request was a look-up.
        prefixed: whether codes start with the connector's name; older pages list them without it.
    """
    if "LicenseLimitExceeded" in text:
        return "LicenseLimitExceeded"
    if status < 400:
        return f"{CONNECTOR}ServiceIncompatible" + ("Filtering" if filtering else "")
    if not prefixed:
        return _OLD.get(status, "InternalServerError" if status >= 500 else "UnprocessableEntity")
    if status in _OF_THE_SERVICE:
        return _OF_THE_SERVICE[status]
    if status >= 500 and status != 501:
        return "InternalServerError"
    if status == 409 and ("uniqueness" in text or not text.strip()):
        return f"{CONNECTOR}EntryConflict"
    if status == 409 or (filtering and status != 400):
        return f"{CONNECTOR}ServiceIncompatibleFiltering"
    return f"{CONNECTOR}{'BadRequest' if status == 400 else 'ServiceIncompatible'}"


def refusal_words(status: int, text: str) -> str:
    """Return the log's message about a response."""
    return (
        f"StatusCode: {status_name(status)} Message: Processing of the HTTP request resulted in an exception. Please"
        " see the HTTP response returned by the 'Response' property of this exception for details. Web Response:"
        f" {text}."
    )


def retry_words(retried: int, again: datetime) -> str:
    """Return the text appended to the message of a failure that waits for another attempt (``tests/real/logs/13``)."""
    stamp = again.strftime("%Y-%m-%dT%H:%M:%S.%f0Z")
    return f" This operation was retried {retried} times. It will be retried again after this date: {stamp} UTC"


def status_name(status: int) -> str:
    """Return the status as the service's logs write it, such as ``NotFound``."""
    try:
        return HTTPStatus(status).phrase.replace(" ", "").replace("-", "")
    except ValueError:
        return str(status)
