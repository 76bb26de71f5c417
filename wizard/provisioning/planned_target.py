"""The target during a planned cycle: later look-ups see what earlier operations wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wizard.mapping import AttributeMapping
from wizard.mapping.comparison import folded
from wizard.mapping.expression import Result, as_text
from wizard.provisioning.model import CANNOT_TELL, Configuration, Kind, Operation, Params, Ref, TargetView
from wizard.provisioning.payloads import Creation, Patch, Removal
from wizard.provisioning.target_snapshot import (
    UNIQUE,
    Account,
    Columns,
    Held,
    TargetSnapshot,
    as_text_of,
    id_of,
    value_at,
)

_NOTHING = Columns(())


def made_id(source_id: str) -> str:
    """Return the placeholder id of an account that the plan creates."""
    return f"new {source_id}"


class PlannedTarget:
    """Wraps the target that was read. Follows only columns used by look-ups: matching and unique attributes.

    Args:
        target: what was read.
        configuration: names these columns.
    """

    def __init__(self, target: TargetView, configuration: Configuration) -> None:
        self._target = target
        self._held = target if isinstance(target, TargetSnapshot) else None
        matching: dict[Kind, Sequence[AttributeMapping]] = {
            "User": configuration.users.matching,
            "Group": configuration.groups.matching if configuration.groups is not None else (),
        }
        self._watched = {kind: UNIQUE[kind] | {row.target for row in rows} for kind, rows in matching.items()}
        self._new: dict[tuple[str, str], dict[str, str]] = {}
        self._at: dict[tuple[str, str, str], dict[str, None]] = {}
        self._gone: set[tuple[str, str]] = set()

    def find(self, kind: Kind, attribute: str, value: str) -> Sequence[Account]:
        hits = self._target.find(kind, attribute, value)
        changed = self._new.get((kind, attribute)) if self._new else None
        if self._gone:
            hits = [hit for hit in hits if (kind, id_of(hit)) not in self._gone]
        if changed is None:
            return hits
        form = self._form(kind, attribute, value)
        hits = [hit for hit in hits if changed.get(id_of(hit), form) == form]
        there = {id_of(hit) for hit in hits}
        for identifier in self._at.get((kind, attribute, form), ()):
            if identifier not in there:
                hits.append(self._target.get(kind, identifier) or Held(_NOTHING, identifier, ()))
        return hits

    def get(self, kind: Kind, target_id: str) -> Account | None:
        return None if (kind, target_id) in self._gone else self._target.get(kind, target_id)

    def has_member(self, group_id: str, user_id: str) -> bool:
        return self._target.has_member(group_id, user_id)

    def members(self, group_id: str | Ref) -> frozenset[str] | None:
        """Return the ids of a group's members; empty for a group to be created; ``None`` if they must be looked up."""
        if isinstance(group_id, Ref):
            return frozenset()
        return self._held.members(group_id) if self._held is not None else None

    @property
    def partial(self) -> bool:
        """Whether the existence of some accounts is unknown."""
        return self._held is not None and self._held.partial

    def untold(self, kind: Kind, attribute: str, value: str) -> Params | None:
        """Return why the result of a look-up is unknown; ``None`` if it is known or an earlier operation decides it."""
        why = self._held.untold(kind, attribute, value) if self._held is not None else None
        return None if why is not None and self.find(kind, attribute, value) else why

    def left(
        self, kind: Kind, source_id: str, name: str, keys: Sequence[tuple[str, str]], key: str, linked: str
    ) -> Operation:
        """Return the operation for a linked object whose account was not read.

        Args:
            keys: the look-ups that would find it, as attribute and value.
        """
        told = (self.untold(kind, attribute, value) for attribute, value in keys if value)
        unread: Params = {"attribute": "id", "value": linked, "why": "not-asked", "status": 0}
        why = next((one for one in told if one), unread)
        return Operation(kind, source_id, name, "clash", CANNOT_TELL, why, key, target_id=linked)

    def overlooked(self, kind: Kind, attribute: str, value: str) -> Params | None:
        """Return an account that the filter misses although it seems to have the value; ``None`` if there is none."""
        missed = self._held.overlooked(kind, attribute, value) if self._held is not None else None
        if missed is None or (kind, id_of(missed)) in self._gone:
            return None
        changed = self._new.get((kind, attribute), {}).get(id_of(missed))
        if changed is not None:
            return None
        held = as_text_of(value_at(missed, attribute))
        return {"attribute": attribute, "value": value, "held": held, "id": id_of(missed)}

    def refusal(self, kind: Kind, written: Iterable[tuple[str, Result]], own: str = "") -> Params | None:
        """Return why a server would refuse to write: another account has a unique value (RFC 7644 section 3.3)."""
        for attribute, value in written:
            if attribute not in UNIQUE[kind] or not (text := as_text(value)):
                continue
            for hit in self.find(kind, attribute, text):
                if id_of(hit) != own:
                    return {"attribute": attribute, "value": text, "id": id_of(hit)}
        return None

    def take(self, operation: Operation) -> None:
        """Record what an operation writes."""
        work, kind = operation.work, operation.kind
        if work is None or operation.reason == "EntryConflict":
            return
        if isinstance(work, Creation):
            identifier = made_id(operation.source_id)
            for target, value in zip(work.targets, work.values, strict=True):
                if value is not None and target in self._watched[kind]:
                    self._write(kind, identifier, target, as_text(value))
        elif isinstance(work, Patch):
            for target, _, value in work.attributes:
                if target in self._watched[kind]:
                    self._write(kind, work.target_id, target, as_text(value))
        elif isinstance(work, Removal):
            self._gone.add((kind, work.target_id))

    def _write(self, kind: Kind, identifier: str, attribute: str, value: str) -> None:
        form = self._form(kind, attribute, value)
        column = self._new.setdefault((kind, attribute), {})
        before = column.get(identifier)
        if before is not None:
            self._at[kind, attribute, before].pop(identifier, None)
        column[identifier] = form
        self._at.setdefault((kind, attribute, form), {})[identifier] = None

    def _form(self, kind: Kind, attribute: str, value: str) -> str:
        exact = self._held is not None and self._held.exact(kind, attribute)
        return value if exact else folded(value)
