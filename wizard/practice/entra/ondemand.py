"""Provisions one person or group on demand (graph: synchronizationJob provisionOnDemand)."""

from __future__ import annotations

import dataclasses
import json
import threading
import uuid
from typing import TYPE_CHECKING

from wizard.core.errors import MappingError
from wizard.core.json_types import JsonMapping, JsonObject
from wizard.directory import Group, Person
from wizard.practice.entra.live import CycleEnded, Failure, LiveTarget
from wizard.practice.entra.logrows import RowMaker, action_of, error_of, modified, status_of
from wizard.practice.entra.problems import bad_request, not_found
from wizard.practice.entra.schema import target_object
from wizard.practice.entra.settings import configuration_of, scope_in_force, source_of
from wizard.practice.entra.steps import SOURCE_SYSTEM, TARGET_SYSTEM, reportable, steps
from wizard.practice.entra.times import moment
from wizard.provisioning import Operation, Run, Source

if TYPE_CHECKING:
    from wizard.practice.entra.apps import EnterpriseApp
    from wizard.practice.entra.jobs import SyncJob
    from wizard.practice.entra.state import EntraState

Done = tuple[Operation, Failure | None, JsonMapping | None]
"""An operation, the reason if it failed, and the account that a look-up found."""


def provision(state: EntraState, app: EnterpriseApp, job: SyncJob, subject: JsonObject) -> tuple[str, str]:
    """Provision one subject; return the two JSON texts of the service's response.

    Raises:
        GraphProblem: 404 for an unknown object, 400 if the mappings cannot be used.
    """
    identifier = str(subject["objectId"])
    found = state.directory.person(identifier) if subject["objectTypeName"] == "User" else None
    chosen: Person | Group | None = found or state.directory.group(identifier)
    if chosen is None or (subject["objectTypeName"] == "User") != isinstance(chosen, Person):
        raise not_found(identifier)
    began = state.now()
    secrets = dict(app.secrets)
    broken = state.test_connection(secrets, job.schema)
    if broken is not None:
        lost = _test_step(broken.connector_code, broken.message)
        status = {"status": "Failure", "errorCode": broken.connector_code, "reason": broken.message}
        return _answer(
            "Failure", broken.connector_code, broken.message, {"provisioningSteps": [lost], "statusInfo": status}
        )
    try:
        operations = _operations(state, app, job, chosen, subject)
    except MappingError as error:
        raise bad_request(f"The mappings cannot be used: {error}.", "BadRequest") from error
    return _report(state, app, job, chosen, operations, moment(began) or "")


def _operations(
    state: EntraState, app: EnterpriseApp, job: SyncJob, chosen: Person | Group, subject: JsonObject
) -> list[Done]:
    secrets = dict(app.secrets)
    configuration = configuration_of(job.schema, scope_in_force(state, job, secrets), state.now(), on_demand=True)
    source, only = source_of(state, app, on_demand=True), frozenset((chosen.id,))
    before = job.links.members.get(chosen.id, frozenset())
    if isinstance(chosen, Group):
        members = (subject.get("links") or {}).get("members") or []
        named = {str(member.get("objectId")) for member in members if isinstance(member, dict)}
        shown = tuple(member for member in chosen.members if member.id in named)
        groups = [dataclasses.replace(g, members=shown) if g.id == chosen.id else g for g in source.groups]
        source = Source(source.people, groups, source.assignments)
        # Only the named members are processed; the others are neither added nor removed.
        job.links.members[chosen.id] = frozenset()
    elif chosen.soft_deleted or not chosen.account_enabled:
        reason = "soft-deleted" if chosen.soft_deleted else "blocked"
        return [(Operation("User", chosen.id, chosen.display_name, "skip", reason), None, None)]
    target = state.target(secrets)
    live = LiveTarget(target, threading.Event(), prefixed=state.strict("log-rows"))
    done: list[Done] = []
    try:
        for operation in Run(source, live, configuration, job.links, live.carry_out, only):
            failure, accounts = live.taken()
            known = operation.target_id if isinstance(operation.target_id, str) else ""
            done.append((operation, failure, accounts.get(known)))
    except CycleEnded as ended:
        lost = Operation("User", chosen.id, chosen.display_name, "clash", ended.code)
        done.append((lost, Failure(ended.code, ended.message), None))
    finally:
        target.close()
        if isinstance(chosen, Group):
            job.links.members[chosen.id] = before | job.links.members.get(chosen.id, frozenset())
    return done


def _report(
    state: EntraState,
    app: EnterpriseApp,
    job: SyncJob,
    chosen: Person | Group,
    done: list[Done],
    began: str,
) -> tuple[str, str]:
    now = state.now()
    targets = {kind: target_object(job.schema, kind) for kind in ("User", "Group")}
    strict = state.strict("log-rows")
    rows = RowMaker(app, job, state.directory.tenant.id, str(uuid.uuid4()), targets, strict=strict)
    first, failure, _ = done[0]
    changes: list[JsonObject] = []
    shown: list[JsonObject] = []
    links = job.links.users if isinstance(chosen, Person) else job.links.groups
    target_id = links.get(chosen.id, "")
    label = reportable(first, chosen)
    for number, (operation, lost, account) in enumerate(done):
        state.log.add(rows.row(operation, chosen, lost, 0, now, target_id, account=account))
        found = steps(operation, chosen, account, lost, label, on_demand=True)
        shown += [_step(step, moment(now) or "") for step in (found if number == 0 else found[-1:])]
        changes += modified(operation)
        failure = failure or lost
    lead = next((operation for operation, _, _ in done if status_of(operation, None) == "success"), first)
    status = "failure" if failure is not None or first.verdict == "clash" else status_of(lead, None)
    code, reason = error_of(lead, failure, label)
    failed = status == "failure"
    value: JsonObject = {
        "action": action_of(lead).capitalize(),
        "changeId": str(uuid.uuid4()),
        "endTime": moment(now),
        "modifiedProperties": changes,
        "provisioningSteps": shown,
        "reportableIdentifier": label,
        "startTime": began,
        "statusInfo": {
            "status": status.capitalize(),
            "errorCode": code if failed else None,
            "reason": reason if failed else None,
            "additionalDetails": None,
            "errorCategory": "NonServiceFailure" if failed else None,
            "recommendedAction": None,
        },
        "sourceIdentity": {"id": chosen.id, "type": first.kind, "displayName": None, "details": None},
        "sourceSystem": {"id": None, "name": SOURCE_SYSTEM, "details": None},
        "targetIdentity": {"id": target_id, "type": targets[first.kind], "displayName": None, "details": None},
        "targetSystem": {"id": None, "name": TARGET_SYSTEM, "details": None},
    }
    return _answer(status.capitalize(), code, reason, value)


def _answer(result: str, code: str, message: str, value: JsonObject) -> tuple[str, str]:
    details = {"errorCode": code, "errorMessage": message} if code else {}
    return json.dumps({"result": result, "details": details}), json.dumps(value, ensure_ascii=False)


def _step(step: JsonObject, at: str) -> JsonObject:
    """Return a step in this response's format, which differs from that of the log."""
    return {
        "name": step["name"],
        "type": step["provisioningStepType"][0].upper() + step["provisioningStepType"][1:],
        "status": step["status"].capitalize(),
        "description": step["description"],
        "timestamp": at,
        "details": step["details"],
    }


def _test_step(code: str, message: str) -> JsonObject:
    return {
        "name": "TestConnection",
        "type": "Import",
        "status": "Failure",
        "description": "The connection to the application could not be tested.",
        "details": {"ErrorCode": code, "Reason": message},
    }
