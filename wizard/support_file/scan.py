"""The independent look at a finished file: does anything remain that must not be passed on?

It shares nothing with the making of replacements but the list of what is known. Every text is taken as it stands, and
once more after each encoding that it could be in is undone, to a depth.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import quopri
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal
from urllib.parse import unquote, unquote_plus

import msgspec

from wizard.core.checkpoints import Checkpoint, with_checkpoints
from wizard.secrets.redact import inside_others
from wizard.secrets.secret import Secret
from wizard.support_file.known import GUID, NUMBER, SPOKEN, Known, fold
from wizard.support_file.sieve import Sieve, pieces_of, text_in

LEVELS = 5
"""Encodings inside encodings that are looked through."""

MOST = 100
"""Places that are named."""

_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}")
_BEARER = re.compile(r"(?i)\b(?:bearer|basic)\s+(?!\*)(?=[A-Za-z0-9._~+/=-]*[0-9])[A-Za-z0-9._~+/=-]{16,}")
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_SURELY = "-----BEGIN PRIVATE KEY-----"
"""Stands for what its name calls a secret."""

_NAMED = frozenset(
    {
        "password",
        "passwd",
        "client_secret",
        "clientsecret",
        "access_token",
        "refresh_token",
        "id_token",
        "secrettoken",
        "client_assertion",
        "code_verifier",
        "device_code",
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "x-api-key",
    }
)
_PAIRED = frozenset({"secrettoken", "password", "clientsecret", "oauth2accesstoken", "oauth2refreshtoken", "appkey"})
_MASKED = re.compile(r"(?i)(?:bearer |basic )?\**")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{6,}={0,2}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){4,}")

_ALONE = re.compile(rf"(?<![0-9A-Za-z]){GUID.pattern}(?![0-9A-Za-z])")

_GUID_LENGTH = 32
Kind = Literal["secret", "credential", "name", "number", "id"]


@dataclass(frozen=True, slots=True)
class Leak:
    """Something that remains: in which document, where in it (a JSON pointer, RFC 6901), and of which kind it is.

    What it is is not told.
    """

    document: str
    place: str
    kind: Kind


class Scanner:
    """Looks through documents.

    Args:
        known: what must not remain.
        secrets: must not remain in any form.
        issued: returns the numbers that were given as replacements, digits only: one may be somebody else's by chance.
        issued_ids: GUIDs that were given as replacements. Nothing is hidden in them, but what is random may look like a
            short name that somebody encoded. One that is known is found all the same.
    """

    def __init__(
        self,
        known: Known,
        secrets: Iterable[Secret] = (),
        issued: Callable[[], Collection[str]] = frozenset,
        issued_ids: Collection[str] = (),
    ) -> None:
        self._known = known
        plain = [text for secret in secrets if len(text := secret.reveal()) >= 4]
        self._secrets = list(dict.fromkeys([*plain, *(form for text in plain for form in inside_others(text))]))
        self._issued = cache(issued)
        bare = "\n".join(issued_ids).replace("-", "").lower().split("\n")
        self._given = frozenset(issued_ids)
        if not known.ids.isdisjoint(bare):
            self._given = frozenset(one for one in issued_ids if one.replace("-", "").lower() not in known.ids)
        self._clean: set[str] = set(self._given)
        named = _NAMED | _PAIRED
        self._sieve = Sieve(known, self._secrets, named, self._issued, self._given)

    def scan(self, documents: Mapping[str, bytes], checkpoint: Checkpoint = lambda: None) -> list[Leak]:
        """Return every leak, at most :data:`MOST`.

        Args:
            documents: by name, JSON in UTF-8; anything else is looked at as text.
            checkpoint: called now and then; may raise to stop.
        """
        leaks: list[Leak] = []
        for name, raw in documents.items():
            checkpoint()
            if self._sieve.passes(raw, self._is_clean):
                continue
            for place, text in with_checkpoints(_texts(raw), checkpoint, 2000):
                if text in self._clean:
                    continue
                kind = self._look(text, LEVELS)
                if kind is None:
                    self._clean.add(text)
                    continue
                leaks.append(Leak(name, self._pointer(place), kind))
                if len(leaks) >= MOST:
                    return leaks
        return leaks

    def _is_clean(self, text: str) -> bool:
        return self._look(text, LEVELS) is None

    def _pointer(self, way: Way) -> str:
        """Return the way as a pointer, without members' names that leak themselves."""
        parts = [part if isinstance(part, int) or self._look(part, LEVELS) is None else "*" for part in way]
        return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)

    def _look(self, text: str, levels: int) -> Kind | None:
        kind = self._plainly(text)
        if kind is not None or not levels:
            return kind
        if self._given and len(text) >= _GUID_LENGTH:
            text = _ALONE.sub(lambda found: " " if found[0] in self._given else found[0], text)
        for inner in _undone(text):
            kind = self._look(inner, levels - 1)
            if kind is not None:
                return kind
        return None

    def _plainly(self, text: str) -> Kind | None:
        for secret in self._secrets:
            if secret in text:
                return "secret"
        if len(text) >= 14 and (
            ("eyJ" in text and _JWT.search(text))
            or (" " in text and _BEARER.search(text))
            or ("PRIVATE KEY" in text and _PRIVATE_KEY.search(text))
        ):
            return "credential"
        if len(text) >= _GUID_LENGTH:
            for found in GUID.findall(text):
                if found.replace("-", "").lower() in self._known.ids:
                    return "id"
            text = GUID.sub(" ", text)
        if self._known.numbers and any(map(self._is_number, NUMBER.findall(text))):
            return "number"
        words = SPOKEN.findall(text)
        if not words:
            return None
        folded = [fold(word) for word in words] if not text.isascii() else [word.lower() for word in words]
        for word in folded:
            if word in self._known.words:
                return "name"
        for place, word in enumerate(folded):
            for phrase in self._known.phrases.get(word, ()):
                if tuple(folded[place : place + len(phrase)]) == phrase:
                    return "name"
        return None

    def _is_number(self, found: str) -> bool:
        digits = "".join(filter(str.isdigit, found))
        return digits in self._known.numbers and digits not in self._issued()


Way = tuple[Any, ...]


def _texts(raw: bytes) -> Iterator[tuple[Way, str]]:
    """Yield every text of a document, members' names too, with the way to it; named secrets with their values."""
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        yield (), raw.decode("utf-8", errors="replace")
        return
    yield from _walk(value, ())


def _walk(value: Any, way: Way) -> Iterator[tuple[Way, str]]:
    if isinstance(value, str):
        yield way, value
    elif isinstance(value, dict):
        paired = str(value.get("key", "")).lower() in _PAIRED
        for key, item in value.items():
            here = (*way, key)
            yield here, key
            if isinstance(item, str) and (key.lower() in _NAMED or (paired and key == "value")):
                if item and not _MASKED.fullmatch(item):
                    yield here, _SURELY  # whatever it is, its name says so
                continue
            yield from _walk(item, here)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            if isinstance(item, str):
                yield (*way, place), item
            elif item.__class__ in (dict, list):
                yield from _walk(item, (*way, place))


def _undone(text: str) -> Iterator[str]:
    """Yield what a text could say in other words."""
    if "%" in text:
        inner = unquote(text, errors="ignore")
        if inner != text:
            yield inner
        if "+" in text:
            yield unquote_plus(text, errors="ignore")
    if "\\" in text:
        yield from _unescaped(text)
    if "&" in text and ";" in text:
        inner = html.unescape(text)
        if inner != text:
            yield inner
    if "=" in text:
        inner = quopri.decodestring(text.encode("utf-8", "replace")).decode("utf-8", errors="ignore")
        if inner != text:
            yield inner
    if text[:1] in ("{", "[", '"'):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            yield from (inner for _, inner in _walk(value, ()) if inner != text)
    if len(text) >= 6:
        yield from _decoded(text)


def _unescaped(text: str) -> Iterator[str]:
    inner = re.sub(
        r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})", lambda found: chr(int(found[1] or found[2], base=16)), text
    )
    inner = inner.encode("utf-16", "surrogatepass").decode("utf-16", errors="replace")
    inner = re.sub(r"\\([nrtbf\"'/\\])", lambda found: " " if found[1] in "nrtbf" else found[1], inner)
    if inner != text:
        yield inner


def _decoded(text: str) -> Iterator[str]:
    seen = set()
    for found in _BASE64.finditer(text):
        for run in pieces_of(found[0].rstrip("=")):
            if run in seen or len(run) % 4 == 1:
                continue
            seen.add(run)
            try:
                raw = base64.b64decode(run.replace("-", "+").replace("_", "/") + "=" * (-len(run) % 4))
            except (binascii.Error, ValueError):
                continue
            inner = text_in(raw)
            if inner is not None:
                yield inner
    for found in _HEX.finditer(text):
        inner = text_in(bytes.fromhex(found[0]))
        if inner is not None:
            yield inner
