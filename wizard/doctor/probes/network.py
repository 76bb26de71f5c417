"""Name resolution, connection, proxy and TLS. Does not know the token, and sends nothing before TLS is established."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.core.errors import NetworkError
from wizard.doctor.model import NetworkFacts, PresentedFacts, TlsFacts
from wizard.http.proxies import Proxy, secured, tunnel
from wizard.http.tls import Trust, public_roots
from wizard.scim.endpoint import TenantUrl

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, Name

CONNECT_SECONDS = 4.0


def resolve(url: TenantUrl) -> NetworkFacts:
    """Resolve the host name.

    Raises:
        OSError: the name does not exist.
    """
    found = socket.getaddrinfo(url.host, url.port, type=socket.SOCK_STREAM)
    addresses = tuple(dict.fromkeys(str(item[4][0]) for item in found))
    parsed = [ipaddress.ip_address(address.partition("%")[0]) for address in addresses]
    loopback = all(each.is_loopback for each in parsed)
    private = all(each.is_private or each.is_link_local for each in parsed) and not loopback
    return NetworkFacts(addresses=addresses, private=private, loopback=loopback)


def connect(url: TenantUrl, proxy: Proxy | None, trust: Trust) -> socket.socket:
    """Open a connection for TLS, through the proxy if there is one.

    Raises:
        NetworkError: ``proxy-login`` with the ``schemes`` that the proxy offers, ``proxy-failed``.
        OSError: the connection failed.
    """
    if proxy is None:
        return socket.create_connection((url.host, url.port), CONNECT_SECONDS)
    with trust.lent() as context:
        return tunnel(proxy, url.host, url.port, context, CONNECT_SECONDS)


def handshake(url: TenantUrl, plain: socket.socket, trust: Trust) -> TlsFacts:
    """Perform the TLS handshake, verified as for every request, and describe the connection.

    Raises:
        OSError: the handshake failed, for example ``ssl.SSLError``.
    """
    with plain, trust.lent() as context:
        try:
            plain.getpeername()
        except OSError as error:  # wrap_socket would raise too, but leak an open socket
            raise ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET)) from error
        with secured(plain, context, url.host) as secure:
            certificate = secure.getpeercert() or {}
            version = (secure.version() or "TLS").replace("TLSv", "TLS ")
            chain: list[bytes] = getattr(secure, "get_verified_chain", list)()  # Python 3.13
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate.get("notAfter"))), UTC)
    issuer, subject = _named(certificate.get("issuer", ())), _named(certificate.get("subject", ()))
    days = (ends - datetime.now(UTC)).days
    return TlsFacts(version, issuer, subject, ends.strftime("%Y-%m-%d"), days, len(chain))


def trusted_publicly(url: TenantUrl) -> bool:
    """Return whether a client that trusts only public authorities would connect. Sends no request.

    Raises:
        OSError: the connection failed for another reason.
    """
    context = ssl.create_default_context(cafile=public_roots())
    try:
        with socket.create_connection((url.host, url.port), CONNECT_SECONDS) as plain:
            context.wrap_socket(plain, server_hostname=url.host).close()
    except ssl.SSLCertVerificationError:
        return False
    return True


def look_at_certificate(url: TenantUrl, ca_files: Sequence[Path]) -> PresentedFacts:
    """Describe the certificate that a server presents even if it is not trusted. Sends no request.

    Raises:
        OSError: no certificate was presented.
    """
    from cryptography import x509

    pem = ssl.get_server_certificate((url.host, url.port), timeout=CONNECT_SECONDS)
    certificate = x509.load_pem_x509_certificate(pem.encode())
    names: tuple[str, ...] = ()
    try:
        alternatives = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = tuple(str(item.value) for item in alternatives)[:20]
    except (x509.ExtensionNotFound, ValueError):
        pass
    return PresentedFacts(
        subject=_words(certificate.subject),
        issuer=_words(certificate.issuer),
        valid_from=certificate.not_valid_before_utc.strftime("%Y-%m-%d"),
        valid_until=certificate.not_valid_after_utc.strftime("%Y-%m-%d"),
        names=names,
        self_signed=certificate.subject == certificate.issuer,
        known_issuer=_organisation(certificate.issuer) in _known_organisations(ca_files) or _links_upwards(certificate),
    )


def asks_certificate(url: TenantUrl, ca_files: Sequence[Path]) -> bool:
    """Return whether a server requests a client certificate in the handshake (RFC 8446 4.3.2). Sends no request.

    Raises:
        OSError: the connection failed.
    """
    context = _public(ca_files)
    asked: list[bool] = []

    def note(
        _socket: object, direction: str, _version: object, _content: object, message: object, _data: bytes
    ) -> None:
        asked.append(direction == "read" and getattr(message, "name", "") == "CERTIFICATE_REQUEST")

    context._msg_callback = note  # type: ignore[attr-defined]
    with socket.create_connection((url.host, url.port), CONNECT_SECONDS) as plain, suppress(OSError):
        context.wrap_socket(plain, server_hostname=url.host).close()
    return any(asked)


def _public(ca_files: Sequence[Path]) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=public_roots())
    for path in ca_files:
        context.load_verify_locations(cafile=str(path))
    return context


def _known_organisations(ca_files: Sequence[Path]) -> frozenset[str]:
    context = _public(ca_files)
    subjects: list[Any] = [item.get("subject", ()) for item in context.get_ca_certs()]
    found = {value for subject in subjects for part in subject for key, value in part if key == "organizationName"}
    return frozenset(found)


def _links_upwards(certificate: Certificate) -> bool:
    """Return whether it has the URL of its issuer's certificate, as public CAs must (CA/B Forum 7.1.2.7.7)."""
    from cryptography import x509

    try:
        found = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return any(item.access_method == x509.oid.AuthorityInformationAccessOID.CA_ISSUERS for item in found)


def _organisation(name: Name) -> str:
    from cryptography.x509.oid import NameOID

    found = name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value) if found else ""


def _words(name: Name) -> str:
    from cryptography.x509.oid import NameOID

    parts = [
        str(item.value)
        for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
        for item in name.get_attributes_for_oid(oid)
    ]
    text = ", ".join(dict.fromkeys(parts)) or name.rfc4514_string()
    return "".join(c if c.isprintable() else " " for c in text)[:120]


def _named(parts: Any) -> str:
    names = {key: value for part in parts for key, value in part}
    return str(names.get("organizationName") or names.get("commonName") or "")[:120]


def with_error(facts: NetworkFacts, error: NetworkError) -> NetworkFacts:
    """Return the facts of a failed connection."""
    schemes = tuple(part.strip() for part in str(error.params.get("schemes", "")).split(",") if part.strip())
    reason = str(error.params.get("reason", ""))
    why = str(error.params.get("why", ""))
    return replace(facts, connect_error=error.code, connect_reason=reason, proxy_schemes=schemes, proxy_why=why)
