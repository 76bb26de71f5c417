"""The file format of a stored plan: gzipped JSON lines, a head with a version, then one line per object.

What the lines hold is the stored form of ``provisioning.kept``.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Final

import msgspec

from wizard.core.checkpoints import Checkpoint
from wizard.provisioning.kept import Kept, KeptPlan, KeptRow, objects_of, rows_of, table_of
from wizard.provisioning.model import Kind, Verdict

if TYPE_CHECKING:
    from pathlib import Path

VERSION: Final = 2

MAX_BYTES: Final = 32 * 1024 * 1024
"""Limit of the file's size; its content may be four times as large: some 300 bytes for each of 400,000 objects."""

LONGEST_LINE: Final = 1024 * 1024


class _Head(Kept, frozen=True, kw_only=True, omit_defaults=True):
    """The first line."""

    version: int
    about: str
    settings: str
    objects: int


_Row1 = tuple[str, str, Kind, Verdict, str, tuple[str, ...] | int, str, tuple[str, ...]]
"""An object's line in version 1: the first one with a set of attributes names them, later ones give its number."""


class _Version(msgspec.Struct):
    version: int


def write(plan: KeptPlan, file: IO[bytes], checkpoint: Checkpoint) -> None:
    """Write the file's content line by line, so that other threads can run in between."""
    encoder = msgspec.json.Encoder()
    table = table_of(plan)
    head = _Head(
        version=VERSION,
        made=plan.made,
        about=plan.about,
        settings=plan.settings,
        digest=plan.digest,
        sync_all=plan.sync_all,
        objects=len(plan.objects),
        attributes=tuple(table),
    )
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=5, mtime=0) as packed:
        packed.write(encoder.encode(head) + b"\n")
        for row in rows_of(plan, table, checkpoint):
            packed.write(encoder.encode(row) + b"\n")


def read(path: Path, checkpoint: Checkpoint) -> KeptPlan | None:
    """Read a file; return ``None`` if it is missing, damaged, too large, or of a newer version."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        with path.open("rb") as file, gzip.GzipFile(fileobj=file) as packed:
            lines = _lines(packed)
            first = next(lines, b"")
            if not 1 <= msgspec.json.decode(first, type=_Version).version <= VERSION:
                return None
            head = msgspec.json.decode(first, type=_Head)
            table = dict(enumerate(head.attributes))
            rows = _rows_of_1(lines, table) if head.version == 1 else map(msgspec.json.Decoder(KeptRow).decode, lines)
            objects = objects_of(table, rows, checkpoint)
    except (OSError, EOFError, zlib.error, ValueError, RecursionError):  # those of msgspec are ValueErrors
        return None
    if len(objects) != head.objects:
        return None
    return KeptPlan(head.made, head.about, head.settings, head.digest, head.sync_all, objects)


def _lines(packed: gzip.GzipFile) -> Iterator[bytes]:
    left = 4 * MAX_BYTES
    while line := packed.readline(LONGEST_LINE + 1):
        left -= len(line)
        if left < 0 or len(line) > LONGEST_LINE:
            raise ValueError("too large")
        yield line


def _rows_of_1(lines: Iterable[bytes], table: dict[int, tuple[str, ...]]) -> Iterator[KeptRow]:
    """Yield the objects of version 1; the table gets the sets of attributes as they come."""
    for number, line in enumerate(lines):
        row = msgspec.json.decode(line, type=_Row1)
        if isinstance(row[5], tuple):
            table[number] = row[5]
        yield KeptRow(*row[:5], number if isinstance(row[5], tuple) else row[5], *row[6:])
