"""Reports each request that changes something to the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wizard.core.errors import NetworkError
from wizard.http.transport import NOT_SENT

if TYPE_CHECKING:
    from wizard.history.writing import Made
    from wizard.http import Response


@contextmanager
def noted(made: Made | None) -> Iterator[Callable[[Response], Response]]:
    """Report to a change that its request is being sent, and whether the service refused it."""
    if made is None:
        yield lambda response: response
        return
    made.sending()

    def answered(response: Response) -> Response:
        if 400 <= response.status < 500:
            made.not_done()
        return response

    try:
        yield answered
    except NetworkError as error:
        if error.code in NOT_SENT:
            made.not_done()
        raise
