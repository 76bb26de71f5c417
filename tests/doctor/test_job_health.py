"""The quarantine clinic: each rule on recorded facts, and on a practice Entra that really runs cycles over sockets."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from graph_wire import FixedTokens
from practice_entra import FaultNames, Switch, World, add_app, add_job, make_world
from pytestqt.qtbot import QtBot

from wizard.core.errors import GraphError
from wizard.core.tasks import Task
from wizard.core.texts import Texts
from wizard.directory import Tenant
from wizard.doctor.job_health import FORGOTTEN, examine, failing, job_health, least_harmful_restart, switched_off_on
from wizard.doctor.model import JobFacts, LogFacts
from wizard.doctor.rules.job import JOB_RULES
from wizard.graph.calls import Calls
from wizard.graph.client import GraphClient
from wizard.graph.clouds import practice_cloud
from wizard.graph.logs import LogRow
from wizard.graph.records import Identity, Status
from wizard.graph.synchronization import Execution, JobStatus, Progress, Quarantine, Secrets, SyncError, job_of
from wizard.http import Transport
from wizard.journey.answers import Answers
from wizard.journey.context import Context, Session
from wizard.journey.steps import watch
from wizard.practice.cloudgate import PracticeCloudGate
from wizard.practice.cloudgate.server import PUBLISHED_PATH
from wizard.practice.entra.apps import USER_ROLE
from wizard.practice.serving import Authority, LoopbackServer
from wizard.secrets.memory import MemoryStore
from wizard.secrets.secret import Secret

REAL = Path(__file__).parent.parent / "real"
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SCIM = "SystemForCrossDomainIdentityManagement"
TESTED = (
    "We received this unexpected response from your application: \r\nReceived response from Web resource. Resource:"
    " https://scim.example/v2/Users?filter=userName+eq+%22a%22 Operation: GET Response Status Code: {status} Response"
    ' Headers: Content-Type: text/html Response Content: {{"detail": "no"}}.'
)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def row(code: str, name: str = "Ann Berg", **more: Any) -> LogFacts:
    return LogFacts(
        code, name, more.pop("kind", "User"), more.pop("action", "create"), more.pop("reason", ""), "export", **more
    )


RUNNING = JobFacts(
    now=NOW, code="Active", schedule="Active", started=True, last_began=ago(minutes=11), last_ended=ago(minutes=10),
    log_rows=20, log_oldest=ago(days=3), recipients="it@harborlights.example",
)  # fmt: skip
PARKED = replace(
    RUNNING, code="Quarantine", began=ago(days=2), next_attempt=NOW + timedelta(hours=5), log_rows=0, log_oldest=None
)


def parked(reason: str = "EncounteredQuarantineException", **more: Any) -> JobFacts:
    return replace(PARKED, reason=reason, **more)


def refused(status: str) -> JobFacts:
    return parked(message=TESTED.format(status=status))


INACTIVE = json.loads((REAL / "logs/13-failure-service-incompatible-filtering.json").read_text(encoding="utf-8"))[
    "response"
]["body"]["value"][0]["provisioningStatusInfo"]["errorInformation"]["reason"]
GROUP = row("InternalServerError", "Door Staff", kind="Group", action="update")
CHANGES = tuple(
    row("UnprocessableEntity", f"Person {n}", action="update", at=ago(hours=n + 1), reason="answered 400 BadRequest")
    for n in range(6)
)

TABLE: list[tuple[str, JobFacts, dict[str, Any], JobFacts]] = [
    ("run-quarantine-too-many-deletes", parked("TooManyDeletes", deletes_held=("A", "B", "C", "D", "E")),
     {"names": "A, B, C", "more": 2, "count": 5}, replace(RUNNING, deletes_held=("A",))),
    ("run-throttled", replace(RUNNING, log=(row("TooManyRequests"),)), {}, refused("Unauthorized")),
    ("run-throttled", refused("TooManyRequests"), {}, replace(RUNNING, log=(row("Timeout"),))),
    ("run-quarantine-credentials", refused("Unauthorized"), {"why": "refused"}, refused("TooManyRequests")),
    ("run-quarantine-credentials", refused("Forbidden"), {"why": "forbidden"}, parked("TooManyDeletes")),
    ("run-quarantine-credentials", refused("NotFound"), {"why": "missing", "answered": "NotFound"}, RUNNING),
    ("run-quarantine-credentials", parked(error_code=f"{SCIM}CredentialValidationUnavailable"),
     {"why": "unanswered", "answered": "none"}, parked("Unknown")),
    ("run-quarantine-credentials", parked(error_code=f"{SCIM}InvalidCredentials"), {"why": "refused"}, RUNNING),
    ("run-quarantine-credentials",
     parked(error_code=f"{SCIM}InvalidCredentials", message="Please provide a valid tenant URL for your application."),
     {"why": "url"}, RUNNING),
    ("run-quarantine-credentials", parked(error_code="InvalidSynchronizationSchema"), {"why": "mappings"}, RUNNING),
    ("run-quarantine-credentials", parked(message="Something new."), {"why": "other"}, RUNNING),
    ("run-quarantine-too-many-failures",
     parked("EncounteredEscrowProportionThreshold", escrowed=6210,
            log=(row("InvalidAnchor"), row("Timeout", "A"), row("Timeout", "B"), row("Timeout", "B"))),
     {"failed": 6210, "code": "Timeout", "most": 2}, parked("TooManyDeletes", escrowed=6210)),
    ("run-quarantine-too-many-failures", parked("EncounteredBaseEscrowThreshold", log_error="graph-forbidden"),
     {"code": "none"}, RUNNING),
    ("run-quarantine-without-visible-errors", parked("Unknown", log_rows=9, log=(row("Timeout", at=ago(days=2)),)), {},
     parked("Unknown", log_rows=9, log=(row("Timeout", at=ago(minutes=10)),))),
    ("run-quarantine-without-visible-errors", parked("EncounteredTotalEscrowThreshold", log_rows=9), {},
     parked("Unknown", log_rows=9, log_error="graph-forbidden")),
    ("run-licence-limit-target", replace(RUNNING, log=(row(f"{SCIM}LicenseLimitExceeded"),)), {"count": 1}, RUNNING),
    # Code and words of tests/real/logs/13: the application's answer was read well, and says why.
    ("run-refused", replace(RUNNING, log=(row(f"{SCIM}ServiceIncompatibleFiltering", reason=INACTIVE),)),
     {"answered": "Conflict", "said": "User must be Active.", "names": "Ann Berg"},
     replace(RUNNING, log=(row(f"{SCIM}ServiceIncompatible", reason="answered 200 OK. Content-Type: text/html"),))),
    ("run-refused", replace(RUNNING, log=(row(f"{SCIM}BadRequest", reason="StatusCode: BadRequest Message: x"),)),
     {"answered": "BadRequest", "said": "–"}, replace(RUNNING, log=(row("LicenseLimitExceeded", reason=INACTIVE),))),
    ("run-licence-limit-target", replace(RUNNING, log=(row("LicenseLimitExceeded"),)),
     {"names": "Ann Berg", "more": 0, "count": 1}, RUNNING),
    ("run-invalid-domain", replace(RUNNING, log=(row("InvalidDomain"), row("InvalidDomain", "Bo Chen"))),
     {"names": "Ann Berg, Bo Chen", "count": 2}, replace(RUNNING, log=(row("InvalidAnchor"),))),
    ("run-invalid-anchor", replace(RUNNING, log=(row("InvalidAnchor"),)), {"count": 1}, RUNNING),
    ("run-multiple-entries-in-response",
     replace(RUNNING, log=(row(f"{SCIM}MultipleEntriesInResponse", "Door Staff", kind="Group"),)), {"why": "members"},
     RUNNING),
    ("run-multiple-entries-in-response", replace(RUNNING, log=(row(f"{SCIM}MultipleEntriesInResponse"),)),
     {"why": "count"}, RUNNING),
    ("run-service-incompatible",
     replace(RUNNING, log=(row(f"{SCIM}ServiceIncompatibleFiltering", reason="answered 200 OK. Content-Type: text/html"),)),
     {"status": 200, "type": "text/html"}, replace(RUNNING, log=(row("UnprocessableEntity"),))),
    ("run-member-failure-loops", replace(RUNNING, log=(GROUP, GROUP, GROUP), cycles=("3", "2", "2")),
     {"name": "Door Staff", "code": "InternalServerError", "times": 2},
     replace(RUNNING, log=(GROUP, GROUP), cycles=("3", "3"))),
    ("run-entra-client-changed", replace(RUNNING, log=CHANGES, update_succeeded=ago(days=1)),
     {"count": 6, "date": "2026-03-02"}, replace(RUNNING, log=CHANGES, update_succeeded=ago(hours=2))),
    ("run-active-as-text", replace(RUNNING, still_active=("Ann Berg",)), {"names": "Ann Berg", "count": 1},
     replace(RUNNING, still_active=("Ann Berg",), flags=("aadOptscim062020",))),
    ("run-disabled-after-four-weeks", parked(schedule="Disabled", started=False, began=ago(days=30)),
     {"date": "2026-02-28"}, parked(schedule="Disabled", started=False, began=ago(days=20))),
    ("run-stop-not-immediate", replace(RUNNING, started=False, schedule="Disabled", executing=True), {},
     replace(RUNNING, executing=True)),
    ("run-nothing-yet", JobFacts(now=NOW, code="NotRun", schedule="Active", started=True), {}, RUNNING),
    ("run-mail-never-came", replace(RUNNING, notify=False), {"why": "nobody"}, RUNNING),
    ("run-mail-never-came", replace(RUNNING, recipients="it@harborlights.example; the office"),
     {"why": "odd", "address": "the office"}, replace(RUNNING, recipients="a@b.example, c@d.example")),
    ("run-history-gone", parked(began=ago(days=12), log_rows=5, log_oldest=ago(days=7)),
     {"date": "2026-02-18", "oldest": "2026-02-23"}, parked(began=ago(days=5), log_rows=5, log_oldest=ago(days=4))),
    ("run-on-demand-false-comfort", replace(RUNNING, on_demand=True, flags=("aadOptscim062020",)),
     {"flag": "aadOptscim062020"}, replace(RUNNING, on_demand=True)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "why"),
    [("01-aws-quarantined-invalid-url", "url"), ("02-box-quarantined-2017", "other"), ("03-box-job-2017-07", "other")],
)
def test_a_recorded_quarantine_is_explained_from_where_its_cause_stands(name: str, why: str) -> None:
    body = json.loads((REAL / f"graph/jobs-get/{name}.json").read_text(encoding="utf-8"))["response"]["body"]
    facts = examine(job_of(body).status, (), None, NOW)
    assert facts.message
    found = job_health(facts)[0]
    assert (found.id, found.params["why"]) == ("run-quarantine-credentials", why)


def test_a_recorded_job_that_was_started_has_not_failed() -> None:
    body = json.loads((REAL / "graph/jobs-get/05-started-not-run-v1.json").read_text(encoding="utf-8"))
    facts = examine(job_of(body["response"]["body"]).status, (), None, NOW)
    assert [item.id for item in job_health(facts)] == ["run-nothing-yet"]


def ids(facts: JobFacts) -> list[str]:
    return [finding.id for finding in job_health(facts)]


@pytest.mark.parametrize(("name", "facts", "params", "other"), TABLE, ids=[entry[0] for entry in TABLE])
def test_a_cause_is_found_in_its_facts_and_not_in_others(
    name: str, facts: JobFacts, params: dict[str, Any], other: JobFacts
) -> None:
    found = next(finding for finding in job_health(facts) if finding.id == name)
    assert {key: found.params[key] for key in params} == params
    assert name not in ids(other)
    texts = Texts()
    for part in ("", ".cause", ".fix"):
        said = texts.get(f"finding-{name}{part}", **found.params)
        assert said.strip()
        assert "{" not in said
        assert "  " not in said


def test_every_rule_has_a_row_and_needs_a_job() -> None:
    from wizard.doctor.model import Facts

    assert {rule.id for rule in JOB_RULES} == {entry[0] for entry in TABLE}
    assert all(rule.look(Facts()) is None for rule in JOB_RULES)
    assert job_health(JobFacts()) == ()
    assert job_health(RUNNING) == ()


def test_the_root_comes_first_and_advice_last() -> None:
    facts = parked(
        message=TESTED.format(status="Unauthorized"), schedule="Disabled", started=False, began=ago(days=30),
        log_rows=4, notify=False,
    )  # fmt: skip
    assert ids(facts) == [
        "run-quarantine-credentials", "run-disabled-after-four-weeks", "run-quarantine-without-visible-errors",
        "run-mail-never-came",
    ]  # fmt: skip
    assert [finding.advice for finding in job_health(facts)] == [False, False, True, True]


SILENT = parked("EncounteredBaseEscrowThreshold", log_rows=9)


@pytest.mark.parametrize(
    ("facts", "approved", "wanted"),
    [
        pytest.param(RUNNING, False, "", id="nothing to restart"),
        pytest.param(replace(RUNNING, started=False, schedule="Disabled"), False, "", id="stopped on purpose"),
        pytest.param(refused("Unauthorized"), False, "start", id="credentials"),
        pytest.param(parked("Unknown"), False, "start", id="no reason given"),
        pytest.param(parked("EncounteredBaseEscrowThreshold", log=(row("Timeout"),)), False, "again", id="failures"),
        pytest.param(SILENT, False, "failed", id="failures that are over"),
        pytest.param(parked("TooManyDeletes"), False, "again", id="deletions"),
        pytest.param(parked("TooManyDeletes"), True, "deletes", id="deletions that are wanted"),
        pytest.param(parked("TooManyDeletes", started=False), True, "start", id="switched off"),
        pytest.param(refused("Forbidden"), True, "start", id="consent to something else"),
    ],
)
def test_the_least_harmful_restart_that_fits(facts: JobFacts, approved: bool, wanted: str) -> None:
    assert least_harmful_restart(facts, approved=approved) == wanted


def test_the_day_on_which_the_job_goes_off() -> None:
    assert switched_off_on(parked()) == ago(days=2) + timedelta(days=28)
    assert switched_off_on(parked(began=None)) is None
    assert switched_off_on(replace(RUNNING, began=ago(days=2))) is None


def test_the_failing_request_is_read_out_of_the_services_words() -> None:
    found = failing(refused("Unauthorized"))
    assert found.request == "GET https://scim.example/v2/Users?filter=userName+eq+%22a%22"
    assert found.answer == "Unauthorized"
    assert "\n" not in found.said
    assert failing(parked(error_code="Odd")).said == "Odd"


# --- from what was read to facts

ENDED = ago(minutes=10)
STATUS = JobStatus("Active", "Active", 40, last=Execution("EntryLevelErrors", ago(minutes=12), ENDED, escrowed=2))


def entry(name: str, outcome: str, at: datetime, cycle: str, action: str = "create", code: str = "Timeout") -> LogRow:
    status = Status(outcome, "" if outcome == "success" else code)
    return LogRow(f"{name}{at}", at, action, status, Identity(name, name, "User"), Identity(), cycle_id=cycle)


def examined(*rows: LogRow, status: JobStatus = STATUS, secrets: Secrets | None = None, **more: Any) -> JobFacts:
    return examine(status, rows, secrets, NOW, **more)


def test_only_failures_that_nothing_made_good_count() -> None:
    facts = examined(
        entry("healed", "failure", ago(hours=3), "1"), entry("healed", "success", ago(hours=2), "2"),
        entry("left", "failure", ago(hours=3), "1"), entry("left", "skipped", ago(hours=2), "2"),
        entry("again", "success", ago(hours=4), "0"), entry("again", "failure", ago(hours=3), "1"),
        entry("again", "skipped", ago(hours=2), "2"), entry("again", "failure", ago(hours=2), "2"),
        entry("again", "failure", ago(hours=1), "3"),
        entry("long ago", "failure", ENDED - FORGOTTEN - timedelta(hours=1), "9"),
    )  # fmt: skip
    assert [(found.name, found.at) for found in facts.log] == [("again", ago(hours=number)) for number in (1, 2, 3)]
    assert facts.cycles == ("3", "2", "1")
    assert facts.log_rows == 10
    assert facts.log_oldest == ENDED - FORGOTTEN - timedelta(hours=1)
    assert facts.escrowed == 2


def test_a_job_that_rests_keeps_the_failures_it_ended_with() -> None:
    """What counts is the last cycle, not today: in quarantine nothing is tried for days."""
    last = Execution("Failed", ago(days=20, minutes=2), ago(days=20))
    facts = examined(entry("x", "failure", ago(days=20), "1"), status=replace(STATUS, last=last))
    assert [found.name for found in facts.log] == ["x"]


def test_held_back_are_those_of_the_newest_cycle_and_only_in_that_quarantine() -> None:
    rows = [
        entry("Bo", "skipped", ago(hours=1), "2", "stageddelete"),
        entry("Ann", "skipped", ago(hours=1), "2", "stageddelete"),
        entry("Cem", "skipped", ago(hours=8), "1", "stageddelete"),
    ]
    held = replace(STATUS, code="Quarantine", quarantine=Quarantine("TooManyDeletes", began=ago(hours=8)))
    assert examined(*rows, status=held).deletes_held == ("Bo", "Ann")
    assert examined(*rows).deletes_held == ()


def test_two_people_of_one_name_are_two() -> None:
    def failed(object_id: str, hours: int) -> LogRow:
        own = Identity(object_id, "Ann Berg", "User")
        refused = Status("failure", "InvalidDomain")
        return LogRow(f"{object_id}{hours}", ago(hours=hours), "create", refused, own, Identity(), cycle_id=str(hours))

    facts = examined(failed("one", 1), failed("two", 1), failed("one", 2))
    assert facts.failing == 2
    (found,) = [one for one in job_health(facts) if one.id == "run-invalid-domain"]
    assert found.params == {"names": "Ann Berg, Ann Berg", "count": 2, "more": 0}
    held = [replace(failed(name, 1), action="stageddelete", status=Status("skipped")) for name in ("one", "two")]
    parked = replace(STATUS, code="Quarantine", quarantine=Quarantine("TooManyDeletes", began=ago(hours=8)))
    assert examined(*held, status=parked).deletes_held == ("Ann Berg", "Ann Berg")


def test_settings_that_could_not_be_read_prove_nothing() -> None:
    assert "run-mail-never-came" not in ids(examined())
    mail = {"Enabled": True, "Recipients": "it@x.example"}
    told = Secrets(
        {"SyncNotificationSettings": json.dumps(mail), "BaseAddress": "https://x.example/scim?aadOptscim062020"}
    )
    facts = examined(secrets=told)
    assert facts.notify
    assert facts.recipients == "it@x.example"
    assert facts.flags == ("aadOptscim062020",)
    without = Secrets({"SyncNotificationSettings": json.dumps({**mail, "Recipients": " "}), "BaseAddress": "::"})
    assert not examined(secrets=without).notify
    assert "run-mail-never-came" in ids(examined(secrets=without))


def test_odd_answers_of_the_service_are_read_as_far_as_they_go() -> None:
    facts = examine(JobStatus("Quarantine", ""), [], None, NOW)
    assert facts.reason == "Unknown"
    assert not facts.started
    assert least_harmful_restart(facts) == "start"
    named = Quarantine("EncounteredQuarantineException", error=SyncError("Code", "words"))
    facts = examine(JobStatus("Quarantine", "Active", quarantine=named), [], None, NOW, log_error="graph-forbidden")
    assert (facts.error_code, facts.message, facts.log_error) == ("Code", "words", "graph-forbidden")
    nameless = LogRow("1", None, "create", Status("failure", "InvalidAnchor"), Identity(), Identity())
    assert ids(examine(STATUS, [nameless], None, NOW)) == ["run-invalid-anchor"]
    assert examined(log_whole=False).log_oldest is None


def test_progress_of_a_cycle_that_is_over_is_no_running_cycle() -> None:
    stopped = JobStatus("Paused", "Disabled", progress=(Progress(1, 9, observed=ago(minutes=3)),))
    assert examine(stopped, [], None, NOW).executing
    assert not examine(replace(stopped, progress=(Progress(1, 9, observed=ago(days=1)),)), [], None, NOW).executing


# --- a practice Entra that runs cycles against a practice CloudGate

TOKEN = "practice-token-for-the-clinic"


class Bent:
    """A CloudGate that answers some requests wrongly, as a test says."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.method, self.path, self.body, self.answer = "", "", "", ("204 No Content", b"")

    def bend(self, method: str, path: str, status: str, answer: bytes = b"", body: str = "") -> None:
        """Answer requests whose path (and body) match with ``status`` and ``answer``."""
        self.method, self.path, self.body, self.answer = method, path, body, (status, answer)

    def straight(self) -> None:
        self.method = ""

    def __call__(self, environ: Any, start: Any) -> Any:
        if self.method and environ["REQUEST_METHOD"] == self.method and re.search(self.path, environ["PATH_INFO"]):
            import io

            sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = io.BytesIO(sent)
            if re.search(self.body, sent.decode()):
                status, answer = self.answer
                start(status, [("Content-Type", "application/scim+json"), ("Content-Length", str(len(answer)))])
                return [answer]
        return self.app(environ, start)


@dataclass
class Tenant12:
    """A tenant with one assigned group, as step 12 finds it."""

    world: World
    gate: PracticeCloudGate
    gate_faults: FaultNames
    bent: Bent
    base: str
    sp: str
    job_path: str
    context: Context
    answers: Answers
    assignment: str = ""

    @property
    def task(self) -> Task:
        return Task()

    def settings(self, **more: str) -> None:
        mail = json.dumps({"Enabled": True, "Recipients": "it@harborlights.example"})
        values = {
            "BaseAddress": self.base, "SecretToken": TOKEN, "SyncAll": "false", "SyncNotificationSettings": mail, **more
        }  # fmt: skip
        body = {"value": [{"key": key, "value": value} for key, value in values.items()]}
        path = f"/servicePrincipals/{self.sp}/synchronization/secrets"
        assert self.world.graph("PUT", path, json=body).status_code == 204

    def limit(self, deletions: int) -> None:
        settings = {
            "Enabled": True, "Recipients": "it@harborlights.example", "DeleteThresholdEnabled": True,
            "DeleteThresholdValue": deletions,
        }  # fmt: skip
        self.settings(SyncNotificationSettings=json.dumps(settings))

    def group(self, name: str) -> Any:
        return next(group for group in self.world.entra.directory.groups() if group.display_name == name)

    def assign(self, item: Any) -> str:
        body = {"principalId": item.id, "resourceId": self.sp, "appRoleId": USER_ROLE.id}
        made = self.world.graph("POST", f"/servicePrincipals/{self.sp}/appRoleAssignedTo", json=body)
        return str(made.json["id"])

    def unassign(self) -> None:
        path = f"/servicePrincipals/{self.sp}/appRoleAssignedTo/{self.assignment}"
        assert self.world.graph("DELETE", path).status_code == 204

    def members(self) -> list[Any]:
        found = [self.world.entra.directory.person(m.id) for m in self.group("Door Staff").members if m.kind == "User"]
        return [person for person in found if person and person.account_enabled and not person.soft_deleted]

    def accounts(self) -> dict[str, Any]:
        return {account["userName"].lower(): account for account in self.gate.held("User")}

    def account(self, person: Any) -> Any:
        return self.accounts()[person.user_principal_name.lower()]

    def start(self) -> watch.Look:
        self.world.graph("POST", f"{self.job_path}/start")
        return self.cycle()

    def later(self, **span: float) -> watch.Look:
        self.world.clock.advance(timedelta(**(span or {"minutes": 40})))
        return self.cycle()

    def cycle(self) -> watch.Look:
        assert self.world.entra.scheduler.run_due() == 1
        return self.look()

    def look(self) -> watch.Look:
        """Look as step 12 does: over the wire, with everything that it reads."""
        found = watch.verify(self.task, self.context, self.answers).data
        assert isinstance(found, watch.Look)
        return found


@pytest.fixture(scope="module")
def sockets() -> Iterator[tuple[Switch, str, Switch, str, Authority]]:
    authority, scim, graph = Authority(), Switch(), Switch()
    servers = LoopbackServer(scim, authority), LoopbackServer(graph, authority)
    yield scim, f"{servers[0].root}{PUBLISHED_PATH}", graph, servers[1].root, authority
    for server in servers:
        server.stop()
    authority.close()


@pytest.fixture
def tenant(sockets: tuple[Switch, str, Switch, str, Authority]) -> Iterator[Tenant12]:
    scim, base, graph_switch, root, authority = sockets
    faults = FaultNames()
    gate = PracticeCloudGate(Secret(TOKEN), faults)  # type: ignore[arg-type]
    world = make_world(ca_file=str(authority.ca_file))
    scim.app = bent = Bent(gate.app)
    graph_switch.app = world.entra.graph_app
    store = MemoryStore()
    store.save("token", Secret(TOKEN))
    context = Context(
        lambda _files: Transport([authority.ca_file]), MemoryStore, store, lambda _url: True, now=world.clock.now
    )
    graph = GraphClient(Calls(context.transport, practice_cloud("https://127.0.0.1:1", root), FixedTokens(world.token)))
    context.session = Session(None, graph, "admin", Tenant("", "Harbor Lights"))  # type: ignore[arg-type]
    sp = add_app(world)
    job_path = add_job(world, sp)
    answers = Answers(service_principal_id=sp, tenant_url=base, token_reference="token", token_kept="memory")
    made = Tenant12(world, gate, faults, bent, base, sp, job_path, context, answers)
    made.settings()
    made.assignment = made.assign(made.group("Door Staff"))
    yield made
    context.reset()


def found(look: watch.Look) -> list[str]:
    return [finding.id for finding in look.findings]


def test_wrong_credentials_and_the_way_back(tenant: Tenant12) -> None:
    tenant.start()
    tenant.settings(SecretToken="wrong")
    seen = tenant.later()
    assert found(seen) == ["run-quarantine-credentials", "run-quarantine-without-visible-errors"]
    assert seen.findings[0].params == {"why": "refused", "answered": "Unauthorized"}
    assert seen.findings[1].advice, "Entra said what failed"
    assert failing(seen.job).request.startswith(f"GET {tenant.base}/Users?filter=userName+eq+")
    assert switched_off_on(seen.job) == tenant.world.clock.now() + timedelta(days=28)
    assert least_harmful_restart(seen.job) == "start"
    links = dict(tenant.world.entra.state.apps.get(tenant.sp).job.links.users)  # type: ignore[union-attr]
    tenant.settings()
    watch.start(tenant.task, tenant.context, tenant.answers)
    seen = tenant.cycle()
    assert found(seen) == []
    assert not seen.status.quarantined
    assert tenant.world.entra.state.apps.get(tenant.sp).job.links.users == links  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("fault", "cause", "why"),
    [
        ("cred-not-admin", "run-quarantine-credentials", "forbidden"),
        ("url-wrong-base-404", "run-quarantine-credentials", "missing"),
        ("conn-html-instead-of-json", "run-quarantine-credentials", "unanswered"),
        ("conn-server-500-config", "run-quarantine-credentials", "unanswered"),
        ("run-throttled", "run-throttled", ""),
    ],
)
def test_what_cloudgate_answers_to_the_test_of_a_cycle(tenant: Tenant12, fault: str, cause: str, why: str) -> None:
    tenant.gate_faults.add(fault)
    seen = tenant.start()
    assert found(seen) == [cause]
    assert seen.findings[0].params.get("why", "") == why
    assert seen.job.reason == "EncounteredQuarantineException"
    tenant.gate_faults.clear()
    watch.start(tenant.task, tenant.context, tenant.answers)
    assert found(tenant.cycle()) == []


def test_throttling_in_the_middle_of_a_cycle(tenant: Tenant12) -> None:
    tenant.bent.bend("POST", "/Users$", "429 Too Many Requests", b'{"status":"429"}')
    seen = tenant.start()
    assert found(seen) == ["run-throttled"]
    assert not seen.status.quarantined
    tenant.bent.straight()
    assert found(tenant.later()) == []


def test_too_many_deletions_named_rejected_or_carried_out(tenant: Tenant12) -> None:
    tenant.limit(3)
    tenant.start()
    people = tenant.members()
    assert len(people) > 3
    tenant.unassign()
    seen = tenant.later()
    assert found(seen) == ["run-quarantine-too-many-deletes"]
    assert set(seen.job.deletes_held) == {"Door Staff", *(person.display_name for person in people)}
    assert seen.findings[0].params["count"] == len(people) + 1
    assert least_harmful_restart(seen.job) == "again", "nothing is deleted without consent"

    watch.restart(tenant.task, tenant.context, tenant.answers, "again")
    seen = tenant.cycle()
    assert found(seen) == ["run-quarantine-too-many-deletes"], "the cause is still there"
    assert all(tenant.account(person)["active"] is True for person in people)

    tenant.assignment = tenant.assign(tenant.group("Door Staff"))
    watch.restart(tenant.task, tenant.context, tenant.answers, "again")
    assert found(tenant.cycle()) == [], "they were assigned again"

    tenant.unassign()
    seen = tenant.later()
    assert least_harmful_restart(seen.job, approved=True) == "deletes"
    watch.restart(tenant.task, tenant.context, tenant.answers, "deletes")
    assert found(tenant.cycle()) == []
    assert all(tenant.account(person)["active"] is False for person in people)


def test_no_free_seat(tenant: Tenant12) -> None:
    tenant.gate_faults.add("run-licence-limit-target")
    seen = tenant.start()
    assert found(seen) == ["run-licence-limit-target"]
    assert seen.findings[0].params["count"] == len(tenant.members())
    assert least_harmful_restart(seen.job) == "", "failures are tried again by themselves"
    tenant.gate_faults.clear()
    assert found(tenant.later()) == []


def test_too_many_failures_and_a_restart_that_leaves_nobody_behind(
    tenant: Tenant12, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.practice.entra.cycle.COUNTED_FROM", 5)
    monkeypatch.setattr("wizard.practice.entra.cycle.PROPORTION", 0.05)
    tenant.gate_faults.add("run-licence-limit-target")
    seen = tenant.start()
    assert found(seen) == ["run-quarantine-too-many-failures", "run-licence-limit-target"]
    people = tenant.members()
    assert seen.findings[0].params == {"failed": len(people), "code": "LicenseLimitExceeded", "most": len(people)}
    kind = least_harmful_restart(seen.job)
    assert kind == "again"
    tenant.gate_faults.clear()
    watch.restart(tenant.task, tenant.context, tenant.answers, kind)
    assert found(tenant.cycle()) == []
    assert {person.user_principal_name.lower() for person in people} <= set(tenant.accounts())


def test_four_weeks_in_quarantine(tenant: Tenant12) -> None:
    tenant.settings(SecretToken="wrong")
    began = tenant.world.clock.now()
    seen = tenant.start()
    while seen.status.running:
        assert seen.job.now is not None
        assert seen.job.now <= began + timedelta(days=30)
        seen = tenant.later(hours=24)
    assert found(seen) == ["run-quarantine-credentials", "run-disabled-after-four-weeks"]
    assert seen.findings[1].params["date"] == (began + timedelta(days=28)).date().isoformat()
    assert least_harmful_restart(seen.job) == "start"
    tenant.settings()
    watch.start(tenant.task, tenant.context, tenant.answers)
    seen = tenant.cycle()
    assert found(seen) == []
    assert seen.status.running


def test_the_log_forgets_how_a_long_quarantine_began(tenant: Tenant12) -> None:
    tenant.limit(1)
    tenant.start()
    tenant.unassign()
    seen = tenant.later()
    began = seen.job.began
    for _ in range(20):
        seen = tenant.later(hours=24)
    assert "run-history-gone" not in found(seen)
    seen = tenant.later(days=20)
    assert not seen.status.running
    assert found(seen)[-1] == "run-history-gone"
    assert began is not None
    assert seen.findings[-1].params["date"] == began.date().isoformat()
    assert seen.job.deletes_held, "the newest rows are still there"


def test_an_account_that_was_removed_behind_entras_back(tenant: Tenant12) -> None:
    tenant.start()
    person = tenant.members()[0]
    tenant.bent.bend("GET", f"/Users/{tenant.account(person)['id']}$", "404 Not Found", b'{"status":"404"}')
    tenant.world.entra.directory.set_attribute(person.id, "jobTitle", "Key Keeper")
    seen = tenant.later()
    assert found(seen) == ["run-invalid-anchor"]
    assert seen.findings[0].params["names"] == person.display_name
    tenant.bent.straight()
    watch.restart(tenant.task, tenant.context, tenant.answers, "full")
    assert found(tenant.cycle()) == []


def test_a_group_that_fails_in_cycle_after_cycle(tenant: Tenant12) -> None:
    tenant.bent.bend("PATCH", "/Groups/", "500 Internal Server Error", b'{"detail":"no such member"}')
    assert found(tenant.start()) == [], "once is no loop"
    seen = tenant.later()
    assert found(seen) == ["run-member-failure-loops"]
    assert seen.findings[0].params == {
        "name": "Door Staff", "code": "InternalServerError", "times": 2, "more": 0
    }  # fmt: skip
    tenant.bent.straight()
    assert found(tenant.later(hours=3)) == []


def test_members_that_nobody_asked_for(tenant: Tenant12) -> None:
    tenant.start()
    group = tenant.gate.held("Group")[0]
    body = {"id": group["id"], "displayName": group["displayName"], "members": [{"value": "x"}]}
    tenant.bent.bend("GET", f"/Groups/{group['id']}$", "200 OK", json.dumps(body).encode())
    watch.restart(tenant.task, tenant.context, tenant.answers, "again")
    seen = tenant.cycle()
    assert found(seen) == ["run-multiple-entries-in-response"]
    assert seen.findings[0].params == {"why": "members"}


def test_an_answer_that_cannot_be_read(tenant: Tenant12) -> None:
    tenant.bent.bend("POST", "/Users$", "201 Created", b"{}")
    seen = tenant.start()
    assert found(seen) == ["run-service-incompatible"]
    words = Texts().get("finding-run-service-incompatible.cause", **seen.findings[0].params)
    assert words


def test_changes_that_are_refused_from_one_day_on(tenant: Tenant12) -> None:
    directory, people = tenant.world.entra.directory, tenant.members()
    tenant.start()
    directory.set_attribute(people[0].id, "jobTitle", "Key Keeper")
    tenant.later()
    tenant.bent.bend("PATCH", "/Users/", "400 Bad Request", b'{"detail":"path"}')
    for person in people[:4]:
        directory.set_attribute(person.id, "jobTitle", "Lamp Keeper")
    # What CloudGate answered is named, and four people are no change of everything.
    assert found(tenant.later(days=3)) == ["run-refused"]
    for person in people[4:8]:
        directory.set_attribute(person.id, "jobTitle", "Lamp Keeper")
    seen = tenant.later()
    assert found(seen) == ["run-entra-client-changed"]
    assert seen.findings[0].params["date"] == tenant.world.clock.now().date().isoformat()


def test_a_reason_that_cloudgate_names_is_the_finding_whoever_it_concerns(tenant: Tenant12) -> None:
    directory, people = tenant.world.entra.directory, tenant.members()
    tenant.start()
    directory.set_attribute(people[0].id, "jobTitle", "Key Keeper")
    tenant.later()
    tenant.bent.bend("PATCH", "/Users/", "400 Bad Request", b'{"detail":"title Lamp Keeper is not known"}')
    for person in people[:8]:
        directory.set_attribute(person.id, "jobTitle", "Lamp Keeper")
    seen = tenant.later()
    assert found(seen) == ["run-refused"]
    assert seen.findings[0].params["said"] == "title Lamp Keeper is not known"


def test_people_who_were_disabled_and_are_still_active(tenant: Tenant12) -> None:
    tenant.start()
    person, other = tenant.members()[:2]
    tenant.bent.bend("PATCH", "/Users/", "204 No Content", body='"active".*"False"')
    tenant.world.entra.directory.set_enabled(person.id, False)
    seen = tenant.later()
    assert tenant.account(person)["active"] is True
    assert found(seen) == ["run-active-as-text"]
    assert seen.findings[0].params["names"] == person.display_name
    tenant.bent.straight()
    tenant.world.entra.directory.set_enabled(person.id, True)
    tenant.world.entra.directory.set_enabled(other.id, False)
    assert found(tenant.later()) == []
    assert tenant.account(other)["active"] is False


@pytest.mark.parametrize("status", ["503 Service Unavailable", "401 Unauthorized", "500 Internal Server Error"])
def test_an_account_that_could_not_be_read_is_read_at_the_next_look(tenant: Tenant12, status: str) -> None:
    """Only 404 says that an account is gone (RFC 7644, section 3.12); another error says nothing about it."""
    tenant.start()
    person = tenant.members()[0]
    tenant.bent.bend("PATCH", "/Users/", "204 No Content", body='"active".*"False"')
    tenant.world.entra.directory.set_enabled(person.id, False)
    assert found(tenant.later()) == ["run-active-as-text"]
    tenant.context.state.application(tenant.answers).still_active = None  # as after the program was started again
    tenant.bent.bend("GET", f"/Users/{tenant.account(person)['id']}", status)
    assert found(tenant.look()) == []
    tenant.bent.straight()
    assert found(tenant.look()) == ["run-active-as-text"]


def test_an_account_that_cannot_be_read_hides_no_other(tenant: Tenant12) -> None:
    tenant.start()
    person, other = tenant.members()[:2]
    tenant.bent.bend("PATCH", "/Users/", "204 No Content", body='"active".*"False"')
    for one in (person, other):
        tenant.world.entra.directory.set_enabled(one.id, False)
    tenant.later()
    for broken, seen in ((person, other), (other, person)):
        tenant.context.state.application(tenant.answers).still_active = None
        tenant.bent.bend("GET", f"/Users/{tenant.account(broken)['id']}", "500 Internal Server Error")
        (finding,) = tenant.look().findings
        assert finding.params["names"] == seen.display_name
        tenant.bent.straight()


def test_a_stopped_job_whose_cycle_goes_on(tenant: Tenant12) -> None:
    log, looks = tenant.world.entra.state.log, list[watch.Look]()
    real = log.add

    def stop_once(entry: dict[str, Any]) -> None:
        log.add = real  # type: ignore[method-assign]
        real(entry)
        watch.stop(tenant.task, tenant.context, tenant.answers)
        looks.append(tenant.look())

    log.add = stop_once  # type: ignore[method-assign]
    after = tenant.start()
    assert found(looks[0]) == ["run-stop-not-immediate"]
    assert found(after) == []


def test_a_new_job_and_one_of_which_nobody_hears(tenant: Tenant12) -> None:
    # A key with JSON cannot be emptied (400, msgraph-metadata #347), only switched off.
    tenant.settings(SyncNotificationSettings='{"Enabled":false}')
    tenant.world.graph("POST", f"{tenant.job_path}/start")
    seen = tenant.look()
    assert found(seen) == ["run-nothing-yet", "run-mail-never-came"]
    assert all(finding.advice for finding in seen.findings)
    assert found(tenant.cycle()) == ["run-mail-never-came"]


def test_on_demand_is_no_proof_with_the_flag(tenant: Tenant12) -> None:
    tenant.settings(BaseAddress=f"{tenant.base}?aadOptscim062020")
    tenant.start()
    person = tenant.members()[0]
    tenant.world.entra.directory.set_attribute(person.id, "jobTitle", "Key Keeper")
    assert found(tenant.look()) == []
    assert watch.on_demand(tenant.task, tenant.context, tenant.answers, person.id).result == "success"
    assert found(tenant.look()) == ["run-on-demand-false-comfort"]


def test_watching_goes_on_without_a_log_and_without_settings(tenant: Tenant12) -> None:
    tenant.settings(SecretToken="wrong")
    tenant.start()
    tenant.world.faults.add("rights-no-logs-licence")
    seen = tenant.look()
    assert isinstance(seen.log_error, GraphError)
    assert seen.job.log_error == seen.log_error.code
    assert found(seen) == ["run-quarantine-credentials"]
    bare = watch.look(tenant.task, tenant.context, tenant.answers, True)
    assert bare.job.recipients == ""
    assert bare.job.notify, "what was not read is not called missing"


def test_a_later_look_reads_what_is_new_in_the_log_and_knows_it_all(tenant: Tenant12) -> None:
    tenant.start()
    people = tenant.members()[:2]
    for person in people:
        tenant.world.entra.directory.set_attribute(person.id, "jobTitle", "Key Keeper")
    before = tenant.later()
    tenant.world.entra.directory.set_attribute(people[0].id, "jobTitle", "Door Keeper")
    whole = tenant.later()
    assert len(whole.rows) > len(before.rows) > 2

    read = []
    task = Task(lambda progress: read.append(progress.done) if progress.key == "graph-reading-log" else None)
    late = before.rows[0]  # it happened before that look and came to the log after it
    seen = watch.look(task, tenant.context, tenant.answers, True, held=before.rows[1:])
    assert late in seen.rows
    assert seen.rows == whole.rows
    assert read[-1] < len(before.rows), "what is held is not read again"


def test_no_secret_of_the_service_is_shown(tenant: Tenant12) -> None:
    """A server that repeats what it was sent must not bring the token onto the page."""
    tenant.bent.bend("GET", "/Users$", "401 Unauthorized", f"Bearer {TOKEN}".encode())
    seen = tenant.start()
    assert seen.job.reason
    assert TOKEN not in repr(seen.job)
    assert TOKEN not in failing(seen.job).said


# --- the page


@pytest.fixture
def page(tenant: Tenant12, qtbot: QtBot, qapp: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Step 12's page over the practice Entra, whose cycles run when they are due."""
    from wizard.journey.machine import Journey
    from wizard.journey.setups import SetupStore
    from wizard.journey.steps import STEPS
    from wizard.ui.pages.watch import StepPage
    from wizard.ui.shell.context import UiContext
    from wizard.ui.shell.controller import Controller
    from wizard.ui.shell.runner import Runner
    from wizard.ui.theme import Theme

    journey = Journey(STEPS, lambda: datetime.now(UTC).isoformat())
    journey.answer(service_principal_id=tenant.sp, tenant_url=tenant.base, token_reference="token", token_kept="memory")
    runner, theme = Runner(), Theme(qapp, dark=False)

    def setups() -> SetupStore:
        return SetupStore(tmp_path / "setups")

    controller = Controller(journey, runner, tenant.context, setups, parent=runner)
    made = StepPage(UiContext(Texts(), runner, journey, controller, theme, tenant.context, setups))
    qtbot.addWidget(made)
    made.resize(920, 900)
    made.show()
    yield made
    tenant.world.entra.stop()
    qtbot.waitUntil(lambda: runner.busy == 0 and controller.saving.all_saved, timeout=20_000)
    runner.close()
    theme.deleteLater()


def watched(page: Any, qtbot: QtBot) -> None:
    page.enter()
    qtbot.waitUntil(lambda: page.context.runner.busy == 0 and page._watching is None, timeout=20_000)


def texts_of(page: Any) -> str:
    from PySide6.QtWidgets import QLabel, QPushButton

    shown = [*page.job_health.findChildren(QLabel), *page.job_health.findChildren(QPushButton)]
    return "\n".join(item.text() for item in shown if item.isVisible())


def find(page: Any, name: str) -> Any:
    from PySide6.QtWidgets import QWidget

    return next(item for item in page.findChildren(QWidget, name) if item.isVisible())


def assert_nothing_is_clipped(page: Any) -> None:
    from PySide6.QtWidgets import QLabel, QPushButton

    for item in page.job_health.findChildren(QLabel):
        if item.isVisible() and item.wordWrap():
            assert item.height() >= item.heightForWidth(item.width()), item.text()
    for item in page.job_health.findChildren(QPushButton):
        if item.isVisible():
            assert item.width() >= item.sizeHint().width(), item.text()


def test_the_card_says_why_until_when_and_what_to_do_and_its_button_heals(
    tenant: Tenant12, page: Any, qtbot: QtBot
) -> None:
    from PySide6.QtCore import Qt

    from wizard.ui.times import shown_date

    tenant.settings(SecretToken="wrong")
    seen = tenant.start()
    watched(page, qtbot)
    said = texts_of(page)
    off = switched_off_on(seen.job)
    assert off is not None
    for words in (
        "connection failed", "Unauthorized", "CloudGate does not accept the token", "save it to Entra on step 6",
        shown_date(off.astimezone().date()), "in 28 days",
    ):  # fmt: skip
        assert words in said, said
    assert "/Users?filter=userName+eq+" in said.replace("\u200b", "")
    assert_nothing_is_clipped(page)
    restart = find(page, "jobHealthRestart")
    assert restart.text() == "Start the job again"
    tenant.settings()
    tenant.world.clock.advance(timedelta(minutes=1))
    tenant.world.entra.start()
    qtbot.mouseClick(restart, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.context.runner.busy == 0 and page._watching is None, timeout=20_000)
    assert not page.job_health.isVisible()
    assert {person.user_principal_name.lower() for person in tenant.members()} <= set(tenant.accounts())


def test_deletions_are_carried_out_only_after_they_were_looked_at(tenant: Tenant12, page: Any, qtbot: QtBot) -> None:
    from PySide6.QtCore import Qt

    tenant.limit(1)
    tenant.start()
    people = tenant.members()
    tenant.unassign()
    tenant.later()
    watched(page, qtbot)
    said = texts_of(page)
    assert all(person.display_name in said for person in people[:3])
    assert find(page, "jobHealthRestart").text() == "Restart provisioning"
    find(page, "showHeld").click()
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == len(people) + 1)
    find(page, "approveDeletes").click()
    assert find(page, "jobHealthRestart").text() == "Allow deletions"
    assert_nothing_is_clipped(page)
    tenant.world.clock.advance(timedelta(minutes=1))
    tenant.world.entra.start()
    qtbot.mouseClick(find(page, "jobHealthRestart"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.gate.dialog is not None and page.gate.dialog.isVisible(), timeout=20_000)
    dialog = page.gate.dialog
    named = {one.name for one in dialog.table.rows._rows if one.kind == "User"}
    assert named == {person.display_name for person in people}
    dialog.number.setText(str(len(people) + 1))  # and their group
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.context.runner.busy == 0 and page._watching is None, timeout=20_000)
    assert all(tenant.account(person)["active"] is False for person in people)
    assert not page.job_health.isVisible()


def test_outside_quarantine_findings_are_quiet(tenant: Tenant12, page: Any, qtbot: QtBot) -> None:
    tenant.gate_faults.add("run-licence-limit-target")
    # A key with JSON cannot be emptied (400, msgraph-metadata #347), only switched off.
    tenant.settings(SyncNotificationSettings='{"Enabled":false}')
    tenant.start()
    watched(page, qtbot)
    banners = [find(page, f"finding-{number}") for number in (0, 1)]
    assert [banner.property("tone") for banner in banners] == ["warn", "info"]
    assert "no license left" in texts_of(page)
    assert "Nobody is notified" in texts_of(page)
    assert_nothing_is_clipped(page)


def card_for(page: Any, qtbot: QtBot) -> Callable[[JobFacts], str]:
    def show(facts: JobFacts) -> str:
        page.job_health.show_job(facts, job_health(facts))
        qtbot.waitUntil(page.job_health.isVisible)
        qtbot.wait(1)
        return texts_of(page)

    return show


@pytest.mark.parametrize("width", [620, 1400])
def test_every_finding_fits_the_page(page: Any, qtbot: QtBot, width: int) -> None:
    show = card_for(page, qtbot)
    for _, facts, _, _ in TABLE:
        for each in (facts, replace(facts, reason=facts.reason or "Unknown", message="x" * 900 + " " + "word " * 300)):
            page.resize(width, 1000)
            assert show(each)
            page.resize(width, max(1000, page.heightForWidth(width)))  # in the window it scrolls
            qtbot.wait(1)
            assert_nothing_is_clipped(page)
            assert page.minimumSizeHint().width() <= 900
