"""Find out who made an existing change when it is unknown whether this program or another person made it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from wizard.core.errors import GraphError, NetworkError, SignInError
from wizard.core.times import moment
from wizard.journey.context import clock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from wizard.core.tasks import Task
    from wizard.history.model import Entry, Kind
    from wizard.journey.context import Context

Whose = Literal["ours", "theirs", "untold"]

SKEW = timedelta(minutes=5)
"""Largest difference between this computer's clock and Entra's; sign-in does not work beyond that."""

NEAR = timedelta(minutes=10)
"""Longest time from the intent until a change by this program arrives, including all attempts."""

_ACTIVITIES: Mapping[Kind, tuple[str, ...]] = {
    "assigned": ("Add app role assignment grant to user", "Add app role assignment to group"),
    "unassigned": ("Remove app role assignment from user", "Remove app role assignment from group"),
    "job-made": ("Add provisioning configuration",),
    "job-removed": ("Delete provisioning configuration",),
    "job-started": ("Enable/start provisioning configuration", "Enable/restart provisioning configuration"),
    "job-paused": ("Disable/pause provisioning configuration",),
    "credentials": ("Update provisioning setting or credentials",),
    "schema": ("Update attribute mappings or scope",),
}
"""Activities of the audit log for each kind of change (Entra documentation, "Audit log activities")."""

_TELLING: frozenset[Kind] = frozenset(("credentials", "schema"))
"""Kinds whose values in Entra identify this change, unless the audit log says otherwise."""


def in_time(entry: Entry, made: datetime) -> bool:
    """Return whether something created at a given time can be the result of a change."""
    at = moment(entry.at)
    return at is None or at - SKEW <= made <= at + NEAR


def whose(task: Task, context: Context, entry: Entry, made: datetime | None) -> Whose:
    """Return who made an existing change.

    Decided by its creation time, where Entra has one; by the audit log, where this account may read it and the change
    is there already; otherwise a change found shortly after the intent is taken to be ours. Later it cannot be
    determined.

    Args:
        made: when the existing object was created.
    """
    if made is not None and not in_time(entry, made):
        return "theirs"
    said = _by_audits(task, context, entry)
    if said != "untold":
        return said
    at = moment(entry.at)
    near = at is not None and clock(context) - at <= NEAR
    return "ours" if made is not None or near or entry.change.kind in _TELLING else "untold"


def _by_audits(task: Task, context: Context, entry: Entry) -> Whose:
    at, activities = moment(entry.at), _ACTIVITIES.get(entry.change.kind)
    if at is None or not activities or not entry.by:
        return "untold"
    try:
        rows = context.graph.audits.read(task, activities, at - SKEW)
    except (GraphError, SignInError, NetworkError):
        task.checkpoint()
        return "untold"
    app, principal = entry.change.app.lower(), str(entry.change.target.get("principal") or "").lower()
    # A row names the assigned principal besides the application, or the application alone.
    about = [one for one in rows if app in one.targets and (one.targets == {app} or principal in one.targets | {""})]
    person = "@" in entry.by
    ours = [
        one
        for one in about
        if one.at is not None
        and one.at <= at + NEAR
        and (one.who.casefold() == entry.by.casefold() if person else one.by_app)
    ]
    return "ours" if ours else "theirs" if about else "untold"
