"""Stored plans, written down object by object with the names of their attributes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from wizard.provisioning.model import Kind, Verdict
from wizard.provisioning.plan_io import Kept, KeptRow


class Foretold(NamedTuple):
    """One object; ``marks`` has a checksum for each attribute."""

    source_id: str
    name: str
    kind: Kind
    verdict: Verdict
    reason: str
    attributes: tuple[str, ...] = ()
    marks: str = ""
    references: tuple[str, ...] = ()


def kept(made: datetime, objects: Sequence[Foretold], *, sync_all: bool = False) -> Kept:
    table = list(dict.fromkeys(one.attributes for one in objects))
    rows = [KeptRow(*one[:5], table.index(one.attributes), one.marks, one.references) for one in objects]
    return Kept(made=made, sync_all=sync_all, digest="d" * 64, attributes=tuple(table), rows=tuple(rows))
