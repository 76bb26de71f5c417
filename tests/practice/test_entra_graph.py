"""The practice Graph: rights, paging, queries, error bodies, settling, and every body against the CSDL facts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from graph_types import collection_problems, error_problems, facts, problems
from practice_entra import TEMPLATE, World, add_app, add_job, make_world, refused

from wizard.practice.entra.apps import USER_ROLE
from wizard.practice.entra.directory import GLOBAL_READER

if TYPE_CHECKING:
    pass

SECRETS = {
    "value": [{"key": "BaseAddress", "value": "https://127.0.0.1:9/scim"}, {"key": "SecretToken", "value": "t0ken"}]
}


@pytest.fixture
def world() -> World:
    return make_world()


def test_every_call_of_the_reference_exists_and_answers_in_its_type(world: World) -> None:
    """Walks ``httpOperations`` of the type facts, so that a call nobody wrote fails here."""
    sp = add_app(world)
    job = add_job(world, sp)
    job_id = job.rpartition("/")[2]
    directory = world.entra.directory
    group = next(group for group in directory.groups() if group.members)
    assigned = world.graph(
        "POST",
        f"/servicePrincipals/{sp}/appRoleAssignedTo",
        json={"principalId": group.id, "resourceId": sp, "appRoleId": USER_ROLE.id},
    ).json
    schema = world.graph("GET", f"{job}/schema").json
    target = next(item for item in schema["directories"] if item["discoverabilities"] != "None")
    values = {
        "applicationTemplateId": TEMPLATE,
        "servicePrincipalId": sp,
        "appRoleAssignmentId": assigned["id"],
        "userId": directory.people()[1].id,
        "groupId": group.id,
        "templateId": "soloinsightCloudGateSso",
        "jobId": job_id,
        "directoryId": target["id"],
    }
    bodies: dict[str, Any] = {
        "instantiateTemplate": {"displayName": "Second"},
        "updateServicePrincipal": {"appRoleAssignmentRequired": True},
        "createAssignment": {"principalId": directory.people()[1].id, "resourceId": sp, "appRoleId": USER_ROLE.id},
        "restartJob": {"criteria": {"resetScope": "Watermark, Escrows"}},
        "putSecrets": SECRETS,
        "putSchema": schema,
        "parseExpression": {"expression": 'Join(" ", [givenName], [surname])'},
    }
    last = ("deleteAssignment", "deleteJob", "deleteServicePrincipal")
    slow = ("validateCredentials", "validateCredentialsNoJob", "provisionOnDemand", "createJob")
    operations = {entry["id"]: entry for entry in facts()["httpOperations"]}
    names = [name for name in operations if name not in (*last, *slow)] + list(last)
    for name in names:
        entry = operations[name]
        path = re.sub(r"\{(\w+)\}", lambda match: values[match[1]], entry["path"])
        answer = world.graph(entry["method"], path, json=bodies.get(name))
        assert answer.status_code == entry["successStatus"], (name, answer.text)
        if entry["response"] is None:
            assert answer.data == b"", name
            continue
        kind = entry["response"]["type"]
        check = collection_problems if entry["response"]["wrapper"] == "value" else problems
        assert check(answer.json, kind) == [], name
        assert answer.json["@odata.context"].startswith("https://graph.example/v1.0/$metadata#"), name


def test_new_job_is_complete(world: World) -> None:
    job = world.graph("GET", add_job(world, add_app(world))).json
    assert problems(job, "synchronizationJob", partial=False) == []
    assert job["schedule"] == {"expiration": None, "interval": "PT40M", "state": "Disabled"}
    assert job["status"]["code"] == "Paused"
    tenant = world.entra.directory.tenant.id.replace("-", "")
    assert re.fullmatch(rf"soloinsightCloudGateSso\.{tenant}\.[0-9a-f-]{{36}}", job["id"])


# rights


def test_tokens_scopes_and_roles(world: World) -> None:
    refused(world.graph("GET", "/me", token="nonsense"), 401, "InvalidAuthenticationToken")
    refused(world.graph("GET", "/me", token=""), 401, "InvalidAuthenticationToken")
    head, body, signature = world.token.split(".")
    refused(world.graph("GET", "/me", token=f"{head}.{body}.{signature[::-1]}"), 401, "InvalidAuthenticationToken")
    few = world.entra.issue_token(("User.Read",))
    assert world.graph("GET", "/me", token=few).status_code == 200
    refused(world.graph("GET", "/groups", token=few), 403, "Authorization_RequestDenied")
    sp = add_app(world)
    ordinary = next(p for p in world.entra.directory.people() if not world.entra.directory.roles_of(p.id))
    other = world.entra.issue_token(account=ordinary.user_principal_name)
    assert world.graph("GET", f"/servicePrincipals/{sp}", token=other).status_code == 200
    refused(
        world.graph("GET", f"/servicePrincipals/{sp}/synchronization/jobs", token=other),
        403,
        "Authorization_RequestDenied",
    )
    world.entra.directory.set_roles(ordinary.id, [GLOBAL_READER])
    jobs = world.graph("GET", f"/servicePrincipals/{sp}/synchronization/jobs", token=other)
    refused(jobs, 403, "Authorization_RequestDenied")
    assert world.graph("GET", "/auditLogs/provisioning", token=other).status_code == 200


def test_assigning_needs_reading_the_application_too(world: World) -> None:
    sp = add_app(world)
    body = {"principalId": world.entra.directory.people()[1].id, "resourceId": sp, "appRoleId": USER_ROLE.id}
    only = world.entra.issue_token(("AppRoleAssignment.ReadWrite.All",))
    answer = world.graph("POST", f"/servicePrincipals/{sp}/appRoleAssignedTo", json=body, token=only)
    refused(answer, 403, "Authorization_RequestDenied")


def test_role_and_licence_are_seen(world: World) -> None:
    path = "/me/transitiveMemberOf/microsoft.graph.directoryRole?$count=true&$select=id,displayName,roleTemplateId"
    roles = world.graph("GET", path, eventual=True).json
    assert roles["@odata.count"] == 1
    assert roles["value"][0]["displayName"] == "Cloud Application Administrator"
    refused(world.graph("GET", path), 400, "Request_UnsupportedQuery")

    def premium() -> bool:
        skus = world.graph("GET", "/subscribedSkus").json["value"]
        return any(plan["servicePlanName"] == "AAD_PREMIUM" for sku in skus for plan in sku["servicePlans"])

    assert premium()
    world.faults.add("rights-no-p1-group-assign")
    assert not premium()
    world.faults.add("rights-missing-role")
    assert world.graph("GET", path, eventual=True).json["value"] == []


def test_organization_shows_little_with_little_rights(world: World) -> None:
    few = world.graph("GET", "/organization", token=world.entra.issue_token(("User.Read",))).json["value"][0]
    assert few["displayName"] == "Harbor Lights"
    assert few["tenantType"] is None
    assert world.graph("GET", "/organization").json["value"][0]["tenantType"] == "AAD"


# queries


def test_paging_visits_everybody_once() -> None:
    world = make_world(250)
    seen: list[str] = []
    path = "/users?$top=40&$count=true&$select=id,displayName&$filter=accountEnabled eq true"
    while path:
        page = world.graph("GET", path, eventual=True).json
        seen += [user["id"] for user in page["value"]]
        path = page.get("@odata.nextLink", "")
    wanted = [person.id for person in world.entra.directory.people() if person.account_enabled]
    assert seen == wanted
    assert page["@odata.count"] == len(wanted)


@pytest.mark.parametrize(
    "query", ["$top=1000", "$top=0", "$top=x", "$skiptoken=%25", "$select=shoeSize", "$filter=x y z"]
)
def test_bad_query_options(world: World, query: str) -> None:
    refused(world.graph("GET", f"/users?{query}"), 400, "BadRequest")


def test_search_finds_word_beginnings(world: World) -> None:
    person = next(p for p in world.entra.directory.people() if "'" in p.text("surname"))
    word = person.text("surname").split("'")[1]
    found = world.graph("GET", f'/users?$search="displayName:{word[:3].lower()}"&$count=true', eventual=True).json[
        "value"
    ]
    assert person.id in [user["id"] for user in found]
    middle = world.graph("GET", f'/users?$search="displayName:{word[1:4]}"&$count=true', eventual=True).json["value"]
    assert person.id not in [user["id"] for user in middle]
    either = world.graph(
        "GET", f'/users?$search="mail:nobody" OR "userPrincipalName:{person.user_principal_name}"', eventual=True
    ).json
    assert person.id in [user["id"] for user in either["value"]]
    refused(world.graph("GET", '/users?$search="displayName:a"'), 400, "Request_UnsupportedQuery")
    refused(world.graph("GET", "/users?$search=displayName:a", eventual=True), 400, "BadRequest")
    refused(world.graph("GET", '/users?$search="jobTitle:a"', eventual=True), 400, "Request_UnsupportedQuery")


def test_filters_escape_quotes_and_know_advanced_ones(world: World) -> None:
    person = next(p for p in world.entra.directory.people() if "'" in p.user_principal_name)
    quoted = person.user_principal_name.replace("'", "''")
    one = world.graph("GET", f"/users?$filter=userPrincipalName eq '{quoted}'").json["value"]
    assert [user["id"] for user in one] == [person.id]
    some = world.graph(
        "GET", f"/users?$filter=startswith(displayName,'{person.text('givenName')}') and not(mail eq null)"
    )
    refused(some, 400, "Request_UnsupportedQuery")
    dynamic = world.graph("GET", "/groups?$filter=groupTypes/any(c:c eq 'DynamicMembership')").json["value"]
    assert [group["displayName"] for group in dynamic] == ["All Employees"]


def test_members_are_direct_and_transitive_ones_are_not(world: World) -> None:
    leads = next(group for group in world.entra.directory.groups() if group.display_name == "Site Leads")
    members = world.graph("GET", f"/groups/{leads.id}/members").json["value"]
    kinds = {member["@odata.type"] for member in members}
    assert kinds == {"#microsoft.graph.user", "#microsoft.graph.group"}
    everyone = world.graph("GET", f"/groups/{leads.id}/transitiveMembers?$top=999").json["value"]
    assert len(everyone) > len(members)
    assert len({member["id"] for member in everyone}) == len(everyone)
    people = world.graph(
        "GET", f"/groups/{leads.id}/members/microsoft.graph.user?$count=true&$expand=manager($select=id)", eventual=True
    ).json
    assert people["@odata.count"] == len([m for m in members if m["@odata.type"].endswith("user")])
    by_id = {person.id: person for person in world.entra.directory.people()}
    for user in people["value"]:
        assert user.get("manager", {}).get("id") == by_id[user["id"]].manager_id


# the application


def test_new_application_settles(world: World) -> None:
    world = make_world(settle=True)
    sp = add_app(world)
    templates = f"/servicePrincipals/{sp}/synchronization/templates"
    assert [world.graph("GET", f"/servicePrincipals/{sp}").status_code for _ in range(3)] == [404, 404, 200]
    assert [len(world.graph("GET", templates).json["value"]) for _ in range(2)] == [0, 1]
    jobs = f"/servicePrincipals/{sp}/synchronization/jobs"
    body = {"templateId": "soloinsightCloudGateSso"}
    assert [world.graph("POST", jobs, json=body).status_code for _ in range(4)] == [401, 403, 201, 409]


def test_transient_refusals_end(world: World) -> None:
    world.faults.add("graph-transient-403-409")
    sp = add_app(world)
    answers = [world.graph("PUT", f"/servicePrincipals/{sp}/synchronization/secrets", json=SECRETS) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [403, 409, 204]


def test_instances_are_found_by_template_and_never_merged(world: World) -> None:
    first, second = add_app(world), add_app(world)
    found = world.graph("GET", f"/servicePrincipals?$filter=applicationTemplateId eq '{TEMPLATE}'").json["value"]
    assert {item["id"] for item in found} == {first, second}
    by_app = world.graph("GET", f"/servicePrincipals(appId='{found[0]['appId']}')").json
    assert by_app["id"] == found[0]["id"]
    assert world.graph("DELETE", f"/servicePrincipals/{first}").status_code == 204
    refused(world.graph("GET", f"/servicePrincipals/{first}"), 404, "Request_ResourceNotFound")


def test_gallery_and_its_absence(world: World) -> None:
    path = "/applicationTemplates?$filter=displayName eq 'Soloinsight-CloudGate SSO'"
    assert world.graph("GET", path).json["value"][0]["supportedProvisioningTypes"] == ["sync"]
    world.faults.add("cloud-gallery-app-missing")
    assert world.graph("GET", path).json["value"] == []


def test_assignments(world: World) -> None:
    sp = add_app(world)
    path = f"/servicePrincipals/{sp}/appRoleAssignedTo"
    person, group = world.entra.directory.people()[1], world.entra.directory.groups()[0]
    body = {"principalId": person.id, "resourceId": sp, "appRoleId": USER_ROLE.id}
    made = world.graph("POST", path, json=body)
    assert made.status_code == 201
    assert problems(made.json, "appRoleAssignment", partial=False) == []
    assert "already exists" in refused(world.graph("POST", path, json=body), 400, "Request_BadRequest")
    unknown_role = {**body, "appRoleId": "11111111-1111-4111-8111-111111111111"}
    assert "was not found" in refused(world.graph("POST", path, json=unknown_role), 400, "Request_BadRequest")
    default_access = {**body, "appRoleId": "00000000-0000-0000-0000-000000000000"}
    refused(world.graph("POST", path, json=default_access), 400, "Request_BadRequest")
    refused(world.graph("POST", path, json={**body, "principalId": "nobody"}), 400, "Request_BadRequest")
    world.faults.add("rights-no-p1-group-assign")
    refused(world.graph("POST", path, json={**body, "principalId": group.id}), 400, "Request_BadRequest")
    world.faults.clear()
    assert world.graph("POST", path, json={**body, "principalId": group.id}).json["principalType"] == "Group"
    listed = world.graph("GET", path).json["value"]
    assert {item["principalId"] for item in listed} == {person.id, group.id}
    assert world.graph("DELETE", f"{path}/{made.json['id']}").status_code == 204
    refused(world.graph("DELETE", f"{path}/{made.json['id']}"), 404, "Request_ResourceNotFound")


# synchronization settings


def test_secrets_are_masked_and_checked(world: World) -> None:
    sp = add_app(world)
    path = f"/servicePrincipals/{sp}/synchronization/secrets"
    assert world.graph("PUT", path, json=SECRETS).status_code == 204
    stored = {item["key"]: item["value"] for item in world.graph("GET", path).json["value"]}
    assert stored == {"BaseAddress": "https://127.0.0.1:9/scim", "SecretToken": "*"}
    refused(world.graph("PUT", path, json={"value": [{"key": "SyncAll", "value": True}]}), 400, "BadRequest")
    refused(world.graph("PUT", path, json={"credentials": []}), 400, "BadRequest")
    assert "Empty Payload" in refused(world.graph("PUT", path), 400, "BadRequest")


def test_schema_is_replaced_restored_and_checked(world: World) -> None:
    job = add_job(world, add_app(world))
    schema = world.graph("GET", f"{job}/schema").json
    users = next(m for m in schema["synchronizationRules"][0]["objectMappings"] if m["sourceObjectName"] == "User")
    users["attributeMappings"] = [row for row in users["attributeMappings"] if row["targetAttributeName"] != "title"]
    assert world.graph("PUT", f"{job}/schema", json=schema).status_code == 204
    saved = world.graph("GET", f"{job}/schema").json
    assert saved["version"] != schema["version"]
    assert "title" not in str(saved["synchronizationRules"])
    users["attributeMappings"][0]["source"] = {"type": "Function", "name": "Upper", "expression": "Upper([mail])"}
    assert "'Upper'" in refused(world.graph("PUT", f"{job}/schema", json=schema), 400, "BadRequest")
    refused(world.graph("PUT", f"{job}/schema", json={"synchronizationRules": []}), 400, "BadRequest")
    assert world.graph("DELETE", f"{job}/schema").status_code == 204
    assert "title" in str(world.graph("GET", f"{job}/schema").json["synchronizationRules"])


def test_expressions_are_parsed_and_tried(world: World) -> None:
    job = add_job(world, add_app(world))
    body = {
        "expression": 'Join(" ", [givenName], [surname])',
        "testInputObject": {
            "definition": None,
            "properties": [{"key": "givenName", "value": "Ann"}, {"key": "surname", "value": "Berg"}],
        },
        "targetAttributeDefinition": None,
    }
    good = world.graph("POST", f"{job}/schema/parseExpression", json=body).json
    assert good["evaluationResult"] == ["Ann Berg"]
    assert problems(good, "parseExpressionResponse") == []
    bad = world.graph("POST", f"{job}/schema/parseExpression", json={"expression": "Join("}).json
    assert bad["parsingSucceeded"] is False
    assert bad["error"]["code"]
    assert problems(bad, "parseExpressionResponse") == []


def test_job_state_follows_start_pause_restart(world: World) -> None:
    sp = add_app(world)
    job = add_job(world, sp)
    world.graph("PUT", f"/servicePrincipals/{sp}/synchronization/secrets", json=SECRETS)

    def state() -> tuple[str, str]:
        body = world.graph("GET", job).json
        return body["schedule"]["state"], body["status"]["code"]

    assert state() == ("Disabled", "Paused")
    assert world.graph("POST", f"{job}/start").status_code == 204
    assert state() == ("Active", "NotRun")
    assert world.graph("POST", f"{job}/pause").status_code == 204
    assert state() == ("Paused", "Paused")
    assert world.graph("POST", f"{job}/restart", json={}).status_code == 204
    assert state() == ("Active", "NotRun")
    refused(world.graph("POST", f"{job}/restart", json={"criteria": {"resetScope": "All"}}), 400, "BadRequest")
    assert world.graph("DELETE", job).status_code == 204
    refused(world.graph("GET", job), 404, "ResourceNotFound")


def test_throttling_and_outage_tell_when_to_come_back(world: World) -> None:
    for fault, status in (("graph-throttled", 429), ("graph-unavailable", 503)):
        world.faults.add(fault)
        answers = [world.graph("GET", "/me") for _ in range(3)]
        assert sorted(answer.status_code for answer in answers) == [200, 200, status]
        assert all(answer.headers["Retry-After"] == "1" for answer in answers if answer.status_code == status)
        world.faults.clear()


def test_log_needs_a_licence(world: World) -> None:
    world.faults.add("rights-no-logs-licence")
    code = "Authentication_RequestFromNonPremiumTenantOrB2CTenant"
    refused(world.graph("GET", "/auditLogs/provisioning"), 403, code)


def test_unknown_addresses_are_refused_in_graphs_shape(world: World) -> None:
    refused(world.graph("GET", "/nothing/here"), 400, "BadRequest")
    assert error_problems(world.graph("POST", "/me", json={}).json) == []
    assert error_problems(world.graph("POST", f"/applicationTemplates/{TEMPLATE}/instantiate", json={}).json) == []


def test_the_checker_sees_mistakes() -> None:
    assert problems({"id": 1}, "user")
    assert problems({"id": "1", "shoeSize": 3}, "user")
    assert problems({"code": "Actve"}, "synchronizationStatus")
    assert problems({"interval": "40 minutes"}, "synchronizationSchedule")
    assert problems({"appRoleId": None}, "appRoleAssignment")
    assert collection_problems([{"id": "1"}], "user")
    assert collection_problems({"value": [], "count": 3}, "user")
    assert not problems({"@odata.type": "#microsoft.graph.user", "id": "1", "mail": None}, "directoryObject")
