"""Whether two texts are the same: to Entra and servers (ordinal, ignoring letter case), and to a person who looks.

Everything that compares names asks here: the engine, the accounts that were read, the match audit, filters and checks.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_OWN = frozenset("ıſ")
"""Letters whose capital is an ASCII one; .NET's ordinal comparison leaves them alone."""

_BLANKS = re.compile(r"\s{2,}")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufff8]"
)
"""Signs that show nothing (Unicode's ``Default_Ignorable_Code_Point``, below U+10000)."""


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

    Letter case, the Unicode form of letters (NFKC), invisible signs, blanks around, and how many blanks stand together
    do not count.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", folded(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))))
        return _BLANKS.sub(" ", text.strip())
    lower = _BLANKS.sub(" ", text.strip().lower()) if " " in text else text.strip().lower()
    return text if lower == text else lower


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
