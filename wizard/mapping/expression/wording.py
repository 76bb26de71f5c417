"""Letters: case as .NET changes it, accents, words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_TURKIC = frozenset({"tr", "az"})
_SPECIAL = {"æ": "ae", "Æ": "AE", "ø": "oe", "Ø": "OE", "œ": "oe", "Œ": "OE", "ß": "ss", "ł": "l", "Ł": "L", "ı": "i"}
_BASES = frozenset("acdegilnorstuyzACDEGILNORSTUYZ")
_SEPARATORS = frozenset(
    {"Zs", "Zl", "Zp", "Cc", "Cf", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So"}
)


def lower(text: str, culture: str = "") -> str:
    """Lower-case letter by letter; a Turkish or Azeri culture has its own i."""
    if _turkic(culture):
        text = text.replace("I", "ı").replace("İ", "i")
    return text.lower() if text.isascii() else "".join(map(_lower, text))


def upper(text: str, culture: str = "") -> str:
    """Upper-case letter by letter, so that ß stays; a Turkish or Azeri culture has its own i."""
    if _turkic(culture):
        text = text.replace("i", "İ")
    return text.upper() if text.isascii() else "".join(map(_upper, text))


def _turkic(culture: str) -> bool:
    return culture.partition("-")[0].lower() in _TURKIC


@lru_cache(maxsize=4096)
def _lower(sign: str) -> str:
    changed = sign.lower()
    return changed if len(changed) == 1 else sign


@lru_cache(maxsize=4096)
def _upper(sign: str) -> str:
    changed = sign.upper()
    return changed if len(changed) == 1 else sign


def normalize_diacritics(text: str) -> str:
    """Take the marks off the letters that the documentation's table lists; others stay as they are."""
    if text.isascii():
        return text
    parts: list[str] = []
    base = ""
    for sign in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(sign):
            base = sign
            parts.append(_SPECIAL.get(sign, sign))
        elif base not in _BASES and base not in _SPECIAL:
            parts.append(sign)
    return unicodedata.normalize("NFC", "".join(parts))


def proper_case(text: str, separators: str | None = None) -> str:
    """Lower-case a text and raise the first letter of each word.

    Args:
        text: the text.
        separators: only these characters end a word; None for blanks, punctuation, symbols and control characters.
    """
    parts: list[str] = []
    begun = False
    for sign in text:
        if not begun and sign.isalpha():
            parts.append(_upper(sign))
            begun = True
            continue
        parts.append(_lower(sign))
        ends = sign in separators if separators is not None else unicodedata.category(sign) in _SEPARATORS
        if ends:
            begun = False
    return "".join(parts)


def words(text: str, delimiters: Iterable[str]) -> list[str]:
    """Return the words between delimiters; nothing between two delimiters is no word."""
    signs = set(delimiters)
    found: list[str] = []
    word: list[str] = []
    for sign in text:
        if sign not in signs:
            word.append(sign)
        elif word:
            found.append("".join(word))
            word = []
    return [*found, "".join(word)] if word else found
