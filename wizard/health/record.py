"""The stored health data of a setup: the log's essentials, and what Entra had at the last look. Never a secret.

A gzip file: a line with a checksum, then the content as JSON. A damaged file is started again; only counts of past
days and the start of failures are lost by that.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from typing import TYPE_CHECKING, Literal

import msgspec

from wizard.core.atomic_write import write_whole
from wizard.core.errors import SavedSetupError
from wizard.health.expected import Seen
from wizard.health.logbook import Logbook

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1
LARGEST = 128 * 1024 * 1024
"""Limit of the content's size, in bytes."""


class Kept(msgspec.Struct):
    """The content, version 1. ``seen`` is missing before the first look.

    ``replacing`` is the name of a new token in the key store while it replaces the old token. ``replacing_stage`` is
    the progress: ``begun``, or ``saved`` once Entra has tested what it stored.
    """

    version: int = VERSION
    log: Logbook = msgspec.field(default_factory=Logbook)
    seen: Seen | None = None
    replacing: str = ""
    replacing_stage: str = ""


Came = Literal["new", "kept", "damaged"]


def load(path: Path) -> tuple[Kept, Came]:
    """Return the stored data, and whether there was any.

    Raises:
        SavedSetupError: ``health-newer``: a newer version of the program wrote it; the file is not changed.
    """
    try:
        with gzip.open(path, "rb") as file:
            raw = file.read(LARGEST + 1)
        head, _, content = raw.partition(b"\n")
        told = json.loads(head)
        if isinstance(told, dict) and isinstance(told.get("version"), int) and told["version"] > VERSION:
            raise SavedSetupError("health-newer", {"file": str(path)})
        if len(raw) > LARGEST or told["checksum"] != hashlib.sha256(content).hexdigest():
            return Kept(), "damaged"
        return msgspec.json.decode(content, type=Kept), "kept"
    except FileNotFoundError:
        return Kept(), "new"
    except (OSError, EOFError, ValueError, LookupError, TypeError, RecursionError, zlib.error):
        return Kept(), "damaged"


def save_look(path: Path, kept: Kept) -> None:
    """Write the result of a look; the progress of a token's replacement stays as it is on the disk.

    Raises:
        SavedSetupError: as in :func:`load` and :func:`save`.
    """
    now, came = load(path)
    if came == "kept":
        kept.replacing, kept.replacing_stage = now.replacing, now.replacing_stage
    save(path, kept)


def save(path: Path, kept: Kept) -> None:
    """Write the file completely or not at all, readable by its owner only.

    Raises:
        SavedSetupError: ``setup-not-saved``; the existing file is untouched.
    """
    content = msgspec.json.encode(kept)
    head = json.dumps({"version": VERSION, "checksum": hashlib.sha256(content).hexdigest()}).encode()
    packed = gzip.compress(head + b"\n" + content, 5, mtime=0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, lambda file: file.write(packed))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SavedSetupError("setup-not-saved", {"folder": str(path.parent), "reason": reason}, cause=error) from error
