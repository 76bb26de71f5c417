"""What holds for every Graph call: token, headers, paging, retries, errors, settling."""

from __future__ import annotations

import base64
import json
import threading
from typing import Any

import pytest
from graph_wire import Script, Wire
from werkzeug.wrappers import Request as WebRequest
from werkzeug.wrappers import Response as WebResponse

from wizard.core.errors import Cancelled, GraphError, NetworkError
from wizard.core.tasks import Task
from wizard.core.texts import Texts
from wizard.graph import paging
from wizard.graph.prerequisites import APPLICATION_ADMINISTRATOR
from wizard.graph.scopes import SCOPES
from wizard.graph.synchronization import SyncTemplate
from wizard.history.model import Change

SP = "4f2d1c3b-0a9e-4d8c-b7a6-5e4f3d2c1b0a"
ORGANIZATION: dict[str, Any] = {
    "value": [{"id": "t", "displayName": "Harbor Lights", "tenantType": None, "verifiedDomains": []}]
}


def failing(wire: Wire, script: Script, status: int, code: str, **headers: str) -> GraphError:
    script.error(status, code, **headers)
    with pytest.raises(GraphError) as caught:
        wire.graph.tenant.organization(wire.task)
    return caught.value


@pytest.mark.parametrize(
    ("status", "graph_code", "code", "failure"),
    [
        (400, "Request_BadRequest", "graph-bad-request", None),
        (401, "InvalidAuthenticationToken", "graph-unauthorized", None),
        (403, "Authorization_RequestDenied", "graph-forbidden", "rights-missing-role"),
        (403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", "graph-no-licence", "rights-no-logs-licence"),
        (404, "Request_ResourceNotFound", "graph-not-found", None),
        (409, "Conflict", "graph-conflict", None),
        (412, "PreconditionFailed", "graph-changed", None),
        (423, "locked", "graph-locked", None),
        (418, "teapot", "graph-failed", None),
        (503, "ServiceUnavailable", "graph-unavailable", None),
        (429, "TooManyRequests", "graph-throttled", None),
    ],
)
def test_errors_are_told_apart_by_status_and_code(
    scripted: Wire, script: Script, status: int, graph_code: str, code: str, failure: str | None
) -> None:
    error = failing(scripted, script, status, graph_code)
    assert (error.code, error.failure, error.status, error.graph_code) == (code, failure, status, graph_code)
    assert error.request_id == "r-1"
    words = Texts().problem(error)
    assert words.what
    assert words.next


@pytest.mark.parametrize("body", ["<html>Bad gateway</html>", None])
def test_gateways_answer_pages_or_nothing(scripted: Wire, script: Script, body: Any) -> None:
    script.add(502, body)
    with pytest.raises(GraphError) as caught:
        scripted.graph.tenant.organization(scripted.task)
    assert (caught.value.code, caught.value.graph_code) == ("graph-unavailable", "")


@pytest.mark.parametrize("body", ["<html>Sign in to the guest network</html>", [1], {"value": "no list"}])
def test_a_good_status_with_something_else_inside_is_no_answer(scripted: Wire, script: Script, body: Any) -> None:
    script.add(200, body)
    with pytest.raises(GraphError) as caught:
        scripted.graph.tenant.organization(scripted.task)
    assert caught.value.code == "graph-answer-unreadable"


def test_every_request_has_token_and_an_id_of_its_own(scripted: Wire, script: Script) -> None:
    script.add(200, ORGANIZATION)
    scripted.graph.tenant.organization(scripted.task)
    scripted.graph.tenant.organization(scripted.task)
    first, second = scripted.sent
    assert first.headers["authorization"] == "Bearer practice.token.value"
    assert first.headers["client-request-id"] != second.headers["client-request-id"]
    assert "consistencylevel" not in first.headers
    assert [scope.rpartition("/")[2] for scope in scripted.tokens.asked[0][0]] == list(SCOPES["base"])


def test_pages_are_followed_with_the_same_header_and_empty_ones_are_no_end(scripted: Wire, script: Script) -> None:
    def link(number: int) -> str:
        return f"{script.root}/v1.0/users?$skiptoken=opaque%2B{number}"

    script.add(200, {"value": [{"id": "1", "displayName": "Ann"}], "@odata.nextLink": link(1)})
    script.add(200, {"value": [], "@odata.nextLink": link(2)})
    script.add(200, {"value": [{"id": "2", "displayName": "Bo"}]})
    found = scripted.graph.calls.all(scripted.task, "/users", "people", {"$count": "true"})
    assert [item["id"] for item in found] == ["1", "2"]
    assert [sent.headers["consistencylevel"] for sent in scripted.sent] == ["eventual"] * 3
    assert [sent.query.get("$skiptoken") for sent in scripted.sent] == [None, "opaque+1", "opaque+2"]


@pytest.mark.parametrize(
    "link",
    [
        "https://localhost:{port}/v1.0/users?$skiptoken=x",
        "https://127.0.0.1:{other}/v1.0/users",
        "http://127.0.0.1:{port}/v1.0/users",
        "https://127.0.0.1:{port}@evil.example/v1.0/users",
        "https://name@127.0.0.1:{port}/v1.0/users",
        "https://127.0.0.1:notaport/",
        "//127.0.0.1:{port}/v1.0/users",
        "users?$skiptoken=x",
    ],
)
def test_a_page_on_another_host_never_gets_the_token(scripted: Wire, script: Script, link: str) -> None:
    address = link.format(port=script.port, other=script.port + 1)
    script.add(200, {"value": [], "@odata.nextLink": address})
    script.add(200, {"value": []})
    with pytest.raises(GraphError) as caught:
        scripted.graph.people.read(scripted.task, ["displayName"])
    assert caught.value.code == "graph-foreign-page"
    assert len(scripted.sent) == 1


def test_a_page_that_leads_to_itself_ends(scripted: Wire, script: Script) -> None:
    script.add(200, {"value": [], "@odata.nextLink": f"{script.root}/v1.0/users?$skiptoken=x"})
    with pytest.raises(GraphError):
        scripted.graph.people.read(scripted.task, ["displayName"])
    assert len(scripted.sent) == 2


@pytest.mark.parametrize("again", [True, False], ids=["the same rows", "no rows"])
def test_pages_that_bring_nothing_new_and_never_end_are_ended(
    scripted: Wire, script: Script, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    """Each page names another next one, so that no address comes twice: of the log, and of people."""
    monkeypatch.setattr(paging, "IDLE_PAGES", 20)
    rows = [{"id": "1", "displayName": "Ann"}] if again else []
    for number in range(60):
        script.add(200, {"value": rows, "@odata.nextLink": f"{script.root}/v1.0/any?$skiptoken={number}"})
    for read in (
        lambda: scripted.graph.logs.read(scripted.task, "job", None),
        lambda: scripted.graph.calls.all(scripted.task, "/users", "people"),
    ):
        before = len(scripted.sent)
        with pytest.raises(GraphError) as caught:
            read()
        assert caught.value.code == "graph-pages-endless"
        assert len(scripted.sent) - before <= 22
    assert "always one more" in Texts().problem(caught.value).why


def test_even_pages_that_are_full_are_not_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST_PAGES", 100)
    progress = paging.Progress()
    for _ in range(99):
        progress.page(500)
    with pytest.raises(GraphError):
        progress.page(500)


def test_a_refused_token_is_renewed_once(scripted: Wire, script: Script) -> None:
    challenge = json.dumps({"access_token": {"nbf": {"essential": True, "value": "1"}}})
    encoded = base64.b64encode(challenge.encode()).decode()
    script.error(401, "InvalidAuthenticationToken", WWW_Authenticate=f'Bearer error="x", claims="{encoded}"')
    script.add(200, ORGANIZATION)
    assert scripted.graph.tenant.organization(scripted.task).display_name == "Harbor Lights"
    assert [(renew, claims) for _, renew, claims in scripted.tokens.asked] == [(False, ""), (True, challenge)]


def test_a_token_that_stays_refused_is_not_renewed_for_ever(scripted: Wire, script: Script) -> None:
    assert failing(scripted, script, 401, "InvalidAuthenticationToken").code == "graph-unauthorized"
    assert len(scripted.sent) == 2


def test_throttling_waits_as_long_as_it_is_told_up_to_a_cap_and_says_so(scripted: Wire, script: Script) -> None:
    script.error(429, "TooManyRequests", Retry_After="7")
    script.error(503, "ServiceUnavailable", Retry_After="600")
    script.add(200, ORGANIZATION)
    scripted.graph.tenant.organization(scripted.task)
    assert scripted.waits == [7, 60]
    assert scripted.report_keys() == ["http-waiting"] * 2
    assert scripted.reports[0].params["seconds"] == 7


def test_adding_is_not_repeated_after_an_unclear_answer_but_after_a_refusal(scripted: Wire, script: Script) -> None:
    script.error(429, "TooManyRequests", Retry_After="1")
    script.error(500, "InternalServerError")
    with pytest.raises(GraphError), scripted.graph.calls.declare(Change("application-added")):
        scripted.graph.calls.send(scripted.task, "POST", "/applicationTemplates/x/instantiate", "applications", body={})
    assert len(scripted.sent) == 2


def test_a_connection_cut_while_idle_is_used_once_more_for_reading_only(make_wire: Any, script: Script) -> None:
    script.add(200, ORGANIZATION)
    cut = [True, False, True]

    def cutting(environ: Any, start_response: Any) -> Any:
        if cut.pop(0):
            raise ConnectionAbortedError
        return script(environ, start_response)

    wire = make_wire(cutting)
    wire.graph.tenant.organization(wire.task)
    with pytest.raises(NetworkError), wire.graph.calls.declare(Change("job-started")):
        wire.graph.calls.send(wire.task, "POST", "/x", "base", {})
    assert [sent.method for sent in wire.sent] == ["GET", "GET", "POST"]
    assert (wire.waits, wire.report_keys()) == ([], []), "nobody is told of it"


def test_waiting_for_a_new_application_is_visible_and_ends(scripted: Wire, script: Script) -> None:
    scripted.graph.calls.settling.expect_new(SP)
    script.error(404, "Request_ResourceNotFound")
    with pytest.raises(GraphError) as caught:
        scripted.graph.jobs.all(scripted.task, SP)
    assert caught.value.failure == "graph-new-app-not-replicated"
    assert set(scripted.report_keys()) == {"graph-wait-app"}
    assert 120 < sum(scripted.waits) <= 180
    assert scripted.waits == sorted(scripted.waits)


def test_an_old_application_that_is_missing_is_told_at_once(scripted: Wire, script: Script) -> None:
    script.error(404, "Request_ResourceNotFound")
    with pytest.raises(GraphError):
        scripted.graph.jobs.all(scripted.task, SP)
    assert scripted.waits == []


@pytest.mark.parametrize("status", [403, 409])
def test_contradictions_pass_while_an_application_is_new(scripted: Wire, script: Script, status: int) -> None:
    scripted.graph.calls.settling.expect_new(SP)
    script.error(status, "Forbidden")
    if status == 403:  # a role that is missing would not pass, so it is asked for
        script.add(200, {"value": [APPLICATION_ADMINISTRATOR]})
    script.add(200, {"value": []})
    assert scripted.graph.jobs.all(scripted.task, SP) == ()
    asked = [request.path.rpartition("/")[2] for request in scripted.sent]
    assert asked == (["jobs", "checkMemberObjects", "jobs"] if status == 403 else ["jobs", "jobs"])


def test_templates_are_waited_for_and_the_default_comes_first(scripted: Wire, script: Script) -> None:
    scripted.graph.calls.settling.expect_new(SP)
    script.error(404, "ResourceNotFound")
    script.add(200, {"value": []})
    script.add(
        200,
        {
            "value": [
                {"id": "other", "discoverable": True},
                {
                    "id": "mine",
                    "default": True,
                    "metadata": [{"key": "ConfigurationFields", "value": '[{"name":"baseaddress"}]'}],
                },
            ]
        },
    )
    found = scripted.graph.jobs.templates(scripted.task, SP)
    assert found == (SyncTemplate("mine", True, False, ("baseaddress",)), SyncTemplate("other", False, True))
    assert scripted.report_keys() == ["graph-wait-templates"] * 2


def test_an_application_without_templates_cannot_be_provisioned_to(scripted: Wire, script: Script) -> None:
    script.add(200, {"value": []})
    with pytest.raises(GraphError) as caught:
        scripted.graph.jobs.templates(scripted.task, SP)
    assert (caught.value.code, caught.value.failure) == ("graph-no-sync-template", "graph-oidc-app-no-provisioning")
    assert sum(scripted.waits) <= 20


def test_cancelling_leaves_a_call_that_hangs(make_wire: Any, script: Script) -> None:
    reached, release = threading.Event(), threading.Event()

    def hang(_: WebRequest) -> WebResponse:
        reached.set()
        release.wait(20)
        return WebResponse("{}", 200)

    script.answers.append(hang)
    wire = make_wire(script)
    ended: list[BaseException] = []

    def work() -> None:
        try:
            wire.graph.tenant.organization(wire.task)
        except BaseException as error:
            ended.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        assert reached.wait(20)
        wire.task.cancel()
        thread.join(2)
        assert not thread.is_alive()
        assert isinstance(ended[0], Cancelled)
    finally:
        release.set()


def test_cancelling_ends_waiting_for_the_service_to_settle(script: Script, make_wire: Any) -> None:
    wire = make_wire(script)
    script.error(404, "Request_ResourceNotFound")
    wire.graph.calls.settling.expect_new(SP)
    wire.graph.calls.wait = Task.wait
    task = Task(lambda report: task.cancel() if report.key == "graph-wait-app" else None)
    with pytest.raises(Cancelled):
        wire.graph.jobs.all(task, SP)
