"""Parses the top of a table: lines before the titles, the cell separator, and the meaning of titles."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass

from wizard.directory.names import Names

SEPARATORS = ",;\t|"

_BEFORE = re.compile(
    r'[ \t]*(?:"?sep=(?P<sep>[^\r\n"]?)"?|#TYPE [^\r\n]*|"?version:v[\d.]+"?[,;\t]*|[,;\t ]*)(?:\r\n|\r|\n)',
    re.IGNORECASE,
)
"""A line before the titles: Excel's separator, PowerShell's type, the bulk template's version, or an empty line."""

_BULK = re.compile(r"(?P<words>.*\S)\s*\[(?P<name>\w+)\](?:\s+\w+)?", re.DOTALL)
"""A title of the portal's bulk template: ``Name [displayName] Required``."""

_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Start:
    """Where the titles begin, the number of lines before them, and the separator if the file specifies it."""

    at: int
    lines: int
    separator: str


@dataclass(frozen=True, slots=True)
class Title:
    """A column: its title, its attribute (empty if unknown), and how its cells are converted."""

    text: str
    name: str
    convert: Callable[[str], str | bool] | None = None
    divider: str = ";"

    def means(self, other: Title) -> bool:
        """Return whether two columns mean the same attribute; columns without a title never do."""
        same = bool(self.name) and self.name == other.name
        return bool(self.text) and (same or self.text.casefold() == other.text.casefold())

    def value(self, cell: str, *, several: bool) -> str | bool | list[str] | None:
        """Return a cell's value, ``None`` if it is empty."""
        if not cell:
            return None
        if self.convert is not None:
            return self.convert(cell)
        if several:
            return [part for part in map(str.strip, cell.split(self.divider)) if part]
        return cell


def preamble(text: str) -> Start:
    """Return where the titles begin, after the lines that programs write before them."""
    at = lines = 0
    separator = ""
    while (match := _BEFORE.match(text, at)) and match.end() > at:
        separator = (match["sep"] or "").replace(" ", "") or separator
        at = match.end()
        lines += 1
    return Start(at, lines, separator)


def separator_of(text: str, names: Names) -> str:
    """Return the separator that yields the most known titles, or else the most titles."""

    def rank(separator: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader([text[:65536].replace("\r\n", "\n").partition("\n")[0]], delimiter=separator), [])
        except csv.Error:
            return 0, 0
        return sum(bool(title_of(cell, names).name) for cell in cells), len(cells)

    return max(SEPARATORS, key=rank)


def title_of(cell: str, names: Names) -> Title:
    """Return the meaning of a column title."""
    text = cell.strip()
    bulk = _BULK.fullmatch(text)
    name = names.own(bulk["name"]) if bulk else names.of_title(text)
    squeezed = re.sub(r"\W+", "", text).casefold()
    if squeezed in {"blockcredential", "blocksignin", "signinblocked"} or (
        bulk and name == "accountEnabled" and "block" in text.casefold()
    ):
        return Title(text, "accountEnabled", _not)
    if name == "accountEnabled":
        return Title(text, name, _yes)
    # The admin center separates addresses with "+", which otherwise cannot appear directly before another address.
    return Title(text, name, divider="+" if squeezed == "proxyaddresses" and " " in text else ";")


def _yes(cell: str) -> str | bool:
    return _YES.get(cell.casefold(), cell)


def _not(cell: str) -> str | bool:
    found = _YES.get(cell.casefold())
    return cell if found is None else not found
