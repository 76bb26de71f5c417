"""The practice tenant's tokens: in JWT format, signed with a key of this run, accepted by no other service.

Their lifetime uses real time and not practice time: a client cannot know that practice time was advanced, and would
keep tokens that look valid but are refused.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.core.json_types import JsonMapping, JsonObject

if TYPE_CHECKING:
    from collections.abc import Iterable

LIFETIME = 3599
"""Lifetime of an access token in seconds, as the service's responses state."""

DELEGATED_SCOPES = frozenset(
    """User.Read User.ReadBasic.All User.Read.All User.ReadWrite.All Group.ReadBasic.All Group.Read.All
    GroupMember.Read.All GroupMember.ReadBasic.All Organization.Read.All LicenseAssignment.Read.All Application.Read.All
    Application.ReadWrite.All AppRoleAssignment.ReadWrite.All Synchronization.Read.All Synchronization.ReadWrite.All
    ProvisioningLog.Read.All AuditLog.Read.All Directory.Read.All Directory.ReadWrite.All""".split()  # noqa: SIM905
)
"""The delegated permissions of Microsoft Graph that the practice Graph supports."""

OPENID_SCOPES = frozenset(("openid", "profile", "offline_access", "email"))


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a Graph access token.

    ``app``: the token belongs to an application without a person. Then ``person_id`` is its object id, and ``scopes``
    are application permissions, which the token calls ``roles``.
    """

    person_id: str
    tenant_id: str
    client_id: str
    scopes: frozenset[str]
    app: bool = False


class TokenMint:
    """Creates and reads tokens."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def access_token(self, claims: Claims, roles: Iterable[str], name: str, issuer: str) -> str:
        """Return an access token for Graph."""
        more = {"scp": " ".join(sorted(claims.scopes)), "upn": name, "wids": sorted(roles)}
        return self._for_graph(claims, issuer, more)

    def app_token(self, claims: Claims, issuer: str) -> str:
        """Return an application's own access token for Graph: with ``roles``, without a person."""
        return self._for_graph(claims, issuer, {"idtyp": "app", "roles": sorted(claims.scopes)})

    def _for_graph(self, claims: Claims, issuer: str, more: JsonMapping) -> str:
        now = time.time()
        body = {
            "aud": "https://graph.microsoft.com",
            "iss": issuer,
            "iat": now,
            "nbf": int(now),
            "exp": int(now) + LIFETIME,
            "appid": claims.client_id,
            "oid": claims.person_id,
            "tid": claims.tenant_id,
            **more,
            "uti": uuid.uuid4().hex,
            "ver": "1.0",
        }
        return self._sign(body)

    def id_token(self, claims: Claims, name: str, display_name: str, issuer: str, nonce: str | None) -> str:
        """Return an id token (OpenID Connect Core 1.0 section 2)."""
        now = int(time.time())
        body: JsonObject = {
            "aud": claims.client_id,
            "iss": issuer,
            "iat": now,
            "nbf": now,
            "exp": now + LIFETIME,
            "name": display_name,
            "oid": claims.person_id,
            "preferred_username": name,
            "sub": hashlib.sha256(f"{claims.client_id}{claims.person_id}".encode()).hexdigest()[:32],
            "tid": claims.tenant_id,
            "ver": "2.0",
        }
        if nonce:
            body["nonce"] = nonce
        return self._sign(body)

    def read(self, token: str) -> Claims | None:
        """Return an access token's claims; ``None`` if it is not from this service, or is changed or expired."""
        head, _, rest = token.partition(".")
        body, _, signature = rest.partition(".")
        if not hmac.compare_digest(self._signature(f"{head}.{body}").encode(), signature.encode(errors="replace")):
            return None
        content: JsonMapping = json.loads(from_base64url(body))
        if not {"scp", "idtyp"} & set(content) or time.time() >= content["exp"]:
            return None
        app = content.get("idtyp") == "app"
        scopes = content["roles"] if app else content["scp"].split()
        return Claims(content["oid"], content["tid"], content["appid"], frozenset(scopes), app)

    def _sign(self, body: JsonMapping) -> str:
        text = f"{encode({'typ': 'JWT', 'alg': 'HS256', 'kid': 'practice'})}.{encode(body)}"
        return f"{text}.{self._signature(text)}"

    def _signature(self, text: str) -> str:
        return base64url(hmac.new(self._key, text.encode(errors="replace"), hashlib.sha256).digest())


def encode(body: JsonMapping) -> str:
    """Return JSON as unpadded base64url."""
    return base64url(json.dumps(body).encode())


def base64url(raw: bytes) -> str:
    """Return bytes as unpadded base64url (RFC 7515 appendix C)."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def from_base64url(text: str) -> bytes:
    """Return the bytes of an unpadded base64url text.

    Raises:
        ValueError: it is none.
    """
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
