"""Checks for collections of several pages: duplicate items, expired page URLs, and endless paging."""

from __future__ import annotations

from typing import Final, TypeVar

from wizard.core.errors import GraphError

T = TypeVar("T")

IDLE_PAGES: Final = 200
"""Maximum pages in a row without new items. Graph may return empty pages (Microsoft Learn, Paging)."""

MOST_PAGES: Final = 50_000
"""Maximum pages of a collection: with the usual page sizes, more than twenty million objects."""


def unseen(items: list[T], seen: set[object]) -> list[T]:
    """Return the items that are not in ``seen``, and add them to it; items without an id are always new."""
    ids = list(map(_identity, items))
    if len(set(ids)) == len(ids) and seen.isdisjoint(ids):  # the usual case
        seen.update(ids)
        return items
    fresh = []
    for identifier, item in zip(ids, items, strict=True):
        if identifier not in seen:
            seen.add(identifier)
            fresh.append(item)
    return fresh


def _identity(item: object) -> object:
    """Return a page item's id, which for a tuple is the first property; a unique object if it has none."""
    found = item.get("id") if isinstance(item, dict) else item[0] if isinstance(item, tuple) else None
    return found if isinstance(found, str) else object()


def expired_page(error: GraphError) -> bool:
    """Return whether the error means that a page URL has expired (Graph documentation, "Paging")."""
    return error.status in (400, 410) and "page" in error.graph_code.lower() and "token" in error.graph_code.lower()


class Progress:
    """Counts the pages of one collection.

    Raises:
        GraphError: ``graph-pages-endless``.
    """

    def __init__(self) -> None:
        self._pages = self._idle = 0

    def page(self, fresh: int) -> None:
        """Count a page that has a next page; ``fresh`` is the number of its items that are new."""
        self._pages += 1
        self._idle = 0 if fresh else self._idle + 1
        if self._idle >= IDLE_PAGES or self._pages >= MOST_PAGES:
            raise GraphError("graph-pages-endless", {"pages": self._pages})
