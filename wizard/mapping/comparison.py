"""Compares two texts: as Entra and servers do (ordinal, ignoring letter case), and as they look to a person.

All code that compares names uses this module: the engine, the target snapshot, the match audit, filters and checks.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_OWN = frozenset("ıſ")
"""Letters whose capital is an ASCII letter; .NET's ordinal comparison leaves them unchanged."""

_BLANKS = re.compile(r"\s{2,}")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufff8]"
)
"""Characters that are not displayed (Unicode's ``Default_Ignorable_Code_Point``, below U+10000)."""


def folded(text: str) -> str:
    """Return a form that is equal for texts that differ only in letter case; the same object if nothing changes.

    Works letter by letter, as .NET compares with ``OrdinalIgnoreCase``: the length is preserved, ``ß`` is not ``ss``,
    and differently encoded accents count as different.
    """
    if text.isascii():
        lower = text.lower()
        return text if lower == text else lower
    return "".join(map(_folded, text))


def same(one: str, two: str) -> bool:
    """Return whether two texts differ in letter case at most."""
    return one == two or folded(one) == folded(two)


def likeness(text: str) -> str:
    """Return a form that is equal for texts that look the same to a person.

    Ignored are letter case, the Unicode form of letters (NFKC), invisible characters, surrounding blanks, and the
    number of consecutive blanks.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", folded(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))))
        return _BLANKS.sub(" ", text.strip())
    lower = _BLANKS.sub(" ", text.strip().lower()) if " " in text else text.strip().lower()
    return text if lower == text else lower


@lru_cache(maxsize=8192)
def _folded(sign: str) -> str:
    """Return a letter's folded form: its capital converted to lower case, if each is a single letter."""
    if sign in _OWN:
        return sign
    upper = sign.upper()
    if len(upper) != 1:
        return sign
    lower = upper.lower()
    return lower if lower.upper() == upper else upper
