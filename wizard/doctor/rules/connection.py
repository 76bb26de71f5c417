"""Rules for this computer, name resolution, the connection and TLS."""

from __future__ import annotations

from wizard.doctor.model import Answer, Facts, Layer, Params, Who
from wizard.doctor.rules.base import NONE, AnswerRule, Rule

_UNTRUSTED = "tls-untrusted"
_CERTIFICATE = frozenset({"tls-expired", "tls-not-yet-valid", "tls-wrong-name"})
_OLD_TLS = frozenset(
    {
        "UNSUPPORTED_PROTOCOL",
        "TLSV1_ALERT_PROTOCOL_VERSION",
        "WRONG_SSL_VERSION",
        "NO_PROTOCOLS_AVAILABLE",
    }
)
"""OpenSSL's reasons if the other side supports only TLS versions below 1.2."""
_NOT_THERE = frozenset(
    {
        "connection-refused",
        "connect-timeout",
        "connection-cut",
        "network-unreachable",
        "connection-failed",
    }
)
"""Errors of a direct connection on a network that requires a proxy."""
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"})
"""OpenSSL's reasons if the data received is not TLS."""


# --- This computer


class KeyStoreFailed(Rule):
    """The key store is not usable, for the reason given by its state."""

    layer: Layer = "computer"
    who: Who = "you"
    advice = True

    def __init__(self, name: str, *, recorded: bool = False) -> None:
        self.id = name
        self.recorded = recorded

    def params(self, facts: Facts) -> Params | None:
        error = facts.error.failure if facts.error is not None else ""
        return NONE if self.id in {facts.computer.keystore_failure, error} else None


class NoAuthorities(Rule):
    """The packaged program was built without certificate authorities."""

    id = "local-tls-frozen-no-ca"
    layer: Layer = "computer"
    who: Who = "you"
    recorded = True

    def params(self, facts: Facts) -> Params | None:
        return NONE if facts.computer.roots == 0 and facts.computer.frozen else None


class NoSystemAuthorities(Rule):
    """The system has no certificate authorities, so no certificate can be trusted."""

    id = "local-no-authorities"
    layer: Layer = "computer"
    who: Who = "you"
    recorded = True

    def params(self, facts: Facts) -> Params | None:
        found = facts.computer
        return NONE if found.roots == 0 and not found.frozen and facts.network.connect_error == _UNTRUSTED else None


# --- The name and the connection


class NameUnknown(Rule):
    """The host name cannot be resolved to an address."""

    id = "name-unknown"
    layer: Layer = "name"
    who: Who = "you"

    def params(self, facts: Facts) -> Params | None:
        return {"host": facts.url.host} if facts.network.name_error else None


class ProxyLogin(Rule):
    """A proxy requires credentials that are not configured."""

    id = "local-proxy-auth-407"
    layer: Layer = "connection"
    who: Who = "network"

    def params(self, facts: Facts) -> Params | None:
        users = facts.answer("users")
        if facts.network.connect_error != "proxy-login" and (users is None or users.error != "proxy-login"):
            return None
        return {
            "host": facts.url.host,
            "proxy": facts.computer.proxy or "?",
            "source": facts.computer.proxy_source or "?",
            "schemes": ", ".join(facts.network.proxy_schemes) or "?",
        }


class ProxyFailed(Rule):
    """The proxy does not respond, refuses, or is of an unsupported kind; the server was not reached."""

    id = "proxy-failed"
    layer: Layer = "connection"
    who: Who = "network"

    def params(self, facts: Facts) -> Params | None:
        network, computer = facts.network, facts.computer
        if network.connect_error != self.id:
            return None
        return {
            "host": facts.url.host,
            "proxy": computer.proxy or "?",
            "source": computer.proxy_source or "?",
            "why": network.proxy_why or "broken",
            "reason": network.connect_reason or "?",
        }


class ProxyScript(Rule):
    """The system's proxy is chosen by a script, which this program does not run, and a direct connection fails."""

    id = "proxy-script"
    layer: Layer = "computer"
    who: Who = "you"
    confidence = "likely"
    recorded = True

    def params(self, facts: Facts) -> Params | None:
        away = facts.network.name_error or facts.network.connect_error in _NOT_THERE
        place = facts.computer.proxy_script
        return {"host": facts.url.host, "source": place} if place and away else None


class NoConnection(Rule):
    """No connection was established, for the reason in the rule's id."""

    layer: Layer = "connection"
    who: Who = "network"

    def __init__(self, name: str, *codes: str) -> None:
        self.id = name
        self._codes = frozenset(codes or (name,))

    def params(self, facts: Facts) -> Params | None:
        if facts.network.connect_error not in self._codes:
            return None
        return {"host": facts.url.host, "reason": facts.network.connect_reason or facts.network.connect_error}


# --- TLS


class NotSecure(Rule):
    """The address is not https, or the server does not support a current TLS version."""

    id = "url-not-https"
    layer: Layer = "url"
    who: Who = "you"

    def params(self, facts: Facts) -> Params | None:
        if facts.url.scheme != "https":
            return {"host": facts.url.host, "why": "scheme"}
        failed, reason = facts.network.connect_error == "tls-failed", facts.network.connect_reason
        if failed and reason in _OLD_TLS | _NO_TLS:
            return {"host": facts.url.host, "why": "old" if reason in _OLD_TLS else "plain"}
        told = facts.error is not None and facts.error.failure == self.id
        return {"host": facts.url.host or "?", "why": "scheme"} if told else None


def _is_servers_fault(facts: Facts) -> bool:
    """Return whether the server causes an untrusted chain: self-signed, or an intermediate certificate is missing."""
    presented = facts.network.presented
    return presented is not None and (presented.self_signed or presented.known_issuer)


class Inspected(Rule):
    """A device on the network re-signs certificates with an authority that this computer does not trust."""

    id = "local-tls-inspection"
    layer: Layer = "tls"
    who: Who = "network"
    confidence = "likely"

    def params(self, facts: Facts) -> Params | None:
        network = facts.network
        if network.connect_error != _UNTRUSTED or _is_servers_fault(facts):
            return None
        issuer = network.presented.issuer if network.presented is not None else ""
        return {"host": facts.url.host, "reason": network.connect_reason or "?", "issuer": issuer or "?"}


class ServerCertificate(Rule):
    """The certificate is expired or not yet valid, issued for another name, incomplete, or not public."""

    id = "conn-server-certificate"
    layer: Layer = "tls"
    who: Who = "cloudgate"

    def params(self, facts: Facts) -> Params | None:
        network = facts.network
        code = network.connect_error
        untrusted = code == _UNTRUSTED and _is_servers_fault(facts)
        if code in _CERTIFICATE | {"tls-failed"} or untrusted:
            shown = network.presented
            why = (
                "no-names"
                if code == "tls-wrong-name" and shown and not shown.names
                else code.removeprefix("tls-")
                if not untrusted
                else "self-signed"
                if shown and shown.self_signed
                else "chain"
            )
            return {
                "host": facts.url.host,
                "why": why,
                "reason": network.connect_reason or code,
                "issuer": (shown.issuer if shown else "") or "?",
                "until": (shown.valid_until if shown else "") or "?",
                "names": ", ".join(shown.names[:4]) if shown else "?",
                "subject": (shown.subject if shown else "") or "?",
            }
        return None


class CertificateNotPublic(Rule):
    """This computer trusts the certificate, but a public client such as Entra would not."""

    id = "conn-server-certificate"
    layer: Layer = "tls"
    who: Who = "cloudgate"
    confidence = "likely"
    recorded = True

    def params(self, facts: Facts) -> Params | None:
        tls = facts.network.tls
        if facts.network.public_trust is not False or facts.practice or tls is None:
            return None
        return {
            "host": facts.url.host,
            "why": "not-public",
            "reason": "?",
            "issuer": tls.issuer or "?",
            "until": tls.valid_until,
            "names": "?",
            "subject": tls.subject or "?",
        }

    def is_advice(self, facts: Facts) -> bool:
        """Only advice unless Entra itself failed: an authority may be newer than the public list here."""
        return facts.entra is None or facts.entra.verdict in {"", "ok"}


class PrivateAddress(Rule):
    """The name resolves to an address that cannot be reached from the internet."""

    id = "url-private-address"
    layer: Layer = "name"
    who: Who = "network"

    def params(self, facts: Facts) -> Params | None:
        network, users = facts.network, facts.answer("users")
        if facts.practice or not network.addresses:
            return None
        failed = facts.entra is not None and facts.entra.verdict == "unanswered"
        here = failed and network.loopback and users is not None and users.good
        return {"address": network.addresses[0]} if network.private or here else None

    def is_advice(self, facts: Facts) -> bool:
        """Only advice unless Entra's test failed: an on-premises agent may be used."""
        return facts.entra is None or facts.entra.verdict != "unanswered"


# --- No usable response


class Slow(AnswerRule):
    """The connection is established, but no response arrives."""

    id = "answer-timeout"
    layer: Layer = "http"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        return {"host": facts.url.host} if users.error == "answer-timeout" else None


class Broken(AnswerRule):
    """The response violates HTTP or ended too early."""

    id = "answer-broken"
    layer: Layer = "http"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        broken = users.error in {"answer-broken", "answer-too-large"}
        return {"host": facts.url.host, "reason": users.reason or users.error} if broken else None


class Lost(AnswerRule):
    """The connection was lost during the request."""

    id = "connection-failed"
    layer: Layer = "http"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        return {"host": facts.url.host, "reason": users.reason or users.error} if users.error else None


GROUND_RULES: tuple[Rule, ...] = (
    KeyStoreFailed("local-keyring-frozen-build", recorded=True), KeyStoreFailed("local-keyring-no-backend"),
    KeyStoreFailed("local-keyring-locked"), KeyStoreFailed("local-keyring-token-too-long", recorded=True),
    NoAuthorities(), NoSystemAuthorities(), ProxyScript(), NotSecure(), NameUnknown(), PrivateAddress(), ProxyLogin(),
    ProxyFailed(),
    NoConnection("connection-refused"), NoConnection("connect-timeout"), NoConnection("connection-cut"),
    NoConnection("network-unreachable"), NoConnection("answer-timeout"),
    NoConnection("connection-failed", "connection-failed", "answer-broken"),
    Inspected(), ServerCertificate(), CertificateNotPublic(), Slow(), Broken(), Lost(),
)  # fmt: skip
