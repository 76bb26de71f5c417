"""A picture of one application, from which changes are taken back, newest first.

A change is only taken back if the picture still is as the change left it; otherwise it is skipped, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.history.model import Entry, is_mark
from wizard.history.place import ADDRESSES, NEW_JOB, TOKEN, Held, Place, is_blank, same_value
from wizard.history.plan_model import Left, Why
from wizard.history.units import Unit, from_json, take_back
from wizard.mapping import Schema
from wizard.mapping.sameness import same_schema

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping

_STATES = frozenset({"job-started", "job-paused", "job-restarted"})
_KEEP = object()


def app_of(entry: Entry) -> str:
    """Return the service principal that a change concerns or created."""
    return entry.change.app or str(entry.result.get("app") or "")


class Picture:
    """One application, from which changes are taken back.

    Args:
        place: what Entra has now.
        every: all changes, oldest first.
        has_token: returns whether the token that a mark represents is still stored and can be sent.

    Attributes:
        first: what Entra has now.
        now: what it has without the changes that were taken back.
        changes: what this program has done to it, oldest first.
        touched: numbers of the changes that were taken back, by the place they concern.
        left: what is left as it is, with the reason.
        rows: names of the schema's parts that change.
        unseen: whether the application has to be restored first, so that its content is not known.
        schema_unread: whether a schema is taken back that can be read only when the job exists again.
        removed_schema: the schema of a job that is removed; restored before, so that the removal can be undone.
    """

    def __init__(self, place: Place, every: Sequence[Entry], has_token: Callable[[JsonMapping], bool]) -> None:
        self.first = self.now = place
        self.changes = [one for one in every if app_of(one) == place.app and one.done]
        self.touched: dict[str, list[int]] = {}
        self.left: list[Left] = []
        self.rows: list[str] = []
        self.unseen = False
        self.schema_unread = False
        self.removed_schema: Schema | None = None
        self._has_token = has_token
        # Places that another person has changed since a later change of ours, even if that restored an earlier state.
        self._foreign: set[str] = set()

    def stay_off(self) -> None:
        """Do not turn provisioning on, although it was on before."""
        self.left.append(Left(0, "stays-off"))
        self.touched.pop("on", None)
        self.now = replace(self.now, on=False)

    def _note(self, entry: Entry, why: Why, *what: str) -> None:
        self.left.append(Left(entry.number, why, tuple(what)))

    def _touch(self, slot: str, entry: Entry, *, whole: bool = True) -> None:
        self.touched.setdefault(slot, []).extend([entry.number] if whole else [])

    def take_back(self, entry: Entry) -> None:
        """Take one change back if the picture still is as the change left it."""
        kind = entry.change.kind
        if kind in {"application-added", "application-restored"}:
            self._remove_app(entry)
        elif kind == "application-removed":
            self._restore_app(entry)
        elif not self.now.there:
            self._note(entry, "app-gone")
        elif kind in {"assigned", "unassigned"}:
            self._assignment(entry)
        elif kind == "assignment-required":
            self._required(entry)
        elif kind == "credentials":
            self._credentials(entry)
        elif kind == "job-removed":
            self._make_job(entry)
        elif not self.now.job:
            self._note(entry, "job-gone")
        elif kind == "job-made":
            self._remove_job(entry)
        elif kind == "schema":
            self._schema(entry)
        else:
            self._of_job(entry)

    # --- the application

    def _remove_app(self, entry: Entry) -> None:
        now = self.now
        if not now.there:
            self._note(entry, "already")
            return
        name = str(entry.result.get("name") or entry.change.target.get("name") or now.name)
        required = entry.result.get("required")
        reasons = [one.name or one.principal for one in now.assignments]
        reasons += ["job"] if now.job else []
        reasons += sorted(key for key, value in now.secrets.items() if not is_blank(value))
        reasons += ["name"] if name and now.name and now.name != name else []
        reasons += ["required"] if isinstance(required, bool) and required != now.required else []
        if reasons:
            self._note(entry, "in-use", *reasons)
            return
        self._touch("app", entry)
        self.now = replace(now, there=False, deleted=True)

    def _restore_app(self, entry: Entry) -> None:
        if self.now.there:
            self._note(entry, "already")
        elif not self.now.deleted:
            self._note(entry, "app-gone")
        else:
            self._touch("app", entry)
            # It was empty when it was removed; its content is read once it exists again.
            self.unseen = True
            self.now = Place(self.now.app, name=str(entry.change.target.get("name") or ""))

    def _required(self, entry: Entry) -> None:
        before, after = entry.change.before, entry.change.after
        unseen = self.unseen and "required" not in self.touched
        if not isinstance(before, bool):
            self._note(entry, "unread")
        elif "required" not in self._foreign and before != after and (unseen or self.now.required == after):
            self._touch("required", entry)
            self.now = replace(self.now, required=before)
        else:
            self._left_alone(entry, "required", self.now.required == before)

    def _left_alone(self, entry: Entry, slot: str, as_before: bool, *names: str) -> None:
        """Skip a place that differs from what this change left; older changes then do not touch it either."""
        self._note(entry, "already" if as_before and slot not in self._foreign else "other", *names)
        self._foreign.add(slot)

    # --- assignments

    def _assignment(self, entry: Entry) -> None:
        target = entry.change.target
        held = Held(
            str(target.get("principal") or ""),
            str(target.get("role") or ""),
            str(target.get("name") or ""),
            str(target.get("kind") or ""),
        )
        if entry.change.unread or not held.principal:
            self._note(entry, "unread")
            return
        found, slot = self.now.held(held.key), f"assigned:{held.key}"
        if entry.result.get("there") is (entry.change.kind == "assigned"):
            self._note(entry, "already", held.name)  # it was in this state before, so nothing was changed
            return
        if slot in self._foreign:
            self._note(entry, "other", held.name)
            return
        if entry.change.kind == "unassigned":
            if found is not None:
                self._left_alone(entry, slot, True, held.name)
                return
            self._touch(f"assigned:{held.key}", entry)
            self.now = replace(self.now, assignments=(*self.now.assignments, held))
            return
        if found is None:
            self._left_alone(entry, slot, True, held.name)
        elif found.id and found.id not in self._own_assignments():
            self._note(entry, "assigned-again", held.name)
            self._foreign.add(slot)
        else:
            self._touch(f"assigned:{held.key}", entry)
            rest = tuple(one for one in self.now.assignments if one.key != held.key)
            self.now = replace(self.now, assignments=rest)

    def _own_assignments(self) -> set[str]:
        return {str(one.result.get("id")) for one in self.changes if one.change.kind == "assigned"}

    # --- stored credentials and settings

    def _credentials(self, entry: Entry) -> None:
        before, after = entry.change.before, entry.change.after
        if not isinstance(before, Mapping) or not isinstance(after, Mapping):
            self._note(entry, "unread")
            return
        others = [
            key for key in after if key.lower() != TOKEN and not self.unseen and not self._as_left(key, after.get(key))
        ]
        foreign = [
            key
            for key in others
            if f"stored:{key.lower()}" in self._foreign or not same_value(self.now.stored(key), before.get(key))
        ]
        self._foreign |= {f"stored:{key.lower()}" for key in others}
        changed, whole = dict(self.now.secrets), True
        kept = [key for key in after if key.lower() in ADDRESSES and key not in others] if self._foreign_on else []
        for key in after:
            if key in others or key in kept:
                whole = whole and key not in (*foreign, *kept)
                continue
            value = before.get(key)
            if key.lower() == TOKEN:
                value = self._former_token(entry, before.get(key), foreign)
                if value is _KEEP:
                    continue
                if value is None and before.get(key) is not None:
                    self._note(entry, "token-gone")
                    whole = False
                    continue
            changed = {name: one for name, one in changed.items() if name.lower() != key.lower()} | {key: value}
        if kept:
            self._note(entry, "running")
        if foreign:
            self._note(entry, "other", *foreign)
        elif TOKEN in map(str.lower, after):
            self._note(entry, "token-unseen")
        self._touch("credentials", entry, whole=whole)
        self.now = replace(self.now, secrets={key: value for key, value in changed.items() if value})

    def _as_left(self, key: str, value: object) -> bool:
        """Return whether a stored value is what a change left, and not changed by another person."""
        return f"stored:{key.lower()}" not in self._foreign and same_value(self.now.stored(key), value)

    @property
    def _foreign_on(self) -> bool:
        """Whether another person has turned provisioning on: then its settings are not removed."""
        states = [_on(one.change.after) for one in self.changes if one.change.kind in _STATES]
        return self.first.on and not (states and states[-1] is True)

    def _former_token(self, entry: Entry, before: object, foreign: Sequence[str]) -> object:
        """Return the mark of the token to send, ``None`` for none, ``_KEEP`` to keep the stored token."""
        now = self.now.stored("SecretToken")
        own = _named(entry.change.after, "SecretToken")
        if "baseaddress" in map(str.lower, foreign) or (is_mark(now) != is_mark(own) and not self.unseen):
            return _KEEP  # it belongs to what another person has saved, or is gone
        if before is None:
            return None
        if not (isinstance(before, Mapping) and before.get("secret")):
            before = self._token_before(entry)
        if before is not None and own is not None and before == own:
            return _KEEP
        return before if before is not None and self._has_token(before) else None

    def _token_before(self, entry: Entry) -> JsonMapping | None:
        """Return the mark of the token that an earlier change of this program had stored."""
        for one in reversed(self.changes):
            if one.change.kind == "credentials" and one.number < entry.number:
                found = _named(one.change.after, "SecretToken")
                if found is not None:
                    return found if found.get("secret") else None
        return None

    # --- the job

    def _make_job(self, entry: Entry) -> None:
        if self.now.job:
            self._note(entry, "already")
            return
        before = entry.change.before
        template = str(before.get("template") or "") if isinstance(before, Mapping) else ""
        self._touch("job", entry)
        self.now = replace(self.now, job=NEW_JOB, template=template, on=False, schema=None)

    def _remove_job(self, entry: Entry) -> None:
        now = self.now
        own = {str(one.result.get("job")) for one in self.changes if one.change.kind == "job-made"} | {NEW_JOB}
        if now.job not in own:
            self._note(entry, "other")
        elif now.on:
            self._note(entry, "job-in-use", "on")
        elif now.schema is not None and now.default is not None and not same_schema(now.schema, now.default):
            self._note(entry, "job-in-use", "mappings")
        else:
            self._touch("job", entry)
            self.removed_schema = now.schema
            self.now = replace(now, job="", on=False, schema=None)

    def _schema(self, entry: Entry) -> None:
        units = from_json(entry.change.after)
        if entry.change.unread or not units:
            self._note(entry, "unread")
            return
        if self.now.schema is None:  # a job that will be recreated: its schema is read once it exists
            self.schema_unread = True
            self._touch("schema", entry)
            self.rows += [words_of(unit) for unit in units]
            return
        theirs = [unit for unit in units if unit.key in self._foreign]
        taken = take_back(self.now.schema, [unit for unit in units if unit.key not in self._foreign])
        self._foreign |= {unit.key for unit in (*taken.already, *taken.other)}
        other = (*theirs, *taken.other)
        if other:
            self._note(entry, "other", *(words_of(unit) for unit in other))
        elif not taken.back:
            self._note(entry, "already")
        if taken.back:
            self._touch("schema", entry, whole=not other)
            self.rows += [words_of(unit) for unit in taken.back]
            self.now = replace(self.now, schema=taken.schema)

    def _of_job(self, entry: Entry) -> None:
        kind, before, after = entry.change.kind, entry.change.before, entry.change.after
        if kind == "job-restarted":
            self._note(entry, "restart")
        elif kind == "on-demand":
            self._note(entry, "demand")
            return
        elif kind == "link-removed":
            self._note(entry, "link")
            return
        was, became = _on(before), _on(after)
        if was is None or became is None:
            self._note(entry, "unread")
        elif was != became and self.now.on == became and "on" not in self._foreign:
            self._touch("on", entry)
            self.now = replace(self.now, on=was)
        elif was != became:
            self._left_alone(entry, "on", self.now.on == was)
        elif kind != "job-restarted":
            self._note(entry, "already")


def words_of(unit: Unit) -> str:
    """Return the name of a schema unit: a user row's target attribute, or kind and part."""
    return unit.name if unit.part == "row" and unit.kind == "User" else f"{unit.kind}:{unit.name or unit.part}"


def _named(values: JsonMapping, key: str) -> JsonMapping | None:
    found = next((one for name, one in values.items() if name.lower() == key.lower()), None)
    return found if is_mark(found) else None


def _on(state: object) -> bool | None:
    found = state.get("on") if isinstance(state, Mapping) else None
    return found if isinstance(found, bool) else None
