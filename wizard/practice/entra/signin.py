"""The logic of the practice tenant's sign-in service, without HTTP.

OAuth 2.0 with the grants of :mod:`wizard.practice.entra.grants` and those of applications, and the extensions that MSAL
reads (``client_info``, ``error_codes``, ``suberror``, ``claims``).
"""

from __future__ import annotations

import dataclasses
import hmac
import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from wizard.core.json_types import JsonObject
from wizard.practice.entra import aadsts
from wizard.practice.entra.aadsts import SignInRefused
from wizard.practice.entra.consent import TOOLS, Consented
from wizard.practice.entra.grants import Codes, DeviceRequest, Devices, Grant, graph_scopes, redirect_address, scopes_of
from wizard.practice.entra.tokens import DELEGATED_SCOPES, LIFETIME, Claims, encode
from wizard.practice.entra.workloads import Registrations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.directory import Person
    from wizard.practice.entra.state import EntraState

PASSWORD = "practice"  # noqa: S105 - shown on the page, opens nothing outside the practice company
PARTNER_TENANT = "5a7e1c60-2f4d-4c1b-9e55-3b8d0f6a2c44"
PARTNER_DOMAIN = "contoso.example"
CONSUMER_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad"
_HOME = frozenset(("organizations", "common"))


class SignInService:
    """Accounts, codes and tokens of one practice tenant.

    Codes expire by practice time, so that *advance time* lets them expire.

    Args:
        state: of the tenant.
        interval: minimum seconds between two polls of a device client.
    """

    def __init__(self, state: EntraState, interval: int) -> None:
        self.directory, self.mint, self.faults = state.directory, state.mint, state.faults
        self.now, self.strict = state.now, state.strict
        self.consented = Consented()
        self.registrations = Registrations()
        self.issuer_root = "https://login.invalid"
        """Root of the login host."""
        self._codes = Codes(self.now)
        self.devices = Devices(self.now, interval)
        self._refresh: dict[str, Grant] = {}

    # tenants and accounts

    def tenant_id(self, name: str) -> str:
        """Return the tenant's id for an id, a domain, or a general name such as ``organizations``.

        Raises:
            SignInRefused: there is no such tenant.
        """
        wanted = name.casefold()
        tenant = self.directory.tenant
        if wanted in _HOME or wanted == tenant.id or wanted in {domain.casefold() for domain in tenant.domains}:
            return tenant.id
        if wanted in (PARTNER_TENANT, PARTNER_DOMAIN):
            return PARTNER_TENANT
        if wanted in ("consumers", CONSUMER_TENANT):
            return CONSUMER_TENANT
        raise SignInRefused(aadsts.UNKNOWN_TENANT)

    def issuer(self, tenant_id: str) -> str:
        return f"{self.issuer_root}/{tenant_id}/v2.0"

    def account(self, name: str, password: str) -> Person:
        """Return the person who signs in.

        Raises:
            SignInRefused: unknown, disabled, or wrong password.
        """
        person = self.directory.person(name.strip())
        if person is None or person.soft_deleted:
            raise SignInRefused(aadsts.NO_SUCH_ACCOUNT)
        if not hmac.compare_digest(password.encode(), PASSWORD.encode()):
            raise SignInRefused(aadsts.WRONG_PASSWORD)
        if not person.account_enabled:
            raise SignInRefused(aadsts.ACCOUNT_DISABLED)
        return person

    # the authorize page

    def check_authorize(self, query: Mapping[str, str], tenant: str) -> tuple[str, ...]:
        """Check an authorization request before the page is shown; return the scopes.

        Raises:
            SignInRefused: shown on the page, never sent to a redirect address that is not the client's.
        """
        self.tenant_id(tenant)
        self.check_client(query.get("client_id", ""))
        target = urlsplit(query.get("redirect_uri", ""))
        if target.scheme != "http" or target.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise SignInRefused(aadsts.BAD_REDIRECT)
        if query.get("response_mode", "query") not in ("query", "form_post"):
            raise SignInRefused(aadsts.BAD_REQUEST)
        if query.get("response_type") != "code" or query.get("code_challenge_method", "S256") != "S256":
            raise SignInRefused(aadsts.BAD_REQUEST)
        return scopes_of(query.get("scope", ""))

    def answer_authorize(self, query: Mapping[str, str], tenant: str, person: Person | None) -> dict[str, str]:
        """Return what the browser passes to the client: a code, or the refusal if the person declined."""
        scopes = self.check_authorize(query, tenant)
        answer: dict[str, str]
        if person is None:
            answer = {"error": aadsts.DECLINED.error, "error_description": aadsts.DECLINED.description}
        else:
            code = self._codes.issue(query, person.id, tenant, scopes)
            answer = {"code": code, "session_state": secrets.token_hex(8)}
            if "client_info" in query:
                answer["client_info"] = self._client_info(person.id)
        if "state" in query:
            answer["state"] = query["state"]
        return answer

    def sign_in(self, url: str, account: str = "", *, accept: bool = True) -> str:
        """Do what a person does in the browser: sign in at ``url``, or decline; return the redirect address.

        The result is in the query even if ``form_post`` was requested; a client that accepts only a POST needs it as a
        form.

        Args:
            url: the whole authorization address, as MSAL creates it.
            account: user principal name; by default the ``login_hint``, otherwise the practice administrator.

        Raises:
            SignInRefused: the page would show an error, for example because there is no such account.
            KeyError: the address has no ``redirect_uri``.
        """
        parts = urlsplit(url)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        tenant = parts.path.split("/")[1]
        person = self.account(account or query.get("login_hint") or self.admin_name, PASSWORD) if accept else None
        return redirect_address(query["redirect_uri"], self.answer_authorize(query, tenant, person))

    @property
    def admin_name(self) -> str:
        """The account that the page suggests: the first one with a directory role."""
        people = self.directory.people()
        known = next((person for person in people if self.directory.roles_of(person.id)), people[0])
        return known.user_principal_name

    # the device flow

    def start_device(self, client_id: str, tenant: str, scope: str) -> tuple[str, DeviceRequest]:
        """Start a device flow; return the device code and the request (RFC 8628 section 3.2)."""
        self.tenant_id(tenant)
        for name in ("signin-unknown-client", "signin-public-client-off"):
            if self.faults.active(name):
                raise SignInRefused(aadsts.FAULTS[name])
        self.check_client(client_id)
        return self.devices.start(client_id, tenant, scopes_of(scope))

    def approve_device_code(self, user_code: str, account: str = "", *, accept: bool = True) -> None:
        """Do what a person does on the device page: enter the code and sign in, or decline.

        Raises:
            SignInRefused: the page would show an error.
        """
        request = self.devices.pending(user_code)
        if accept:
            request.person_id = self.account(account or self.admin_name, PASSWORD).id
        request.state = "approved" if accept else "declined"

    # the token endpoint

    def token(self, form: Mapping[str, str], tenant: str) -> JsonObject:
        """Return the response of the token endpoint.

        Raises:
            SignInRefused: every refusal of the grant.
        """
        self.tenant_id(tenant)
        self.check_client(form.get("client_id", ""))
        grant_type = form.get("grant_type", "")
        if grant_type == "client_credentials":
            return self._app_token(form, tenant)
        if grant_type == "authorization_code":
            grant = self._codes.redeem(form)
        elif grant_type == "refresh_token":
            grant = self._redeem_refresh(form)
        elif grant_type in self._device_grants():
            grant = self.devices.redeem(form, expired=self.faults.active("signin-device-code-expired"))
        else:
            raise SignInRefused(aadsts.BAD_GRANT_TYPE)
        self._check_faults(grant_type)
        return self._tokens(grant, tenant)

    def _app_token(self, form: Mapping[str, str], tenant: str) -> JsonObject:
        """Return the token response for an application without a person: all granted permissions, no refresh token."""
        if tenant.casefold() in _HOME or self.tenant_id(tenant) != self.directory.tenant.id:
            raise SignInRefused(aadsts.UNKNOWN_TENANT)  # an application has no home tenant to choose
        shown = tenant if tenant in self.directory.tenant.domains else self.directory.tenant.id
        endpoints = {f"{self.issuer_root}/{name}/oauth2/v2.0/token" for name in (shown, self.directory.tenant.id)}
        if not form.get("scope", "").endswith("/.default"):
            raise SignInRefused(aadsts.BAD_SCOPE)
        known = self.registrations.prove(form, endpoints)
        claims = Claims(known.id, self.directory.tenant.id, known.client_id, known.permissions, app=True)
        token = self.mint.app_token(claims, self.issuer(self.directory.tenant.id))
        return {"token_type": "Bearer", "expires_in": LIFETIME, "ext_expires_in": LIFETIME, "access_token": token}

    def _device_grants(self) -> tuple[str, ...]:
        """Return the accepted grant names: the name of RFC 8628, and the short name that every MSAL for JavaScript
        sends.
        """
        name = "urn:ietf:params:oauth:grant-type:device_code"
        return (name, "device_code") if self.strict("device-grant") else (name,)

    def check_client(self, client_id: str) -> None:
        """Refuse a client that does not exist in the directory.

        Raises:
            SignInRefused: AADSTS700016; Microsoft's own tools have no registration in 21Vianet's cloud.
        """
        if not client_id:
            raise SignInRefused(aadsts.MISSING_CLIENT)
        if client_id.casefold() in TOOLS and self.faults.active("signin-china-client"):
            raise SignInRefused(aadsts.CLIENT_UNKNOWN)

    def issue_token(self, scopes: tuple[str, ...] = (), account: str = "") -> str:
        """Return an access token for Graph, by default with every scope, of the practice administrator.

        Raises:
            KeyError: there is no such account.
        """
        person = self.directory.person(account or self.admin_name)
        if person is None:
            raise KeyError(account)
        tenant = self.directory.tenant.id
        claims = Claims(person.id, tenant, "practice-control", frozenset(scopes or DELEGATED_SCOPES))
        roles = self.directory.roles_of(person.id)
        return self.mint.access_token(claims, roles, person.user_principal_name, self.issuer(tenant))

    def _check_faults(self, grant_type: str) -> None:
        for name, error in aadsts.FAULTS.items():
            if name in aadsts.REFRESH_FAULTS and grant_type != "refresh_token":
                continue
            if name in aadsts.DEVICE_FAULTS or name in aadsts.CLIENT_FAULTS:
                continue
            if self.faults.active(name):
                raise SignInRefused(error)

    def _redeem_refresh(self, form: Mapping[str, str]) -> Grant:
        grant = self._refresh.get(form.get("refresh_token", ""))
        if grant is None or grant.client_id != form["client_id"]:
            raise SignInRefused(aadsts.CODE_UNKNOWN)
        asked = scopes_of(form.get("scope", "")) or grant.scopes
        return dataclasses.replace(grant, scopes=asked, nonce=None)

    def _tokens(self, grant: Grant, tenant: str) -> JsonObject:
        person = self.directory.person(grant.person_id)
        if person is None or person.soft_deleted:
            raise SignInRefused(aadsts.NO_SUCH_ACCOUNT)
        if not person.account_enabled:
            raise SignInRefused(aadsts.ACCOUNT_DISABLED)
        tenant_id = self.tenant_id(tenant)
        if tenant_id != self.directory.tenant.id:
            raise SignInRefused(aadsts.OTHER_TENANT)
        granted = frozenset(graph_scopes(grant.scopes))
        before = self.consented.add(person.id, grant.client_id, granted)
        scopes = grant.scopes
        if self.strict("token-scopes"):
            # The token contains everything ever consented to for this client and resource, and the response lists it.
            prefix = next((f"{scope.rpartition('/')[0]}/" for scope in scopes if "/" in scope), "")
            scopes += tuple(f"{prefix}{name}" for name in sorted(before - granted))
            granted |= before
        claims = Claims(person.id, tenant_id, grant.client_id, granted)
        name, issuer = person.user_principal_name, self.issuer(tenant_id)
        body: JsonObject = {
            "token_type": "Bearer",
            "scope": " ".join(scopes),
            "expires_in": 3599,
            "ext_expires_in": 3599,
            "access_token": self.mint.access_token(claims, self.directory.roles_of(person.id), name, issuer),
            "client_info": self._client_info(person.id),
        }
        if "offline_access" in grant.scopes:
            body["refresh_token"] = refresh = f"0.{secrets.token_urlsafe(48)}"
            self._refresh[refresh] = grant
        if "openid" in grant.scopes:
            body["id_token"] = self.mint.id_token(claims, name, person.display_name, issuer, grant.nonce)
        return body

    def _client_info(self, person_id: str) -> str:
        return encode({"uid": person_id, "utid": self.directory.tenant.id})
