"""Error responses of the practice Graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")


class GraphProblem(Exception):
    """An error response of Graph: HTTP status, ``error.code``, ``error.message``."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = dict(headers or {})


def not_found(identifier: str) -> GraphProblem:
    return GraphProblem(
        404,
        "Request_ResourceNotFound",
        f"Resource '{identifier}' does not exist or one of its queried reference-property objects are not present.",
    )


def existing(found: T | None, identifier: str) -> T:
    """Return an object.

    Raises:
        GraphProblem: 404 if there is none with this identifier.
    """
    if found is None:
        raise not_found(identifier)
    return found


def bad_request(message: str, code: str = "Request_BadRequest") -> GraphProblem:
    return GraphProblem(400, code, message)
