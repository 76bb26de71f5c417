"""Reads the directory's audit log (Graph: directoryAudit) to find who changed an application's provisioning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from wizard.graph import parse
from wizard.graph.area import Area
from wizard.graph.odata import literal
from wizard.graph.sending import OPTIONAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.core.json_types import JsonMapping
    from wizard.core.tasks import Task

MOST = 500
"""Number of entries, newest first, after which no further page is read."""


@dataclass(frozen=True, slots=True)
class Audit:
    """An audit log entry: activity, actor, time and target object ids.

    ``who`` is a username, or an application's name if ``by_app`` is true.
    """

    activity: str
    who: str
    at: datetime | None
    targets: frozenset[str]
    by_app: bool = False


class AuditCalls(Area):
    """Calls ``/auditLogs/directoryAudits``; requires AuditLog.Read.All and Directory.Read.All, which are optional."""

    def read(self, task: Task, activities: Sequence[str], since: datetime) -> tuple[Audit, ...]:
        """Return the entries of the given activities since a time, newest first.

        Raises:
            GraphError, SignInError: this account may not read the log; the user was not asked to sign in.
        """
        names = " or ".join(f"activityDisplayName eq {literal(name)}" for name in activities)
        query = {"$filter": f"activityDateTime ge {parse.wire(since)} and ({names})", "$top": "100"}
        found: list[Audit] = []
        for page in self._calls.pages(task, "/auditLogs/directoryAudits", "audits", query, OPTIONAL):
            found += map(audit_of, page)
            if len(found) >= MOST:
                break
        return tuple(found)


def audit_of(body: JsonMapping) -> Audit:
    """Return the audit log entry of a JSON object."""
    initiator = parse.mapping(body.get("initiatedBy"))
    user, app = parse.mapping(initiator.get("user")), parse.mapping(initiator.get("app"))
    name = parse.text(user.get("userPrincipalName"))
    who = name or parse.text(app.get("displayName"))
    targets = frozenset(
        identifier
        for item in parse.objects(body.get("targetResources"))
        if (identifier := parse.text(item.get("id")).lower())
    )
    return Audit(
        parse.text(body.get("activityDisplayName")),
        who,
        parse.moment(body.get("activityDateTime")),
        targets,
        by_app=bool(app) and not name,
    )
