"""Everything this program can do that disables, deletes or doubles people, as values that a gate asks about.

A change is described here, :mod:`wizard.journey.services.impact` finds out its effect, window and terminal ask, and
:func:`wizard.journey.carrying_out.carry_out` does it. A step whose own work is such a change has it as its ``gate``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from wizard.directory import Assignment
    from wizard.history.plan_model import Action
    from wizard.journey.machine import Journey
    from wizard.journey.steps.watch import Restart as Kind

Way = Literal["save", "connect", "turnon", "unassign", "stop", "again", "failed", "full", "deletes", "demand", "undo"]
"""What a change's words are found by: ``impact-title-<way>``, ``impact-<way>``, ``impact-not-<way>`` and others."""


@dataclass(frozen=True, slots=True)
class Save:
    """Mappings, filters and scope are saved as the answers want them (steps 7 to 9)."""

    step_id: Literal["users", "groups", "scope"]

    @property
    def way(self) -> Way:
        return "save"


@dataclass(frozen=True, slots=True)
class Connect:
    """Tenant URL, token and the limit of deletions are saved (step 6)."""

    @property
    def way(self) -> Way:
        return "connect"


@dataclass(frozen=True, slots=True)
class TurnOn:
    """Provisioning is turned on, for the first time or again (steps 11 and 12)."""

    @property
    def way(self) -> Way:
        return "turnon"


@dataclass(frozen=True, slots=True)
class Unassign:
    """Assignments are removed from the application (step 5)."""

    assignments: tuple[Assignment, ...]

    @property
    def way(self) -> Way:
        return "unassign"


@dataclass(frozen=True, slots=True)
class Stop:
    """Provisioning is stopped (step 12)."""

    @property
    def way(self) -> Way:
        return "stop"


@dataclass(frozen=True, slots=True)
class Restart:
    """The job is restarted (steps 9 and 12); ``kind`` as of :func:`wizard.journey.steps.watch.restart`."""

    kind: Kind

    @property
    def way(self) -> Way:
        return self.kind


@dataclass(frozen=True, slots=True)
class OnDemand:
    """One person is provisioned at once (step 12); whoever is out of scope is disabled by that."""

    person_id: str

    @property
    def way(self) -> Way:
        return "demand"


@dataclass(frozen=True, slots=True)
class Undo:
    """Changes of the journal are undone; ``entries`` are their numbers.

    Args:
        agreed: what the person was shown that it does; it is not done where it would be something else by now.
    """

    entries: tuple[int, ...]
    agreed: tuple[Action, ...] | None = None

    @property
    def way(self) -> Way:
        return "undo"


Change = Save | Connect | TurnOn | Unassign | Stop | Restart | OnDemand | Undo


@dataclass(frozen=True, slots=True)
class Known:
    """What the journey knows and Entra does not tell.

    Args:
        planned: how many creations the person has seen in a preview that still holds.
        waits: the scope was saved as assigned only after everybody was provisioned. Until a restart the job goes on
            with everybody (Entra documentation, known issues of application provisioning).
    """

    planned: int = 0
    waits: bool = False

    @classmethod
    def of(cls, journey: Journey) -> Known:
        """Return what a journey knows."""
        preview, scope = journey.result("preview"), journey.result("scope")
        seen = preview is not None and not journey.is_stale("preview")
        planned = int(preview.facts.get("create", 0)) if preview is not None and seen else 0
        return cls(planned, scope is not None and scope.facts.get("restart") is True)
