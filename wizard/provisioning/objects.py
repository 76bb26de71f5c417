"""What a cycle does with one object: map, match and compare it, then create, update, disable or delete its account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress, count
from operator import ne

from wizard.core.errors import MappingError
from wizard.core.memory import free_gradually
from wizard.directory import Person, Value
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
from wizard.provisioning.planned_target import PlannedTarget
from wizard.provisioning.roles import ROLE_FORMS, Change, same_roles, single_role
from wizard.provisioning.rows import Row, Rows
from wizard.provisioning.target_snapshot import Account, Cell, as_text_of, id_of, value_at


class Objects:
    """Computes the operation of one object after the other; each depends on what the ones before it found.

    Args:
        source: whose linked accounts are not available to others.
        target: queried for accounts; a :class:`PlannedTarget` in a plan.
        configuration: the job's configuration.
        links: what the job remembers.

    Raises:
        MappingError: the configuration contains an expression that cannot be used.
    """

    def __init__(self, source: Source, target: TargetView, configuration: Configuration, links: Links) -> None:
        self._target = target
        self._planned_target = target if isinstance(target, PlannedTarget) else None
        # Set only if not all accounts could be read.
        self._open = self._planned_target if self._planned_target is not None and self._planned_target.partial else None
        self._configuration = configuration
        self._links = links
        self.rows: dict[Kind, Rows] = {"User": Rows.of(configuration.users)}
        self._actions: dict[Kind, frozenset[str]] = {"User": configuration.users.actions}
        if configuration.groups is not None:
            self.rows["Group"] = Rows.of(configuration.groups)
            self._actions["Group"] = configuration.groups.actions
        users = self.rows["User"]
        self._switches = users.switches
        self._types = {**configuration.types, **users.role_types}
        self._single_roles = frozenset(row.target for row in users.plain if row.roles == "SingleRole")
        # An account that is linked to an existing person, even in the recycle bin, is not available to others. What
        # Entra does in that case is not documented; two sources that write to one account in turn would be the worse
        # assumption.
        self.claimed: dict[Kind, dict[str, str]] = {
            "User": {links.users[person.id]: person.id for person in source.people if person.id in links.users},
            "Group": {links.groups[group.id]: group.id for group in source.groups if group.id in links.groups},
        }
        """The source id by the account id that it has, or will have."""
        self.ids: dict[Kind, dict[str, str | Ref]] = {"User": {}, "Group": {}}
        """The account id by source id, of every object that references can name."""
        self.accounts: dict[str, Account] = {}
        """The accounts that were matched, by id."""
        self._planned: dict[tuple[Kind, str, str], tuple[str, str]] = {}

    def forget(self) -> None:
        """Release what only the run needed, in small steps; releasing everything at once would block other threads."""
        free_gradually(self._planned)
        self.accounts.clear()  # its items are referenced elsewhere too, as are those of the others
        for ids in self.ids.values():
            ids.clear()
        for claimed in self.claimed.values():
            claimed.clear()

    # --- in scope

    def in_scope(
        self, kind: Kind, source_id: str, name: str, attributes: Mapping[str, Value], *, blocked: bool = False
    ) -> Operation:
        """Return the operation for an object in scope; ``blocked`` is a person whose sign-in is blocked."""
        rows = self.rows[kind]
        try:
            values = rows.values(attributes, self._configuration.context)
        except MappingError as error:
            return Operation(kind, source_id, name, "clash", error.code, error.params)
        keys, key = rows.keys_in(values)
        if Flow.IGNORE_OBJECT in values:
            return Operation(kind, source_id, name, "skip", "ignored", NO_PARAMS, key)
        links = self._links.users if kind == "User" else self._links.groups
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
            return self._create(kind, source_id, name, rows, values, keys, key, blocked=blocked)
        target_id = id_of(account)
        if not target_id:
            return Operation(kind, source_id, name, "clash", "account-without-id", NO_PARAMS, key)
        other = self.claimed[kind].setdefault(target_id, source_id)
        if other != source_id:
            return Operation(kind, source_id, name, "clash", "DuplicateSourceEntries", {"other": other, "twin": 0}, key)
        self.accounts[target_id] = account
        self.ids[kind][source_id] = target_id
        changes = self._compare(rows.plain, values, rows.held(account), rows.unsourced)
        if not changes:
            return Operation(kind, source_id, name, "unchanged", "same", NO_PARAMS, key, target_id=target_id)
        if "Update" not in self._actions[kind]:
            return Operation(kind, source_id, name, "skip", "update-off", NO_PARAMS, key, target_id=target_id)
        if self._planned_target is not None:
            refused = self._planned_target.refusal(kind, ((target, new) for target, _, new in changes), target_id)
            if refused is not None:
                self.ids[kind].pop(source_id)
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
        *,
        blocked: bool,
    ) -> Operation:
        if blocked:
            return Operation(kind, source_id, name, "skip", "blocked", NO_PARAMS, key)
        if "Add" not in self._actions[kind]:
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
            self.ids[kind][source_id] = reference
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

    # --- out of scope, or gone

    def disable(
        self, person: Person, attributes: Mapping[str, Value], reason: str, params: Params, linked: str
    ) -> Operation:
        """Disable the account of a person who left scope: only the rows that depend on ``IsSoftDeleted`` are sent."""
        name = person.display_name
        account = self._target.get("User", linked)
        if account is None and self._open is not None:  # people who left scope were not looked up
            return self._open.left("User", person.id, name, (), "", linked)
        if account is None:
            return Operation("User", person.id, name, "skip", "already-gone", target_id=linked)
        rows = self._switches
        if not rows or "Update" not in self._actions["User"]:
            return Operation("User", person.id, name, "skip", "disable-not-mapped", target_id=linked)
        try:
            values = Batch([row.value for row in rows])(attributes, self._configuration.context)
        except MappingError as error:
            return Operation("User", person.id, name, "clash", error.code, error.params, target_id=linked)
        changes = self._compare(rows, values, [value_at(account, row.target) for row in rows])
        if not changes:
            return Operation("User", person.id, name, "unchanged", "already-disabled", target_id=linked)
        return self._patch("User", person.id, name, linked, changes, "disable", reason, params)

    def gone(self, kind: Kind, source_id: str) -> Operation:
        """Return the operation for an object that no longer exists in the tenant."""
        links = self._links.users if kind == "User" else self._links.groups
        target_id = links[source_id]
        if kind == "User" and source_id not in self._links.active:
            # Unassigned or out of scope before it was deleted: the service no longer manages it and sends nothing. A
            # person who was only in the recycle bin is deleted (how-provisioning-works, incremental cycle, step 9).
            links.pop(source_id)
            return Operation(kind, source_id, source_id, "skip", "not-managed", target_id=target_id)
        return self.delete(kind, source_id, source_id, target_id, "hard-deleted")

    def delete(self, kind: Kind, source_id: str, name: str, target_id: str, reason: str) -> Operation:
        """Delete an account, if the mapping allows that."""
        if "Delete" not in self._actions[kind]:
            return Operation(kind, source_id, name, "skip", "delete-off", target_id=target_id)
        work = Removal(RESOURCES[kind], target_id)
        return Operation(kind, source_id, name, "delete", reason, target_id=target_id, work=work)
