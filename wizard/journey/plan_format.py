"""The file format of a stored plan: gzipped JSON lines, a head with a version, then one line per object."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO, TYPE_CHECKING, Final

import msgspec

from wizard.core.gui_priority import with_checkpoints
from wizard.provisioning.kept import MARK, KeptPlan, Planned
from wizard.provisioning.model import Kind, Verdict

if TYPE_CHECKING:
    from pathlib import Path

VERSION: Final = 1

MAX_BYTES: Final = 32 * 1024 * 1024
"""Limit of the file's size; its content may be four times as large: some 300 bytes for each of 400,000 objects."""

LONGEST_LINE: Final = 1024 * 1024


class _Head(msgspec.Struct, frozen=True):
    """The first line."""

    version: int
    made: datetime
    about: str
    settings: str
    digest: str
    sync_all: bool
    objects: int


class _Object(msgspec.Struct, frozen=True, array_like=True):
    """An object's line. The first line with a set of attribute names lists them; later lines give its number."""

    source_id: str
    name: str
    kind: Kind
    verdict: Verdict
    reason: str
    attributes: list[str] | int
    marks: str
    references: list[str] = []


class _Version(msgspec.Struct):
    version: int


def write(plan: KeptPlan, file: IO[bytes], checkpoint: Callable[[], object]) -> None:
    """Write the file's content line by line, so that other threads can run in between."""
    encoder = msgspec.json.Encoder()
    told: dict[tuple[str, ...], int] = {}
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=5, mtime=0) as packed:
        head = _Head(VERSION, plan.made, plan.about, plan.settings, plan.digest, plan.sync_all, len(plan.objects))
        packed.write(encoder.encode(head) + b"\n")
        for number, one in enumerate(with_checkpoints(plan.objects, checkpoint)):
            first = told.setdefault(one.attributes, number)
            line = _Object(
                one.source_id, one.name, one.kind, one.verdict, one.reason,
                list(one.attributes) if first == number else first, one.marks, list(one.references),
            )  # fmt: skip
            packed.write(encoder.encode(line) + b"\n")


def read(path: Path, checkpoint: Callable[[], object]) -> KeptPlan | None:
    """Read a file; return ``None`` if it is missing, damaged, too large, or of a newer version."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        with path.open("rb") as file, gzip.GzipFile(fileobj=file) as packed:
            lines = _lines(packed)
            first = next(lines, b"")
            if msgspec.json.decode(first, type=_Version).version != VERSION:
                return None
            head = msgspec.json.decode(first, type=_Head)
            objects = _objects(lines, checkpoint)
    except (OSError, EOFError, zlib.error, ValueError, RecursionError):  # those of msgspec are ValueErrors
        return None
    if len(objects) != head.objects or head.made.tzinfo is None:
        return None
    return KeptPlan(head.made, head.about, head.settings, head.digest, head.sync_all, objects)


def _lines(packed: gzip.GzipFile) -> Iterator[bytes]:
    left = 4 * MAX_BYTES
    while line := packed.readline(LONGEST_LINE + 1):
        left -= len(line)
        if left < 0 or len(line) > LONGEST_LINE:
            raise ValueError("too large")
        yield line


def _objects(lines: Iterator[bytes], checkpoint: Callable[[], object]) -> tuple[Planned, ...]:
    decoder = msgspec.json.Decoder(_Object)
    found: list[Planned] = []
    for number, line in enumerate(with_checkpoints(lines, checkpoint)):
        one = decoder.decode(line)
        if isinstance(one.attributes, int):
            if not 0 <= one.attributes < number:
                raise ValueError("no such line")
            names = found[one.attributes].attributes
        else:
            names = tuple(one.attributes)
        if len(one.marks) != MARK * len(names):
            raise ValueError("marks")
        found.append(
            Planned(one.source_id, one.name, one.kind, one.verdict, one.reason, names, one.marks, tuple(one.references))
        )
    return tuple(found)
