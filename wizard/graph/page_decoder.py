"""Decodes large Graph collections quickly by creating objects only for the requested properties."""

from __future__ import annotations

from collections.abc import Sequence
from types import GenericAlias
from typing import TYPE_CHECKING, Any

import msgspec

from wizard.graph.odata import objects

if TYPE_CHECKING:
    from wizard.http import Response


class Decoder:
    """Decodes pages of objects with some properties; Graph's names are case-sensitive.

    Args:
        properties: unique names of JSON members.
    """

    def __init__(self, properties: Sequence[str]) -> None:
        names = {f"f{place}": name for place, name in enumerate(properties)}
        item = msgspec.defstruct("Item", [(name, Any, None) for name in names], rename=names, gc=False)
        value = GenericAlias(list, (item,))
        fields: list[tuple[str, Any, Any]] = [("value", value, msgspec.NODEFAULT), ("link", Any, None)]
        self._page = msgspec.defstruct("Page", fields, rename={"link": "@odata.nextLink"}, gc=False)
        self._decode = msgspec.json.Decoder(self._page).decode

    def read(self, response: Response) -> tuple[list[tuple[object, ...]], object]:
        """Return a page's objects with their properties in the given order, and the URL of the next page.

        Raises:
            GraphError: ``graph-answer-unreadable``.
        """
        try:
            page: Any = self._decode(response.body)
        except (msgspec.DecodeError, ValueError, RecursionError):
            items, link = objects(response)
            return self.convert(items), link
        return list(map(msgspec.structs.astuple, page.value)), page.link

    def convert(self, items: Sequence[object]) -> list[tuple[object, ...]]:
        """Return the objects like ``read``, from JSON objects that are already decoded."""
        page: Any = msgspec.convert({"value": items}, self._page)
        return list(map(msgspec.structs.astuple, page.value))
