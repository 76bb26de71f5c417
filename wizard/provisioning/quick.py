"""Reading large pages of accounts: only what the columns name becomes objects at all.

Attribute names are not case-sensitive, so the first page is read the long way, and tells how this server writes them.
A page that is written otherwise is read the long way again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from wizard.provisioning.held import Columns, simple
from wizard.provisioning.scimvalues import Path, parse_path, reference_id

Row = list[Any]


class QuickRows:
    """Turns pages of one server into rows of columns.

    Args:
        columns: what is read.
    """

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._layout: _Layout | None = None

    def learn(self, resources: Sequence[Mapping[str, Any]]) -> None:
        """Look how the server writes names, on a page that was decoded whole."""
        names: dict[str, str] = {}
        for resource in resources:
            for name in resource:
                if names.setdefault(name.lower(), name) != name:
                    return  # two spellings: every page is read the long way
        paths = [parse_path(text) for text in self.columns.paths]
        if any(path.urn and (path.sub or path.selector) for path in paths):
            return
        self._layout = _Layout(self.columns, paths, names)

    def read(self, body: bytes) -> tuple[int, list[str], list[Row]] | None:
        """Return the total, ids and rows of a page, ``None`` when it has to be read the long way."""
        return self._layout.read(body) if self._layout is not None else None


class _Layout:
    """Where in a resource each column stands, for one way of writing names."""

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
            self._inner.append((len(fields), [(subs.index(sub), place, ref) for place, sub, ref in parts]))
            fields.append((name, _struct([(sub, Any) for sub in subs]) | None))
        self._chosen = []
        for name, elements in chosen.items():
            selectors = list(dict.fromkeys(path.selector[0] for _, path in elements if path.selector is not None))
            subs = list(dict.fromkeys([*selectors, *(path.sub for _, path in elements)]))
            tables: list[tuple[int, dict[str, list[tuple[int, int]]]]] = []
            for selector in selectors:
                table: dict[str, list[tuple[int, int]]] = {}
                for place, path in elements:
                    if path.selector is not None and path.selector[0] == selector:
                        table.setdefault(path.selector[1].lower(), []).append((subs.index(path.sub), place))
                tables.append((subs.index(selector), table))
            self._chosen.append((len(fields), tables))
            fields.append((name, list[_struct([(sub, Any) for sub in subs])] | None))  # type: ignore[misc]
        item = _struct(fields)
        page = msgspec.defstruct(
            "Page",
            [("total", int), ("resources", list[item])],  # type: ignore[valid-type]
            rename={"total": "totalResults", "resources": "Resources"},
            gc=False,
        )
        self._decode = msgspec.json.Decoder(page).decode

    def read(self, body: bytes) -> tuple[int, list[str], list[Row]] | None:
        if not self._usable:
            return None
        try:
            page: Any = self._decode(body)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return None
        items = list(map(msgspec.structs.astuple, page.resources))
        if any(item[0].__class__ is not str for item in items):
            return None
        return page.total, [item[0] for item in items], list(map(self._row, items))

    def _row(self, item: tuple[Any, ...]) -> Row:
        row: Row = [None] * self._width
        parts_of = msgspec.structs.astuple
        for field, places in self._plain:
            value = item[field]
            if value is not None:
                for place, reference in places:
                    row[place] = value if value.__class__ is str else _kept(value, reference=reference)
        for field, parts in self._inner:
            if item[field] is not None:
                inside = parts_of(item[field])
                for at, place, reference in parts:
                    value = inside[at]
                    row[place] = value if value.__class__ is str else _kept(value, reference=reference)
        for field, tables in self._chosen:
            elements = item[field]
            if not elements:
                continue
            for at, table in tables:
                seen = set()
                for element in map(parts_of, elements):
                    which = element[at]
                    if which not in table:
                        which = str(which).lower()
                    if which in table and which not in seen:
                        seen.add(which)  # the first one counts
                        for sub, place in table[which]:
                            row[place] = simple(element[sub])
        return row


def _kept(value: Any, *, reference: bool) -> Any:
    return (reference_id(value) or None) if reference else simple(value)


def _struct(fields: Sequence[tuple[str, Any]]) -> Any:
    """Return a type for JSON objects with some members, all of which may be missing."""
    names = {f"f{place}": name for place, (name, _) in enumerate(fields)}
    given = [(f"f{place}", kind, None) for place, (_, kind) in enumerate(fields)]
    return msgspec.defstruct("Item", given, rename=names, gc=False)
