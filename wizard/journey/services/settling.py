"""Find out by reading Entra whether changes were made that were in progress when the program was stopped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wizard.core.errors import Cancelled, WizardError
from wizard.core.times import moment
from wizard.history.model import Entry, Outcome, is_mark
from wizard.history.place import same_value
from wizard.history.units import from_json, take_back
from wizard.journey.context import clock
from wizard.journey.services.applications import read_place
from wizard.journey.services.authorship import in_time, whose

if TYPE_CHECKING:
    from wizard.core.json_types import JsonObject
    from wizard.core.tasks import Task
    from wizard.history.place import Place
    from wizard.journey.context import Context


def settle_history(task: Task, context: Context, *, alone: bool = False) -> None:
    """Determine the outcome of changes that have none, and record it; nothing else is written.

    Outcomes that cannot be determined now, for example because nobody is signed in, stay open.

    Args:
        alone: whether this process alone has the setup, so that outcomes are also recorded in a read-only session.
    """
    if context.case is not None or context.session is None or (context.session.graph.calls.reading and not alone):
        return
    places: dict[str, Place] = {}
    history = context.journal.read()
    told = (one.result.get("id" if one.change.kind == "assigned" else "app") for one in history.entries if one.done)
    made = frozenset(map(str, filter(None, told)))
    for entry in history.entries:
        if entry.change.kind == "application-removed" and entry.outcome in {"open", "done"}:
            context.graph.calls.settling.expect_gone(entry.change.app)
    for entry in history.open:
        task.checkpoint()
        task.report("history-settling")
        try:
            found, result = _look(task, context, entry, places, made)
        except Cancelled:
            raise
        except WizardError:
            continue
        if found != "open":
            context.journal.tell(entry.number, found, result=result, settled=True)


def _look(
    task: Task, context: Context, entry: Entry, places: dict[str, Place], made: frozenset[str]
) -> tuple[Outcome, JsonObject]:
    """Return the outcome of one change, and what is known of its result; ``made``: ids of objects made by us."""
    change, graph = entry.change, context.graph
    if change.kind == "application-added":
        known = set(change.before) if isinstance(change.before, list) else set()
        name = str(change.target.get("name") or "")
        found = [
            one
            for one in graph.applications.instances(task, str(change.target.get("template") or ""), name=name)
            if one.id not in known | made and (not name or one.display_name == name)
        ]
        origins = [(one, *graph.applications.origin(task, one.app_id)) for one in found]
        ours = [(one, application) for one, application, at in origins if at is None or in_time(entry, at)]
        if not ours:
            # The directory may list it later; the setup has stored the request and looks again.
            every = graph.applications.instances(task, str(change.target.get("template") or ""))
            later = any(one.id in made - known for one in every)  # it was requested again, as none was found
            return ("refused" if later or _old(context, entry) else "open"), {}
        if len(ours) > 1:  # another person has added an application too, and nothing shows which is whose
            return "unknown", {}
        one, application = ours[0]
        result = {
            "app": one.id,
            "application": application,
            "app_id": one.app_id,
            "name": one.display_name,
            "required": one.assignment_required,
        }
        return "done", result
    if change.kind in {"on-demand", "probe", "link-removed"}:
        return "unknown", {}  # nothing in Entra shows it
    app = change.app
    if app not in places:
        places[app] = read_place(task, graph, app)
    outcome, result = _compared(entry, places[app])
    if outcome != "done":
        return outcome, result
    held = places[app].held(_key(entry)) if change.kind == "assigned" else None
    if held is not None and held.id in made:
        return "refused", {}  # a later change of ours made it
    author = whose(task, context, entry, held.created if held is not None else None)
    return (outcome, result) if author == "ours" else ("other" if author == "theirs" else "unknown", {})


def _old(context: Context, entry: Entry) -> bool:
    """Return whether enough time for replication has passed since a change."""
    at = moment(entry.at)
    return at is None or (clock(context) - at).total_seconds() > context.graph.calls.settling.seconds


def _key(entry: Entry) -> tuple[str, str]:
    target = entry.change.target
    return str(target.get("principal") or "").lower(), str(target.get("role") or "").lower()


def _compared(entry: Entry, place: Place) -> tuple[Outcome, JsonObject]:
    """Compare Entra's current state with the state before the change and with the intended state."""
    change, kind = entry.change, entry.change.kind
    if kind == "application-removed":
        return ("refused" if place.there else "done"), {}
    if kind == "application-restored":
        return ("done" if place.there else "refused"), {}
    if not place.there:
        return "other", {}
    if kind in {"assigned", "unassigned"}:
        held = place.held(_key(entry))
        result = {"id": held.id} if held is not None and kind == "assigned" else {}
        return ("done" if (held is not None) == (kind == "assigned") else "refused"), result
    if kind == "assignment-required":
        return ("done" if place.required == change.after else "refused"), {}
    if kind == "credentials":
        return _stored(change.before, change.after, place), {}
    if kind == "job-made":
        return ("done" if place.job else "refused"), ({"job": place.job} if place.job else {})
    if kind == "job-removed":
        return ("refused" if place.job == change.target.get("job") else "done"), {}
    if kind == "schema":
        return _saved(entry, place), {}
    if kind == "job-restarted":
        return "unknown", {}  # a running job does not prove that it was restarted
    return ("done" if place.on == (kind == "job-started") else "refused"), {}


def _stored(before: object, after: object, place: Place) -> Outcome:
    if not isinstance(after, Mapping) or not isinstance(before, Mapping):
        return "other"
    # A secret is not readable; the values that were sent with it decide.
    telling = {key: value for key, value in after.items() if not is_mark(value)}
    if not telling or all(same_value(value, before.get(key)) for key, value in telling.items()):
        first = all(before.get(key) is None for key in after)
        return "done" if first and all(place.stored(key) is not None for key in after) else "other"
    if all(same_value(place.stored(key), value) for key, value in telling.items()):
        return "done"
    return "refused" if all(same_value(place.stored(key), before.get(key)) for key in telling) else "other"


def _saved(entry: Entry, place: Place) -> Outcome:
    units = from_json(entry.change.after)
    if not units or place.schema is None:
        return "other"
    taken = take_back(place.schema, units)
    if len(taken.back) == len(units):
        return "done"
    return "refused" if len(taken.already) == len(units) else "other"


def settle_quietly(task: Task, context: Context) -> None:
    """Do the same when a setup is continued; errors are ignored here, because they are reported elsewhere."""
    try:
        settle_history(task, context)
    except Cancelled:
        raise
    except WizardError:
        return
