"""A recording under replacement names: who and what is in it, and the documents without them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from wizard.core.checkpoints import Checkpoint
from wizard.support_file.known import GUID, Known, fold, words_of
from wizard.support_file.recording.model import INDEX, VERSION, Piece, Recording
from wizard.support_file.recording.places import DAY, OF_DIRECTORY, PLAIN, REQUEST, Place, is_free, ordinary, place_of
from wizard.support_file.standins import StandIns

SAME_DAY = "2001-01-01"
"""Instead of days in somebody's own values: of birth, of hiring."""

MOST = 10
"""Numbers of directory objects and sizes of the tenant are not told beyond it."""

_PAGE_TOKEN = re.compile(r"(?i)((?:\$|%24)(?:skip|delta)token=)[^&\s\"']+")
_ID_LIKE = re.compile(r"(?=\S*\d)[\w.+/=-]{20,}")
_LONG_NUMBER = re.compile(r"\d(?:[ ().\-/]{0,2}\d){6,}")
_EXAMPLE = "left-out"
_INNER_MOST = 200_000
"""Characters of a text that is looked into for JSON."""


class _Texts(Protocol):
    """What is done with each text of an answer, and with each member's name that may be a tenant's own."""

    def text(self, text: str, place: Place) -> str: ...

    def member(self, name: str) -> str: ...


class _Noted:
    """Notes what must not remain."""

    def __init__(self) -> None:
        self.known = Known(ordinary())

    def text(self, text: str, place: Place) -> str:
        if place == "code" or PLAIN.fullmatch(text):
            self.known.identifiers([text])
        elif place == "words":
            self.member(text)
        else:
            self.known.identifiers([text])
            if not DAY.fullmatch(text):
                bare = GUID.sub(" ", text)
                (self.known.others if _ID_LIKE.fullmatch(bare) else self.known.names)([bare])
                self._numbers(bare)
        return text

    def member(self, name: str) -> str:
        self.known.identifiers([name])
        bare = DAY.sub(" ", GUID.sub(" ", _PAGE_TOKEN.sub(" ", name)))
        self.known.names([word for word in words_of(bare) if fold(word) not in ordinary() and len(word) > 1])
        self._numbers(bare)
        return name

    def _numbers(self, text: str) -> None:
        self.known.figures([found for found in _LONG_NUMBER.findall(text) if any(map(str.isdigit, found))])


class _Replaced:
    """Puts replacement names in."""

    def __init__(self, standins: StandIns) -> None:
        self._standins = standins

    def text(self, text: str, place: Place) -> str:
        if PLAIN.fullmatch(text):
            return text
        text = _PAGE_TOKEN.sub(rf"\g<1>{_EXAMPLE}", text)
        if place != "own":
            return self._standins.text(text)
        if DAY.fullmatch(text):
            return SAME_DAY + ("T00:00:00Z" if len(text) > len(SAME_DAY) else "")
        return self._standins.value(text)

    def member(self, name: str) -> str:
        return self._standins.text(name)


def known_of(recording: Recording, checkpoint: Checkpoint = lambda: None) -> Known:
    """Return everybody and everything of a recording that has to be replaced."""
    noted = _Noted()
    for piece in recording.pieces:
        checkpoint()
        _through(piece, noted)
    return noted.known


def documents_under(
    recording: Recording, standins: StandIns, checkpoint: Checkpoint = lambda: None
) -> dict[str, bytes]:
    """Return the documents of a recording by their paths without ending, the index among them."""
    replaced = _Replaced(standins)
    documents: dict[str, bytes] = {}
    for name, piece in zip(names_of(recording.pieces), recording.pieces, strict=True):
        checkpoint()
        documents[name] = _bytes(_item(recording, _through(piece, replaced), piece))
    documents[INDEX] = _bytes(_index(recording))
    return documents


def names_of(pieces: Sequence[Piece]) -> list[str]:
    """Return the path of each answer in the corpus, without its ending."""
    counts: dict[str, int] = {}
    found = []
    for piece in pieces:
        counts[piece.place] = counts.get(piece.place, 0) + 1
        end = f"-{piece.status}" if piece.place == "errors" else ""
        found.append(f"{piece.place}/{counts[piece.place]:02}-recorded-{piece.call}{end}")
    return found


def _index(recording: Recording) -> dict[str, Any]:
    return {
        "version": VERSION,
        "made": recording.made,
        "program": recording.program,
        "cloud": recording.cloud,
        "complete": recording.complete,
        "tried": [
            {
                "call": one.call,
                "outcome": one.outcome,
                "reason": one.reason,
                "status": one.status,
                "files": list(one.files),
            }
            for one in recording.tried
        ],
    }


def _item(recording: Recording, made: Mapping[str, Any], piece: Piece) -> dict[str, Any]:
    return {
        "source": f"recorded with cloudgate-setup {recording.program} on {recording.made[:10]}",
        "kind": "recorded",
        "trust": "high",
        "about": piece.about,
        "request": made["request"],
        "response": made["response"],
        "note": piece.note,
    }


def _through(piece: Piece, texts: _Texts) -> dict[str, Any]:
    """Return both halves of a piece with their texts replaced."""
    walk = _Walk("error-" + piece.call if piece.place == "errors" else piece.call, texts)
    return {
        "request": {
            "method": piece.method,
            "url": texts.text(piece.url, "words"),
            "headers": dict(piece.request_headers),
            "body": walk.value(piece.request_body, (REQUEST,)),
        },
        "response": {
            "status": piece.status,
            "headers": dict(piece.headers),
            "body": walk.value(piece.body, ()),
        },
    }


class _Walk:
    """Goes through an answer."""

    def __init__(self, kind: str, texts: _Texts) -> None:
        self._kind, self._texts = kind, texts

    def value(self, value: Any, way: tuple[str, ...]) -> Any:
        if isinstance(value, str):
            return self._text(value, way)
        if isinstance(value, Mapping):
            return dict(self._members(value, way))
        if isinstance(value, list | tuple):
            return [self.value(one, way) for one in value]
        if isinstance(value, int) and not isinstance(value, bool) and self._kind in OF_DIRECTORY:
            return value if way[-1:] == ("status",) else min(value, MOST)
        return value

    def _members(self, value: Mapping[str, Any], way: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        for name, inner in value.items():
            free = is_free(self._kind, way, name)
            yield self._texts.member(name) if free else name, self.value(inner, (*way, name))

    def _text(self, text: str, way: tuple[str, ...]) -> str:
        if text[:1] in ("{", "[") and len(text) < _INNER_MOST:
            try:
                inner = json.loads(text)
            except (ValueError, RecursionError):
                inner = None
            if isinstance(inner, dict | list):
                return json.dumps(self.value(inner, (*way, "details")), ensure_ascii=False, separators=(",", ":"))
        return self._texts.text(text, place_of(self._kind, way, text))


def _bytes(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
