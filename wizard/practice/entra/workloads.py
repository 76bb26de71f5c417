"""App registrations of the practice tenant that sign in without a person, and the checks of their credentials.

Client credentials with an assertion (RFC 7521, RFC 7523). Required claims and headers of an assertion: Entra
documentation, "Microsoft identity platform application authentication certificate credentials" and "Workload identity
federation".
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from wizard.core.json_types import JsonMapping
from wizard.practice.entra.aadsts import CLIENT_UNKNOWN, AadError, SignInRefused
from wizard.practice.entra.tokens import base64url, from_base64url

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
EXCHANGE = "api://AzureADTokenExchange"
"""Required audience of a platform's token (Entra documentation, "Workload identity federation")."""

NO_ASSERTION = AadError("invalid_client", 7000218, "The request must hold client_assertion or client_secret.")
BAD_SIGNATURE = AadError("invalid_client", 700027, "The certificate that signed the assertion is not registered.")
KEY_EXPIRED = (
    "Client assertion contains an invalid signature. [Reason - The key used is expired., Found key 'End={end}']"
)
"""Entra gives the reason in the text of error 700027 (Azure Stack HCI documentation, "Troubleshoot Azure Local
registration": AADSTS700027 with "[Reason - The key used is expired.")."""
BAD_TIME = AadError("invalid_client", 700024, "The client assertion is not within its valid time range.")
BAD_AUDIENCE = AadError("invalid_client", 700023, "The audience of the client assertion is not this endpoint.")
NO_FEDERATION = AadError("invalid_client", 700213, "No federated identity record fits the subject of the assertion.")


@dataclass(frozen=True, slots=True)
class Federation:
    """Whose tokens are accepted for an application: a platform's issuer, its key (PEM), and the workload's name
    there.
    """

    issuer: str
    subject: str
    key: str


@dataclass(frozen=True, slots=True)
class Registration:
    """An application. ``permissions`` are application permissions that an administrator has granted."""

    client_id: str
    permissions: frozenset[str]
    certificates: tuple[str, ...] = ()
    federations: tuple[Federation, ...] = ()
    id: str = field(default_factory=lambda: str(uuid.uuid4()))


class Registrations:
    """The tenant's app registrations. Thread-safe; assertions live in real time, as tokens do."""

    def __init__(self) -> None:
        self._held: dict[str, Registration] = {}
        self._lock = threading.Lock()

    def add(
        self,
        permissions: Iterable[str],
        *,
        certificate: str = "",
        federation: Federation | None = None,
        client_id: str = "",
    ) -> Registration:
        """Register an application; certificate and key are PEM.

        Raises:
            ValueError: the certificate cannot be read.
        """
        if certificate:
            x509.load_pem_x509_certificate(certificate.encode())
        made = Registration(
            client_id.lower() or str(uuid.uuid4()),
            frozenset(permissions),
            (certificate,) if certificate else (),
            (federation,) if federation is not None else (),
        )
        with self._lock:
            self._held[made.client_id] = made
        return made

    def prove(self, form: Mapping[str, str], endpoints: Collection[str]) -> Registration:
        """Return the application that requests a token.

        Args:
            endpoints: addresses of the token endpoint; an assertion's audience must be one of them.

        Raises:
            SignInRefused: the application is unknown, or the assertion does not prove its identity.
        """
        known = self._held.get(form.get("client_id", "").lower())
        if known is None:
            raise SignInRefused(CLIENT_UNKNOWN)
        assertion = form.get("client_assertion", "")
        if form.get("client_assertion_type") != BEARER or not assertion:
            raise SignInRefused(NO_ASSERTION)
        header, claims = _parts(assertion)
        now = time.time()
        if not claims.get("nbf", 0) - 300 <= now < claims.get("exp", 0) + 300:
            raise SignInRefused(BAD_TIME)
        if claims.get("iss") == known.client_id:
            self._by_certificate(known, assertion, header, claims, endpoints, now)
        else:
            self._by_platform(known, assertion, header, claims)
        return known

    @staticmethod
    def _by_certificate(
        known: Registration,
        assertion: str,
        header: JsonMapping,
        claims: JsonMapping,
        endpoints: Collection[str],
        now: float,
    ) -> None:
        for text in known.certificates:
            certificate = x509.load_pem_x509_certificate(text.encode())
            marks = {
                "x5t": certificate.fingerprint(hashes.SHA1()),  # noqa: S303 - a name, not a proof (RFC 7515 4.1.7)
                "x5t#S256": certificate.fingerprint(hashes.SHA256()),
            }
            named = [name for name, mark in marks.items() if str(header.get(name, "")).rstrip("=") == base64url(mark)]
            if named and _signed(assertion, header, certificate.public_key()):
                end = certificate.not_valid_after_utc
                if end.timestamp() <= now:
                    raise SignInRefused(
                        AadError("invalid_client", 700027, KEY_EXPIRED.format(end=f"{end:%m/%d/%Y %H:%M:%S}"))
                    )
                break
        else:
            raise SignInRefused(BAD_SIGNATURE)
        if claims.get("sub") != known.client_id:
            raise SignInRefused(BAD_SIGNATURE)
        if claims.get("aud") not in endpoints:
            raise SignInRefused(BAD_AUDIENCE)

    @staticmethod
    def _by_platform(known: Registration, assertion: str, header: JsonMapping, claims: JsonMapping) -> None:
        audiences = claims.get("aud")
        audiences = audiences if isinstance(audiences, list) else [audiences]
        for one in known.federations:
            if (claims.get("iss"), claims.get("sub")) != (one.issuer, one.subject) or EXCHANGE not in audiences:
                continue
            if _signed(assertion, header, load_pem_public_key(one.key.encode())):
                return
            raise SignInRefused(BAD_SIGNATURE)
        raise SignInRefused(NO_FEDERATION)


def _parts(assertion: str) -> tuple[JsonMapping, JsonMapping]:
    try:
        header, claims, _ = (from_base64url(part) for part in assertion.split("."))
        found = json.loads(header), json.loads(claims)
    except ValueError:
        raise SignInRefused(BAD_SIGNATURE) from None
    if not all(isinstance(part, dict) for part in found):
        raise SignInRefused(BAD_SIGNATURE)
    return found


def _signed(assertion: str, header: JsonMapping, key: object) -> bool:
    """Return whether the key signed the assertion, with PS256 or RS256 (RFC 7518 section 3.1)."""
    if not isinstance(key, rsa.RSAPublicKey) or header.get("alg") not in {"PS256", "RS256"}:
        return False
    content, _, signature = assertion.rpartition(".")
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), hashes.SHA256.digest_size)
    scheme: padding.AsymmetricPadding = pss if header["alg"] == "PS256" else padding.PKCS1v15()
    try:
        key.verify(from_base64url(signature), content.encode(), scheme, hashes.SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True
