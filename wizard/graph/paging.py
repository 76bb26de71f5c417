"""An end for collections whose pages never end: a service that always names one more page."""

from __future__ import annotations

from typing import Final

from wizard.errors import GraphError

IDLE_PAGES: Final = 200
"""So many pages in a row without anything new. Graph may give empty ones on the way (Microsoft Learn, Paging)."""

MOST_PAGES: Final = 50_000
"""Of one collection: with the usual sizes more than twenty million objects."""


class Progress:
    """Counts the pages of one collection.

    Raises:
        GraphError: ``graph-pages-endless``.
    """

    def __init__(self) -> None:
        self._pages = self._idle = 0

    def page(self, fresh: int) -> None:
        """Count a page that is followed by another one; ``fresh`` is how much of it had not come before."""
        self._pages += 1
        self._idle = 0 if fresh else self._idle + 1
        if self._idle >= IDLE_PAGES or self._pages >= MOST_PAGES:
            raise GraphError("graph-pages-endless", {"pages": self._pages})
