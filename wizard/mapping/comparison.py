"""Whether two texts are the same: to Entra and servers (ordinal, ignoring letter case), and to a person who looks.

Everything that compares names asks here: the engine, the accounts that were read, the match audit, filters and checks.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_OWN = frozenset("ıſ")
"""Letters whose capital is an ASCII one; .NET's ordinal comparison leaves them alone."""

_AROUND = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace()) + "\u200b\u200c\u200d\u2060\ufeff"
"""Blanks, and signs that nobody sees."""


def folded(text: str) -> str:
    """Return what texts have in common that differ in letter case alone; the same object where there is none.

    Letter by letter, as .NET compares with ``OrdinalIgnoreCase``: the length stays, ``ß`` is not ``ss``, and the form
    in which accents are written counts.
    """
    if text.isascii():
        lower = text.lower()
        return text if lower == text else lower
    return "".join(map(_folded, text))


def same(one: str, two: str) -> bool:
    """Tell whether two texts differ in letter case at most."""
    return one == two or folded(one) == folded(two)


def likeness(text: str) -> str:
    """Return what texts have in common that look the same to a person.

    Letter case, the Unicode form of letters (NFKC), and blanks and invisible signs around do not count.
    """
    if text.isascii():
        lower = text.strip(_AROUND).lower()
        return text if lower == text else lower
    return unicodedata.normalize("NFKC", folded(unicodedata.normalize("NFKC", text))).strip(_AROUND)


@lru_cache(maxsize=8192)
def _folded(sign: str) -> str:
    """Return a letter's common form: that of its capital, in lower case, as long as each is one letter."""
    if sign in _OWN:
        return sign
    upper = sign.upper()
    if len(upper) != 1:
        return sign
    lower = upper.lower()
    return lower if lower.upper() == upper else upper
