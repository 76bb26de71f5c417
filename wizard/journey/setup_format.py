"""The file format of a saved setup: JSON with a version, and a checksum over everything else."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from wizard.core.errors import SavedSetupError
from wizard.core.json_types import JsonObject
from wizard.core.text_files import sound, sound_json
from wizard.journey.answers import Answers
from wizard.journey.machine import SavedSetup, Snapshot, repaired
from wizard.journey.model import LAPSED, Result
from wizard.journey.steps import STEPS

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1
_HALF = re.compile("[\\ud800-\\udfff]")


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """The file's content, version 1."""

    version: int
    id: str
    name: str
    changed: str
    practice: bool
    current: str
    reached: str
    answers: JsonObject
    results: JsonObject


def encode(setup: SavedSetup) -> bytes:
    """Return the file's content."""
    state = setup.snapshot
    results = sound_json({name: asdict(result) for name, result in state.results.items()})
    stored = _Stored(
        VERSION,
        setup.id,
        sound(setup.name),
        setup.changed,
        setup.practice,
        state.current,
        state.reached,
        asdict(state.answers),
        results,
    )
    content = msgspec.to_builtins(stored)
    text = json.dumps({"checksum": _checksum(content), **content}, ensure_ascii=False, indent=1)
    # Half a surrogate pair has no UTF-8 form, but JSON can escape it (RFC 8259 section 8.2): a mapping that contains it
    # must not change by being saved here.
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text).encode()


def _content(raw: bytes) -> JsonObject:
    try:
        return msgspec.json.decode(raw, type=JsonObject)
    except msgspec.DecodeError:  # also half a surrogate pair
        return msgspec.convert(json.loads(raw), JsonObject)


def _checksum(content: JsonObject) -> str:
    """Return the checksum of the content, independent of its formatting."""
    return hashlib.sha256(msgspec.json.encode(sound_json(content))).hexdigest()


def decode(raw: bytes, path: Path) -> SavedSetup:
    """Return the setup in a file's content; its id is the file's name.

    A file without a checksum, from an earlier version, is accepted as it is. Steps that this version does not know are
    left out.

    Args:
        raw: the content.
        path: where it was read, for the setup's id and for the error.

    Raises:
        SavedSetupError: ``setup-damaged``; ``setup-newer``, with the version.
    """
    name = {"file": str(path), "id": path.stem}
    try:
        content = _content(raw)
        checksum = content.pop("checksum", None)
        if checksum is not None and checksum != _checksum(content):
            raise SavedSetupError("setup-damaged", name)
        version = content.get("version")
        if isinstance(version, int) and version > VERSION:
            raise SavedSetupError("setup-newer", {**name, "version": version})
        stored = msgspec.convert(content, _Stored)
        answers = msgspec.convert(stored.answers, Answers)
        every = {key: msgspec.convert(value, Result) for key, value in stored.results.items()}
        results = {key: result for key, result in every.items() if result.lapsed in LAPSED}
        datetime.fromisoformat(stored.changed).astimezone(UTC)
    except (msgspec.MsgspecError, RecursionError, ValueError, OverflowError) as error:
        raise SavedSetupError("setup-damaged", name, cause=error) from error
    snapshot = repaired(Snapshot(stored.current, stored.reached, answers, results), STEPS)
    return SavedSetup(path.stem, stored.name, stored.changed, stored.practice, snapshot)
