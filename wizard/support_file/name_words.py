"""Words of names: which are kept, which are replaced, and where they stand in other words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence, Set

from wizard.support_file.known import Known, fold
from wizard.support_file.letters import Letters


def apart(
    pattern: re.Pattern[str], text: str, whole: Callable[[re.Match[str]], str], rest: Callable[[str], str]
) -> str:
    """Return a text with what a pattern finds replaced in one way, and what lies between in another."""
    pieces, last = [], 0
    for found in pattern.finditer(text):
        pieces += [rest(text[last : found.start()]), whole(found)]
        last = found.end()
    return "".join((*pieces, rest(text[last:])))


Name = tuple[str, ...]


def positions(known: Known, kept: Set[str], alone: Set[str]) -> dict[str, list[tuple[Name, list[int]]]]:
    """Return, by first word, names that consist of kept words, and which of these are replaced where they stand whole:
    those that nothing tests alone, if there are any.
    """
    found: dict[str, list[tuple[Name, list[int]]]] = {}
    for first, names in known.phrases.items():
        for name in names if first in kept else ():
            if kept >= set(name):
                offsets = [place for place, word in enumerate(name) if word not in alone]
                found.setdefault(first, []).append((name, offsets or list(range(len(name)))))
    return found


class OfWord(dict[str, str]):
    """Remembers what each word of a value became.

    Args:
        letters: make a replacement.
        kept: folded words that stay.
        known: folded words that do not.
        tested: folded parts of words; a word with one of them stays, unless it is known.
    """

    def __init__(self, letters: Letters, kept: Collection[str], known: Collection[str], tested: Sequence[str]) -> None:
        super().__init__()
        self._letters, self._kept, self._known, self._tested = letters, kept, known, tested

    def __missing__(self, word: str) -> str:
        if word.isascii() and word.isdigit():  # of these there are many
            made = word if word in self._kept else self._letters.number(word)
        else:
            made = word if self._keeps(word) else self._letters.word(word)
        self[word] = made
        return made

    def _keeps(self, word: str) -> bool:
        """Tell whether a value's word stays: the configuration tests it, or looks for a part of it."""
        if word[0].isdigit():
            return word in self._kept
        folded = fold(word)
        if folded in self._kept:
            return True
        return folded not in self._known and any(part in folded for part in self._tested)
