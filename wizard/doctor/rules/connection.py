"""Rules for this computer, name resolution, the connection and TLS."""

from __future__ import annotations

from wizard.doctor.model import Facts, Params
from wizard.doctor.rules.base import NONE, Rule, from_answers, from_facts

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


def _key_store_failed(name: str, *, recorded: bool = False) -> Rule:
    @from_facts(name, advice=True, recorded=recorded)
    def key_store_failed(facts: Facts) -> Params | None:
        """The key store is not usable, for the reason given by its state."""
        return NONE if name in {facts.computer.keystore_failure, facts.failure} else None

    return key_store_failed


@from_facts("local-tls-frozen-no-ca", recorded=True)
def no_authorities(facts: Facts) -> Params | None:
    """The packaged program was built without certificate authorities."""
    return NONE if facts.computer.roots == 0 and facts.computer.frozen else None


@from_facts("local-no-authorities", recorded=True)
def no_system_authorities(facts: Facts) -> Params | None:
    """The system has no certificate authorities, so no certificate can be trusted."""
    found = facts.computer
    return NONE if found.roots == 0 and not found.frozen and facts.network.connect_error == _UNTRUSTED else None


# --- The name and the connection


@from_facts("name-unknown", layer="name")
def name_unknown(facts: Facts) -> Params | None:
    """The host name cannot be resolved to an address."""
    return {"host": facts.url.host} if facts.network.name_error else None


@from_facts("local-proxy-auth-407", layer="connection", who="network")
def proxy_login(facts: Facts) -> Params | None:
    """A proxy requires credentials that are not configured."""
    if "proxy-login" not in {facts.network.connect_error, facts.users.error}:
        return None
    return {
        "host": facts.url.host,
        "proxy": facts.computer.proxy or "?",
        "source": facts.computer.proxy_source or "?",
        "schemes": ", ".join(facts.network.proxy_schemes) or "?",
    }


@from_facts("proxy-failed", layer="connection", who="network")
def proxy_failed(facts: Facts) -> Params | None:
    """The proxy does not respond, refuses, or is of an unsupported kind; the server was not reached."""
    network, computer = facts.network, facts.computer
    if network.connect_error != "proxy-failed":
        return None
    return {
        "host": facts.url.host,
        "proxy": computer.proxy or "?",
        "source": computer.proxy_source or "?",
        "why": network.proxy_why or "broken",
        "reason": network.connect_reason or "?",
    }


@from_facts("proxy-script", confidence="likely", recorded=True)
def proxy_script(facts: Facts) -> Params | None:
    """The system's proxy is chosen by a script, which this program does not run, and a direct connection fails."""
    away = facts.network.name_error or facts.network.connect_error in _NOT_THERE
    place = facts.computer.proxy_script
    return {"host": facts.url.host, "source": place} if place and away else None


def _no_connection(name: str, *codes: str) -> Rule:
    @from_facts(name, layer="connection", who="network")
    def no_connection(facts: Facts) -> Params | None:
        """No connection was established, for the reason in the rule's id."""
        network = facts.network
        if network.connect_error not in (codes or (name,)):
            return None
        return {"host": facts.url.host, "reason": network.connect_reason or network.connect_error}

    return no_connection


# --- TLS


@from_facts("url-not-https", layer="url")
def not_secure(facts: Facts) -> Params | None:
    """The address is not https, or the server does not support a current TLS version."""
    if facts.url.scheme != "https":
        return {"host": facts.url.host, "why": "scheme"}
    failed, reason = facts.network.connect_error == "tls-failed", facts.network.connect_reason
    if failed and reason in _OLD_TLS | _NO_TLS:
        return {"host": facts.url.host, "why": "old" if reason in _OLD_TLS else "plain"}
    return {"host": facts.url.host or "?", "why": "scheme"} if facts.failure == "url-not-https" else None


def _is_servers_fault(facts: Facts) -> bool:
    """Return whether the server causes an untrusted chain: self-signed, or an intermediate certificate is missing."""
    presented = facts.network.presented
    return presented is not None and (presented.self_signed or presented.known_issuer)


@from_facts("local-tls-inspection", layer="tls", who="network", confidence="likely")
def inspected(facts: Facts) -> Params | None:
    """A device on the network re-signs certificates with an authority that this computer does not trust."""
    network = facts.network
    if network.connect_error != _UNTRUSTED or _is_servers_fault(facts):
        return None
    issuer = network.presented.issuer if network.presented is not None else ""
    return {"host": facts.url.host, "reason": network.connect_reason or "?", "issuer": issuer or "?"}


@from_facts("conn-server-certificate", layer="tls", who="cloudgate")
def server_certificate(facts: Facts) -> Params | None:
    """The certificate is expired or not yet valid, issued for another name, incomplete, or not public."""
    network = facts.network
    code, shown = network.connect_error, network.presented
    untrusted = code == _UNTRUSTED and _is_servers_fault(facts)
    if code not in _CERTIFICATE | {"tls-failed"} and not untrusted:
        return None
    if untrusted:
        why = "self-signed" if shown and shown.self_signed else "chain"
    else:
        why = "no-names" if code == "tls-wrong-name" and shown and not shown.names else code.removeprefix("tls-")
    return {
        "host": facts.url.host,
        "why": why,
        "reason": network.connect_reason or code,
        "issuer": (shown.issuer if shown else "") or "?",
        "until": (shown.valid_until if shown else "") or "?",
        "names": ", ".join(shown.names[:4]) if shown else "?",
        "subject": (shown.subject if shown else "") or "?",
    }


def _entra_gets_through(facts: Facts) -> bool:
    """Return whether Entra's own test did not fail: an authority may be newer than the public list here."""
    return facts.entra is None or facts.entra.verdict in {"", "ok"}


@from_facts(
    "conn-server-certificate",
    layer="tls",
    who="cloudgate",
    advice=_entra_gets_through,
    confidence="likely",
    recorded=True,
)
def certificate_not_public(facts: Facts) -> Params | None:
    """This computer trusts the certificate, but a public client such as Entra would not."""
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


def _entra_unanswered(facts: Facts) -> bool:
    return facts.entra is not None and facts.entra.verdict == "unanswered"


# Only advice unless Entra's test failed: an on-premises agent may be used.
@from_facts("url-private-address", layer="name", who="network", advice=lambda facts: not _entra_unanswered(facts))
def private_address(facts: Facts) -> Params | None:
    """The name resolves to an address that cannot be reached from the internet."""
    network = facts.network
    if facts.practice or not network.addresses:
        return None
    here = _entra_unanswered(facts) and network.loopback and facts.users.good
    return {"address": network.addresses[0]} if network.private or here else None


# --- No usable response


@from_answers("answer-timeout", layer="http")
def slow(facts: Facts) -> Params | None:
    """The connection is established, but no response arrives."""
    return {"host": facts.url.host} if facts.users.error == "answer-timeout" else None


def _lost(facts: Facts) -> Params:
    return {"host": facts.url.host, "reason": facts.users.reason or facts.users.error}


@from_answers("answer-broken", layer="http")
def broken(facts: Facts) -> Params | None:
    """The response violates HTTP or ended too early."""
    return _lost(facts) if facts.users.error in {"answer-broken", "answer-too-large"} else None


@from_answers("connection-failed", layer="http")
def lost(facts: Facts) -> Params | None:
    """The connection was lost during the request."""
    return _lost(facts) if facts.users.error else None


GROUND_RULES: tuple[Rule, ...] = (
    _key_store_failed("local-keyring-frozen-build", recorded=True), _key_store_failed("local-keyring-no-backend"),
    _key_store_failed("local-keyring-locked"), _key_store_failed("local-keyring-token-too-long", recorded=True),
    no_authorities, no_system_authorities, proxy_script, not_secure, name_unknown, private_address, proxy_login,
    proxy_failed,
    _no_connection("connection-refused"), _no_connection("connect-timeout"), _no_connection("connection-cut"),
    _no_connection("network-unreachable"), _no_connection("answer-timeout"),
    _no_connection("connection-failed", "connection-failed", "answer-broken"),
    inspected, server_certificate, certificate_not_public, slow, broken, lost,
)  # fmt: skip
