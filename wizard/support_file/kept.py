"""The preview that the customer's log was compared with, as a document, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from wizard.core.checkpoints import Checkpoint, with_checkpoints
from wizard.journey.services.log_comparison import about, settings_of
from wizard.provisioning.plan_io import MARK, Kept, KeptPlan, KeptRow, mark
from wizard.support_file.convert import EVERY
from wizard.support_file.model import Log
from wizard.support_file.standins import StandIns

if TYPE_CHECKING:
    from wizard.journey.answers import Answers

Logged = Callable[[str, str], Callable[[str], str]]
"""Kind and attribute -> what makes the replacement of such a value in the log."""

ANOTHER = "-" * MARK
"""A mark that no value has."""


def kept_of(plan: KeptPlan, answers: Answers) -> Kept:
    """Return a kept plan as a document; of the customer's fingerprints only whether they fit is told."""
    return msgspec.structs.replace(plan.kept, same_settings=plan.settings == settings_of(answers))


def plan_of(kept: Kept, answers: Answers) -> KeptPlan:
    """Return the kept plan of a document, as one about these answers."""
    return KeptPlan(about(answers), settings_of(answers) if kept.same_settings else "", kept)


def disguised(kept: Kept, log: Log | None, standins: StandIns, logged: Logged, checkpoint: Checkpoint) -> Kept:
    """Return a kept plan under replacement names.

    A mark tells whether a value is the one that the log has. The mark of a replacement cannot be made from the
    mark of a real value, so that is looked for in the log: where it is found, the mark of its replacement is put
    there, else one that no value has.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for row in log.rows if log is not None else ():
        for item in row.modified:
            found.setdefault((row.source.id, item.name.lower()), set()).add(item.new or "")
    shapes = [[(name, name.lower()) for name in names] for names in kept.attributes]

    def remarked(row: KeptRow) -> str:
        names = shapes[row.attributes]
        return "".join(
            _mark_of(row.marks[start : start + MARK], found.get((row.source_id, small), ()), logged(row.kind, name))
            for start, (name, small) in zip(range(0, len(row.marks), MARK), names, strict=False)
        )

    rows = tuple(
        msgspec.structs.replace(
            row, source_id=standins.identifier(row.source_id), name=standins.value(row.name), marks=remarked(row)
        )
        for row in with_checkpoints(kept.rows, checkpoint, EVERY)
    )
    return msgspec.structs.replace(kept, rows=rows)


def _mark_of(given: str, values: set[str] | tuple[()], way: Callable[[str], str]) -> str:
    same = next((value for value in values if mark(value) == given), None)
    return ANOTHER if same is None else mark(way(same) if same else "")
