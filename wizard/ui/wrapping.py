"""Break points in words that are too long for a line."""

from __future__ import annotations

import re

LONG_WORD = 60
"""Characters of a word after which it can wrap where there is the whole width of a page."""
NARROW_WORD = 24
"""Characters of a word after which it can wrap in a narrow column or beside buttons."""


def wrappable(text: str, longest: int = LONG_WORD) -> str:
    """Return the text with break points after ``longest`` characters of a word, so that it cannot widen the page."""
    return re.sub(rf"[^\s\u200b]{{{longest}}}", "\\g<0>\u200b", text)


def wrappable_address(address: str) -> str:
    """Return an address that can wrap after its parts."""
    for sign in "/?&+=":
        address = address.replace(sign, f"{sign}\u200b")
    return wrappable(address)
