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
class References:
    """The second pass over the results of the first. ``links`` and ``failed`` change while operations are carried out.

    Args:
        source: people and groups.
        target: the planned target, or the live target.
        links: what the job remembers.
        dialect: of PATCH bodies.
        wanted: returns whether an object is processed in this run.
        checkpoint: called periodically; may raise to stop.
        ids: account ids by source id.
        accounts: the accounts that were matched, by id.
        in_scope: source ids of the people in scope.
        failed: the objects that could not be written.
    """

    source: Source
    target: TargetView | PlannedTarget
    links: Links
    dialect: Dialect
    wanted: Callable[[str], bool]
    checkpoint: Checkpoint
    ids: Mapping[Kind, Mapping[str, str | Ref]]
    accounts: Mapping[str, Account]
    in_scope: set[str]
    failed: set[tuple[Kind, str]]

    def managers(self, path: str) -> Iterator[Operation]:
        """Yield the operations that set managers at a path; each is carried out before the next is requested.

        A manager that the job wrote is cleared when the person no longer has one.
        """
        scope, ids, remembered = self.in_scope, self.ids["User"], self.links.managers
        wanted, failed = self.wanted, self.failed
        for person in with_checkpoints(self.source.people, self.checkpoint):
            manager_id = person.manager_id
            if not (manager_id in scope if manager_id is not None else person.id in remembered):
                continue
            own = ids.get(person.id) if person.id in scope and wanted(person.id) else None
            manager = ids.get(manager_id) if manager_id is not None else ""
            if own is None or manager is None or ("User", person.id) in failed:
                continue
            account = self.accounts.get(own) if own.__class__ is str else None
            old = reference_id(value_at(account, path)) if account is not None else ""
            if old != manager:
                yield _manager(person, Reference(own, path, old, manager, self.dialect))
            if ("User", person.id) in failed:
                continue
            if manager_id is None:
                remembered.pop(person.id, None)
            else:
                remembered[person.id] = manager_id

    def members(self, path: str) -> Iterator[Operation]:
        """Yield the operations that change members at a path; each is carried out before the next is requested."""
        ids = self.ids["User"]
        reach = {source_id: ids[source_id] for source_id in self.in_scope if source_id in ids}
        for group in with_checkpoints(self.source.groups, self.checkpoint, 5):
            if self.wanted(group.id) and group.id in self.ids["Group"]:
                yield from self._members_of(group, path, reach)

    def _members_of(self, group: Group, path: str, reach: Mapping[str, str | Ref]) -> Iterator[Operation]:
        """Yield the changes to a group's members; ``reach`` contains the accounts of all people who can be members."""
        own, target, links = self.ids["Group"][group.id], self.target, self.links
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
        name = group.display_name
        for start in range(0, max(len(add), 1 if remove else 0), MEMBERS_PER_PATCH):
            piece = tuple(add[start : start + MEMBERS_PER_PATCH])
            out = tuple(remove) if start == 0 else ()
            params = {"added": len(piece), "removed": len(out)}
            work = Members(own, path, piece, out, self.dialect)
            yield Operation("Group", group.id, name, "update", "members", params, "", "reference", own, work)
        # After a failure the members are unknown: remember both sets, so that leavers are removed next time.
        failed = ("Group", group.id) in self.failed
        links.members[group.id] = frozenset(wanted) | (before if failed else frozenset())


def _manager(person: Person, work: Reference) -> Operation:
    shown = work.new if isinstance(work.new, str) else work.new.source_id
    reason = "manager" if shown else "manager-cleared"
    params: Params = {"manager": shown} if shown else NO_PARAMS
    return Operation("User", person.id, person.display_name, "update", reason, params, "", "reference", work.own, work)
