"""The one who failed is the one who is blamed: services in which one thing is wrong, and who stands before them."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from listeners import Certificates, serving
from raw_server import talking
from small_scim import ERROR, Refused, SmallScim

from wizard.core.tasks import Task
from wizard.core.texts import Texts
from wizard.doctor import Finding, Report, diagnose
from wizard.doctor.evidence import exchange_of
from wizard.http import Transport
from wizard.secrets.secret import Secret
from wizard.wording.evidence import page

ANA = {"id": "a", "userName": "ana@example.com", "displayName": "Ana", "active": True}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def transport(certificates: Certificates) -> Iterator[Transport]:
    made = Transport([certificates.ca_file])
    yield made
    made.close()


class Ask:
    """Tests a service that is served for as long as that takes."""

    def __init__(self, certificates: Certificates, transport: Transport) -> None:
        self._certificates, self._transport = certificates, transport

    def __call__(self, service: SmallScim) -> Report:
        with serving(service, self._certificates) as server:
            report = diagnose(Task(), f"{server.root}/scim", Secret(service.token), self._transport)
        assert service.token not in json.dumps(report.to_json())
        return report

    def only(self, service: SmallScim) -> Finding:
        report = self(service)
        assert len(report.findings) == 1, report.findings
        return report.findings[0]


@pytest.fixture
def ask(certificates: Certificates, transport: Transport) -> Ask:
    return Ask(certificates, transport)


def words(finding: Finding) -> str:
    texts = Texts()
    return " ".join(texts.get(f"finding-{finding.id}{part}", **finding.params) for part in ("", ".cause", ".fix"))


def test_a_service_in_which_nothing_is_wrong(ask: Ask) -> None:
    """With people and groups, so that every positive look-up is made."""
    service = SmallScim([dict(ANA), {"id": "b", "userName": "Ana@Example.com.au"}], [{"id": "g", "displayName": "G"}])
    report = ask(service)
    assert report.ok
    assert report.findings == ()
    assert {"found", "found-case", "found-part", "as-entra", "media"} <= set(report.facts.answers)


# --- what stands before the service


class Guarded(SmallScim):
    """A network of servers that does not know this program (Cloudflare's error 1010: the client's signature)."""

    said: tuple[int, bytes, str] = (403, b"error code: 1010", "text/plain")
    refuses = "CloudGate"

    def before(self, environ: dict[str, Any]) -> None:
        if self.refuses in environ.get("HTTP_USER_AGENT", ""):
            status, body, kind = self.said
            raise Refused(status, body, {"Content-Type": kind})
        super().before(environ)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ((403, b"error code: 1010", "text/plain"), "guard"),
        ((403, b"<html><title>Attention Required!</title></html>", "text/html"), "guard"),
        ((406, b'{"message": "Not acceptable"}', "application/json"), "guard"),
        ((502, b"<html><head><title>502 Bad Gateway</title></head></html>", "text/html"), "gateway"),
        ((503, b"upstream connect error", "text/plain"), "gateway"),
    ],
)
def test_something_in_front_refuses_this_program(ask: Ask, said: tuple[int, bytes, str], kind: str) -> None:
    service = Guarded()
    service.said = said
    finding = ask.only(service)
    assert (finding.id, finding.params["status"], finding.params["kind"]) == ("conn-answered-before", said[0], kind)
    assert finding.params["entra"] == "yes"
    assert "token was not checked" in words(finding)
    assert "accepted the token" not in words(finding)


def test_something_in_front_refuses_everybody(ask: Ask) -> None:
    service = Guarded()
    service.refuses = ""
    assert ask.only(service).params["entra"] == "no"


def test_a_service_that_refuses_the_account_is_not_taken_for_a_guard(ask: Ask) -> None:
    class NotAdmin(SmallScim):
        def answer(self, *given: Any) -> tuple[int, Any]:
            raise Refused(403, {"schemas": [ERROR], "status": "403", "detail": "not an administrator"})

    assert ask.only(NotAdmin()).id == "cred-not-admin"


def test_a_front_that_wants_a_user_agent(ask: Ask) -> None:
    """Entra sends none (recorded: ``tests/real/scim/requests/24-no-user-agent-2026.json``)."""

    class WantsAgent(SmallScim):
        def before(self, environ: dict[str, Any]) -> None:
            if not environ.get("HTTP_USER_AGENT"):
                raise Refused(403, b"<html>403 Forbidden</html>", {"Content-Type": "text/html"})
            super().before(environ)

    report = ask(WantsAgent([dict(ANA)]))
    assert not report.ok
    assert [each.id for each in report.findings] == ["conn-entra-request-refused"]
    assert "User-Agent" in page(report.findings[0], report, Texts())


@pytest.mark.parametrize("location", ["{path}/", "https://other.example{path}/", "http://localhost{path}/?{query}"])
def test_a_redirect_to_the_same_address_with_a_slash_is_a_defect_of_the_service(ask: Ask, location: str) -> None:
    class Slash(SmallScim):
        def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
            if path.endswith(("Users", "Groups")):
                raise Refused(307, b"", {"Location": location.format(path=path, query="filter=x")})
            return super().answer(method, path, query, body)

    report = ask(Slash())
    assert [(each.id, each.who) for each in report.findings] == [("service-trailing-slash", "cloudgate")]
    assert "Tenant URL is right" in words(report.findings[0])
    assert page(report.findings[0], report, Texts())


def test_another_redirect_is_still_another_address(ask: Ask) -> None:
    class Moved(SmallScim):
        def answer(self, *given: Any) -> tuple[int, Any]:
            raise Refused(302, b"", {"Location": "/login/"})

    assert ask.only(Moved()).id == "redirect-elsewhere"


# --- the secure connection


@contextmanager
def _wants_certificate(certificates: Certificates, version: ssl.TLSVersion) -> Iterator[int]:
    """Serve TLS that takes only clients with a certificate of the same authority."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificates.cert_file, certificates.key_file)
    made.load_verify_locations(certificates.ca_file)
    made.verify_mode = ssl.CERT_REQUIRED
    made.maximum_version = version

    def talk(connection: Any) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with talking(talk, None, made) as server:
        yield server.port


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_server_that_wants_a_client_certificate(
    certificates: Certificates, transport: Transport, version: ssl.TLSVersion
) -> None:
    with _wants_certificate(certificates, version) as port:
        report = diagnose(Task(), f"https://localhost:{port}/scim", Secret("t"), transport)
    assert [each.id for each in report.findings] == ["conn-client-certificate"]
    assert "Neither Entra provisioning nor this program can present one" in words(report.findings[0])


def test_a_web_server_that_says_so_in_a_page(ask: Ask) -> None:
    """nginx's own page, status 400."""

    class Page(SmallScim):
        def before(self, environ: dict[str, Any]) -> None:
            title = b"<html><head><title>400 No required SSL certificate was sent</title></head></html>"
            raise Refused(400, title, {"Content-Type": "text/html"})

    assert ask.only(Page()).id == "conn-client-certificate"


def test_a_server_that_closes_in_the_handshake_has_no_old_cipher(transport: Transport) -> None:
    with talking(lambda connection: None, None) as server:
        report = diagnose(Task(), f"https://127.0.0.1:{server.port}/scim", Secret("t"), transport)
    assert [each.id for each in report.findings] == ["connection-cut"]
    assert "could not agree" not in words(report.findings[0])


# --- answers that are no list


class Said(SmallScim):
    given: Any = None

    def answer(self, *given: Any) -> tuple[int, Any]:
        status, right = super().answer(*given)
        return status, self.given(right)


@pytest.mark.parametrize(
    ("given", "part"),
    [
        (lambda right: {"schemas": [ERROR], "status": "401", "detail": "Token is not for this tenant"},
         "It says: “Token is not for this tenant” (status 200 instead of 401)."),
        (lambda right: {**right, "totalResults": "0"}, 'totalResults is the text "0", not a number.'),
        (lambda right: {**right, "totalResults": 0.5}, "totalResults is 0.5, not a number."),
        (lambda right: {"success": True, "data": right}, "The list is wrapped in “data”."),
        (lambda right: {**right, "Resources": {}}, "Resources is {…}, not a list."),
        (lambda right: right["Resources"], "A bare array was returned."),
        (lambda right: ANA, "A single object was returned, not a list."),
        (lambda right: {}, "has neither totalResults nor Resources."),
        (lambda right: {"error": "invalid_token", "error_description": "expired"}, "It says: “expired”, with status 200"),
        (lambda right: {"status": "401", "detail": "no"}, "It says: “no”, with status 200"),
        (lambda right: b"", "The answer has no content."),
        (lambda right: b"ok", "The answer is not JSON: “ok”."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_answer_is_said(ask: Ask, given: Any, part: str) -> None:
    service = Said()
    service.given = given
    finding = ask.only(service)
    assert finding.id == "run-service-incompatible"
    assert part in words(finding)


# --- searches


def test_evidence_for_more_than_was_asked_for_shows_one_of_all(ask: Ask) -> None:
    """The vendor's page: one resource is right for ``count=1``, and the total stays."""

    class All(SmallScim):
        def listed(self, found: list[Any], query: dict[str, str]) -> Any:
            return super().listed(found, {})

    people = [{"id": str(number), "userName": f"person{number}@example.com"} for number in range(5)]
    report = ask(All(people))
    finding = next(each for each in report.findings if each.id == "run-multiple-entries-in-response")
    expected = json.loads(
        page(finding, report, Texts()).partition("Expected answer\n---------------\n")[2].splitlines()[0]
    )
    assert expected["totalResults"] == 5
    assert [each["id"] for each in expected["Resources"]] == ["0"]


@pytest.mark.parametrize("sign", ['"', "%", "\\", "ü"])
def test_a_sign_that_cannot_be_searched_for_is_named_alone(ask: Ask, sign: str) -> None:
    """Services refuse one sign and take the others (scimmy a double quote, scimgateway a percent sign)."""

    class Minds(SmallScim):
        def parsed(self, text: str) -> tuple[str, str]:
            attribute, value = super().parsed(text)
            if sign in value:
                raise Refused(400, {"schemas": [ERROR], "status": "400", "detail": "filter"})
            return attribute, value

    report = ask(Minds([dict(ANA)]))
    finding = report.findings[0]
    assert (finding.id, finding.params["signs"], finding.advice) == ("service-filter-quoting", sign, True)
    assert "twice" not in words(finding)
    assert "that person is not provisioned" in words(finding)
    shown = exchange_of(finding, report)
    assert shown is not None and shown.status == 400


class Begins(SmallScim):
    """Takes ``eq`` for ``sw``."""

    def matches(self, item: Any, attribute: str, value: str) -> bool:
        return str(item.get(attribute)).lower().startswith(value.lower())


class Contains(SmallScim):
    def matches(self, item: Any, attribute: str, value: str) -> bool:
        return value.lower() in str(item.get(attribute)).lower()


class Exact(SmallScim):
    def matches(self, item: Any, attribute: str, value: str) -> bool:
        return bool(item.get(attribute) == value)


class Hidden(SmallScim):
    """Lists accounts that no search finds."""

    def matches(self, item: Any, attribute: str, value: str) -> bool:
        return False


@pytest.mark.parametrize(
    ("service", "finding", "advice"),
    [
        (Begins, "service-search-finds-others", False),
        (Contains, "service-search-finds-others", False),
        (Exact, "service-search-letter-case", True),
        (Hidden, "service-search-misses", False),
    ],
)
def test_searches_are_tried_on_an_account_that_exists(
    ask: Ask, service: type[SmallScim], finding: str, advice: bool
) -> None:
    found = ask.only(service([dict(ANA), {"id": "b", "userName": "Ana@example.com.au"}]))
    assert (found.id, found.advice) == (finding, advice)


def test_a_service_that_does_not_page_is_told(ask: Ask) -> None:
    class NoPages(SmallScim):
        def listed(self, found: list[Any], query: dict[str, str]) -> Any:
            if "startIndex" in query:
                raise Refused(500, {"schemas": [ERROR], "status": "500", "detail": "slice of a query"})
            return super().listed(found, query)

    report = ask(NoPages([dict(ANA)]))
    assert [(each.id, each.advice) for each in report.findings] == [("service-paging", True)]


# --- what comes and what is taken


@pytest.mark.parametrize(
    ("more", "names"),
    [
        ({"emails": ["ana@example.com"]}, "emails"),
        ({"emails": "ana@example.com"}, "emails"),
        ({"phoneNumbers": ["+1 555 0100"], "roles": ["User"]}, "phoneNumbers, roles"),
        ({"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": "b"}}, "manager"),
        ({"name": "Ana"}, "name"),
        ({"active": "True"}, "active"),
    ],
)
def test_attributes_in_a_shape_that_stops_entra_are_told(ask: Ask, more: dict[str, Any], names: str) -> None:
    report = ask(SmallScim([{**ANA, **more}]))
    assert [(each.id, each.params["names"]) for each in report.findings] == [("service-attribute-shapes", names)]


def test_a_refused_media_type_is_seen_before_anything_is_written(ask: Ask) -> None:
    class JsonOnly(SmallScim):
        def before(self, environ: dict[str, Any]) -> None:
            super().before(environ)
            if environ.get("CONTENT_TYPE", "").startswith("application/scim+json"):
                raise Refused(415, b"Unsupported Media Type", {"Content-Type": "text/plain"})

    service = JsonOnly([dict(ANA)])
    assert ask.only(service).id == "service-media-type-refused"
    assert {(method, path) for method, path, _ in service.log if method != "GET"} == {("POST", "/scim/Users/.search")}


def test_accounts_of_a_file_in_another_shape_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from wizard.cli.main import main
    from wizard.core.resources import resource_root

    person = {"id": "1", "displayName": "Ana", "userPrincipalName": "ana@example.com", "mail": "ana@example.com"}
    for name, content in (("people", [person]), ("accounts", [{**ANA, "emails": ["ana@example.com"]}])):
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    schema = resource_root() / "schema" / "practice-schema.json"
    files = ("--people", str(tmp_path / "people.json"), "--accounts", str(tmp_path / "accounts.json"))
    assert main(["rehearse", "--schema", str(schema), *files]) == 0
    told = capsys.readouterr()
    assert "emails in a format that is not valid SCIM" in told.out + told.err
