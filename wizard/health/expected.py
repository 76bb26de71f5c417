"""The compared parts of a setup in Entra, and what they should be: as last seen, or as saved since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, get_args

import msgspec

from wizard.core.errors import InputError, MappingError
from wizard.core.json_types import JsonObject
from wizard.graph.synchronization import NotificationSettings
from wizard.journey.answers import PlannedAssignment
from wizard.journey.machine import Journey
from wizard.journey.model import Part
from wizard.journey.services.job_schema import apply, own
from wizard.journey.steps import STEPS, TURNON
from wizard.journey.steps.connect import notification
from wizard.mapping import Schema
from wizard.mapping.sameness import same_schema
from wizard.scim.endpoint import for_entra

if TYPE_CHECKING:
    from wizard.directory import Assignment
    from wizard.graph.synchronization import Job, Secrets
    from wizard.history.model import History
    from wizard.journey.machine import Snapshot
    from wizard.journey.model import Result, Step

PARTS: tuple[Part, ...] = get_args(Part)

STEPS_OF: Mapping[Part, tuple[Step, ...]] = {
    part: tuple(step for step in STEPS if part in step.parts) for part in PARTS
}
"""The steps whose results show that this program has saved or seen a part."""

JOURNALED: Mapping[str, Part] = {
    "assigned": "assignments",
    "unassigned": "assignments",
    "job-made": "job",
    "job-removed": "job",
    "job-started": "job",
    "job-paused": "job",
    "job-restarted": "job",
    "credentials": "settings",
    "schema": "schema",
}
"""The part that a change of the journal belongs to."""

SETTINGS = ("BaseAddress", "SyncNotificationSettings", "SyncAll", "SkipOutOfScopeDeletions", "AuthenticationType")
"""Settings that are compared by value; other keys only by presence."""


class Assigned(msgspec.Struct, frozen=True):
    """An assignment as it is stored."""

    principal: str
    kind: str
    name: str
    role: str

    @property
    def planned(self) -> PlannedAssignment:
        """The assignment as an answer, to make it again."""
        return PlannedAssignment(self.principal, "Group" if self.kind == "Group" else "User", self.name, self.role)


class Seen(msgspec.Struct):
    """The compared parts of a setup in Entra. ``marks`` identify the step results that they correspond to."""

    at: str = ""
    marks: dict[str, str] = {}
    job: str = ""
    running: bool = False
    schema: JsonObject = {}
    settings: dict[str, str] = {}
    keys: list[str] = []
    assignments: list[Assigned] = []


def seen_of(
    job: Job | None, schema: Schema | None, secrets: Secrets, assignments: Sequence[Assignment], at: str
) -> Seen:
    """Return what Entra has now. Only the keys of secrets are included."""
    shown = {name: secrets.text(name) for name in SETTINGS if secrets.named(name) in secrets.values}
    keys = sorted(name.lower() for name, value in secrets.values.items() if value)
    held = [Assigned(one.principal_id, one.kind, one.display_name, one.role_id) for one in assignments]
    return Seen(
        at,
        {},
        job.id if job is not None else "",
        job is not None and job.status.running,
        dict(schema.raw) if schema is not None else {},
        shown,
        keys,
        sorted(held, key=lambda one: (one.kind, one.name, one.principal)),
    )


def marks_of(results: Mapping[str, Result], history: History | None = None) -> dict[str, str]:
    """Return a mark per part that shows when this program last saved or saw it, so that a later look detects changes.

    A mark has two parts: the steps' results, and after a bar the number of changes in the journal.
    """
    entries = history.entries if history is not None else ()
    marks: dict[str, str] = {}
    for part, steps in STEPS_OF.items():
        found = (f"{results[name].at}{results[name].lapsed}" for name in (step.id for step in steps) if name in results)
        noted = sum(JOURNALED.get(entry.change.kind) == part for entry in entries)
        marks[part] = f"{' '.join(found)}|{noted}"
    return marks


def baseline(kept: Seen | None, now: Seen, snapshot: Snapshot, history: History | None = None) -> Seen:
    """Return what Entra should have: as last seen, or as this program saved it since.

    For a part that a step has saved or read since, the answers apply where the step's result is still valid; the rest
    is taken as it is now. A part that this program changed without a step, for example by undoing, is also taken as it
    is now.
    """
    marks = marks_of(snapshot.results, history)
    found = msgspec.structs.replace(kept, marks=marks) if kept is not None else None
    base = found or msgspec.structs.replace(now, marks=marks)
    was = kept.marks if kept is not None else {}
    for part in PARTS:
        if kept is None or was.get(part) != marks[part]:
            base = _take(base, now, part)
            if kept is None or _steps(was.get(part, "")) != _steps(marks[part]):
                base = _as_saved(base, snapshot, part)
    return base


def _steps(mark: str) -> str:
    return mark.partition("|")[0]


def keep(before: Seen, now: Seen, parts: Sequence[Part]) -> Seen:
    """Return the baseline with some parts as they are now."""
    for part in parts:
        before = _take(before, now, part)
    return before


def _take(base: Seen, now: Seen, part: Part) -> Seen:
    names = {
        "schema": ("schema",),
        "settings": ("settings", "keys"),
        "assignments": ("assignments",),
        "job": ("job", "running"),
    }[part]
    return msgspec.structs.replace(base, **{name: getattr(now, name) for name in names})


def _as_saved(base: Seen, snapshot: Snapshot, part: Part) -> Seen:
    """Return the baseline with the answers that steps have saved and whose results are still valid."""
    journey = Journey(STEPS, str, snapshot)
    answers = snapshot.answers

    def was_saved(step: Step) -> bool:
        result = journey.result(step.id)
        # Mappings with findings need attention, and are saved all the same.
        good = journey.was_saved(step.id) if part == "schema" else journey.state(step.id) == "done"
        return good and result is not None and result.way == "for_me"

    saved = {name for step in STEPS if was_saved(step) for name in step.saves}
    if part == "schema" and base.schema:
        try:
            applied = apply(Schema(base.schema), own(answers, saved))
        except MappingError:
            return base
        return base if same_schema(applied, Schema(base.schema)) else msgspec.structs.replace(base, schema=applied.raw)
    if part == "settings":
        settings = dict(base.settings)
        if "tenant_url" in saved:
            stored = NotificationSettings.from_text(settings.get("SyncNotificationSettings", ""))
            try:
                settings["BaseAddress"] = for_entra(answers.tenant_url)
                settings["SyncNotificationSettings"] = notification(answers, stored).to_text()
            except InputError:
                return base
        if "scope" in saved:
            settings["SyncAll"] = "true" if answers.scope == "all" else "false"
        return msgspec.structs.replace(base, settings=settings)
    if part == "job" and base.job and was_saved(TURNON):
        return msgspec.structs.replace(base, running=True)
    return base


def flag(settings: Mapping[str, str], name: str) -> bool:
    """Return whether a setting is true."""
    return settings.get(name, "").strip().lower() == "true"
