"""The content of a saved setup's file: JSON with a version."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import msgspec

from wizard.errors import SavedSetupError
from wizard.journey.answers import Answers
from wizard.journey.machine import Snapshot
from wizard.journey.model import Result
from wizard.journey.setups import SavedSetup

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1


class _Version(msgspec.Struct):
    version: int


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
    return msgspec.json.format(msgspec.json.encode(stored), indent=1)


def decode(raw: bytes, path: Path) -> SavedSetup:
    """Return the setup in a file's content; its id is the file's name.

    Args:
        raw: the content.
        path: where it was read, for the setup's id and for the error.

    Raises:
        SavedSetupError: ``setup-damaged``; ``setup-newer``, with the version.
    """
    name = {"file": str(path)}
    try:
        version = msgspec.json.decode(raw, type=_Version).version
        if version > VERSION:
            raise SavedSetupError("setup-newer", {**name, "version": version})
        stored = msgspec.json.decode(raw, type=_Stored)
        answers = msgspec.convert(stored.answers, Answers)
        results = {key: msgspec.convert(value, Result) for key, value in stored.results.items()}
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise SavedSetupError("setup-damaged", name, cause=error) from error
    snapshot = Snapshot(stored.current, stored.reached, answers, results)
    return SavedSetup(path.stem, stored.name, stored.changed, stored.practice, snapshot)
