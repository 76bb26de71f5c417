"""People from a CSV file, such as the portal's "Download users" (Entra documentation, "Download a list of users")."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from wizard.directory.files import DirectoryFile, directory_from_json
from wizard.directory.names import BY_OTHER_NAMES
from wizard.errors import InputError

_OWN = ("id", "objectId", "accountEnabled", "userType", "managerId", "softDeleted", "deletedDateTime")
_NEEDED = frozenset({"userPrincipalName", "displayName", "mail"})


def directory_from_csv(text: str, names: Mapping[str, bool], file: str = "") -> DirectoryFile:
    """Read people from a table with a title row; titles are attribute names, letter case aside.

    An empty cell is no value. Commas, semicolons and tabs separate; the title row tells which.

    Args:
        text: of the file.
        names: source attributes by the schema's names, and whether they take several values (divided by semicolons).
        file: its name, for errors.

    Raises:
        InputError: ``people-csv`` with the line; ``people-shape`` with the entry.
    """
    titles = text.lstrip("\r\n").partition("\n")[0]
    separator = max(",;\t", key=titles.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    known = {name.casefold(): name for name in (*BY_OTHER_NAMES, *names, *_NEEDED, *_OWN)}
    header: list[str] = []
    people: list[dict[str, Any]] = []
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if not header:
                header = [known.get(cell.strip().casefold(), cell.strip()) for cell in row]
                continue
            if len(row) > len(header):
                raise _wrong(file, rows.line_num, "cells")
            people.append(
                {
                    name: _value(cell.strip(), several=names.get(BY_OTHER_NAMES.get(name, name), False))
                    for name, cell in zip(header, row, strict=False)
                    if name
                }
            )
    except csv.Error as error:
        raise _wrong(file, rows.line_num, "broken") from error
    if not _NEEDED & set(header):
        raise _wrong(file, 1, "titles")
    return directory_from_json(people, file)


def _value(cell: str, *, several: bool) -> Any:
    if not cell:
        return None
    return [part for part in map(str.strip, cell.split(";")) if part] if several else cell


def _wrong(file: str, line: int, problem: str) -> InputError:
    return InputError("people-csv", {"file": file, "line": line, "problem": problem})
