"""Everything this program can do that disables, deletes or duplicates accounts, as values that a gate asks about.

A change is described here. :mod:`wizard.journey.services.impact` determines its effect, the window and the terminal
ask for consent, and :func:`wizard.journey.carrying_out.carry_out` makes it. A step whose own work is a change of this
kind has it as its ``gate``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

if TYPE_CHECKING:
    from wizard.directory import Assignment
    from wizard.history.plan_model import Action
    from wizard.journey.steps.watch import Restart as Kind

Way = Literal["save", "connect", "turnon", "unassign", "stop", "again", "failed", "full", "deletes", "demand", "undo"]
"""The part of the text ids that names a change: ``impact-title-<way>``, ``impact-<way>``, ``impact-not-<way>`` and
others."""


RESTART = "restart"
"""The fact that a saved scope change waits for a restart: a change from all to assigned has no effect until then
(Entra documentation, known issues of application provisioning)."""


@dataclass(frozen=True, slots=True)
class Save:
    """Save mappings, filters and scope according to some of the answers; ``saves`` are their names."""

    saves: tuple[str, ...]

    way: ClassVar[Way] = "save"


@dataclass(frozen=True, slots=True)
class Connect:
    """Save tenant URL, token and accidental deletion threshold (step 6)."""

    way: ClassVar[Way] = "connect"


@dataclass(frozen=True, slots=True)
class TurnOn:
    """Turn provisioning on, for the first time or again (steps 11 and 12)."""

    way: ClassVar[Way] = "turnon"


@dataclass(frozen=True, slots=True)
class Unassign:
    """Remove assignments from the application (step 5)."""

    assignments: tuple[Assignment, ...]

    way: ClassVar[Way] = "unassign"


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop provisioning (step 12)."""

    way: ClassVar[Way] = "stop"


@dataclass(frozen=True, slots=True)
class Restart:
    """Restart provisioning (steps 9 and 12); ``kind`` is explained at :func:`wizard.journey.steps.watch.restart`."""

    kind: Kind

    @property
    def way(self) -> Way:
        return self.kind


@dataclass(frozen=True, slots=True)
class OnDemand:
    """Provision one person on demand (step 12); this disables the account of a person who is out of scope."""

    person_id: str

    way: ClassVar[Way] = "demand"


@dataclass(frozen=True, slots=True)
class Undo:
    """Undo changes of the journal; ``entries`` are their numbers.

    Args:
        agreed: the actions that the person agreed to; an action that would be different by now is not done.
    """

    entries: tuple[int, ...]
    agreed: tuple[Action, ...] | None = None

    way: ClassVar[Way] = "undo"


Change = Save | Connect | TurnOn | Unassign | Stop | Restart | OnDemand | Undo


class Known(NamedTuple):
    """What the journey knows and Entra does not report.

    Args:
        planned: number of creations that the person has seen in a preview that is still valid.
        waits: the scope was changed to assigned only after everybody was provisioned. Until a restart the job still
            provisions everybody (Entra documentation, known issues of application provisioning).
    """

    planned: int = 0
    waits: bool = False
