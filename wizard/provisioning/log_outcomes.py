"""What a comparison with the provisioning log takes and gives: rows of the log, results by object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, get_args

from wizard.provisioning.model import Verdict

How = Literal["failed", "other-action", "other-values", "not-planned", "missing", "as-planned"]
"""What happened to an object, worst first. ``missing``: planned, but not (yet) in the log."""

ORDER: Final[tuple[How, ...]] = get_args(How)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log as plain values, words in lower case, times in UTC.

    ``outside`` is the result of the scoping step: ``unassigned``, ``filtered``, ``inactive``, or empty. ``modified``
    contains attributes with their new values.
    """

    id: str
    source_id: str
    name: str
    kind: str
    at: datetime
    cycle: str
    action: str
    status: str
    code: str = ""
    outside: str = ""
    modified: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Watched:
    """What is known about the job besides its log.

    ``ended``: end of its last cycle. ``whole``: the log was read to its end. ``changed``: the answers differ from those
    of the preview.
    """

    now: datetime
    ended: datetime | None = None
    on: bool = True
    quarantined: bool = False
    whole: bool = True
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """One object: what was planned, what happened, and why (``comparison-reason-<reason>`` with ``params``).

    ``planned`` is empty if nothing was planned. ``entry`` is the decisive row, ``None`` if the log has none.
    ``attributes`` lists those that got a value other than planned.
    """

    how: How
    reason: str
    source_id: str
    name: str
    kind: str
    planned: Verdict | Literal[""] = ""
    entry: Entry | None = None
    params: Mapping[str, str | int | float] = field(default_factory=dict)
    attributes: tuple[str, ...] = ()

    @property
    def untold(self) -> bool:
        """Whether there is no result yet: the cycle is still running, or older rows were not read."""
        return self.reason in {"running", "cut"}


@dataclass(frozen=True, slots=True)
class LogComparison:
    """What became of a plan.

    Args:
        differences: what did not go as planned, problems first, without objects that have no result yet.
        objects: all objects, in the order of the plan; those that were not planned come last.
        counts: of all objects by ``how``.
        planned: how many objects the plan has; ``done`` of them went as planned.
        foretold: how many of those were predicted to fail, and failed.
        waiting: how many objects the running cycle may still process; ``unread``: how many may be in older rows that
            were not read.
        made: when the plan was made; ``began``: when the cycle began; ``days``: full days in between.
        ended: whether the cycle is over.
        whole: whether the log was read as far as the start of the cycle.
        changed: whether the answers differ from those of the preview.
        removed: how many were disabled or deleted as planned; ``gone``: how many were removed later although
            they first went as planned.
    """

    differences: tuple[Compared, ...]
    objects: tuple[Compared, ...]
    counts: Mapping[str, int]
    planned: int
    done: int
    foretold: int
    waiting: int
    unread: int
    made: datetime
    began: datetime
    days: int
    ended: bool
    whole: bool
    changed: bool
    removed: int = 0
    gone: int = 0
