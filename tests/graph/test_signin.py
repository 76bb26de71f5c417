"""Signing in with MSAL against the practice sign-in service, over real sockets."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme
from practice_entra import World, served
from werkzeug.wrappers import Response as WebResponse

from wizard.core.errors import Cancelled, InputError, NetworkError, SignInError, WizardError
from wizard.core.tasks import Progress, Task
from wizard.core.texts import Texts
from wizard.graph.aadsts import refusal
from wizard.graph.account import BrowserSignIn, DeviceCode
from wizard.graph.clouds import CHINA, CLOUDS, Cloud, cloud_by_id, practice_cloud
from wizard.graph.scopes import SCOPES, scopes_for
from wizard.graph.signin import SignIn
from wizard.graph.tokens import TokenRequest
from wizard.http import Transport
from wizard.practice.entra import grants
from wizard.practice.entra.aadsts import AadError, SignInRefused

Login = tuple[Cloud, Transport]

BY_OTHER_TOOLS = {"DeviceManagementConfiguration.Read.All", "Mail.Read"}
"""What the practice company's scripts have been granted through the same public client before."""


class Browser:
    """Goes where the program sends it, signs in, and follows the way back."""

    def __init__(self, world: World, *, accept: bool = True, account: str = "") -> None:
        self.world, self.accept, self.account = world, accept, account
        self.urls: list[str] = []
        self.pages: list[str] = []

    def __call__(self, url: str) -> bool:
        self.urls.append(url)
        back = self.world.entra.sign_in(url, self.account, accept=self.accept)
        threading.Thread(target=self._follow, args=(back,), daemon=True).start()
        return True

    def _follow(self, url: str) -> None:
        with urllib.request.urlopen(url.replace("localhost", "127.0.0.1"), timeout=10) as answer:
            self.pages.append(answer.read().decode())


def sign_in(login: Login, tenant: str = "harborlights.example", **more: str) -> SignIn:
    return SignIn(login[1], login[0], tenant=tenant, **more)


def test_browser_sign_in_tells_account_and_tenant(login: Login, world: World) -> None:
    browser, reports = Browser(world), list[Progress]()
    signed = sign_in(login)
    account = signed.sign_in_browser(Task(reports.append), "base", browser)
    assert account.username == world.entra.admin[0]
    assert account.tenant_id == world.entra.directory.tenant.id
    assert signed.account == account
    data = [report.data for report in reports if isinstance(report.data, BrowserSignIn)]
    assert data == [BrowserSignIn(browser.urls[0], True)]
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(browser.urls[0]).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"][0].startswith("http://localhost:")
    asked = set(query["scope"][0].split()) - {"openid", "profile", "offline_access"}
    assert asked == set(scopes_for(login[0], "base"))


def test_the_browser_shows_a_friendly_page_without_the_code(login: Login, world: World) -> None:
    browser = Browser(world)
    sign_in(login).sign_in_browser(Task(), "base", browser)
    for thread in threading.enumerate():
        if thread.name.endswith("(_follow)"):
            thread.join(10)
    assert "You are signed in" in browser.pages[0]
    assert "code=" not in browser.pages[0]


def test_tokens_come_silently_for_more_scopes_and_are_kept(login: Login, world: World) -> None:
    signed = sign_in(login)
    signed.sign_in_browser(Task(), "base", Browser(world))
    base = signed.token(TokenRequest(scopes_for(login[0], "base")))
    more = signed.token(TokenRequest(scopes_for(login[0], "synchronization")))
    assert base != more
    assert signed.token(TokenRequest(scopes_for(login[0], "synchronization"))) == more
    assert signed.token(TokenRequest(scopes_for(login[0], "synchronization"), renew=True)) != more
    claims = world.entra.state.mint.read(more.reveal())
    assert claims is not None
    asked = {*SCOPES["base"], *SCOPES["synchronization"]}
    assert claims.scopes == asked | BY_OTHER_TOOLS, "a token carries whatever was consented to before"


def test_tokens_are_in_no_recorded_exchange(login: Login, world: World) -> None:
    signed = sign_in(login)
    signed.sign_in_browser(Task(), "base", Browser(world))
    token = signed.token(TokenRequest(scopes_for(login[0], "logs"))).reveal()
    everything = repr(list(login[1].exchanges)) + repr(signed) + repr(vars(signed)["_tokens"])
    assert token not in everything
    assert "refresh_token=0." not in everything
    assert len(login[1].exchanges) >= 3


def test_device_sign_in_reports_code_and_ends_when_it_was_entered(login: Login, world: World) -> None:
    codes: list[DeviceCode] = []

    def progress(report: Progress) -> None:
        if isinstance(report.data, DeviceCode):
            codes.append(report.data)
            world.entra.approve_device_code(report.data.user_code)

    account = sign_in(login).sign_in_device(Task(progress), "base")
    assert account.username == world.entra.admin[0]
    assert len(codes) == 1
    assert codes[0].expires > datetime.now(UTC)
    assert codes[0].uri.startswith("http")


def test_device_sign_in_waits_while_nobody_entered_the_code(login: Login, world: World) -> None:
    asked = threading.Event()
    real = world.entra.sign_in_service.token

    def token(form: dict[str, str], tenant: str) -> dict[str, object]:
        try:
            return real(form, tenant)
        finally:
            if not asked.is_set():
                asked.set()
                world.entra.approve_device_code(codes[0].user_code)

    codes: list[DeviceCode] = []
    world.entra.sign_in_service.token = token  # type: ignore[method-assign,assignment]
    task = Task(lambda report: codes.append(report.data) if isinstance(report.data, DeviceCode) else None)
    account = sign_in(login).sign_in_device(task, "base")
    assert asked.is_set()
    assert account.username == world.entra.admin[0]


def test_declining_the_device_code_is_no_sign_in(login: Login, world: World) -> None:
    def progress(report: Progress) -> None:
        if isinstance(report.data, DeviceCode):
            world.entra.approve_device_code(report.data.user_code, accept=False)

    signed = sign_in(login)
    with pytest.raises(SignInError) as caught:
        signed.sign_in_device(Task(progress), "base")
    assert caught.value.code == "signin-declined"
    assert not signed.signed_in


def cancelled_by(task: Task, started: threading.Event, work: Callable[[], object]) -> BaseException | None:
    """Run work in a thread, cancel when it has started, and return what it ended with."""
    ended: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            ended.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert started.wait(20)
    task.cancel()
    thread.join(2)
    assert not thread.is_alive()
    return ended[0] if ended else None


def test_browser_sign_in_is_cancelled_at_once_and_stops_listening(login: Login) -> None:
    started, urls = threading.Event(), list[str]()

    def open_url(url: str) -> bool:
        urls.append(url)
        return True

    task = Task(lambda report: started.set() if isinstance(report.data, BrowserSignIn) else None)
    ended = cancelled_by(task, started, lambda: sign_in(login).sign_in_browser(task, "base", open_url))
    assert isinstance(ended, Cancelled)
    back = urllib.parse.parse_qs(urllib.parse.urlsplit(urls[0]).query)["redirect_uri"][0]
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(back.replace("localhost", "127.0.0.1"), timeout=2)


def test_device_sign_in_is_cancelled_at_once(login: Login) -> None:
    started = threading.Event()
    task = Task(lambda report: started.set() if isinstance(report.data, DeviceCode) else None)
    ended = cancelled_by(task, started, lambda: sign_in(login).sign_in_device(task, "base"))
    assert isinstance(ended, Cancelled)


def test_nobody_coming_back_ends_in_a_timeout(login: Login) -> None:
    with pytest.raises(SignInError) as caught:
        sign_in(login).sign_in_browser(Task(), "base", lambda url: True, seconds=0.05)
    assert caught.value.code == "signin-timeout"


def test_a_foreign_answer_is_turned_away_and_the_right_one_still_counts(login: Login, world: World) -> None:
    statuses: list[int] = []

    def open_url(url: str) -> bool:
        back = world.entra.sign_in(url).replace("localhost", "127.0.0.1")
        forged = back.partition("?")[0] + "?code=planted&state=guessed"
        for address in (forged, back.partition("?")[0] + "/favicon.ico"):
            try:
                urllib.request.urlopen(address, timeout=10)
            except urllib.error.HTTPError as error:
                statuses.append(error.code)
                error.close()
        with urllib.request.urlopen(back, timeout=10) as answer:
            statuses.append(answer.status)
        return True

    account = sign_in(login).sign_in_browser(Task(), "base", open_url)
    assert statuses == [404, 404, 200]
    assert account.username == world.entra.admin[0]


def test_the_posted_form_of_the_real_service_is_taken(login: Login, world: World) -> None:
    def open_url(url: str) -> bool:
        address, _, query = world.entra.sign_in(url).replace("localhost", "127.0.0.1").partition("?")
        with urllib.request.urlopen(address, data=query.encode(), timeout=10) as answer:
            assert answer.status == 200
        return True

    assert sign_in(login).sign_in_browser(Task(), "base", open_url).username


def test_cancelling_in_the_browser_is_told_as_such(login: Login, world: World) -> None:
    with pytest.raises(SignInError) as caught:
        sign_in(login).sign_in_browser(Task(), "base", Browser(world, accept=False))
    assert caught.value.code == "signin-declined"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("signin-no-consent", "signin-no-consent"),
        ("signin-admin-consent", "signin-admin-consent"),
        ("signin-ca-blocked", "signin-ca-blocked"),
        ("signin-device-not-compliant", "signin-device-not-compliant"),
        ("signin-unknown-client", "signin-client-unknown"),
        ("signin-public-client-off", "signin-public-client-off"),
        ("signin-wrong-tenant", "signin-wrong-tenant"),
        ("signin-personal-account", "signin-personal-account"),
    ],
)
def test_every_fault_of_the_practice_service_is_recognised(login: Login, world: World, fault: str, code: str) -> None:
    world.faults.add(fault)
    signed = sign_in(login)
    with pytest.raises(SignInError) as caught:
        signed.sign_in_browser(Task(), "base", Browser(world))
    assert caught.value.code == code
    assert caught.value.params["correlation"] != "?"
    world.faults.clear()
    assert signed.sign_in_browser(Task(), "base", Browser(world)).username, "a refusal is not remembered"


def test_an_expired_device_code_is_told(login: Login, world: World) -> None:
    world.faults.add("signin-device-code-expired")
    with pytest.raises(SignInError) as caught:
        sign_in(login).sign_in_device(Task(), "base")
    assert caught.value.failure == "signin-device-code-expired"


@pytest.mark.parametrize("fault", ["signin-mfa-step-up", "signin-session-frequency"])
def test_a_renewal_that_needs_the_person_is_mended_by_signing_in_again(login: Login, world: World, fault: str) -> None:
    browser = Browser(world)
    signed = sign_in(login)
    signed.sign_in_browser(Task(), "base", browser)
    world.faults.add(fault)
    wanted = scopes_for(login[0], "logs")
    with pytest.raises(SignInError) as caught:
        signed.token(TokenRequest(wanted))
    assert caught.value.failure == fault
    world.faults.clear()
    signed.sign_in_again(Task())
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(browser.urls[-1]).query)
    assert set(wanted) <= set(query["scope"][0].split())
    assert query["login_hint"] == [world.entra.admin[0]]
    assert ("claims" in query) == (fault == "signin-mfa-step-up")
    assert signed.token(TokenRequest(wanted))


def test_an_unknown_tenant_is_told(login: Login, world: World) -> None:
    with pytest.raises(SignInError) as caught:
        sign_in(login, "nobody.example").sign_in_browser(Task(), "base", Browser(world))
    assert caught.value.code == "signin-tenant-unknown"


def test_an_account_of_another_tenant_is_told(login: Login, world: World) -> None:
    with pytest.raises(SignInError) as caught:
        sign_in(login, "contoso.example").sign_in_browser(Task(), "base", Browser(world))
    assert caught.value.failure == "signin-wrong-tenant"


def test_signing_out_forgets_everything(login: Login, world: World) -> None:
    signed = sign_in(login, "")
    signed.sign_in_browser(Task(), "base", Browser(world))
    signed.token(TokenRequest(scopes_for(login[0], "base")))
    signed.sign_out()
    for call in (lambda: signed.token(TokenRequest(scopes_for(login[0], "base"))), lambda: signed.account):
        with pytest.raises(SignInError) as caught:
            call()
        assert caught.value.code == "signin-needed"


def test_an_untrusted_certificate_stops_the_sign_in(login: Login) -> None:
    signed = SignIn(Transport(), login[0])
    with pytest.raises(NetworkError) as caught:
        signed.sign_in_browser(Task(), "base", lambda url: True)
    assert caught.value.code == "tls-untrusted"


def test_the_next_login_host_is_tried_when_one_cannot_be_reached(login: Login, world: World) -> None:
    cloud, transport = login
    both = Cloud("two", ("https://127.0.0.1:9", *cloud.login), cloud.graph, cloud.portal)
    assert SignIn(transport, both).sign_in_browser(Task(), "base", Browser(world)).username


@pytest.mark.parametrize(("tenant", "client"), [("a b", ""), ("x/../y", ""), ("", "no-guid")])
def test_what_cannot_be_a_tenant_or_client_is_refused_before_anything_is_sent(tenant: str, client: str) -> None:
    with pytest.raises(InputError):
        SignIn(Transport(), CLOUDS[0], tenant=tenant, client_id=client)


def test_the_consent_page_names_client_tenant_and_scopes() -> None:
    address = SignIn(Transport(), cloud_by_id("us-l4"), tenant="harborlights.example").consent_url("logs")
    parts = urllib.parse.urlsplit(address)
    assert (parts.hostname, parts.path) == ("login.microsoftonline.us", "/harborlights.example/v2.0/adminconsent")
    assert "https://graph.microsoft.us/ProvisioningLog.Read.All" in urllib.parse.parse_qs(parts.query)["scope"][0]


def test_clouds_have_their_own_hosts() -> None:
    assert len({cloud.graph for cloud in CLOUDS}) == len(CLOUDS) == 4
    assert len(CHINA.login) == 2
    assert [cloud.id for cloud in CLOUDS if cloud.gallery_likely] == ["global"]
    with pytest.raises(WizardError):
        cloud_by_id("germany")


REAL = Path(__file__).parent.parent / "real"


def recorded(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((REAL / name).read_text(encoding="utf-8"))["response"]["body"]
    return found


def test_the_permissions_that_a_token_really_carries_are_told(login: Login, world: World) -> None:
    signed = sign_in(login)
    signed.sign_in_browser(Task(), "base", Browser(world))
    signed.token(TokenRequest(scopes_for(login[0], "logs")))
    asked = {*SCOPES["base"], "ProvisioningLog.Read.All"}
    assert set(signed.carried) == asked | BY_OTHER_TOOLS, "not what was asked for, but what was ever consented to"
    assert SignIn(login[1], login[0]).carried == ()


@pytest.mark.parametrize("name", ["authorization_pending", "invalid_grant"])
def test_a_code_that_nobody_has_typed_yet_is_waited_for_whatever_the_refusal_is_called(
    login: Login, world: World, name: str
) -> None:
    """AADSTS70016 means "keep polling": tests/real/errors/20."""
    real = world.entra.sign_in_service.token
    polls: list[str] = []

    def token(form: dict[str, str], tenant: str) -> dict[str, object]:
        if "device_code" not in form or polls:
            return real(form, tenant)
        polls.append(form["device_code"])
        world.entra.approve_device_code(codes[0].user_code)
        body = recorded("errors/20-sign-in-device-code-pending-70016.json")
        raise SignInRefused(AadError(name, 70016, body["error_description"]))

    codes: list[DeviceCode] = []
    world.entra.sign_in_service.token = token  # type: ignore[method-assign,assignment]
    task = Task(lambda report: codes.append(report.data) if isinstance(report.data, DeviceCode) else None)
    assert sign_in(login).sign_in_device(task, "base").username == world.entra.admin[0]
    assert len(polls) == 1


def test_a_cloud_without_a_newer_permission_is_asked_for_the_older_one(
    login: Login, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Organization.Read.All serves subscribedSkus too (Graph permissions reference); errors/25 is the refusal."""
    known = grants.DELEGATED_SCOPES - {"LicenseAssignment.Read.All"}
    monkeypatch.setattr(grants, "DELEGATED_SCOPES", known)

    def progress(report: Progress) -> None:
        if isinstance(report.data, DeviceCode):
            world.entra.approve_device_code(report.data.user_code)

    signed = sign_in(login)
    signed.sign_in_device(Task(progress), "base")
    signed.token(TokenRequest(scopes_for(login[0], "base")))
    assert set(signed.carried) == {"User.Read", "Organization.Read.All"} | BY_OTHER_TOOLS


def test_an_optional_permission_that_is_missing_is_not_asked_for_later(
    login: Login, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = sign_in(login)
    signed.sign_in_browser(Task(), "base", Browser(world))
    known = grants.DELEGATED_SCOPES - {"ProvisioningLog.Read.All"}
    monkeypatch.setattr(grants, "DELEGATED_SCOPES", known)
    with pytest.raises(SignInError):
        signed.token(TokenRequest(scopes_for(login[0], "logs"), optional=True))
    browser = Browser(world)
    signed.sign_in_browser(Task(), "base", browser)
    assert "ProvisioningLog" not in browser.urls[0]


def test_the_cloud_of_china_needs_a_client_id_of_ones_own(login: Login) -> None:
    with pytest.raises(InputError) as caught:
        SignIn(login[1], CHINA)
    assert caught.value.code == "client-id-needed"
    assert SignIn(login[1], CHINA, client_id="11111111-2222-3333-4444-555555555555").client_id


@pytest.mark.parametrize(
    ("host", "cloud"),
    [
        ("login.microsoftonline.us", "us-l4"),
        ("login.sovcloud-identity.fr", "bleu"),
        ("login.sovcloud-identity.de", "delos"),
        ("login.unheard-of.example", "other"),
    ],
)
def test_a_tenant_of_another_cloud_is_told_with_the_cloud_and_nothing_is_sent_there(
    ca_file: Path, leaf: trustme.LeafCert, tmp_path: Path, host: str, cloud: str
) -> None:
    root = f"https://{host}/t"
    discovery = {"issuer": f"{root}/v2.0", "authorization_endpoint": f"{root}/a", "token_endpoint": f"{root}/t"}
    asked: list[str] = []

    def app(environ: Any, start_response: Any) -> Any:
        asked.append(environ["PATH_INFO"])
        return WebResponse(json.dumps(discovery), content_type="application/json")(environ, start_response)

    with served(app, leaf, tmp_path) as port:
        transport = Transport([ca_file])
        own = practice_cloud(f"https://127.0.0.1:{port}", "https://graph.example")
        with pytest.raises(SignInError) as caught:
            SignIn(transport, own, tenant="contoso.example").sign_in_device(Task(), "base")
        transport.close()
    assert (caught.value.code, caught.value.params["cloud"]) == ("signin-other-cloud", cloud)
    assert all(path.endswith("openid-configuration") for path in asked)
    words = Texts().problem(caught.value)
    assert host in words.why
    assert words.next


def test_an_unknown_cloud_and_tenant_have_words() -> None:
    for name, code in (
        ("errors/23-sign-in-cloud-unknown-50049-discovery.json", "signin-cloud-unknown"),
        ("errors/22-sign-in-tenant-unknown-90002-discovery.json", "signin-tenant-unknown"),
        ("errors/25-sign-in-scope-unknown-70011.json", "signin-scope-unknown"),
    ):
        error = refusal(recorded(name))
        assert error.code == code
        assert Texts().problem(error).next
