"""The steps of a provisioning log row: import, matching, scoping, export, in the wording of recorded rows.

Recorded: ``tests/real/logs`` 01 (skipped creation), 03 (nothing to change), 10 (scoping), the retried creation of 2026
and the created user of 2022; on demand ``tests/real/graph/provisionOnDemand`` 03 and 05, whose scoping has other keys.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from wizard.core.json_types import JsonMapping, JsonObject
from wizard.directory import Group, Person

if TYPE_CHECKING:
    from wizard.practice.entra.jobs import Escrow
    from wizard.practice.entra.live import Failure
    from wizard.provisioning import Operation

SOURCE_SYSTEM = "Microsoft Entra ID"
TARGET_SYSTEM = "customappsso"

UNASSIGNED = frozenset(("not-assigned", "nested-only", "not-security-group"))
INACTIVE = frozenset(("blocked", "soft-deleted", "hard-deleted", "not-managed"))
OUTSIDE = UNASSIGNED | INACTIVE | {"filtered-out"}


def skip_reason(operation: Operation) -> str:
    """Return ``SkipReason`` for an operation that sent nothing."""
    if operation.reason == "ImportSkipped":
        return "ImportSkipped"
    if operation.verdict == "unchanged":
        return "RedundantExport"
    return "NotEffectivelyEntitled" if operation.reason in OUTSIDE else "EntrySynchronizationSkipped"


def skip_words(operation: Operation, label: str) -> str:
    """Return the description of a skip."""
    kind = operation.kind
    match skip_reason(operation):
        case "RedundantExport":
            return (
                "The state of the entry in both the source and target systems already match. No change to the"
                f" {kind} '{label}' currently needs to be made."
            )
        case "ImportSkipped":
            return f"{kind} '{label}' will be skipped because the value of the matching property is missing."
        case "NotEffectivelyEntitled":
            return f"The {kind} '{label}' will be skipped. {kind} is not active, not assigned or not in scope."
    return f"The {kind} '{label}' will be skipped. The mapping does not allow this action."


def steps(
    operation: Operation,
    source: Person | Group | None,
    account: JsonMapping | None,
    failure: Failure | None,
    label: str,
    *,
    on_demand: bool = False,
    escrow: Escrow | None = None,
) -> list[JsonObject]:
    """Return the steps of one row.

    Args:
        operation: the engine's decision.
        source: the object in the tenant.
        account: the account's values, if a look-up found it.
        failure: why the export failed.
        label: the reportable name of the object.
        on_demand: whether the keys of the scoping step are those of provisioning on demand.
        escrow: the attempts of a failed export; later attempts have no import and scoping steps.
    """
    kind, verdict = operation.kind, operation.verdict
    change = {"create": "Add", "delete": "Delete"}.get(verdict, "Update")
    if verdict == "skip" and operation.target_id is None:
        change = "Add"
    if escrow is not None and escrow.attempts > 1:
        return [_again(operation, escrow, change, label), _export(operation, failure, change, label)]
    received = f"Received {kind} '{label}' change of type ({change}) from {SOURCE_SYSTEM}"
    found = [_step(f"EntryImport{change}", "import", "success", received, source_values(source))]
    if operation.reason == "ImportSkipped":
        details = {"SkipReason": "ImportSkipped", "ReportableIdentifier": label}
        found.append(_step("EntrySynchronizationSkip", "import", "skipped", skip_words(operation, label), details))
        return found
    if account is not None:
        about = account.get("displayName") if kind == "Group" else account.get("userName")
        retrieved = f"Retrieved  '{about or label}' from {TARGET_SYSTEM}"
        found.append(_step("EntryImport", "matching", "success", retrieved, account_values(account)))
    if verdict == "clash":
        told = f"More than one object matches {kind} '{label}', or the match cannot be used"
        found.append(_step("EntryImport", "matching", "failure", told, {"ErrorCode": operation.reason}))
        return found
    found.append(_scoping(operation, on_demand=on_demand))
    if verdict == "create":
        told = (
            f"{kind} '{label}' will be created in {TARGET_SYSTEM} ({kind} is active and assigned in {SOURCE_SYSTEM},"
            f" but no matching {kind} was found in {TARGET_SYSTEM})"
        )
        found.append(_step("EntrySynchronizationAdd", "matching", "success", told, {}))
    if verdict in ("skip", "unchanged"):
        details = {"SkipReason": skip_reason(operation), "ReportableIdentifier": label}
        found.append(_step("EntrySynchronizationSkip", "export", "skipped", skip_words(operation, label), details))
        return found
    if operation.stage == "reference":
        told = f"Resolved the references of {kind} '{label}'"
        found.append(_step("EntrySynchronizationUpdate", "referenceResolution", "success", told, {}))
    found.append(_export(operation, failure, change, label))
    return found


def _export(operation: Operation, failure: Failure | None, change: str, label: str) -> JsonObject:
    """Return the last step: the attributes written, their names without dots and colons, whether or not it
    succeeded.
    """
    kind = operation.kind
    verb = {"Add": "create", "Delete": "delete"}.get(change, "update")
    told = (
        f"Failed to {verb} {kind} '{label}' in {TARGET_SYSTEM}"
        if failure is not None
        else f"{kind} '{label}' was {verb}d in {TARGET_SYSTEM}"
    )
    written = {one.target.replace(".", "").replace(":", ""): str(one.new or "") for one in operation.changes}
    status = "failure" if failure is not None else "success"
    return _step(f"EntryExport{change}", "export", status, told, {**written, "ReportableIdentifier": label})


def _again(operation: Operation, escrow: Escrow, change: str, label: str) -> JsonObject:
    told = (
        "We are retrying an operation that previously failed.\r\n"
        f"Identifier: {label}\r\nObject type: {operation.kind}\r\nDirectory: {SOURCE_SYSTEM}"
    )
    details = {
        "CountProcessed": "0",
        "Identifier": operation.source_id,
        "ModificationType": change,
        "NextAttempt": f"{escrow.next_attempt:%m/%d/%Y %I:%M:%S %p}",
        "Origin": "Source",
        "TypeName": "EscrowedEntryDefault",
    }
    return _step("EntryEscrowRetry", "import", "success", told, details)


def _scoping(operation: Operation, *, on_demand: bool) -> JsonObject:
    kind, reason = operation.kind, operation.reason
    active, assigned, passed = reason not in INACTIVE, reason not in UNASSIGNED, reason != "filtered-out"
    filters = json.dumps({} if passed else {str(operation.params.get("filter") or "scoping filter"): False})
    if on_demand:
        details = {
            "IsActive": str(active),
            "Assigned": str(assigned),
            "IsEffectivelyEntitledForProvisioning": str(active and assigned),
            "IsInProvisioningScopeDisplayName": str(passed),
            "ScopeEvaluationResult": filters,
        }
    else:
        details = {
            "Active in the source system": str(active),
            "Assigned to the application": str(assigned),
            f"{kind} has the required role": str(assigned),
            "Scoping filter evaluation passed": str(passed),
            "ScopeEvaluationResult": filters,
        }
    words = f"Determine if {kind} in scope by evaluating against each scoping filter"
    return _step("EntrySynchronizationScoping", "scoping", "success", words, details)


def _step(name: str, kind: str, status: str, description: str, details: dict[str, str]) -> JsonObject:
    return {
        "description": description,
        "details": details,
        "name": name,
        "provisioningStepType": kind,
        "status": status,
    }


def reportable(operation: Operation, source: Person | Group | None) -> str:
    """Return the name used in rows: a person's user principal name, a group's object id."""
    if isinstance(source, Person):
        return source.user_principal_name or source.id
    return operation.source_id


def source_values(source: Person | Group | None) -> dict[str, str]:
    """Return the source object's values as the import step shows them: text, booleans as words."""
    if isinstance(source, Person):
        names = ("department", "displayName", "givenName", "mail", "mailNickname", "surname", "userPrincipalName")
        values = {name: source.attributes.get(name) for name in names}
        return {
            "objectId": source.id,
            "accountEnabled": str(source.account_enabled),
            **{name: str(value) for name, value in values.items() if value},
            "IsSoftDeleted": str(source.soft_deleted),
        }
    return {"objectId": source.id} if isinstance(source, Group) else {}


def account_values(account: JsonMapping) -> dict[str, str]:
    """Return an account's single values by path, as the matching step shows them."""
    found: dict[str, str] = {}
    for name, value in account.items():
        if name in ("schemas", "meta", "members", "groups"):
            continue
        if isinstance(value, dict):
            found.update({f"{name}.{part}": str(inner) for part, inner in value.items() if not isinstance(inner, dict)})
        elif not isinstance(value, list) and value is not None:
            found[name] = str(value)
    return found
