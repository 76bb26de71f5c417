"""What is stored of a plan until the provisioning log shows what happened, beside the setup and in a support file.

That is the objects, their predicted operations and the names of their attributes; of each value only a checksum, enough
to tell whether it is the same. The file beside the setup is gzipped JSON lines: a head with a version, then a line for
each object.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, TYPE_CHECKING, Annotated, Final

import msgspec
from msgspec import Meta, Struct

from wizard.core.checkpoints import Checkpoint, with_checkpoints
from wizard.provisioning.model import Kind, Operation, Plan, Verdict

if TYPE_CHECKING:
    from pathlib import Path

MARK: Final = 8
"""Length of a value's checksum in characters."""

VERSION: Final = 2

MAX_BYTES: Final = 32 * 1024 * 1024
"""Limit of the file's size; its content may be four times as large: some 300 bytes for each of 400,000 objects."""

LONGEST_LINE: Final = 1024 * 1024


class KeptRow(Struct, frozen=True, array_like=True, gc=False):
    """One object of a stored plan; ``attributes`` is a place in :attr:`Kept.attributes`.

    ``marks`` has eight characters for each of them: of equal values equal ones.
    """

    source_id: str
    name: str
    kind: Kind
    verdict: Verdict
    reason: str
    attributes: int
    marks: str
    references: tuple[str, ...] = ()


class Kept(Struct, frozen=True, kw_only=True):
    """A stored plan. ``same_settings``: no answer that it is based on was changed since; a support file tells it."""

    made: Annotated[datetime, Meta(tz=True)]
    """When reading for it began."""
    sync_all: bool
    """Whether all users are in scope; otherwise objects out of scope leave no row in the log."""
    digest: str
    """Of the whole plan."""
    same_settings: bool = True
    attributes: tuple[tuple[str, ...], ...] = ()
    rows: tuple[KeptRow, ...] = ()

    def is_sound(self, checkpoint: Checkpoint = lambda: None) -> bool:
        """Return whether every row names attributes that are listed, and has a mark for each."""
        widths = [MARK * len(names) for names in self.attributes]
        return all(
            0 <= row.attributes < len(widths) and len(row.marks) == widths[row.attributes]
            for row in with_checkpoints(self.rows, checkpoint)
        )


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A stored plan with what tells whether it still applies.

    Args:
        about: fingerprint of the application and the tenant URL; if it differs, nothing can be compared.
        settings: fingerprint of the answers it is based on.
        kept: what is stored of it.
    """

    about: str
    settings: str
    kept: Kept


def mark(value: str | None) -> str:
    """Return a value's checksum (CRC-32, hexadecimal): equal for equal values; the value cannot be recovered from
    it.
    """
    text = (value or "").strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    if text.lower() in {"true", "false"}:
        text = text.lower()
    return f"{zlib.crc32(text.encode()):08x}"


def essentials(plan: Plan, checkpoint: Checkpoint) -> tuple[tuple[tuple[str, ...], ...], tuple[KeptRow, ...]]:
    """Return what is stored of a plan's operations: the sets of attributes that occur, and one row per object.

    Args:
        checkpoint: called periodically; may raise to stop.
    """
    objects: dict[tuple[str, str], Operation] = {}
    references: dict[tuple[str, str], dict[str, None]] = {}
    for one in with_checkpoints(plan, checkpoint):
        slot = (one.kind, one.source_id)
        if one.stage == "reference":
            references.setdefault(slot, {}).update(dict.fromkeys(change.target for change in one.changes))
        else:
            objects[slot] = one
    table: dict[tuple[str, ...], int] = {}
    rows = []
    for one in with_checkpoints(objects.values(), checkpoint):
        changes = one.changes
        place = table.setdefault(tuple(change.target for change in changes), len(table))
        marks = "".join(mark(change.new) for change in changes)
        second = tuple(references.get((one.kind, one.source_id), ()))
        rows.append(KeptRow(one.source_id, one.name, one.kind, one.verdict, one.reason, place, marks, second))
    return tuple(table), tuple(rows)


class _Head(Struct):
    """What the first line has besides the plan without its rows."""

    version: int
    about: str
    settings: str
    objects: int


_Row1 = tuple[str, str, Kind, Verdict, str, tuple[str, ...] | int, str, tuple[str, ...]]
"""An object's line in version 1: the first one with a set of attributes names them, later ones give its number."""


def write(plan: KeptPlan, file: IO[bytes], checkpoint: Checkpoint) -> None:
    """Write the file's content line by line, so that other threads can run in between."""
    encoder = msgspec.json.Encoder()
    head = msgspec.to_builtins(_Head(VERSION, plan.about, plan.settings, len(plan.kept.rows)))
    head |= msgspec.to_builtins(msgspec.structs.replace(plan.kept, rows=()))
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=5, mtime=0) as packed:
        packed.write(encoder.encode(head) + b"\n")
        for row in with_checkpoints(plan.kept.rows, checkpoint):
            packed.write(encoder.encode(row) + b"\n")


def read(path: Path, checkpoint: Checkpoint) -> KeptPlan | None:
    """Read a file; return ``None`` if it is missing, damaged, too large, or of a newer version.

    Args:
        checkpoint: called periodically; may raise to stop.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        with path.open("rb") as file, gzip.GzipFile(fileobj=file) as packed:
            lines = with_checkpoints(_lines(packed), checkpoint)
            first = next(lines, b"")
            head = msgspec.json.decode(first, type=_Head)
            if not 1 <= head.version <= VERSION:
                return None
            kept = msgspec.json.decode(first, type=Kept)
            if head.version == 1:
                attributes, rows = _content_of_1(lines)
            else:
                attributes, rows = kept.attributes, tuple(map(msgspec.json.Decoder(KeptRow).decode, lines))
    except (OSError, EOFError, zlib.error, ValueError, RecursionError):  # those of msgspec are ValueErrors
        return None
    kept = msgspec.structs.replace(kept, attributes=attributes, rows=rows)
    whole = len(rows) == head.objects and kept.is_sound(checkpoint)
    return KeptPlan(head.about, head.settings, kept) if whole else None


def _lines(packed: gzip.GzipFile) -> Iterator[bytes]:
    left = 4 * MAX_BYTES
    while line := packed.readline(LONGEST_LINE + 1):
        left -= len(line)
        if left < 0 or len(line) > LONGEST_LINE:
            raise ValueError("too large")
        yield line


def _content_of_1(lines: Iterable[bytes]) -> tuple[tuple[tuple[str, ...], ...], tuple[KeptRow, ...]]:
    """Return the sets of attributes and the objects of version 1; a place that no line before has is -1."""
    table: list[tuple[str, ...]] = []
    places: dict[int, int] = {}
    rows = []
    for number, line in enumerate(lines):
        row = msgspec.json.decode(line, type=_Row1)
        if isinstance(row[5], tuple):
            places[number] = len(table)
            table.append(row[5])
        place = places.get(number if isinstance(row[5], tuple) else row[5], -1)
        rows.append(KeptRow(*row[:5], place, *row[6:]))
    return tuple(table), tuple(rows)
