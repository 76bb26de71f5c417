"""Every failure of the catalogue's families, brought about: the doctor names it first, and nothing else in its place.

A row is a function that brings one failure about on real sockets, or in the real key store code, and returns the first
finding. Rows of :data:`RECORDED` rest on recorded facts, since no loopback can bring them about.
"""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from graph_wire import Script, Wire
from keyring_backends import LockedKeyring, MemoryKeyring
from listeners import Certificates, Requests, serving
from practice_entra import World
from raw_server import talking

from wizard.core.errors import GraphError, InputError, KeyStoreError, SignInError, WizardError
from wizard.core.resources import resource, resource_root
from wizard.core.tasks import Task
from wizard.doctor import Asked, EntraFacts, Facts, Finding, diagnose, explain
from wizard.doctor.model import ComputerFacts, NetworkFacts, TlsFacts
from wizard.doctor.patch_probe.facts import TRIALS, LeftBehind, PatchFacts, Trial
from wizard.doctor.patch_probe.probe import findings_of, probe_changes
from wizard.doctor.rules import all_rules, findings
from wizard.graph.prerequisites import roles_of
from wizard.graph.signin import SignIn
from wizard.graph.tokens import TokenRequest
from wizard.http import Transport
from wizard.mapping import Schema
from wizard.practice.cloudgate import PracticeCloudGate
from wizard.practice.faults import CLOUDGATE, Fault, FaultBoard
from wizard.provisioning import Configuration, Dialect
from wizard.secrets import keystore as keystores
from wizard.secrets.keystore import KeyStore
from wizard.secrets.memory import MemoryStore
from wizard.secrets.secret import Secret
from wizard.secrets.token import clean_token

TOKEN = "table-canary-4c1d"
FLAG: Dialect = "aadOptscim062020"
USERS = replace(
    Configuration.from_schema(
        Schema.from_text(resource("schema/practice-schema.json").read_text("utf-8")), sync_all=False
    ),
    groups=None,
)
FAMILIES = ("local", "signin", "rights", "cloud", "graph", "cred", "url", "conn")
SP = "7d0f2c1a-3b5e-4f60-8a91-2c3d4e5f6071"


@dataclass
class Gate:
    """A practice CloudGate on a real socket, and what tests it."""

    root: str
    cloudgate: PracticeCloudGate
    faults: FaultBoard
    transport: Transport
    certificates: Certificates

    def first(self, path: str = "/scim/v2", token: str = TOKEN, **asked: Any) -> Finding:
        """Test the connection and return what ranks first."""
        address = path if path.startswith("http") else self.root + path
        report = diagnose(Task(), address, Secret(token), self.transport, Asked(**asked))
        assert report.findings, [(check.id, check.status) for check in report.checks]
        assert TOKEN not in json.dumps(report.to_json()) + repr(report.exchanges)
        return report.findings[0]


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    certificates = Certificates(tmp_path / "gate")
    faults = FaultBoard([Fault(name, "cloudgate") for name in CLOUDGATE])
    cloudgate = PracticeCloudGate(Secret(TOKEN), faults)
    transport = Transport([certificates.ca_file])
    with serving(cloudgate.app, certificates) as server:
        yield Gate(server.root, cloudgate, faults, transport, certificates)
    transport.close()


# --- CloudGate's side: a fault, a tenant URL

SERVED: dict[str, tuple[str, str]] = {
    "cred-401-invalid": ("cred-401-invalid", "/scim/v2"),
    "cred-expired-later": ("cred-expired-later", "/scim/v2"),
    "cred-not-admin": ("cred-not-admin", "/scim/v2"),
    "cred-vendor-switch-off": ("cred-vendor-switch-off", "/scim/v2"),
    "cred-basic-only": ("cred-basic-only", "/scim/v2"),
    "cred-bearer-prefix": ("cred-bearer-prefix", "/scim/v2"),
    "url-wrong-base-404": ("", "/api"),
    "url-scim-doubled": ("", "/scim/scim/v2"),
    "url-ends-in-discovery-path": ("", "/scim/v2/Schemas"),
    "url-root-probe-rejected": ("url-root-probe-rejected", "/scim/v2"),
    "url-cleaned": ("", "/scim/v2\u200b#top"),
    "url-flag-misspelt-or-misplaced": ("", "/scim/v2?aadOptScim062020"),
    "conn-html-instead-of-json": ("conn-html-instead-of-json", "/scim/v2"),
    "conn-null-resources": ("conn-null-resources", "/scim/v2"),
    "conn-404-for-empty-query": ("conn-404-for-empty-query", "/scim/v2"),
    "conn-group-lookup-unsupported": ("conn-group-lookup-unsupported", "/scim/v2"),
    "conn-server-500-config": ("conn-server-500-config", "/scim/v2"),
    "conn-filter-attribute-unsupported": ("conn-filter-attribute-unsupported", "/scim/v2"),
    "run-throttled": ("run-throttled", "/scim/v2"),
    "service-clock": ("service-clock", "/scim/v2"),
    "run-multiple-entries-in-response": ("run-multiple-entries-in-response", "/scim/v2"),
}


@pytest.mark.parametrize(("name", "how"), SERVED.items())
def test_a_fault_of_cloudgate(gate: Gate, name: str, how: tuple[str, str]) -> None:
    fault, path = how
    if name == "run-multiple-entries-in-response":
        _fill(gate)
    if fault:
        gate.faults.set(fault, True)
    assert gate.first(path).id == name


def _fill(gate: Gate) -> None:
    from wizard.scim.client import ScimClient

    client = ScimClient(f"{gate.root}/scim/v2", Secret(TOKEN), gate.transport)
    for number in range(3):
        schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"]
        client.create("Users", {"schemas": schemas, "userName": f"person{number}@harborlights.example"})


# --- what was pasted


def _whitespace(gate: Gate) -> Finding:
    return gate.first(token=f" {TOKEN[:5]}\u200b{TOKEN[5:]}\n")


def _foreign(_gate: Gate) -> Finding:
    with pytest.raises(InputError) as caught:
        clean_token("tokén")
    return _told(caught.value)


def _bearer(gate: Gate) -> Finding:
    return gate.first(token=f"Bearer {TOKEN}")


def _blank(_gate: Gate) -> Finding:
    with pytest.raises(InputError) as caught:
        clean_token("  ")
    return _told(caught.value)


def _short(gate: Gate) -> Finding:
    import time

    from tests.doctor.test_answers import jwt

    token = jwt(iat=int(time.time()), exp=int(time.time()) + 3600)
    with serving(PracticeCloudGate(Secret(token), gate.faults).app, gate.certificates) as server:
        return gate.first(f"{server.root}/scim/v2", token)


def _http(gate: Gate) -> Finding:
    return gate.first("http://127.0.0.1:9/scim")


def _old_tls(gate: Gate) -> Finding:
    def alert(connection: Any) -> None:
        connection.sendall(bytes.fromhex("15030100020246"))  # fatal: protocol version (RFC 8446 section 6.2)

    with talking(alert, None) as server:
        return gate.first(f"https://127.0.0.1:{server.port}/scim")


def _told(error: WizardError) -> Finding:
    found = explain(error)
    assert found is not None, (error, error.failure)
    return found


# --- the connection


def _inspected(gate: Gate) -> Finding:
    other = Transport()
    try:
        return diagnose(Task(), f"{gate.root}/scim/v2", Secret(TOKEN), other).findings[0]
    finally:
        other.close()


def _certificate(gate: Gate, *names: str, expired: bool = False) -> Finding:
    gate.certificates.issue(*names, expired=expired)
    with serving(gate.cloudgate.app, gate.certificates) as server:
        return gate.first(f"{server.root}/scim/v2")


def _chain(gate: Gate) -> Finding:
    root = trustme.CA()
    issued = root.create_child_ca().issue_cert("127.0.0.1")
    issued.private_key_pem.write_to_path(str(gate.certificates.key_file))
    issued.cert_chain_pems[0].write_to_path(str(gate.certificates.cert_file))  # without the issuer's
    root.cert_pem.write_to_path(str(gate.certificates.ca_file))
    transport = Transport([gate.certificates.ca_file])
    try:
        with serving(gate.cloudgate.app, gate.certificates) as server:
            return diagnose(Task(), f"{server.root}/scim/v2", Secret(TOKEN), transport).findings[0]
    finally:
        transport.close()


def _without_names(gate: Gate) -> Finding:
    """A certificate as they were before subject alternative names: the host stands in the subject only."""
    root, key, now = trustme.CA(), ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    issuer = x509.load_pem_x509_certificate(root.cert_pem.bytes()).subject
    signer = serialization.load_pem_private_key(root.private_key_pem.bytes(), None)
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")]))
        .issuer_name(issuer).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
        .sign(signer, hashes.SHA256())  # type: ignore[arg-type]
    )  # fmt: skip
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    gate.certificates.key_file.write_bytes(key.private_bytes(*plain))
    gate.certificates.cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    root.cert_pem.write_to_path(str(gate.certificates.ca_file))
    transport = Transport([gate.certificates.ca_file])
    try:
        with serving(gate.cloudgate.app, gate.certificates) as server:
            found = diagnose(Task(), f"{server.root}/scim/v2", Secret(TOKEN), transport).findings[0]
    finally:
        transport.close()
    assert (found.params["why"], found.params["subject"]) == ("no-names", "127.0.0.1")
    return found


def _proxy(gate: Gate) -> Finding:
    answer = b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n"
    with pytest.MonkeyPatch.context() as patch:
        for name in ("no_proxy", "NO_PROXY", "https_proxy"):
            patch.delenv(name, raising=False)
        with talking(lambda connection: connection.sendall(answer), None) as proxy:
            patch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
            found = gate.first("https://gate.example/scim")
    assert found.params["schemes"] == "NTLM" and found.params["source"] == "HTTPS_PROXY"
    assert not any(TOKEN.encode() in head for head in proxy.heads)
    return found


# --- the other viewpoint: Entra's test, sent by the practice Entra's own client


def _entra(gate: Gate, fault: str) -> EntraFacts:
    from wizard.doctor.entra_view import entra_facts
    from wizard.practice.entra.outbound import ScimTarget, try_connection

    gate.faults.set(fault, True)
    target = ScimTarget(f"{gate.root}/scim/v2", Secret(TOKEN), str(gate.certificates.ca_file))
    failed = try_connection(target, "userName", "displayName")
    target.close()
    assert failed is not None
    return entra_facts(_graph_error(failed))


def _graph_error(failed: Any) -> GraphError:
    """Read the practice Entra's answer as the Graph client reads it."""
    from wizard.graph.credentials import test_result
    from wizard.http import Response
    from wizard.secrets.redact import Redactor

    body = {
        "error": {"code": failed.graph_code, "message": failed.message, "innerError": {"code": failed.connector_code}}
    }
    found = test_result(Response(400, {}, json.dumps(body).encode(), "https://graph.example", 1.0), Redactor())
    assert found is not None
    return found


def _allow_list(gate: Gate) -> Finding:
    return gate.first(entra=_entra(gate, "conn-ip-allowlist"), practice=True)


def _unavailable(gate: Gate) -> Finding:
    return gate.first(entra=_entra(gate, "conn-validation-unavailable"), practice=True)


def _private(gate: Gate) -> Finding:
    return gate.first(entra=EntraFacts("unanswered", "CredentialValidationUnavailable"))


def _no_token(gate: Gate) -> Finding:
    return gate.first(entra=EntraFacts("refused", token_stored=False))


# --- the PATCH dialect


def _flag(gate: Gate) -> Finding:
    gate.faults.set("url-flag-missing", True)
    url = f"{gate.root}/scim/v2"
    facts = probe_changes(Task(), url, Secret(TOKEN), gate.transport, USERS)
    assert facts.left == ()
    return findings_of(url, facts)[0]


# --- the key store


def _no_backend(gate: Gate) -> Finding:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keystores, "choose_backend", lambda: None)
        return gate.first(keystore=KeyStore())


def _locked(gate: Gate) -> Finding:
    return gate.first(keystore=KeyStore(LockedKeyring()))


def _too_long(_gate: Gate) -> Finding:
    with pytest.raises(KeyStoreError) as caught:
        KeyStore(MemoryKeyring(1280)).save("t", Secret("x" * 3000))
    return _told(caught.value)


BROUGHT: dict[str, list[Callable[[Gate], Finding]]] = {
    "cred-whitespace": [_whitespace, _foreign],
    "cred-bearer-prefix": [_bearer],
    "cred-blank-token": [_blank, _no_token],
    "cred-short-lived-token": [_short],
    "url-not-https": [_http, _old_tls],
    "url-private-address": [_private],
    "url-flag-missing": [_flag],
    "local-tls-inspection": [_inspected],
    "conn-server-certificate": [
        lambda gate: _certificate(gate, "127.0.0.1", expired=True), lambda gate: _certificate(gate, "other.example"),
        _chain, _without_names,
    ],
    "local-proxy-auth-407": [_proxy],
    "conn-ip-allowlist": [_allow_list],
    "conn-validation-unavailable": [_unavailable],
    "local-keyring-no-backend": [_no_backend],
    "local-keyring-locked": [_locked],
    "local-keyring-token-too-long": [_too_long],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "bring"), [(name, bring) for name, brings in BROUGHT.items() for bring in brings],
)  # fmt: skip
def test_a_failure_brought_about(gate: Gate, name: str, bring: Callable[[Gate], Finding]) -> None:
    assert bring(gate).id == name


# --- recorded

TLS = TlsFacts("TLS 1.3", "An authority", "gate.example", "2027-01-01", 40)
RECORDED: dict[str, list[Facts]] = {
    "local-keyring-frozen-build": [
        Facts(computer=ComputerFacts("Windows 11", frozen=True, keystore_failure="local-keyring-frozen-build"))
    ],
    "local-tls-frozen-no-ca": [
        Facts(
            computer=ComputerFacts("Linux 6.1", frozen=True, roots=0),
            network=NetworkFacts(addresses=("203.0.113.20",), connect_error="tls-untrusted"),
        )
    ],
    "local-no-authorities": [
        Facts(computer=ComputerFacts("Linux 6.1", roots=0), network=NetworkFacts(connect_error="tls-untrusted"))
    ],
    "conn-server-certificate": [
        Facts(network=NetworkFacts(addresses=("203.0.113.20",), tls=TLS, public_trust=False)),
    ],
    "url-private-address": [Facts(network=NetworkFacts(addresses=("10.20.0.4",), private=True, tls=TLS))],
    "proxy-script": [
        Facts(
            computer=ComputerFacts("Windows 11", proxy_script="windows"),
            network=NetworkFacts(name_error="name-unknown"),
        ),
        Facts(
            computer=ComputerFacts("Darwin 23", proxy_script="macos"),
            network=NetworkFacts(connect_error="connect-timeout"),
        ),
    ],
}


@pytest.mark.parametrize(("name", "facts"), [(name, one) for name, all_ in RECORDED.items() for one in all_])
def test_a_failure_in_recorded_facts(name: str, facts: Facts) -> None:
    assert findings(facts)[0].id == name


def test_what_only_changed_facts_of_a_healthy_server_show(gate: Gate) -> None:
    """Advice that no fault of the practice company brings about, and an error that only journeys meet."""
    report = diagnose(Task(), gate.root + "/scim/v2", Secret(TOKEN), gate.transport, Asked(MemoryStore()))
    healthy = report.facts
    assert findings(healthy) == ()
    users = replace(healthy.answers["users"], odd=("content-type",), content_type="text/plain")
    quoting = replace(healthy.answers["users"], status=400, shape="error")
    changed = {
        "service-content-type": replace(healthy, answers={**healthy.answers, "users": users}),
        "service-paging": replace(
            healthy, answers={**healthy.answers, "paging": replace(healthy.answers["paging"], status=500)}
        ),
        "service-filter-quoting": replace(healthy, answers={**healthy.answers, "quoting": quoting}),
        "service-open": replace(healthy, answers={**healthy.answers, "no-token": healthy.answers["users"]}),
        "url-flag-not-understood": replace(
            healthy, url=replace(healthy.url, flags=("aadOptscim062020",)),
            patch=PatchFacts("test", trials=(Trial("disable", "works", "classic"), Trial("disable", "refused", FLAG))),
        ),
        "change-neither-form": replace(healthy, patch=PatchFacts("test", trials=(
            Trial("disable", "works", "classic"), Trial("disable", "refused", FLAG),
            Trial("add", "refused", "classic"), Trial("add", "works", FLAG),
        ))),
        "change-nothing": replace(healthy, patch=PatchFacts("test", trials=(Trial("disable", "refused"),))),
        "change-left-behind": replace(healthy, patch=PatchFacts("test", left=(LeftBehind("Users", "1", "test-1"),))),
        **{
            f"change-{name}": replace(healthy, patch=PatchFacts("test", trials=(
                Trial("disable" if name != "disable" else "enable", "works"),
                Trial(name, "ignored"),
            )))
            for name in TRIALS
        },
        "connect-timeout": replace(healthy, network=NetworkFacts(connect_error="connect-timeout")),
    }  # fmt: skip
    assert {name: findings(facts)[0].id for name, facts in changed.items()} == {name: name for name in changed}
    two = explain(GraphError("graph-conflict", failure="graph-two-jobs-one-target"))
    assert two is not None and two.id == "graph-two-jobs-one-target"


# --- signing in

SIGN_IN = (
    "signin-no-consent", "signin-ca-blocked", "signin-device-not-compliant", "signin-wrong-tenant",
    "signin-personal-account",
)  # fmt: skip


def _browser(world: World) -> Callable[[str], bool]:
    def go(url: str) -> bool:
        back = world.entra.sign_in(url).replace("localhost", "127.0.0.1")

        def follow() -> None:
            with urllib.request.urlopen(back, timeout=10) as answer:
                answer.read()

        threading.Thread(target=follow, daemon=True).start()
        return True

    return go


def _signed(login: Any) -> SignIn:
    return SignIn(login[1], login[0], tenant="harborlights.example")


@pytest.mark.parametrize("fault", SIGN_IN)
def test_a_refused_sign_in(login: Any, world: World, fault: str) -> None:
    world.faults.add(fault)
    with pytest.raises(SignInError) as caught:
        _signed(login).sign_in_browser(Task(), "base", _browser(world))
    assert _told(caught.value).id == fault


@pytest.mark.parametrize("fault", ["signin-mfa-step-up", "signin-session-frequency"])
def test_a_refused_renewal(login: Any, world: World, fault: str) -> None:
    from wizard.graph.scopes import scopes_for

    signed = _signed(login)
    signed.sign_in_browser(Task(), "base", _browser(world))
    world.faults.add(fault)
    with pytest.raises(SignInError) as caught:
        signed.token(TokenRequest(scopes_for(login[0], "logs")))
    assert _told(caught.value).id == fault


def test_a_device_code_that_is_over(login: Any, world: World) -> None:
    world.faults.add("signin-device-code-expired")
    with pytest.raises(SignInError) as caught:
        _signed(login).sign_in_device(Task(), "base")
    assert _told(caught.value).id == "signin-device-code-expired"


# --- Graph

NAME = "Soloinsight-CloudGate SSO"
EMPTY: dict[str, Any] = {"value": []}
PAIRS = {"value": [{"key": "BaseAddress", "value": "https://gate.example/scim"}, {"key": "SecretToken", "value": "*"}]}


def _gallery(wire: Wire, script: Script) -> object:
    script.add(200, EMPTY)
    wire.graph.calls.cloud = wire.graph.calls.cloud.__class__(
        **{**_fields(wire.graph.calls.cloud), "id": "china", "gallery_likely": False}
    )
    return wire.graph.applications.find_template(wire.task, NAME)


def _fields(thing: Any) -> dict[str, Any]:
    from dataclasses import fields

    return {field.name: getattr(thing, field.name) for field in fields(thing)}


def _missing_role(wire: Wire, script: Script) -> object:
    script.error(403, "Authorization_RequestDenied")
    return wire.graph.jobs.all(wire.task, SP)


def _owned_by(wire: Wire, script: Script) -> object:
    script.error(401, "UnknownError", "")
    return wire.graph.jobs.all(wire.task, SP)


def _logs(wire: Wire, script: Script) -> object:
    script.error(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant")
    return wire.graph.logs.read(wire.task, "job", None)


def _not_replicated(wire: Wire, script: Script) -> object:
    wire.graph.calls.settling.expect_new(SP)
    script.error(404, "Request_ResourceNotFound")
    return wire.graph.jobs.all(wire.task, SP)


def _settling(wire: Wire, script: Script) -> object:
    wire.graph.calls.settling.expect_new(SP)
    script.error(409, "Conflict")
    return wire.graph.credentials.read(wire.task, SP)


def _templates(wire: Wire, script: Script, origin: str | None) -> object:
    script.answers = []
    from werkzeug.wrappers import Response

    def answer(request: Any) -> Any:
        known = {"id": SP, "applicationTemplateId": origin}
        body = EMPTY if request.path.endswith("/templates") else known
        return Response(json.dumps(body), 200, content_type="application/json")

    script.answers.append(answer)
    return wire.graph.jobs.templates(wire.task, SP)


def _vanished(wire: Wire, script: Script) -> object:
    script.add(200, EMPTY)
    script.add(201, {"id": "j", "templateId": "t"})
    script.error(404, "ResourceNotFound")
    return wire.graph.jobs.ensure(wire.task, SP, template_id="t")


def _masked(wire: Wire, script: Script) -> object:
    script.add(200, PAIRS)
    return wire.graph.credentials.save(wire.task, SP, {"SecretToken": "*"})


def _too_much(wire: Wire, script: Script) -> object:
    script.add(200, PAIRS)
    script.error(400, "BadRequest")
    return wire.graph.credentials.save(wire.task, SP, {"SecretToken": Secret("x" * 1200)})


def _on_demand(wire: Wire, script: Script) -> object:
    script.error(429, "TooManyRequests", Retry_After="1")
    return wire.graph.on_demand.provision(wire.task, SP, "job", "rule", "person")


GRAPH: dict[str, Callable[[Wire, Script], object]] = {
    "cloud-gallery-app-missing": _gallery,
    "rights-missing-role": _missing_role,
    "rights-ownedby-401": _owned_by,
    "rights-no-logs-licence": _logs,
    "graph-new-app-not-replicated": _not_replicated,
    "graph-transient-403-409": _settling,
    "graph-templates-unknown-error": lambda wire, script: _templates(
        wire, script, "3d1f0a52-7c84-4be1-9a36-5b2e8d70c914"
    ),
    "graph-oidc-app-no-provisioning": lambda wire, script: _templates(wire, script, None),
    "graph-job-recreated-broken": _vanished,
    "cred-masked-overwrite": _masked,
    "cred-storage-limit": _too_much,
    "run-graph-on-demand-throttled": _on_demand,
}


@pytest.mark.parametrize(("name", "call"), GRAPH.items())
def test_a_refusal_of_graph(scripted: Wire, script: Script, name: str, call: Callable[[Wire, Script], object]) -> None:
    with pytest.raises((GraphError, InputError)) as caught:
        call(scripted, script)
    assert _told(caught.value).id == name


def test_groups_without_a_licence(practice: Wire, world: World) -> None:
    world.faults.add("rights-no-p1-group-assign")
    template = practice.graph.applications.find_template(practice.task, NAME)
    app = practice.graph.applications.add(practice.task, template.id, NAME, ())
    group = next(group for group in world.entra.directory.groups() if group.members)
    from wizard.practice.entra.apps import USER_ROLE

    with pytest.raises(GraphError) as caught:
        practice.graph.assignments.add(practice.task, app.id, group.id, USER_ROLE.id)
    assert _told(caught.value).id == "rights-no-p1-group-assign"


def test_somebody_who_may_only_read(practice: Wire, world: World) -> None:
    world.faults.add("rights-global-reader-blind")
    roles = practice.graph.tenant.roles(practice.task)
    failure = roles.failure
    assert failure is not None
    assert _told(GraphError("graph-forbidden", failure=failure)).id == "rights-global-reader-blind"
    assert roles_of([]).failure == "rights-missing-role"


ELSEWHERE = {
    "rights-no-p1-group-assign", "rights-global-reader-blind", "signin-mfa-step-up", "signin-session-frequency",
    "signin-device-code-expired", "graph-two-jobs-one-target",
}  # fmt: skip
"""Rows above that are tests of their own; two jobs are met in ``tests/journeys``."""


def test_the_table_is_complete() -> None:
    failures = json.loads((resource_root() / "failures.json").read_text(encoding="utf-8"))
    wanted = {item["id"] for item in failures if item["id"].split("-")[0] in FAMILIES}
    brought = {*SERVED, *BROUGHT, *RECORDED, *SIGN_IN, *GRAPH, *ELSEWHERE}
    assert wanted - brought == set()
    assert wanted - {rule.id for rule in all_rules()} == set()


def test_only_what_cannot_be_brought_about_is_recorded() -> None:
    marked = {rule.id for rule in all_rules() if rule.recorded and rule.layer != "job"}
    assert marked == {
        "local-keyring-frozen-build", "local-keyring-token-too-long", "local-tls-frozen-no-ca", "local-no-authorities",
        "conn-server-certificate", "proxy-script",
    }  # fmt: skip


def test_a_healthy_server_gives_no_finding_time_after_time(gate: Gate) -> None:
    """``bench check`` does it a thousand times."""
    for number in range(60):
        path = ("/scim/v2", "/scim/v2/sync/serviceproviderconfig")[number % 2]
        report = diagnose(Task(), gate.root + path, Secret(TOKEN), gate.transport, Asked(MemoryStore()))
        assert report.ok and report.findings == (), number


def test_the_token_goes_to_the_tenant_urls_own_origin_only(gate: Gate) -> None:
    """Other ports listen, and the server points to them in every way that it can."""
    heard: list[dict[str, str]] = []
    other = Requests(lambda environ: (200, {"Content-Type": "application/json"}, b"{}"))
    with serving(other, gate.certificates) as there, serving(other, None) as plain:
        for status in (200, 301, 302, 307, 401, 404):
            links = {
                "Location": f"{there.root}/scim/v2/Users", "Link": f"<{plain.root}>; rel=next",
                "Content-Location": f"{there.root}/x", "Refresh": f"0; url={plain.root}",
                "Content-Type": "application/scim+json",
            }  # fmt: skip
            body = json.dumps({"totalResults": 0, "Resources": [], "next": there.root, "$ref": plain.root}).encode()
            here = Requests(lambda environ, status=status, links=links, body=body: (status, links, body))
            with serving(here, gate.certificates) as server:
                diagnose(Task(), f"{server.root}/scim/v2/Users", Secret(TOKEN), gate.transport)
                assert here.seen
    heard += other.seen
    assert heard == []


def test_every_rule_is_looked_for_in_some_test() -> None:
    """A rule that nothing looks for could be wrong, or never speak, without anybody noticing."""
    tests = "\n".join(path.read_text(encoding="utf-8") for path in Path(__file__).parents[1].rglob("test_*.py"))
    named = {rule.id for rule in all_rules() if f'"{rule.id}"' in tests} | {f"change-{name}" for name in TRIALS}
    assert {rule.id for rule in all_rules()} - named == set()
