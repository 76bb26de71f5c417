"""A quick first look at a document: tells that it is surely clean, or that it has to be looked at text by text.

It may suspect a clean document, and never passes one that the scan would object to; a test compares the two.
"""

from __future__ import annotations

import binascii
import re
import string
from collections.abc import Callable, Collection, Iterable

import msgspec

from wizard.support_file.known import Known, fold

_LETTERS = re.compile(rb"[a-z\x80-\xff]{4,}")
_DIGITS = re.compile(rb"[0-9]+")
_HEX = re.compile(rb"[0-9a-f]{8,}")
_NUMBER = re.compile(rb"\d(?:[ ().\-/]{0,2}\d){6,}")
_SCHEME = re.compile(rb"(?:bearer|basic)\s")
_BETWEEN = b" ().-/"
_ESCAPED = re.compile(rb"[%&\\=\1]")
_ALL = bytes(range(256))
_LETTERS_AND_DIGITS = string.ascii_letters + string.digits
_UPPER = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"abcdefghijklmnopqrstuvwxyz")
_ONE_SIGN = bytes.maketrans(b"+_-", b"///")
_PLAIN_64 = bytes.maketrans(b"-_", b"+/")
_RUNS = bytes(one if chr(one) in _LETTERS_AND_DIGITS or one > 0x7F else 0x20 for one in _ALL).translate(_UPPER)
"""Leaves small letters and digits, with blanks between."""
_BASE64 = bytes(one if chr(one) in _LETTERS_AND_DIGITS + "+/_-" else 0x20 for one in _ALL)
"""Leaves what base64 is made of, with blanks between."""
_PARTS = bytes(one if one > 0x7F else _BASE64[one] for one in _ALL)
"""Leaves both, with blanks between."""
_BLOCK = 16_384
"""Bytes that are taken apart at a time: few pieces at once stay in the processor's cache."""
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
        issued: returns the numbers that were given as replacements.
        given: GUIDs that were given as replacements and are nobody's own.
    """

    def __init__(
        self,
        known: Known,
        secrets: Iterable[str],
        named: Collection[str],
        issued: Callable[[], Collection[str]],
        given: Collection[str],
    ) -> None:
        self._issued = issued
        self._known = known
        self._secrets = [secret.encode() for secret in secrets]
        self._named = {name.encode(): name.encode().translate(_RUNS).split() for name in named}
        self._wholes = frozenset("\n".join(known.ids).encode().split())
        self._ends = frozenset(one[-_LAST:] for one in self._wholes)
        self._seen: set[bytes] = set("\n".join(given).encode().split())

    def passes(self, raw: bytes, is_clean: Callable[[str], bool]) -> bool:
        """Tell whether a JSON document is surely clean.

        Args:
            raw: the document.
            is_clean: the scan's own look at one text.
        """
        new = _strings(raw) - self._seen
        text = b"\n".join(new)
        # What is escaped may mean something else once it is read; there are few such texts.
        if not all(map(is_clean, map(_read, _lines_with(_ESCAPED, text)))):
            return False
        small = text.translate(_UPPER)
        if b"eyJ" in text or b"PRIVATE KEY" in text or any(secret in text for secret in self._secrets):
            return False
        if (b"bearer" in small or b"basic" in small) and _SCHEME.search(small):
            return False
        parts = b" ".join(set(text.translate(_PARTS).split()))  # many texts have parts in common
        runs = set(parts.translate(_RUNS).split())
        named = any(runs.issuperset(words) for words in self._named.values())
        if (named and not self._named.keys().isdisjoint(small.split(b"\n"))) or not self._numbers(text):
            return False
        if not self._ends.isdisjoint(runs) or not self._wholes.isdisjoint(runs):
            return False
        if not self._words(runs) or not all(map(is_clean, _encoded(parts, runs))):
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
        found = b"\n".join(set(_NUMBER.findall(text))).translate(None, _BETWEEN).decode().split("\n")
        mine = self._known.numbers.intersection(found)
        return not mine or mine.issubset(self._issued())


def _strings(raw: bytes) -> set[bytes]:
    """Return the strings of a JSON document, as they are written but for escaped quotation marks and backslashes.

    These come as control characters, which stand in no JSON string themselves.
    """
    if b"\\" in raw:
        raw = raw.replace(b"\\\\", b"\1\1").replace(b'\\"', b"\1\2")
    found: set[bytes] = set()
    start, inside = 0, 0  # now every quotation mark begins or ends a string
    while start < len(raw):
        end = raw.find(b'"', start + _BLOCK)
        pieces = raw[start : end if end >= 0 else len(raw)].split(b'"')
        found.update(pieces[1 - inside :: 2])
        inside = (inside + len(pieces)) % 2
        start = end + 1 if end >= 0 else len(raw)
    return found


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


def _encoded(parts: bytes, small_runs: set[bytes]) -> list[str]:
    """Return what runs of base64 or hexadecimal digits hold, where they hold a text at all."""
    runs = set(parts.translate(_BASE64).split())
    runs = {run for run in runs if len(run) >= _LEAST and (len(run) != _GUID or run[8:9] != b"-")}
    for run in [run for run in runs if not run.isalnum()]:
        before, _, after = run.translate(_ONE_SIGN).partition(b"/")
        pieces = (before, after) if b"/" not in after else map(str.encode, pieces_of(run.decode()))
        runs.update(piece for piece in pieces if len(piece) >= _LEAST)
    held = _base64_texts([run for run in runs if len(run) % 4 != 1])
    digits = set(_HEX.findall(b" ".join(small_runs)))
    held += [text_in(bytes.fromhex(run[: len(run) // 2 * 2].decode())) for run in digits]
    return [inner for inner in held if inner is not None]


def _base64_texts(runs: list[bytes]) -> list[str | None]:
    """Return what each run holds; all are undone together, filled up to whole groups of four."""
    filled = [run + b"AAA"[: -len(run) % 4] for run in runs]
    whole = binascii.a2b_base64(b"".join(filled).translate(_PLAIN_64))
    found, start = [], 0
    for run, full in zip(runs, filled, strict=True):
        found.append(text_in(whole[start : start + len(run) * 3 // 4]))
        start += len(full) * 3 // 4
    return found


def _read(raw: bytes) -> str:
    """Return what a JSON string of :func:`_strings` says."""
    raw = raw.replace(b"\1\1", b"\\\\").replace(b"\1\2", b'\\"')
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
