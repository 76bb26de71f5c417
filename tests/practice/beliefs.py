"""What the practice Entra believes of the real one: each belief with its source, a check, and a way to unlearn it.

The behaviour that has a lenient form is unlearned by switching to it; the rest by a patch. Undone one at a time, each
must make its check fail.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from practice_entra import World, add_app, add_job, make_world

from wizard.practice.entra import functions, signin
from wizard.practice.entra.aadsts import SignInRefused
from wizard.practice.entra.consent import GRAPH_COMMAND_LINE
from wizard.practice.entra.graph import GraphApp
from wizard.practice.entra.jobs import Escrow, Execution, SyncJob
from wizard.practice.entra.live import Failure
from wizard.practice.entra.logrows import RowMaker
from wizard.practice.entra.settings import scope_in_force
from wizard.practice.entra.web import Web
from wizard.practice.entra.words import refusal_code, refusal_words
from wizard.provisioning import Operation

OWN_CLIENT = "0a8f5c8e-2d0a-4d1b-9c55-6a7e1f3b2d44"
NOON = datetime(2026, 1, 12, 12, tzinfo=UTC)
GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"


@dataclass(frozen=True)
class Belief:
    """One belief.

    Args:
        id: number in the list of corrections, with a letter where it has parts.
        says: what Entra does.
        source: the recording (``tests/real``) or the page that says so.
        check: raises AssertionError when the practice Entra of the world does otherwise.
        lenient: the behaviour whose lenient form unlearns it.
        undo: unlearns it where there is no lenient form.
    """

    id: str
    says: str
    source: str
    check: Callable[[Callable[..., World]], None]
    lenient: str = ""
    undo: Callable[[], AbstractContextManager[Any]] = field(default=nullcontext)


Make = Callable[..., World]


def _token(world: World, client: str, scope: str, grant: str = "urn:ietf:params:oauth:grant-type:device_code") -> Any:
    service = world.entra.sign_in_service
    code, waiting = service.start_device(client, "organizations", scope)
    service.approve_device_code(waiting.user_code)
    return service.token({"client_id": client, "grant_type": grant, "device_code": code}, "organizations")


def scopes_add_up(make: Make) -> None:
    world = make()
    _token(world, GRAPH_COMMAND_LINE, "User.Read Application.ReadWrite.All")
    answer = _token(world, GRAPH_COMMAND_LINE, "User.Read Group.Read.All")
    claims = world.entra.state.mint.read(answer["access_token"])
    assert claims is not None
    assert {"User.Read", "Group.Read.All", "Application.ReadWrite.All", "Mail.Read"} <= claims.scopes
    assert "Application.ReadWrite.All" in answer["scope"]
    other = world.entra.state.mint.read(_token(world, OWN_CLIENT, "User.Read")["access_token"])
    assert other is not None
    assert other.scopes == {"User.Read"}, "another client has its own consent"


def role_fields_are_null(make: Make) -> None:
    world = make()
    token = world.entra.issue_token(("User.Read",))
    path = "/me/transitiveMemberOf/microsoft.graph.directoryRole?$count=true"
    roles = world.graph("GET", path, token=token, eventual=True).json["value"]
    assert roles
    for role in roles:
        assert role["@odata.type"] == "#microsoft.graph.directoryRole"
        assert role["id"]
        assert {value for name, value in role.items() if name not in ("@odata.type", "id")} == {None}


def roles_can_be_checked(make: Make) -> None:
    world = make()
    token = world.entra.issue_token(("User.Read",))
    own = next(iter(world.entra.directory.roles_of(world.entra.directory.person(world.entra.admin[0]).id)))  # type: ignore[union-attr]
    body = {"ids": [own, GLOBAL_ADMINISTRATOR]}
    assert world.graph("POST", "/me/checkMemberObjects", json=body, token=token).json["value"] == [own]


def tools_are_unknown_in_china(make: Make) -> None:
    world = make()
    world.faults.add("signin-china-client")
    try:
        world.entra.sign_in_service.start_device(GRAPH_COMMAND_LINE, "organizations", "User.Read")
    except SignInRefused as refused:
        assert refused.error.number == 700016
    else:
        raise AssertionError("the client id of a tool was known")
    assert _token(world, OWN_CLIENT, "User.Read")["access_token"], "an own registration works"


def _put(world: World, sp: str, **pairs: str) -> Any:
    body = {"value": [{"key": key, "value": value} for key, value in pairs.items()]}
    return world.graph("PUT", f"/servicePrincipals/{sp}/synchronization/secrets", json=body)


def _keys(world: World, sp: str) -> set[str]:
    found = world.graph("GET", f"/servicePrincipals/{sp}/synchronization/secrets").json["value"]
    return {item["key"] for item in found}


def secrets_are_upserted(make: Make) -> None:
    world = make()
    sp = add_app(world)
    _put(world, sp, BaseAddress="https://127.0.0.1:9/scim", SecretToken="x", SyncNotificationSettings="{}")
    assert _put(world, sp, SyncAll="false").status_code == 204
    assert _keys(world, sp) == {"BaseAddress", "SecretToken", "SyncNotificationSettings", "SyncAll"}
    assert _put(world, sp, SyncAll="").status_code == 204
    assert "SyncAll" not in _keys(world, sp)
    assert _put(world, sp, SyncNotificationSettings="").status_code == 400
    assert "SyncNotificationSettings" in _keys(world, sp)
    # terraform-provider-azuread clears secrets so, and waits until the keys are gone.
    assert _put(world, sp, BaseAddress="", SecretToken="").status_code == 204
    assert not {"BaseAddress", "SecretToken"} & _keys(world, sp)


def key_case_counts(make: Make) -> None:
    world = make()
    answer = _put(world, add_app(world), baseAddress="https://127.0.0.1:9/scim")
    assert answer.status_code == 500
    assert answer.json["error"]["code"] == "InternalError"
    assert answer.json["error"]["message"] == "Requested value 'baseAddress' was not found."


def _users(schema: Any) -> Any:
    return next(m for m in schema["synchronizationRules"][0]["objectMappings"] if m["sourceObjectName"] == "User")


def schemas_are_printed_again(make: Make) -> None:
    world = make()
    job = add_job(world, add_app(world))
    schema = world.graph("GET", f"{job}/schema").json
    rows = _users(schema)["attributeMappings"]
    rows[0]["source"] = {"type": "Constant", "name": "x", "expression": '"x"', "parameters": []}
    text = 'Join( " ",[givenName] , [surname])'
    rows[1]["source"] = {"type": "Function", "name": "Join", "expression": text, "parameters": []}
    del rows[2]["defaultValue"]
    assert world.graph("PUT", f"{job}/schema", json=schema).status_code == 204
    kept = _users(world.graph("GET", f"{job}/schema").json)["attributeMappings"]
    assert kept[0]["source"]["parameters"] is None
    assert kept[1]["source"]["expression"] == 'Join(" ", [givenName], [surname])'
    assert [item["key"] for item in kept[1]["source"]["parameters"]] == ["separator", "source", "source"]
    assert kept[2]["defaultValue"] is None


def _parsed(world: World, job: str, text: str) -> Any:
    return world.graph("POST", f"{job}/schema/parseExpression", json={"expression": text}).json


def newer_functions_exist(make: Make) -> None:
    world = make()
    job = add_job(world, add_app(world))
    names = {item["name"] for item in world.graph("GET", f"{job}/schema/functions").json["value"]}
    assert {"Len", "DefaultDomain"} <= names
    assert _parsed(world, job, "Len([mail])")["parsingSucceeded"] is True
    assert _parsed(world, job, "Append([mailNickname],DefaultDomain())")["parsingSucceeded"] is True


def operators_are_spelled_as_documented(make: Make) -> None:
    world = make()
    job = add_job(world, add_app(world))
    found = {item["name"]: item for item in world.graph("GET", f"{job}/schema/filterOperators").json["value"]}
    assert {"Includes", "ENDS_WITH", "Greater_Than", "Greater_Than_OR_EQUALS", "&", "!&"} <= set(found)
    assert "Boolean" in found["EQUALS"]["supportedAttributeTypes"], "Graph's own sample has EQUALS True on a Boolean"
    schema = world.graph("GET", f"{job}/schema").json
    clause = {
        "operatorName": "EQUALS",
        "sourceOperandName": "accountEnabled",
        "targetOperand": {"values": ["True"]},
    }
    _users(schema)["scope"] = {"groups": [{"name": "g", "clauses": [clause]}]}
    assert world.graph("PUT", f"{job}/schema", json=schema).status_code == 204


def schemas_are_not_patched(make: Make) -> None:
    world = make()
    job = add_job(world, add_app(world))
    answer = world.graph("PATCH", f"{job}/schema", json=world.graph("GET", f"{job}/schema").json)
    assert answer.status_code == 404
    assert answer.json["error"]["code"] == "UnknownError"
    assert "No HTTP resource was found" in json.loads(answer.json["error"]["message"])["Message"]


def new_applications_settle(make: Make) -> None:
    world = make(settle=True)
    sp = add_app(world)
    base = f"/servicePrincipals/{sp}/synchronization"
    job = {"templateId": "soloinsightCloudGateSso"}
    pairs = {"value": [{"key": "SyncAll", "value": "false"}]}
    for _ in range(2):
        assert world.graph("GET", f"/servicePrincipals/{sp}").status_code == 404
    seen = {
        world.graph("GET", f"{base}/jobs").status_code,
        *(world.graph("POST", f"{base}/jobs", json=job).status_code for _ in range(2)),
        world.graph("GET", f"{base}/secrets").status_code,
        world.graph("PUT", f"{base}/secrets", json=pairs).status_code,
    }
    assert seen == {401, 403, 404, 409}
    assert world.graph("POST", f"{base}/jobs", json=job).status_code == 201


def scope_needs_a_restart(make: Make) -> None:
    state = make().entra.state
    job = SyncJob("job", "scim", {})
    assert scope_in_force(state, job, {"SyncAll": "true"})["SyncAll"] == "true"
    assert scope_in_force(state, job, {"SyncAll": "false"})["SyncAll"] == "true"
    job.restart((), NOON)
    assert scope_in_force(state, job, {"SyncAll": "false"})["SyncAll"] == "false"


def the_short_grant_name_is_known(make: Make) -> None:
    assert _token(make(), OWN_CLIENT, "User.Read", "device_code")["access_token"]


def applications_are_read_and_changed(make: Make) -> None:
    world = make()
    sp = add_app(world)
    app_id = world.graph("GET", f"/servicePrincipals/{sp}").json["appId"]
    found = next(one for one in world.graph("GET", "/applications").json["value"] if one["appId"] == app_id)
    path = f"/applications/{found['id']}"
    assert world.graph("PATCH", path, json={"notes": "kept"}).status_code == 204
    assert world.graph("GET", path).json["notes"] == "kept"
    assert world.graph("PATCH", path, json={"tags": ["HideApp"]}).status_code == 204
    assert world.graph("GET", path).json["tags"] == ["HideApp"]


def beta_answers_too(make: Make) -> None:
    world = make()
    answer = world.graph("GET", "/me", version="beta")
    assert answer.status_code == 200
    assert "/beta/$metadata" in answer.json["@odata.context"]
    job = add_job(world, add_app(world))
    assert world.graph("GET", f"{job}/objectConnections('x')", version="beta").status_code == 404


def _row(make: Make, operation: Operation, failure: Failure | None = None, escrow: Escrow | None = None) -> Any:
    world = make()
    sp = add_app(world)
    app = world.entra.state.apps.get(sp)
    assert app is not None
    job = SyncJob("job", "scim", {})
    person = world.entra.directory.people()[3]
    strict = world.entra.state.strict("log-rows")
    rows = RowMaker(app, job, "tenant", "cycle", {"User": "urn:ietf:params:scim:schemas:core:2.0:User"}, strict=strict)
    return rows.row(operation, person, failure, 5, NOON, "account", escrow=escrow)


def skips_are_told_in_the_steps(make: Make) -> None:
    row = _row(make, Operation("User", "id", "Ann", "unchanged", "same", target_id="account"))
    assert row["provisioningStatusInfo"] == {"status": "skipped", "errorInformation": None}
    assert row["provisioningSteps"][-1]["details"]["SkipReason"] == "RedundantExport"
    assert [step["provisioningStepType"] for step in row["provisioningSteps"]] == ["import", "scoping", "export"]
    assert row["sourceSystem"]["displayName"] == "Microsoft Entra ID"
    assert row["targetSystem"]["displayName"] == "customappsso"
    assert row["sourceSystem"]["id"] not in ("tenant", row["targetSystem"]["id"])


def refusals_have_the_connectors_name(make: Make) -> None:
    prefixed = make().entra.state.strict("log-rows")
    text = '{"detail":"User must be Active."}'
    code = refusal_code(409, text, filtering=False, prefixed=prefixed)
    assert code == "SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering"
    taken = refusal_code(409, '{"scimType":"uniqueness"}', filtering=False, prefixed=prefixed)
    assert taken == "SystemForCrossDomainIdentityManagementEntryConflict"
    failure = Failure(code, refusal_words(409, text))
    row = _row(make, Operation("User", "id", "Ann", "create", "no-match"), failure, Escrow("User", code, "", NOON))
    reason = row["provisioningStatusInfo"]["errorInformation"]["reason"]
    assert reason.startswith("StatusCode: Conflict Message: ")
    assert f"Web Response: {text}. This operation was retried 0 times." in reason
    names = [step["name"] for step in row["provisioningSteps"]]
    assert names == ["EntryImportAdd", "EntrySynchronizationScoping", "EntrySynchronizationAdd", "EntryExportAdd"]


def waiting_jobs_have_a_stub(make: Make) -> None:
    job = SyncJob("job", "scim", {})
    strict = make().entra.state.strict
    assert job.show(strict)["status"]["lastExecution"] is None
    job.start(NOON)
    status = job.show(strict)["status"]
    assert status["code"] == "NotRun"
    assert status["lastExecution"] is not None
    assert status["lastExecution"]["state"] == "Failed"
    assert status["lastExecution"]["error"]["code"] == "None"
    assert status["lastExecution"]["timeBegan"].startswith("0001-")


def causes_stand_in_the_last_execution(make: Make) -> None:
    job = SyncJob("job", "scim", {}, state="Active", last=Execution(NOON, state="Failed", error=("Code", "words")))
    job.enter_quarantine("EncounteredQuarantineException", "Code", "words", NOON)
    status = job.show(make().entra.state.strict)["status"]
    assert status["quarantine"]["error"] is None
    assert status["lastExecution"]["error"]["code"] == "Code"


@contextmanager
def _without(known: dict[str, Any], *names: str) -> Iterator[None]:
    kept = {name: value for name, value in known.items() if name not in names}
    with patch.dict(known, kept, clear=True):
        yield


def _upper_case() -> AbstractContextManager[Any]:
    upper = {name.upper(): value for name, value in functions.OPERATORS.items()}
    return patch.dict(functions.OPERATORS, upper, clear=True)


_METADATA = "microsoftgraph/msgraph-metadata #347"
BELIEFS = (
    Belief("P1", "a token carries every permission ever consented to", "msgraph-sdk-powershell #587, #1056",
           scopes_add_up, "token-scopes"),
    Belief("P2a", "what User.Read may not read is null", "Graph documentation, limited information for member objects",
           role_fields_are_null, "role-fields"),
    Belief("P2b", "roles can be checked with User.Read", "graph/checkMemberObjects/02", roles_can_be_checked,
           undo=lambda: patch("wizard.practice.entra.represent.directory_role", side_effect=AssertionError)),
    Belief("P3", "the client ids of Microsoft's tools are unknown in China", "errors/18, 19",
           tools_are_unknown_in_china, undo=lambda: patch.object(signin, "TOOLS", frozenset())),
    Belief("P4a", "credentials are upserted by key", _METADATA, secrets_are_upserted, "secrets-upsert"),
    Belief("P4b", "the letter case of keys counts", "errors/07", key_case_counts, "secrets-key-case"),
    Belief("P5", "a stored schema is printed again", "schema/01, graph/parseExpression/01",
           schemas_are_printed_again, "schema-reprint"),
    Belief("P6", "Len and DefaultDomain are functions", "functions page of April 2026; graph/functions/01",
           newer_functions_exist, undo=lambda: _without(functions.FUNCTIONS, "Len", "DefaultDomain")),
    Belief("P7", "operators are spelled as Microsoft writes them", "article on scoping filters",
           operators_are_spelled_as_documented, undo=_upper_case),
    Belief("P8", "a schema cannot be patched", "errors/02", schemas_are_not_patched, "schema-patch"),
    Belief("P9", "a new application answers 401, 403, 404, 409", "terraform-provider-azuread #1628",
           new_applications_settle, "replication"),
    Belief("P10", "Sync Assigned after Sync All needs a restart", "article on known issues", scope_needs_a_restart,
           "scope-restart"),
    Belief("P11", "the device code grant has a short name", "MSAL JS", the_short_grant_name_is_known, "device-grant"),
    Belief("P12a", "applications are read and changed", "Graph documentation, Update application",
           applications_are_read_and_changed,
           undo=lambda: patch("wizard.practice.entra.graph_apps.update_application", side_effect=AssertionError)),
    Belief("P12b", "beta answers the same calls", "Graph documentation, versioning", beta_answers_too,
           undo=lambda: patch.object(GraphApp, "__call__", Web.__call__)),
    Belief("L1", "a skip is told in the steps", "logs/01, 03", skips_are_told_in_the_steps, "log-rows"),
    Belief("L2", "refusals carry the connector's name and the answer", "logs/02, 13",
           refusals_have_the_connectors_name, "log-rows"),
    Belief("L3", "a job that has not run has a stub", "graph/jobs-get/05", waiting_jobs_have_a_stub, "stub-execution"),
    Belief("L4", "the cause of a quarantine stands in the last execution", "graph/jobs-get/02, 03",
           causes_stand_in_the_last_execution, "quarantine-cause"),
)  # fmt: skip


def unlearned(belief: Belief) -> bool:
    """Tell whether the check notices that the belief was undone."""
    with belief.undo():
        try:
            belief.check(lambda **more: make_world(20, lenient=[belief.lenient] if belief.lenient else (), **more))
        except (AssertionError, SignInRefused, KeyError):
            return True
    return False
