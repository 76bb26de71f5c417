"""What the doctor makes of odd answers, and rules that hold whatever the facts are."""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from typing import Any

import pytest
from catalogue import catalogue
from examples import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st
from listeners import Answer, Certificates, Requests, serving

from wizard.core.errors import InputError
from wizard.core.tasks import Task
from wizard.core.texts import Texts
from wizard.doctor import Report, diagnose
from wizard.doctor.model import (
    Answer as Said,
)
from wizard.doctor.model import (
    Check,
    ComputerFacts,
    EntraFacts,
    Facts,
    NetworkFacts,
    PresentedFacts,
    TlsFacts,
    TokenFacts,
    UrlFacts,
    Variant,
)
from wizard.doctor.patch_probe.facts import TRIALS, PatchFacts, Trial
from wizard.doctor.probes import service
from wizard.doctor.rules import all_rules, findings
from wizard.http import Transport
from wizard.practice.cloudgate import PracticeCloudGate, misbehave
from wizard.practice.faults import CLOUDGATE, Fault, FaultBoard
from wizard.secrets.secret import Secret

TOKEN = "answers-canary-5d1"
SCIM = "application/scim+json"
NOT_FOUND = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "404", "detail": "nobody"}
EMPTY = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 0, "Resources": []}
REFUSED: Answer = (401, {"WWW-Authenticate": "Bearer"}, b"")
PAGE = b"<!DOCTYPE html><html><title>A page</title></html>"


def _has_token(environ: dict[str, Any]) -> bool:
    return "HTTP_AUTHORIZATION" in environ


class Server:
    """One HTTPS server for the module, whose answer each test sets."""

    def __init__(self, certificates: Certificates) -> None:
        self.app: Any = None
        self.certificates = certificates
        self.root = ""
        self.transport = Transport([certificates.ca_file])

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        return self.app(environ, start)

    def ask(self, answer: Answer | Any, token: str = TOKEN, path: str = "/scim/v2") -> Report:
        self.app = answer if callable(answer) else Requests(lambda environ: answer if _has_token(environ) else REFUSED)
        self.transport.exchanges.clear()
        report = diagnose(Task(), self.root + path, Secret(token), self.transport)
        assert TOKEN not in repr(list(self.transport.exchanges))
        assert TOKEN not in json.dumps(report.to_json())
        assert report.ok or report.findings, "a red result needs a cause"
        return report


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(Certificates(tmp_path_factory.mktemp("tls")))
    with serving(made, made.certificates) as listening:
        made.root = listening.root
        yield made
    made.transport.close()


@pytest.fixture
def practice() -> tuple[PracticeCloudGate, FaultBoard]:
    faults = FaultBoard([Fault(name, "cloudgate") for name in CLOUDGATE])
    return PracticeCloudGate(Secret(TOKEN), faults), faults


def scim(body: Any, status: int = 200, **headers: str) -> Answer:
    return status, {"Content-Type": SCIM, **headers}, json.dumps(body).encode()


# --- answers of one kind for every request


@pytest.mark.parametrize(
    ("answer", "finding"),
    [
        (scim({"totalResults": 0}), "conn-null-resources"),
        (scim({"totalResults": 0, "Resources": None}), "conn-null-resources"),
        (scim({"totalResults": 3, "Resources": [{"id": "1"}]}), "map-silent-duplicates"),
        (scim({"totalResults": 0, "Resources": [{"id": "1"}]}), "map-silent-duplicates"),
        (scim({"totalResults": False, "Resources": []}), "run-service-incompatible"),
        (scim({"totalResults": 0, "Resources": "none"}), "run-service-incompatible"),
        (scim({"Resources": []}), "conn-null-resources"),
        (scim([]), "run-service-incompatible"),
        (scim("text"), "run-service-incompatible"),
        ((200, {"Content-Type": SCIM}, b'{"totalResults":'), "run-service-incompatible"),
        ((200, {"Content-Type": SCIM}, b"[" * 100_000), "run-service-incompatible"),
        ((200, {"Content-Type": SCIM}, b"\xff\xfe"), "run-service-incompatible"),
        ((204, {}, b""), "run-service-incompatible"),
        ((418, {}, b""), "run-service-incompatible"),
        ((200, {"Content-Type": "text/html"}, PAGE), "conn-html-instead-of-json"),
        ((200, {"Content-Type": SCIM}, b"\n" + PAGE), "conn-html-instead-of-json"),
        ((403, {"Content-Type": "text/html"}, PAGE), "conn-html-instead-of-json"),
        # Web servers send pages along with their errors; the status tells more than the page.
        ((401, {"Content-Type": "text/html"}, PAGE), "cred-401-invalid"),
        ((404, {"Content-Type": "text/html"}, PAGE), "url-wrong-base-404"),
        ((429, {"Content-Type": "text/html"}, PAGE), "run-throttled"),
        ((502, {"Content-Type": "text/html"}, PAGE), "conn-server-500-config"),
        ((302, {"Content-Type": "text/html", "Location": "/login"}, PAGE), "redirect-elsewhere"),
        (scim({"schemas": 5, "detail": ["x"]}, 404), "url-wrong-base-404"),
        (scim(NOT_FOUND, 404), "url-wrong-base-404"),
        (scim({"detail": {"message": "no"}, "schemas": None}, 400), "conn-filter-attribute-unsupported"),
        (scim({"patch": "yes", "filter": [1], **EMPTY}), None),
        (scim({"TotalResults": 0, "resources": [], "Schemas": EMPTY["schemas"]}), None),
    ],
)
def test_an_odd_answer_has_its_cause(server: Server, answer: Answer, finding: str | None) -> None:
    report = server.ask(answer)
    assert [item.id for item in report.findings] == ([finding] if finding else [])
    assert report.ok == (finding is None)


def test_not_found_for_a_search_is_told_from_a_wrong_path(server: Server) -> None:
    """The catalogue: a search answers 404 in SCIM while a plain list of users answers 200."""
    report = server.ask(
        Requests(lambda environ: scim(NOT_FOUND, 404) if "filter=" in environ["QUERY_STRING"] else scim(EMPTY))
    )
    assert report.findings[0].evidence == ("users", "plain-users")
    assert report.findings[0].id == "conn-404-for-empty-query"


@pytest.mark.parametrize(
    ("path", "finding"),
    [
        ("/scim/v2/Users", "url-ends-in-discovery-path"),
        ("/scim/v2/schemas", "url-ends-in-discovery-path"),
        ("/scim/v2/sync/serviceproviderconfig/Users", "url-ends-in-discovery-path"),
        ("/scim/v2/nonsense", "url-wrong-base-404"),
        ("/", "url-wrong-base-404"),
        ("/scim/v2?aadOptScim062020", "url-flag-misspelt-or-misplaced"),
        ("/scim/v2?aadOptscim062020/", "url-flag-misspelt-or-misplaced"),
        ("/scim/v2?aadOptscim062020", None),
        ("/SCIM/V2/", None),
    ],
)
def test_tenant_urls_of_the_practice_cloudgate(
    server: Server, practice: tuple[PracticeCloudGate, FaultBoard], path: str, finding: str | None
) -> None:
    cloudgate, _ = practice
    report = server.ask(cloudgate.app, path=path)
    assert [item.id for item in report.findings] == ([finding] if finding else [])
    assert not any("aadopt" in seen.query.lower() for seen in cloudgate.requests), "a flag is for Entra alone"
    if finding == "url-ends-in-discovery-path":
        better = str(report.findings[0].params["url"])
        assert server.ask(cloudgate.app, path=better.removeprefix(server.root)).ok


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 500])
def test_a_server_that_echoes_the_token(server: Server, status: int) -> None:
    """Nothing of it comes into the report; ``ask`` looks for it."""
    words = f"wrong token {TOKEN}\x00\r\n\x1b[31m"
    kind = {"Content-Type": f"text/{TOKEN}", "Location": f"/login?t={TOKEN}"}
    for body in (json.dumps({"detail": words, "schemas": [":Error"]}), json.dumps({"message": words}), words):
        report = server.ask((status, kind, body.encode()))
        shown = repr(report.findings) + "".join(
            str(value) for item in report.findings for value in item.params.values()
        )  # fmt: skip
        assert not re.search(r"[\x00-\x1f]", shown)


# --- tokens


def test_an_empty_token_is_refused_before_anything_is_sent(server: Server) -> None:
    app = Requests(lambda environ: scim(EMPTY))
    for token in ("", " "):
        with pytest.raises(InputError) as caught:
            server.ask(app, token)
        assert caught.value.code == "token-empty"
    with pytest.raises(InputError) as caught:
        server.ask(app, "toké")
    assert caught.value.code == "token-foreign-character"
    assert caught.value.failure == "cred-whitespace"
    assert not app.seen


def jwt(**claims: int) -> str:
    from base64 import urlsafe_b64encode

    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": "practice", **claims})
    return ".".join(
        [*(urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts), "c2lnbmF0dXJl"]
    )


def test_what_a_token_says_of_itself(server: Server) -> None:
    now = int(time.time())
    short = server.ask(scim(EMPTY), jwt(iat=now, exp=now + 3600))
    assert [(item.id, item.advice) for item in short.findings] == [("cred-short-lived-token", True)]
    assert short.findings[0].params["hours"] == 1
    assert short.ok
    assert server.ask(scim(EMPTY), jwt(iat=now, exp=now + 400 * 86400)).findings == ()
    expired = server.ask(scim({"detail": "no"}, 401), jwt(iat=now - 400 * 86400, exp=now - 86400))
    assert expired.findings[0].id == "cred-expired-later"


# --- time


def dated(date: str, **headers: str) -> Requests:
    """Answer everything with this Date: with an empty list, and without the token with a refusal."""

    def answer(environ: dict[str, Any]) -> Answer:
        status, usual, body = scim(EMPTY) if _has_token(environ) else REFUSED
        return status, {**usual, "Date": date, **headers}, body

    return Requests(answer)


def at(minutes: float) -> float:
    return time.time() + 60 * minutes


@pytest.mark.parametrize(("ahead", "minutes", "side"), [(-47, 47, "behind"), (6, 6, "ahead"), (1500, 1500, "ahead")])
def test_a_clock_of_the_server_that_is_wrong_is_told_and_keeps_nobody_out(
    server: Server, ahead: int, minutes: int, side: str
) -> None:
    report = server.ask(dated(formatdate(at(ahead), usegmt=True)))
    (finding,) = report.findings
    assert (finding.id, finding.advice, report.ok) == ("service-clock", True, True)
    assert finding.params == {"minutes": minutes, "side": side}
    assert [check.status for check in report.checks if check.id == "computer"] == ["warn"]


def test_both_clocks_are_named_with_the_difference_and_what_to_do() -> None:
    texts = Texts()
    for side, words in (("ahead", "47 minutes ahead of the clock of this"), ("behind", "47 minutes behind the clock")):
        assert words in texts.get("finding-service-clock.cause", minutes=47, side=side)
    fix = texts.get("finding-service-clock.fix")
    assert "NTP" in fix and "this computer" in fix and "CloudGate" in fix


@pytest.mark.parametrize("ahead", [-4.9, 0, 4.9])
def test_five_minutes_are_no_finding(server: Server, ahead: float) -> None:
    report = server.ask(dated(formatdate(at(ahead), usegmt=True)))
    assert report.findings == () and all(check.status == "pass" for check in report.checks)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no tzset")
@pytest.mark.parametrize(
    "app",
    [
        lambda: dated(time.asctime(time.gmtime())),  # RFC 9110, section 5.6.7: old, but to be read
        lambda: dated(time.strftime("%A, %d-%b-%y %H:%M:%S GMT", time.gmtime())),  # the same
        lambda: dated("yesterday"),
        lambda: dated(""),
        lambda: dated(formatdate(at(-600), usegmt=True), Age="36000"),  # RFC 9111: stored ten hours ago
    ],
)
def test_dates_that_say_nothing_about_a_clock_are_no_finding(
    server: Server, monkeypatch: pytest.MonkeyPatch, app: Callable[[], Requests]
) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        assert server.ask(app()).findings == ()
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_practice_cloudgate_falls_silent(
    server: Server, practice: tuple[PracticeCloudGate, FaultBoard], monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()
    monkeypatch.setattr(misbehave, "_SILENCE", released)
    monkeypatch.setattr(service, "LOOKUP_SECONDS", 0.4)
    cloudgate, faults = practice
    faults.set("silent", True)
    try:
        report = server.ask(cloudgate.app)
    finally:
        released.set()
    assert [item.id for item in report.findings] == ["answer-timeout"]
    assert not report.ok


@pytest.mark.parametrize("fault", ["slow-answer", "run-licence-limit-target"])
def test_faults_that_do_not_keep_entra_out(
    server: Server,
    practice: tuple[PracticeCloudGate, FaultBoard],
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
) -> None:
    class TenTimesAsFast:
        def wait(self, seconds: float) -> bool:
            return threading.Event().wait(seconds / 10)

    monkeypatch.setattr(misbehave, "_SILENCE", TenTimesAsFast())
    monkeypatch.setattr(service, "LOOKUP_SECONDS", service.LOOKUP_SECONDS / 5)
    cloudgate, faults = practice
    faults.set(fault, True)
    report = server.ask(cloudgate.app)
    assert report.ok
    assert report.findings == ()


# --- rules

ANSWERS = st.builds(
    Said,
    status=st.sampled_from([0, 200, 200, 204, 302, 400, 401, 403, 404, 405, 410, 418, 429, 500, 501, 503]),
    content_type=st.sampled_from(["", SCIM, "text/html"]),
    shape=st.sampled_from(["", "", "html", "not-json", "no-list", "no-total", "null-resources", "found", "scim-error"]),
    detail=st.sampled_from(["", "token expired", "provisioning is not enabled", "no such endpoint"]),
    error=st.sampled_from(["", "", "", "answer-timeout", "answer-broken", "connection-cut", "tls-untrusted"]),
    schemes=st.sampled_from([(), ("bearer",), ("basic",)]),
    odd=st.sampled_from([(), ("schemas",), ("content-type",), ("members",), ("count-ignored",)]),
)
ERRORS = ["", "", "", "tls-untrusted", "tls-expired", "tls-wrong-name", "tls-failed", "tls-not-yet-valid",
          "connection-cut", "connection-refused", "connect-timeout", "network-unreachable", "proxy-login",
          "proxy-failed", "connection-failed", "answer-broken", "answer-timeout"]  # fmt: skip
PROBES = ("users", "groups", "no-token", "token-prefixed", "service", "schemas", "root", "plain-users", "matching",
          "paging", "members", "quoting")  # fmt: skip
NOTES = ["without-discovery", "parent", "without-doubled", "with-doubled", "with-scim"]
FACTS = st.builds(
    Facts,
    url=st.builds(
        UrlFacts,
        scheme=st.sampled_from(["https", "https", "https", "http"]),
        host=st.just("gate.example"),
        path=st.sampled_from(["/scim", "/scim/scim/v2", "/"]),
        flags=st.sampled_from([(), ("aadOptscim062020",)]),
        flag_problem=st.sampled_from(["", "", "misspelt", "misplaced"]),
    ),
    computer=st.builds(
        ComputerFacts,
        frozen=st.booleans(),
        keystore_failure=st.sampled_from(["", "", "local-keyring-locked", "local-keyring-no-backend"]),
        roots=st.sampled_from([None, 0, 140]),
        clock_off=st.sampled_from([None, 0, -900, 900]),
    ),
    token=st.builds(
        TokenFacts, removed=st.sampled_from([(), ("scheme-word",), ("blanks",)]), expired=st.booleans(),
        short_lived=st.booleans(),
    ),
    network=st.builds(
        NetworkFacts,
        addresses=st.just(("10.0.0.1",)),
        private=st.booleans(),
        loopback=st.booleans(),
        name_error=st.sampled_from(["", "", "", "name-unknown"]),
        connect_error=st.sampled_from(ERRORS),
        connect_reason=st.sampled_from(["", "WRONG_VERSION_NUMBER", "UNSUPPORTED_PROTOCOL"]),
        tls=st.just(TlsFacts("TLS 1.3", "An authority", "gate.example", "2027-01-01", 40)),
        presented=st.none() | st.builds(
            PresentedFacts, subject=st.just("s"), issuer=st.just("i"), valid_from=st.just("a"),
            valid_until=st.just("b"), self_signed=st.booleans(), known_issuer=st.booleans(),
        ),
        public_trust=st.sampled_from([None, True, False]),
    ),
    answers=st.dictionaries(st.sampled_from(PROBES), ANSWERS),
    variants=st.lists(
        st.builds(Variant, st.just("https://gate.example/x"), st.sampled_from(NOTES), ANSWERS), max_size=3
    ).map(tuple),
    patch=st.none() | st.builds(
        PatchFacts,
        trials=st.lists(
            st.builds(
                Trial, st.sampled_from(TRIALS), st.sampled_from(["works", "refused", "ignored", "wrong", "unknown"]),
                st.sampled_from(["", "classic", "aadOptscim062020"]), note=st.sampled_from(["", "emptied", "no-id"]),
            ),
            max_size=6,
        ).map(tuple),
    ),
    entra=st.none() | st.builds(
        EntraFacts, verdict=st.sampled_from(["", "ok", "refused", "unanswered"]),
        answered=st.sampled_from(["", "Forbidden", "Unauthorized"]), token_stored=st.sampled_from([None, True, False]),
    ),
)  # fmt: skip


@given(FACTS)
@example(Facts(network=NetworkFacts(private=True, addresses=("10.0.0.1",))))
@settings(derandomize=True, max_examples=examples(600), deadline=None)
def test_whatever_the_facts_are(facts: Facts) -> None:
    found = findings(facts)
    blocking = [item for item in found if not item.advice]
    assert list(found[: len(blocking)]) == blocking, "advice stands before a cause"
    assert len({item.layer for item in blocking}) <= 1, "a consequence stands beside its cause"
    assert len({item.id for item in found}) == len(found)
    for item in found:
        for part in ("", ".cause", ".fix"):
            words = catalogue()[f"finding-{item.id}{part}"]
            assert words.placeholders <= set(item.params), words.key
    users = facts.answer("users")
    reached = facts.url.scheme == "https" and not facts.network.name_error and not facts.network.connect_error
    if reached and users is not None and (users.error or users.shape or users.status != 200):
        assert blocking, "a look-up that failed needs a cause"
    if facts.url.scheme != "https" and facts.computer.roots != 0:
        assert found[0].id == "url-not-https"


def test_every_rule_has_its_words_and_all_words_have_a_rule() -> None:
    with_words = {key.removeprefix("finding-") for key in catalogue() if re.fullmatch(r"finding-[a-z0-9-]+", key)}
    assert with_words == {rule.id for rule in all_rules()}


def test_a_report_is_not_ok_when_a_check_failed() -> None:
    facts = Facts()
    assert Report((Check("users", "warn", "doctor-users-pass"),), (), facts).ok
    assert not Report((Check("users", "fail", "doctor-users-fail"),), (), facts).ok
