"""Sign-in with MSAL by system browser or device code; tokens stay in memory."""

from __future__ import annotations

import html
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from wizard.core.errors import InputError, SignInError
from wizard.core.texts import Texts
from wizard.graph.aadsts import pending, refusal
from wizard.graph.account import Account, BrowserSignIn, DeviceCode, not_signed_in, unnumbered
from wizard.graph.clouds import DEFAULT_CLIENT_ID, Cloud
from wizard.graph.identifiers import check_client_id, check_tenant, is_guid
from wizard.graph.loopback import Receiver
from wizard.graph.msal_client import HeldToken, msal, msal_errors, new_client
from wizard.graph.msal_http import MsalHttp
from wizard.graph.scopes import CONSENTED, Purpose, scopes_for, substituted
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wizard.core.json_types import JsonObject
    from wizard.core.tasks import Task
    from wizard.graph.tokens import TokenRequest
    from wizard.http import Sender

BROWSER_SECONDS = 300.0
SHORTEST_INTERVAL = 0.2
"""Minimum seconds between polls for a device code, even if the service permits shorter intervals."""
_CONSUMER_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad"


class SignIn:
    """The sign-in of one user to one cloud. Thread-safe.

    ``carried`` are the permissions in the newest token, as named by the service (``scp``), sorted: all permissions ever
    consented to for this client, which may be more than were requested.

    Args:
        transport: sends all requests.
        cloud: the cloud to sign in to.
        tenant: tenant id or verified domain; empty for any work account that the user chooses.
        client_id: application (client) id of a public client; empty for Microsoft's own, if the cloud has it.

    Raises:
        InputError: ``tenant-invalid``, ``client-id-invalid``, or ``client-id-needed`` in a cloud without Microsoft's
            public client.
    """

    def __init__(self, transport: Sender, cloud: Cloud, *, tenant: str = "", client_id: str = "") -> None:
        self.cloud = cloud
        self.tenant = (tenant.strip() or "organizations").lower()
        self.client_id = client_id.strip() or DEFAULT_CLIENT_ID
        check_tenant(tenant)
        check_client_id(client_id)
        if not client_id.strip() and not cloud.shared_client:
            raise InputError("client-id-needed", {"cloud": cloud.id})
        self._http = MsalHttp(transport)
        self._redactor = transport.redactor
        self._lock = threading.RLock()
        self._cache = msal.TokenCache()
        self._app: Any = None
        self._account: Account | None = None
        self._tokens: dict[frozenset[str], HeldToken] = {}
        self._missing: tuple[str, ...] = ()
        self._claims = ""
        self._older = False
        self.carried: tuple[str, ...] = ()
        self._again: Callable[[Task], Account] | None = None

    @property
    def signed_in(self) -> bool:
        return self._account is not None

    @property
    def account(self) -> Account:
        """The signed-in account.

        Raises:
            SignInError: ``signin-needed``.
        """
        if self._account is None:
            raise not_signed_in()
        return self._account

    def sign_in_browser(
        self, task: Task, purpose: Purpose, open_url: Callable[[str], bool], *, seconds: float = BROWSER_SECONDS
    ) -> Account:
        """Sign in with the system browser (authorization code and PKCE) and wait for its redirect.

        ``BrowserSignIn`` is reported as data. Scopes found missing since the last sign-in are requested too.

        Raises:
            SignInError: refused, or not completed in time.
            NetworkError: the sign-in service cannot be reached.
            Cancelled: the task was canceled; raised at once.
        """
        return self._sign_in(task, lambda task: self._browser(task, purpose, open_url, seconds))

    def _browser(self, task: Task, purpose: Purpose, open_url: Callable[[str], bool], seconds: float) -> Account:
        with self._http.during(task):
            app = self._new_app()
            with Receiver(_page) as receiver:
                known = self._account
                flow = app.initiate_auth_code_flow(
                    self._wanted(purpose),
                    redirect_uri=receiver.redirect_uri,
                    # Entra then posts the code, so it is not in the browser history (RFC 9700 section 4.3.1).
                    response_mode="form_post",
                    prompt=None if known else "select_account",
                    login_hint=known.username if known else None,
                    claims_challenge=self._claims or None,
                )
                receiver.expect(flow["state"])
                opened = open_url(flow["auth_uri"])
                task.report("graph-signin-browser", data=BrowserSignIn(flow["auth_uri"], opened))
                answer = receiver.wait(task, seconds)
            with msal_errors():
                result = app.acquire_token_by_auth_code_flow(flow, answer)
        return self._finish(app, result)

    def sign_in_device(self, task: Task, purpose: Purpose) -> Account:
        """Sign in with a code that the user enters on any device (RFC 8628); ``DeviceCode`` is reported as data.

        Raises:
            SignInError: refused, or the code expired.
            NetworkError: the sign-in service cannot be reached.
            Cancelled: the task was canceled; raised at once.
        """
        return self._sign_in(task, lambda task: self._device(task, purpose))

    def _sign_in(self, task: Task, method: Callable[[Task], Account]) -> Account:
        """Sign in, a second time with older permissions if this cloud may not support the newer ones."""
        self._again = lambda again: self._sign_in(again, method)
        try:
            return method(task)
        except SignInError as error:
            if error.code != "signin-scope-unknown" or self._older:
                raise
            self._older = True
        return method(task)

    def _device(self, task: Task, purpose: Purpose) -> Account:
        with self._http.during(task):
            app = self._new_app()
            with msal_errors():
                flow = app.initiate_device_flow(self._wanted(purpose), claims_challenge=self._claims or None)
            if "user_code" not in flow:
                raise refusal(flow)
            with msal_errors():
                self._redactor.know(Secret(str(flow["device_code"])))
                expires = datetime.now(UTC) + timedelta(seconds=flow["expires_in"])
                code = DeviceCode(str(flow["user_code"]), str(flow["verification_uri"]), expires)
                interval = max(SHORTEST_INTERVAL, float(flow["interval"]))
            task.report("graph-signin-device", data=code)
            while True:
                task.wait(interval)
                with msal_errors():
                    # The exit condition ends MSAL's loop after one poll, since its waiting cannot be canceled.
                    result = app.acquire_token_by_device_flow(
                        flow, exit_condition=lambda _: True, claims_challenge=self._claims or None
                    )
                if not pending(result):
                    return self._finish(app, result)
                if result.get("error") == "slow_down":
                    interval += 5.0  # RFC 8628 section 3.5

    def sign_in_again(self, task: Task) -> Account:
        """Sign in again with the last used method, for permissions that were found missing.

        Raises:
            SignInError: ``signin-needed`` without an earlier sign-in; otherwise as that method.
        """
        if self._again is None:
            raise not_signed_in()
        return self._again(task)

    def token(self, request: TokenRequest, task: Task | None = None) -> Secret:
        """Return an access token without user interaction.

        Raises:
            SignInError: the user must sign in; ``sign_in_again`` requests these scopes too.
        """
        scopes = substituted(request.scopes) if self._older else request.scopes
        key = frozenset(scopes)
        with self._locked(task), self._http.during(task):
            held = self._tokens.get(key)
            if held is not None and held.serves(request):
                return held.secret
            accounts = self._app.get_accounts() if self._app is not None else []
            if not accounts or self._account is None:
                raise not_signed_in()
            with msal_errors():
                result = self._app.acquire_token_silent_with_error(
                    list(scopes),
                    account=accounts[0],
                    force_refresh=request.renew,
                    claims_challenge=request.claims or None,
                )
            if not result or "error" in result:
                if not request.optional:
                    self._missing = tuple(dict.fromkeys([*self._missing, *scopes]))
                    self._claims = request.claims or str((result or {}).get("claims") or "")
                raise refusal(result) if result else not_signed_in()
            # Stored here too: MSAL finds it only if the service spells the scopes as requested.
            held = self._tokens[key] = HeldToken.of(result, self._redactor)
            self.carried = held.names("scp") or tuple(sorted(str(result.get("scope") or "").split()))
            return held.secret

    def sign_out(self) -> None:
        """Discard all tokens of this sign-in; the browser session is not affected."""
        with self._lock:
            self._cache = msal.TokenCache()
            self._tokens.clear()
            self._app = self._account = self._again = None
            self._missing, self._claims = (), ""

    def consent_url(self, *purposes: Purpose) -> str:
        """Return the URL of the page on which an administrator grants the permissions for the whole tenant.

        Args:
            purposes: purposes to grant; none for all that the setup requires.
        """
        query = {
            "client_id": self.client_id,
            "scope": " ".join(scopes_for(self.cloud, *(purposes or CONSENTED))),
            "redirect_uri": "http://localhost",
        }
        return f"{self.cloud.login[0]}/{self.tenant}/v2.0/adminconsent?{urlencode(query, quote_via=quote)}"

    def _wanted(self, purpose: Purpose) -> list[str]:
        wanted = [*scopes_for(self.cloud, purpose), *self._missing]
        return list(substituted(wanted) if self._older else dict.fromkeys(wanted))

    def _new_app(self) -> Any:
        return new_client(self.cloud, self.tenant, self.client_id, self._http, cache=self._cache)

    def _finish(self, app: Any, result: JsonObject) -> Account:
        if "error" in result:
            raise refusal(result)
        given = result.get("id_token_claims")
        claims = given if isinstance(given, dict) else {}
        tenant_id = str(claims.get("tid", ""))
        account = Account(str(claims.get("preferred_username", "")), tenant_id, str(claims.get("name", "")))
        if tenant_id == _CONSUMER_TENANT:
            self._drop(app)
            raise SignInError("signin-personal-account", unnumbered(), failure="signin-personal-account")
        expected = str(app.authority.tenant)
        if is_guid(expected) and expected.lower() != tenant_id.lower():
            self._drop(app)
            raise SignInError("signin-wrong-tenant", unnumbered(), failure="signin-wrong-tenant")
        with self._lock:
            for other in app.get_accounts():
                if other.get("username") != account.username:
                    app.remove_account(other)
            self._app, self._account = app, account
            self._missing, self._claims = (), ""
            self._tokens.clear()
        return account

    def _drop(self, app: Any) -> None:
        for account in app.get_accounts():
            app.remove_account(account)
        self._tokens.clear()
        self._account = None

    @contextmanager
    def _locked(self, task: Task | None) -> Iterator[None]:
        """Acquire the lock; waiting for another thread's token renewal can be canceled."""
        while not self._lock.acquire(timeout=0.1):
            if task is not None:
                task.checkpoint()
        try:
            yield
        finally:
            self._lock.release()


def _page(success: bool) -> str:
    """Return the page that the browser shows at the end."""
    texts, name = Texts(), "graph-signin-done" if success else "graph-signin-failed"
    title, body = html.escape(texts.get(name)), html.escape(texts.get(f"{name}.body"))
    return (
        '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title>"
        "<style>body{font:16px system-ui,sans-serif;max-width:32em;margin:15vh auto;padding:0 1em;"
        "color-scheme:light dark}</style>"
        f"<h1>{title}</h1><p>{body}</p><script>history.replaceState(null, '', '/')</script>"
    )
