"""Break points in words that are too long for a line."""

from __future__ import annotations

import re

_LONG_WORD = re.compile(r"[^\s\u200b]{60}")


def wrappable(text: str) -> str:
    """Return the text with break points in long words, so that a server's message cannot widen the page."""
    return _LONG_WORD.sub("\\g<0>\u200b", text)


def wrappable_address(address: str) -> str:
    """Return an address that can wrap after its parts."""
    for sign in "/?&+=":
        address = address.replace(sign, f"{sign}\u200b")
    return wrappable(address)
