"""Simulates a colleague of the practice company's administrator who changes settings in the portal without notice.

Each edit changes the practice Entra as the portal would, and adds an entry to the audit log.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from wizard.core.errors import InputError

if TYPE_CHECKING:
    from wizard.core.json_types import JsonObject
    from wizard.practice.entra import PracticeEntra
    from wizard.practice.entra.apps import EnterpriseApp

NAME = "hannah.keller@harborlights.example"


def portal_edit(entra: PracticeEntra, edit_id: str) -> str:
    """Apply one edit to every application that has a provisioning job; return the edit's id.

    Raises:
        InputError: ``practice-edit-unknown``; ``practice-edit-early``: nothing is set up yet.
    """
    if edit_id not in EDITS:
        raise InputError("practice-edit-unknown", {"name": edit_id[:60]})
    activity, work = EDITS[edit_id]
    apps = [app for app in entra.state.apps.all() if app.job is not None]
    if not apps:
        raise InputError("practice-edit-early")
    for app in apps:
        work(entra, app)
        entra.state.audits.note(activity, NAME, app.id, app.display_name, entra.state.now())
    entra.state.wake()
    return edit_id


def _mapping(entra: PracticeEntra, app: EnterpriseApp) -> None:
    job = app.job
    assert job is not None
    schema = copy.deepcopy(job.schema)
    for row in _rows(schema):
        if row.get("targetAttributeName") == "title":
            row["source"] = {"expression": "[department]", "name": "department", "type": "Attribute", "parameters": []}
    job.save_schema(schema, entra.state.now())


def _rows(schema: JsonObject) -> list[JsonObject]:
    return [
        row
        for rule in schema["synchronizationRules"]
        for mapping in rule["objectMappings"]
        if mapping["sourceObjectName"] == "User"
        for row in mapping["attributeMappings"]
    ]


def _limit(_: PracticeEntra, app: EnterpriseApp) -> None:
    told = json.loads(app.secrets.get("SyncNotificationSettings") or "{}")
    app.secrets["SyncNotificationSettings"] = json.dumps({**told, "DeleteThresholdEnabled": False})


def _unassign(entra: PracticeEntra, app: EnterpriseApp) -> None:
    for key, entry in list(app.assigned.items())[-1:]:
        del app.assigned[key]
        entra.state.touch_principal(entry.assignment.principal_id)


def _stop(_: PracticeEntra, app: EnterpriseApp) -> None:
    assert app.job is not None
    app.job.pause()


Edit = Callable[["PracticeEntra", "EnterpriseApp"], None]

EDITS: Mapping[str, tuple[str, Edit]] = {
    "mapping": ("Update attribute mappings or scope", _mapping),
    "deletion-limit": ("Update provisioning setting or credentials", _limit),
    "unassign": ("Remove app role assignment from group", _unassign),
    "stop": ("Disable/pause provisioning configuration", _stop),
}
"""Edits by id; text keys ``practice-edit-<id>``."""
