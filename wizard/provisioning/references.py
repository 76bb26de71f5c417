"""The second pass: managers and members. They come after all objects, since both ends of a reference need an id."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from wizard.core.checkpoints import Checkpoint, with_checkpoints
from wizard.directory import Group, Person
from wizard.provisioning.model import NO_PARAMS, Dialect, Kind, Links, Operation, Params, Ref, Source, TargetView
from wizard.provisioning.payloads import Members, Reference
from wizard.provisioning.planned_target import PlannedTarget
from wizard.provisioning.scimvalues import reference_id
from wizard.provisioning.target_snapshot import Account, value_at

MEMBERS_PER_PATCH = 100
"""Members in one PATCH request; Entra's own number is not documented."""


@dataclass(frozen=True, slots=True)
class Found:
    """The results of the first pass: account ids by source id, matched accounts, who is in scope, which objects failed.

    ``failed`` grows while the operations are carried out.
    """

    ids: Mapping[Kind, Mapping[str, str | Ref]]
    held: Mapping[str, Account]
    in_scope: set[str]
    failed: set[tuple[Kind, str]]


def references(
    source: Source,
    target: TargetView | PlannedTarget,
    found: Found,
    links: Links,
    paths: Mapping[Kind, str],
    dialect: Dialect,
    wanted: Callable[[str], bool],
    checkpoint: Checkpoint,
) -> Iterator[Operation]:
    """Yield the operations; each is carried out before the next is requested. ``links`` is updated during iteration.

    Args:
        source: people and groups.
        target: the planned target, or the live target.
        found: results of the first pass.
        links: what the job remembers.
        paths: the reference row of each kind; empty if there is none.
        dialect: of PATCH bodies.
        wanted: returns whether an object is processed in this run.
        checkpoint: called periodically; may raise to stop.
    """
    users, groups = paths["User"], paths.get("Group")
    if users:
        yield from _managers(source, found, links, users, dialect, wanted, checkpoint)
    if groups:
        ids = found.ids["User"]
        reach = {source_id: ids[source_id] for source_id in found.in_scope if source_id in ids}
        for group in with_checkpoints(source.groups, checkpoint, 5):
            if wanted(group.id) and group.id in found.ids["Group"]:
                yield from _members(group, target, found, links, groups, dialect, reach)


def _managers(
    source: Source,
    found: Found,
    links: Links,
    path: str,
    dialect: Dialect,
    wanted: Callable[[str], bool],
    checkpoint: Checkpoint,
) -> Iterator[Operation]:
    """Set managers; a manager that the job wrote is cleared when the person no longer has one."""
    scope, ids, remembered = found.in_scope, found.ids["User"], links.managers
    for person in with_checkpoints(source.people, checkpoint):
        manager_id = person.manager_id
        if not (manager_id in scope if manager_id is not None else person.id in remembered):
            continue
        own = ids.get(person.id) if person.id in scope and wanted(person.id) else None
        manager = ids.get(manager_id) if manager_id is not None else ""
        if own is None or manager is None or ("User", person.id) in found.failed:
            continue
        account = found.held.get(own) if own.__class__ is str else None
        old = reference_id(value_at(account, path)) if account is not None else ""
        if old != manager:
            yield _manager(person, Reference(own, path, old, manager, dialect))
        if ("User", person.id) in found.failed:
            continue
        if manager_id is None:
            remembered.pop(person.id, None)
        else:
            remembered[person.id] = manager_id


def _manager(person: Person, work: Reference) -> Operation:
    shown = work.new if isinstance(work.new, str) else work.new.source_id
    reason = "manager" if shown else "manager-cleared"
    params: Params = {"manager": shown} if shown else NO_PARAMS
    return Operation("User", person.id, person.display_name, "update", reason, params, "", "reference", work.own, work)


def _members(
    group: Group,
    target: TargetView | PlannedTarget,
    found: Found,
    links: Links,
    path: str,
    dialect: Dialect,
    reach: Mapping[str, str | Ref],
) -> Iterator[Operation]:
    """Yield the changes to a group's members; ``reach`` contains the accounts of all people who can be members."""
    own = found.ids["Group"][group.id]
    wanted = [member.id for member in group.members if member.id in reach]
    before = links.members.get(group.id, frozenset())
    add: list[str | Ref] = []
    held = target.members(own) if isinstance(target, PlannedTarget) else None
    for user in map(reach.__getitem__, wanted):
        if held is not None:
            there = user in held
        else:
            there = isinstance(own, str) and isinstance(user, str) and target.has_member(own, user)
        if not there:
            add.append(user)
    gone = [links.users.get(member) for member in sorted(before - set(wanted))] if before else []
    remove = [user for user in gone if user is not None and isinstance(own, str) and target.has_member(own, user)]
    for start in range(0, max(len(add), 1 if remove else 0), MEMBERS_PER_PATCH):
        piece = tuple(add[start : start + MEMBERS_PER_PATCH])
        out = tuple(remove) if start == 0 else ()
        params = {"added": len(piece), "removed": len(out)}
        work = Members(own, path, piece, out, dialect)
        yield Operation("Group", group.id, group.display_name, "update", "members", params, "", "reference", own, work)
    # After a failure the members are unknown: remember both sets, so that leavers are removed next time.
    failed = ("Group", group.id) in found.failed
    links.members[group.id] = frozenset(wanted) | (before if failed else frozenset())
