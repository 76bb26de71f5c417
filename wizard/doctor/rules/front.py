"""Rules for components in front of the service that respond in its place or refuse some clients."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from wizard.doctor.model import Answer, Facts, Params
from wizard.doctor.rules.base import Rule, from_answers, from_facts
from wizard.doctor.rules.service import EMPTY_LIST
from wizard.doctor.rules.token import SWITCHED_OFF

_SERVICES_OWN = frozenset({401, 404, 405, 410, 429, 500, 501})
"""Statuses that services too send without a SCIM error, before checking the token: wrong path, throttling, bug."""

_CERTIFICATE = re.compile(r"(?:ssl|tls|client) certificate|certificate (?:is )?required", re.IGNORECASE)
"""Messages of web servers about a missing client certificate (including nginx and IIS 403.7)."""

_LOST = frozenset({"tls-failed", "connection-cut", "connection-failed", "answer-broken"})


@from_facts("conn-client-certificate", layer="tls", who="cloudgate", confidence="likely", evidence=("users",))
def client_certificate(facts: Facts) -> Params | None:
    """The server requires a client certificate, which Entra does not have."""
    network, users = facts.network, facts.users
    lost = network.asks_certificate and (network.connect_error in _LOST or users.error in _LOST)
    said = users.status in {400, 403, 495, 496} and _CERTIFICATE.search(f"{users.title} {users.detail}")
    return {"host": facts.url.host} if lost or said else None


@from_answers("service-trailing-slash", layer="http", expected=EMPTY_LIST)
def slash(facts: Facts) -> Params | None:
    """The server redirects to the same address with a trailing slash, which Entra never sends."""
    if not wants_slash(facts.users, f"{facts.url.path.rstrip('/')}/Users"):
        return None
    return {"status": facts.users.status, "location": facts.users.location}


def wants_slash(users: Answer, path: str) -> bool:
    """Return whether the response to a user query redirects to the same path with a trailing slash."""
    if not 300 <= users.status < 400:
        return False
    try:
        return urlsplit(users.location).path == f"{path}/"
    except ValueError:
        return False


@from_answers(
    "conn-answered-before",
    layer="http",
    who="network",
    confidence="likely",
    evidence=("users", "no-token", "as-entra"),
)
def before(facts: Facts) -> Params | None:
    """The refusal does not come from a SCIM service, and is the same without a token."""
    users, without, entra = facts.users, facts.answer("no-token"), facts.answer("as-entra")
    if users.status < 400 or users.status in _SERVICES_OWN or without is None:
        return None
    if users.shape == "scim-error" or SWITCHED_OFF.search(users.detail):
        return None
    if (without.status, without.shape) != (users.status, users.shape):
        return None
    if any(each.note == "without-discovery" and each.answer.good for each in facts.variants):
        return None
    lets_in = "unknown" if entra is None or entra.error else "yes" if entra.good else "no"
    return {
        "status": users.status,
        "type": users.content_type or "–",
        "detail": users.title or users.detail or "–",
        "entra": lets_in,
        "kind": "gateway" if users.status >= 500 else "guard",
    }


@from_answers("conn-entra-request-refused", layer="http", who="network", evidence=("as-entra",), expected=EMPTY_LIST)
def entra_refused(facts: Facts) -> Params | None:
    """This program's requests are accepted, but a request with only the headers that Entra sends is not."""
    entra = facts.answer("as-entra")
    if not facts.users.good or entra is None or entra.good or entra.status == 429:
        return None
    if entra.error and entra.error != "connection-cut":
        return None
    return {"status": entra.status or entra.error, "detail": entra.title or entra.detail or "–"}


FRONT_RULES: tuple[Rule, ...] = (client_certificate, slash, before, entra_refused)
