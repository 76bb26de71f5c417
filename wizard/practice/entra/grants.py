"""Grants of the practice tenant's sign-in service: codes and device codes that wait to be redeemed, and their scopes.

Authorization codes with PKCE (RFC 6749 section 4.1, RFC 7636) and device codes (RFC 8628).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from wizard.practice.entra import aadsts
from wizard.practice.entra.aadsts import SignInRefused
from wizard.practice.entra.tokens import DELEGATED_SCOPES, OPENID_SCOPES, base64url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CODE_LIFETIME = timedelta(minutes=10)
DEVICE_LIFETIME = timedelta(minutes=15)
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


@dataclass(frozen=True, slots=True)
class Grant:
    """A person's permission for a client, not yet redeemed for tokens."""

    client_id: str
    person_id: str
    tenant: str
    scopes: tuple[str, ...]
    redirect_uri: str = ""
    challenge: str = ""
    nonce: str | None = None
    expires: datetime | None = None


@dataclass(slots=True)
class DeviceRequest:
    """A device code that waits to be entered."""

    user_code: str
    client_id: str
    tenant: str
    scopes: tuple[str, ...]
    expires: datetime
    state: str = "pending"
    person_id: str = ""
    asked: float = field(default=float("-inf"))


class Codes:
    """Authorization codes; each can be redeemed once. ``now`` is practice time."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._grants: dict[str, Grant | None] = {}

    def issue(self, query: Mapping[str, str], person_id: str, tenant: str, scopes: tuple[str, ...]) -> str:
        """Return a new code for an authorization request that a person has agreed to."""
        code = f"0.{secrets.token_urlsafe(48)}"
        grant = Grant(
            query["client_id"],
            person_id,
            tenant,
            scopes,
            query["redirect_uri"],
            query.get("code_challenge", ""),
            query.get("nonce"),
            self._now() + CODE_LIFETIME,
        )
        with self._lock:
            self._grants[code] = grant
        return code

    def redeem(self, form: Mapping[str, str]) -> Grant:
        """Return the grant of a token request.

        Raises:
            SignInRefused: the code is unknown, used or expired, or belongs to another request (RFC 7636 section 4.6).
        """
        with self._lock:
            known = form.get("code", "") in self._grants
            grant = self._grants.get(form.get("code", ""))
            if known:
                self._grants[form["code"]] = None
        if grant is None:
            raise SignInRefused(aadsts.CODE_USED if known else aadsts.CODE_UNKNOWN)
        if grant.expires is not None and self._now() >= grant.expires:
            raise SignInRefused(aadsts.CODE_EXPIRED)
        if form.get("client_id") != grant.client_id or form.get("redirect_uri") != grant.redirect_uri:
            raise SignInRefused(aadsts.CODE_UNKNOWN)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if grant.challenge and not hmac.compare_digest(base64url(digest), grant.challenge):
            raise SignInRefused(aadsts.BAD_VERIFIER)
        return grant


class Devices:
    """Device codes. ``now`` is practice time; ``interval``: minimum seconds between two polls of a client."""

    def __init__(self, now: Callable[[], datetime], interval: int) -> None:
        self.interval = interval
        self._now = now
        self._lock = threading.Lock()
        self._requests: dict[str, DeviceRequest] = {}

    def start(self, client_id: str, tenant: str, scopes: tuple[str, ...]) -> tuple[str, DeviceRequest]:
        """Return a new device code and its request (RFC 8628 section 3.2)."""
        device_code = secrets.token_urlsafe(32)
        user_code = "".join(secrets.choice(_LETTERS) for _ in range(9))
        request = DeviceRequest(user_code, client_id, tenant, scopes, self._now() + DEVICE_LIFETIME)
        with self._lock:
            self._requests[device_code] = request
        return device_code, request

    def pending(self, user_code: str) -> DeviceRequest:
        """Return the pending request for this user code.

        Raises:
            SignInRefused: unknown, used, or expired.
        """
        wanted = user_code.strip().replace("-", "").upper()
        for request in list(self._requests.values()):
            if request.user_code == wanted and request.state == "pending":
                if self._now() >= request.expires:
                    raise SignInRefused(aadsts.DEVICE_EXPIRED)
                return request
        raise SignInRefused(aadsts.DEVICE_UNKNOWN)

    def redeem(self, form: Mapping[str, str], *, expired: bool) -> Grant:
        """Return the grant of a poll (RFC 8628 section 3.5); ``expired``: the code counts as expired.

        Raises:
            SignInRefused: not entered yet, asked too early, declined, expired, or unknown.
        """
        code = form.get("device_code", "")
        with self._lock:
            request = self._requests.get(code)
            if request is None or request.client_id != form["client_id"] or request.state == "used":
                raise SignInRefused(aadsts.DEVICE_UNKNOWN)
            early = time.monotonic() - request.asked < self.interval - 0.5
            request.asked = time.monotonic()
            if self._now() >= request.expires or expired:
                raise SignInRefused(aadsts.DEVICE_EXPIRED)
            if request.state == "declined":
                raise SignInRefused(aadsts.DEVICE_DECLINED)
            if request.state == "pending":
                raise SignInRefused(aadsts.DEVICE_SLOW_DOWN if early else aadsts.DEVICE_PENDING)
            request.state = "used"
        return Grant(request.client_id, request.person_id, request.tenant, request.scopes)


def redirect_address(redirect_uri: str, answer: Mapping[str, str]) -> str:
    """Return the redirect address with the result in its query."""
    return f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{urlencode(answer)}"


def scopes_of(text: str) -> tuple[str, ...]:
    """Split a ``scope`` parameter.

    Raises:
        SignInRefused: a scope is unknown.
    """
    scopes = tuple(dict.fromkeys(text.split()))
    for scope in scopes:
        short = scope.rpartition("/")[2]
        if short not in DELEGATED_SCOPES and short not in OPENID_SCOPES and short != ".default":
            raise SignInRefused(aadsts.BAD_SCOPE)
    return scopes


def graph_scopes(scopes: tuple[str, ...]) -> set[str]:
    """Return the delegated Graph permissions for the scopes; ``.default`` means all of them."""
    short = {scope.rpartition("/")[2] for scope in scopes} - OPENID_SCOPES
    return set(DELEGATED_SCOPES) if ".default" in short else short
