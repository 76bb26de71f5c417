"""Operations on letters: case as .NET changes it, accents, words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_TURKIC = frozenset({"tr", "az"})
_SPECIAL = {"æ": "ae", "ø": "oe", "œ": "oe", "ß": "ss", "ł": "l", "ı": "i"}
"""Letters that are replaced although they have no diacritic mark; capitals likewise."""

_MARKED = """
ä à â ã å á ą ă ā ā́ ā̀ ā̂ ā̃ ǟ ā̈ ǡ a̱ å̄ ǣ ç č ć c̄ c̱ ď d̄ ḏ ë è é ê ę ě ė ē ḗ ḕ ē̂ ē̃ ê̄ e̱ ë̄ e̊̄ ğ ḡ g̱
ï î ì í ī ī́ ī̀ ī̂ ī̃ i̱ ľ l̄ ḹ ḻ ñ ń ň n̄ ṉ ö ò ő õ ô ó ō ṓ ṑ ō̂ ō̃ ȫ ō̈ ǭ ȭ ȱ o̱ ø̄ œ̄ ř r̄ ṟ ṝ
š ś ș ş s̄ s̱ ť ț t̄ ṯ ü ù û ú ů ű ū ū́ ū̀ ū̂ ū̃ u̇̄ ǖ ṻ ṳ̄ u̱ ÿ ý ȳ ȳ́ ȳ̀ ȳ̃ y̱ ź ž ż z̄ ẕ
"""
"""Letters with marks as Microsoft's reference of functions lists them for NormalizeDiacritics; capitals likewise."""

_SEPARATORS = frozenset(
    {"Zs", "Zl", "Zp", "Cc", "Cf", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So"}
)


def lower(text: str, culture: str = "") -> str:
    """Lower-case letter by letter; Turkish and Azeri cultures have special rules for i."""
    if _turkic(culture):
        text = text.replace("I", "ı").replace("İ", "i")
    return text.lower() if text.isascii() else "".join(map(_lower, text))


def upper(text: str, culture: str = "") -> str:
    """Upper-case letter by letter, so that ß stays; Turkish and Azeri cultures have special rules for i."""
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


def _table() -> dict[str, str]:
    """Return the letters that NormalizeDiacritics changes, decomposed, and their replacements."""
    found = dict(_SPECIAL)
    for letter in _MARKED.split():
        apart = unicodedata.normalize("NFD", letter)
        found[apart] = _SPECIAL.get(apart[0], apart[0])
    capitals = {letter.upper(): plain.upper() for letter, plain in found.items() if letter not in "ßı"}
    # The capital of i has a dot in addition to the table's other marks.
    return {**found, **capitals, unicodedata.normalize("NFD", "İ"): "I"}


_DIACRITICS = _table()


def normalize_diacritics(text: str) -> str:
    """Remove the marks of the letters that the documentation's table lists; other letters stay as they are."""
    if text.isascii():
        return text
    clusters: list[str] = []
    for sign in text:
        if clusters and unicodedata.combining(sign):
            clusters[-1] += sign
        else:
            clusters.append(sign)
    return "".join(_DIACRITICS.get(unicodedata.normalize("NFD", cluster), cluster) for cluster in clusters)


def proper_case(text: str, separators: str | None = None) -> str:
    """Lower-case a text and capitalize the first letter of each word.

    Args:
        text: the text.
        separators: only these characters end a word; ``None`` for blanks, punctuation, symbols and control characters.
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
    """Return the words between delimiters; empty words are omitted."""
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
