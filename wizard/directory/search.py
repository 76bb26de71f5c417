"""Finds people and groups by user input: parts of a name in any order, a user name, an address or an id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wizard.directory.model import Group, Person

_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Hits:
    """The best matches, and whether they match exactly: the whole name, user name, address or id."""

    found: tuple[Person | Group, ...]
    exact: bool


def fold(text: str) -> str:
    """Return the text in lower case and without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def find(items: Iterable[Person | Group], wanted: str) -> Hits:
    """Return the best matches.

    Tries in this order: exactly this name, user name, address or id; names with all the words, in any order; names
    with words that start like them; the words anywhere in name, user name or address.
    """
    whole = wanted.strip()
    words = _WORD.findall(fold(whole))
    keys = [(item, _keys(item)) for item in items]
    for same in (str.casefold, fold):
        exact = [item for item, known in keys if whole and same(whole) in map(same, known)]
        if exact:
            return Hits(tuple(exact), exact=True)
    if not words:
        return Hits((), exact=False)
    named = [(item, _WORD.findall(fold(item.display_name))) for item, _ in keys]
    ways: tuple[Callable[[list[str]], bool], ...] = (
        lambda name: all(word in name for word in words),
        lambda name: all(any(part.startswith(word) for part in name) for word in words),
    )
    for way in ways:
        close = [item for item, name in named if way(name)]
        if close:
            return Hits(tuple(close), exact=False)
    squeezed = [(item, "\n".join("".join(_WORD.findall(fold(key))) for key in known)) for item, known in keys]
    return Hits(tuple(item for item, text in squeezed if all(word in text for word in words)), exact=False)


def _keys(item: Person | Group) -> list[str]:
    names = ("displayName", "userPrincipalName", "mail", "mailNickname")
    values = (item.attributes.get(name) for name in names)
    return [item.id, *(value for value in values if isinstance(value, str) and value)]
