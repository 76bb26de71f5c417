"""Changes that someone makes in the portal, as plain requests according to Microsoft's Graph documentation."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from care import STEPS, Foreign, make_key, settle
from cli_world import Attached, NotedCompany, World

from wizard import wiring
from wizard.core.tasks import Task
from wizard.graph.unattended import AUDITS, READING, Workload
from wizard.health.model import Health
from wizard.health.reading import read
from wizard.journey.context import Context
from wizard.journey.machine import Journey
from wizard.journey.steps import STEPS as JOURNEY
from wizard.journey.steps.begin import sign_in_workload
from wizard.secrets.secret import Secret

ALL = [*READING, *AUDITS, "Synchronization.ReadWrite.All", "Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All",
       "User.Read.All", "GroupMember.Read.All", "Group.Read.All", "Group.ReadBasic.All"]  # fmt: skip


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

    def state(self) -> dict[str, Any]:
        """Return the parts of Entra's state that the edits can change: mappings, settings, assignments, job state."""
        found: dict[str, Any] = {}
        for rule in self.schema()["synchronizationRules"]:
            for mapping in rule["objectMappings"]:
                kind = mapping["sourceObjectName"]
                rows = {one["targetAttributeName"]: one["source"]["expression"] for one in mapping["attributeMappings"]}
                filters = [group["name"] for group in (mapping.get("scope") or {}).get("groups", ())]
                found |= {f"{kind} rows": rows, f"{kind} filters": filters, f"{kind} on": mapping["enabled"]}
        for one in self.foreign("GET", self.sync("/secrets"))["value"]:
            if one["key"] != "SecretToken":
                found[one["key"]] = one["value"].rstrip("/")
        held = self.foreign("GET", f"/servicePrincipals/{self.app}/appRoleAssignedTo")["value"]
        found["assigned"] = sorted(one["principalDisplayName"] for one in held)
        status = self.foreign("GET", self.sync(f"/jobs/{self.job}"))["schedule"]["state"]
        return {**found, "job": status}

    def context(self, *, reading: bool) -> Context:
        made = wiring.make_context()
        made.practice = Attached(self.world.company)  # type: ignore[assignment]
        made.make_keystore = lambda: made.memory
        sign_in_workload(Task(), made, self.world.answers, self.workload, reading=reading)
        made.memory.save(self.world.answers.token_reference, Secret(self.world.company.describe()["scim_token"]))
        return made

    def journey(self) -> Journey:
        snapshot = self.world.store.load(self.world.setup).snapshot
        return Journey(JOURNEY, lambda: "2026-01-13T09:00:00Z", snapshot)

    def look(self, journey: Journey | None = None) -> Health:
        context = self.context(reading=True)
        try:
            snapshot = (journey or self.journey()).snapshot
            return read(Task(), context, snapshot, self.world.store.health_path(self.world.setup))
        finally:
            context.close()


@contextmanager
def in_use(folder: Path, people: int = 30) -> Iterator[Rig]:
    """Set up a company with running provisioning, and an app registration that may read and write."""
    company = NotedCompany(people)
    try:
        world = World(company, folder)
        world.run_steps(*STEPS, assign=("Site Leads", "Newsletter"))
        settle(world)
        file, certificate = make_key(folder)
        client = company.entra.sign_in_service.registrations.add(ALL, certificate=certificate).client_id
        yield Rig(world, Workload(client, certificate=file), Foreign(world))
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
    # the edit, the id of the reported change, a part of its text, the step that undoes it
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
