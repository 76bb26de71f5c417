"""Scope, map, match, compare, operate: users first, then groups, then references."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from wizard.directory import Group, Person, Value
from wizard.errors import MappingError
from wizard.mapping import ObjectMapping
from wizard.mapping.expression import Batch, Flow, Result, as_text
from wizard.provisioning import requests
from wizard.provisioning.model import (
    Account,
    AttributeChange,
    Configuration,
    Kind,
    Links,
    Operation,
    Plan,
    Ref,
    Request,
    Source,
    TargetView,
)
from wizard.provisioning.rows import Row, Rows
from wizard.provisioning.scimvalues import read, reference_id
from wizard.provisioning.scope import Scope, ScopeVerdict

CarryOut = Callable[[Operation], str | None]
"""Executes an operation's requests and returns the account's id, ``None`` when that failed."""

MEMBERS_PER_PATCH = 100
"""Members in one PATCH; Entra's own number is not documented."""


class Run:
    """One cycle over everybody, or over ``only`` these source ids.

    Iterating gives the operations in order. With ``carry_out`` each one is executed before the next is computed, and
    later references use the real ids; without it they hold :class:`Ref`. ``links`` is updated on the way.

    Raises:
        MappingError: the configuration holds an expression or filter that cannot be used.
    """

    def __init__(
        self,
        source: Source,
        target: TargetView,
        configuration: Configuration,
        links: Links,
        carry_out: CarryOut | None = None,
        only: frozenset[str] | None = None,
    ) -> None:
        self.links = links
        self._source = source
        self._target = target
        self._configuration = configuration
        self._carry_out = carry_out
        self._only = only
        self._scope = Scope(source, configuration)
        self._users = Rows.of(configuration.users)
        self._groups = Rows.of(configuration.groups) if configuration.groups is not None else None
        # An account that is linked to somebody who still exists, in the recycle bin too, is nobody else's. What Entra
        # does then is not documented; two sources writing to one account by turns would be the worse reading.
        self._claimed: dict[tuple[Kind, str], str] = {
            ("User", links.users[person.id]): person.id for person in source.people if person.id in links.users
        } | {("Group", links.groups[group.id]): group.id for group in source.groups if group.id in links.groups}
        self._planned: dict[tuple[Kind, str, str], str] = {}
        self._ids: dict[tuple[Kind, str], str | Ref] = {}
        self._held: dict[str, Account] = {}
        self._in_scope: set[str] = set()
        self._failed: set[tuple[Kind, str]] = set()

    def __iter__(self) -> Iterator[Operation]:
        yield from self._all_users()
        yield from self._all_groups()
        yield from self._all_references()

    def _wanted(self, source_id: str) -> bool:
        return self._only is None or source_id in self._only

    # --- users

    def _all_users(self) -> Iterator[Operation]:
        known = set()
        for person in self._source.people:
            known.add(person.id)
            if not self._wanted(person.id):
                self._remember(person)
                continue
            yield self._done(self._user(person))
        for source_id in sorted(set(self.links.users) - known):
            if self._wanted(source_id):
                yield self._done(self._gone("User", source_id, self._configuration.users))

    def _remember(self, person: Person) -> None:
        """Make the id of somebody who is not looked at in this run available to references."""
        target_id = self.links.users.get(person.id)
        if target_id is not None:
            self._ids["User", person.id] = target_id
            if person.id in self.links.active:
                self._in_scope.add(person.id)

    def _user(self, person: Person) -> Operation:
        attributes = person.mappable
        name = person.display_name
        verdict = self._scope.person(person, attributes)
        active = verdict.inside and person.account_enabled and not person.soft_deleted
        attributes["IsSoftDeleted"] = not active
        if verdict.inside and not person.soft_deleted:
            self._in_scope.add(person.id)
        linked = self.links.users.get(person.id)
        if not verdict.inside or person.soft_deleted:
            reason = verdict.reason if not verdict.inside else "soft-deleted"
            if linked is None:
                return Operation("User", person.id, name, "skip", reason, verdict.params)
            if self._configuration.skip_out_of_scope_deletions and not verdict.inside and not person.soft_deleted:
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
        """Disable somebody who left scope: only the rows that depend on ``IsSoftDeleted`` are sent."""
        account = self._target.get("User", linked)
        if account is None:
            return Operation("User", person.id, name, "skip", "already-gone", target_id=linked)
        rows = self._users.switches
        if not rows or "Update" not in self._configuration.users.actions:
            return Operation("User", person.id, name, "skip", "disable-not-mapped", target_id=linked)
        try:
            values = Batch([row.value for row in rows])(attributes, self._configuration.context)
        except MappingError as error:
            return Operation("User", person.id, name, "clash", error.code, error.params, target_id=linked)
        changes = self._compare(rows, values, account)
        if not changes:
            return Operation("User", person.id, name, "unchanged", "already-disabled", target_id=linked)
        return self._patch("User", person.id, name, linked, changes, "disable", reason, verdict.params)

    def _gone(self, kind: Kind, source_id: str, mapping: ObjectMapping) -> Operation:
        """An object that no longer exists in the tenant at all."""
        links = self.links.users if kind == "User" else self.links.groups
        target_id = links[source_id]
        if kind == "User" and source_id not in self.links.active:
            # Disabled before it was deleted: the service no longer manages it and sends nothing.
            links.pop(source_id)
            return Operation(kind, source_id, source_id, "skip", "not-managed", target_id=target_id)
        if "Delete" not in mapping.actions:
            return Operation(kind, source_id, source_id, "skip", "delete-off", target_id=target_id)
        return self._delete(kind, source_id, source_id, target_id, "hard-deleted")

    def _delete(self, kind: Kind, source_id: str, name: str, target_id: str, reason: str) -> Operation:
        request = Request("DELETE", "Users" if kind == "User" else "Groups", target_id, None)
        return Operation(kind, source_id, name, "delete", reason, target_id=target_id, requests=(request,))

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
                    self._ids["Group", group.id] = self.links.groups[group.id]
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
            found_keys = rows.keys(attributes, self._configuration.context)
        except MappingError as error:
            return Operation(kind, source_id, name, "clash", error.code, error.params)
        keys = [(row, as_text(value)) for row, value in zip(rows.matching, found_keys, strict=True)]
        key = next((text for _, text in keys if text), "")
        if Flow.IGNORE_OBJECT in values:
            return Operation(kind, source_id, name, "skip", "ignored", {}, key)
        links = self.links.users if kind == "User" else self.links.groups
        if source_id in links:
            account = self._target.get(kind, links[source_id])
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
            pairs = list(zip(rows.plain, values, strict=True))
            return self._create(kind, source_id, name, pairs, keys, key, mapping, blocked=blocked)
        target_id = str(account.get("id"))
        other = self._claimed.setdefault((kind, target_id), source_id)
        if other != source_id:
            return Operation(kind, source_id, name, "clash", "DuplicateSourceEntries", {"other": other}, key)
        self._held[target_id] = account
        self._ids[kind, source_id] = target_id
        changes = self._compare(rows.plain, values, account)
        if not changes:
            return Operation(kind, source_id, name, "unchanged", "same", {}, key, target_id=target_id)
        if "Update" not in mapping.actions:
            return Operation(kind, source_id, name, "skip", "update-off", {}, key, target_id=target_id)
        switches = {row.target for row in rows.switches}
        disables = blocked and any(target in switches for target, _, _ in changes)
        verdict, reason = ("disable", "blocked") if disables else ("update", "differs")
        return self._patch(kind, source_id, name, target_id, changes, verdict, reason, {}, key)

    def _match(
        self, kind: Kind, source_id: str, name: str, keys: Sequence[tuple[Row, str]], key: str
    ) -> Account | Operation | None:
        """Try the matching attributes in order of precedence; the first that hits decides."""
        if not key:
            params = {"attribute": keys[0][0].target if keys else ""}
            return Operation(kind, source_id, name, "skip", "ImportSkipped", params)
        for row, text in keys:
            if not text:
                continue
            other = self._planned.get((kind, row.target, text.lower()))
            if other is not None and other != source_id:
                return Operation(kind, source_id, name, "clash", "DuplicateSourceEntries", {"other": other}, key)
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
        values: Sequence[tuple[Row, Result]],
        keys: Sequence[tuple[Row, str]],
        key: str,
        mapping: ObjectMapping,
        *,
        blocked: bool,
    ) -> Operation:
        if blocked:
            return Operation(kind, source_id, name, "skip", "blocked", {}, key)
        if "Add" not in mapping.actions:
            return Operation(kind, source_id, name, "skip", "create-off", {}, key)
        sent: dict[str, Any] = {}
        for row, value in values:
            if isinstance(value, Flow):
                continue  # left out by order of the expression, and so without its default
            chosen = row.default if as_text(value) == "" else value
            if chosen is not None and as_text(chosen) != "":
                sent[row.target] = chosen
        for target, value in sent.items():
            if isinstance(value, tuple) and len(value) > 1 and not target.endswith("s"):
                params = {"attribute": target}
                return Operation(kind, source_id, name, "clash", "SchemaPropertyCanOnlyAcceptValue", params, key)
        types = self._configuration.types
        body = requests.user_body(sent, types) if kind == "User" else requests.group_body(sent, types)
        changes = tuple(AttributeChange(target, None, as_text(value)) for target, value in sent.items())
        request = Request("POST", "Users" if kind == "User" else "Groups", None, body)
        for row, text in keys:
            if text:
                self._planned[kind, row.target, text.lower()] = source_id
        self._ids[kind, source_id] = Ref(kind, source_id)
        params = {"attribute": keys[0][0].target, "value": key}
        return Operation(
            kind, source_id, name, "create", "no-match", params, key, target_id=Ref(kind, source_id),
            changes=changes, requests=(request,),
        )  # fmt: skip

    def _compare(self, rows: Sequence[Row], values: Sequence[Result], account: Account) -> list[tuple[str, Any, Any]]:
        """Return path, old and new value of every attribute that would be sent; empty values never are."""
        changes = []
        for row, result in zip(rows, values, strict=True):
            if row.on_create_only:
                continue
            old = read(account, row.target)
            # Type None: the default is written while the target is empty.
            value = row.default if row.value is None and as_text_of(old) == "" else result
            if as_text(value) == "":
                continue
            if self._differs(row.target, old, value):
                changes.append((row.target, old, value))
        return changes

    def _differs(self, target: str, old: Any, new: Any) -> bool:
        one, two = as_text_of(old), as_text(new)
        if one == two:
            return False
        boolean = isinstance(old, bool) or self._configuration.types.get(target) == "Boolean"
        if boolean or target in self._configuration.ignore_case:
            return one.lower() != two.lower()
        return True

    def _patch(
        self,
        kind: Kind,
        source_id: str,
        name: str,
        target_id: str,
        changes: Sequence[tuple[str, Any, Any]],
        verdict: Any,
        reason: str,
        params: Mapping[str, str | int | float],
        key: str = "",
    ) -> Operation:
        sent = [(target, as_text_of(old) != "", new) for target, old, new in changes]
        body = requests.patch_body(sent, self._configuration.types, self._configuration.dialect)
        shown = tuple(AttributeChange(target, as_text_of(old) or None, as_text(new)) for target, old, new in changes)
        request = Request("PATCH", "Users" if kind == "User" else "Groups", target_id, body)
        return Operation(
            kind, source_id, name, verdict, reason, params, key, target_id=target_id, changes=shown, requests=(request,)
        )

    # --- references

    def _all_references(self) -> Iterator[Operation]:
        if self._users.reference:
            for person in self._source.people:
                if self._wanted(person.id) and person.manager_id and person.id in self._in_scope:
                    operation = self._manager(person, person.manager_id)
                    if operation is not None:
                        yield self._done(operation)
        if self._groups is not None and self._groups.reference:
            for group in self._source.groups:
                if self._wanted(group.id) and ("Group", group.id) in self._ids:
                    yield from map(self._done, self._members(group))

    def _manager(self, person: Person, manager_id: str) -> Operation | None:
        own, manager = self._ids.get(("User", person.id)), self._ids.get(("User", manager_id))
        if own is None or manager is None or manager_id not in self._in_scope:
            return None
        path = self._users.reference
        old = reference_id(read(self._held[own], path)) if isinstance(own, str) and own in self._held else ""
        if old == manager:
            return None
        body = requests.reference_body(path, bool(old), manager, self._configuration.dialect)
        shown = manager if isinstance(manager, str) else manager.source_id
        return Operation(
            "User", person.id, person.display_name, "update", "manager", {"manager": shown}, "", "reference", own,
            (AttributeChange(path, old or None, shown),), (Request("PATCH", "Users", own, body),),
        )  # fmt: skip

    def _members(self, group: Group) -> Iterator[Operation]:
        own = self._ids["Group", group.id]
        wanted = [member.id for member in group.members if member.kind == "User" and member.id in self._in_scope]
        wanted = [member for member in wanted if ("User", member) in self._ids]
        before = self.links.members.get(group.id, frozenset())
        add: list[str | Ref] = []
        for member in wanted:
            user = self._ids["User", member]
            known = isinstance(own, str) and isinstance(user, str)
            if not (known and self._target.has_member(str(own), str(user))):
                add.append(user)
        gone = [self.links.users.get(member) for member in sorted(before - set(wanted))]
        remove = [
            user for user in gone if user is not None and isinstance(own, str) and self._target.has_member(own, user)
        ]
        path = self._groups.reference if self._groups is not None else "members"
        for start in range(0, max(len(add), 1 if remove else 0), MEMBERS_PER_PATCH):
            piece = add[start : start + MEMBERS_PER_PATCH]
            out = remove if start == 0 else []
            body = requests.members_body(piece, out, self._configuration.dialect)
            params = {"added": len(piece), "removed": len(out)}
            new = ", ".join(item if isinstance(item, str) else item.source_id for item in piece)
            yield Operation(
                "Group", group.id, group.display_name, "update", "members", params, "", "reference", own,
                (AttributeChange(path, ", ".join(out) or None, new or None),), (Request("PATCH", "Groups", own, body),),
            )  # fmt: skip
        # After a failure nobody knows who is in: remember both, so that whoever has to go is taken out next time.
        failed = ("Group", group.id) in self._failed
        self.links.members[group.id] = frozenset(wanted) | (before if failed else frozenset())

    # --- carrying out

    def _done(self, operation: Operation) -> Operation:
        """Carry an operation out, if this is no plan, and remember what follows from it."""
        kind, source_id = operation.kind, operation.source_id
        links = self.links.users if kind == "User" else self.links.groups
        target_id: str | None = operation.target_id if isinstance(operation.target_id, str) else None
        if operation.requests and self._carry_out is not None:
            target_id = self._carry_out(operation)
            if target_id is None:
                self._failed.add((kind, source_id))
                self._ids.pop((kind, source_id), None)
                return operation
        if operation.stage == "reference":
            return operation
        if operation.verdict == "delete":
            links.pop(source_id, None)
            self.links.active.discard(source_id)
            self.links.members.pop(source_id, None)
        elif operation.verdict in {"create", "update", "unchanged", "disable"} and target_id is not None:
            links[source_id] = target_id
            if operation.verdict == "disable":
                self.links.active.discard(source_id)
            elif kind == "Group" or source_id in self._in_scope:
                self.links.active.add(source_id)
            if operation.verdict == "create":
                self._claimed[kind, target_id] = source_id
            if operation.verdict in {"create", "update", "unchanged"}:
                self._ids[kind, source_id] = target_id
        return operation


def as_text_of(value: Any) -> str:
    """Return a target's value as text, as far as it can be compared with a mapped one."""
    if value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, list):
        return ";".join(as_text_of(item) for item in value)
    return str(value)


def plan(source: Source, target: TargetView, configuration: Configuration, links: Links | None = None) -> Plan:
    """Return what one cycle would do. Nothing is written; ``links`` stay as they are.

    Raises:
        MappingError: the configuration holds an expression or filter that cannot be used.
    """
    return Plan(tuple(Run(source, target, configuration, (links or Links()).copy())))
