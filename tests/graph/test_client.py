"""The typed client against the practice Graph: every body sent is checked against the type facts."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from graph_wire import Script, Wire
from practice_entra import World
from werkzeug.wrappers import Request as WebRequest
from werkzeug.wrappers import Response as WebResponse

from wizard.core.errors import GraphError
from wizard.core.texts import Texts
from wizard.graph.applications import ServicePrincipal
from wizard.graph.calls import Calls
from wizard.graph.client import GraphClient
from wizard.graph.connections import Link
from wizard.graph.prerequisites import ROLE_NAMES, Licence, licence_of, roles_of
from wizard.graph.synchronization import job_of
from wizard.secrets.secret import Secret

REAL = Path(__file__).parent.parent / "real"


def corpus(name: str) -> Any:
    """Return the recorded body of an answer."""
    return json.loads((REAL / name).read_text(encoding="utf-8"))["response"]["body"]


NAME = "Soloinsight-CloudGate SSO"
URL = "https://127.0.0.1:9/scim"


def added(wire: Wire) -> ServicePrincipal:
    template = wire.graph.applications.find_template(wire.task, NAME)
    return wire.graph.applications.add(wire.task, template.id, NAME, ())


def test_tenant_person_roles_and_licence(practice: Wire, world: World) -> None:
    graph, task = practice.graph, practice.task
    tenant, expected = graph.tenant.organization(task), world.entra.directory.tenant
    assert (tenant.id, tenant.display_name) == (expected.id, expected.display_name)
    assert tenant.domains[0] == expected.domains[0]
    assert graph.tenant.me(task).user_principal_name == world.entra.admin[0]
    roles = graph.tenant.roles(task)
    assert roles.sufficient
    assert roles.certain
    assert graph.tenant.licence(task) == Licence("P1")
    asked = next(sent for sent in practice.sent if sent.path.endswith("/me/checkMemberObjects"))
    assert set(asked.json["ids"]) == set(ROLE_NAMES)


def test_only_a_reader_is_told_as_such_and_hidden_roles_are_no_proof() -> None:
    reader = roles_of(
        [{"id": "1", "displayName": "Global Reader", "roleTemplateId": "F2EF992C-3afb-46b9-b7cf-a126ee74c451"}]
    )
    assert (reader.sufficient, reader.failure, reader.certain) == (False, "rights-global-reader-blind", True)
    hidden = roles_of([{"id": "1", "displayName": None, "roleTemplateId": None}])
    assert (hidden.sufficient, hidden.certain) == (False, False)


@pytest.mark.parametrize(
    ("capability", "plan_id", "status", "plan"),
    [
        ("Enabled", "41781fb2-bc02-4b7c-bd55-b576c07bb09d", "Success", "P1"),
        ("Warning", "EEC0EB4F-6444-4f95-aba0-50c24d67f998", "Success", "P2"),
        ("Suspended", "41781fb2-bc02-4b7c-bd55-b576c07bb09d", "Success", "none"),
        ("Enabled", "41781fb2-bc02-4b7c-bd55-b576c07bb09d", "Disabled", "none"),
        ("Enabled", "8a256a2b-b617-496d-b51b-e76466e88db0", "Success", "none"),
    ],
)
def test_the_licence_is_read_from_service_plans(capability: str, plan_id: str, status: str, plan: str) -> None:
    sku = {"capabilityStatus": capability, "servicePlans": [{"servicePlanId": plan_id, "provisioningStatus": status}]}
    assert licence_of([sku]).plan == plan


def test_roles_are_asked_for_by_their_ids(scripted: Wire, script: Script) -> None:
    """Body and answer: documentation example, tests/real/graph/checkMemberObjects/02."""
    script.add(200, corpus("graph/checkMemberObjects/02-user-checkmemberobjects-v10-2023.json"))
    roles = scripted.graph.tenant.roles(scripted.task)
    assert (roles.names, roles.standing, roles.failure) == (("Global Administrator",), "yes", None)
    assert [sent.method for sent in scripted.sent] == ["POST"]
    assert scripted.recorder.problems == []


def test_no_role_is_told_as_no_and_hidden_ones_as_unknown(scripted: Wire, script: Script) -> None:
    script.add(200, {"value": []})
    assert scripted.graph.tenant.roles(scripted.task).standing == "no"
    # What a token with User.Read gets: ids and types only (Graph documentation, list transitiveMemberOf).
    script.answers.clear()
    script.error(403, "Authorization_RequestDenied")
    hidden = {"@odata.type": "#microsoft.graph.directoryRole", "id": "r", "displayName": None, "roleTemplateId": None}
    script.add(200, {"value": [hidden]})
    roles = scripted.graph.tenant.roles(scripted.task)
    assert (roles.standing, roles.failure) == ("unknown", None)


def test_roles_fall_back_to_a_plain_question(scripted: Wire, script: Script) -> None:
    script.error(405, "Request_BadRequest")
    script.error(400, "Request_UnsupportedQuery")
    items: list[dict[str, Any]] = [
        {"@odata.type": "#microsoft.graph.group", "id": "g"},
        {
            "@odata.type": "#microsoft.graph.directoryRole",
            "id": "r",
            "displayName": "Cloud Application Administrator",
            "roleTemplateId": "158c047a-c907-4556-b7ef-446551a6b5f7",
        },
    ]
    script.add(200, {"value": items})
    assert scripted.graph.tenant.roles(scripted.task).names == ("Cloud Application Administrator",)


def test_the_application_is_added_once_and_waited_for(practice: Wire, world: World) -> None:
    first = added(practice)
    again = added(practice)
    assert again.id == first.id
    assert len(world.entra.state.apps.all()) == 1
    assert first.application_id == world.entra.state.apps.all()[0].application_id
    assert "graph-wait-app" in practice.report_keys()
    assert [role.display_name for role in first.roles if role.for_users] == ["User", "msiam_access"]
    second = practice.graph.applications.add(practice.task, first.template_id, "Second", {first.id})
    assert second.id != first.id
    assert {item.id for item in practice.graph.applications.instances(practice.task, first.template_id)} == {
        first.id,
        second.id,
    }


def test_an_answer_lost_while_adding_is_found_and_never_sent_again(practice: Wire, world: World) -> None:
    real = practice.recorder.app

    def losing(environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"].endswith("/instantiate"):
            list(real(environ, lambda *_: None))
            start_response("502 Bad Gateway", [("Content-Type", "text/html")])
            return [b"<html></html>"]
        return real(environ, start_response)

    practice.recorder.app = losing
    found = added(practice)
    assert [app.id for app in world.entra.state.apps.all()] == [found.id]
    assert sum(path.endswith("/instantiate") for path in practice.recorder.paths("POST")) == 1
    assert "graph-wait-added" in practice.report_keys()


def test_an_unclear_outcome_of_adding_is_said_and_nothing_is_sent_twice(scripted: Wire, script: Script) -> None:
    script.add(200, {"value": []})
    script.error(504, "GatewayTimeout")
    script.add(200, {"value": []})
    with pytest.raises(GraphError) as caught:
        scripted.graph.applications.add(scripted.task, "3d1f0a52-7c84-4be1-9a36-5b2e8d70c914", NAME, ())
    assert caught.value.code == "graph-add-uncertain"
    assert len(scripted.recorder.paths("POST")) == 1
    assert len(scripted.recorder.paths("GET")) > 3


def test_a_missing_right_while_adding_is_told_at_once(scripted: Wire, script: Script) -> None:
    script.add(200, {"value": []})
    script.error(403, "Authorization_RequestDenied")
    with pytest.raises(GraphError) as caught:
        scripted.graph.applications.add(scripted.task, "3d1f0a52-7c84-4be1-9a36-5b2e8d70c914", NAME, ())
    assert caught.value.failure == "rights-missing-role"
    assert scripted.waits == []


def test_a_gallery_without_the_application_says_so(practice: Wire, world: World) -> None:
    world.faults.add("cloud-gallery-app-missing")
    with pytest.raises(GraphError) as caught:
        practice.graph.applications.find_template(practice.task, NAME)
    assert caught.value.code == "gallery-app-missing"


def test_instances_are_found_by_name_where_the_template_cannot_be_filtered(scripted: Wire, script: Script) -> None:
    template = "3d1f0a52-7c84-4be1-9a36-5b2e8d70c914"
    script.error(400, "Request_UnsupportedQuery")
    script.add(200, {"value": [{"id": "a", "applicationTemplateId": template.upper()}, {"id": "b"}]})
    assert [item.id for item in scripted.graph.applications.instances(scripted.task, template, name="O'Hare")] == ["a"]
    assert scripted.sent[1].query["$filter"] == "startswith(displayName,'O''Hare')"


def test_removing_an_application_twice_is_no_error(practice: Wire, world: World) -> None:
    app = added(practice)
    for _ in range(2):
        practice.graph.applications.remove(practice.task, app.id, application_id=app.application_id)
    assert world.entra.state.apps.all() == []


def test_assigning_twice_and_taking_back_twice(practice: Wire, world: World) -> None:
    graph, task = practice.graph, practice.task
    app = added(practice)
    role = graph.applications.roles(task, app.id)[0]
    person = world.entra.directory.people()[3]
    group = world.entra.directory.groups()[0]
    first = graph.assignments.add(task, app.id, person.id, role.id)
    assert graph.assignments.add(task, app.id, person.id.upper(), role.id) == first
    graph.assignments.add(task, app.id, group.id, role.id)
    held = graph.assignments.all(task, app.id)
    assert {(item.principal_id, item.kind, item.role_id) for item in held} == {
        (person.id, "User", role.id),
        (group.id, "Group", role.id),
    }
    for _ in range(2):
        graph.assignments.remove(task, app.id, first.id)
    assert [item.principal_id for item in graph.assignments.all(task, app.id)] == [group.id]


def test_a_refused_assignment_tells_what_the_service_said(practice: Wire, world: World) -> None:
    app = added(practice)
    person = world.entra.directory.people()[3]
    with pytest.raises(GraphError) as caught:
        practice.graph.assignments.add(practice.task, app.id, person.id, "11111111-2222-3333-4444-555555555555")
    assert (caught.value.code, caught.value.failure) == ("graph-assignment-invalid", None)
    assert "not found" in str(caught.value.params["detail"])


@pytest.mark.parametrize(
    ("name", "code", "failure"),
    [
        ("errors/08-assign-not-a-valid-reference-400.json", "graph-assignment-invalid", None),
        ("errors/09-assign-properties-invalid-400.json", "graph-assignment-invalid", None),
    ],
)
def test_ids_that_do_not_fit_together_are_not_called_a_missing_licence(
    scripted: Wire, script: Script, name: str, code: str, failure: str | None
) -> None:
    script.add(400, corpus(name))
    script.add(200, {"value": []})
    with pytest.raises(GraphError) as caught:
        scripted.graph.assignments.add(scripted.task, "sp", "person", "role")
    assert (caught.value.code, caught.value.failure) == (code, failure)


def test_the_usual_permission_first_and_the_stronger_one_after_a_refusal(scripted: Wire, script: Script) -> None:
    """Least privileged permissions: Graph documentation, servicePrincipal: post appRoleAssignedTo."""
    script.add(403, corpus("errors/12-insufficient-privileges-403.json"))
    script.add(201, {"id": "a", "principalId": "p", "principalType": "User", "appRoleId": "r"})
    scripted.graph.assignments.add(scripted.task, "sp", "p", "r")
    scripted.graph.assignments.add(scripted.task, "sp", "p", "r")
    asked = [[scope.rpartition("/")[2] for scope in scopes] for scopes, _, _ in scripted.tokens.asked]
    stronger = ["AppRoleAssignment.ReadWrite.All", "Application.Read.All"]
    assert asked == [["Application.ReadWrite.All"], stronger, stronger]


def test_reading_asks_for_permissions_to_read_until_one_to_write_is_there(scripted: Wire, script: Script) -> None:
    script.add(200, {"value": []})
    scripted.graph.jobs.all(scripted.task, "sp")
    scripted.graph.calls.prepare(scripted.task, "synchronization")
    scripted.graph.jobs.all(scripted.task, "sp")
    asked = [scopes[0].rpartition("/")[2] for scopes, _, _ in scripted.tokens.asked]
    assert asked == ["Synchronization.Read.All", "Synchronization.ReadWrite.All", "Synchronization.ReadWrite.All"]


def test_a_session_that_only_reads_sends_no_write_whatever_its_token_may(scripted: Wire, script: Script) -> None:
    graph = GraphClient(
        Calls(scripted.transport, scripted.graph.calls.cloud, scripted.tokens, wait=lambda *_: None, reading=True)
    )
    task, path = scripted.task, "/servicePrincipals/sp/synchronization/jobs/x"
    writes: list[Callable[[], object]] = [
        lambda: graph.jobs.start(task, "sp", "job"),
        lambda: graph.jobs.restart(task, "sp", "job", ""),
        lambda: graph.schema.replace(task, "sp", "job", {}),
        lambda: graph.assignments.remove(task, "sp", "a"),
        lambda: graph.applications.remove(task, "sp"),
        lambda: graph.on_demand.provision(task, "sp", "job", "rule", "person"),
        lambda: graph.credentials.validate(task, "sp", "job", "t", URL, Secret("planted-token-0123456789")),
        lambda: graph.connections.remove(task, "sp", "job", "person"),
        # What only resembles a reading does not get through either.
        lambda: graph.calls.send(task, "POST", f"{path}/schema/parseExpression/start", "synchronization"),
        lambda: graph.calls.send(task, "POST", f"{path}/start?x=/schema/parseExpression", "synchronization"),
        lambda: graph.calls.send(task, "DELETE", f"{path}/schema/parseExpression", "synchronization"),
    ]
    for write in writes:
        with pytest.raises(GraphError) as caught:
            write()
        assert caught.value.code == "graph-only-reads"
    assert scripted.sent == []
    script.add(200, {"value": [], "responses": [], "parsingSucceeded": True})
    graph.tenant.roles(task)
    graph.schema.parse_expression(task, "sp", "job", "[mail]")
    assert [sent.method for sent in scripted.sent] == ["POST", "POST"]


def test_a_new_application_is_waited_for_also_after_a_restart_of_the_program(scripted: Wire, script: Script) -> None:
    """401 as well as 403, 404, 409: terraform-provider-azuread #1628, Graph documentation on instantiate."""
    answers = deque([401, 401, 403, 404, 409])
    held = ["158c047a-c907-4556-b7ef-446551a6b5f7"]

    def answer(request: WebRequest) -> WebResponse:
        if request.path.endswith("/checkMemberObjects"):
            return WebResponse(json.dumps({"value": held}), content_type="application/json")
        if answers:
            error = {"error": {"code": "UnknownError", "message": ""}}
            return WebResponse(json.dumps(error), answers.popleft(), content_type="application/json")
        return WebResponse(json.dumps({"value": []}), content_type="application/json")

    script.answers.append(answer)
    scripted.graph.calls.settling.expect_new("sp", age=60)
    assert scripted.graph.jobs.all(scripted.task, "sp") == ()
    assert set(scripted.report_keys()) == {"graph-wait-app"}
    assert len(scripted.waits) == 4, "a 401 is first tried with another token"
    # A role that is missing does not come by waiting.
    held.clear()
    answers.extend([403, 403])
    with pytest.raises(GraphError) as caught:
        scripted.graph.jobs.all(scripted.task, "sp")
    assert caught.value.status == 403
    assert len(scripted.waits) == 4


def test_an_application_of_last_week_is_not_waited_for(scripted: Wire, script: Script) -> None:
    script.error(404, "Request_ResourceNotFound")
    scripted.graph.calls.settling.expect_new("sp", age=7 * 86400)
    with pytest.raises(GraphError):
        scripted.graph.jobs.all(scripted.task, "sp")
    assert scripted.waits == []


def test_an_expired_page_begins_the_reading_again_and_nobody_comes_twice(scripted: Wire, script: Script) -> None:
    link = f"{script.root}/v1.0/users?$skiptoken=a"
    first = {"value": [{"id": "1"}, {"id": "2"}], "@odata.nextLink": link}
    script.add(200, first)
    script.error(400, "Directory_ExpiredPageToken")
    script.add(200, first)
    script.add(200, {"value": [{"id": "3"}]})
    assert [person.id for person in scripted.graph.people.read(scripted.task, [])] == ["1", "2", "3"]
    script.answers.clear()
    script.add(200, first)
    script.error(400, "Directory_ExpiredPageToken")
    script.add(200, first)
    script.error(400, "Directory_ExpiredPageToken")
    with pytest.raises(GraphError) as caught:
        scripted.graph.people.read(scripted.task, [])
    assert caught.value.code == "graph-page-expired"
    assert Texts().problem(caught.value).next


LINK = {"objectId": "person", "displayName": "Ann", "sourceAnchor": "person", "targetAnchor": "account-7"}


@pytest.mark.parametrize(
    ("status", "body", "link"),
    [
        (200, LINK, Link("linked", "account-7", "Ann")),
        (404, {"error": {"code": "ResourceNotFound"}}, Link("none")),
        (400, {"error": {"code": "BadRequest"}}, Link("untold")),
        (403, {"error": {"code": "Authorization_RequestDenied"}}, Link("untold")),
        (200, {"objectId": "person"}, Link("untold")),
    ],
)
def test_the_link_of_a_person_is_told_only_where_the_tenant_tells_it(
    scripted: Wire, script: Script, status: int, body: Any, link: Link
) -> None:
    """Graph beta, objectConnection: get (404 for no link)."""
    script.add(status, body)
    assert scripted.graph.connections.link(scripted.task, "sp", "job.1.2", "person") == link
    assert (
        scripted.sent[0].path == "/beta/servicePrincipals/sp/synchronization/jobs/job.1.2/objectConnections('person')"
    )
    assert scripted.recorder.problems == []


def test_a_link_is_removed_only_from_a_paused_job(scripted: Wire, script: Script) -> None:
    script.error(409, "Conflict")
    with pytest.raises(GraphError) as caught:
        scripted.graph.connections.remove(scripted.task, "sp", "job", "person")
    assert caught.value.code == "graph-link-job-runs"
    script.answers.clear()
    script.error(404, "ResourceNotFound")
    scripted.graph.connections.remove(scripted.task, "sp", "job", "person")


def test_a_job_that_was_started_and_has_not_run_has_no_last_cycle() -> None:
    job = job_of(corpus("graph/jobs-get/05-started-not-run-v1.json"))
    assert (job.status.running, job.status.last, job.status.first_cycle_done) == (True, None, False)


@pytest.mark.parametrize("name", ["01-aws-quarantined-invalid-url", "02-box-quarantined-2017", "03-box-job-2017-07"])
def test_the_cause_of_a_quarantine_is_found_where_it_stands(name: str) -> None:
    job = job_of(corpus(f"graph/jobs-get/{name}.json"))
    assert job.status.quarantined
    assert job.status.cause is not None
    assert job.status.cause.message


def test_the_members_of_a_group_that_exists_are_never_nobody(scripted: Wire, script: Script) -> None:
    gone = {"error": {"code": "Request_ResourceNotFound", "message": "x"}}
    script.add(200, {"responses": [{"id": "0", "status": 404, "body": gone}]})
    script.add(200, {"id": "g"})
    script.add(404, gone)
    script.add(200, {"value": [{"id": "1", "@odata.type": "#microsoft.graph.user"}]})
    assert [item.id for item in scripted.graph.people.group_members(scripted.task, "g")] == ["1"]
    script.answers.clear()
    script.add(200, {"responses": [{"id": "0", "status": 404, "body": gone}]})
    script.add(200, {"id": "g"})
    script.add(404, gone)
    with pytest.raises(GraphError) as caught:
        scripted.graph.people.group_members(scripted.task, "g")
    assert caught.value.code == "graph-members-unknown"
    script.answers.clear()
    script.add(200, {"responses": [{"id": "0", "status": 404, "body": gone}]})
    script.add(404, gone)
    assert scripted.graph.people.group_members(scripted.task, "g") == (), "a group that is gone has nobody"


def test_search_finds_people_and_groups_by_the_beginning_of_a_word(practice: Wire, world: World) -> None:
    person = next(item for item in world.entra.directory.people() if item.text("givenName"))
    given = person.text("givenName")
    found = practice.graph.principals.search(practice.task, given[:4])
    assert person.id in {item.id for item in found if item.kind == "User"}
    group = world.entra.directory.groups()[0]
    word = group.display_name.split()[0]
    assert group.id in {item.id for item in practice.graph.principals.search(practice.task, word)}
    assert practice.graph.principals.search(practice.task, "")


def test_search_escapes_what_was_typed_and_falls_back(scripted: Wire, script: Script) -> None:
    script.error(400, "Request_UnsupportedQuery")
    script.add(200, {"value": [{"id": "p", "userPrincipalName": "x@contoso.example", "userType": "Guest"}]})
    script.add(200, {"value": []})
    found = scripted.graph.principals.search(scripted.task, "O'Br\"i\\en")
    assert [(item.display_name, item.guest) for item in found] == [("x@contoso.example", True)]
    assert scripted.sent[0].query["$search"].startswith('"displayName:O\'Br\\"i\\\\en" OR "userPrincipalName:')
    assert scripted.sent[0].query["$count"] == "true"
    assert "startswith(mail,'O''Br\"i\\en')" in scripted.sent[1].query["$filter"]


def test_reach_counts_direct_people_and_those_only_in_nested_groups(practice: Wire, world: World) -> None:
    directory = world.entra.directory
    for group in directory.groups():
        reach = practice.graph.principals.group_reach(practice.task, group.id)
        direct = {member.id for member in group.members if member.kind == "User" and directory.person(member.id)}
        everybody = {m.id for m in directory.transitive_members(group) if m.kind == "User" and directory.person(m.id)}
        assert {person.id for person in reach.people} == direct
        assert reach.nested_only == len(everybody - direct)
        assert len(reach.nested_groups) == sum(member.kind == "Group" for member in group.members)
        known = [directory.person(identifier) for identifier in direct]
        assert reach.disabled == sum(not person.account_enabled for person in known if person)
        assert reach.guests == sum(person.is_guest for person in known if person)
    assert any(len(group.members) for group in directory.groups())


def test_people_come_with_the_schemas_names(practice: Wire, world: World) -> None:
    names = [
        "objectId", "displayName", "telephoneNumber", "mobile", "physicalDeliveryOfficeName", "extensionAttribute3",
        "proxyAddresses", "manager", "IsSoftDeleted", "accountEnabled", "surname", "notKnownAnywhere",
    ]  # fmt: skip
    everybody = {person.id: person for person in world.entra.directory.people()}
    found = practice.graph.people.read(practice.task, names)
    assert {person.id for person in found} == set(everybody)
    for person in found:
        real = everybody[person.id]
        assert (person.account_enabled, person.user_type, person.manager_id) == (
            real.account_enabled,
            real.user_type,
            real.manager_id,
        )
        assert person.attributes["objectId"] == real.id
        assert person.attributes["notKnownAnywhere"] is None
        assert not {"manager", "IsSoftDeleted"} & set(person.attributes)
        for name in ("displayName", "telephoneNumber", "mobile", "physicalDeliveryOfficeName", "extensionAttribute3"):
            assert person.attributes[name] == real.attributes.get(name), name
        assert person.attributes["proxyAddresses"] == (real.attributes.get("proxyAddresses") or None)
    assert len(practice.graph.people.read(practice.task, ["displayName"], limit=7)) == 7


def test_some_people_and_groups_are_read_by_id_and_missing_ones_left_out(practice: Wire, world: World) -> None:
    wanted = [person.id for person in world.entra.directory.people()[:40]]
    gone = "11111111-2222-3333-4444-555555555555"
    found = practice.graph.people.by_id(practice.task, [*wanted, gone], ["displayName"])
    assert {person.id for person in found} == set(wanted)
    assert practice.recorder.paths("GET") == [], "everything in one batch"
    assert practice.recorder.paths("POST") == ["/$batch"]
    group = world.entra.directory.groups()[0]
    read = practice.graph.people.groups_by_id(practice.task, [group.id, gone])
    assert [item.id for item in read] == [group.id]
    assert set(read[0].members) == set(group.members)
    assert read[0].display_name == group.display_name
    assert len(practice.graph.people.read_groups(practice.task)) == len(world.entra.directory.groups())


def test_a_job_is_made_once_and_waits_for_the_service(practice: Wire, world: World) -> None:
    graph, task = practice.graph, practice.task
    app = added(practice)
    assert graph.jobs.all(task, app.id) == ()
    settling = world.entra.state.apps.all()[0].settling
    settling.jobs, settling.writes = 3, 2
    job = graph.jobs.ensure(task, app.id)
    assert graph.jobs.ensure(task, app.id).id == job.id
    assert job.status.interval_minutes == 40
    assert not job.status.running
    assert {"graph-wait-templates", "graph-wait-job"} <= set(practice.report_keys())
    assert len(practice.recorder.paths("POST")) > 3
    assert world.entra.state.apps.all()[0].job is not None


def test_a_job_whose_answer_was_lost_is_found(practice: Wire, world: World) -> None:
    app = added(practice)
    real, lost = practice.recorder.app, list[int]()

    def losing(environ: Any, start_response: Any) -> Any:
        if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].endswith("/jobs") and len(lost) < 3:
            list(real(environ, lambda *_: None))
            lost.append(1)
            start_response("504 Gateway Timeout", [])
            return [b""]
        return real(environ, start_response)

    practice.recorder.app = losing
    job = practice.graph.jobs.ensure(practice.task, app.id)
    assert [item.id for item in practice.graph.jobs.all(practice.task, app.id)] == [job.id]


def test_a_job_that_vanishes_after_it_was_made_is_told(scripted: Wire, script: Script) -> None:
    script.add(200, {"value": []})
    script.add(201, {"id": "j", "templateId": "t"})
    script.error(404, "ResourceNotFound")
    with pytest.raises(GraphError) as caught:
        scripted.graph.jobs.ensure(scripted.task, "a", template_id="t")
    assert caught.value.failure == "graph-job-recreated-broken"


def test_schema_comes_without_context_and_goes_back_whole(practice: Wire, world: World) -> None:
    graph, task = practice.graph, practice.task
    app = added(practice)
    job = graph.jobs.ensure(task, app.id)
    schema = graph.schema.read(task, app.id, job.id)
    assert schema["synchronizationRules"]
    assert "@odata.context" not in str(schema)
    rule = schema["synchronizationRules"][0]
    rule["objectMappings"][0]["flowTypes"] = "Add, Update"
    graph.schema.replace(task, app.id, job.id, {**schema, "directories@odata.context": "x"})
    assert b"odata.context" not in practice.sent[-1].body
    changed = graph.schema.read(task, app.id, job.id)
    assert changed["synchronizationRules"][0]["objectMappings"][0]["flowTypes"].replace(" ", "") == "Add,Update"
    graph.schema.reset(task, app.id, job.id)
    default = graph.schema.of_template(task, app.id, job.template_id)
    assert graph.schema.read(task, app.id, job.id)["synchronizationRules"] == default["synchronizationRules"]
    assert graph.schema.filter_operators(task, app.id, job.id)
    assert graph.schema.functions(task, app.id, job.id)
    parsed = graph.schema.parse_expression(
        task, app.id, job.id, 'Join(" ", [givenName], [surname])', values={"givenName": "Ann"}
    )
    assert parsed.parsed


def test_start_pause_restart(practice: Wire, world: World) -> None:
    graph, task = practice.graph, practice.task
    app = added(practice)
    job = graph.jobs.ensure(task, app.id)
    stored: dict[str, str | Secret | None] = {"BaseAddress": URL, "SecretToken": Secret("planted-token-1")}
    graph.credentials.save(task, app.id, stored)
    graph.jobs.start(task, app.id, job.id)
    assert graph.jobs.status(task, app.id, job.id).running
    graph.jobs.pause(task, app.id, job.id)
    assert graph.jobs.status(task, app.id, job.id).schedule_state == "Paused"
    graph.jobs.restart(task, app.id, job.id, "")
    assert practice.sent[-1].json == {}
    graph.jobs.restart(task, app.id, job.id, "Watermark, Escrows, QuarantineState")
    assert practice.sent[-1].json == {"criteria": {"resetScope": "Watermark, Escrows, QuarantineState"}}
    graph.jobs.delete(task, app.id, job.id)
    graph.jobs.delete(task, app.id, job.id)
    assert graph.jobs.all(task, app.id) == ()


def test_on_demand_and_log_over_the_wire(practice: Wire, world: World) -> None:
    graph, task = practice.graph, practice.task
    app = added(practice)
    job = graph.jobs.ensure(task, app.id)
    stored: dict[str, str | Secret | None] = {"BaseAddress": URL, "SecretToken": Secret("planted-token-1")}
    graph.credentials.save(task, app.id, stored)
    rule = graph.schema.read(task, app.id, job.id)["synchronizationRules"][0]["id"]
    person = world.entra.directory.people()[3]
    graph.assignments.add(task, app.id, person.id, graph.applications.roles(task, app.id)[0].id)
    result = graph.on_demand.provision(task, app.id, job.id, rule, person.id)
    assert result.result == "failure", "nothing listens at the stored address"
    assert result.error_code
    since = world.clock.now() - timedelta(days=1)
    assert graph.logs.read(task, job.id, since) == graph.logs.read(task, job.id, None)
    assert practice.sent[-1].query["$orderby"] == "activityDateTime desc"
