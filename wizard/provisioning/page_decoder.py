"""Decodes large pages of accounts quickly: only the members that the columns name become objects.

Attribute names are not case-sensitive, so the first page is decoded in full and shows how this server writes them. A
page that is written differently is decoded in full again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from types import GenericAlias
from typing import TYPE_CHECKING, Any

import msgspec

from wizard.core.checkpoints import with_checkpoints
from wizard.directory.record import only_text
from wizard.provisioning.scimvalues import Path, parse_path, reference_id
from wizard.provisioning.target_snapshot import Cell, Columns, simple

if TYPE_CHECKING:
    from wizard.core.checkpoints import Checkpoint
    from wizard.core.json_types import JsonMapping

Column = Sequence[Cell]


class PageDecoder:
    """Converts the pages of one server to columns.

    Args:
        columns: the columns to read.
        checkpoint: called periodically; may raise to stop.
    """

    def __init__(self, columns: Columns, checkpoint: Checkpoint = lambda: None) -> None:
        self.columns = columns
        self._checkpoint = checkpoint
        self._layout: _Layout | None = None

    def learn(self, resources: Sequence[JsonMapping]) -> None:
        """Learn how the server writes names, from a page that was decoded in full."""
        names: dict[str, str] = {}
        for resource in resources:
            for name in resource:
                if names.setdefault(name.lower(), name) != name:
                    return  # two spellings: every page is decoded in full
        paths = [parse_path(text) for text in self.columns.paths]
        if any(path.urn and (path.sub or path.selector) for path in paths):
            return
        self._layout = _Layout(self.columns, paths, names)

    def read(self, body: bytes) -> tuple[int, Sequence[str], list[Column]] | None:
        """Return the total, ids and columns of a page, or ``None`` if it has to be decoded in full."""
        return self._layout.read(body, self._checkpoint) if self._layout is not None else None


class _Layout:
    """The position of each column in a resource, for one way of writing names."""

    def __init__(self, columns: Columns, paths: Sequence[Path], names: Mapping[str, str]) -> None:
        self._width = len(paths)
        plain: dict[str, list[tuple[int, bool]]] = {}
        inner: dict[str, list[tuple[int, str, bool]]] = {}
        chosen: dict[str, list[tuple[int, Path]]] = {}
        for place, path in enumerate(paths):
            outer = path.urn or path.attribute
            outer = names.get(outer.lower(), outer)
            reference = path.text in columns.references
            if path.selector is not None:
                chosen.setdefault(outer, []).append((place, path))
            elif path.urn or path.sub:
                inner.setdefault(outer, []).append((place, path.attribute if path.urn else path.sub, reference))
            else:
                plain.setdefault(outer, []).append((place, reference))
        self._usable = not (set(inner) & set(chosen) or set(plain) & (set(inner) | set(chosen)))
        fields: list[tuple[str, Any]] = [(names.get("id", "id"), Any)]
        self._plain = [(len(fields) + n, places) for n, places in enumerate(plain.values())]
        fields += [(name, Any) for name in plain]
        self._inner = []
        for name, parts in inner.items():
            subs = list(dict.fromkeys(sub for _, sub, _ in parts))
            inside = _struct([(sub, Any) for sub in subs])
            self._inner.append((len(fields), inside(), [(subs.index(sub), place, ref) for place, sub, ref in parts]))
            fields.append((name, inside | None))
        self._chosen = []
        for name, elements in chosen.items():
            selectors = list(dict.fromkeys(path.selector[0] for _, path in elements if path.selector is not None))
            subs = list(dict.fromkeys([*selectors, *(path.sub for _, path in elements)]))
            tables: list[tuple[str, dict[str, list[tuple[str, int]]]]] = []
            for selector in selectors:
                table: dict[str, list[tuple[str, int]]] = {}
                for place, path in elements:
                    if path.selector is not None and path.selector[0] == selector:
                        table.setdefault(path.selector[1].lower(), []).append((f"f{subs.index(path.sub)}", place))
                tables.append((f"f{subs.index(selector)}", table))
            self._chosen.append((len(fields), tables))
            fields.append((name, GenericAlias(list, (_struct([(sub, Any) for sub in subs]),)) | None))
        resources: Any = GenericAlias(list, (_struct(fields),))
        page = msgspec.defstruct(
            "Page",
            [("total", int), ("resources", resources)],
            rename={"total": "totalResults", "resources": "Resources"},
            gc=False,
        )
        self._decode = msgspec.json.Decoder(page).decode

    def read(self, body: bytes, checkpoint: Checkpoint) -> tuple[int, Sequence[str], list[Column]] | None:
        if not self._usable:
            return None
        checkpoint()
        try:
            page: Any = self._decode(body)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return None
        if not page.resources:
            return page.total, (), [()] * self._width
        given = _columns(page.resources)
        ids = given[0]
        if not {str}.issuperset(map(type, ids)):
            return None
        columns: list[Column] = [(None,) * len(ids)] * self._width
        for field, places in self._plain:
            for place, reference in places:
                columns[place] = _kept(given[field], reference=reference)
        for field, nothing, parts in self._inner:
            checkpoint()
            inside = _columns([nothing if item is None else item for item in given[field]])
            for at, place, reference in parts:
                columns[place] = _kept(inside[at], reference=reference)
        for field, tables in self._chosen:
            for which, choices in tables:
                for place, column in _choose(given[field], which, choices, checkpoint).items():
                    columns[place] = column
        return page.total, ids, columns


def _columns(items: Sequence[msgspec.Struct]) -> list[Sequence[Any]]:
    return list(zip(*map(msgspec.structs.astuple, items), strict=True))


def _choose(
    lists: Sequence[Any], which: str, choices: Mapping[str, Sequence[tuple[str, int]]], checkpoint: Checkpoint
) -> dict[int, list[Cell]]:
    """Return, by column position, the values of the elements that a filter selects; the first match counts."""
    found: dict[int, list[Cell]] = {place: [None] * len(lists) for some in choices.values() for _, place in some}
    kind_of = attrgetter(which)
    for number, elements in enumerate(with_checkpoints(lists, checkpoint)):
        if not elements:
            continue
        seen: tuple[str, ...] = ()
        for element in elements:
            kind = kind_of(element)
            if kind.__class__ is not str or kind not in choices:
                kind = str(kind).lower()
                if kind not in choices:
                    continue
            if kind not in seen:
                seen = (*seen, kind)
                for sub, place in choices[kind]:
                    value = getattr(element, sub)
                    found[place][number] = value if value.__class__ is str else simple(value)
    return found


def _kept(column: Sequence[Any], *, reference: bool) -> Column:
    if only_text(column):
        return column
    if reference:
        return [None if value is None else reference_id(value) or None for value in column]
    return list(map(simple, column))


def _struct(fields: Sequence[tuple[str, Any]]) -> type[msgspec.Struct]:
    """Return a type for JSON objects with these members, all of which may be missing."""
    names = {f"f{place}": name for place, (name, _) in enumerate(fields)}
    given = [(f"f{place}", kind, None) for place, (_, kind) in enumerate(fields)]
    return msgspec.defstruct("Item", given, rename=names, gc=False)
