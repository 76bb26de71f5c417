"""The file of a recording: a zip laid out as tests/real, made as a whole, read as data from a stranger."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from wizard.core.atomic_write import write_whole
from wizard.core.checkpoints import Checkpoint
from wizard.core.errors import SupportFileError
from wizard.secrets.secret import Secret
from wizard.support_file.make import Leaks, under_other_names
from wizard.support_file.recording.model import INDEX, VERSION, Recording
from wizard.support_file.recording.names import documents_under, known_of

SUFFIX: Final = ".recording.zip"
MOST_BYTES: Final = 64 * 1024 * 1024
"""Of the file, and of all that is in it."""

MOST_FILES: Final = 2000
_NAME = re.compile(r"(?:recording|(?:graph|schema|logs|scim|errors)(?:/[\w-][\w.-]*){1,2})\.json")
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


@dataclass(frozen=True, slots=True)
class MadeRecording:
    """The bytes of a file, and its documents by their paths without ending."""

    content: bytes
    documents: Mapping[str, bytes]


def make(
    recording: Recording,
    secrets: Iterable[Secret],
    checkpoint: Checkpoint = lambda: None,
    *,
    tell: Callable[[str], object] = lambda _key: None,
) -> MadeRecording:
    """Return a recording under replacement names, after an independent look through its bytes.

    Raises:
        SupportFileError: ``recording-empty``: nothing was answered; ``recording-leak``: something remains.
        Cancelled: the person cancelled.
    """
    if not recording.pieces:
        reason = next((one.reason for one in recording.tried if one.reason), "")
        raise SupportFileError("recording-empty", {"reason": reason})
    known = known_of(recording, checkpoint)
    found = under_other_names(
        lambda standins: ((), documents_under(recording, standins, checkpoint)),
        known,
        (),
        tuple(secrets),
        checkpoint,
        tell,
    )
    if isinstance(found, Leaks):
        raise SupportFileError("recording-leak", found.params)
    return MadeRecording(found.content, found.documents)


def save(content: bytes, path: Path) -> None:
    """Write a recording as a whole or not at all.

    Raises:
        SupportFileError: ``recording-not-written``; what was at the place is untouched.
    """
    try:
        write_whole(path, lambda file: file.write(content))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SupportFileError("recording-not-written", {"file": path.name, "reason": reason}, cause=error) from error


def read(path: Path) -> dict[str, dict[str, Any]]:
    """Return the JSON objects of a recording by their paths without ending, the index among them.

    Raises:
        SupportFileError: ``recording-unreadable``: no recording, damaged, too large, or with names that none has.
    """

    def refuse(part: str, cause: BaseException | None = None) -> SupportFileError:
        return SupportFileError("recording-unreadable", {"file": path.name, "part": part}, cause=cause)

    found: dict[str, dict[str, Any]] = {}
    try:
        if path.stat().st_size > MOST_BYTES:
            raise refuse("size")
        with zipfile.ZipFile(BytesIO(path.read_bytes())) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES:
                raise refuse("size")
            left = MOST_BYTES
            for entry in entries:
                name = entry.filename
                if not _NAME.fullmatch(name) or entry.flag_bits & 1 or entry.compress_type not in _METHODS:
                    raise refuse(name[:100])
                with archive.open(entry) as stream:
                    raw = stream.read(left + 1)
                left -= len(raw)
                if left < 0:
                    raise refuse("size")
                value = json.loads(raw)
                name = name.removesuffix(".json")
                if not isinstance(value, dict) or name in found:
                    raise refuse(name)
                found[name] = value
    except (
        OSError,
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        RecursionError,
        NotImplementedError,
        EOFError,
    ) as error:
        raise refuse("archive", error) from error
    version = found.get(INDEX, {}).get("version")
    if not isinstance(version, int) or version > VERSION:
        raise refuse(INDEX)
    return found
