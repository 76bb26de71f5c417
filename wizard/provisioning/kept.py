"""The parts of a plan that are stored until the provisioning log shows what happened: objects, predicted operations,
attribute names.

Of each value only a checksum is stored, enough to tell whether it is the same.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from wizard.core.gui_priority import with_checkpoints
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


def essentials(plan: Plan, checkpoint: Callable[[], object]) -> tuple[Planned, ...]:
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
