"""Turns operations of the engine into provisioning log rows (graph: provisioningObjectSummary).

Error codes and step names are the service's own; the sentences are the practice service's.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from wizard.directory import Group, Person
from wizard.practice.entra.graph import moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from wizard.practice.entra.apps import EnterpriseApp
    from wizard.practice.entra.jobs import SyncJob
    from wizard.practice.entra.live import Failure
    from wizard.provisioning import Operation

Json = dict[str, Any]
SOURCE_SYSTEM = "Azure Active Directory"

SKIPPED_WITHOUT_ROW = frozenset(("not-assigned", "nested-only", "groups-off"))
"""Objects that were never in scope leave no row when only assigned ones are read."""

REASONS = {
    "not-assigned": "The object is not assigned to the application.",
    "nested-only": "The object is only in a nested group, and nested groups are not read.",
    "not-security-group": "The group through which it is assigned is not a security group.",
    "filtered-out": "The object does not pass the scoping filters.",
    "soft-deleted": "The object is in the recycle bin.",
    "blocked": "The account is blocked from signing in, and blocked accounts are not created.",
    "create-off": "Creating is switched off in the mapping.",
    "update-off": "Updating is switched off in the mapping.",
    "delete-off": "Deleting is switched off in the mapping.",
    "disable-not-mapped": "Nothing is mapped that would disable the account.",
    "already-gone": "The account does not exist in the application any more.",
    "already-disabled": "The account is disabled already.",
    "kept-out-of-scope": "The object left the scope; the job is set to leave such accounts alone.",
    "not-managed": "The account was not managed any more when the person was deleted.",
    "same": "The account in the application is the same already.",
    "ImportSkipped": "The object has no value in any matching attribute.",
    "DuplicateTargetEntries": "More than one account in the application matches.",
    "DuplicateSourceEntries": "Another object matches the same account.",
    "InvalidAnchor": "The account that belonged to this object does not exist any more.",
    "SchemaPropertyCanOnlyAcceptValue": "Several values were mapped to an attribute that takes one.",
}
_RECOMMENDED = {
    "InvalidAnchor": "Restart the job with the full scope to match again.",
    "DuplicateTargetEntries": "Remove the duplicates or change the matching attribute.",
    "DuplicateSourceEntries": "Give the objects different values in the matching attribute.",
    "EntryConflict": "Find the object that has the same unique value.",
}
_ACTIONS = {"create": "create", "update": "update", "disable": "disable", "delete": "delete"}


def error_code(operation: Operation) -> str:
    """Return the log's error code for an operation that the engine itself did not let happen."""
    if operation.verdict == "clash" or operation.reason == "ImportSkipped":
        return operation.reason
    return "RedundantExport" if operation.verdict == "unchanged" else "EntrySynchronizationSkipped"


def status_of(operation: Operation, failure: Failure | None) -> str:
    if failure is not None or operation.verdict == "clash":
        return "failure"
    return "skipped" if operation.verdict in ("skip", "unchanged") else "success"


def steps(operation: Operation, failure: Failure | None, label: str) -> list[Json]:
    """Return the provisioning steps: import, scoping, matching, then reference resolution or export."""
    kind, verdict = operation.kind, operation.verdict
    inside = verdict not in ("skip", "disable", "delete") or operation.reason in ("blocked", "create-off", "update-off")
    change = {"create": "Add", "delete": "Delete"}.get(verdict, "Update")
    found = [
        _step(f"EntryImport{change}", "import", "success", f"Received {kind} '{label}' from {SOURCE_SYSTEM}", {}),
        _step(
            "EntrySynchronizationScoping",
            "scoping",
            "success" if inside or verdict in ("disable", "delete") else "skipped",
            f"Determined whether {kind} '{label}' is in scope",
            {
                "IsActive": str(operation.reason not in ("blocked", "soft-deleted", "hard-deleted")),
                "Assigned": str(operation.reason not in SKIPPED_WITHOUT_ROW),
                "ScopeEvaluationResult": str(operation.reason != "filtered-out"),
            },
        ),
    ]
    if operation.reason == "ImportSkipped":
        found[-1] = _step("EntryImport", "import", "skipped", REASONS["ImportSkipped"], {})
        return found
    if not inside and verdict == "skip":
        return found
    if verdict == "clash":
        found.append(_step("EntryImport", "matching", "failure", _reason(operation), {}))
        return found
    matched = "No account matches" if verdict == "create" else "Found the matching account"
    details = {"MatchingValue": operation.key} if operation.key else {}
    found.append(_step("EntryImport", "matching", "success", f"{matched} for {kind} '{label}'", details))
    if status_of(operation, None) == "skipped":
        skip = {"SkipReason": error_code(operation)}
        found.append(_step("EntrySynchronizationSkip", "export", "skipped", _reason(operation), skip))
        return found
    if operation.stage == "reference":
        described = f"Looked up the references of {kind} '{label}'"
        found.append(_step("EntrySynchronizationUpdate", "referenceResolution", "success", described, {}))
    outcome = "failure" if failure is not None else "success"
    done = f"Failed to {verdict}" if failure is not None else f"Did {verdict}"
    details = {"ReportableIdentifier": operation.key or label}
    if failure is not None:
        details.update(ErrorCode=failure.code, Reason=failure.reason)
    found.append(_step(f"EntryExport{change}", "export", outcome, f"{done} {kind} '{label}'", details))
    return found


def _step(name: str, kind: str, status: str, description: str, details: dict[str, str]) -> Json:
    return {
        "name": name,
        "provisioningStepType": kind,
        "status": status,
        "description": description,
        "details": details,
    }


def _reason(operation: Operation) -> str:
    return REASONS.get(operation.reason, operation.reason)


class RowMaker:
    """Makes the rows of one cycle."""

    def __init__(
        self, app: EnterpriseApp, job: SyncJob, tenant_id: str, cycle_id: str, targets: dict[str, str]
    ) -> None:
        self._app = app
        self._job = job
        self._tenant_id = tenant_id
        self._cycle_id = cycle_id
        self._targets = targets

    def row(
        self,
        operation: Operation,
        source: Person | Group | None,
        failure: Failure | None,
        milliseconds: int,
        now: datetime,
        target_id: str,
        *,
        staged: bool = False,
    ) -> Json:
        """Return one row."""
        label = operation.name if source is not None else operation.source_id
        action = "stagedDelete" if staged else _ACTIONS.get(operation.verdict, "other")
        status = "skipped" if staged else status_of(operation, failure)
        return {
            "id": str(uuid.uuid4()),
            "activityDateTime": moment(now),
            "changeId": str(uuid.uuid4()),
            "cycleId": self._cycle_id,
            "durationInMilliseconds": milliseconds,
            "initiatedBy": {"id": "", "displayName": "Azure AD Provisioning Service", "initiatorType": "system"},
            "jobId": self._job.id,
            "modifiedProperties": modified(operation),
            "provisioningAction": action,
            "provisioningStatusInfo": {
                "status": status,
                "errorInformation": None if status == "success" else self._error(operation, failure, staged),
            },
            "provisioningSteps": steps(operation, failure, label),
            "servicePrincipal": {"id": self._app.id, "displayName": self._app.display_name},
            "sourceIdentity": {
                "id": operation.source_id,
                "displayName": label,
                "identityType": operation.kind,
                "details": source_details(source),
            },
            "sourceSystem": {"id": self._tenant_id, "displayName": SOURCE_SYSTEM, "details": {}},
            "targetIdentity": {
                "id": target_id,
                "displayName": "",
                "identityType": self._targets.get(operation.kind, operation.kind),
                "details": {},
            },
            "targetSystem": {
                "id": self._app.id,
                "displayName": self._app.display_name,
                "details": {
                    "ApplicationId": self._app.app_id,
                    "ServicePrincipalId": self._app.id,
                    "ServicePrincipalDisplayName": self._app.display_name,
                },
            },
            "tenantId": self._tenant_id,
        }

    @staticmethod
    def _error(operation: Operation, failure: Failure | None, staged: bool) -> Json:
        code = "TooManyDeletes" if staged else failure.code if failure else error_code(operation)
        reason = failure.reason if failure else _reason(operation)
        return {
            "additionalDetails": None,
            "errorCategory": "nonServiceFailure",
            "errorCode": code,
            "reason": "Too many removals at once; this one waits." if staged else reason,
            "recommendedAction": _RECOMMENDED.get(code),
        }


def modified(operation: Operation) -> list[Json]:
    changes: Sequence[Any] = operation.changes
    return [{"displayName": item.target, "oldValue": item.old, "newValue": item.new} for item in changes]


def source_details(source: Person | Group | None) -> dict[str, str]:
    """Return what the log tells about the source object besides its name."""
    if isinstance(source, Person):
        return {
            "id": source.id,
            "odatatype": "User",
            "DisplayName": source.display_name,
            "UserPrincipalName": source.user_principal_name,
        }
    if isinstance(source, Group):
        return {"id": source.id, "odatatype": "Group", "DisplayName": source.display_name}
    return {}
