"""Compact storage for the attributes of many objects: names are shared, repeated values are stored once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import NoneType
from typing import Any, Generic, TypeVar

Value = str | bool | int | tuple[str, ...] | None
"""A source attribute's value: dates are ISO 8601 text, several values are a tuple, no value is ``None``."""

V = TypeVar("V")

MOST = 4096
"""Number of distinct values in a column above which sharing repeated values is not worth it."""


class Record(Mapping[str, Value]):
    """The attributes of one object; an immutable mapping."""

    __slots__ = ("_places", "_values")

    def __init__(self, places: Mapping[str, int], values: Sequence[Value]) -> None:
        """Store values for names; ``places`` maps each name to the index of its value, and is shared."""
        self._places = places
        self._values = values

    def __getitem__(self, name: str) -> Value:
        return self._values[self._places[name]]

    def get(self, name: str, default: Any = None) -> Any:
        place = self._places.get(name)
        return default if place is None else self._values[place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def as_dict(self) -> dict[str, Value]:
        """Return the attributes as a new ``dict``; faster than ``dict()``."""
        return dict(zip(self._places, self._values))  # noqa: B905 - twice as fast; both always have the same length

    @property
    def places(self) -> Mapping[str, int]:
        """The index of each name's value; one object shared by all records that were created with it."""
        return self._places

    def row(self, names: tuple[str, ...]) -> tuple[Value, ...]:
        """Return the values of some attributes in the given order, ``None`` for missing attributes."""
        if tuple(self._places) == names:
            return tuple(self._values)
        return tuple(map(self.get, names))

    def __repr__(self) -> str:
        return f"Record({self.as_dict()!r})"


class Repeated(Generic[V]):
    """Shares equal values of a column as one object. Columns with few repetitions are skipped after a while.

    Args:
        columns: number of columns.
    """

    def __init__(self, columns: int) -> None:
        self._pools: dict[int, dict[V, V]] = {place: {} for place in range(columns)}
        self._seen = 0

    def rows(self, columns: Sequence[Sequence[V]], count: int) -> list[tuple[V, ...]]:
        """Return the rows of ``count`` objects, given as columns, with equal values shared."""
        if not columns:
            return [()] * count
        shared = list(columns)
        self._seen += count
        for place, pool in list(self._pools.items()):
            column = shared[place]
            if only_text(column):
                shared[place] = list(map(pool.setdefault, column, column))
            if len(pool) > MOST or (self._seen > 256 and len(pool) * 2 > self._seen):
                del self._pools[place]
        return list(zip(*shared, strict=True))


_TEXT = frozenset({str, NoneType})


def only_text(column: Iterable[object]) -> bool:
    """Return whether all values of a column are text or ``None``."""
    return _TEXT.issuperset(map(type, column))
