"""The URL finder, the PATCH dialect probe, server evidence, and servers that no one here wrote."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from listeners import Answer, Certificates, Requests, serving
from scim2_server.memory import InMemoryStorage
from scim2_server.testserver.application import BearerTokenApplication
from scim2_server.utils import load_default_provider

from wizard.core.errors import Cancelled, InputError
from wizard.core.resources import resource
from wizard.core.tasks import Task
from wizard.core.texts import Texts
from wizard.doctor import Asked, Report, diagnose
from wizard.doctor.evidence import has_evidence, people_in
from wizard.doctor.finder import MOST, find_url, roots
from wizard.doctor.patch_probe.probe import findings_of, probe_changes
from wizard.doctor.probes.answers import schemes
from wizard.http import Transport
from wizard.mapping import Schema
from wizard.practice.cloudgate import PracticeCloudGate
from wizard.practice.faults import CLOUDGATE, Fault, FaultBoard
from wizard.provisioning import Configuration
from wizard.scim.client import ScimClient
from wizard.scim.endpoint import parse_tenant_url
from wizard.secrets.secret import Secret
from wizard.wording.evidence import page

TOKEN = Secret("tools-canary-8b2e")
SCHEMA = Schema(json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8")))
EMPTY = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 0, "Resources": []}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def transport(certificates: Certificates) -> Iterator[Transport]:
    made = Transport([certificates.ca_file])
    yield made
    made.close()


@pytest.fixture
def faults() -> FaultBoard:
    return FaultBoard([Fault(name, "cloudgate") for name in CLOUDGATE])


@pytest.fixture
def gate(faults: FaultBoard) -> PracticeCloudGate:
    return PracticeCloudGate(TOKEN, faults)


@pytest.fixture
def root(gate: PracticeCloudGate, certificates: Certificates) -> Iterator[str]:
    with serving(gate.app, certificates) as server:
        yield server.root


# --- the finder


def at(base: str) -> Requests:
    """A server whose SCIM root is ``base``."""

    def answer(environ: dict[str, Any]) -> Answer:
        there = environ["PATH_INFO"] in {f"{base}/Users", f"{base}/Groups"}
        kind = {"Content-Type": "application/scim+json"}
        return (200, kind, json.dumps(EMPTY).encode()) if there else (404, {"Content-Type": "text/plain"}, b"no")

    return Requests(answer)


@pytest.mark.parametrize(
    ("base", "pasted", "note"),
    [
        ("/scim/v2", "/scim/v2", "as-given"),
        ("/scim/v2", "/scim/v2/ServiceProviderConfig", "without-discovery"),
        ("/scim/v2", "/scim/v2/sync/serviceproviderconfig", "parent"),
        ("/scim/v2", "/scim/v2/users", "without-discovery"),
        ("/scim", "/scim/v2", "without-v2"),
        ("/scim/v2", "/scim", "with-v2"),
        ("/scim/v2", "/", "with-scim-v2"),
        ("/api/scim", "/api", "with-scim"),
        ("/scim", "/scim/scim", "without-doubled"),
        ("/scim/scim", "/scim", "with-doubled"),
        ("/scim/v2", "/scim?aadOptscim062020/v2", "after-flag"),
        ("/scim/v2", "/admin/console/login", "with-scim-v2"),
        ("", "/scim/v2", "parent"),
    ],
)
def test_the_right_root_is_found(
    transport: Transport, certificates: Certificates, base: str, pasted: str, note: str
) -> None:
    app = at(base)
    with serving(app, certificates) as server:
        found = find_url(Task(), server.root + pasted, TOKEN, transport)
        assert (found[0].url, found[0].note) == (server.root + base, note)
        assert found[0].answer.good
        assert not any(each.answer.good for each in found[1:])
    assert {seen["REQUEST_METHOD"] for seen in app.seen} == {"GET"}
    assert len(app.seen) <= MOST + 1


def test_a_proposal_that_is_taken_answers(transport: Transport, root: str) -> None:
    report = diagnose(Task(), f"{root}/scim/v2/Groups", TOKEN, transport)
    assert report.findings[0].id == "url-ends-in-discovery-path"
    assert diagnose(Task(), str(report.findings[0].params["url"]), TOKEN, transport).ok


def test_http_is_not_tried(transport: Transport) -> None:
    with pytest.raises(InputError):
        find_url(Task(), "http://127.0.0.1:9/scim", TOKEN, transport)


@given(st.lists(st.sampled_from(["scim", "v2", "Users", "api", "SCIM", "x y", "ü", "schemas"]), max_size=8))
@settings(derandomize=True, max_examples=examples(200), deadline=None)
def test_roots_stay_on_the_same_server(parts: list[str]) -> None:
    url = parse_tenant_url("https://gate.example:8443/" + "/".join(part.replace(" ", "%20") for part in parts))
    found = roots(url)
    assert len(found) <= MOST
    assert len({address for address, _ in found}) == len(found)
    assert url.base not in {address for address, _ in found}
    for address, _ in found:
        other = parse_tenant_url(address)
        assert (other.scheme, other.host, other.port, other.query) == ("https", "gate.example", 8443, "")


# --- the patch probe, against the practice company


@pytest.mark.parametrize(
    ("only", "flag", "finding"),
    [("", "", ""), ("", "?aadOptscim062020", ""), ("url-flag-missing", "", "url-flag-missing"),
     ("url-flag-missing", "?aadOptscim062020", "")],
)  # fmt: skip
def test_the_form_that_works_is_found_and_nothing_stays(
    transport: Transport, faults: FaultBoard, root: str, only: str, flag: str, finding: str
) -> None:
    if only:
        faults.set(only, True)
    url = f"{root}/scim/v2{flag}"
    facts = probe_changes(Task(), url, TOKEN, transport, Configuration.from_schema(SCHEMA, sync_all=False))
    assert facts.harm("aadOptscim062020") == {} and ("disable" in facts.harm("classic")) == bool(only)
    assert facts.left == () and list(ScimClient(f"{root}/scim/v2", TOKEN, transport).read_all("Users")) == []
    assert [item.id for item in findings_of(url, facts)] == ([finding] if finding else [])


# --- server evidence


@pytest.mark.parametrize(
    "fault",
    ["conn-null-resources", "conn-404-for-empty-query", "conn-group-lookup-unsupported",
     "conn-filter-attribute-unsupported"],
)  # fmt: skip
def test_evidence_holds_request_answer_rule_and_expectation(
    transport: Transport, faults: FaultBoard, root: str, fault: str
) -> None:
    faults.set(fault, True)
    report = diagnose(Task(), f"{root}/scim/v2", TOKEN, transport)
    finding = report.findings[0]
    assert has_evidence(finding, report)
    text = page(finding, report, Texts())
    assert "filter=" in text and "GET https://127.0.0.1" in text
    assert "RFC 7644" in text and '"totalResults": 0' in text
    assert "Bearer ***" in text and TOKEN.reveal() not in text


def test_a_refused_token_is_no_defect_of_the_server(transport: Transport, faults: FaultBoard, root: str) -> None:
    faults.set("cred-401-invalid", True)
    report = diagnose(Task(), f"{root}/scim/v2", TOKEN, transport)
    assert not has_evidence(report.findings[0], report)


def test_evidence_with_peoples_records_says_so(transport: Transport, certificates: Certificates) -> None:
    """A service that ignores the filter answers with everybody, whose records stand on the page then."""
    users = [{"id": str(n), "userName": f"person{n}@harborlights.example"} for n in range(7)]

    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        found = users if "/Users" in environ["PATH_INFO"] else []
        body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": len(found),
                "startIndex": 1, "itemsPerPage": len(found), "Resources": found}  # fmt: skip
        start("200 OK", [("Content-Type", "application/scim+json")])
        return [json.dumps(body).encode()]

    with serving(app, certificates) as server:
        report = diagnose(Task(), f"{server.root}/scim/v2", TOKEN, transport)
    shown = [finding for finding in report.findings if has_evidence(finding, report)]
    assert 7 in {people_in(finding, report) for finding in shown}
    words = Texts()
    assert "7 people" in words.get("evidence-lead", people=7)
    assert "no person’s record" in words.get("evidence-lead", people=0)


# --- servers of others


def foreign(transport: Transport, certificates: Certificates, app: Any, path: str = "") -> Report:
    with serving(app, certificates) as server:
        return diagnose(Task(), f"{server.root}{path}", TOKEN, transport, Asked(matching="externalId"))


def test_scim2_server_as_it_comes(transport: Transport, certificates: Certificates) -> None:
    report = foreign(transport, certificates, BearerTokenApplication(InMemoryStorage(), load_default_provider()))
    assert report.ok, report.findings
    assert all(finding.advice for finding in report.findings)
    names = report.facts.answers["schemas"].names
    assert "userName" in names
    assert "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department" in names


def test_a_small_service_that_has_just_enough(transport: Transport, certificates: Certificates) -> None:
    """No discovery, no groups' members, an error of its own for the root: RFC 7644 asks no more of a look-up."""

    def answer(environ: dict[str, Any]) -> Answer:
        if environ.get("HTTP_AUTHORIZATION") != f"Bearer {TOKEN.reveal()}":
            return 401, {"WWW-Authenticate": 'Bearer realm="scim"'}, b""
        if environ["PATH_INFO"].startswith(("/Users", "/Groups")):
            return 200, {"Content-Type": "application/scim+json; charset=utf-8"}, json.dumps(EMPTY).encode()
        return 200, {"Content-Type": "application/scim+json"}, b"{}"

    report = foreign(transport, certificates, Requests(answer))
    assert report.ok and report.findings == ()


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Bearer", ("bearer",)),
        ('Bearer realm="x, y", error="invalid_token"', ("bearer",)),
        ('Basic realm="a"', ("basic",)),
        ('Basic realm="a", Bearer realm="b"', ("basic", "bearer")),
        ("Negotiate, NTLM", ("negotiate", "ntlm")),
        ("", ()),
        (",,,", ()),
    ],
)
def test_the_schemes_of_a_challenge(header: str, found: tuple[str, ...]) -> None:
    assert schemes(header) == found


def test_pieces_side_by_side_end_when_cancelled() -> None:
    from wizard.doctor.probes.side import together

    release = threading.Event()
    task = Task()
    threading.Timer(0.05, task.cancel).start()
    try:
        with pytest.raises(Cancelled):
            together(task, {"slow": lambda: release.wait(20)}, "gate.example", 20)
    finally:
        release.set()


def test_the_matching_attribute_is_that_of_the_mappings() -> None:
    from types import SimpleNamespace

    from wizard.journey.answers import Answers
    from wizard.journey.state import RunState
    from wizard.journey.steps.credentials import matching_attribute
    from wizard.mapping import AttributeMapping

    nobody: Any = SimpleNamespace(session=None, state=RunState())
    second = AttributeMapping.make("userName", "[userPrincipalName]", matching=2).to_json()
    first = AttributeMapping.make("externalId", "[employeeId]", matching=1).to_json()
    assert matching_attribute(Task(), nobody, Answers()) == "userName"
    assert matching_attribute(Task(), nobody, Answers(user_rows=(second, first))) == "externalId"
    assert matching_attribute(Task(), nobody, Answers(user_rows=({"broken": 1},))) == "userName"


def test_groups_that_are_not_provisioned_need_not_be_found(transport: Transport, faults: FaultBoard, root: str) -> None:
    faults.set("conn-group-lookup-unsupported", True)
    report = diagnose(Task(), f"{root}/scim/v2", TOKEN, transport, Asked(groups=False))
    assert report.ok
    assert [(finding.id, finding.advice) for finding in report.findings] == [("conn-group-lookup-unsupported", True)]


def test_nothing_is_begun_when_the_time_is_over() -> None:
    from wizard.doctor.probes.side import LANES, together

    begun: list[int] = []
    release, all_in = threading.Event(), threading.Barrier(LANES + 1)

    def piece(number: int) -> None:
        begun.append(number)
        all_in.wait(10)
        release.wait(10)

    work = {str(number): (lambda number=number: piece(number)) for number in range(LANES + 3)}
    waiting = threading.Thread(target=lambda: all_in.wait(10))
    waiting.start()
    found = together(Task(), work, "gate.example", 0.2)
    waiting.join(10)
    release.set()
    assert {getattr(each, "code", "") for each in found.values()} == {"connect-timeout"}
    assert len(begun) == LANES
