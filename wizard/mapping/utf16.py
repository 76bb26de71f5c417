"""Counts and cuts texts as .NET does: by UTF-16 units. A letter beyond U+FFFF has two units.

Entra's functions are .NET's ``String.Length`` and ``Substring`` (Microsoft's reference of functions calls their results
characters). Half a letter, as ``Left`` may return it, is sent as U+FFFD, since JSON in UTF-8 cannot represent it.
"""

from __future__ import annotations


def _plain(text: str) -> bool:
    """Return whether every letter is one unit."""
    return text.isascii() or max(text) < "\U00010000"


def length(text: str) -> int:
    """Return how many units a text has."""
    return len(text) if not text or _plain(text) else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, start: int, end: int) -> str:
    """Return the units from ``start``, counted from 0, up to but not including ``end``."""
    if not text or _plain(text):
        return text[start:end]
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode("utf-16-le", "replace")


def find(text: str, wanted: str, start: int) -> int:
    """Return the unit, counted from 0, at which a text is found from ``start`` on; -1 if it is not found."""
    if not text or _plain(text):
        return text.find(wanted, start)
    found = text.find(wanted, len(cut(text, 0, start)))
    return -1 if found < 0 else length(text[:found])


def units(text: str) -> str:
    """Return a text in which each unit is a separate letter."""
    if not text or _plain(text):
        return text
    data = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(data[at] | data[at + 1] << 8) for at in range(0, len(data), 2))


def letters(text: str) -> str:
    """Return the letters that the units form; half a letter becomes U+FFFD."""
    if not any("\ud800" <= letter <= "\udfff" for letter in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
