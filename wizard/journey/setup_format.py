"""The content of a saved setup's file: JSON with a version, and a checksum over everything else."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from wizard.errors import SavedSetupError
from wizard.journey.answers import Answers
from wizard.journey.machine import SavedSetup, Snapshot, repaired
from wizard.journey.model import Result
from wizard.journey.steps import STEPS
from wizard.text_files import sound_json

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """The file's content, version 1."""

    version: int
    id: str
    name: str
    changed: str
    practice: bool
    current: str
    reached: str
    answers: dict[str, Any]
    results: dict[str, Any]


def encode(setup: SavedSetup) -> bytes:
    """Return the file's content."""
    state = setup.snapshot
    results = {name: asdict(result) for name, result in state.results.items()}
    stored = _Stored(
        VERSION, setup.id, setup.name, setup.changed, setup.practice,
        state.current, state.reached, asdict(state.answers), results,
    )  # fmt: skip
    content = sound_json(msgspec.to_builtins(stored))
    return msgspec.json.format(msgspec.json.encode({"checksum": _checksum(content), **content}), indent=1)


def _checksum(content: dict[str, Any]) -> str:
    """Return the fingerprint of what is told, however it is laid out."""
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()


def decode(raw: bytes, path: Path) -> SavedSetup:
    """Return the setup in a file's content; its id is the file's name.

    A file without a checksum, from an earlier version, is taken as it is. What this version does not know of the steps
    is left out.

    Args:
        raw: the content.
        path: where it was read, for the setup's id and for the error.

    Raises:
        SavedSetupError: ``setup-damaged``; ``setup-newer``, with the version.
    """
    name = {"file": str(path), "id": path.stem}
    try:
        content = msgspec.json.decode(raw, type=dict[str, Any])
        checksum = content.pop("checksum", None)
        if checksum is not None and checksum != _checksum(content):
            raise SavedSetupError("setup-damaged", name)
        version = content.get("version")
        if isinstance(version, int) and version > VERSION:
            raise SavedSetupError("setup-newer", {**name, "version": version})
        stored = msgspec.convert(content, _Stored)
        answers = msgspec.convert(stored.answers, Answers)
        results = {key: msgspec.convert(value, Result) for key, value in stored.results.items()}
        datetime.fromisoformat(stored.changed).astimezone(UTC)
    except (msgspec.MsgspecError, RecursionError, ValueError, OverflowError) as error:
        raise SavedSetupError("setup-damaged", name, cause=error) from error
    snapshot = repaired(Snapshot(stored.current, stored.reached, answers, results), STEPS)
    return SavedSetup(path.stem, stored.name, stored.changed, stored.practice, snapshot)
