"""State while a file of people is read: places for errors, attributes in the file, and notes for the user."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from wizard.core.errors import InputError, Parameter
from wizard.directory.names import BY_OTHER_NAMES, OBJECTS, Names
from wizard.directory.record import Value

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping, JsonObject


SOME = 8
"""Maximum number of names in a message; the number of the remaining names is given."""

_FLATTENED = re.compile(
    r"(?:System|Microsoft)\.[\w.+]*[\w](?:`\d+)?(?:\[[\w., \[\]`]*\])?|@\{.*\}|Collection`1\[.*\]", re.DOTALL
)
"""Text that PowerShell writes instead of an object or list that does not fit into a cell or is nested too deeply."""

_DATE = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/")
"""A date in JSON as written by Windows PowerShell 5.1: milliseconds since 1970."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Note:
    """A note about a file for the user who opened it; its text is ``files-note-<code>``."""

    code: str
    params: Mapping[str, Parameter] = field(default_factory=dict)


def some(names: Iterable[str], most: int = SOME) -> dict[str, str | int]:
    """Return the parameters ``names`` and ``more`` for a list of names that is cut at ``most`` entries."""
    every = [name[:100] for name in names]
    return {"names": ", ".join(every[:most]), "more": max(0, len(every) - most)}


@dataclass(frozen=True, slots=True)
class Place:
    """The place of an entry in a file, for errors: the name of the list and the entry's number, starting at 1."""

    file: str
    part: str
    number: int = 0

    def wrong(self, expected: str, name: str = "") -> InputError:
        """Return the error ``people-shape``."""
        return InputError(
            "people-shape",
            {"file": self.file, "part": self.part, "number": self.number, "expected": expected, "field": name[:80]},
        )


@dataclass(slots=True)
class Reading:
    """The state while one file is read.

    Args:
        file: the file name, for errors.
        names: resolves property names.
        partial: whether an incomplete list is accepted.
        sparse: whether attributes without any value count as not read: objects of PowerShell's Microsoft.Graph module
            have all properties, but those that were not requested are empty (``Get-MgUser -Property``).
    """

    file: str = ""
    names: Names = field(default_factory=Names)
    partial: bool = False
    sparse: bool = False
    seen: set[str] = field(default_factory=set)
    valued: set[str] = field(default_factory=set)
    flattened: set[str] = field(default_factory=set)
    strange: dict[str, None] = field(default_factory=dict)
    parts: dict[str, None] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def place(self, part: str, number: int = 0) -> Place:
        return Place(self.file, part, number)

    def note(self, code: str, **params: Parameter) -> None:
        """Add a note for the user."""
        self.notes.append(Note(code, {"file": self.file, **params}))

    def fold(self, raw: JsonMapping, place: Place) -> JsonObject:
        """Return an object's values under the known spelling of their names; unknown names stay unchanged.

        Raises:
            InputError: ``people-shape``: two names mean the same attribute and have different values.
        """
        found: JsonObject = {}
        spelt: dict[str, str] = {}
        for name, value in raw.items():
            if "@odata." in name or name.startswith("odata."):
                continue
            own = self.names.own(name)
            self.sparse = self.sparse or name == "Id"
            if not own:
                self.strange[name] = None
                own = next((known for known in found if known.casefold() == name.casefold()), name)
            if own in found and found[own] != value:
                raise place.wrong("same-name", f"{spelt[own]}, {name}")
            found[own], spelt[own] = value, name
        return found

    def values(self, given: JsonMapping, place: Place) -> dict[str, Value]:
        """Return source attributes under the schema's names.

        Raises:
            InputError: ``people-shape``: a value has a type that an attribute cannot have.
        """
        found: dict[str, Value] = {}
        for name, raw in given.items():
            value = _unwrapped(raw)
            if name in self.strange and isinstance(value, Mapping | list) and not _plain_list(value):
                continue
            if name in OBJECTS and not isinstance(value, str | int | None) and not _plain_list(value):
                continue
            if is_flattened(value):
                self.flattened.add(name)
                value = None
            if isinstance(value, list):
                if not all(isinstance(item, str | int) for item in value):
                    raise place.wrong("value", name)
                found[name] = tuple(map(str, value))
            elif value is None or isinstance(value, str | bool | int):
                found[name] = value
            else:
                raise place.wrong("value", name)
            self.saw(name, value)
        for name, own in BY_OTHER_NAMES.items():
            if name in found:
                value = found[name]
                # Graph has a list where the schema has a single number.
                value = next(iter(value), None) if name == "businessPhones" and isinstance(value, tuple) else value
                if found.get(own) in (None, "", ()):
                    found[own] = value
                elif value not in (None, "", (), found[own]):
                    raise place.wrong("same-name", f"{name}, {own}")
        return found

    def saw(self, name: str, value: object) -> None:
        """Record that an entry has an attribute, and whether it has a value."""
        self.seen.add(name)
        if value not in (None, "", [], ()):
            self.valued.add(name)

    @property
    def had(self) -> frozenset[str]:
        """The attributes that the file has, under all their names, without those that PowerShell flattened."""
        every = (self.valued if self.sparse else self.seen) - self.flattened
        return frozenset(every | {own for name, own in BY_OTHER_NAMES.items() if name in every})

    def tell_names(self) -> None:
        """Add notes about unknown names and about values that PowerShell did not write."""
        if self.strange:
            self.note("names", **some(self.strange))
        if flattened := sorted(self.flattened - OBJECTS):
            self.note("flattened", **some(flattened))


def is_flattened(value: object) -> bool:
    """Return whether a text is a type name that PowerShell wrote instead of a value."""
    return isinstance(value, str) and _FLATTENED.fullmatch(value) is not None


def _plain_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str | int) for item in value)


def _unwrapped(value: object) -> object:
    """Return a value without PowerShell's wrappers around dates and lists."""
    if isinstance(value, Mapping):
        inner = {str(name).casefold(): item for name, item in value.items()}
        if inner.keys() <= {"value", "displayhint", "datetime", "count"}:
            if isinstance(inner.get("value"), list) and inner.keys() <= {"value", "count"}:
                return inner["value"]
            if isinstance(inner.get("value"), str) and "datetime" in inner:
                return _unwrapped(inner["value"])
    if isinstance(value, str) and (match := _DATE.fullmatch(value)):
        try:
            moment = _EPOCH + timedelta(milliseconds=int(match[1]))
        except OverflowError:
            return value
        return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    return value


def entries_of(raw: object, reading: Reading, part: str, keys: Sequence[str] = ("value",)) -> list[object] | None:
    """Return the entries of a list, of a page, or of several pages; ``None`` if it is none of these.

    Args:
        raw: the content of the file.
        reading: receives the notes and determines whether an incomplete list is accepted.
        part: the list's name in errors.
        keys: names under which a page may have its entries, in lower case.

    Raises:
        InputError: ``file-partial``: the list has more entries than the file contains.
    """
    if isinstance(raw, Mapping):
        pages: Sequence[JsonMapping] = [raw]
    elif isinstance(raw, list) and raw and all(isinstance(item, Mapping) and _is_page(item, keys) for item in raw):
        pages = raw
    else:
        return raw if isinstance(raw, list) else None
    found: list[object] = []
    total, start, following = -1, 1, ""
    for number, page in enumerate(pages):
        low = {str(name).casefold(): value for name, value in page.items()}
        listed = next((low[key] for key in keys if isinstance(low.get(key), list)), None)
        if listed is None:
            return None
        found += listed
        total = max(
            total, *(_count(low.get(name)) for name in ("totalresults", "@odata.count", "odata.count", "count"))
        )
        start = max(_count(low.get("startindex")), 1) if number == 0 else start
        links = ("@odata.nextlink", "odata.nextlink", "nextlink", "nextcursor")
        following = next((name for name in links if low.get(name)), "")
    _complete(reading, part, _different(found), total, start, following)
    return found


def _different(entries: Sequence[object]) -> int:
    """Return the number of distinct entries; overlapping pages contain some entries twice."""
    ids = [
        next((str(v) for k, v in one.items() if str(k).casefold() == "id"), "")
        for one in entries
        if isinstance(one, Mapping)
    ]
    given = [one for one in ids if one]
    return len(entries) - len(given) + len(set(given))


def _is_page(item: JsonMapping, keys: Sequence[str]) -> bool:
    low = {str(name).casefold(): value for name, value in item.items()}
    return any(isinstance(low.get(key), list) for key in keys) and not low.keys() & {"id", "userprincipalname"}


def _count(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value[:12])
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else -1


def _complete(reading: Reading, part: str, rows: int, total: int, start: int, following: str) -> None:
    """Reject or note an incomplete list, by Graph's and SCIM's paging (RFC 7644 section 3.4.2.4, RFC 9865)."""
    why = "next" if following else "total" if total > rows else "start" if start > 1 else ""
    params: dict[str, Parameter] = {"part": part, "rows": rows, "total": max(total, rows), "why": why, "start": start}
    if why and not reading.partial:
        raise InputError("file-partial", {"file": reading.file, **params})
    if why:
        reading.parts[part] = None
        reading.note("partial", **params)
    elif 0 <= total < rows:
        reading.note("total", part=part, rows=rows, total=total)


def told_partial(reading: Reading, part: str, raw: JsonMapping, name: str) -> None:
    """Check the link that Graph writes next to an incomplete expanded list: ``members@odata.nextLink``."""
    following = f"{name}@odata.nextlink"
    low = {str(key).casefold(): value for key, value in raw.items()}
    if low.get(following):
        listed = next((value for key, value in raw.items() if str(key).casefold() == name), None)
        _complete(reading, part, len(listed) if isinstance(listed, list) else 0, -1, 1, following)
