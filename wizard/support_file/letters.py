"""Replaces words letter by letter, so that what matters to a mapping stays: lengths, letter case, equal beginnings.

A letter's replacement depends on a key and on the letters before it in the word. So a word has the same replacement
everywhere in a file and another one in the next file, words that differ only in letter case still do, and what begins
alike still begins alike, so that ``Left`` and look-ups by a beginning go on to work. Vowels stay vowels, a letter with
an accent stays one, other alphabets stay themselves, digits stay digits.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

VOWELS = "aeiou"
CONSONANTS = "bcdfghjklmnprstvwyz"
LETTERS = "abcdefghijklmnoprstuvwyz"
"""Without q and x, which few accents go with; they stand for themselves."""
DIGITS = "0123456789"

MARKS = "\u0301\u030c\u0300\u0327\u0307\u0323\u0302\u0308\u0304\u0328"
_TRIES = 24
_SHORT = 40
"""Letters of words that are made from their beginnings."""
_HEAD = 3
"""Digits of a number that are substituted like letters."""
_FIGURES = 7
"""Digits of numbers whose beginnings are remembered: staff numbers and the like are counted up."""
_TURNS = 63
"""The last place in a digest."""
_TWICE = DIGITS * 2
_ZERO = ord("0")


class Letters:
    """Substitutes words with one key.

    Args:
        key: 16 to 64 random bytes, different for every file.
        words: all words that are going to be substituted, in any letter case: no replacement of one of them is another
            of them, as far as the alphabet allows it.
    """

    def __init__(self, key: bytes, words: Iterable[str] = ()) -> None:
        self._key = key
        self._tables: dict[str, dict[str, str]] = {"": {}}
        self._made: dict[str, str] = {}
        self._turns: dict[str, bytes] = {}
        self._begun: dict[str, tuple[str, str]] = {}
        self._taken: set[str] = set()
        self._ends: dict[str, set[str]] = {}
        for word in words:
            bare = "" if word[:1].isdigit() else plain(word)
            if bare and not bare[0].isdigit() and bare not in self._taken:
                self._taken.add(bare)
                self._ends.setdefault(bare[:-1], set()).add(bare[-1])

    def word(self, word: str) -> str:
        """Return the replacement of one run of letters or digits; combining marks belong to the letter before them."""
        made = self._made.get(word)
        if made is None:
            made = self._made[word] = self._substitute(word)
        return made

    def _simple(self, word: str) -> str:
        """Return the replacement of a word of plain small letters or digits; each beginning is made once."""
        before, last = word[:-1], word[-1]
        begun = self._made.get(before)
        if begun is None:
            begun = self._simple(before) if before else ""
        table = self._tables.get(before)
        new = table.get(last) if table is not None else None
        made = self._made[word] = begun + (new or self._letter(before, begun, last))
        return made

    def _substitute(self, word: str) -> str:
        if word.isascii():
            if word.isdigit():
                return self.number(word)
            if word.islower() and len(word) <= _SHORT:
                return self._simple(word)
        prefix, image, out = "", "", []
        for letter in word:
            base, marks = _parts(letter)
            if not base:
                out.append(letter)
                continue
            new = self._letter(prefix, image, base)
            prefix, image = prefix + base, image + new
            if marks:
                new = _with_marks(new, marks)
            out.append(new.upper() if letter != letter.lower() else new)
        return "".join(out)

    def number(self, word: str) -> str:
        """Return the replacement of digits: the first ones as in any word; of the others, which are many, each is
        turned by what a walk along the digits before it finds in the digest of the first ones.
        """
        if len(word) <= _HEAD:
            return self._made.get(word) or self._simple(word)
        if len(word) > _FIGURES:
            made, end = self._begun_number(word[:-1])
        else:
            begun = self._begun.get(word[:-1])
            if begun is None:
                begun = self._begun[word[:-1]] = self._begun_number(word[:-1])
            made, end = begun
        return made + end[ord(word[-1]) - _ZERO]

    def _begun_number(self, word: str) -> tuple[str, str]:
        """Return the replacement of a number's beginning, and those of the digits that may come next."""
        head = word[:_HEAD]
        turns = self._turns.get(head)
        if turns is None:
            digest = blake2b(head.encode(), key=self._key, person=b"turns").digest()
            turns = self._turns[head] = bytes(1 + byte % 9 for byte in digest)
        made = self._made.get(head) or self._simple(head)
        place = 0
        for digit in word[_HEAD:].encode():
            made += _TWICE[digit - _ZERO + turns[place]]
            place = (place * 11 + digit) & _TURNS
        return made, _TWICE[turns[place] : turns[place] + 10]

    def _letter(self, prefix: str, image: str, base: str) -> str:
        table = self._tables.get(prefix)
        if table is None:
            table = self._tables[prefix] = {}
        new = table.get(base)
        if new is None:
            group = _group(base)
            if base not in group:
                table[base] = base
                return base
            self._fill(table, prefix, image, group)
            new = table[base]
        return new

    def _fill(self, table: dict[str, str], prefix: str, image: str, group: str) -> None:
        """Choose a permutation of some letters after a beginning; none that makes one known word of another."""
        ends = self._ends.get(prefix)
        here = [letter for letter in group if letter in ends] if ends else []
        if not here:
            table.update(zip(group, self._shuffled(prefix, group, 0), strict=True))
            return
        wide = group
        best: dict[str, str] = {}
        least = len(here) + 1
        for salt in range(_TRIES):
            if salt == _TRIES // 2 and group in (VOWELS, CONSONANTS) and not table:
                wide = LETTERS  # too few letters to get out of the way of short names
                here = [letter for letter in wide if letter in (ends or ())]
            chosen = dict(zip(wide, self._shuffled(prefix, wide, salt), strict=True))
            clashes = sum(image + chosen[letter] in self._taken for letter in here)
            if clashes < least:
                best, least = chosen, clashes
            if not clashes:
                break
        table.update(best)

    def _shuffled(self, prefix: str, group: str, salt: int) -> str:
        digest = blake2b(prefix.encode("utf-8", "surrogatepass"), key=self._key, salt=b"%d" % salt).digest()
        if len(prefix) > 3 and not salt:
            turn = 1 + digest[0] % (len(group) - 1) if len(group) > 1 else 0
            return group[turn:] + group[:turn]
        if len(group) > len(digest):
            turn = 1 + int.from_bytes(digest[:4], "big") % (len(group) - 1)
            return group[turn:] + group[:turn]
        return "".join(group[place] for place in sorted(range(len(group)), key=digest.__getitem__))


def plain(word: str) -> str:
    """Return a word as substitution sees it: small letters without marks."""
    return "".join(_parts(letter)[0] for letter in word)


@lru_cache(maxsize=4096)
def _parts(letter: str) -> tuple[str, str]:
    """Return a character's small base letter and the marks on it; both empty for what stands for itself."""
    if letter in LETTERS or letter in DIGITS:
        return letter, ""
    if unicodedata.combining(letter):
        return "", ""
    small = letter.lower()
    if len(small) != 1:
        return "", ""
    apart = unicodedata.normalize("NFD", small)
    return (apart[0], apart[1:]) if len(apart) > 1 and apart[0].isascii() else (small, "")


@lru_cache(maxsize=4096)
def _group(base: str) -> str:
    """Return the letters that a letter may become."""
    if base in VOWELS:
        return VOWELS
    if base in CONSONANTS:
        return CONSONANTS
    if base in DIGITS:
        return DIGITS
    if base.isascii():
        return base
    first = ord(base) & ~63
    alike = [other for other in map(chr, range(first, first + 64)) if _alike(base, other)]
    marked = [other for other in alike if unicodedata.decomposition(other)]
    if len(marked) > 1:  # a single one, such as the Cyrillic short i, is a letter like any other
        alike = marked if base in marked else [other for other in alike if other not in marked]
    return "".join(alike) if base in alike else base


def _alike(base: str, other: str) -> bool:
    return (
        unicodedata.category(other) == unicodedata.category(base)
        and other.upper().lower() == other
        and len(other.upper()) == 1
        and (other.upper() != other) == (base.upper() != base)
    )


@lru_cache(maxsize=4096)
def _with_marks(letter: str, marks: str) -> str:
    """Return a letter with marks as one character; with other marks where there is none with these."""
    for other in (marks, *MARKS):
        made = unicodedata.normalize("NFC", letter + other)
        if len(made) == 1 and len(made.upper()) == 1:
            return made
    return letter
