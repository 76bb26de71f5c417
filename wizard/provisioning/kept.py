"""The parts of a plan that are stored until the provisioning log shows what happened: objects, predicted operations,
attribute names; and their one stored form, in the file beside the setup and in a support file.

Of each value only a checksum is stored, enough to tell whether it is the same.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from msgspec import Meta, Struct

from wizard.core.checkpoints import Checkpoint, with_checkpoints
from wizard.provisioning.model import Kind, Operation, Plan, Verdict

MARK: Final = 8
"""Length of a value's checksum in characters."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What a plan predicts for one object.

    ``attributes`` would get a value; ``marks`` contains a checksum of :data:`MARK` characters for each. ``references``
    are the attributes of the second pass, manager and members, whose values are ids that only the cycle assigns.
    """

    source_id: str
    name: str
    kind: Kind
    verdict: Verdict
    reason: str
    attributes: tuple[str, ...] = ()
    marks: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """The stored parts of a plan.

    Args:
        made: when reading for it began, in UTC.
        about: fingerprint of the application and the tenant URL; if it differs, nothing can be compared.
        settings: fingerprint of the answers it is based on.
        digest: of the whole plan.
        sync_all: whether all users are in scope; otherwise objects out of scope leave no row in the log.
    """

    made: datetime
    about: str
    settings: str
    digest: str
    sync_all: bool
    objects: tuple[Planned, ...] = ()


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
    sync_all: bool
    digest: str
    same_settings: bool = True
    attributes: tuple[tuple[str, ...], ...] = ()
    rows: tuple[KeptRow, ...] = ()


def table_of(plan: KeptPlan) -> dict[tuple[str, ...], int]:
    """Return the sets of attributes that a plan's objects have, with their places in the stored form."""
    return {names: place for place, names in enumerate(dict.fromkeys(one.attributes for one in plan.objects))}


def rows_of(plan: KeptPlan, table: dict[tuple[str, ...], int], checkpoint: Checkpoint) -> Iterator[KeptRow]:
    """Yield the stored form of a plan's objects."""
    for one in with_checkpoints(plan.objects, checkpoint):
        yield KeptRow(
            one.source_id,
            one.name,
            one.kind,
            one.verdict,
            one.reason,
            table[one.attributes],
            one.marks,
            one.references,
        )


def objects_of(
    table: Mapping[int, tuple[str, ...]], rows: Iterable[KeptRow], checkpoint: Checkpoint
) -> tuple[Planned, ...]:
    """Return the objects of a stored plan.

    Args:
        table: the sets of attributes, by place.
        rows: the objects' stored form.
        checkpoint: called periodically; may raise to stop.

    Raises:
        ValueError: an object has attributes that are not listed, or marks for others.
    """
    found: list[Planned] = []
    for row in with_checkpoints(rows, checkpoint):
        names = table.get(row.attributes)
        if names is None or len(row.marks) != MARK * len(names):
            raise ValueError(row.attributes)
        found.append(
            Planned(row.source_id, row.name, row.kind, row.verdict, row.reason, names, row.marks, row.references)
        )
    return tuple(found)


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


def essentials(plan: Plan, checkpoint: Checkpoint) -> tuple[Planned, ...]:
    """Return the parts of a plan's operations that are stored, one entry per object.

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
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    kept = []
    for one in with_checkpoints(objects.values(), checkpoint):
        names = tuple(change.target for change in one.changes)
        names = shared.setdefault(names, names)
        marks = "".join(mark(change.new) for change in one.changes)
        second = tuple(references.get((one.kind, one.source_id), ()))
        kept.append(Planned(one.source_id, one.name, one.kind, one.verdict, one.reason, names, marks, second))
    return tuple(kept)
