"""What comes twice on pages, and pages whose address is too old."""

from __future__ import annotations

from typing import Any, TypeVar

from wizard.errors import GraphError

T = TypeVar("T")


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
