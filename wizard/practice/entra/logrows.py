"""Builds provisioning log rows (graph: provisioningObjectSummary) in the format of recorded rows
(``tests/real/logs``).
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from wizard.core.json_types import JsonMapping, JsonObject
from wizard.directory import Group, Person
from wizard.practice.entra.steps import (
    SOURCE_SYSTEM,
    TARGET_SYSTEM,
    reportable,
    skip_reason,
    skip_words,
    steps,
)
from wizard.practice.entra.times import moment
from wizard.practice.entra.words import retry_words

if TYPE_CHECKING:
    from datetime import datetime

    from wizard.practice.entra.apps import EnterpriseApp
    from wizard.practice.entra.jobs import Escrow, SyncJob
    from wizard.practice.entra.live import Failure
    from wizard.provisioning import Operation


SKIPPED_WITHOUT_ROW = frozenset(("not-assigned", "nested-only", "groups-off"))
"""Reasons of objects that were never in scope and leave no row if only assigned objects are read."""

_CLASHES = {
    "DuplicateTargetEntries": "More than one account in the application matches.",
    "DuplicateSourceEntries": "Another object matches the same account.",
    "InvalidAnchor": "The account that belonged to this object does not exist any more.",
    "account-without-id": "The account that matches has no id in the application's answer.",
    "SchemaPropertyCanOnlyAcceptValue": "Several values were mapped to an attribute that takes one.",
}
_RECOMMENDED = {
    "InvalidAnchor": "Restart the job with the full scope to match again.",
    "DuplicateTargetEntries": "Remove the duplicates or change the matching attribute.",
    "DuplicateSourceEntries": "Give the objects different values in the matching attribute.",
}


def action_of(operation: Operation) -> str:
    """Return what an operation does, as rows call it."""
    return operation.verdict if operation.verdict in ("create", "update", "disable", "delete") else "other"


def status_of(operation: Operation, failure: Failure | None) -> str:
    if failure is not None or operation.verdict == "clash":
        return "failure"
    return "skipped" if operation.verdict in ("skip", "unchanged") else "success"


def error_of(operation: Operation, failure: Failure | None, label: str) -> tuple[str, str]:
    """Return code and message of the failure, or of why nothing was sent; both empty for a success."""
    if failure is not None:
        return failure.code, failure.reason
    if operation.verdict == "clash":
        return operation.reason, _CLASHES.get(operation.reason, "The values of the object cannot be computed.")
    if status_of(operation, None) == "skipped":
        return skip_reason(operation), skip_words(operation, label)
    return "", ""


class RowMaker:
    """Builds the rows of one cycle.

    Args:
        app: the enterprise application.
        job: its job.
        tenant_id: id of the tenant; source and target system have separate ids.
        cycle_id: id of the cycle.
        targets: the target's object names by the source's.
        strict: rows as recorded; otherwise skips have ``errorInformation`` and the source its older name, as on older
            pages.
    """

    def __init__(
        self,
        app: EnterpriseApp,
        job: SyncJob,
        tenant_id: str,
        cycle_id: str,
        targets: dict[str, str],
        *,
        strict: bool = True,
    ) -> None:
        self._app = app
        self._job = job
        self._tenant_id = tenant_id
        self._cycle_id = cycle_id
        self._targets = targets
        self._strict = strict
        self._source_id, self._target_id = system_ids(job.id)

    def row(
        self,
        operation: Operation,
        source: Person | Group | None,
        failure: Failure | None,
        milliseconds: int,
        now: datetime,
        target_id: str,
        *,
        account: JsonMapping | None = None,
        escrow: Escrow | None = None,
        staged: bool = False,
    ) -> JsonObject:
        """Return one row.

        Args:
            operation: the engine's decision.
            source: the object in the tenant.
            failure: why it failed.
            milliseconds: how long it took.
            now: practice time.
            target_id: id of the account, empty if there is none.
            account: the account that a look-up found.
            escrow: the next attempt after a failure.
            staged: whether this is a removal that waits because there are too many at once.
        """
        label = reportable(operation, source)
        action = "stagedDelete" if staged else action_of(operation)
        name = SOURCE_SYSTEM if self._strict else "Azure Active Directory"
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
            "provisioningStatusInfo": self._status(operation, failure, label, escrow, staged),
            "provisioningSteps": steps(operation, source, account, failure, label, escrow=escrow),
            "servicePrincipal": {"id": self._app.id, "displayName": self._app.display_name},
            "sourceIdentity": {
                "id": operation.source_id,
                "displayName": operation.name if source is not None else "",
                "identityType": operation.kind,
                "details": source_details(source),
            },
            "sourceSystem": {"id": self._source_id, "displayName": name, "details": {}},
            "targetIdentity": {
                "id": target_id,
                "displayName": "",
                "identityType": self._targets.get(operation.kind, operation.kind),
                "details": {},
            },
            "targetSystem": {
                "id": self._target_id,
                "displayName": TARGET_SYSTEM,
                "details": {
                    "ApplicationId": self._app.template.id,
                    "ServicePrincipalId": self._app.id,
                    "ServicePrincipalDisplayName": self._app.display_name,
                },
            },
            "tenantId": self._tenant_id,
        }

    def _status(
        self, operation: Operation, failure: Failure | None, label: str, escrow: Escrow | None, staged: bool
    ) -> JsonObject:
        status = "skipped" if staged else status_of(operation, failure)
        code, reason = error_of(operation, failure, label)
        if staged:
            code, reason = "TooManyDeletes", "Too many removals at once; this one waits."
        elif failure is not None and escrow is not None and self._strict:
            reason += retry_words(escrow.attempts - 1, escrow.next_attempt)
        if status == "success" or (status == "skipped" and self._strict and not staged):
            return {"status": status, "errorInformation": None}
        information = {
            "additionalDetails": None,
            "errorCategory": "nonServiceFailure",
            "errorCode": code,
            "reason": reason,
            "recommendedAction": _RECOMMENDED.get(code),
        }
        return {"status": status, "errorInformation": information}


def system_ids(job_id: str) -> tuple[str, str]:
    """Return the ids of a job's source and target system."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{job_id}.source")), str(
        uuid.uuid5(uuid.NAMESPACE_OID, f"{job_id}.target")
    )


def modified(operation: Operation) -> list[JsonObject]:
    return [{"displayName": item.target, "oldValue": item.old, "newValue": item.new} for item in operation.changes]


def source_details(source: Person | Group | None) -> dict[str, str]:
    """Return the source object's details in the log, besides its name."""
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
