"""The practice tenant's audit log: who changed the provisioning of an application, and with which activity.

Activities: Entra documentation, "Audit log activities" (service Account Provisioning, and app role assignments of Core
Directory). Format: Graph documentation, directoryAudit and its example (``tests/real/graph/directoryAudits``).
"""

from __future__ import annotations

import re
import uuid
from datetime import datetime

from wizard.core.json_types import JsonObject
from wizard.practice.entra.logstore import Rows
from wizard.practice.entra.times import moment

LARGEST = 20_000
"""Maximum number of stored entries; the oldest are dropped first."""

_SYNC = r"/v1\.0/servicePrincipals/([^/]+)/synchronization"
_ACTIVITIES = (
    ("PUT", rf"{_SYNC}/secrets", "Update provisioning setting or credentials"),
    ("PUT", rf"{_SYNC}/jobs/[^/]+/schema", "Update attribute mappings or scope"),
    ("POST", rf"{_SYNC}/jobs", "Add provisioning configuration"),
    ("DELETE", rf"{_SYNC}/jobs/[^/]+", "Delete provisioning configuration"),
    ("POST", rf"{_SYNC}/jobs/[^/]+/start", "Enable/start provisioning configuration"),
    ("POST", rf"{_SYNC}/jobs/[^/]+/pause", "Disable/pause provisioning configuration"),
    ("POST", rf"{_SYNC}/jobs/[^/]+/restart", "Enable/restart provisioning configuration"),
    ("POST", r"/v1\.0/servicePrincipals/([^/]+)/appRoleAssignedTo", "Add app role assignment grant to user"),
    ("DELETE", r"/v1\.0/servicePrincipals/([^/]+)/appRoleAssignedTo/[^/]+", "Remove app role assignment from user"),
)
_PLACES = [(method, re.compile(path), activity) for method, path, activity in _ACTIVITIES]


class AuditLog(Rows):
    """The entries, oldest first. Thread-safe."""

    def __init__(self) -> None:
        super().__init__(LARGEST)

    def note(self, activity: str, who: str, app_id: str, app_name: str, now: datetime, *, by_app: bool = False) -> None:
        """Record an activity that a person or an application performed on an application."""
        person = {"id": None, "displayName": None, "userPrincipalName": who, "ipAddress": "203.0.113.7"}
        program = {"appId": None, "displayName": who, "servicePrincipalId": None, "servicePrincipalName": None}
        row: JsonObject = {
            "id": f"Sync_{uuid.uuid4()}",
            "category": "ProvisioningManagement",
            "correlationId": str(uuid.uuid4()),
            "result": "success",
            "resultReason": "",
            "activityDisplayName": activity,
            "activityDateTime": moment(now),
            "loggedByService": "Account Provisioning",
            "initiatedBy": {"user": None if by_app else person, "app": program if by_app else None},
            "targetResources": [{"id": app_id, "displayName": app_name, "type": "ServicePrincipal"}],
            "additionalDetails": [],
        }
        self.add(row)


def activity_of(method: str, path: str) -> tuple[str, str] | None:
    """Return the activity of a successful request and the application's id; ``None`` if the log does not record it."""
    for wanted, place, activity in _PLACES:
        found = place.fullmatch(path) if method == wanted else None
        if found is not None:
            return activity, found[1]
    return None
