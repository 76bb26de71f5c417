"""What ``rehearse`` and ``why`` compute with, wherever it was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.directory.reading import Note

if TYPE_CHECKING:
    from wizard.graph.connections import Link
    from wizard.provisioning import Configuration, Plan, Source, TargetSnapshot


@dataclass(frozen=True, slots=True)
class Sides:
    """A plan, what it was computed from, and what it is called in a digest.

    ``look_up`` takes a name that is not among the people and groups that were read, and returns the sides with whoever
    has it in the tenant; ``None`` where everybody was read. ``as_if_restarted``: the job has run before, and the plan
    does not know what it remembers. ``link`` reads what the job remembers about one object, in a saved setup. ``notes``
    are what files do not tell, or tell otherwise.
    """

    plan: Plan
    source: Source
    target: TargetSnapshot
    configuration: Configuration
    facts: Mapping[str, str]
    look_up: Callable[[str], Sides] | None = None
    as_if_restarted: bool = False
    link: Callable[[str], Link] | None = None
    notes: tuple[Note, ...] = ()
