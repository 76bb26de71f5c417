"""Signing in with the real MSAL over real sockets."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import msal
import pytest
import requests
import trustme
from practice_entra import Switch, World, make_world, served

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENT = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
SCOPES = ["User.Read", "Application.ReadWrite.All"]


def begin(client: msal.PublicClientApplication, **how: Any) -> dict[str, Any]:
    """Start an interactive sign-in as the wizard does; MSAL warns of any other response mode."""
    how.setdefault("response_mode", "form_post")
    flow: dict[str, Any] = client.initiate_auth_code_flow(SCOPES, redirect_uri="http://localhost:51234", **how)
    return flow


def carried(address: str) -> dict[str, str]:
    """Return what a redirect address carries."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


class Host:
    """A running practice Entra: login and Graph over HTTPS, the pages over HTTP."""

    def __init__(self, world: World, login: str, pages: str, graph: str, ca_file: str) -> None:
        self.world, self.login, self.pages, self.graph = world, login, pages, graph
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = ca_file

    def client(self, tenant: str = "harborlights.example") -> msal.PublicClientApplication:
        return msal.PublicClientApplication(
            CLIENT, authority=f"{self.login}/{tenant}", instance_discovery=False, http_client=self.session
        )

    def interactive(self, client: msal.PublicClientApplication, **how: Any) -> dict[str, Any]:
        flow = begin(client, **how)
        back = self.world.entra.sign_in(flow["auth_uri"])
        answer = carried(back)
        return client.acquire_token_by_auth_code_flow(flow, answer)


@pytest.fixture(scope="module")
def sockets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[Switch], list[str], str]]:
    folder = tmp_path_factory.mktemp("login")
    authority = trustme.CA()
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    certificate = authority.issue_cert("127.0.0.1", "localhost")
    apps = [Switch(), Switch(), Switch()]
    with (
        served(apps[0], certificate, folder) as login,
        served(apps[1], None, folder) as pages,
        served(apps[2], certificate, folder) as graph,
    ):
        roots = [f"https://127.0.0.1:{login}", f"http://127.0.0.1:{pages}", f"https://127.0.0.1:{graph}"]
        yield apps, roots, str(ca_file)


@pytest.fixture
def host(sockets: tuple[list[Switch], list[str], str]) -> Iterator[Host]:
    apps, roots, ca_file = sockets
    world = make_world()
    entra = world.entra
    apps[0].app, apps[1].app, apps[2].app = entra.login_app, entra.page_app, entra.graph_app
    entra.set_addresses(roots[0], roots[1])
    found = Host(world, *roots, ca_file)
    with found.session:
        yield found


def test_interactive_sign_in_gives_a_token_that_graph_takes(host: Host) -> None:
    result = host.interactive(host.client())
    assert "error" not in result, result
    assert result["id_token_claims"]["preferred_username"] == "admin@harborlights.example"
    assert result["id_token_claims"]["tid"] == host.world.entra.directory.tenant.id
    me = host.session.get(f"{host.graph}/v1.0/me", headers={"Authorization": f"Bearer {result['access_token']}"})
    assert me.status_code == 200
    assert me.json()["userPrincipalName"] == "admin@harborlights.example"
    refused = host.session.get(
        f"{host.graph}/v1.0/groups", headers={"Authorization": f"Bearer {result['access_token']}"}
    )
    assert refused.status_code == 403, "the token must not carry scopes that were not asked for"


def test_authority_may_be_id_domain_or_organizations_but_not_anything(host: Host) -> None:
    for tenant in (host.world.entra.directory.tenant.id, "HarborLights.example", "organizations"):
        assert "access_token" in host.interactive(host.client(tenant))
    with pytest.raises(ValueError, match="tenant name or GUID"):
        host.client("nowhere.example")


def test_silent_renewal_and_its_faults(host: Host) -> None:
    client = host.client()
    host.interactive(client)
    account = client.get_accounts()[0]
    renewed = client.acquire_token_silent_with_error(SCOPES, account, force_refresh=True)
    assert renewed
    assert "access_token" in renewed
    for fault, number in (("signin-mfa-step-up", 50076), ("signin-session-frequency", 70043)):
        host.world.faults.add(fault)
        refused = client.acquire_token_silent_with_error(SCOPES, account, force_refresh=True)
        assert refused
        assert refused["error_codes"] == [number]
        assert "access_token" in host.interactive(client), "the fault is about renewal only"
        host.world.faults.discard(fault)


@pytest.mark.parametrize(
    ("fault", "number"),
    [
        ("signin-no-consent", 65001),
        ("signin-admin-consent", 90094),
        ("signin-ca-blocked", 53003),
        ("signin-device-not-compliant", 53000),
        ("signin-unknown-client", 700016),
        ("signin-wrong-tenant", 50020),
        ("signin-personal-account", 500208),
        ("signin-public-client-off", 7000218),
        ("signin-code-expired", 70008),
    ],
)
def test_faults_answer_with_their_number(host: Host, fault: str, number: int) -> None:
    host.world.faults.add(fault)
    result = host.interactive(host.client())
    assert result["error_codes"] == [number]
    assert result["error_description"].startswith(f"AADSTS{number}: ")
    assert result["correlation_id"]
    assert result["trace_id"]
    assert result["timestamp"]


def test_code_is_bound_to_the_verifier_and_used_once(host: Host) -> None:
    client = host.client()
    flow = begin(client)
    back = host.world.entra.sign_in(flow["auth_uri"])
    answer = carried(back)
    wrong = client.acquire_token_by_auth_code_flow({**flow, "code_verifier": "x" * 43}, dict(answer))
    assert wrong["error_codes"] == [501481]
    again = client.acquire_token_by_auth_code_flow(flow, dict(answer))
    assert again["error_codes"] == [54005]


def test_code_expires_by_practice_time(host: Host) -> None:
    client = host.client()
    flow = begin(client)
    back = host.world.entra.sign_in(flow["auth_uri"])
    host.world.clock.advance(timedelta(minutes=11))
    answer = carried(back)
    assert client.acquire_token_by_auth_code_flow(flow, answer)["error_codes"] == [70008]


def test_declining_comes_back_with_state_and_access_denied(host: Host) -> None:
    flow = begin(host.client())
    back = parse_qs(urlsplit(host.world.entra.sign_in(flow["auth_uri"], accept=False)).query)
    assert back["error"] == ["access_denied"]
    assert back["state"] == [flow["state"]]


def test_page_is_served_over_plain_loopback_and_works_without_script(host: Host) -> None:
    flow = begin(host.client(), login_hint="admin@harborlights.example")
    assert flow["auth_uri"].startswith(host.pages)
    page = requests.get(flow["auth_uri"], timeout=5)
    for wanted in ('<html lang="en">', '<label for="account">', 'value="admin@harborlights.example"', "User.Read"):
        assert wanted in page.text
    wrong = requests.post(flow["auth_uri"], data={"account": "admin@harborlights.example", "password": "x"}, timeout=5)
    assert "AADSTS50126" in wrong.text
    assert 'role="alert"' in wrong.text
    form = dict(re.findall(r'name="(account|password)"[^>]*value="([^"]*)"', page.text))
    done = requests.post(flow["auth_uri"], data={**form, "action": "accept"}, timeout=5, allow_redirects=False)
    assert 'action="http://localhost:51234"' in done.text
    assert "<button" in done.text
    answer = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', done.text))
    assert "access_token" in host.client().acquire_token_by_auth_code_flow(flow, answer)


def test_page_redirects_for_clients_that_ask_for_a_query(host: Host) -> None:
    flow = begin(host.client())
    form = {"account": "admin@harborlights.example", "password": "practice"}
    address = flow["auth_uri"].replace("response_mode=form_post", "response_mode=query")
    done = requests.post(address, data=form, timeout=5, allow_redirects=False)
    assert done.status_code == 303
    assert done.headers["Location"].startswith("http://localhost:51234?")
    assert "access_token" in host.client().acquire_token_by_auth_code_flow(flow, carried(done.headers["Location"]))


def test_page_shows_text_as_text_and_never_redirects_elsewhere(host: Host) -> None:
    flow = begin(host.client(), login_hint='"><script>alert(1)</script>')
    assert "<script>" not in requests.get(flow["auth_uri"], timeout=5).text
    elsewhere = flow["auth_uri"].replace("http%3A%2F%2Flocalhost%3A51234", "https%3A%2F%2Fevil.example%2F")
    answer = requests.post(
        elsewhere,
        data={"account": "admin@harborlights.example", "password": "practice"},
        timeout=5,
        allow_redirects=False,
    )
    assert answer.status_code == 400
    assert "AADSTS50011" in answer.text


def poll(host: Host, device_code: str) -> dict[str, Any]:
    """Ask the token endpoint once; MSAL itself warns when it is made to ask too soon."""
    form = {
        "client_id": CLIENT,
        "device_code": device_code,
        "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
    }
    answer = host.session.post(f"{host.login}/organizations/oauth2/v2.0/token", data=form, timeout=5)
    found: dict[str, Any] = answer.json()
    return found


def test_device_flow(host: Host) -> None:
    client = host.client()
    flow = client.initiate_device_flow(SCOPES)
    assert flow["verification_uri"] == f"{host.pages}/devicelogin"
    assert flow["expires_in"] == 900
    assert flow["user_code"] in flow["message"]
    assert poll(host, flow["device_code"])["error"] == "authorization_pending"
    assert poll(host, flow["device_code"])["error"] == "slow_down"
    page = requests.get(flow["verification_uri"], timeout=5).text
    form = dict(re.findall(r'name="(account|password)"[^>]*value="([^"]*)"', page))
    entered = requests.post(flow["verification_uri"], data={**form, "code": flow["user_code"]}, timeout=5)
    assert "You have signed in" in entered.text
    result = client.acquire_token_by_device_flow(flow, exit_condition=lambda flow: True)
    assert result["id_token_claims"]["preferred_username"] == "admin@harborlights.example"


def test_device_flow_waits_for_the_person(host: Host) -> None:
    client = host.client()
    flow = client.initiate_device_flow(SCOPES)
    found: list[dict[str, Any]] = []
    waiting = threading.Thread(target=lambda: found.append(client.acquire_token_by_device_flow(flow)))
    waiting.start()
    host.world.entra.approve_device_code(flow["user_code"])
    waiting.join(timeout=20)
    assert found
    assert "access_token" in found[0]


def test_device_code_declined_expired_and_unknown(host: Host) -> None:
    client = host.client()
    declined = client.initiate_device_flow(SCOPES)
    host.world.entra.approve_device_code(declined["user_code"], accept=False)
    assert poll(host, declined["device_code"])["error"] == "authorization_declined"
    old = client.initiate_device_flow(SCOPES)
    host.world.clock.advance(timedelta(minutes=16))
    assert poll(host, old["device_code"])["error"] == "expired_token"
    form = {"account": "admin@harborlights.example", "password": "practice", "code": old["user_code"]}
    assert "AADSTS70019" in requests.post(f"{host.pages}/devicelogin", data=form, timeout=5).text
    assert poll(host, "nonsense")["error"] == "bad_verification_code"


def test_ordinary_and_blocked_people(host: Host) -> None:
    directory = host.world.entra.directory
    blocked = next(person for person in directory.people() if not person.account_enabled)
    ordinary = next(
        person for person in directory.people() if person.account_enabled and not directory.roles_of(person.id)
    )
    client = host.client()
    flow = begin(client)
    answer = requests.post(
        flow["auth_uri"], data={"account": blocked.user_principal_name, "password": "practice"}, timeout=5
    )
    assert "AADSTS50057" in answer.text
    back = host.world.entra.sign_in(flow["auth_uri"], ordinary.user_principal_name)
    query = carried(back)
    token = client.acquire_token_by_auth_code_flow(flow, query)["access_token"]
    refused = host.session.post(
        f"{host.graph}/v1.0/applicationTemplates/3d1f0a52-7c84-4be1-9a36-5b2e8d70c914/instantiate",
        json={"displayName": "x"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "Authorization_RequestDenied"
