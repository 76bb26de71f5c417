"""Who changed something and when, according to the audit log; no extra permission is requested to read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.errors import GraphError, NetworkError, SignInError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from wizard.core.tasks import Task
    from wizard.graph.audits import Audit
    from wizard.journey.context import Context
    from wizard.journey.model import Part

ACTIVITIES: Mapping[str, Part] = {
    "Update provisioning setting or credentials": "settings",
    "Update attribute mappings or scope": "schema",
    "Enable/start provisioning configuration": "job",
    "Disable/pause provisioning configuration": "job",
    "Enable/restart provisioning configuration": "job",
    "Add provisioning configuration": "job",
    "Delete provisioning configuration": "job",
    "Add app role assignment grant to user": "assignments",
    "Remove app role assignment from user": "assignments",
    "Add app role assignment to group": "assignments",
    "Remove app role assignment from group": "assignments",
}
"""Activities of the audit log, and what they change (Entra documentation, "Check the status of user provisioning" and
"Audit log activities")."""


def authors(task: Task, context: Context, principal: str, since: datetime) -> dict[Part, tuple[str, datetime | None]]:
    """Return who last changed each part since a given time, and when; empty if the log cannot be read."""
    try:
        rows = context.graph.audits.read(task, tuple(ACTIVITIES), since)
    except (GraphError, SignInError, NetworkError):
        task.checkpoint()
        return {}
    found: dict[Part, Audit] = {}
    for row in rows:
        if principal not in row.targets:
            continue
        part = ACTIVITIES[row.activity]
        before = found[part].at if part in found else None
        if part not in found or (row.at is not None and (before is None or row.at > before)):
            found[part] = row
    return {part: (row.who, row.at) for part, row in found.items()}
