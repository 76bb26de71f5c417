"""Attributes of many objects, kept small: the names once for all of them, repeated values once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import NoneType
from typing import Any

Value = str | bool | int | tuple[str, ...] | None
"""A source attribute's value; dates are ISO 8601 text, several values a tuple, nothing ``None``."""

MOST = 4096
"""Different values of one column from which on nothing is gained by looking for repetitions."""


class Record(Mapping[str, Value]):
    """The attributes of one object; behaves as a ``dict`` that nobody changes."""

    __slots__ = ("_places", "_values")

    def __init__(self, places: Mapping[str, int], values: Sequence[Value]) -> None:
        """Keep values for names; ``places`` tells each name's place among the values, and is shared."""
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
        """Return a new ``dict`` of the same; quicker than ``dict()``."""
        return dict(zip(self._places, self._values))  # noqa: B905 - twice as quick, and equally long by making

    @property
    def places(self) -> Mapping[str, int]:
        """Each name's place; one object for all records that were made with it."""
        return self._places

    def row(self, names: tuple[str, ...]) -> tuple[Value, ...]:
        """Return the values of some attributes, in their order; ``None`` for those that are not there."""
        if tuple(self._places) == names:
            return tuple(self._values)
        return tuple(map(self.get, names))

    def __repr__(self) -> str:
        return f"Record({self.as_dict()!r})"


class Repeated:
    """Lets equal values of a column be one object. Columns that hardly repeat are soon left alone.

    Args:
        columns: how many there are.
    """

    def __init__(self, columns: int) -> None:
        self._pools: dict[int, dict[Any, Any]] = {place: {} for place in range(columns)}
        self._seen = 0

    def rows(self, columns: Sequence[Sequence[Any]], count: int) -> list[tuple[Any, ...]]:
        """Return the rows of ``count`` objects, given column by column, with equal values as one object."""
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
    """Tell whether all values of a column are text or nothing."""
    return _TEXT.issuperset(map(type, column))
