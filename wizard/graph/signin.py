"""Sign-in with MSAL by system browser or device code; tokens stay in memory."""

from __future__ import annotations

import base64
import html
import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

import msal as _untyped_msal

from wizard.core.errors import InputError, NetworkError, SignInError
from wizard.core.texts import Texts
from wizard.graph.aadsts import numbers_of, refusal
from wizard.graph.clouds import DEFAULT_CLIENT_ID, Cloud, cloud_of_host
from wizard.graph.identifiers import check_client_id, check_tenant, is_guid
from wizard.graph.loopback import Receiver
from wizard.graph.msal_http import MsalHttp
from wizard.graph.scopes import CONSENTED, Purpose, scopes_for, substituted
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wizard.core.json_types import JsonMapping, JsonObject
    from wizard.core.tasks import Task
    from wizard.http import Sender

msal: Any = _untyped_msal  # its classes have no type annotations
BROWSER_SECONDS = 300.0
SHORTEST_INTERVAL = 0.2
"""Minimum seconds between polls for a device code, even if the service permits shorter intervals."""
_CONSUMER_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad"
_EARLY = 300.0
"""Seconds before its expiry from which a token is no longer used, as in MSAL."""


@dataclass(frozen=True, slots=True)
class Account:
    """The signed-in user and the tenant."""

    username: str
    tenant_id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class BrowserSignIn:
    """Reported while the browser is open. If ``opened`` is false, the user must open ``url`` manually."""

    url: str
    opened: bool


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """Reported while the device flow waits: the code to enter at ``uri``, valid until ``expires`` (UTC)."""

    user_code: str
    uri: str
    expires: datetime


class SignIn:
    """The sign-in of one user to one cloud. Thread-safe.

    Args:
        transport: sends all requests.
        cloud: the cloud to sign in to.
        tenant: tenant id or verified domain; empty for any work account that the user chooses.
        client_id: application (client) id of a public client; empty for Microsoft's own, if the cloud has it.
        texts: texts for the page that the browser shows at the end.

    Raises:
        InputError: ``tenant-invalid``, ``client-id-invalid``, or ``client-id-needed`` in a cloud without Microsoft's
            public client.
    """

    def __init__(
        self, transport: Sender, cloud: Cloud, *, tenant: str = "", client_id: str = "", texts: Texts | None = None
    ) -> None:
        self.cloud = cloud
        self.tenant = (tenant.strip() or "organizations").lower()
        self.client_id = client_id.strip() or DEFAULT_CLIENT_ID
        check_tenant(tenant)
        check_client_id(client_id)
        if not client_id.strip() and not cloud.shared_client:
            raise InputError("client-id-needed", {"cloud": cloud.id})
        self._http = MsalHttp(transport)
        self._redactor = transport.redactor
        self._texts = texts or Texts()
        self._lock = threading.RLock()
        self._cache = msal.TokenCache()
        self._app: Any = None
        self._account: Account | None = None
        self._tokens: dict[frozenset[str], tuple[Secret, float]] = {}
        self._missing: tuple[str, ...] = ()
        self._claims = ""
        self._older = False
        self._carried: tuple[str, ...] = ()
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
            raise _needed()
        return self._account

    @property
    def carried(self) -> tuple[str, ...]:
        """The permissions in the newest token, as named by the service (``scp``), sorted.

        These are all permissions ever consented to for this client and may be more than were requested.
        """
        return self._carried

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
        self._again = lambda again: self.sign_in_browser(again, purpose, open_url, seconds=seconds)
        try:
            return self._browser(task, purpose, open_url, seconds)
        except SignInError as error:
            if not self._try_older(error):
                raise
        return self._browser(task, purpose, open_url, seconds)

    def _browser(self, task: Task, purpose: Purpose, open_url: Callable[[str], bool], seconds: float) -> Account:
        with self._http.during(task):
            app = self._new_app()
            with Receiver(self._page) as receiver:
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
            with _msal_errors():
                result = app.acquire_token_by_auth_code_flow(flow, answer)
        return self._finish(app, result)

    def sign_in_device(self, task: Task, purpose: Purpose) -> Account:
        """Sign in with a code that the user enters on any device (RFC 8628); ``DeviceCode`` is reported as data.

        Raises:
            SignInError: refused, or the code expired.
            NetworkError: the sign-in service cannot be reached.
            Cancelled: the task was canceled; raised at once.
        """
        self._again = lambda again: self.sign_in_device(again, purpose)
        try:
            return self._device(task, purpose)
        except SignInError as error:
            if not self._try_older(error):
                raise
        return self._device(task, purpose)

    def _try_older(self, error: SignInError) -> bool:
        """Return whether to retry with older permissions because this cloud may not support the newer ones."""
        if error.code != "signin-scope-unknown" or self._older:
            return False
        self._older = True
        return True

    def _device(self, task: Task, purpose: Purpose) -> Account:
        with self._http.during(task):
            app = self._new_app()
            with _msal_errors():
                flow = app.initiate_device_flow(self._wanted(purpose), claims_challenge=self._claims or None)
            if "user_code" not in flow:
                raise refusal(flow)
            with _msal_errors():
                self._redactor.know(Secret(str(flow["device_code"])))
                expires = datetime.now(UTC) + timedelta(seconds=flow["expires_in"])
                code = DeviceCode(str(flow["user_code"]), str(flow["verification_uri"]), expires)
                interval = max(SHORTEST_INTERVAL, float(flow["interval"]))
            task.report("graph-signin-device", data=code)
            while True:
                task.wait(interval)
                with _msal_errors():
                    # The exit condition ends MSAL's loop after one poll, since its waiting cannot be canceled.
                    result = app.acquire_token_by_device_flow(
                        flow, exit_condition=lambda _: True, claims_challenge=self._claims or None
                    )
                if not _pending(result):
                    return self._finish(app, result)
                if result.get("error") == "slow_down":
                    interval += 5.0  # RFC 8628 section 3.5

    def sign_in_again(self, task: Task) -> Account:
        """Sign in again with the last used method, for permissions that were found missing.

        Raises:
            SignInError: ``signin-needed`` without an earlier sign-in; otherwise as that method.
        """
        if self._again is None:
            raise _needed()
        return self._again(task)

    def token(
        self,
        scopes: Sequence[str],
        task: Task | None = None,
        *,
        renew: bool = False,
        claims: str = "",
        optional: bool = False,
    ) -> Secret:
        """Return an access token without user interaction.

        Args:
            scopes: full scope names.
            renew: ignore the token in memory, because the service refused it.
            claims: additional claims that the service requires (a claims challenge).
            optional: these scopes may be refused; the next sign-in does not request them.

        Raises:
            SignInError: the user must sign in; ``sign_in_again`` requests these scopes too.
        """
        if self._older:
            scopes = substituted(scopes)
        key = frozenset(scopes)
        with self._locked(task), self._http.during(task):
            held = self._tokens.get(key)
            if held is not None and not renew and not claims and time.monotonic() < held[1]:
                return held[0]
            accounts = self._app.get_accounts() if self._app is not None else []
            if not accounts or self._account is None:
                raise _needed()
            with _msal_errors():
                result = self._app.acquire_token_silent_with_error(
                    list(scopes), account=accounts[0], force_refresh=renew, claims_challenge=claims or None
                )
            if not result or "error" in result:
                if optional:
                    raise refusal(result) if result else _needed()
                self._missing = tuple(dict.fromkeys([*self._missing, *scopes]))
                self._claims = claims or str((result or {}).get("claims") or "")
                raise refusal(result) if result else _needed()
            return self._keep(key, result)

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
        """Return a new MSAL client, since MSAL caches refusals for a minute; the token cache is kept."""
        for number, login in enumerate(self.cloud.login, 1):
            try:
                with _msal_errors():
                    app = msal.PublicClientApplication(
                        self.client_id,
                        authority=f"{login}/{self.tenant}",
                        http_client=self._http,
                        token_cache=self._cache,
                        # The hosts are known, so MSAL does not have to query the global cloud for them.
                        instance_discovery=False,
                    )
            except NetworkError:
                if number == len(self.cloud.login):
                    raise
            else:
                require_own_cloud(self.cloud, str(app.authority.token_endpoint))
                return app
        raise AssertionError("a cloud has at least one login host")

    def _finish(self, app: Any, result: JsonObject) -> Account:
        if "error" in result:
            raise refusal(result)
        given = result.get("id_token_claims")
        claims = given if isinstance(given, dict) else {}
        tenant_id = str(claims.get("tid", ""))
        account = Account(str(claims.get("preferred_username", "")), tenant_id, str(claims.get("name", "")))
        if tenant_id == _CONSUMER_TENANT:
            self._drop(app)
            raise SignInError("signin-personal-account", _plain(), failure="signin-personal-account")
        expected = str(app.authority.tenant)
        if is_guid(expected) and expected.lower() != tenant_id.lower():
            self._drop(app)
            raise SignInError("signin-wrong-tenant", _plain(), failure="signin-wrong-tenant")
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

    def _keep(self, key: frozenset[str], result: JsonObject) -> Secret:
        """Store the token here too: MSAL finds it only if the service spells the scopes as requested."""
        if not result.get("access_token"):
            raise SignInError("signin-answer-invalid", {"kind": "access_token"})
        token = Secret(str(result["access_token"]))
        self._redactor.know(token)
        self._carried = _scopes_in(token.reveal()) or tuple(sorted(str(result.get("scope") or "").split()))
        self._tokens[key] = (token, time.monotonic() + float(result.get("expires_in", 0)) - _EARLY)
        return token

    def _page(self, success: bool) -> str:
        name = "done" if success else "failed"
        title = html.escape(self._texts.get(f"graph-signin-{name}"))
        body = html.escape(self._texts.get(f"graph-signin-{name}.body"))
        return (
            '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f"<title>{title}</title>"
            "<style>body{font:16px system-ui,sans-serif;max-width:32em;margin:15vh auto;padding:0 1em;"
            "color-scheme:light dark}</style>"
            f"<h1>{title}</h1><p>{body}</p><script>history.replaceState(null, '', '/')</script>"
        )

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


class ReadingTokens:
    """Provides the token of one read-only sign-in for every call, so that the user is asked only once.

    The token may carry more permissions than requested; ``Calls.reading`` prevents writes.

    Args:
        login: sign-in for the purpose.
        purpose: ``reading`` or ``support``.
    """

    def __init__(self, login: SignIn, purpose: Purpose = "reading") -> None:
        self._login = login
        self._purpose = purpose

    def token(
        self,
        scopes: Sequence[str],
        task: Task | None = None,
        *,
        renew: bool = False,
        claims: str = "",
        optional: bool = False,
    ) -> Secret:
        """Return the token; raises as for :meth:`SignIn.token`."""
        wanted = scopes if optional else scopes_for(self._login.cloud, self._purpose)
        return self._login.token(wanted, task, renew=renew, claims=claims, optional=optional)


@contextmanager
def _msal_errors() -> Iterator[None]:
    """Convert MSAL's errors about a response to ``SignInError``; their text contains claims, so it is dropped."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, msal.IdTokenError) as error:
        raise SignInError("signin-answer-invalid", {"kind": type(error).__name__}) from None


def _needed() -> SignInError:
    return SignInError("signin-needed", _plain())


def require_own_cloud(cloud: Cloud, token_endpoint: str) -> None:
    """Refuse to sign in to another cloud, which tenant discovery may point to.

    Raises:
        SignInError: ``signin-other-cloud`` with the host and the cloud's id if known.
    """
    host = (urlsplit(token_endpoint).hostname or "").lower()
    if host and host not in {urlsplit(login).hostname for login in cloud.login}:
        raise SignInError("signin-other-cloud", {**_plain(), "host": host, "cloud": cloud_of_host(host) or "other"})


def _plain() -> dict[str, str | int | float]:
    return {"number": "?", "correlation": "?", "time": "?"}


def _pending(result: JsonMapping) -> bool:
    """Return whether the response means that the user has not entered the code yet (AADSTS70016)."""
    return result.get("error") in {"authorization_pending", "slow_down"} or 70016 in numbers_of(result)


def _scopes_in(token: str) -> tuple[str, ...]:
    """Return the ``scp`` claim of an access token, sorted; empty if the token is not readable.

    For display only: a client must not rely on the content of a token that is meant for a service.
    """
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return tuple(sorted(str(claims["scp"]).split()))
    except (IndexError, KeyError, TypeError, ValueError):
        return ()
