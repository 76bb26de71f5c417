"""What undoing changes would do, computed from what Entra has now, without doing anything.

Changes are taken back newest first, on a model (picture) of the application. A change is only taken back if the
picture still is as the change left it; otherwise it is skipped, with the reason. The actions are the difference
between the picture before and after, so changes that cancel each other cost nothing, and nothing is turned on in
between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.history.model import Entry, is_mark
from wizard.history.place import NEW_JOB, Held, Place, is_blank, same_value
from wizard.history.plan_model import ORDER, Action, Left, Plan, Why
from wizard.history.units import Unit, from_json, take_back
from wizard.mapping import Schema
from wizard.mapping.sameness import same_schema

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping, JsonObject

TOKEN = "secrettoken"  # noqa: S105 - the name of a key
_STATES = frozenset({"job-started", "job-paused", "job-restarted"})
_ADDRESSES = frozenset({TOKEN, "baseaddress"})
_LEAVES_NOTHING = frozenset({"job-restarted", "on-demand", "link-removed", "probe"})
"""Kinds that cannot be undone anyway, whoever made them."""


def make_plan(
    every: Sequence[Entry],
    chosen: Iterable[int],
    places: Mapping[str, Place],
    has_token: Callable[[JsonMapping], bool],
) -> Plan:
    """Return what undoing some changes would do.

    Args:
        every: all changes, oldest first.
        chosen: numbers of the changes to undo.
        places: what Entra has now, by service principal id.
        has_token: returns whether the token that a mark represents is still stored and can be sent.
    """
    wanted = set(chosen)
    left = [Left(entry.number, "unsure") for entry in every if len(wanted) > 1 and _unsure(entry, places)]
    pictures = {app: _Picture(place, every, left, has_token) for app, place in places.items()}
    for entry in sorted(every, key=lambda one: one.number, reverse=True):
        if entry.number not in wanted:
            continue
        picture = pictures.get(app_of(entry))
        if entry.gone:
            left.append(Left(entry.number, "gone"))
        elif entry.change.kind == "probe":
            names = entry.result.get("left")
            if isinstance(names, list) and names:
                left.append(Left(entry.number, "probe", tuple(map(str, names))))
        elif picture is not None:
            picture.take_back(entry)
    actions = [action for picture in pictures.values() for action in picture.actions()]
    actions.sort(key=lambda one: ORDER.index(one.do))
    left.sort(key=lambda one: one.entry)
    return Plan(tuple(actions), tuple(left), dict(places), {app: one.now for app, one in pictures.items()})


def _unsure(entry: Entry, places: Mapping[str, Place]) -> bool:
    """Return whether it is unknown if a change of an application was made by this program; then it is not undone."""
    untold = entry.outcome == "unknown" and not entry.gone and entry.change.kind not in _LEAVES_NOTHING
    return untold and app_of(entry) in places


def app_of(entry: Entry) -> str:
    """Return the service principal that a change concerns or created."""
    return entry.change.app or str(entry.result.get("app") or "")


class _Picture:
    """One application, from which changes are taken back."""

    def __init__(
        self, place: Place, every: Sequence[Entry], left: list[Left], has_token: Callable[[JsonMapping], bool]
    ) -> None:
        self.first = self.now = place
        self._every = [one for one in every if app_of(one) == place.app and one.done]
        self._left, self._has_token = left, has_token
        self._touched: dict[str, list[int]] = {}
        self._rows: list[str] = []
        self._unsure = False
        self._blind = False
        # Places that another person has changed since a later change of ours, even if that restored an earlier state.
        self._foreign: set[str] = set()
        self._then: Schema | None = None

    def _note(self, entry: Entry, why: Why, *what: str) -> None:
        self._left.append(Left(entry.number, why, tuple(what)))

    def _touch(self, slot: str, entry: Entry, *, whole: bool = True) -> None:
        self._touched.setdefault(slot, []).extend([entry.number] if whole else [])

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
            self._blind = True
            self.now = Place(self.now.app, name=str(entry.change.target.get("name") or ""))

    def _required(self, entry: Entry) -> None:
        before, after = entry.change.before, entry.change.after
        unseen = self._blind and "required" not in self._touched
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
        return {str(one.result.get("id")) for one in self._every if one.change.kind == "assigned"}

    # --- stored credentials and settings

    def _credentials(self, entry: Entry) -> None:
        before, after = entry.change.before, entry.change.after
        if not isinstance(before, Mapping) or not isinstance(after, Mapping):
            self._note(entry, "unread")
            return
        others = [
            key for key in after if key.lower() != TOKEN and not self._blind and not self._as_left(key, after.get(key))
        ]
        foreign = [
            key
            for key in others
            if f"stored:{key.lower()}" in self._foreign or not same_value(self.now.stored(key), before.get(key))
        ]
        self._foreign |= {f"stored:{key.lower()}" for key in others}
        changed, whole = dict(self.now.secrets), True
        kept = [key for key in after if key.lower() in _ADDRESSES and key not in others] if self._foreign_on else []
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
        states = [_on(one.change.after) for one in self._every if one.change.kind in _STATES]
        return self.first.on and not (states and states[-1] is True)

    def _former_token(self, entry: Entry, before: object, foreign: Sequence[str]) -> object:
        """Return the mark of the token to send, ``None`` for none, ``_KEEP`` to keep the stored token."""
        now = self.now.stored("SecretToken")
        own = _named(entry.change.after, "SecretToken")
        if "baseaddress" in map(str.lower, foreign) or (is_mark(now) != is_mark(own) and not self._blind):
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
        for one in reversed(self._every):
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
        own = {str(one.result.get("job")) for one in self._every if one.change.kind == "job-made"} | {NEW_JOB}
        if now.job not in own:
            self._note(entry, "other")
        elif now.on:
            self._note(entry, "job-in-use", "on")
        elif now.schema is not None and now.default is not None and not same_schema(now.schema, now.default):
            self._note(entry, "job-in-use", "mappings")
        else:
            self._touch("job", entry)
            self._then = now.schema  # restored before the removal, so that the removal can be undone
            self.now = replace(now, job="", on=False, schema=None)

    def _schema(self, entry: Entry) -> None:
        units = from_json(entry.change.after)
        if entry.change.unread or not units:
            self._note(entry, "unread")
            return
        if self.now.schema is None:  # a job that will be recreated: its schema is read once it exists
            self._unsure = True
            self._touch("schema", entry)
            self._rows += [words_of(unit) for unit in units]
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
            self._rows += [words_of(unit) for unit in taken.back]
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

    # --- the difference

    def actions(self) -> list[Action]:
        """Return the actions that make Entra match the picture."""
        first, now, app = self.first, self.now, self.first.app
        found: list[Action] = []
        credentials = self._values()
        stops = bool(_ADDRESSES & set(map(str.lower, credentials))) or (first.job and not now.job) or not now.there
        if first.on and (stops or not now.on):
            found.append(Action("pause", app, self._of("on")))
            if now.on and now.job:
                self.now = now = self._stay_off()
        if first.deleted and now.there and not first.there:
            found.append(Action("restore-app", app, self._of("app"), (now.name,), application=self._application()))
        if now.job == NEW_JOB:
            found.append(Action("make-job", app, self._of("job")))
            if now.on:  # a new job matches everybody again, and step 11 shows that first
                self.now = now = self._stay_off()
        if not now.there:
            if first.there:
                application = self._application()
                found += self._inner(first, now)
                found.append(Action("remove-app", app, self._of("app"), (first.name,), application=application))
            return found
        found += self._inner(first, now)
        if now.on and not first.on:
            found.append(Action("start", app, self._of("on")))
        return found

    def _stay_off(self) -> Place:
        self._left.append(Left(0, "stays-off"))
        self._touched.pop("on", None)
        return replace(self.now, on=False)

    def _inner(self, first: Place, now: Place) -> list[Action]:
        app, found = first.app, list[Action]()
        for one in now.assignments:
            if first.held(one.key) is None:
                found.append(Action("assign", app, self._of(f"assigned:{one.key}"), (one.name or one.principal,), one))
        for one in first.assignments:
            if now.held(one.key) is None:
                name = one.name or one.principal
                found.append(Action("unassign", app, self._of(f"assigned:{one.key}"), (name,), one))
        if credentials := self._values():
            found.append(Action("credentials", app, self._of("credentials"), tuple(credentials), values=credentials))
        if self._unsure or _differ(first.schema, now.schema or self._then):
            wanted = now.schema or self._then
            found.append(Action("schema", app, self._of("schema"), tuple(dict.fromkeys(self._rows)), schema=wanted))
        if first.required != now.required or (self._blind and "required" in self._touched):
            found.append(Action("required", app, self._of("required"), values={"required": now.required}))
        if first.job and not now.job:
            found.append(Action("remove-job", app, self._of("job")))
        return found

    def _values(self) -> JsonObject:
        """Return the stored values that change, ``None`` for removed values."""
        keys = {key.lower(): key for key in (*self.now.secrets, *self.first.secrets)}
        return {
            key: self.now.stored(key)
            for key in keys.values()
            if not same_value(self.first.stored(key), self.now.stored(key))
            or (is_mark(self.now.stored(key)) and self.now.stored(key) != self.first.stored(key))
        }

    def _of(self, slot: str) -> tuple[int, ...]:
        return tuple(sorted(set(self._touched.get(slot, ()))))

    def _application(self) -> str:
        """Return the id of the application object, if the journal has it."""
        found = (
            str(one.result.get("application") or one.change.target.get("application") or "")
            for one in reversed(self._every)
            if one.change.kind.startswith("application-")
        )
        return next(filter(None, found), "")


_KEEP = object()


def words_of(unit: Unit) -> str:
    """Return the name of a schema unit: a user row's target attribute, or kind and part."""
    return unit.name if unit.part == "row" and unit.kind == "User" else f"{unit.kind}:{unit.name or unit.part}"


def _named(values: JsonMapping, key: str) -> JsonMapping | None:
    found = next((one for name, one in values.items() if name.lower() == key.lower()), None)
    return found if is_mark(found) else None


def _on(state: object) -> bool | None:
    found = state.get("on") if isinstance(state, Mapping) else None
    return found if isinstance(found, bool) else None


def _differ(one: Schema | None, two: Schema | None) -> bool:
    return one is not None and two is not None and not same_schema(one, two)
