"""The outcome of a plan as numbers for one picture: users in the tenant, assigned, in scope, and what happens to them.

The window and the reports use the same value, so all of them show the same numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, Protocol

from wizard.core.checkpoints import Checkpoint, with_checkpoints
from wizard.provisioning.model import Operation, Plan
from wizard.provisioning.plan_io import KeptRow

Part = Literal[
    "tenant",
    "unassigned",
    "assigned",
    "filtered",
    "inside",
    "create",
    "update",
    "disable",
    "delete",
    "clash",
    "unchanged",
    "skip",
    "groups",
]
"""A part of the picture: a stage, what the stage leaves out, a verdict, or the groups."""

HAPPENS: Final[tuple[Part, ...]] = ("create", "update", "unchanged", "skip", "disable", "delete", "clash")
"""The verdicts, in the order of the picture."""

CARRIED_OUT: Final[tuple[Part, ...]] = ("create", "update", "disable", "delete", "clash")
"""The verdicts for which the log shows whether they were carried out."""

_LEFT_OUT: Final[Mapping[str, Part]] = {
    "not-assigned": "unassigned",
    "nested-only": "unassigned",
    "not-security-group": "unassigned",
    "filtered-out": "filtered",
}
_SIDES: Final[Mapping[Part, frozenset[str]]] = {
    "tenant": frozenset({"inside", "filtered", "unassigned"}),
    "unassigned": frozenset({"unassigned"}),
    "assigned": frozenset({"inside", "filtered"}),
    "filtered": frozenset({"filtered"}),
    "inside": frozenset({"inside"}),
}
"""Maps each stage, and what it leaves out, to the users it contains."""

_GONE: Final = frozenset({"hard-deleted", "not-managed", "delete-off"})
"""Reasons of users who are no longer in the tenant; in operations for users they have no other meaning."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of a part are ``done``, ``failed``, or had another result (``other``); the rest is pending."""

    done: int = 0
    failed: int = 0
    other: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """Numbers of users, except for ``groups`` and ``group_clashes``.

    Args:
        tenant: all users in the tenant.
        assigned: users who are assigned; all users if all are in scope.
        inside: assigned users who pass the filters.
        happens: number of users by verdict. People out of scope are included only if something happens to them: they
            lose access, or no longer exist in the tenant. So the sum is ``inside`` plus ``leaving``.
        outside: people who were read and are left out by assignments or filters.
        groups: number of groups that were processed; ``group_clashes`` have a blocking issue.
        everybody: whether all users are in scope, assigned or not.
        skipped: reasons of the verdict ``skip``, by frequency; empty if no longer known.
        progress: what the log shows so far, by part; empty before provisioning runs.
    """

    tenant: int = 0
    assigned: int = 0
    inside: int = 0
    happens: Mapping[Part, int] = field(default_factory=dict)
    outside: int = 0
    groups: int = 0
    group_clashes: int = 0
    everybody: bool = False
    skipped: Mapping[str, int] = field(default_factory=dict)
    progress: Mapping[Part, Progress] = field(default_factory=dict)

    @property
    def happening(self) -> int:
        """Number of users that something happens to, or that are reported as unchanged."""
        return sum(self.happens.values())

    @property
    def leaving(self) -> int:
        """How many of them are out of scope: they lose access, or have lost it."""
        return self.happening - self.inside

    @property
    def matched(self) -> int:
        """Number of users who already have an account and keep it."""
        return self.happens.get("update", 0) + self.happens.get("unchanged", 0)

    def count(self, part: Part) -> int:
        """Return the number of objects in a part."""
        found: dict[Part, int] = {
            "tenant": self.tenant,
            "unassigned": self.tenant - self.assigned,
            "assigned": self.assigned,
            "filtered": self.assigned - self.inside,
            "inside": self.inside,
            "groups": self.groups,
            **self.happens,
        }
        return found.get(part, 0)

    def facts(self) -> dict[str, int | bool]:
        """Return the numbers as facts of a step, except those that the step already reports."""
        return {
            "people_in_tenant": self.tenant,
            "people_assigned": self.assigned,
            "people_in_scope": self.inside,
            "people_outside": self.outside,
            "delete": self.happens.get("delete", 0),
            "groups": self.groups,
            "group_clashes": self.group_clashes,
            "everybody": self.everybody,
        }

    @classmethod
    def of_facts(cls, facts: Mapping[str, str | int | bool]) -> Picture | None:
        """Return the picture for a step's facts; ``None`` if some are missing, as in facts of an older version."""
        names = ("create", "update", "unchanged", "disable", "skip", "clash", *cls().facts())
        known = {name: facts[name] for name in names if isinstance(facts.get(name), int)}
        if len(known) < len(names):
            return None
        number = {name: int(known[name]) for name in names}
        happens: dict[Part, int] = {name: number[name] for name in HAPPENS}
        happens["skip"] = max(0, happens["skip"] - number["people_outside"])
        return cls(
            number["people_in_tenant"],
            number["people_assigned"],
            number["people_in_scope"],
            happens,
            number["people_outside"],
            number["groups"],
            number["group_clashes"],
            bool(number["everybody"]),
        )

    def after(self, objects: Iterable[Happened], checkpoint: Checkpoint = lambda: None) -> Picture:
        """Return the picture with the progress of the users so far.

        Args:
            objects: all planned objects, with what happened to them.
            checkpoint: called periodically; may raise to stop.
        """
        counts: dict[str, Counter[str]] = {part: Counter() for part in CARRIED_OUT}
        for one in with_checkpoints(objects, checkpoint):
            if one.kind == "User" and one.planned in counts and (how := _HOW.get(one.how)) is not None:
                # An object that was predicted to fail went as planned, and failed.
                counts[one.planned]["failed" if one.planned == "clash" and one.how == "as-planned" else how] += 1
        found: dict[Part, Progress] = {
            part: Progress(counts[part]["done"], counts[part]["failed"], counts[part]["other"])
            for part in CARRIED_OUT
            if self.happens.get(part)
        }
        return replace(self, progress=found)


class Happened(Protocol):
    """What happened to one object; see :class:`wizard.provisioning.log_comparison.Compared`."""

    @property
    def kind(self) -> str: ...
    @property
    def planned(self) -> str: ...
    @property
    def how(self) -> str: ...


_HOW: Final = {
    "as-planned": "done",
    "other-values": "done",
    "failed": "failed",
    "other-action": "other",
}


def part_of(operation: Operation, plan: Plan) -> Part | None:
    """Return the part that an operation is counted in: a verdict, or what a stage leaves out.

    Managers and members, which come after all objects, are not counted.
    """
    if operation.stage != "object":
        return None
    if operation.kind == "Group":
        return "groups"
    if operation.verdict == "skip":
        side = _side(operation, plan)
        if side != "gone" and side != "inside":
            return side
    return operation.verdict


def belongs(operation: Operation, plan: Plan, part: Part) -> bool:
    """Return whether an operation belongs to a part. A person who loses access because of a filter belongs to two:
    filtered and disabled.
    """
    if part not in _SIDES:
        return part_of(operation, plan) == part
    return operation.stage == "object" and operation.kind == "User" and _side(operation, plan) in _SIDES[part]


def ids_of(rows: Iterable[KeptRow], part: Part, checkpoint: Checkpoint) -> frozenset[str]:
    """Return the source ids, in lower case, of a part's objects in a stored plan.

    Args:
        checkpoint: called periodically; may raise to stop.
    """
    plan = Plan()  # a stored plan contains no more than the reasons
    return frozenset(
        one.source_id.lower()
        for one in with_checkpoints(rows, checkpoint)
        if belongs(Operation(one.kind, one.source_id, "", one.verdict, one.reason), plan, part)
    )


def _side(operation: Operation, plan: Plan) -> Part | Literal["gone"]:
    """Return the group a user belongs to: ``inside``, ``unassigned``, ``filtered``, or ``gone`` from the tenant."""
    if operation.reason in _GONE:
        return "gone"
    known = plan.outside.get(operation.source_id, operation.reason)
    return _LEFT_OUT.get(known, "inside")


def picture_of(
    plan: Plan, *, total: int | None = None, everybody: bool = False, checkpoint: Checkpoint = lambda: None
) -> Picture:
    """Return a plan's picture.

    Args:
        plan: of all people who were read.
        total: number of users in the tenant, if known; users who are not assigned are not all read.
        everybody: whether all users are in scope, assigned or not.
        checkpoint: called periodically; may raise to stop.
    """
    sides: Counter[str] = Counter()
    happens: Counter[Part] = Counter()
    skipped: Counter[str] = Counter()
    groups = group_clashes = outside = 0
    for one in with_checkpoints(plan, checkpoint):
        part = part_of(one, plan)
        if part is None:
            continue
        if part == "groups":
            groups += 1
            group_clashes += one.verdict == "clash"
            continue
        sides[_side(one, plan)] += 1
        if part in {"unassigned", "filtered"}:
            outside += 1
            continue
        happens[one.verdict] += 1
        if one.verdict == "skip":
            skipped[one.reason] += 1
    inside = sides["inside"]
    assigned = inside + sides["filtered"]
    tenant = max(total or 0, assigned + sides["unassigned"])
    if everybody:
        assigned = tenant = assigned + sides["unassigned"]
    return Picture(
        tenant,
        assigned,
        inside,
        {name: happens[name] for name in HAPPENS},
        outside,
        groups,
        group_clashes,
        everybody,
        dict(skipped.most_common()),
    )
