"""Whole cycles over real HTTPS against the practice CloudGate, whose accounts are then looked at."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from graph_types import collection_problems, problems
from practice_entra import FaultNames, Switch, World, make_world

from wizard.practice.cloudgate import PracticeCloudGate
from wizard.practice.cloudgate.server import PUBLISHED_PATH
from wizard.practice.entra.apps import GALLERY, USER_ROLE
from wizard.practice.people import seed_accounts
from wizard.practice.serving import Authority, LoopbackServer
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wizard.directory import Group, Person
    from wizard.practice.entra.jobs import SyncJob

TOKEN = "practice-token-for-cycles"


class Setup:
    """A tenant whose job is connected to a running practice CloudGate, with one group assigned."""

    def __init__(self, world: World, gate: PracticeCloudGate, gate_faults: FaultNames, base: str) -> None:
        self.world, self.gate, self.gate_faults, self.base = world, gate, gate_faults, base
        made = world.graph("POST", f"/applicationTemplates/{GALLERY[0].id}/instantiate", json={"displayName": "CG"})
        self.sp: str = made.json["servicePrincipal"]["id"]
        sync = f"/servicePrincipals/{self.sp}/synchronization"
        job = world.graph("POST", f"{sync}/jobs", json={"templateId": "soloinsightCloudGateSso"})
        self.job_path = f"{sync}/jobs/{job.json['id']}"
        self.secrets()

    @property
    def job(self) -> SyncJob:
        app = self.world.entra.state.apps.get(self.sp)
        assert app is not None
        assert app.job is not None
        return app.job

    def secrets(self, **more: str) -> None:
        values = {"BaseAddress": self.base, "SecretToken": TOKEN, "SyncAll": "false", **more}
        body = {"value": [{"key": key, "value": value} for key, value in values.items()]}
        path = f"/servicePrincipals/{self.sp}/synchronization/secrets"
        assert self.world.graph("PUT", path, json=body).status_code == 204

    def group(self, name: str) -> Group:
        return next(group for group in self.world.entra.directory.groups() if group.display_name == name)

    def assign(self, *objects: Person | Group) -> list[str]:
        path = f"/servicePrincipals/{self.sp}/appRoleAssignedTo"
        made = []
        for item in objects:
            body = {"principalId": item.id, "resourceId": self.sp, "appRoleId": USER_ROLE.id}
            made.append(self.world.graph("POST", path, json=body).json["id"])
        return made

    def unassign(self, assignment: str) -> None:
        path = f"/servicePrincipals/{self.sp}/appRoleAssignedTo/{assignment}"
        assert self.world.graph("DELETE", path).status_code == 204

    def start(self) -> dict[str, Any]:
        self.world.graph("POST", f"{self.job_path}/start")
        return self.cycle()

    def later(self) -> dict[str, Any]:
        self.world.clock.advance(timedelta(minutes=40))
        return self.cycle()

    def cycle(self) -> dict[str, Any]:
        """Run what is due; return the job's status, which must be well formed."""
        assert self.world.entra.scheduler.run_due() == 1
        return self.status()

    def status(self) -> dict[str, Any]:
        body = self.world.graph("GET", self.job_path).json
        assert problems(body, "synchronizationJob") == []
        found: dict[str, Any] = body["status"]
        return found

    def accounts(self) -> dict[str, dict[str, Any]]:
        return {account["userName"].lower(): account for account in self.gate.held("User")}

    def account(self, person: Person) -> dict[str, Any]:
        return self.accounts()[person.user_principal_name.lower()]

    def groups(self) -> dict[str, dict[str, Any]]:
        return {group["displayName"]: group for group in self.gate.held("Group")}

    def rows(self, query: str = "") -> list[dict[str, Any]]:
        path = f"/auditLogs/provisioning?$top=999&$filter=jobId eq '{self.job.id}'{query}"
        body = self.world.graph("GET", path).json
        assert collection_problems(body, "provisioningObjectSummary", partial=False) == []
        found: list[dict[str, Any]] = body["value"]
        return found

    def person(self, identifier: str) -> Person:
        person = self.world.entra.directory.person(identifier)
        assert person is not None
        return person

    def members(self, group: Group) -> list[Person]:
        """Members who ought to be provisioned."""
        people = [self.person(member.id) for member in group.members if member.kind == "User"]
        return [person for person in people if person.account_enabled and not person.soft_deleted]

    def writes(self) -> list[str]:
        """Method and collection of every change sent since the last call."""
        found = [
            f"{seen.method} {seen.path.rsplit('/', 2)[-2 if seen.method != 'POST' else -1]}"
            for seen in self.gate.requests
        ]
        self.gate.requests.clear()
        return [item for item in found if not item.startswith("GET")]


@pytest.fixture(scope="module")
def sockets() -> Iterator[tuple[Switch, Authority, str]]:
    authority, switch = Authority(), Switch()
    server = LoopbackServer(switch, authority)
    yield switch, authority, f"{server.root}{PUBLISHED_PATH}"
    server.stop()
    authority.close()


@pytest.fixture
def setup(sockets: tuple[Switch, Authority, str]) -> Setup:
    switch, authority, base = sockets
    faults = FaultNames()
    gate = PracticeCloudGate(Secret(TOKEN), faults)  # type: ignore[arg-type]
    switch.app = gate.app
    return Setup(make_world(ca_file=str(authority.ca_file)), gate, faults, base)


# the connection test


def test_connection_test_tells_what_the_application_did(setup: Setup) -> None:
    path = f"{setup.job_path}/validateCredentials"

    def answer(base: str, token: str = TOKEN) -> tuple[int, str, str]:
        credentials = [{"key": "BaseAddress", "value": base}, {"key": "SecretToken", "value": token}]
        body = {"useSavedCredentials": False, "templateId": "soloinsightCloudGateSso", "credentials": credentials}
        found = setup.world.graph("POST", path, json=body)
        error = found.json["error"] if found.status_code != 204 else {"code": "", "message": ""}
        assert token not in error["message"]
        return found.status_code, error["code"], error["message"]

    assert answer(setup.base) == (204, "", "")
    assert [seen.path.rpartition("/")[2] for seen in setup.gate.requests] == ["Users", "Groups"]
    assert all("filter=" in seen.query and "+eq+" in seen.query for seen in setup.gate.requests)
    status, code, message = answer(setup.base, "wrong-token")
    assert (status, code) == (400, "CredentialValidationFailure")
    assert "Unauthorized" in message
    status, code, message = answer(setup.base.replace("/scim/v2", "/elsewhere"))
    assert (status, code) == (400, "CredentialValidationUnavailable")
    assert "Response Status Code: NotFound" in message
    assert answer("https://127.0.0.1:1/scim")[1] == "CredentialValidationUnavailable"
    assert answer(setup.base.replace("https:", "http:"))[1].endswith("InvalidCredentials")
    for fault in ("conn-html-instead-of-json", "conn-null-resources", "conn-404-for-empty-query", "redirect-elsewhere"):
        setup.gate_faults.add(fault)
        assert answer(setup.base)[1] == "CredentialValidationUnavailable", fault
        setup.gate_faults.clear()
    saved = setup.world.graph("POST", path, json={"useSavedCredentials": True})
    assert saved.status_code == 204


def test_server_with_a_foreign_certificate_is_not_talked_to(setup: Setup) -> None:
    other = Authority()
    server = LoopbackServer(setup.gate.app, other)
    try:
        setup.secrets(BaseAddress=f"{server.root}{PUBLISHED_PATH}")
        answer = setup.world.graph("POST", f"{setup.job_path}/validateCredentials", json={"useSavedCredentials": True})
        assert answer.status_code == 400
        assert "certificate" in answer.json["error"]["message"]
        assert not setup.gate.requests
    finally:
        server.stop()
        other.close()


# the first cycle and those after it


def test_first_cycle_brings_exactly_those_in_scope(setup: Setup) -> None:
    group = setup.group("Door Staff")
    setup.assign(group)
    status = setup.start()
    wanted = setup.members(group)
    assert set(setup.accounts()) == {person.user_principal_name.lower() for person in wanted}
    for person in wanted:
        account = setup.account(person)
        assert account["displayName"] == person.display_name
        assert account["name"]["familyName"] == person.text("surname")
        assert account["active"] is True
        manager = account.get("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", {}).get("manager")
        expected = person.manager_id if person.manager_id in {other.id for other in wanted} else None
        assert (manager or {}).get("value") == (setup.job.links.users[expected] if expected else None)
    ids = {setup.account(person)["id"] for person in wanted}
    assert {member["value"] for member in setup.groups()["Door Staff"]["members"]} == ids
    assert status["code"] == "Active"
    assert status["lastExecution"]["state"] == "Succeeded"
    assert status["lastExecution"]["countExported"] == len(wanted) + 1
    assert status["quarantine"] is None
    assert {entry["key"].split()[0]: entry["value"] for entry in status["synchronizedEntryCountByType"]} == {
        "User": len(wanted),
        "Group": 1,
    }
    created = setup.rows(" and provisioningAction eq 'create'")
    assert {row["sourceIdentity"]["id"] for row in created} == {group.id, *(person.id for person in wanted)}
    assert all(row["provisioningStatusInfo"]["status"] == "success" for row in created)
    one = next(row for row in created if row["sourceIdentity"]["id"] == wanted[0].id)
    names = {item["displayName"]: item["newValue"] for item in one["modifiedProperties"]}
    assert names["userName"] == wanted[0].user_principal_name
    assert [step["provisioningStepType"] for step in one["provisioningSteps"]] == [
        "import",
        "scoping",
        "matching",
        "export",
    ]


def test_log_pages_do_not_shift_while_rows_come_in(setup: Setup) -> None:
    setup.assign(setup.group("Door Staff"))
    setup.start()
    total = len(setup.rows())
    path = f"/auditLogs/provisioning?$top=4&$filter=jobId eq '{setup.job.id}'&$orderby=activityDateTime desc"
    seen: list[str] = []
    while path:
        page = setup.world.graph("GET", path).json
        seen += [row["id"] for row in page["value"]]
        setup.world.entra.state.log.add({**page["value"][0], "id": f"late {len(seen)}"})
        path = page.get("@odata.nextLink", "")
    assert len(seen) == len(set(seen)) == total
    other = setup.world.graph("GET", "/auditLogs/provisioning?$filter=jobId eq 'nobody'").json
    assert other["value"] == []


def test_rows_go_when_their_time_is_over_though_none_came_since(setup: Setup) -> None:
    setup.assign(setup.group("Door Staff"))
    setup.start()
    up = "&$orderby=activityDateTime asc"
    total = len(setup.rows())
    assert total == len(setup.rows(up)) > 0
    one = setup.rows()[0]["id"]
    setup.world.clock.advance(timedelta(days=29))
    assert len(setup.rows()) == total
    setup.world.entra.state.log.add({**setup.rows()[0], "id": "new", "activityDateTime": "2026-02-10T09:00:00.000000Z"})
    assert len(setup.rows()) == len(setup.rows(up)) == total + 1
    setup.world.clock.advance(timedelta(days=2))
    assert [row["id"] for row in setup.rows()] == [row["id"] for row in setup.rows(up)] == ["new"]
    assert setup.world.graph("GET", f"/auditLogs/provisioning/{one}").status_code == 404
    setup.world.clock.advance(timedelta(days=30))
    assert setup.rows() == setup.rows(up) == []


def test_progress_is_shown_while_a_cycle_runs(setup: Setup) -> None:
    setup.assign(setup.group("Reception"))
    seen: list[tuple[int, int]] = []
    real = setup.world.entra.state.log.add

    def look(row: dict[str, Any]) -> None:
        progress = setup.status()["progress"][0]
        seen.append((progress["completedUnits"], progress["totalUnits"]))
        real(row)

    setup.world.entra.state.log.add = look  # type: ignore[method-assign]
    assert setup.start()["progress"] == []
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]


def test_restart_during_a_cycle_is_not_lost(setup: Setup) -> None:
    setup.assign(setup.group("Reception"))
    real, log = setup.world.entra.state.log.add, setup.world.entra.state.log

    def restart_once(row: dict[str, Any]) -> None:
        log.add = real  # type: ignore[method-assign]
        setup.world.graph("POST", f"{setup.job_path}/restart", json={})
        real(row)

    log.add = restart_once  # type: ignore[method-assign]
    setup.start()
    assert setup.job.watermark is None
    setup.writes()
    assert setup.cycle()["lastExecution"]["countImported"] > len(setup.accounts())
    assert setup.writes() == []


def test_existing_accounts_are_matched_not_doubled(setup: Setup) -> None:
    people = setup.world.entra.directory.people()
    accounts = seed_accounts(people)
    setup.gate.seed(accounts)
    setup.secrets(SyncAll="true")
    setup.start()
    names = [account["userName"].lower() for account in setup.gate.held("User")]
    assert len(names) == len(set(names))
    left = setup.accounts()["bartholomew.quist@harborlights.example"]
    assert left["active"] is True, "an account that nobody in the tenant matches is left alone"
    switched_off = next(account for account in accounts if account["active"] is False)
    assert setup.accounts()[switched_off["userName"].lower()]["active"] is True
    wanted = {str(p.mappable["userPrincipalName"]).lower() for p in people if p.account_enabled}
    assert set(names) == wanted | {"bartholomew.quist@harborlights.example"}


def test_next_cycle_sends_only_what_changed(setup: Setup) -> None:
    group = setup.group("Door Staff")
    setup.assign(group)
    setup.start()
    assert setup.world.entra.scheduler.run_due() == 0, "nothing is due before 40 minutes are over"
    setup.writes()
    setup.later()
    probes = [seen.path.rpartition("/")[2] for seen in setup.gate.requests]
    assert probes == ["Users", "Groups"], "every cycle begins with the connection test"
    assert setup.writes() == []
    person = setup.members(group)[0]
    setup.world.entra.directory.set_attribute(person.id, "jobTitle", "Key Keeper")
    setup.later()
    assert setup.writes() == ["PATCH Users"]
    assert setup.account(person)["title"] == "Key Keeper"
    row = setup.rows()[0]
    assert row["provisioningAction"] == "update"
    assert [item["displayName"] for item in row["modifiedProperties"]] == ["title"]
    assert row["modifiedProperties"][0]["newValue"] == "Key Keeper"


def test_people_who_leave_are_disabled_and_come_back(setup: Setup) -> None:
    group = setup.group("Door Staff")
    setup.assign(group)
    directory = setup.world.entra.directory
    blocked, moved, binned, gone = setup.members(group)[:4]
    setup.start()
    setup.writes()
    directory.set_enabled(blocked.id, False)
    directory.remove_member(group.id, moved.id)
    directory.soft_delete(binned.id)
    directory.hard_delete(gone.id)
    setup.later()
    assert setup.account(blocked)["active"] is False
    assert setup.account(moved)["active"] is False
    assert setup.account(binned)["active"] is False
    assert gone.user_principal_name.lower() not in setup.accounts()
    ids = {member["value"] for member in setup.groups()["Door Staff"]["members"]}
    assert setup.account(moved)["id"] not in ids
    actions = {
        row["sourceIdentity"]["id"]: row["provisioningAction"]
        for row in setup.rows()[::-1]
        if row["sourceIdentity"]["identityType"] == "User"
    }
    assert actions[moved.id] == "disable"
    assert actions[gone.id] == "delete"
    directory.set_enabled(blocked.id, True)
    directory.add_member(group.id, moved.id)
    setup.later()
    assert setup.account(blocked)["active"] is True
    assert setup.account(moved)["active"] is True


def test_unassigned_group_goes_and_its_people_are_disabled(setup: Setup) -> None:
    group = setup.group("Reception")
    assignment = setup.assign(group)[0]
    setup.start()
    setup.unassign(assignment)
    setup.later()
    assert setup.groups() == {}
    assert all(setup.account(person)["active"] is False for person in setup.members(group))


def test_skip_out_of_scope_deletions_leaves_them_alone(setup: Setup) -> None:
    group = setup.group("Reception")
    assignment = setup.assign(group)[0]
    setup.secrets(SkipOutOfScopeDeletions="True")
    setup.start()
    setup.unassign(assignment)
    setup.later()
    assert all(setup.account(person)["active"] is True for person in setup.members(group))


def test_feature_flag_changes_the_dialect_and_is_not_sent(setup: Setup) -> None:
    group = setup.group("Reception")
    setup.assign(group)
    setup.secrets(BaseAddress=f"{setup.base}?aadOptscim062020")
    setup.start()
    person = setup.members(group)[0]
    setup.world.entra.directory.set_enabled(person.id, False)
    setup.later()
    assert setup.account(person)["active"] is False
    assert not any("aadOptscim" in seen.query for seen in setup.gate.requests)


# failures


def test_failed_object_is_tried_again_while_others_go_on(setup: Setup) -> None:
    group = setup.group("Reception")
    setup.assign(group)
    setup.gate_faults.add("run-licence-limit-target")
    status = setup.start()
    assert status["lastExecution"]["state"] == "Succeeded"
    assert status["lastExecution"]["countEscrowed"] == len(setup.members(group))
    failed = [row for row in setup.rows() if row["provisioningStatusInfo"]["status"] == "failure"]
    codes = {row["provisioningStatusInfo"]["errorInformation"]["errorCode"] for row in failed}
    assert codes == {"LicenseLimitExceeded"}
    assert set(setup.groups()) == {"Reception"}
    setup.gate_faults.clear()
    status = setup.later()
    assert status["lastExecution"]["state"] == "Succeeded"
    assert set(setup.accounts()) == {person.user_principal_name.lower() for person in setup.members(group)}
    assert setup.job.escrows == {}


def test_failed_look_up_never_creates_a_second_account(setup: Setup) -> None:
    person = setup.members(setup.group("Reception"))[0]
    setup.assign(person)
    setup.gate.seed(
        [{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": person.user_principal_name}]
    )
    real = setup.world.entra.state.test_connection
    setup.world.entra.state.test_connection = lambda *_: None  # type: ignore[method-assign]
    setup.gate_faults.add("conn-filter-attribute-unsupported")
    setup.start()
    assert not [seen for seen in setup.gate.requests if seen.method == "POST"]
    assert list(setup.job.escrows) == [person.id]
    setup.gate_faults.clear()
    setup.world.entra.state.test_connection = real  # type: ignore[method-assign]
    setup.later()
    assert len(setup.gate.held("User")) == 1
    assert setup.account(person)["displayName"] == person.display_name


def test_duplicates_in_the_target_are_reported_and_left_alone(setup: Setup) -> None:
    person = setup.members(setup.group("Reception"))[0]
    setup.assign(person)
    schema = setup.world.graph("GET", f"{setup.job_path}/schema").json
    users = next(m for m in schema["synchronizationRules"][0]["objectMappings"] if m["sourceObjectName"] == "User")
    for row in users["attributeMappings"]:
        row["matchingPriority"] = int(row["targetAttributeName"] == "externalId")
    assert setup.world.graph("PUT", f"{setup.job_path}/schema", json=schema).status_code == 204
    nick = person.text("mailNickname")
    core = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "externalId": nick}
    setup.gate.seed([{**core, "userName": "one"}, {**core, "userName": "two"}])
    setup.start()
    assert set(setup.accounts()) == {"one", "two"}
    row = setup.rows()[0]
    assert row["provisioningStatusInfo"]["errorInformation"]["errorCode"] == "DuplicateTargetEntries"


def test_refused_token_quarantines_at_once_and_a_good_one_heals(setup: Setup) -> None:
    group = setup.group("Reception")
    setup.assign(group)
    setup.secrets(SecretToken="wrong")
    status = setup.start()
    quarantine = status["quarantine"]
    assert status["code"] == "Quarantine"
    assert quarantine["reason"] == "EncounteredQuarantineException"
    assert quarantine["error"] is None, "the cause stands in the last execution (graph/jobs-get/02)"
    assert status["lastExecution"]["error"]["code"].endswith("CredentialValidationFailure")
    assert quarantine["seriesCount"] == 1
    assert status["lastExecution"]["state"] == "Failed"
    assert quarantine["nextAttempt"] == "2026-01-12T15:00:00.000000Z"
    setup.world.clock.advance(timedelta(minutes=40))
    assert setup.world.entra.scheduler.run_due() == 0, "the job is slowed down"
    setup.world.clock.advance(timedelta(hours=6))
    assert setup.cycle()["quarantine"]["seriesCount"] == 2
    setup.secrets()
    setup.world.clock.advance(timedelta(hours=12))
    status = setup.cycle()
    assert status["quarantine"] is None
    assert status["code"] == "Active"
    assert len(setup.accounts()) == len(setup.members(group))


def test_four_weeks_of_quarantine_switch_the_job_off(setup: Setup) -> None:
    setup.secrets(SecretToken="wrong")
    setup.start()
    for _ in range(60):
        if setup.job.state != "Active":
            break
        setup.world.clock.advance(timedelta(hours=24))
        setup.cycle()
    body = setup.world.graph("GET", setup.job_path).json
    assert body["schedule"]["state"] == "Disabled"
    assert setup.world.clock.now().date().isoformat() == "2026-02-10"


def test_token_withdrawn_in_the_middle_ends_the_cycle(setup: Setup) -> None:
    setup.assign(setup.group("All Employees"))
    setup.world.entra.state.test_connection = lambda *_: None  # type: ignore[method-assign]
    setup.gate_faults.add("cred-expired-later")
    status = setup.start()
    assert status["lastExecution"]["error"]["code"].endswith("InvalidCredentials")
    assert setup.job.watermark is None, "everybody must be looked at again"


def test_account_removed_behind_the_services_back(setup: Setup) -> None:
    person = setup.members(setup.group("Reception"))[0]
    setup.assign(person)
    setup.start()
    app = setup.world.entra.state.apps.get(setup.sp)
    assert app is not None
    target = setup.world.entra.state.target(app.secrets)
    assert target.send("DELETE", f"/Users/{setup.account(person)['id']}").status == 204
    target.close()
    setup.world.entra.directory.set_attribute(person.id, "jobTitle", "Other")
    setup.later()
    row = setup.rows()[0]
    assert row["provisioningStatusInfo"]["errorInformation"]["errorCode"] == "InvalidAnchor"
    setup.world.graph("POST", f"{setup.job_path}/restart", json={"criteria": {"resetScope": "Full"}})
    setup.cycle()
    assert setup.account(person)["title"] == "Other"


# too many removals


def test_too_many_removals_wait_for_consent(setup: Setup) -> None:
    group = setup.group("Door Staff")
    assignment = setup.assign(group)[0]
    limit = {
        "Enabled": True,
        "Recipients": "it@harborlights.example",
        "DeleteThresholdEnabled": True,
        "DeleteThresholdValue": 3,
    }
    setup.secrets(SyncNotificationSettings=json.dumps(limit))
    setup.start()
    people = setup.members(group)
    assert len(people) > 3
    setup.unassign(assignment)
    newcomer = next(p for p in setup.members(setup.group("Reception")))
    setup.assign(newcomer)
    status = setup.later()
    assert status["quarantine"]["reason"] == "TooManyDeletes"
    assert all(setup.account(person)["active"] is True for person in people)
    assert setup.account(newcomer)["active"] is True, "others go on"
    staged = setup.rows(" and provisioningAction eq 'stagedDelete'")
    assert {row["sourceIdentity"]["id"] for row in staged} == {group.id, *(person.id for person in people)}
    setup.world.clock.advance(timedelta(hours=7))
    assert setup.cycle()["quarantine"]["seriesCount"] == 2, "still held back"
    setup.world.graph("POST", f"{setup.job_path}/restart", json={"criteria": {"resetScope": "ForceDeletes"}})
    status = setup.cycle()
    assert status["quarantine"] is None
    assert all(setup.account(person)["active"] is False for person in people)
    assert "Door Staff" not in setup.groups()


def test_rejected_removals_do_not_happen(setup: Setup) -> None:
    group = setup.group("Door Staff")
    assignment = setup.assign(group)[0]
    setup.secrets(SyncNotificationSettings=json.dumps({"DeleteThresholdEnabled": True, "DeleteThresholdValue": 1}))
    setup.start()
    setup.unassign(assignment)
    setup.later()
    setup.assign(group)
    setup.world.graph("POST", f"{setup.job_path}/restart", json={})
    status = setup.cycle()
    assert status["quarantine"] is None
    assert all(setup.account(person)["active"] is True for person in setup.members(group))


def test_guests_are_judged_by_the_name_that_filters_see(setup: Setup) -> None:
    """A guest's name arrives as it is at home; judged by the tenant's form of it, guests who stay would be held back."""
    directory = setup.world.entra.directory
    guests = [
        directory.add_person({
            "userPrincipalName": f"{name}_partner.example#EXT#@harborlights.example",
            "displayName": name, "mailNickname": name, "mail": f"{name}@partner.example",
        })
        for name in ("ana", "bo", "cem")
    ]  # fmt: skip
    assignments = setup.assign(*guests)
    schema = setup.world.graph("GET", f"{setup.job_path}/schema").json
    users = next(m for m in schema["synchronizationRules"][0]["objectMappings"] if m["sourceObjectName"] == "User")
    clause = {
        "operatorName": "REGEX MATCH", "sourceOperandName": "userPrincipalName",
        "targetOperand": {"values": [r".*@partner\.example"]},
    }  # fmt: skip
    users["scope"] = {
        "categoryFilterGroups": [], "inputFilterGroups": [], "groups": [{"name": "Partners", "clauses": [clause]}],
    }  # fmt: skip
    assert setup.world.graph("PUT", f"{setup.job_path}/schema", json=schema).status_code == 204
    setup.secrets(SyncNotificationSettings=json.dumps({"DeleteThresholdEnabled": True, "DeleteThresholdValue": 1}))
    assert setup.start()["quarantine"] is None
    names = [f"{name}@partner.example" for name in ("ana", "bo", "cem")]
    assert set(setup.accounts()) == set(names)
    for guest in guests:
        directory.set_attribute(guest.id, "jobTitle", "Electrician")
    assert setup.later()["quarantine"] is None, "all of them stay"
    assert {setup.accounts()[name].get("title") for name in names} == {"Electrician"}
    for assignment in assignments[:2]:
        setup.unassign(assignment)
    assert setup.later()["quarantine"]["reason"] == "TooManyDeletes", "and these two would go"


# on demand


def on_demand(setup: Setup, identifier: str, kind: str = "User", members: list[str] | None = None) -> tuple[Any, Any]:
    rule = setup.world.graph("GET", f"{setup.job_path}/schema").json["synchronizationRules"][0]["id"]
    subject: dict[str, Any] = {"objectId": identifier, "objectTypeName": kind}
    if members:
        subject["links"] = {"members": [{"objectId": member, "objectTypeName": "User"} for member in members]}
    body = {"parameters": [{"ruleId": rule, "subjects": [subject]}]}
    answer = setup.world.graph("POST", f"{setup.job_path}/provisionOnDemand", json=body)
    assert answer.status_code == 200, answer.text
    assert problems(answer.json, "stringKeyStringValuePair") == []
    return json.loads(answer.json["key"]), json.loads(answer.json["value"])


def test_on_demand_one_person(setup: Setup) -> None:
    person, stranger = setup.members(setup.group("Reception"))[:2]
    setup.assign(person)
    key, value = on_demand(setup, person.id)
    assert key == {"result": "Success", "details": {}}
    assert value["action"] == "Create"
    assert [step["type"] for step in value["provisioningSteps"]] == ["Import", "Scoping", "Matching", "Export"]
    assert value["targetIdentity"]["id"] == setup.account(person)["id"]
    key, _ = on_demand(setup, person.id)
    assert (key["result"], key["details"]["errorCode"]) == ("Skipped", "RedundantExport")
    key, _ = on_demand(setup, stranger.id)
    assert (key["result"], key["details"]["errorCode"]) == ("Skipped", "NotEffectivelyEntitled")
    assert len(setup.accounts()) == 1
    setup.secrets(SecretToken="wrong")
    key, value = on_demand(setup, person.id)
    assert key["result"] == "Failure"
    assert key["details"]["errorCode"].endswith("CredentialValidationFailure")


def test_on_demand_group_takes_only_the_members_named(setup: Setup) -> None:
    group = setup.group("Door Staff")
    setup.assign(group)
    setup.start()
    one, two = setup.members(group)[:2]
    before = setup.groups()["Door Staff"]["members"]
    key, _ = on_demand(setup, group.id, "Group", [one.id, two.id])
    assert key["result"] in ("Success", "Skipped")
    assert setup.groups()["Door Staff"]["members"] == before
    setup.world.entra.directory.remove_member(group.id, one.id)
    setup.later()
    ids = {member["value"] for member in setup.groups()["Door Staff"]["members"]}
    assert ids == {member["value"] for member in before} - {setup.account(one)["id"]}


def test_on_demand_is_rationed_and_checked(setup: Setup) -> None:
    person = setup.members(setup.group("Reception"))[0]
    path = f"{setup.job_path}/provisionOnDemand"
    subject = {"objectId": person.id, "objectTypeName": "User"}
    wrong = {"parameters": [{"ruleId": "none", "subjects": [subject]}]}
    many = {"parameters": [{"ruleId": "none", "subjects": [subject, subject]}]}
    assert setup.world.graph("POST", path, json=wrong).status_code == 400
    assert setup.world.graph("POST", path, json=many).status_code == 400
    answers = [setup.world.graph("POST", path, json=wrong) for _ in range(4)]
    assert answers[-1].status_code == 429
    assert answers[-1].headers["Retry-After"] == "10"


# the thread


@pytest.mark.unexpected_error
def test_unexpected_end_of_a_cycle_parks_the_job(setup: Setup, caplog: pytest.LogCaptureFixture) -> None:
    def broken(_row: Any) -> None:
        raise OSError("no room")

    setup.assign(setup.group("Reception"))
    setup.world.entra.state.log.add = broken  # type: ignore[method-assign]
    setup.world.entra.start()
    try:
        setup.world.graph("POST", f"{setup.job_path}/start")
        assert setup.world.entra.scheduler.wait_idle(30)
    finally:
        setup.world.entra.stop()
    assert setup.status()["quarantine"]["reason"] == "Unknown"
    assert TOKEN not in caplog.text


def test_thread_runs_due_cycles_and_stops(setup: Setup) -> None:
    group = setup.group("Reception")
    setup.assign(group)
    entra = setup.world.entra
    entra.start()
    try:
        setup.world.graph("POST", f"{setup.job_path}/start")
        assert entra.scheduler.wait_idle(30)
        assert len(setup.accounts()) == len(setup.members(group))
        person = setup.members(group)[0]
        entra.directory.set_enabled(person.id, False)
        setup.world.clock.advance(timedelta(minutes=41))
        entra.state.wake()
        assert entra.scheduler.wait_idle(30)
        assert setup.account(person)["active"] is False
    finally:
        entra.stop()
    setup.world.clock.advance(timedelta(minutes=41))
    requests = len(setup.gate.requests)
    assert entra.scheduler.run_due() == 0
    assert len(setup.gate.requests) == requests
