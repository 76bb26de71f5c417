"""Edits in the portal made by Microsoft's own Graph client; imports that client, so only for separate programs.

The client's types are filled from the JSON that an edit changes, and the client sends them. It has no call that reads
the stored secrets and knows neither several flow types in one value nor the documented PUT of a schema. So what is only
read is read as JSON through its adapter, flow types are additional data, and the method of its PATCH is changed.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from care import settle
from cli_world import World
from graph_sdk_run import make_client
from kiota_abstractions.method import Method
from kiota_abstractions.request_information import RequestInformation
from kiota_serialization_json.json_parse_node import JsonParseNode
from msgraph.generated.models.app_role_assignment import AppRoleAssignment
from msgraph.generated.models.synchronization_job import SynchronizationJob
from msgraph.generated.models.synchronization_schema import SynchronizationSchema
from msgraph.generated.service_principals.item.synchronization.secrets.secrets_put_request_body import (
    SecretsPutRequestBody,
)
from portal_edits import EDITS, Rig, added_filter, in_use, row

from wizard.core.tasks import Task
from wizard.core.texts import Texts
from wizard.health import drift as drifting
from wizard.health import expected as seeing
from wizard.health.record import load, save
from wizard.journey.answers import PlannedAssignment
from wizard.journey.carrying_out import carry_out
from wizard.journey.changes import Stop, TurnOn, Unassign
from wizard.wording import health as words


class SdkHand:
    """Has the interface of :class:`care.Foreign`, but what changes something is sent by Microsoft's client."""

    def __init__(self, world: World) -> None:
        facts = world.company.describe()
        self.graph = f"{facts['graph']}/v1.0"
        self._client, self._http = make_client(facts)
        self._loop = asyncio.new_event_loop()
        self.sent = 0

    def close(self) -> None:
        """Close the client's connections."""
        self._loop.run_until_complete(self._http.aclose())
        self._loop.close()

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        return self._loop.run_until_complete(self._read(path) if method == "GET" else self._send(method, path, body))

    async def _read(self, path: str) -> Any:
        request = RequestInformation(Method.GET)
        request.url = self.graph + path
        return json.loads(await self._client.request_adapter.send_primitive_async(request, "bytes", {}))

    async def _send(self, method: str, path: str, body: Any) -> None:
        _, _, app, *parts = path.split("/")
        principal = self._client.service_principals.by_service_principal_id(app)
        jobs = principal.synchronization.jobs
        self.sent += 1
        match method, parts:
            case "PUT", ["synchronization", "secrets"]:
                await principal.synchronization.secrets.put(_typed(SecretsPutRequestBody, body))
            case "PUT", ["synchronization", "jobs", job, "schema"]:
                schema = _typed(SynchronizationSchema, body)
                for rule, raw_rule in zip(schema.synchronization_rules, body["synchronizationRules"], strict=True):
                    for mapping, raw in zip(rule.object_mappings, raw_rule["objectMappings"], strict=True):
                        mapping.flow_types = None
                        mapping.additional_data["flowTypes"] = raw["flowTypes"]
                request = jobs.by_synchronization_job_id(job).schema.to_patch_request_information(schema)
                request.http_method = Method.PUT
                await self._client.request_adapter.send_no_response_content_async(request, {})
            case "POST", ["synchronization", "jobs"]:
                await jobs.post(_typed(SynchronizationJob, body))
            case "DELETE", ["synchronization", "jobs", job]:
                await jobs.by_synchronization_job_id(job).delete()
            case "POST", ["synchronization", "jobs", job, "start"]:
                await jobs.by_synchronization_job_id(job).start.post()
            case "POST", ["synchronization", "jobs", job, "pause"]:
                await jobs.by_synchronization_job_id(job).pause.post()
            case "POST", ["appRoleAssignedTo"]:
                await principal.app_role_assigned_to.post(_typed(AppRoleAssignment, body))
            case "DELETE", ["appRoleAssignedTo", assignment]:
                await principal.app_role_assigned_to.by_app_role_assignment_id(assignment).delete()
            case _:
                raise NotImplementedError(f"{method} {path}")


def _typed(kind: Any, body: Any) -> Any:
    return JsonParseNode(body).get_object_value(kind)


# --- every kind of edit


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit, the ids of the changes that it must be found as, and a part of each change's text.

    ``step`` puts it back; ``by_hand`` does so where this program says that only the portal can.
    """

    make: Callable[[Rig], object]
    found: tuple[tuple[str, str], ...]
    step: str = ""
    by_hand: Callable[[Rig], object] | None = None


def _added_row(mapping: dict[str, Any]) -> None:
    model = row(mapping, "title")
    mapping["attributeMappings"].append({**model, "targetAttributeName": "nickName"})


def _default(mapping: dict[str, Any]) -> None:
    row(mapping, "title")["defaultValue"] = "Guest"


def _creating_only(mapping: dict[str, Any]) -> None:
    row(mapping, "title")["flowType"] = "ObjectAddOnly"


def _no_deleting(mapping: dict[str, Any]) -> None:
    mapping["flowTypes"] = "Add, Update"


def _all_actions(mapping: dict[str, Any]) -> None:
    mapping["flowTypes"] = "Add, Update, Delete"


def _other_filter(mapping: dict[str, Any]) -> None:
    added_filter(mapping)
    mapping["scope"]["groups"][0]["clauses"][0]["targetOperand"] = {"values": ["Legal"]}


def _no_filter(mapping: dict[str, Any]) -> None:
    mapping["scope"] = None


def _assign(rig: Rig) -> None:
    held = rig.foreign("GET", _assigned(rig))["value"]
    taken = {one["principalId"] for one in held}
    people = rig.world.company.entra.directory.people()
    person = next(one for one in people if one.account_enabled and one.id not in taken)
    body = {"principalId": person.id, "resourceId": rig.app, "appRoleId": held[0]["appRoleId"]}
    rig.foreign("POST", _assigned(rig), body)


def _unassign(rig: Rig) -> None:
    held = rig.foreign("GET", _assigned(rig))["value"]
    gone = next(one for one in held if one["principalDisplayName"] == "Newsletter")
    rig.foreign("DELETE", f"{_assigned(rig)}/{gone['id']}")


def _assigned(rig: Rig) -> str:
    return f"/servicePrincipals/{rig.app}/appRoleAssignedTo"


def _job(action: str) -> Callable[[Rig], object]:
    return lambda rig: rig.foreign("POST", rig.sync(f"/jobs/{rig.job}/{action}"))


def _schema(change: Callable[[dict[str, Any]], None], kind: str = "User") -> Callable[[Rig], object]:
    return lambda rig: rig.put_schema(change, kind)


def _secret(key: str, value: str) -> Callable[[Rig], object]:
    return lambda rig: rig.put_secret(key, value)


def _again(rig: Rig) -> None:
    """Set provisioning up once more, as it was, by hand."""
    job, schema = _REMOVED.pop()
    rig.foreign("POST", rig.sync("/jobs"), {"templateId": job["templateId"]})
    rig.foreign("PUT", rig.sync(f"/jobs/{rig.job}/schema"), schema)
    _job("start")(rig)


def _remove_job(rig: Rig) -> None:
    [job] = rig.foreign("GET", rig.sync("/jobs"))["value"]
    _REMOVED.append((job, rig.schema()))
    rig.foreign("DELETE", rig.sync(f"/jobs/{job['id']}"))


_REMOVED: list[tuple[dict[str, Any], Any]] = []

ALL: dict[str, Edit] = {
    **{name: Edit(make, ((word, said),), step) for name, (make, word, said, step) in EDITS.items()},
    "row added": Edit(_schema(_added_row), (("row-added", "Mapping of nickName (User) was added"),), "users"),
    "default": Edit(_schema(_default), (("row-changed", "Guest"),), "users"),
    "creating only": Edit(_schema(_creating_only), (("row-changed", "title"),), "users"),
    "actions": Edit(_schema(_no_deleting), (("mapping-changed", "User"),), by_hand=_schema(_all_actions)),
    "skip deletions": Edit(
        _secret("SkipOutOfScopeDeletions", "true"), (("skip-deletions", "SkipOutOfScopeDeletions was turned on"),),
        by_hand=_secret("SkipOutOfScopeDeletions", ""),
    ),
    "authentication": Edit(
        _secret("AuthenticationType", "BasicAuthentication"), (("authentication", "now BasicAuthentication"),),
        by_hand=_secret("AuthenticationType", ""),
    ),
    "token": Edit(_secret("SecretToken", ""), (("token-gone", "secret token was removed"),), "connect"),
    "assigned": Edit(_assign, (("assigned", "was assigned to the application"),), "assign"),
    "unassigned": Edit(_unassign, (("unassigned", "Newsletter"),), "assign"),
    "stopped": Edit(_job("pause"), (("job-stopped", "turned off"),), "turnon"),
    "job removed": Edit(_remove_job, (("job-removed", "removed from the application"),), by_hand=_again),
}  # fmt: skip
"""Edits of a setup without filters whose job is on."""

FILTERED: dict[str, Edit] = {
    "filter changed": Edit(_schema(_other_filter), (("filter-changed", "Legal"),), "scope"),
    "filter removed": Edit(_schema(_no_filter), (("filter-removed", "Sales only"),), "scope"),
}
"""Edits of a setup with a filter."""

OFF: dict[str, Edit] = {"started": Edit(_job("start"), (("job-started", "turned on"),), "watch")}
"""Edits of a setup whose job is off."""


# --- finding, naming and putting back


def problem(rig: Rig, edit: Edit) -> str:
    """Make an edit; return what is wrong with how it is found, named and put back, or an empty text."""
    first = rig.look()
    if first.drift is None or first.drift.changes:
        return f"something is changed before: {first.drift}"
    before = rig.state()
    edit.make(rig)
    journey = rig.journey()
    found = rig.look(journey).drift
    assert found is not None
    wanted = [word for word, _ in edit.found]
    if sorted(one.id for one in found.changes) != sorted(wanted):
        return f"found as {[one.id for one in found.changes]}, not as {wanted}"
    for one, (_, part) in zip(found.changes, edit.found, strict=True):
        said = words.change(one, Texts())
        if part not in said or one.who != rig.world.company.entra.admin[0] or one.when is None:
            return f"named: {said} ({one.who}, {one.when})"
        if one.step != edit.step:
            return f"put back by {one.step or 'hand'}, not by {edit.step or 'hand'}"
    if edit.by_hand is not None:
        edit.by_hand(rig)
    else:
        _put_back(rig, journey, found, edit.step)
    settle(rig.world)
    left = rig.look(journey).drift
    if left is None or left.changes:
        return f"left: {left.changes if left is not None else 'unknown'}"
    after = rig.state()
    return "" if after == before else f"not as before: {[key for key in before if before[key] != after.get(key)]}"


def _put_back(rig: Rig, journey: Any, found: drifting.Drift, step: str) -> None:
    context, answers = rig.context(reading=False), journey.answers.with_(token_kept="memory")
    try:
        if step in {"turnon", "watch"}:
            carry_out(Task(), context, answers, TurnOn() if step == "turnon" else Stop())
            return
        if step == "assign":
            added = drifting.added(found, context.graph.assignments.all(Task(), rig.app))
            if added:
                carry_out(Task(), context, answers, Unassign(added))
                return
            lost = drifting.lost(found)
            planned = [PlannedAssignment(one.principal, "Group", one.name, one.role) for one in lost]
            answers = answers.with_(assignments=tuple(planned))
        else:
            journey.answer(**drifting.as_before(journey.snapshot, found, journey.step(step)))
            answers = journey.answers.with_(token_kept="memory")
        outcome = journey.step(step).perform(Task(), context, answers)
        journey.record(step, outcome, journey.answers)
    finally:
        context.close()


def accept(rig: Rig, edit: Callable[[Rig], object]) -> None:
    """Make an edit and keep it, so that later edits are compared with it."""
    rig.look()
    edit(rig)
    settle(rig.world)
    found = rig.look().drift
    assert found is not None and found.changes
    file = rig.world.store.health_path(rig.world.setup)
    kept, _ = load(file)
    assert kept.seen is not None
    kept.seen = seeing.keep(kept.seen, found.now, seeing.PARTS)
    save(file, kept)


def every(folder: Path, tell: Callable[[str], object]) -> tuple[int, int, int]:
    """Try all edits; return how many there were, how many went wrong, and the requests that the client sent."""
    wrong, tried = 0, 0
    with in_use(folder) as rig:
        rig.foreign = hand = SdkHand(rig.world)  # type: ignore[assignment]
        try:
            for before, edits in (
                (None, ALL),
                (_schema(added_filter), FILTERED),
                (_job("pause"), OFF),
            ):
                if before is not None:
                    accept(rig, before)
                for name, edit in edits.items():
                    tried += 1
                    said = problem(rig, edit)
                    wrong += bool(said)
                    tell(f"{'WRONG' if said else 'ok':6}{name}{': ' if said else ''}{said}")
                    if said:
                        break  # the next would begin from something else
        finally:
            hand.close()
    return tried, wrong, hand.sent
