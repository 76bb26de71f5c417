"""How types of directory objects are read and shown: a table of their properties."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from wizard.core.json_types import JsonMapping, JsonObject

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """How a type of object is read and shown.

    Args:
        properties: what returns the value of each property.
        default: the properties that are returned without ``$select``, all by default.
        searchable: the properties that ``$search`` accepts.
        whole_in_beta: beta returns every property without ``$select`` (Graph documentation, beta, list users).
    """

    type_name: str
    properties: Mapping[str, Callable[[T], object]]
    default: Collection[str] = ()
    searchable: Sequence[str] = ()
    annotate: bool = False
    whole_in_beta: bool = False

    def value(self, item: T, name: str) -> object:
        """Return a property's value; ``None`` for a property that objects of this type do not have."""
        get = self.properties.get(name)
        return None if get is None else get(item)

    def show(self, item: T, select: Sequence[str]) -> JsonObject:
        body: JsonObject = {"@odata.type": f"#microsoft.graph.{self.type_name}"} if self.annotate else {}
        for name in select or self.default or self.properties:
            body[name] = self.value(item, name)
        body.setdefault("id", self.value(item, "id"))
        return body


def always(values: JsonMapping) -> Mapping[str, Callable[[object], object]]:
    """Return properties whose value is the same for every object."""

    def one(value: object) -> Callable[[object], object]:
        return lambda _: value

    return {name: one(value) for name, value in values.items()}


def blank(names: str) -> Mapping[str, Callable[[object], object]]:
    """Return properties that the practice tenant never fills; ``names`` is blank-separated."""
    return always(dict.fromkeys(names.split()))
