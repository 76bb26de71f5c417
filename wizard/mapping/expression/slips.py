"""Guesses what was meant where an expression is wrong: characters from a word processor or another language."""

from __future__ import annotations

import unicodedata
from typing import Final, Literal

Slip = Literal["none", "quotes", "single", "invisible", "semicolon", "and", "or", "equals", "differs", "stray"]
"""``stray``: a character that no expression has; ``equals``: ``==``; ``differs``: ``!=``; ``single``: single quotes."""

_QUOTES: Final = "“”„‟«»″＂"
_SINGLE: Final = "'‘’‚‛"
_DOUBLED: Final[dict[str, Slip]] = {"&&": "and", "||": "or", "==": "equals", "!=": "differs"}
_BLANKS: Final = " \t\r\n\f\v\u00a0"


def is_invisible(sign: str) -> bool:
    """Return whether a character is not displayed, or is a blank that the language does not know."""
    category = unicodedata.category(sign)
    return category in {"Cf", "Cc", "Zs", "Zl", "Zp"} and sign not in _BLANKS


def slip_at(source: str, at: int) -> Slip:
    """Return what was probably meant at a position that cannot be parsed."""
    sign = source[at : at + 1]
    for start in (at, at - 1):
        if start >= 0 and (found := _DOUBLED.get(source[start : start + 2])):
            return found
    if not sign:
        return "none"
    if sign in _QUOTES:
        return "quotes"
    if sign in _SINGLE:
        return "single"
    if is_invisible(sign):
        return "invisible"
    if sign == ";":
        return "semicolon"
    return "stray" if sign in "`´^~?{}\\|!$%@#*/:" else "none"


def without_slip(source: str, at: int) -> str:
    """Return the text with the probable mistake corrected, unchanged if it is unknown."""
    slip = slip_at(source, at)
    if slip == "quotes":
        return "".join('"' if sign in _QUOTES else sign for sign in source)
    if slip == "invisible":
        return "".join(sign for sign in source if not is_invisible(sign))
    if slip == "semicolon":
        return f"{source[:at]},{source[at + 1 :]}"
    if slip in {"equals", "differs"}:
        start = at if source[at : at + 2] in _DOUBLED else at - 1
        return f"{source[:start]}{'=' if slip == 'equals' else '<>'}{source[start + 2 :]}"
    return source[:at] + source[at + 1 :] if slip == "stray" else source
