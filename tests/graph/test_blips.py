"""A network that is away for a moment: reading goes on, writing is settled by looking, and words are shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from graph_wire import Script, Wire
from listeners import free_port
from practice_entra import World, add_app, make_world, served

from wizard.core.errors import GraphError, NetworkError
from wizard.core.tasks import Progress, Task
from wizard.directory import Assignment
from wizard.graph.calls import Calls
from wizard.graph.client import GraphClient
from wizard.graph.clouds import practice_cloud
from wizard.graph.scopes import scopes_for
from wizard.graph.sending import BUSY, Options
from wizard.graph.signin import SignIn
from wizard.graph.tokens import TokenRequest
from wizard.history.model import Change
from wizard.history.recorder import Journal
from wizard.history.writing import Writings
from wizard.http import Transport
from wizard.journey.answers import Answers
from wizard.journey.state import RunState
from wizard.journey.steps import watch
from wizard.practice.entra.apps import USER_ROLE

Make = Callable[..., Wire]


@pytest.fixture
def world() -> World:
    """A practice Entra in which new applications settle at once."""
    return make_world(20)


class Flaky:
    """Cuts connections before, or (``late``) after the service has acted, for some requests."""

    def __init__(self, app: Any, times: int, method: str = "GET", part: str = "", *, late: bool = False) -> None:
        self.app, self.left, self.method, self.part, self.late = app, times, method, part, late

    def __call__(self, environ: Any, start: Any) -> Any:
        if self.left and environ["REQUEST_METHOD"] == self.method and self.part in environ["PATH_INFO"]:
            self.left -= 1
            if self.late:
                b"".join(self.app(environ, lambda *_: None))
            raise ConnectionAbortedError
        return self.app(environ, start)


@pytest.mark.parametrize("times", [1, 2, 4])
def test_a_reading_goes_on(make_wire: Make, world: World, times: int) -> None:
    wire = make_wire(Flaky(world.entra.graph_app, times, part="/users"), world.token)
    assert len(wire.graph.people.read(wire.task, ("displayName",))) == len(world.entra.directory.people())
    assert ("http-lost" in wire.report_keys()) == (times > 1), "a pooled connection that was closed is told to nobody"


def test_a_network_that_stays_away_is_told_within_a_minute(make_wire: Make, script: Script) -> None:
    wire = make_wire(script)
    graph = GraphClient(Calls(
        wire.transport, practice_cloud("https://127.0.0.1:1", f"https://127.0.0.1:{free_port()}"), wire.tokens,
        wait=lambda task, seconds: None,
    ))  # fmt: skip
    with pytest.raises(NetworkError, match="connection-refused"):
        graph.tenant.organization(wire.task)
    assert wire.report_keys().count("http-lost") >= 3
    assert 10 < sum(wire.waits) <= 60


@pytest.mark.parametrize("late", [False, True])
def test_an_assignment_whose_answer_is_lost_is_there_once(make_wire: Make, world: World, late: bool) -> None:
    app = add_app(world)
    person = world.entra.directory.people()[0].id
    flaky = Flaky(world.entra.graph_app, 1, "POST", "/appRoleAssignedTo", late=late)
    wire = make_wire(flaky, world.token)
    wire.graph.assignments.add(wire.task, app, person, USER_ROLE.id)
    held = [one for one in wire.graph.assignments.all(wire.task, app) if one.principal_id == person]
    assert len(held) == 1
    assert flaky.left == 0


@pytest.mark.parametrize("late", [False, True])
def test_a_job_whose_answer_is_lost_is_made_once(make_wire: Make, world: World, late: bool) -> None:
    app = add_app(world)
    wire = make_wire(Flaky(world.entra.graph_app, 1, "POST", "/jobs", late=late), world.token)
    made = wire.graph.jobs.ensure(wire.task, app)
    assert [job.id for job in wire.graph.jobs.all(wire.task, app)] == [made.id]


@pytest.mark.parametrize("late", [False, True])
def test_what_ends_in_the_same_state_is_done_again(make_wire: Make, world: World, late: bool) -> None:
    app = add_app(world)
    flaky = Flaky(world.entra.graph_app, 3, "POST", "/pause", late=late)
    wire = make_wire(flaky, world.token)
    job = wire.graph.jobs.ensure(wire.task, app)
    wire.graph.jobs.pause(wire.task, app, job.id)
    assert flaky.left == 0


def test_adding_is_not_sent_again(make_wire: Make, world: World) -> None:
    flaky = Flaky(world.entra.graph_app, 1, "POST", "/instantiate", late=True)
    wire = make_wire(flaky, world.token)
    template = wire.graph.applications.find_template(wire.task, "Soloinsight-CloudGate SSO")
    wire.graph.applications.add(wire.task, template.id, "CloudGate", ())
    assert len(wire.recorder.paths("POST")) == 1


# --- what comes twice


def test_somebody_who_comes_twice_is_taken_once_and_counted(scripted: Wire, script: Script) -> None:
    """On one page, and on two."""
    people = [{"id": name, "displayName": name} for name in ("a", "b", "a")]
    script.add(200, {"value": people, "@odata.nextLink": f"{script.root}/v1.0/users?$skiptoken=x"})
    script.add(200, {"value": [{"id": "b", "displayName": "b"}, {"id": "c", "displayName": "c"}]})
    found = scripted.graph.people.read(scripted.task, ("displayName",))
    assert [person.id for person in found] == ["a", "b", "c"]
    assert scripted.graph.calls.repeated == 2


def test_a_group_and_a_member_that_come_twice_count_once(scripted: Wire, script: Script) -> None:
    group = {"id": "g", "displayName": "G", "securityEnabled": True}
    member = {"id": "a", "@odata.type": "#microsoft.graph.user"}
    script.add(200, {"value": [group, group]})
    script.add(200, {"responses": [{"id": "0", "status": 200, "body": {"value": [member, member]}}]})
    (found,) = scripted.graph.people.read_groups(scripted.task)
    assert len(found.members) == 1
    assert scripted.graph.calls.repeated == 2


# --- the log


def test_a_log_that_cannot_be_put_in_order_is_read_without(scripted: Wire, script: Script) -> None:
    rows = [{"id": name, "activityDateTime": f"2026-01-0{name}T00:00:00Z"} for name in "123"]
    script.error(400, "BadRequest", "The query specified in the URI is not valid: $orderby")
    script.add(200, {"value": rows})
    found = scripted.graph.logs.read(scripted.task, "job", None, limit=2)
    assert [row.id for row in found] == ["3", "2"]
    assert "$orderby" in scripted.sent[0].query
    assert "$orderby" not in scripted.sent[1].query
    scripted.graph.logs.read(scripted.task, "job", None)
    assert "$orderby" not in scripted.sent[2].query, "what was refused is not asked for again"


def test_a_log_that_is_refused_for_another_reason_stays_refused(scripted: Wire, script: Script) -> None:
    script.error(400, "BadRequest", "no such filter")
    with pytest.raises(GraphError, match="graph-bad-request"):
        scripted.graph.logs.read(scripted.task, "job", None)
    assert len(scripted.sent) == 2


# --- sign-in


def test_renewing_a_token_survives_a_blip(world: World, ca_file: Path, leaf: Any, tmp_path: Path) -> None:
    """The form that renews may be sent again: a refresh token is not used up by asking."""
    from tests.graph.test_signin import Browser

    flaky = Flaky(world.entra.login_app, 0, "POST", "/token", late=True)
    with served(flaky, leaf, tmp_path) as port:
        root = f"https://127.0.0.1:{port}"
        world.entra.set_addresses(root, "http://127.0.0.1:1")
        waits: list[float] = []
        transport = Transport([ca_file], wait=lambda task, seconds: waits.append(seconds))
        cloud = practice_cloud(root, "https://graph.example")
        signed = SignIn(transport, cloud)
        signed.sign_in_browser(Task(), "base", Browser(world))
        flaky.left = 3
        reports: list[Progress] = []
        assert signed.token(TokenRequest(scopes_for(cloud, "base"), renew=True), Task(reports.append))
        transport.close()
    assert flaky.left == 0
    assert [report.key for report in reports] == ["http-lost"] * 3
    assert len(waits) == 3


# --- watching


def _watched(monkeypatch: pytest.MonkeyPatch, failures: list[Exception]) -> tuple[list[str], Any]:
    """Watch a job whose first looks fail; return what was told and the outcome."""
    status = SimpleNamespace(
        completed_units=None, total_units=None, first_cycle_done=True, quarantined=False, running=True, last=None,
        code="Active", quarantine=None, counts={}, escrowed=0, steady_since=None,
    )  # fmt: skip

    def look(*_: Any) -> Any:
        if failures:
            raise failures.pop(0)
        return SimpleNamespace(status=status, rows=())

    monkeypatch.setattr(watch, "look", look)
    monkeypatch.setattr(watch, "settings", lambda *_: None)
    context: Any = SimpleNamespace(
        graph=SimpleNamespace(calls=SimpleNamespace(cloud=SimpleNamespace(pause=0.02))), state=RunState(), case=None
    )
    told: list[Progress] = []
    found = watch.perform(Task(told.append), context, Answers(service_principal_id="sp"))
    return [report.key for report in told], found


def test_watching_goes_on_after_looks_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    away = [NetworkError("network-unreachable"), GraphError("graph-unavailable", status=503)]
    told, found = _watched(monkeypatch, list(away))
    assert told == ["watch-lost", "watch-lost", "watch-progress"]
    assert found.status == "done"


@pytest.mark.parametrize(
    "error", [NetworkError("tls-untrusted", {"host": "h", "reason": "r"}), GraphError("graph-forbidden", status=403)]
)
def test_watching_ends_at_what_does_not_pass(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    with pytest.raises(type(error)):
        _watched(monkeypatch, [error])


def test_watching_ends_when_the_network_stays_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "PATIENCE_SECONDS", -1.0)
    with pytest.raises(NetworkError):
        _watched(monkeypatch, [NetworkError("connect-timeout")])


@pytest.mark.parametrize(("first", "there"), [((), False), ((504,), True), ((503, 504), True), ((429,), False)])
def test_a_deletion_that_may_have_worked_the_first_time_is_ours(
    make_wire: Make, script: Script, first: tuple[int, ...], there: bool
) -> None:
    """A 404 after a lost answer does not tell that somebody else was quicker; 429 means that nothing was done."""
    for status in first:
        script.error(status, "serviceNotAvailable", Retry_After="0")
    script.error(404, "Request_ResourceNotFound")
    wire = make_wire(script)
    journal = Journal()
    wire.graph.calls.writings = Writings(lambda: journal)
    known = Assignment("p", "User", USER_ROLE.id, "Ann", "1")
    wire.graph.assignments.remove(wire.task, "sp", "1", known=known)
    (entry,) = journal.read().entries
    assert (entry.outcome, entry.result["there"]) == ("done", there)


@pytest.mark.parametrize(("first", "outcome"), [((), "refused"), ((504,), "open"), ((429,), "refused")])
def test_a_refusal_after_a_lost_answer_is_settled_by_reading(
    make_wire: Make, script: Script, first: tuple[int, ...], outcome: str
) -> None:
    for status in first:
        script.error(status, "serviceNotAvailable", Retry_After="0")
    script.error(400, "BadRequest")
    wire = make_wire(script)
    journal = Journal()
    wire.graph.calls.writings = Writings(lambda: journal)
    with pytest.raises(GraphError), wire.graph.calls.declare(Change("job-started")):
        wire.graph.calls.send(wire.task, "POST", "/x", "synchronization", options=Options(retry=BUSY))
    assert journal.read().entries[-1].outcome == outcome


def test_another_way_of_sending_knows_what_the_session_learned(make_wire: Make, script: Script) -> None:
    script.add(200, {"value": []})
    wire = make_wire(script)
    other = wire.graph.through(wire.transport)
    wire.graph.calls.settling.expect_new("sp")
    assert other.calls.settling.is_new("sp"), "its first 404 are waited for"
    other.calls.settling.expect_gone("sp")
    assert not wire.graph.calls.settling.is_new("sp")
