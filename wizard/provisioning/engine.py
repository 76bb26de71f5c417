"""The engine's run: people, then groups, then references; who is in scope, and what follows from each operation."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wizard.core.checkpoints import Checkpoint
from wizard.directory import Person
from wizard.provisioning.model import Configuration, Kind, Links, Operation, Ref, Source, TargetView
from wizard.provisioning.objects import Objects
from wizard.provisioning.planned_target import PlannedTarget, made_id
from wizard.provisioning.references import References
from wizard.provisioning.scope import Scope

CarryOut = Callable[[Operation], str | None]
"""Executes an operation's requests and returns the account's id, or ``None`` if that failed."""

_IDLE = frozenset({"skip", "clash"})


class Run:
    """One cycle over all objects, or over the source ids in ``only``.

    Iterating yields the operations in order. With ``carry_out`` each operation is executed before the next is computed,
    and later references use the real ids. Without it they contain a :class:`Ref`. ``links`` is updated during
    iteration.

    Raises:
        MappingError: the configuration contains an expression or filter that cannot be used.
    """

    def __init__(
        self,
        source: Source,
        target: TargetView,
        configuration: Configuration,
        links: Links,
        carry_out: CarryOut | None = None,
        only: frozenset[str] | None = None,
        checkpoint: Checkpoint = lambda: None,
    ) -> None:
        self._checkpoint = checkpoint
        self.links = links
        self._source = source
        self._planned_target: PlannedTarget | None = None
        if carry_out is None:
            target = self._planned_target = PlannedTarget(target, configuration)
        self._target = target
        self._configuration = configuration
        self._carry_out = carry_out
        self._only = only
        self._scope = Scope(source, configuration)
        self._objects = Objects(source, target, configuration, links)
        self._ids, self._claimed = self._objects.ids, self._objects.claimed
        self._in_scope: set[str] = set()
        self._left: set[str] = set()
        self._inactive: set[str] = set()
        self.unfiltered: dict[str, str] = {}
        """Maps the source id of each person who is in scope only because Entra ignores a condition to its attribute."""
        self.outside: dict[str, str] = {}
        """Maps the source id of each linked person who is out of scope to the reason."""
        self._failed: set[tuple[Kind, str]] = set()

    def __iter__(self) -> Iterator[Operation]:
        yield from self._all_users()
        yield from self._all_groups()
        yield from map(self._done, self._references())

    def forget(self) -> None:
        """Release what only the run needed, in small steps."""
        self._objects.forget()

    def _references(self) -> Iterator[Operation]:
        found = References(
            self._source,
            self._target,
            self.links,
            self._configuration.dialect,
            self._wanted,
            self._checkpoint,
            self._ids,
            self._objects.accounts,
            self._in_scope,
            self._failed,
        )
        paths = {kind: rows.reference for kind, rows in self._objects.rows.items()}
        if paths["User"]:
            yield from found.managers(paths["User"])
        if path := paths.get("Group"):
            yield from found.members(path)

    def _wanted(self, source_id: str) -> bool:
        return self._only is None or source_id in self._only

    # --- users

    def _all_users(self) -> Iterator[Operation]:
        for person in self._source.people:
            if self._only is None or person.id in self._only:
                yield self._done(self._user(person))
            else:
                self._remember(person)
        for source_id in sorted(set(self.links.users) - {person.id for person in self._source.people}):
            if self._wanted(source_id):
                yield self._done(self._objects.gone("User", source_id))

    def _remember(self, person: Person) -> None:
        """Make the account id of a person who is not processed in this run available to references."""
        target_id = self.links.users.get(person.id)
        if target_id is not None:
            self._ids["User"][person.id] = target_id
            if person.id in self.links.active and not person.soft_deleted:
                self._in_scope.add(person.id)

    def _user(self, person: Person) -> Operation:
        attributes = person.mappable
        name = person.display_name
        verdict = self._scope.person(person, attributes)
        active = verdict.inside and person.account_enabled and not person.soft_deleted
        attributes["IsSoftDeleted"] = not active
        if verdict.inside and not person.soft_deleted:
            self._in_scope.add(person.id)
            if verdict.unfiltered:
                self.unfiltered[person.id] = verdict.unfiltered
        elif not person.soft_deleted:
            self._left.add(person.id)
        linked = self.links.users.get(person.id)
        if linked is not None and not active:
            self._inactive.add(person.id)
            if not verdict.inside:
                self.outside[person.id] = verdict.reason
        if not verdict.inside or person.soft_deleted:
            if linked is None:
                reason = "soft-deleted" if verdict.inside else verdict.reason
                return Operation("User", person.id, name, "skip", reason, verdict.params)
            # The recycle bin does not record group memberships, so a person in it appears to have left the groups too.
            reason = "soft-deleted" if person.soft_deleted else verdict.reason
            if self._configuration.skip_out_of_scope_deletions and not person.soft_deleted:
                return Operation("User", person.id, name, "skip", "kept-out-of-scope", target_id=linked)
            return self._objects.disable(person, attributes, reason, verdict.params, linked)
        return self._objects.in_scope("User", person.id, name, attributes, blocked=not person.account_enabled)

    # --- groups

    def _all_groups(self) -> Iterator[Operation]:
        if self._configuration.groups is None:
            return
        known = set()
        for group in self._source.groups:
            if group.soft_deleted:
                continue
            known.add(group.id)
            if not self._wanted(group.id):
                if group.id in self.links.groups:
                    self._ids["Group"][group.id] = self.links.groups[group.id]
                continue
            verdict = self._scope.group(group)
            if verdict.inside:
                attributes = {**group.attributes, "objectId": group.id, "IsSoftDeleted": False}
                yield self._done(self._objects.in_scope("Group", group.id, group.display_name, attributes))
            elif group.id in self.links.groups:
                target_id = self.links.groups[group.id]
                name, reason = group.display_name, verdict.reason
                yield self._done(self._objects.delete("Group", group.id, name, target_id, reason))
            else:
                yield Operation("Group", group.id, group.display_name, "skip", verdict.reason, verdict.params)
        for source_id in sorted(set(self.links.groups) - known):
            if self._wanted(source_id):
                yield self._done(self._objects.gone("Group", source_id))

    # --- carrying out

    def _done(self, operation: Operation) -> Operation:
        """Carry out an operation unless this is a plan, and record what follows from it."""
        kind, source_id, verdict = operation.kind, operation.source_id, operation.verdict
        if operation.work is None and verdict in _IDLE:
            if source_id in self._left:
                self.links.active.discard(source_id)
            return operation
        links = self.links.users if kind == "User" else self.links.groups
        target_id: str | None = operation.target_id if isinstance(operation.target_id, str) else None
        if self._planned_target is not None and operation.work is not None:
            self._planned_target.take(operation)
        if operation.work is not None and self._carry_out is not None:
            target_id = self._carry_out(operation)
            if target_id is None:
                self._failed.add((kind, source_id))
                # A linked person, or a person whose manager is refused, stays a member of groups and a manager of
                # others.
                if operation.stage == "object" and source_id not in links:
                    self._ids[kind].pop(source_id, None)
                return operation
        if operation.stage == "reference":
            return operation
        if isinstance(operation.target_id, Ref) and target_id is None:
            self._claimed[kind][made_id(source_id)] = source_id
        if verdict == "delete":
            links.pop(source_id, None)
            self.links.forget(source_id)
        elif verdict != "clash" and target_id is not None:
            links[source_id] = target_id
            (self.links.disabled.add if source_id in self._inactive else self.links.disabled.discard)(source_id)
            if source_id in self._left:
                self.links.active.discard(source_id)
                return operation
            if kind == "Group" or source_id in self._in_scope:
                self.links.active.add(source_id)
            if verdict == "disable":
                return operation
            if verdict == "create":
                self._claimed[kind][target_id] = source_id
            self._ids[kind][source_id] = target_id
        return operation
