"""Long computations in pieces: between two pieces they call a checkpoint, which lets others run and may stop them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import SupportsRichComparison

T = TypeVar("T")

Checkpoint = Callable[[], object]
"""Called periodically by long work; may raise to stop it. Usually :meth:`wizard.core.tasks.Task.checkpoint`."""

_PIECE = 5_000


def with_checkpoints(items: Iterable[T], checkpoint: Checkpoint, every: int = 200) -> Iterator[T]:
    """Yield the items, calling ``checkpoint`` before every ``every`` items.

    Two hundred items take a few milliseconds, which the window can wait.
    """
    for number, item in enumerate(items):
        if number % every == 0:
            checkpoint()
        yield item


def in_order(
    items: Iterable[T],
    key: Callable[[T], SupportsRichComparison],
    checkpoint: Checkpoint = lambda: None,
    *,
    reverse: bool = False,
) -> list[T]:
    """Return the items sorted like ``sorted``, but let other threads run in between.

    Sorting a hundred thousand items is one interpreter step of about a tenth of a second, during which no other thread
    runs, including the GUI thread. This function sorts chunks and merges them pairwise.
    """
    # The numbers are unique, so the items themselves are never compared.
    keyed = [
        (key(item), -number if reverse else number, item)
        for number, item in enumerate(with_checkpoints(items, checkpoint))
    ]
    pieces = [keyed[start : start + _PIECE] for start in range(0, len(keyed), _PIECE)]
    for piece in with_checkpoints(pieces, checkpoint, 1):
        piece.sort(reverse=reverse)
    while len(pieces) > 1:  # merging two sorted chunks takes one comparison per item
        for left, right in with_checkpoints(list(zip(pieces[::2], pieces[1::2], strict=False)), checkpoint, 1):
            left.extend(right)
            left.sort(reverse=reverse)
        pieces = pieces[::2]
    found = [item for _, _, item in with_checkpoints(pieces[0] if pieces else (), checkpoint)]
    pieces.clear()
    while keyed:  # freeing them at once would block other threads, too
        checkpoint()
        del keyed[-200:]
    return found
