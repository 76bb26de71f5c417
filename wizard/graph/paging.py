"""Collections of several pages: what comes twice, pages whose address is too old, and pages without end."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from wizard.core.errors import GraphError

T = TypeVar("T")

IDLE_PAGES: Final = 200
"""So many pages in a row without anything new. Graph may give empty ones on the way (Microsoft Learn, Paging)."""

MOST_PAGES: Final = 50_000
"""Of one collection: with the usual sizes more than twenty million objects."""


def unseen(items: list[T], seen: set[Any]) -> list[T]:
    """Return those that did not come before, and take note of them; what has no id never came before."""
    ids = list(map(_identity, items))
    if len(set(ids)) == len(ids) and seen.isdisjoint(ids):  # as a rule
        seen.update(ids)
        return items
    fresh = []
    for identifier, item in zip(ids, items, strict=True):
        if identifier not in seen:
            seen.add(identifier)
            fresh.append(item)
    return fresh


def _identity(item: Any) -> Any:
    """Return what tells an item of a page from the others: its id; of a tuple, that is the first property."""
    found = item.get("id") if isinstance(item, dict) else item[0]
    return found if isinstance(found, str) else object()


def expired_page(error: GraphError) -> bool:
    """Tell an address of a page that is too old to be followed (Graph documentation, "Paging")."""
    return error.status in (400, 410) and "page" in error.graph_code.lower() and "token" in error.graph_code.lower()


def page_expired(error: GraphError) -> GraphError:
    return GraphError(
        "graph-page-expired",
        {"request": error.request_id or "?"},
        status=error.status,
        graph_code=error.graph_code,
        request_id=error.request_id,
    )


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
