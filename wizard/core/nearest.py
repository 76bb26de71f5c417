"""The names that somebody probably meant who gave one that does not exist."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_ALIKE = 0.6
"""How much of two names must be equal, from 0 to 1."""


def nearest(name: str, known: Iterable[str], most: int = 1, *, parts: bool = False) -> list[str]:
    """Return up to ``most`` names: the same in another letter case, then those spelled alike.

    Args:
        parts: names that contain the text come before those that are only spelled alike.
    """
    wanted = name.strip().casefold()
    by_text: dict[str, str] = {}
    for each in known:
        by_text.setdefault(each.casefold(), each)
    same = [by_text[wanted]] if wanted in by_text else []
    inside = [each for text, each in by_text.items() if wanted and wanted in text] if parts else []
    alike = [by_text[text] for text in get_close_matches(wanted, by_text, most, _ALIKE)]
    return list(dict.fromkeys([*same, *inside, *alike]))[:most]
