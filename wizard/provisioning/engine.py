"""The engine's run: determine scope, map, match, compare and operate. Users first, then groups, then references."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import compress, count
from operator import ne

from wizard.core.checkpoints import Checkpoint
from wizard.core.errors import MappingError
from wizard.core.memory import free_gradually
from wizard.directory import Person, Value
from wizard.mapping import ObjectMapping
from wizard.mapping.comparison import folded, same
from wizard.mapping.expression import Batch, Flow, Result, as_text
from wizard.provisioning.model import (
    CANNOT_TELL,
    NO_PARAMS,
    Configuration,
    Kind,
    Links,
    Operation,
    Params,
    Ref,
    Source,
    TargetView,
    Verdict,
)
from wizard.provisioning.payloads import RESOURCES, Creation, Patch, Removal
from wizard.provisioning.planned_target import PlannedTarget, made_id
from wizard.provisioning.references import Found, references
from wizard.provisioning.roles import ROLE_FORMS, Change, same_roles, single_role
from wizard.provisioning.rows import Row, Rows
from wizard.provisioning.scope import Scope, ScopeVerdict
from wizard.provisioning.target_snapshot import Account, Cell, as_text_of, id_of, value_at

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
        # Set only if not all accounts could be read.
        self._open = self._planned_target if self._planned_target is not None and self._planned_target.partial else None
        self._target = target
        self._configuration = configuration
        self._carry_out = carry_out
        self._only = only
        self._scope = Scope(source, configuration)
        self._users = Rows.of(configuration.users)
        self._switches = self._users.switches
        self._groups = Rows.of(configuration.groups) if configuration.groups is not None else None
        self._types = {**configuration.types, **self._users.role_types}
        self._single_roles = frozenset(row.target for row in self._users.plain if row.roles == "SingleRole")
        # An account that is linked to an existing person, even in the recycle bin, is not available to others. What
        # Entra does in that case is not documented; two sources that write to one account in turn would be the worse
        # assumption.
        self._claimed: dict[Kind, dict[str, str]] = {
            "User": {links.users[person.id]: person.id for person in source.people if person.id in links.users},
            "Group": {links.groups[group.id]: group.id for group in source.groups if group.id in links.groups},
        }
        self._planned: dict[tuple[Kind, str, str], tuple[str, str]] = {}
        self._ids: dict[Kind, dict[str, str | Ref]] = {"User": {}, "Group": {}}
        self._held: dict[str, Account] = {}
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
        """Release what only the run needed, in small steps; releasing everything at once would block other threads."""
        free_gradually(self._planned)
        self._held.clear()  # its items are referenced elsewhere too, as are those of the others
        for ids in self._ids.values():
            ids.clear()
        for claimed in self._claimed.values():
            claimed.clear()

    def _references(self) -> Iterator[Operation]:
        target = self._target if self._planned_target is None else self._planned_target
        paths = self._users.reference, self._groups.reference if self._groups is not None else ""
        found = Found(self._ids, self._held, self._in_scope, self._failed)
        dialect = self._configuration.dialect
        return references(self._source, target, found, self.links, paths, dialect, self._wanted, self._checkpoint)

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
                yield self._done(self._gone("User", source_id, self._configuration.users))

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
            return self._leave(person, name, attributes, reason, verdict, linked)
        return self._object("User", person.id, name, attributes, self._users, blocked=not person.account_enabled)

    def _leave(
        self,
        person: Person,
        name: str,
        attributes: Mapping[str, Value],
        reason: str,
        verdict: ScopeVerdict,
        linked: str,
    ) -> Operation:
        """Disable the account of a person who left scope: only the rows that depend on ``IsSoftDeleted`` are sent."""
        account = self._target.get("User", linked)
        if account is None and self._open is not None:  # people who left scope were not looked up
            return self._open.left("User", person.id, name, (), "", linked)
        if account is None:
            return Operation("User", person.id, name, "skip", "already-gone", target_id=linked)
        rows = self._switches
        if not rows or "Update" not in self._configuration.users.actions:
            return Operation("User", person.id, name, "skip", "disable-not-mapped", target_id=linked)
        try:
            values = Batch([row.value for row in rows])(attributes, self._configuration.context)
        except MappingError as error:
            return Operation("User", person.id, name, "clash", error.code, error.params, target_id=linked)
        changes = self._compare(rows, values, [value_at(account, row.target) for row in rows])
        if not changes:
            return Operation("User", person.id, name, "unchanged", "already-disabled", target_id=linked)
        return self._patch("User", person.id, name, linked, changes, "disable", reason, verdict.params)

    def _gone(self, kind: Kind, source_id: str, mapping: ObjectMapping) -> Operation:
        """Return the operation for an object that no longer exists in the tenant."""
        links = self.links.users if kind == "User" else self.links.groups
        target_id = links[source_id]
        if kind == "User" and source_id not in self.links.active:
            # Unassigned or out of scope before it was deleted: the service no longer manages it and sends nothing. A
            # person who was only in the recycle bin is deleted (how-provisioning-works, incremental cycle, step 9).
            links.pop(source_id)
            return Operation(kind, source_id, source_id, "skip", "not-managed", target_id=target_id)
        if "Delete" not in mapping.actions:
            return Operation(kind, source_id, source_id, "skip", "delete-off", target_id=target_id)
        return self._delete(kind, source_id, source_id, target_id, "hard-deleted")

    def _delete(self, kind: Kind, source_id: str, name: str, target_id: str, reason: str) -> Operation:
        work = Removal(RESOURCES[kind], target_id)
        return Operation(kind, source_id, name, "delete", reason, target_id=target_id, work=work)

    # --- groups

    def _all_groups(self) -> Iterator[Operation]:
        rows, mapping = self._groups, self._configuration.groups
        if rows is None or mapping is None:
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
                yield self._done(self._object("Group", group.id, group.display_name, attributes, rows, blocked=False))
            elif group.id in self.links.groups:
                target_id = self.links.groups[group.id]
                if "Delete" in mapping.actions:
                    yield self._done(self._delete("Group", group.id, group.display_name, target_id, verdict.reason))
                else:
                    yield Operation("Group", group.id, group.display_name, "skip", "delete-off", target_id=target_id)
            else:
                yield Operation("Group", group.id, group.display_name, "skip", verdict.reason, verdict.params)
        for source_id in sorted(set(self.links.groups) - known):
            if self._wanted(source_id):
                yield self._done(self._gone("Group", source_id, mapping))

    # --- one object in scope

    def _object(
        self, kind: Kind, source_id: str, name: str, attributes: Mapping[str, Value], rows: Rows, *, blocked: bool
    ) -> Operation:
        mapping = self._configuration.users if kind == "User" else self._configuration.groups
        assert mapping is not None
        try:
            values = rows.values(attributes, self._configuration.context)
        except MappingError as error:
            return Operation(kind, source_id, name, "clash", error.code, error.params)
        keys, key = rows.keys_in(values)
        if Flow.IGNORE_OBJECT in values:
            return Operation(kind, source_id, name, "skip", "ignored", NO_PARAMS, key)
        links = self.links.users if kind == "User" else self.links.groups
        if source_id in links:
            account = self._target.get(kind, links[source_id])
            if account is None and self._open is not None:
                asked = [(row.target, text) for row, text in keys]
                return self._open.left(kind, source_id, name, asked, key, links[source_id])
            if account is None:
                params = {"id": links[source_id]}
                return Operation(
                    kind, source_id, name, "clash", "InvalidAnchor", params, key, target_id=links[source_id]
                )
        else:
            found = self._match(kind, source_id, name, keys, key)
            if isinstance(found, Operation):
                return found
            account = found
        if account is None:
            return self._create(kind, source_id, name, rows, values, keys, key, mapping, blocked=blocked)
        target_id = id_of(account)
        if not target_id:
            return Operation(kind, source_id, name, "clash", "account-without-id", NO_PARAMS, key)
        other = self._claimed[kind].setdefault(target_id, source_id)
        if other != source_id:
            return Operation(kind, source_id, name, "clash", "DuplicateSourceEntries", {"other": other, "twin": 0}, key)
        self._held[target_id] = account
        self._ids[kind][source_id] = target_id
        changes = self._compare(rows.plain, values, rows.held(account), rows.unsourced)
        if not changes:
            return Operation(kind, source_id, name, "unchanged", "same", NO_PARAMS, key, target_id=target_id)
        if "Update" not in mapping.actions:
            return Operation(kind, source_id, name, "skip", "update-off", NO_PARAMS, key, target_id=target_id)
        if self._planned_target is not None:
            refused = self._planned_target.refusal(kind, ((target, new) for target, _, new in changes), target_id)
            if refused is not None:
                self._ids[kind].pop(source_id)
                return self._patch(kind, source_id, name, target_id, changes, "clash", "EntryConflict", refused, key)
        disables = blocked and any(target == row.target for target, _, _ in changes for row in rows.switches)
        verdict: Verdict = "disable" if disables else "update"
        reason = "blocked" if disables else "differs"
        return self._patch(kind, source_id, name, target_id, changes, verdict, reason, NO_PARAMS, key)

    def _match(
        self, kind: Kind, source_id: str, name: str, keys: Sequence[tuple[Row, str]], key: str
    ) -> Account | Operation | None:
        """Try the matching attributes in order of precedence; the first that finds an account decides."""
        if not key:
            params = {"attribute": keys[0][0].target if keys else ""}
            return Operation(kind, source_id, name, "skip", "ImportSkipped", params)
        for row, text in keys:
            if not text:
                continue
            other, written = source_id, text
            if self._planned:
                other, written = self._planned.get((kind, row.target, folded(text)), (source_id, text))
            if other != source_id:
                twins: Params = {"other": other, "twin": int(written != text)}
                return Operation(kind, source_id, name, "clash", "DuplicateSourceEntries", twins, key)
            if self._open is not None and (why := self._open.untold(kind, row.target, text)):
                return Operation(kind, source_id, name, "clash", CANNOT_TELL, why, key)
            hits = self._target.find(kind, row.target, text)
            if len(hits) > 1:
                several: dict[str, str | int | float] = {"attribute": row.target, "value": text, "count": len(hits)}
                return Operation(kind, source_id, name, "clash", "DuplicateTargetEntries", several, key)
            if hits:
                return hits[0]
        return None

    def _create(
        self,
        kind: Kind,
        source_id: str,
        name: str,
        rows: Rows,
        values: Sequence[Result],
        keys: Sequence[tuple[Row, str]],
        key: str,
        mapping: ObjectMapping,
        *,
        blocked: bool,
    ) -> Operation:
        if blocked:
            return Operation(kind, source_id, name, "skip", "blocked", NO_PARAMS, key)
        if "Add" not in mapping.actions:
            return Operation(kind, source_id, name, "skip", "create-off", NO_PARAMS, key)
        sent: list[Result] = [None] * len(values)
        for place, (row, value) in enumerate(zip(rows.plain, values, strict=True)):
            if isinstance(value, Flow):
                continue  # the expression leaves the attribute out, and so its default too
            chosen = row.default if as_text(value) == "" else value
            if isinstance(chosen, tuple) and len(chosen) > 1 and not row.target.endswith("s"):
                params = {"attribute": row.target}
                return Operation(kind, source_id, name, "clash", "SchemaPropertyCanOnlyAcceptValue", params, key)
            sent[place] = chosen if chosen is not None and as_text(chosen) != "" else None
        work = Creation(RESOURCES[kind], rows.targets, tuple(sent), self._types)
        for row, text in keys:
            if text:
                self._planned[kind, row.target, folded(text)] = (source_id, text)
        verdict, reason, told = self._outlook(kind, work, keys)
        reference = Ref(kind, source_id)
        if reason != "EntryConflict":
            self._ids[kind][source_id] = reference
        return Operation(kind, source_id, name, verdict, reason, told, key, target_id=reference, work=work)

    def _outlook(self, kind: Kind, work: Creation, keys: Sequence[tuple[Row, str]]) -> tuple[Verdict, str, Params]:
        """Return the predicted result of a creation. Only a plan looks ahead; a cycle sees the server's response."""
        if self._planned_target is not None:
            refused = self._planned_target.refusal(kind, zip(work.targets, work.values, strict=True))
            if refused is not None:
                return "clash", "EntryConflict", refused
            for row, text in keys:
                missed = self._planned_target.overlooked(kind, row.target, text) if text else None
                if missed is not None:
                    return "clash", "overlooked", missed
        key = next((text for _, text in keys if text), "")
        return "create", "no-match", {"attribute": keys[0][0].target, "value": key}

    def _compare(
        self, rows: Sequence[Row], values: Sequence[Result], held: Sequence[Cell], unsourced: Sequence[int] = ()
    ) -> list[Change]:
        """Return path, old value and new value of each attribute that would be sent; empty values are never sent."""
        changes = []
        # A mapping of type None (unsourced) has no value to compare; it writes its default while the target is empty.
        places = compress(count(), map(ne, values, held))
        for place in sorted({*places, *unsourced}) if unsourced else places:
            result, old, row = values[place], held[place], rows[place]
            if (old.__class__ is bool and result == str(old)) or row.on_create_only:
                continue
            value = row.default if row.value is None and as_text_of(old) == "" else result
            if as_text(value) == "":
                continue
            if self._differs(row.target, old, value):
                changes.append((row.target, old, value))
        return changes

    def _differs(self, target: str, old: Cell, new: Result) -> bool:
        one, two = as_text_of(old), as_text(new)
        if one == two:
            return False
        kind = self._types.get(target, "")
        if kind in ROLE_FORMS:
            return not same_roles(kind, one, new)
        if isinstance(old, bool) or kind == "Boolean" or target in self._configuration.ignore_case:
            return not same(one, two)
        return True

    def _patch(
        self,
        kind: Kind,
        source_id: str,
        name: str,
        target_id: str,
        changes: Sequence[Change],
        verdict: Verdict,
        reason: str,
        params: Params,
        key: str = "",
    ) -> Operation:
        settings = self._configuration
        types: Mapping[str, str] = self._types
        if self._single_roles and settings.dialect == "classic":
            changes, types = single_role(changes, types, self._single_roles, settings.context.role)
        work = Patch(RESOURCES[kind], target_id, tuple(changes), types, settings.dialect)
        return Operation(kind, source_id, name, verdict, reason, params, key, target_id=target_id, work=work)

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
