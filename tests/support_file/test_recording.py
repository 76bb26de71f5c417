"""A recording of what the practice Entra answers goes through the same checks as public recordings, and no secret and
nobody's name is in it: neither planted ones nor those of the company."""

from __future__ import annotations

import base64
import io
import json
import socket
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cli_world import Attached, NotedCompany, World
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.real import adopt
from tests.real.corpus import corpus
from tests.real.reality import judge, unknown
from tests.real.test_reality import ADDRESSES, INVENTED
from wizard import wiring
from wizard.core.errors import Cancelled, GraphError, SupportFileError
from wizard.core.tasks import Task
from wizard.graph.calls import Calls
from wizard.graph.client import GraphClient
from wizard.journey.steps.begin import sign_in
from wizard.practice.strictness import STRICTNESS
from wizard.secrets.secret import Secret
from wizard.support_file.recording.asking import Asking, asking_for
from wizard.support_file.recording.file import make, read, save
from wizard.support_file.recording.model import INDEX, Piece, Recording, Tried

STEPS = ("begin", "credentials", "application", "assign", "connect", "users", "groups", "scope", "preview", "turnon")
TOKEN = Secret("cg-7Ht4qLp9Zx2Wv8Rk5Nm3")


class Recorded:
    """A company that ran a cycle, and what was recorded of it."""

    def __init__(self, folder: Path, lenient: tuple[str, ...]) -> None:
        self.company = NotedCompany(40, lenient)
        world = World(self.company, folder)
        world.run_steps(*STEPS, assign=("Site Leads",))
        self.context = wiring.make_context()
        self.context.practice = Attached(self.company)  # type: ignore[assignment]
        self.token = Secret(self.company.describe()["scim_token"])
        self.answers = world.answers.with_(sign_in="device")

        def approve(progress: Any) -> None:
            if code := getattr(progress.data, "user_code", ""):
                self.company.entra.approve_device_code(code)

        session = sign_in(Task(approve), self.context, self.answers, reading=True, log=True)
        self.graph = session.graph
        assert self.company.entra.scheduler.wait_idle(60), "the cycle's own requests are not the recording's"
        self.company.seen.clear()
        self.asking = asking_for(self.graph, self.answers, self.company.clock.now(), self.token)
        self.asking.run(Task(), self.context.transport)
        self.path = folder / "company.recording.zip"
        save(make(self.asking.recording(), [self.token]).content, self.path)

    def close(self) -> None:
        self.context.close()
        self.company.stop()


@pytest.fixture(scope="module", params=[(), STRICTNESS], ids=["strict", "lenient"])
def recorded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorded]:
    made = Recorded(tmp_path_factory.mktemp("recorded"), request.param)
    try:
        yield made
    finally:
        made.close()


def test_it_passes_the_checks_of_public_recordings(recorded: Recorded) -> None:
    items = corpus(recorded.path)
    verdicts = judge(items)
    assert [one for one in verdicts if one.outcome == "differs" and "raises" in one.detail] == []
    assert [one for one in unknown(verdicts) if one.subject != "practice Entra"] == []
    if recorded.company.strict("log-rows"):  # the practice Entra of the checks is strict
        assert unknown(verdicts) == ()
    counted = {one.subject: 0 for one in verdicts}
    for one in verdicts:
        counted[one.subject] += one.outcome == "agrees"
    strict = recorded.company.strict("token-scopes")  # lenient tokens get refusals for three kinds of request
    assert (
        counted["Graph answers"] >= (27 if strict else 22) and counted["schemas"] >= 3 and counted["SCIM answers"] >= 7
    )
    assert counted["log rows"] == 1 and counted["errors"] >= (1 if strict else 4) and counted["practice Entra"] >= 20


def test_every_kind_of_request_was_asked_and_nothing_was_written(recorded: Recorded) -> None:
    index = read(recorded.path)[INDEX]
    tried = {one["call"]: one for one in index["tried"]}
    assert {name for name, one in tried.items() if one["outcome"] not in {"answered", "refused"}} == {
        "objectConnections"
    }
    assert tried["objectConnections"]["reason"] == "no-permission"
    assert tried["directoryAudits"]["outcome"] == "refused"
    assert index["complete"] is True
    assert recorded.company.written() in ([], [("POST", path) for _, path in recorded.company.written()])
    assert all(path.endswith("/parseExpression") for _, path in recorded.company.written())
    listed = {name for one in index["tried"] for name in one["files"]}
    assert listed == read(recorded.path).keys() - {INDEX}


def test_the_same_in_a_folder(recorded: Recorded, tmp_path: Path) -> None:
    with zipfile.ZipFile(recorded.path) as archive:
        archive.extractall(tmp_path)
    assert {one.slug for one in corpus(tmp_path)} == {one.slug for one in corpus(recorded.path)}


def test_nobody_of_the_company_is_in_it(recorded: Recorded) -> None:
    whole = b"".join(json.dumps(one).encode() for one in read(recorded.path).values()).decode().casefold()
    facts = recorded.company.describe()
    people = recorded.company.entra.directory.people(deleted=True)
    assert len(people) >= 40
    for text in (facts["scim_token"], facts["domain"], "harbor", *(one.text("userPrincipalName") for one in people)):
        assert text.casefold() not in whole
    for one in people:
        assert one.id not in whole
        for name in ("displayName", "surname", "mail", "employeeId", "telephoneNumber"):
            assert len(one.text(name)) < 4 or json.dumps(one.text(name)).casefold() not in whole


def test_an_interruption_leaves_what_was_answered(recorded: Recorded) -> None:
    task = Task()
    asked: list[str] = []

    def stop(progress: Any) -> None:
        if progress.key == "recording-asking":
            asked.append(str(progress.params["call"]))
            if len(asked) == 4:
                task.cancel()

    task = Task(stop)
    asking = Asking(recorded.graph, "", datetime.now(UTC))
    with pytest.raises(Cancelled):
        asking.run(task, recorded.context.transport)
    recording = asking.recording()
    assert not recording.complete
    by_reason = {one.call: one.reason for one in recording.tried}
    assert by_reason["users-get"] == "" and by_reason["jobs-get"] == "cancelled" and by_reason["scim"] == "choice"
    documents = make(recording, []).documents
    assert sorted(documents) == [
        "graph/checkMemberObjects/01-recorded-checkMemberObjects",
        "graph/organization/01-recorded-organization",
        "graph/users-get/01-recorded-users-get",
        INDEX,
    ]


def test_what_does_not_answer_is_told_and_the_rest_is_kept(recorded: Recorded) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # a port that is taken, and where nobody listens
        url = f"https://127.0.0.1:{nobody.getsockname()[1]}/scim"
        asking = asking_for(recorded.graph, recorded.answers.with_(tenant_url=url), datetime.now(UTC), TOKEN)
        asking.run(Task(), recorded.context.transport)
    recording = asking.recording()
    told = {one.call: (one.outcome, one.reason) for one in recording.tried}
    assert told["scim-users"] == ("failed", "connection-refused") and told["users-get"] == ("answered", "")
    assert not recording.complete
    assert not [name for name in make(recording, [TOKEN]).documents if name.startswith("scim/")]


def test_a_session_that_may_write_is_refused(recorded: Recorded) -> None:
    graph = GraphClient(
        Calls(recorded.context.transport, recorded.graph.calls.cloud, recorded.graph.calls._access.tokens)
    )
    with pytest.raises(GraphError):
        Asking(graph, "", datetime.now(UTC))


# --- planted


def recording_of(*pieces: Piece) -> Recording:
    return Recording(
        "2026-11-29T12:00:00+00:00", "1.0", "global", pieces, (Tried("users-list", "answered", status=200),)
    )


def piece(call: str, body: Any, place: str = "", url: str = "https://graph.microsoft.com/v1.0/users") -> Piece:
    return Piece(call, place or f"graph/{call}", "a test", "GET", url, {}, None, 200, {}, body)


PLANTED: tuple[Any, ...] = (
    {"value": [{"id": "1", "displayName": "Quintessa Vandermolen", "mail": "quintessa.vandermolen@zanzibar.example"}]},
    {"value": [{"unheardOf": {"deep": ["Quintessa"]}, "extension_0aa11bb22cc33dd44ee55ff667788990_zanzibarCode": "x"}]},
    {"value": [{"displayName": "Mark May", "note": "May, Mark: +43 660 9988776", "birthday": "1990-05-17"}]},
    {"value": [{"blob": json.dumps({"owner": "Quintessa Vandermolen"})}]},
    {"value": [{"blob": base64.b64encode(b"Quintessa Vandermolen at zanzibar").decode()}]},
    {"@odata.nextLink": "https://graph.microsoft.com/v1.0/users?$skiptoken=RFNwdAIAAQAAABw6cXVpbnRlc3Nh", "value": []},
    {"value": [{"id": "7c1b6a2d-9a11-4b2e-9a5c-5c0c7c3e3a54", "link": "https://portal.zanzibar.example/quintessa"}]},
)
SURVIVES_NOT = (
    "quintessa", "vandermolen", "zanzibar", "mark", "may,", "9988776", "1990-05-17", "7c1b6a2d", "rfnwdaiaaqaaabw6",
    base64.b64encode(b"Quintessa Vandermolen").decode()[:20].casefold(), "0aa11bb22cc33dd44ee55ff667788990",
)  # fmt: skip


@pytest.mark.parametrize("call", ["users-list", "groups-list", "jobs-get", "provisioning", "unheard-of"])
def test_planted_names_do_not_survive(call: str) -> None:
    made = make(recording_of(*(piece(call, body, "graph/x") for body in PLANTED)), [])
    whole = b"".join(made.documents.values()).decode().casefold()
    for text in SURVIVES_NOT:
        assert text not in whole, text


def test_a_planted_secret_is_masked_wherever_it_stands() -> None:
    secret = TOKEN.reveal()
    body = {
        "error": {"message": f"Bearer {secret} was refused"},
        "value": [{"displayName": secret, "x": [secret.lower()]}],
    }
    made = make(recording_of(piece("jobs-get", body), piece("users-list", body)), [TOKEN])
    whole = b"".join(made.documents.values())
    assert secret.encode() not in whole and secret.lower().encode() not in whole
    assert b"was refused" in whole


def test_a_credential_that_nobody_knows_is_masked_by_its_form() -> None:
    jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJxdWludGVzc2EifQ.c2lnbmF0dXJl"
    pieces = [piece("jobs-get", {"access_token": jwt, "status": jwt}), piece("users-list", {"note": f"Bearer {jwt}"})]
    whole = b"".join(make(recording_of(*pieces), []).documents.values())
    assert b"eyJ" not in whole and b"c2lnbmF0dXJl" not in whole


def test_the_words_of_the_service_stay() -> None:
    body = {
        "id": "customappsso.1d2fb583368e4c4e8aa543759a2181a0.3036b2d2-1111-4222-8333-444455556666",
        "status": {"code": "Quarantine", "quarantine": {"reason": "EncounteredQuarantineException",
            "error": {"code": "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable",
                      "message": "Received response from Web resource Zanzibar", "tenantActionable": True}}},
        "schedule": {"interval": "PT40M", "state": "Active"},
    }  # fmt: skip
    made = make(recording_of(piece("jobs-get", body)), []).documents
    told = json.loads(made["graph/jobs-get/01-recorded-jobs-get"])["response"]["body"]
    assert told["status"]["code"] == "Quarantine" and told["schedule"] == body["schedule"]
    error = told["status"]["quarantine"]["error"]
    assert error["code"].startswith("SystemForCrossDomain") and error["tenantActionable"] is True
    assert "Web resource" in error["message"] and "Zanzibar" not in error["message"]
    assert told["id"].startswith("customappsso.") and "1d2fb583" not in told["id"]


NAMES = st.text("abcdefghijklmnopqrstuvwxyzäöü", min_size=6, max_size=14).map(lambda text: "zq" + text)


@settings(max_examples=examples(30), deadline=None)
@given(
    name=NAMES,
    member=st.sampled_from(["displayName", "description", "unheardOf", "value", "name", "message", "id", "reason"]),
    call=st.sampled_from(["users-list", "jobs-get", "schema-get", "provisioning", "organization", "unheard-of"]),
    wrap=st.sampled_from([lambda x: x, lambda x: [x], lambda x: {"details": x}, json.dumps, lambda x: f"of {x}, 1"]),
)
def test_no_unusual_word_survives_anywhere(name: str, member: str, call: str, wrap: Any) -> None:
    made = make(recording_of(piece(call, {"value": [{member: wrap(name)}]}, "graph/x")), [])
    assert name.casefold() not in b"".join(made.documents.values()).decode().casefold()


@settings(max_examples=examples(30), deadline=None)
@given(
    name=NAMES,
    member=st.sampled_from(["state", "code", "status", "type", "category", "date", "error", "key", "interval"]),
    call=st.sampled_from(["users-list", "organization", "scim-users", "batch", "unheard-of"]),
)
def test_what_is_a_code_elsewhere_is_somebodys_own_in_a_directory_object(name: str, member: str, call: str) -> None:
    """Such as ``state``: of a job a code, of a user where they live."""
    details = {"value": [{"sourceIdentity": {"details": {member: name}}}]}
    pieces = [piece(call, {"value": [{member: name}]}, "graph/x"), piece("provisioning", details, "graph/y")]
    assert name.casefold() not in b"".join(make(recording_of(*pieces), []).documents.values()).decode().casefold()


def test_a_code_that_is_a_sentence_is_none() -> None:
    whole = make(recording_of(piece("jobs-get", {"state": "run by Quintessa Vandermolen"})), []).documents
    assert b"uintessa" not in b"".join(whole.values()) and b"andermolen" not in b"".join(whole.values())


# --- the file


def test_a_recording_of_nothing_is_none() -> None:
    with pytest.raises(SupportFileError) as caught:
        make(Recording("2026-11-29T12:00:00+00:00", "1.0", "global", (), ()), [])
    assert caught.value.code == "recording-empty"


@pytest.mark.parametrize(
    "entries",
    [
        {"../evil.json": b"{}"},
        {"recording.json": b"{}"},
        {"recording.json": b'{"version": 99}'},
        {"recording.json": b'{"version": 1}', "graph/a/b/c.json": b"{}"},
        {"recording.json": b'{"version": 1}', "graph/a/b.json": b"[]"},
        {"recording.json": b'{"version": 1}', "graph/a/run.exe": b"MZ"},
        {"recording.json": b'{"version": 1}', "graph/a/b.json": b" " * (65 * 1024 * 1024)},
    ],
    ids=["path", "no version", "newer", "deep", "no object", "other kind", "huge"],
)
def test_what_is_no_recording_is_refused(entries: dict[str, bytes], tmp_path: Path) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    path = tmp_path / "stranger.zip"
    path.write_bytes(whole.getvalue())
    with pytest.raises(SupportFileError) as caught:
        read(path)
    assert caught.value.code == "recording-unreadable"
    with pytest.raises(ValueError, match="stranger"):
        corpus(path)


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    with pytest.raises(SupportFileError) as caught:
        save(b"x", tmp_path / "missing" / "file.zip")
    assert caught.value.code == "recording-not-written"
    assert list(tmp_path.iterdir()) == []


# --- into the corpus


def test_a_recording_is_taken_into_a_corpus(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "07-there.json").write_text("{}", encoding="utf-8")
    assert adopt.main([str(recorded.path), "--into", str(tmp_path), "--only", "logs/*", "--only", "graph/users-*"]) == 0
    slugs = {one.slug for one in corpus(tmp_path)}
    assert "logs/08-recorded-provisioning" in slugs and "graph/users-list/01-recorded-users-list" in slugs
    assert not [one for one in slugs if one.startswith("schema/")]
    said = capsys.readouterr().out
    assert "not there    objectConnections: no-permission" in said and "0 differences" in said
    for path in tmp_path.rglob("*.json"):
        assert [one for one in ADDRESSES.findall(path.read_text("utf-8")) if not INVENTED.search(one)] == []


def test_domains_become_examples() -> None:
    body = {
        "value": [
            {
                "mail": "ann@mail.zanzibar-group.co.uk",
                "upn": "ann@zanzibar.onmicrosoft.com",
                "x": "zanzibar.onmicrosoft.com",
            }
        ]
    }
    documents = {"graph/users-list/01-x": body}
    text = adopt._with_example_domains(json.dumps(documents))
    assert "ann@mail.zanzibar-group.co.example" in text and "onmicrosoft.com" in text and "zanzibar.onm" not in text
    assert all(INVENTED.search(one) for one in ADDRESSES.findall(text))
