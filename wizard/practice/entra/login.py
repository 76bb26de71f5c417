"""The practice sign-in host: metadata, device code and token endpoints (HTTPS), and the web pages."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from werkzeug.utils import redirect

from wizard.practice.entra import pages
from wizard.practice.entra.aadsts import AadError, SignInRefused
from wizard.practice.entra.grants import DEVICE_LIFETIME, redirect_address
from wizard.practice.entra.signin import PASSWORD, SignInService
from wizard.practice.entra.tokens import DELEGATED_SCOPES, OPENID_SCOPES
from wizard.practice.entra.web import Handler, Web, json_response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.exceptions import HTTPException
    from werkzeug.wrappers import Request, Response


Refusal = Callable[["Request", AadError], "Response"]
"""Returns the response for a refused sign-in: a page, or an answer to a program."""


class PageApp(Web[Refusal]):
    """Only the pages that a browser shows; served over plain HTTP on loopback."""

    def __init__(self, service: SignInService) -> None:
        super().__init__()
        add_pages(self, service)

    def respond(self, request: Request, handler: Handler, arguments: Mapping[str, object], facts: Refusal) -> Response:
        try:
            return handler(request, **arguments)
        except SignInRefused as refused:
            return facts(request, refused.error)

    def refuse(self, request: Request, error: HTTPException) -> Response:
        return pages.problem(AadError("invalid_request", 900144, error.name), error.code or 400)


class LoginApp(PageApp):
    """The endpoints that MSAL uses. The pages are included, for clients that trust the practice CA.

    ``page_root`` is where browsers find the pages. Browsers do not trust the temporary CA, so the company also serves
    ``PageApp`` on a plain loopback port and sets its address here.
    """

    def __init__(self, service: SignInService) -> None:
        super().__init__(service)
        self.service = service
        self.page_root = ""
        for path in ("/<tenant>/v2.0", "/<tenant>"):
            self.route("GET", f"{path}/.well-known/openid-configuration", self._configuration, self._refusal)
        self.route("GET", "/<tenant>/discovery/v2.0/keys", self._keys, self._refusal)
        self.route("GET", "/<tenant>/discovery/instance", self._instance, self._refusal)
        self.route("GET", "/<tenant>/userrealm/<path:name>", self._realm, self._refusal)
        self.route("POST", "/<tenant>/oauth2/v2.0/token", self._token, self._refusal)
        self.route("POST", "/<tenant>/oauth2/v2.0/devicecode", self._device_code, self._refusal)

    def refuse(self, request: Request, error: HTTPException) -> Response:
        return json_response({"error": "invalid_request", "error_description": error.name}, error.code or 400)

    def _refusal(self, request: Request, error: AadError) -> Response:
        correlation = request.headers.get("client-request-id") or str(uuid.uuid4())
        stamp = self.service.now().strftime("%Y-%m-%d %H:%M:%SZ")
        response = json_response(error.body(str(uuid.uuid4()), correlation, stamp), 400)
        response.headers["client-request-id"] = correlation
        return response

    def _configuration(self, request: Request, tenant: str) -> Response:
        service = self.service
        tenant_id = service.tenant_id(tenant)
        root = request.host_url.rstrip("/")
        shown = tenant if tenant in ("organizations", "common", "consumers") else tenant_id
        base = f"{root}/{shown}/oauth2/v2.0"
        page_root = self.page_root or root
        return json_response(
            {
                "token_endpoint": f"{base}/token",
                "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
                "jwks_uri": f"{root}/{shown}/discovery/v2.0/keys",
                "response_modes_supported": ["query", "form_post"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["HS256"],
                "response_types_supported": ["code"],
                "scopes_supported": sorted(OPENID_SCOPES),
                "issuer": f"{root}/{{tenantid}}/v2.0" if shown != tenant_id else service.issuer(tenant_id),
                "authorization_endpoint": f"{page_root}/{shown}/oauth2/v2.0/authorize",
                "device_authorization_endpoint": f"{base}/devicecode",
                "end_session_endpoint": f"{page_root}/{shown}/oauth2/v2.0/logout",
                "cloud_instance_name": "practice",
                "tenant_region_scope": None,
            }
        )

    def _keys(self, request: Request, tenant: str) -> Response:
        self.service.tenant_id(tenant)
        return json_response({"keys": []})

    def _instance(self, request: Request, tenant: str) -> Response:
        host = request.host
        return json_response(
            {
                "tenant_discovery_endpoint": f"{request.host_url}{tenant}/v2.0/.well-known/openid-configuration",
                "api-version": request.args.get("api-version", "1.1"),
                "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}],
            }
        )

    def _realm(self, request: Request, tenant: str, name: str) -> Response:
        known = self.service.directory.person(name) is not None
        return json_response({"ver": "1.0", "account_type": "Managed" if known else "Unknown", "UserName": name})

    def _token(self, request: Request, tenant: str) -> Response:
        return json_response(self.service.token(request.form.to_dict(), tenant))

    def _device_code(self, request: Request, tenant: str) -> Response:
        form = request.form
        device_code, waiting = self.service.start_device(form.get("client_id", ""), tenant, form.get("scope", ""))
        address = f"{self.page_root or request.host_url.rstrip('/')}/devicelogin"
        return json_response(
            {
                "device_code": device_code,
                "user_code": waiting.user_code,
                "verification_uri": address,
                "expires_in": int(DEVICE_LIFETIME.total_seconds()),
                "interval": self.service.devices.interval,
                "message": f"To sign in, open {address} in a browser and enter the code {waiting.user_code}.",
            }
        )


def _page(_request: Request, error: AadError) -> Response:
    return pages.problem(error)


def add_pages(app: Web[Refusal], service: SignInService) -> None:
    """Add the pages: sign in, device code, signed out."""

    def authorize(request: Request, tenant: str) -> Response:
        query = request.args.to_dict()
        scopes = service.check_authorize(query, tenant)
        if request.method == "GET":
            name = query.get("login_hint") or service.admin_name
            return pages.sign_in(name, PASSWORD, _consent(scopes))
        if request.form.get("action") == "cancel":
            return _back(query, service.answer_authorize(query, tenant, None))
        try:
            person = service.account(request.form.get("account", ""), request.form.get("password", ""))
        except SignInRefused as refused:
            return pages.sign_in(request.form.get("account", ""), "", _consent(scopes), refused.error)
        return _back(query, service.answer_authorize(query, tenant, person))

    def device(request: Request) -> Response:
        if request.method == "GET":
            return pages.device(request.args.get("code", ""), service.admin_name, PASSWORD)
        code, name = request.form.get("code", ""), request.form.get("account", "")
        accept = request.form.get("action") != "cancel"
        try:
            if accept:
                service.account(name, request.form.get("password", ""))
            service.approve_device_code(code, name, accept=accept)
        except SignInRefused as refused:
            return pages.device(code, name or service.admin_name, PASSWORD, refused.error)
        return pages.done(accept)

    def logout(request: Request, tenant: str) -> Response:
        return pages.signed_out()

    app.route("GET POST", "/<tenant>/oauth2/v2.0/authorize", authorize, _page)
    app.route("GET POST", "/devicelogin", device, _page)
    app.route("GET", "/<tenant>/oauth2/v2.0/logout", logout, _page)


def _back(query: Mapping[str, str], answer: Mapping[str, str]) -> Response:
    """Send the browser back to the client, in the requested response mode."""
    if query.get("response_mode") == "form_post":
        return pages.form_post(query["redirect_uri"], answer)
    return redirect(redirect_address(query["redirect_uri"], answer), 303)


def _consent(scopes: tuple[str, ...]) -> list[str]:
    """Return the permissions to show to the person."""
    short = [scope.rpartition("/")[2] for scope in scopes]
    return sorted(DELEGATED_SCOPES) if ".default" in short else [name for name in short if name not in OPENID_SCOPES]
