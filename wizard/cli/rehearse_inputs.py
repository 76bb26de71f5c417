"""The data that ``rehearse`` and ``why`` compute with, whatever its source."""

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
    """A plan, the data it was computed from, and its facts for a digest.

    ``look_up`` takes a name that is not among the people and groups that were read, and returns the sides with the
    matching objects from the tenant; ``None`` if everybody was read. ``as_if_restarted``: the job has run before, and
    the plan does not know what it remembers. ``link`` reads the job's link for one object, in a saved setup. ``notes``
    are about data that files lack or state differently.
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
