"""The practice service's own HTTPS connection to the SCIM server, and its connection test.

It is a separate client on purpose: in reality the wizard and the service are different programs.
"""

from __future__ import annotations

import json
import re
import threading
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote_plus, urlsplit

import requests

from wizard.core.json_types import JsonObject
from wizard.practice.entra.web import json_bytes
from wizard.practice.entra.words import CONNECTOR as _CONNECTOR
from wizard.practice.entra.words import status_name

if TYPE_CHECKING:
    from wizard.secrets.secret import Secret

AGENT = "PracticeProvisioning/1.0"
"""Identifies the practice Entra to the practice CloudGate, as its IP address would."""

TIMEOUT = (5.0, 30.0)
"""Seconds to connect, and seconds between two parts of the response."""

LARGEST_ANSWER = 8 * 1024 * 1024
SCIM_TYPE = "application/scim+json"


@dataclass(frozen=True, slots=True)
class Answer:
    """The SCIM server's response; ``body`` is ``None`` if it was not a JSON object."""

    status: int
    body: JsonObject | None
    text: str
    content_type: str

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class ConnectionFailure:
    """Why the connection test failed, in the wording of the service's response."""

    connector_code: str
    graph_code: str
    message: str


class Unreachable(Exception):
    """No usable HTTP response; ``reason`` is short and contains no secret."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ScimTarget:
    """A SCIM server as the service connects to it: base address and token from the stored credentials.

    Args:
        base_address: the tenant URL; feature flags in its query are for the service and not sent.
        token: the secret token.
        ca_file: trusted roots, a PEM file; ``None`` means the usual ones.
    """

    def __init__(self, base_address: str, token: Secret, ca_file: str | None) -> None:
        self.base, self.flags, self._extra = _address(base_address)
        self.usable = bool(self.base)
        self._token = token
        self._ca_file = ca_file
        self._local = threading.local()

    def send(self, method: str, path: str, body: JsonObject | None = None) -> Answer:
        """Send one request; redirects are not followed, so that the token stays with this server.

        Args:
            path: path below the base, with encoded query.

        Raises:
            Unreachable: no connection, TLS failure, time or size limit.
        """
        if self._extra:
            path = f"{path}{'&' if '?' in path else '?'}{self._extra}"
        data = None if body is None else json_bytes(body)
        headers = {"Authorization": f"Bearer {self._token.reveal()}", "Accept": SCIM_TYPE, "User-Agent": AGENT}
        if data is not None:
            headers["Content-Type"] = f"{SCIM_TYPE}; charset=utf-8"
        try:
            response = self._session().request(
                method,
                f"{self.base}{path}",
                data=data,
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,
                stream=True,
            )
            with response:
                content = response.raw.read(LARGEST_ANSWER + 1, decode_content=True)
        except requests.exceptions.SSLError as error:
            raise Unreachable("The certificate of the application could not be verified.") from error
        except requests.exceptions.Timeout as error:
            raise Unreachable("The application did not answer in time.") from error
        except (requests.exceptions.RequestException, OSError, ValueError) as error:
            raise Unreachable("The application could not be reached.") from error
        if len(content) > LARGEST_ANSWER:
            raise Unreachable("The answer of the application was too large.")
        text = content.decode("utf-8", "replace")
        try:
            parsed = json.loads(text) if text else None
        except ValueError:
            parsed = None
        content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Answer(response.status_code, parsed if isinstance(parsed, dict) else None, text, content_type)

    def close(self) -> None:
        session = getattr(self._local, "session", None)
        if session is not None:
            session.close()
            self._local.session = None

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False
            if self._ca_file is not None:
                session.verify = self._ca_file
            self._local.session = session
        return session

    def safe(self, text: str, limit: int = 600) -> str:
        """Return part of a response for logs, with the token masked in case the server has echoed it."""
        token = self._token.reveal()
        return (text.replace(token, "***") if token else text)[:limit]


_FLAG = re.compile(r"[^=]*(?:aad|azuread|scim)[^=]*", re.IGNORECASE)
"""Query parts that look like a feature flag, even misspelled, are for the service."""


def _address(text: str) -> tuple[str, tuple[str, ...], str]:
    """Return the base of a tenant URL, the feature flags in its query, and the rest of the query.

    Only an https address with a host is usable; for any other address all three are empty.
    """
    try:
        parts = urlsplit(text.strip())
        usable = parts.scheme.lower() == "https" and bool(parts.hostname) and not parts.username and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        return "", (), ""
    pieces = [piece for piece in parts.query.split("&") if piece]
    flags = tuple(piece for piece in pieces if _FLAG.fullmatch(piece))
    extra = "&".join(piece for piece in pieces if piece not in flags)
    return f"https://{parts.netloc}{parts.path.rstrip('/')}", flags, extra


def lookup_path(resource: str, attribute: str, value: str) -> str:
    """Return the path of a look-up as Entra writes it (form encoding, blanks as plus signs)."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    prefix = "excludedAttributes=members&" if resource == "Groups" else ""
    wanted = f'{attribute} eq "{escaped}"'
    return f"/{resource}?{prefix}filter={quote_plus(wanted, safe='')}"


def try_connection(target: ScimTarget, user_attribute: str, group_attribute: str | None) -> ConnectionFailure | None:
    """Look up a user, and a group if groups are provisioned, by a random value; return the problem, or ``None``."""
    if not target.usable:
        message = "Please provide a valid tenant URL for your application."
        return ConnectionFailure(f"{_CONNECTOR}InvalidCredentials", f"{_CONNECTOR}InvalidCredentials", message)
    lookups = [("Users", user_attribute)]
    if group_attribute is not None:
        lookups.append(("Groups", group_attribute))
    for resource, attribute in lookups:
        path = lookup_path(resource, attribute, str(uuid.uuid4()))
        try:
            answer = target.send("GET", path)
        except Unreachable as error:
            return _unavailable(f"{error.reason} Resource: {target.base}{path} Operation: GET")
        if answer.status in (400, 401, 403):
            return ConnectionFailure(
                f"{_CONNECTOR}CredentialValidationFailure",
                "CredentialValidationFailure",
                _received(target, path, answer),
            )
        if answer.status != 200 or not _is_list(answer):
            return _unavailable(_received(target, path, answer))
    return None


def _unavailable(detail: str) -> ConnectionFailure:
    code = f"{_CONNECTOR}CredentialValidationUnavailable"
    message = f"We received this unexpected response from your application: \r\n{detail}"
    text = f"{code}: {message} Please check the service and try again."
    return ConnectionFailure(code, "CredentialValidationUnavailable", text)


def _received(target: ScimTarget, path: str, answer: Answer) -> str:
    return (
        f"Received response from Web resource. Resource: {target.base}{path} Operation: GET"
        f" Response Status Code: {status_name(answer.status)} Response Headers: Content-Type: {answer.content_type}"
        f" Response Content: {target.safe(answer.text)}."
    )


def _is_list(answer: Answer) -> bool:
    """Return whether the response is a ListResponse (RFC 7644 section 3.4.2); a null ``Resources`` is refused as by
    Entra.
    """
    body = answer.body
    if body is None or not isinstance(body.get("totalResults"), int):
        return False
    return isinstance(body.get("Resources", []), list)
