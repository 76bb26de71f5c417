"""Provisions one person on demand and returns the result step by step (T36)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wizard.core.errors import GraphError
from wizard.graph import parse
from wizard.graph.area import Area
from wizard.graph.jobs import job_path
from wizard.graph.odata import object_of
from wizard.graph.records import (
    Identity,
    Modified,
    Status,
    Step,
    identity_of,
    modified_of,
    status_info,
    step_of,
    told_by_steps,
)
from wizard.graph.sending import BLIP, Options
from wizard.history.model import Change
from wizard.http import RetryPolicy, Timeouts

if TYPE_CHECKING:
    from datetime import datetime

    from wizard.core.json_types import JsonMapping
    from wizard.core.tasks import Task

_OPTIONS = Options(
    RetryPolicy(frozenset({429, 503}), deadline=60.0, cap=15.0, blip=BLIP, at_once=True),
    Timeouts(read=90.0, total=120.0),
)


@dataclass(frozen=True, slots=True)
class OnDemandResult:
    """The result of provisioning on demand.

    ``result`` is ``success``, ``skipped``, ``failure``, ``warning``, or a newer value, in lower case; empty if the
    response does not say. ``raw`` is the readable text of a response that could not be parsed.
    """

    result: str
    action: str = ""
    error_code: str = ""
    error_message: str = ""
    steps: tuple[Step, ...] = ()
    modified: tuple[Modified, ...] = ()
    status: Status = field(default_factory=Status)
    source: Identity = field(default_factory=Identity)
    target: Identity = field(default_factory=Identity)
    started: datetime | None = None
    ended: datetime | None = None
    raw: str = ""


class OnDemandCalls(Area):
    """Calls ``provisionOnDemand``; limit: five requests in ten seconds."""

    def provision(
        self, task: Task, service_principal_id: str, job_id: str, rule_id: str, user_id: str
    ) -> OnDemandResult:
        """Provision one user.

        Args:
            rule_id: ``synchronizationRules[].id`` in the schema for users.

        Raises:
            GraphError: as for every call.
        """
        subject = {"objectId": user_id, "objectTypeName": "User"}
        body = {"parameters": [{"ruleId": rule_id, "subjects": [subject]}]}
        path = f"{job_path(service_principal_id, job_id)}/provisionOnDemand"
        target = {"app": service_principal_id, "job": job_id, "object": user_id, "kind": "User"}
        try:
            with self._calls.declare(Change("on-demand", target)):
                answer = self._settling.settled(
                    task,
                    lambda: self._calls.send(task, "POST", path, "synchronization", body, _OPTIONS),
                    service_principal_id,
                )
        except GraphError as error:
            if error.status == 429:
                error.failure = "run-graph-on-demand-throttled"
            raise
        return on_demand_result(object_of(answer))


def on_demand_result(answer: JsonMapping) -> OnDemandResult:
    """Return the result of a response, whose two strings usually, but not always, contain JSON."""
    key, value = parse.text(answer.get("key")), parse.text(answer.get("value"))
    head = parse.mapping(_json(key))
    found = _json(value)
    body = parse.mapping(found[0] if isinstance(found, list) and found else found)
    details = parse.mapping(head.get("details"))
    steps = tuple(step_of(item) for item in parse.objects(body.get("provisioningSteps")))
    status = told_by_steps(status_info(body.get("statusInfo")), steps)
    return OnDemandResult(
        parse.text(head.get("result")).lower() or status.status,
        parse.text(body.get("action")),
        parse.text(details.get("errorCode")) or status.error_code,
        parse.text(details.get("errorMessage")) or status.reason,
        steps,
        tuple(modified_of(item) for item in parse.objects(body.get("modifiedProperties"))),
        status,
        identity_of(body.get("sourceIdentity")),
        identity_of(body.get("targetIdentity")),
        parse.moment(body.get("startTime")),
        parse.moment(body.get("endTime")),
        "" if body or head else (value or key),
    )


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
