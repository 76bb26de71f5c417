"""Reads people from a table: the portals' user lists, PowerShell's Export-Csv, a spreadsheet's CSV.

The portal's formats are described in Entra's documentation, "Download a list of users" and "Bulk create users".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from wizard.core.errors import InputError, Parameter
from wizard.directory.files import DirectoryFile, directory_from_entries
from wizard.directory.names import BY_OTHER_NAMES, SEVERAL, Names
from wizard.directory.reading import Reading, some
from wizard.directory.titles import Title, preamble, separator_of, title_of

_NEEDED = frozenset({"userPrincipalName", "displayName", "mail"})
_WHO = (*sorted(_NEEDED), "id", "objectId")
_SECRET = frozenset({"passwordProfile", "password"})

_Row = tuple[int, list[str]]
"""The line on which a record begins, and its cells."""


def directory_from_csv(text: str, names: Mapping[str, bool], file: str = "") -> DirectoryFile:
    """Read people from a table with a title row; titles are attribute names in any letter case.

    An empty cell means no value. The separator is a comma, semicolon, tab or vertical bar, taken from a ``sep=`` line
    or else from the title row. Lines that programs write before the titles are skipped.

    Args:
        text: the content of the file.
        names: source attributes by the schema's names, and whether they have several values (semicolon-separated).
        file: the file name, for errors.

    Raises:
        InputError: ``people-csv`` with line and column; ``people-shape`` with the entry; ``people-nobody``.
    """
    reading = Reading(file, Names(names))
    start = preamble(text)
    if not text[start.at :].strip():
        raise InputError("people-nobody", {"file": file})
    separator = start.separator or separator_of(text[start.at :], reading.names)
    rows = _rows(text[start.at :], separator, start.lines, file)
    line, cells = next(rows, (0, []))
    if not cells:
        raise InputError("people-nobody", {"file": file})
    header = [title_of(cell, reading.names) for cell in cells]
    _require_titles(header, cells, line, file)
    # Get-MgUser returns Id; Get-AzureADUser, which reads all properties, returns ObjectId.
    reading.sparse = "Id" in (cell.strip() for cell in cells)
    reading.strange = {one.text: None for one in header if one.text and not one.name}
    people: list[Mapping[str, object]] = []
    several = {name: names.get(BY_OTHER_NAMES.get(name, name), False) or name in SEVERAL for name in _all(header)}
    several |= {name: True for name in _all(header) if BY_OTHER_NAMES.get(name) in SEVERAL}
    for line, row in _matched(rows, len(header), file):
        if any(cell.casefold().startswith("example:") for cell in row):
            reading.note("example", line=line)
            continue
        entry = {
            one.name: one.value(cell.strip(), several=several[one.name])
            for one, cell in zip(header, [*row, *[""] * (len(header) - len(row))], strict=True)
            if one.name and one.name not in _SECRET
        }
        if not any(entry.get(name) for name in _WHO):
            raise _wrong(file, line, "nobody")
        people.append(entry)
    return directory_from_entries(people, reading)


def _all(header: Sequence[Title]) -> list[str]:
    return [one.name for one in header if one.name]


def _rows(text: str, separator: str, before: int, file: str) -> Iterator[_Row]:
    """Yield the non-empty records, each with the line on which it begins."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begin = 1
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                yield before + begin, row
            begin = rows.line_num + 1
    except csv.Error as error:
        raise _wrong(file, before + begin, "broken") from error


def _matched(rows: Iterator[_Row], width: int, file: str) -> Iterator[_Row]:
    """Yield records that fit the titles; empty cells at the end may be missing or superfluous.

    Raises:
        InputError: ``people-csv``: ``cells`` for too many cells, ``line-break`` for a record split over two lines.
    """
    held: _Row | None = None
    for line, row in rows:
        while len(row) > width and not row[-1].strip():
            row.pop()
        if len(row) > width:
            raise _wrong(file, line, "cells", cells=len(row), titles=width, value=row[width].strip()[:40])
        parts = len(held[1]) + len(row) if held is not None and len(row) < width else 0
        if held is not None and line == held[0] + 1 and parts == width + 1:
            raise _wrong(file, held[0], "line-break")
        if held is not None:
            yield held
            held = None
        if len(row) < width:
            held = line, row
        else:
            yield line, row
    if held is not None:
        yield held


def _require_titles(header: Sequence[Title], cells: Sequence[str], line: int, file: str) -> None:
    known = _all(header)
    if not _NEEDED & set(known):
        told = [cell.strip() for cell in cells if cell.strip()]
        data = any("@" in cell for cell in told)
        # A row of data contains personal values, which must not appear in the error.
        raise _wrong(file, line, "no-titles" if data else "titles", **some(() if data else told))
    for number, one in enumerate(header):
        twin = next((other for other in range(number) if one.means(header[other])), None)
        if twin is not None:
            pair = f"{header[twin].text}, {one.text}"[:80]
            raise _wrong(file, line, "twice", value=pair, first=twin + 1, second=number + 1)


def _wrong(file: str, line: int, problem: str, **more: Parameter) -> InputError:
    given: dict[str, Parameter] = {
        "names": "",
        "more": 0,
        "cells": 0,
        "titles": 0,
        "value": "",
        "first": 0,
        "second": 0,
    }
    return InputError("people-csv", {"file": file, "line": line, "problem": problem, **given, **more})
