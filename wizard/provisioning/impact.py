"""The impact of a change: what saving another configuration, or turning a job on, does to people.

Computed with the engine alone. Saving mappings or filters restarts the cycle, but the service keeps its links to
accounts (Microsoft's article on how provisioning works). These links cannot be read from outside, so they are assumed
to be what a cycle of the old configuration leaves behind: every person who matches an account is linked to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from msgspec import structs

from wizard.core.checkpoints import Checkpoint, in_order, with_checkpoints
from wizard.provisioning.engine import Run
from wizard.provisioning.model import Configuration, Kind, Links, Operation, Plan, Source, TargetView, Verdict
from wizard.provisioning.planning import plan
from wizard.provisioning.rows import Rows
from wizard.provisioning.scope import Scope
from wizard.provisioning.scope_diff import compare

LIMIT_PEOPLE, LIMIT_PERCENT = 20, 10
"""Limits for disabled or deleted objects: this number of people, or this percentage of all people, whichever is
lower.
"""

ORDER: tuple[Verdict, ...] = ("delete", "disable", "clash", "create", "update")
"""Verdicts that matter here, worst first."""

Fact = Literal[
    "disabling-ends",
    "disabling-begins",
    "deleting-ends",
    "deleting-begins",
    "groups-end",
    "leavers-stay",
    "leavers-forgotten",
    "old-application-left",
    "new-application-unknown",
    "second-accounts",
]
"""What the change means from now on, whoever is affected today (text keys: ``impact-fact-<fact>``)."""

GRAVE: frozenset[Fact] = frozenset(
    {"disabling-ends", "deleting-ends", "leavers-stay", "leavers-forgotten", "old-application-left"}
)
"""Facts after which people who leave keep access. They require confirmation even if nobody is removed."""

REMOVING: frozenset[Verdict] = frozenset({"disable", "delete"})
"""Verdicts that count toward the limits, as Entra counts them before it holds deletions back."""

_RANK = {verdict: rank for rank, verdict in enumerate(ORDER)}


def limit(people: int, most: int = LIMIT_PEOPLE) -> int:
    """Return how many of ``people`` may be disabled or deleted without a confirmation; at least 1."""
    return min(most, max(1, people * LIMIT_PERCENT // 100))


def removals(operations: Iterable[Operation], counted: frozenset[Verdict] = REMOVING) -> int:
    """Return how many people are disabled or deleted, and how many groups are deleted.

    Entra counts the same objects before it holds deletions back (Microsoft's article on accidental deletions).
    """
    return sum(one.verdict in counted for one in operations if one.stage == "object")


def exceeds_limits(found: Plan, people: int, most: int = LIMIT_PEOPLE) -> bool:
    """Return whether a plan disables and deletes more than the limits allow."""
    return removals(found) > limit(people, most)


@dataclass(frozen=True, slots=True)
class Impact:
    """The operations that happen only because of the change.

    Args:
        operations: worst first, people before groups, by name. An update that makes an account inactive counts as a
            disable.
        people: base number for the limits: people who have an account through the job, or before the first cycle all
            people who were read.
        spared: how many people would have been created without the change and are not created with it.
        facts: what holds from now on.
        accounts: whether CloudGate's accounts were known. If not, the operations are people who enter and leave scope,
            and updates are unknown.
        counted: verdicts that count toward the limits; other than removals where they do the harm, such as creating a
            second account.
    """

    operations: tuple[Operation, ...] = ()
    people: int = 0
    spared: int = 0
    facts: tuple[Fact, ...] = ()
    accounts: bool = True
    counted: frozenset[Verdict] = REMOVING

    def having(self, verdict: Verdict, kind: Kind | None = None) -> tuple[Operation, ...]:
        """Return the operations with a verdict, each object once."""
        found = {(one.kind, one.source_id): one for one in reversed(self.operations) if one.verdict == verdict}
        return tuple(one for one in reversed(found.values()) if kind in {None, one.kind})

    def count(self, verdict: Verdict, kind: Kind | None = None) -> int:
        """Return how many objects have a verdict."""
        return len(self.having(verdict, kind))

    @property
    def removals(self) -> int:
        """How many people are disabled or deleted, and how many groups are deleted."""
        return removals(self.operations)

    @property
    def harmed(self) -> int:
        """How many objects have a counted verdict: the number that the user has to type to confirm."""
        return removals(self.operations, self.counted)

    @property
    def limit(self) -> int:
        return limit(self.people)

    @property
    def beyond(self) -> bool:
        """Whether more objects are harmed than the limits allow."""
        return self.harmed > self.limit

    @property
    def grave(self) -> bool:
        """Whether a fact requires confirmation."""
        return not GRAVE.isdisjoint(self.facts)

    @property
    def severity(self) -> tuple[int, int, int]:
        """Sort key: removals, creations, updates."""
        return self.removals, self.count("create"), self.count("update")

    def __bool__(self) -> bool:
        return bool(self.operations or self.facts or self.spared)


def impact(
    source: Source,
    target: TargetView,
    old: Configuration | None,
    new: Configuration,
    *,
    running: bool,
    after: Source | None = None,
    checkpoint: Checkpoint = lambda: None,
) -> Impact:
    """Compare what the next cycle does after a change with what it would do without the change.

    Args:
        source: all people who are in scope before or after the change, and the current assignments.
        target: the accounts, with the columns that both configurations need.
        old: the job's current configuration; ignored before the first cycle.
        new: the configuration after the change.
        running: whether the job has run before. If not, there are no links, and all that the first cycle does is the
            effect.
        after: the same people with the assignments after the change, if the change concerns assignments.
        checkpoint: called periodically; may raise to stop.

    Raises:
        MappingError: a configuration contains an expression or filter that cannot be used.
    """
    if not running or old is None:
        return first_cycle(plan(source, target, new, checkpoint=checkpoint), len(source.people))
    links, before = _remembered(source, target, old, checkpoint)
    people = len(links.users)
    fresh: list[Operation] = []
    then: dict[_Slot, Verdict] = {}
    for one in map(_as_lost, plan(after or source, target, new, links, checkpoint)):
        then.setdefault(_slot(one), one.verdict)
        if one.verdict in ORDER and not _happens_anyway(one, before):
            fresh.append(one)
    created = {(one.kind, one.source_id) for one in fresh if one.verdict == "create"}
    # Manager and members of an object that is created again are part of the creation.
    shown = [one for one in fresh if one.stage == "object" or (one.kind, one.source_id) not in created]
    spared = sum(
        before[slot][0].verdict == "create" and then.get(slot) not in {"create", "clash"}
        for slot in before
        if slot[0] == "User" and slot[2] == "object"
    )
    return Impact(order(shown, checkpoint), people, spared, tuple(_facts(old, new)))


def first_cycle(planned: Plan, people: int) -> Impact:
    """Return the impact of a first cycle: all relevant operations of its plan. ``people`` is how many were read."""
    found = map(_as_lost, planned)
    return Impact(order(one for one in found if one.verdict in ORDER and one.stage == "object"), people)


def by_scope(
    source: Source,
    old: Configuration,
    new: Configuration,
    *,
    running: bool,
    after: Source | None = None,
    checkpoint: Checkpoint,
) -> Impact:
    """Return the impact computed from scope alone, if the accounts are unknown: who leaves and who enters scope.

    A person who leaves counts as having an account, a person who enters as having none.

    Raises:
        MappingError: a condition cannot be used.
    """
    effects = compare(source, old if running else None, new, checkpoint, after)
    found: list[Operation] = []
    for row in effects.rows:
        person = row.person
        if person.soft_deleted or not person.account_enabled:
            continue
        verdict: Verdict | None = None
        if row.what == "entering" or (row.what == "inside" and not running):
            verdict = "create" if "Add" in new.users.actions else None
        elif row.what == "leaving" and _disables(new) and not new.skip_out_of_scope_deletions:
            verdict = "disable"
        if verdict is not None:
            reason, params = row.verdict.reason, row.verdict.params
            key = person.user_principal_name
            found.append(Operation("User", person.id, person.display_name, verdict, reason, params, key))
    if running and new.groups is not None and "Delete" in new.groups.actions:
        was, will = Scope(source, old), Scope(after or source, new)
        for group in source.groups:
            now = will.group(group)
            if was.group(group).inside and not now.inside and not group.soft_deleted:
                found.append(Operation("Group", group.id, group.display_name, "delete", now.reason, now.params))
    counts = effects.counts
    people = counts["inside"] - counts["entering"] + counts["leaving"] if running else len(source.people)
    return Impact(order(found, checkpoint), people, 0, tuple(_facts(old, new)) if running else (), accounts=False)


# --- the links that the service remembers

_Slot = tuple[Kind, str, str]


def _slot(operation: Operation) -> _Slot:
    return operation.kind, operation.source_id, operation.stage


def _remembered(
    source: Source, target: TargetView, old: Configuration, checkpoint: Checkpoint
) -> tuple[Links, dict[_Slot, list[Operation]]]:
    """Return the links that a cycle of the old configuration leaves behind, and its operations by object."""
    links = Links()
    does: dict[_Slot, list[Operation]] = {}
    for done in with_checkpoints(Run(source, target, old, links, checkpoint=checkpoint), checkpoint):
        one = _as_lost(done)
        if one.verdict in ORDER:
            does.setdefault(_slot(one), []).append(one)
        if one.stage == "object" and one.verdict in {"skip", "clash"} and isinstance(one.target_id, str):
            # Matched, even if nothing may be written: the service still knows the account.
            known = links.users if one.kind == "User" else links.groups
            known[one.source_id] = one.target_id
            links.active.add(one.source_id)
    return links, does


def _happens_anyway(one: Operation, before: dict[_Slot, list[Operation]]) -> bool:
    same = [other for other in before.get(_slot(one), ()) if other.verdict == one.verdict]
    if one.verdict == "update":
        return any(other.changes == one.changes for other in same)
    if one.verdict == "clash":
        return any(other.reason == one.reason for other in same)
    return bool(same)


def _as_lost(one: Operation) -> Operation:
    """Return an update that makes an account inactive as a disable (``active``: RFC 7643 section 4.1.1)."""
    if one.verdict == "update" and one.kind == "User" and one.stage == "object":
        for change in one.changes:
            if change.target.lower() == "active" and change.new is not None and change.new.lower() == "false":
                return structs.replace(one, verdict="disable")
    return one


def order(operations: Iterable[Operation], checkpoint: Checkpoint = lambda: None) -> tuple[Operation, ...]:
    """Return operations in display order: worst first, people before groups, by name."""
    found = in_order(operations, lambda one: (_RANK[one.verdict], one.kind != "User", one.name.casefold()), checkpoint)
    return tuple(found)


# --- what holds from now on


def _disables(configuration: Configuration) -> bool:
    """Return whether accounts can be disabled at all: a row depends on ``IsSoftDeleted``, and Update is on."""
    users = configuration.users
    return "Update" in users.actions and bool(Rows.of(users).switches)


def _facts(old: Configuration, new: Configuration) -> Iterator[Fact]:
    was, will = _disables(old), _disables(new)
    if was != will:
        yield "disabling-begins" if will else "disabling-ends"
    deleted, deletes = "Delete" in old.users.actions, "Delete" in new.users.actions
    if deleted != deletes:
        yield "deleting-begins" if deletes else "deleting-ends"
    if old.groups is not None and new.groups is None:
        yield "groups-end"
