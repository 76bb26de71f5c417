"""Sign-in without a user: as the organization's app registration, with a certificate or a workload identity (OAuth 2.0
client credentials, RFC 6749 section 4.4; client assertions, RFC 7523)."""

from __future__ import annotations

import os
import re
import ssl
import stat
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from wizard.core.errors import InputError
from wizard.graph.aadsts import refusal
from wizard.graph.account import Account
from wizard.graph.identifiers import check_client_id, check_tenant
from wizard.graph.msal_client import HeldToken, msal_errors, new_client
from wizard.graph.msal_http import MsalHttp
from wizard.graph.tokens import TokenRequest
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.core.json_types import JsonObject
    from wizard.core.tasks import Task
    from wizard.graph.clouds import Cloud
    from wizard.http import Sender

READING = ("Application.Read.All", "Synchronization.Read.All", "ProvisioningLog.Read.All")
"""Application permissions for monitoring a setup (Graph documentation, "Get synchronizationJob", "List
appRoleAssignments granted for a service principal" and "List provisioningObjectSummary")."""

AUDITS = ("AuditLog.Read.All", "Directory.Read.All")
"""Additional permissions to find who made a change (Graph documentation, "List directoryAudits")."""

REPLACING = ("Application.Read.All", "Synchronization.ReadWrite.All")
"""Application permissions for replacing the secret token."""

CERTIFICATE, FEDERATED = "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE"
CLIENT, TENANT = "AZURE_CLIENT_ID", "AZURE_TENANT_ID"
"""Names of environment variables, as in Microsoft's azure-identity libraries (EnvironmentCredential and
WorkloadIdentityCredential)."""

LARGEST = 256 * 1024
_KEY = re.compile(r"-----BEGIN (?:RSA |EC )?PRIVATE KEY-----.*?-----END (?:RSA |EC )?PRIVATE KEY-----", re.DOTALL)
_ENCRYPTED = re.compile(r"-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED", re.MULTILINE)
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Workload:
    """The app registration that signs in without a user.

    Args:
        client_id: application (client) id of the app registration.
        tenant: id or domain; empty for the setup's tenant.
        certificate: PEM file with the private key and its certificate; others must not be able to read it.
        token_file: file with a token of the workload's platform, which renews it.
    """

    client_id: str
    tenant: str = ""
    certificate: Path | None = None
    token_file: Path | None = field(default=None)


def workload_of(
    certificate: Path | None, client_id: str, environment: Mapping[str, str] = os.environ
) -> Workload | None:
    """Return the workload from the options, or else from the environment; ``None`` if a user has to sign in.

    Raises:
        InputError: ``usage-unattended``: a certificate or token file without the app registration's client id.
    """
    client = client_id or environment.get(CLIENT, "")
    tenant = environment.get(TENANT, "")
    given = certificate or (Path(environment[CERTIFICATE]) if environment.get(CERTIFICATE) else None)
    if given is not None:
        if not client:
            raise InputError("usage-unattended", {"variable": CLIENT})
        return Workload(client, tenant, certificate=given)
    if environment.get(FEDERATED):
        if not client:
            raise InputError("usage-unattended", {"variable": CLIENT})
        return Workload(client, tenant, token_file=Path(environment[FEDERATED]))
    return None


class AppSignIn:
    """The sign-in of one app registration to one tenant; provides tokens like :class:`wizard.graph.signin.SignIn`.

    ``carried`` are the application permissions in the newest token (``roles``), sorted.

    Args:
        transport: sends all requests.
        cloud: the cloud to sign in to.
        tenant: id or domain; required, since an application has no home tenant.
        workload: the app registration. Files are read here; the platform's token is read again at each sign-in.

    Raises:
        InputError: ``tenant-needed``, ``tenant-invalid``, ``client-id-invalid``; ``key-file-missing``,
            ``key-file-open``, ``key-file-encrypted``, ``key-file-unfit``.
    """

    def __init__(self, transport: Sender, cloud: Cloud, tenant: str, workload: Workload) -> None:
        self.cloud = cloud
        self.tenant = (workload.tenant or tenant).strip().lower()
        self.client_id = workload.client_id.strip().lower()
        if not self.tenant or self.tenant in {"organizations", "common"}:
            raise InputError("tenant-needed")
        check_tenant(self.tenant)
        check_client_id(self.client_id)
        self._http = MsalHttp(transport)
        self._redactor = transport.redactor
        self._lock = threading.Lock()
        self._app: Any = None
        self._token: HeldToken | None = None
        self.carried: tuple[str, ...] = ()
        self._credential = self._credential_of(workload)

    @property
    def account(self) -> Account:
        """The signed-in application."""
        return Account(self.client_id, self.tenant)

    def token(self, request: TokenRequest, task: Task | None = None) -> Secret:
        """Return an access token for Graph with all permissions that were granted to the app registration.

        Raises:
            SignInError: refused, with the cause that Entra reports.
            InputError: the platform's token file cannot be read.
            NetworkError: the sign-in service cannot be reached.
        """
        with self._lock, self._http.during(task):
            if self._token is not None and self._token.serves(request):
                return self._token.secret
            if request.renew or self._app is None:
                self._app = new_client(self.cloud, self.tenant, self.client_id, self._http, credential=self._credential)
            with msal_errors():
                result = self._app.acquire_token_for_client(
                    scopes=[f"{self.cloud.graph}/.default"], claims_challenge=request.claims or None
                )
            if not result or "error" in result:
                raise refusal(result or {})
            self._token = HeldToken.of(result, self._redactor)
            self.carried = self._token.names("roles")
            return self._token.secret

    def sign_in_again(self, task: Task) -> Account:
        """Request a new token, for example after an administrator granted a permission."""
        self.token(TokenRequest(renew=True), task)
        return self.account

    def sign_out(self) -> None:
        """Discard the token."""
        with self._lock:
            self._app = self._token = None

    def _credential_of(self, workload: Workload) -> JsonObject:
        if workload.token_file is not None:
            file = workload.token_file
            _read(file)  # fail now instead of during a sign-in
            return {"client_assertion": lambda: self._platform_token(file)}
        assert workload.certificate is not None
        key, certificate = read_key(workload.certificate)
        self._redactor.know(key)
        return {"private_key": key.reveal(), "public_certificate": certificate}

    def _platform_token(self, file: Path) -> str:
        token = Secret(_read(file).strip())
        self._redactor.know(token)
        return token.reveal()


def read_key(file: Path) -> tuple[Secret, str]:
    """Return the private key and the first certificate of a PEM file.

    On Linux and macOS, others must not be able to read it and its group must not be able to change it, as ssh requires
    for keys; systemd makes service credentials readable by their group. Windows has no such mode bits;
    there the permissions of the folder apply.

    Raises:
        InputError: ``key-file-missing``, ``key-file-open``, ``key-file-encrypted`` or ``key-file-unfit``.
    """
    text = _read(file, guarded=True)
    key, certificate = _KEY.search(text), _CERTIFICATE.search(text)
    if key is None and _ENCRYPTED.search(text):
        raise InputError("key-file-encrypted", {"file": str(file)})
    if key is None or certificate is None or _ENCRYPTED.search(key[0]):
        raise InputError("key-file-unfit", {"file": str(file)})
    try:
        ssl.PEM_cert_to_DER_cert(certificate[0])
        load_pem_private_key(key[0].encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise InputError("key-file-unfit", {"file": str(file)}) from None  # the exception text may contain the key
    return Secret(key[0]), certificate[0]


def _read(file: Path, *, guarded: bool = False) -> str:
    try:
        with file.open("rb") as opened:
            if guarded and os.name == "posix":
                mode = stat.S_IMODE(os.fstat(opened.fileno()).st_mode)
                if mode & 0o027:
                    raise InputError("key-file-open", {"file": str(file), "mode": f"{mode:04o}"})
            return opened.read(LARGEST).decode("ascii")
    except OSError as error:
        raise InputError("key-file-missing", {"file": str(file), "reason": error.strerror or "?"}) from error
    except UnicodeDecodeError:
        raise InputError("key-file-unfit", {"file": str(file)}) from None
