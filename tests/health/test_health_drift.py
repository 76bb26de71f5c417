"""What somebody changes in the portal is found, named with its author, and put back; made by plain requests."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from care import STEPS, Foreign, make_key, settle
from cli_world import Attached, NotedCompany, World

from wizard import wiring
from wizard.core.tasks import Task
from wizard.core.texts import Texts
from wizard.graph.unattended import AUDITS, READING, Workload
from wizard.health import drift as drifting
from wizard.health import expected as seeing
from wizard.health.model import Health
from wizard.health.reading import read
from wizard.health.record import load, save
from wizard.journey.answers import PlannedAssignment
from wizard.journey.carrying_out import carry_out
from wizard.journey.changes import Unassign
from wizard.journey.context import Context
from wizard.journey.machine import Journey
from wizard.journey.steps import STEPS as JOURNEY
from wizard.journey.steps.begin import sign_in_workload
from wizard.secrets.secret import Secret
from wizard.wording import health as words

ALL = [*READING, *AUDITS, "Synchronization.ReadWrite.All", "Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All",
       "User.Read.All", "GroupMember.Read.All", "Group.Read.All"]  # fmt: skip


@dataclass
class Rig:
    world: World
    workload: Workload
    foreign: Foreign

    @property
    def app(self) -> str:
        return self.world.answers.service_principal_id

    @property
    def job(self) -> str:
        [job] = self.foreign("GET", f"/servicePrincipals/{self.app}/synchronization/jobs")["value"]
        return str(job["id"])

    def sync(self, path: str) -> str:
        return f"/servicePrincipals/{self.app}/synchronization{path}"

    def schema(self) -> Any:
        return self.foreign("GET", self.sync(f"/jobs/{self.job}/schema"))

    def put_schema(self, change: Callable[[dict[str, Any]], None], kind: str = "User") -> None:
        schema = copy.deepcopy(self.schema())
        for rule in schema["synchronizationRules"]:
            for mapping in rule["objectMappings"]:
                if mapping["sourceObjectName"] == kind:
                    change(mapping)
        self.foreign("PUT", self.sync(f"/jobs/{self.job}/schema"), schema)

    def put_secret(self, key: str, value: str) -> None:
        self.foreign("PUT", self.sync("/secrets"), {"value": [{"key": key, "value": value}]})

    def context(self, *, reading: bool) -> Context:
        made = wiring.make_context()
        made.practice = Attached(self.world.company)  # type: ignore[assignment]
        made.make_keystore = lambda: made.memory
        sign_in_workload(made, self.world.answers, self.workload, Task(), reading=reading)
        made.memory.save(self.world.answers.token_reference, Secret(self.world.company.describe()["scim_token"]))
        return made

    def journey(self) -> Journey:
        snapshot = self.world.store.load(self.world.setup).snapshot
        return Journey(JOURNEY, lambda: "2026-01-13T09:00:00Z", snapshot)

    def look(self, journey: Journey | None = None) -> Health:
        context = self.context(reading=True)
        try:
            snapshot = (journey or self.journey()).snapshot
            return read(context, snapshot, self.world.store.health_path(self.world.setup), Task())
        finally:
            context.close()


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    company = NotedCompany(30)
    world = World(company, tmp_path_factory.mktemp("care"))
    world.run_steps(*STEPS, assign=("Site Leads", "Newsletter"))
    settle(world)
    file, certificate = make_key(tmp_path_factory.mktemp("keys"))
    client = company.entra.sign_in_service.registrations.add(ALL, certificate=certificate).client_id
    made = Rig(world, Workload(client, certificate=file), Foreign(world))
    try:
        yield made
    finally:
        company.stop()


def row(mapping: dict[str, Any], target: str) -> dict[str, Any]:
    return next(one for one in mapping["attributeMappings"] if one["targetAttributeName"] == target)


def expression(mapping: dict[str, Any]) -> None:
    row(mapping, "title")["source"] = {
        "expression": "[department]", "name": "department", "type": "Attribute", "parameters": [],
    }  # fmt: skip


def removed_row(mapping: dict[str, Any]) -> None:
    mapping["attributeMappings"].remove(row(mapping, "title"))


def added_filter(mapping: dict[str, Any]) -> None:
    clause = {
        "operatorName": "EQUALS", "sourceOperandName": "department", "targetOperand": {"values": ["Sales"]},
    }  # fmt: skip
    mapping["scope"] = {
        "categoryFilterGroups": [], "inputFilterGroups": [], "groups": [{"name": "Sales only", "clauses": [clause]}],
    }  # fmt: skip


def no_groups(mapping: dict[str, Any]) -> None:
    mapping["enabled"] = False


def notification(rig: Rig, **changes: Any) -> None:
    held = rig.foreign("GET", rig.sync("/secrets"))["value"]
    told = json.loads(next(one["value"] for one in held if one["key"] == "SyncNotificationSettings"))
    rig.put_secret("SyncNotificationSettings", json.dumps({**told, **changes}))


EDITS: dict[str, tuple[Callable[[Rig], object], str, str, str]] = {
    # what somebody does, what it is called, a piece of its words, the step that puts it back
    "expression": (lambda rig: rig.put_schema(expression), "row-changed", "now [department]", "users"),
    "row removed": (lambda rig: rig.put_schema(removed_row), "row-removed", "Mapping of title (User)", "users"),
    "filter": (lambda rig: rig.put_schema(added_filter), "filter-added", "Sales only", "scope"),
    "groups off": (lambda rig: rig.put_schema(no_groups, "Group"), "mapping-changed", "Group was turned off", "groups"),
    "url": (lambda rig: rig.put_secret("BaseAddress", "https://elsewhere.example/scim"), "url", "elsewhere", "connect"),
    "mail off": (lambda rig: notification(rig, Enabled=False), "notification", "now off", "connect"),
    "limit": (lambda rig: notification(rig, DeleteThresholdValue=7), "deletion-limit", "now 7", "connect"),
    "limit off": (
        lambda rig: notification(rig, DeleteThresholdEnabled=False), "deletion-limit", "now off", "connect",
    ),
    "scope": (lambda rig: rig.put_secret("SyncAll", "true"), "scope", "now all users", "scope"),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_found_named_and_put_back(rig: Rig, name: str) -> None:
    edit, word, said, step = EDITS[name]
    assert rig.look().drift.changes == ()  # type: ignore[union-attr]
    edit(rig)
    journey = rig.journey()
    found = rig.look(journey)
    assert found.drift is not None
    [change] = found.drift.changes
    assert (change.id, change.step) == (word, step)
    assert said in words.change(change, Texts())
    assert change.who == rig.world.company.entra.admin[0] and change.when is not None
    assert not found.well
    # It stays a change until somebody decides.
    assert [one.id for one in rig.look().drift.changes] == [word]  # type: ignore[union-attr]
    context = rig.context(reading=False)
    try:
        journey.answer(**drifting.as_before(journey.snapshot, found.drift, step))
        perform = journey.step(step).perform
        assert perform is not None
        outcome = perform(context, journey.answers.with_(token_kept="memory"), Task())
        journey.record(step, outcome, journey.answers)
    finally:
        context.close()
    settle(rig.world)
    again = rig.look(journey)
    assert again.drift is not None and again.drift.changes == (), [one.params for one in again.drift.changes]
    assert again.well


def test_assignments(rig: Rig) -> None:
    rig.look()
    path = f"/servicePrincipals/{rig.app}/appRoleAssignedTo"
    held = rig.foreign("GET", path)["value"]
    gone = next(one for one in held if one["principalDisplayName"] == "Newsletter")
    rig.foreign("DELETE", f"{path}/{gone['id']}")
    person = next(one for one in rig.world.company.entra.directory.people() if one.account_enabled)
    body = {"principalId": person.id, "resourceId": rig.app, "appRoleId": gone["appRoleId"]}
    rig.foreign("POST", path, body)
    found = rig.look()
    assert found.drift is not None
    assert [(one.id, one.params["names"]) for one in found.drift.changes] == [
        ("assigned", person.display_name), ("unassigned", "Newsletter"),
    ]  # fmt: skip
    assert all(one.who for one in found.drift.changes)
    context = rig.context(reading=False)
    try:
        answers = rig.world.answers
        added = drifting.added(found.drift, context.graph.assignments(rig.app, Task()))
        carry_out(context, answers, Unassign(added), Task())
        lost = drifting.lost(found.drift)
        answers = answers.with_(assignments=tuple(
            PlannedAssignment(one.principal, one.kind, one.name, one.role) for one in lost  # type: ignore[arg-type]
        ))  # fmt: skip
        perform = next(step for step in JOURNEY if step.id == "assign").perform
        assert perform is not None
        perform(context, answers, Task())
    finally:
        context.close()
    settle(rig.world)
    assert rig.look().drift.changes == ()  # type: ignore[union-attr]


def test_the_job(rig: Rig) -> None:
    rig.look()
    rig.foreign("POST", rig.sync(f"/jobs/{rig.job}/pause"))
    found = rig.look()
    assert [one.id for one in found.drift.changes] == ["job-stopped"] and found.state == "off"  # type: ignore[union-attr]
    rig.foreign("POST", rig.sync(f"/jobs/{rig.job}/start"))
    settle(rig.world)
    assert rig.look().well


def test_what_is_kept_is_no_change_any_more(rig: Rig) -> None:
    rig.look()
    notification(rig, DeleteThresholdValue=9)
    found = rig.look()
    assert found.drift is not None
    file = rig.world.store.health_path(rig.world.setup)
    kept, _ = load(file)
    assert kept.seen is not None
    kept.seen = seeing.keep(kept.seen, found.drift.now, ("settings",))
    save(file, kept)
    journey = rig.journey()
    journey.answer(**drifting.as_now(journey.snapshot, found.drift, "connect"))
    assert journey.answers.delete_threshold == 9
    assert rig.look().drift.changes == ()  # type: ignore[union-attr]
    notification(rig, DeleteThresholdValue=500)
    rig.look()
    file.unlink()


def test_what_this_program_saved_counts_although_nobody_looked_since(rig: Rig) -> None:
    """Without a record of an earlier look, what the setup's own steps saved is what Entra should have."""
    file = rig.world.store.health_path(rig.world.setup)
    file.unlink(missing_ok=True)
    notification(rig, DeleteThresholdValue=3)
    found = rig.look()
    assert [one.id for one in found.drift.changes] == ["deletion-limit"]  # type: ignore[union-attr]
    notification(rig, DeleteThresholdValue=500)
    assert rig.look().drift.changes == ()  # type: ignore[union-attr]


def test_a_schema_that_is_only_printed_in_another_way_is_no_change(rig: Rig) -> None:
    rig.look()
    schema = rig.schema()
    for rule in schema["synchronizationRules"]:
        for mapping in rule["objectMappings"]:
            mapping["attributeMappings"].reverse()
    rig.foreign("PUT", rig.sync(f"/jobs/{rig.job}/schema"), schema)
    settle(rig.world)
    assert rig.look().drift.changes == ()  # type: ignore[union-attr]


def test_a_damaged_record_begins_again(rig: Rig) -> None:
    file = rig.world.store.health_path(rig.world.setup)
    rig.look()
    raw = file.read_bytes()
    file.write_bytes(raw[: len(raw) // 2])
    found = rig.look()
    assert found.first_look and found.drift is not None and found.drift.changes == ()
    assert load(file)[1] == "kept"
    assert replace(found, at=found.at) == found
