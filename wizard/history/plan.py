"""What undoing changes would do, computed from what Entra has now, without doing anything.

The chosen changes are taken back on a picture of each application. The actions are the difference between the picture
before and after, so changes that cancel each other cost nothing, and nothing is turned on in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from wizard.history.model import Entry, is_mark
from wizard.history.picture import Picture, app_of
from wizard.history.place import ADDRESSES, NEW_JOB, Place, same_value
from wizard.history.plan_model import ORDER, Action, Left, Plan
from wizard.mapping import Schema
from wizard.mapping.sameness import same_schema

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping, JsonObject

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
    pictures = {app: Picture(place, every, has_token) for app, place in places.items()}
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
    actions = [action for picture in pictures.values() for action in _actions(picture)]
    actions.sort(key=lambda one: ORDER.index(one.do))
    left += [one for picture in pictures.values() for one in picture.left]
    left.sort(key=lambda one: one.entry)
    return Plan(tuple(actions), tuple(left), dict(places), {app: one.now for app, one in pictures.items()})


def _unsure(entry: Entry, places: Mapping[str, Place]) -> bool:
    """Return whether it is unknown if a change of an application was made by this program; then it is not undone."""
    untold = entry.outcome == "unknown" and not entry.gone and entry.change.kind not in _LEAVES_NOTHING
    return untold and app_of(entry) in places


def _actions(picture: Picture) -> list[Action]:
    """Return the actions that make Entra match a picture."""
    first, app = picture.first, picture.first.app
    found: list[Action] = []
    moved = ADDRESSES & set(map(str.lower, _values(picture)))
    stops = bool(moved) or (first.job and not picture.now.job) or not picture.now.there
    if first.on and (stops or not picture.now.on):
        found.append(Action("pause", app, _entries(picture, "on")))
        if picture.now.on and picture.now.job:
            picture.stay_off()
    if first.deleted and picture.now.there and not first.there:
        names, application = (picture.now.name,), _application(picture.changes)
        found.append(Action("restore-app", app, _entries(picture, "app"), names, application=application))
    if picture.now.job == NEW_JOB:
        found.append(Action("make-job", app, _entries(picture, "job")))
        if picture.now.on:  # a new job matches everybody again, and step 11 shows that first
            picture.stay_off()
    if first.there or picture.now.there:
        found += _inner(picture)
    if first.there and not picture.now.there:
        names, application = (first.name,), _application(picture.changes)
        found.append(Action("remove-app", app, _entries(picture, "app"), names, application=application))
    if picture.now.there and picture.now.on and not first.on:
        found.append(Action("start", app, _entries(picture, "on")))
    return found


def _inner(picture: Picture) -> list[Action]:
    """Return the actions within an application."""
    first, now, app, found = picture.first, picture.now, picture.first.app, list[Action]()
    for one in now.assignments:
        if first.held(one.key) is None:
            entries = _entries(picture, f"assigned:{one.key}")
            found.append(Action("assign", app, entries, (one.name or one.principal,), one))
    for one in first.assignments:
        if now.held(one.key) is None:
            entries = _entries(picture, f"assigned:{one.key}")
            found.append(Action("unassign", app, entries, (one.name or one.principal,), one))
    if values := _values(picture):
        found.append(Action("credentials", app, _entries(picture, "credentials"), tuple(values), values=values))
    wanted = now.schema or picture.removed_schema
    if picture.schema_unread or _differ(first.schema, wanted):
        rows = tuple(dict.fromkeys(picture.rows))
        found.append(Action("schema", app, _entries(picture, "schema"), rows, schema=wanted))
    if first.required != now.required or (picture.unseen and "required" in picture.touched):
        found.append(Action("required", app, _entries(picture, "required"), values={"required": now.required}))
    if first.job and not now.job:
        found.append(Action("remove-job", app, _entries(picture, "job")))
    return found


def _values(picture: Picture) -> JsonObject:
    """Return the stored values that change, ``None`` for removed values."""
    first, now = picture.first, picture.now
    keys = {key.lower(): key for key in (*now.secrets, *first.secrets)}
    return {
        key: now.stored(key)
        for key in keys.values()
        if not same_value(first.stored(key), now.stored(key))
        or (is_mark(now.stored(key)) and now.stored(key) != first.stored(key))
    }


def _entries(picture: Picture, slot: str) -> tuple[int, ...]:
    """Return the numbers of the changes that were taken back at a place."""
    return tuple(sorted(set(picture.touched.get(slot, ()))))


def _application(changes: Sequence[Entry]) -> str:
    """Return the id of the application object, if the journal has it."""
    found = (
        str(one.result.get("application") or one.change.target.get("application") or "")
        for one in reversed(changes)
        if one.change.kind.startswith("application-")
    )
    return next(filter(None, found), "")


def _differ(one: Schema | None, two: Schema | None) -> bool:
    return one is not None and two is not None and not same_schema(one, two)
