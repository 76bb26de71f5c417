"""A quick first look at a document: tells that it is surely clean, or that it has to be looked at text by text.

It may suspect a clean document, and never passes one that the scan would object to; a test compares the two.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Collection, Iterable

import msgspec

from wizard.support.known import Known, fold

_STRING = re.compile(rb'"([^"\\]*(?:\\.[^"\\]*)*)"')
_RUN = re.compile(rb"[0-9a-z\x80-\xff]+")
_LETTERS = re.compile(rb"[a-z\x80-\xff]{4,}")
_DIGITS = re.compile(rb"[0-9]+")
_ENCODED = re.compile(rb"[A-Za-z0-9+/_-]{6,}")
_HEX = re.compile(rb"[0-9a-f]{8,}")
_NUMBER = re.compile(rb"\d(?:[ ().\-/]{0,2}\d){6,}")
_SCHEME = re.compile(rb"(?:bearer|basic)\s")
_ESCAPED = re.compile(rb"[%&\\=]")
_UPPER = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"abcdefghijklmnopqrstuvwxyz")
_PLAIN_64 = bytes.maketrans(b"-_", b"+/")
_LAST = 12
_WHOLE = 32
_SHORT = 4
_GUID = 36


class Sieve:
    """Knows what is looked for; remembers texts that it has seen.

    Args:
        known: what must not remain.
        secrets: must not remain in any form.
        named: members' names, in small letters, that make a value a credential.
        issued: numbers that were given as stand-ins.
        given: GUIDs that were given as stand-ins and are nobody's own.
    """

    def __init__(
        self,
        known: Known,
        secrets: Iterable[str],
        named: Collection[str],
        issued: Collection[str],
        given: Collection[str],
    ) -> None:
        self._issued = frozenset(issued)
        self._known = known
        self._secrets = [secret.encode() for secret in secrets]
        self._named = frozenset(name.encode() for name in named)
        self._ends = frozenset(one[-_LAST:].encode() for one in known.ids)
        self._wholes = frozenset(one.encode() for one in known.ids)
        self._seen: set[bytes] = {one.encode() for one in given}

    def passes(self, raw: bytes, is_clean: Callable[[str], bool]) -> bool:
        """Tell whether a JSON document is surely clean.

        Args:
            raw: the document.
            is_clean: the scan's own look at one text.
        """
        new = _strings(raw) - self._seen
        text = b"\n".join(new)
        # What is escaped may mean something else once it is read; there are few such texts.
        escaped = _lines_with(_ESCAPED, text)
        if escaped:
            if not all(map(is_clean, map(_read, escaped))):
                return False
            text = b"\n".join(new.difference(escaped))
        small = text.translate(_UPPER)
        if b"eyJ" in text or b"PRIVATE KEY" in text or any(secret in text for secret in self._secrets):
            return False
        if (b"bearer" in small or b"basic" in small) and _SCHEME.search(small):
            return False
        if not self._named.isdisjoint(small.split(b"\n")) or not self._numbers(text):
            return False
        runs = set(_RUN.findall(small))
        if not self._ends.isdisjoint(runs) or not self._wholes.isdisjoint(runs):
            return False
        if not self._words(runs) or not all(map(is_clean, _encoded(text, runs))):
            return False
        self._seen |= new
        return True

    def _words(self, runs: set[bytes]) -> bool:
        joined = b" ".join(runs)
        found = set(_LETTERS.findall(joined)).union(run for run in runs if len(run) < _SHORT)
        bag = {fold(word.decode("utf-8", "replace")) for word in found}
        if not self._known.words.isdisjoint(bag):
            return False
        if not self._known.phrases:
            return True
        bag |= {run.decode() for run in _DIGITS.findall(joined)}
        firsts = self._known.phrases.keys() & bag
        return not any(bag.issuperset(phrase) for first in firsts for phrase in self._known.phrases[first])

    def _numbers(self, text: bytes) -> bool:
        if not self._known.numbers:
            return True
        found = {b"".join(_DIGITS.findall(number)).decode() for number in set(_NUMBER.findall(text))}
        return self._known.numbers.isdisjoint(found - self._issued)


def _strings(raw: bytes) -> set[bytes]:
    """Return the strings of a JSON document, as they are written."""
    if b"\\" in raw:
        return set(_STRING.findall(raw))
    return set(raw.split(b'"')[1::2])  # without a backslash, every quotation mark begins or ends one


def _lines_with(pattern: re.Pattern[bytes], text: bytes) -> set[bytes]:
    """Return the lines in which a pattern of one character is found."""
    found = set()
    sign = pattern.search(text)
    while sign is not None:
        start, end = text.rfind(b"\n", 0, sign.start()) + 1, text.find(b"\n", sign.start())
        end = end if end >= 0 else len(text)
        found.add(text[start:end])
        sign = pattern.search(text, end)
    return found


def _encoded(text: bytes, small_runs: set[bytes]) -> list[str]:
    """Return what runs of base64 or hexadecimal digits hold, where they hold a text at all."""
    runs = {run for run in set(_ENCODED.findall(text)) if len(run) != _GUID or run[8:9] != b"-"}
    apart = [run.decode() for run in runs if not run.isalnum()]
    runs.update(part.encode() for run in apart for part in pieces_of(run))
    held = [_base64_text(run) for run in runs]
    digits = set(_HEX.findall(b" ".join(small_runs)))
    held += [text_in(bytes.fromhex(run[: len(run) // 2 * 2].decode())) for run in digits]
    return [inner for inner in held if inner is not None]


def _read(raw: bytes) -> str:
    """Return what a JSON string says."""
    try:
        return str(msgspec.json.decode(b'"' + raw + b'"'))
    except msgspec.DecodeError:
        return raw.decode("utf-8", "replace")


_SIGNS = re.compile(r"[+/_-]")
_LEAST = 6
_MOST_SIGNS = 16


def pieces_of(run: str) -> list[str]:
    """Return what of a run of base64's letters may be one text: all of it, what follows a sign, what is between two."""
    places = [found.end() for found in _SIGNS.finditer(run)][:_MOST_SIGNS]
    found = [run, *(run[place:] for place in places)]
    if places:
        found += _SIGNS.split(run)
    return [piece for piece in found if len(piece) >= _LEAST]


def _base64_text(run: bytes) -> str | None:
    if len(run) % 4 == 1:
        return None
    try:
        raw = binascii.a2b_base64(run.translate(_PLAIN_64) + b"=" * (-len(run) % 4))
    except binascii.Error:
        return None
    return text_in(raw)


def text_in(raw: bytes) -> str | None:
    """Return the text that some bytes are, in UTF-8 or in UTF-16 of one alphabet; ``None`` where they are none."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        if len(raw) % 2 or not _SCRIPTS.issuperset(raw[1::2]):
            return None
        text = raw.decode("utf-16-le", "replace")
    else:
        if len(raw) > _SHORT and "\0" in text and len(raw) % 2 == 0:
            text = raw.decode("utf-16-le", "replace")
    return text if text.isprintable() or all(one.isprintable() or one in "\r\n\t" for one in text) else None


_SCRIPTS = frozenset((*range(0x07), 0x30, *range(0x4E, 0xA0), *range(0xAC, 0xD8)))
"""First halves of UTF-16 in which names are written: Latin to Arabic, kana, Chinese, Korean."""
