"""What is kept of a setup in use, beside it: the log's essentials and what Entra had at the last look. Never a secret.

A gzip file: a line with a checksum, then the content as JSON. One that is damaged is begun again; nothing else is lost
by that than counts of days gone by and who failed since when.
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
"""Bytes of the content."""


class Kept(msgspec.Struct):
    """The content, version 1. ``seen`` is missing before the first look.

    ``replacing`` is the name of a new token in the key store while it takes the old one's place, ``replacing_stage``
    how far that came: ``begun``, or ``saved`` once Entra has tested what it stored.
    """

    version: int = VERSION
    log: Logbook = msgspec.field(default_factory=Logbook)
    seen: Seen | None = None
    replacing: str = ""
    replacing_stage: str = ""


Came = Literal["new", "kept", "damaged"]


def load(path: Path) -> tuple[Kept, Came]:
    """Return what is kept, and whether there was something.

    Raises:
        SavedSetupError: ``health-newer``: a newer version of the program wrote it; it is left as it is.
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
    """Write what a look has found; how far a token's replacement came meanwhile stays as it is on the disk.

    Raises:
        SavedSetupError: as of :func:`load` and :func:`save`.
    """
    now, came = load(path)
    if came == "kept":
        kept.replacing, kept.replacing_stage = now.replacing, now.replacing_stage
    save(path, kept)


def save(path: Path, kept: Kept) -> None:
    """Write the file as a whole, readable by its owner alone.

    Raises:
        SavedSetupError: ``setup-not-saved``; what was there is untouched.
    """
    content = msgspec.json.encode(kept)
    head = json.dumps({"version": VERSION, "checksum": hashlib.sha256(content).hexdigest()}).encode()
    packed = gzip.compress(head + b"\n" + content, 5, mtime=0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, lambda file: file.write(packed))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SavedSetupError(
            "setup-not-saved", {"folder": str(path.parent), "reason": reason}, cause=error
        ) from error  # fmt: skip
