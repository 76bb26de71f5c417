"""What stands before the service and answers in its place, or does not let everybody in."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from wizard.doctor.model import Answer, Facts, Layer, Params, Who
from wizard.doctor.rules.base import AnswerRule, Rule
from wizard.doctor.rules.service import EMPTY_LIST, SWITCHED_OFF

_SERVICES_OWN = frozenset({401, 404, 405, 410, 429, 500, 501})
"""Statuses that services send without an error of SCIM too, before they look at a token: wrong path, too often, bug."""

_CERTIFICATE = re.compile(r"(?:ssl|tls|client) certificate|certificate (?:is )?required", re.IGNORECASE)
"""How web servers say that a client certificate is missing (nginx and IIS 403.7 among them)."""

_LOST = frozenset({"tls-failed", "connection-cut", "connection-failed", "answer-broken"})


class ClientCertificate(Rule):
    """The server wants the client's certificate, which Entra does not have."""

    id = "conn-client-certificate"
    layer: Layer = "tls"
    who: Who = "cloudgate"
    evidence = ("users",)
    confidence = "likely"

    def params(self, facts: Facts) -> Params | None:
        network, users = facts.network, facts.answer("users")
        lost = network.asks_certificate and (
            network.connect_error in _LOST or (users is not None and users.error in _LOST)
        )
        said = (
            users is not None
            and users.status in {400, 403, 495, 496}
            and _CERTIFICATE.search(f"{users.title} {users.detail}")
        )
        return {"host": facts.url.host} if lost or said else None


class Slash(AnswerRule):
    """A redirect to the very same address with a slash at its end, which Entra never writes."""

    id = "service-trailing-slash"
    layer: Layer = "http"
    defect = True
    expected = EMPTY_LIST

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        if not wants_slash(users, f"{facts.url.path.rstrip('/')}/Users"):
            return None
        return {"status": users.status, "location": users.location}


def wants_slash(users: Answer, path: str) -> bool:
    """Tell whether the answer to a user query at a path points to the same path with a slash."""
    if not 300 <= users.status < 400:
        return False
    try:
        return urlsplit(users.location).path == f"{path}/"
    except ValueError:
        return False


class Before(AnswerRule):
    """What refuses is no service that speaks SCIM, and refuses without a token just the same."""

    id = "conn-answered-before"
    layer: Layer = "http"
    who: Who = "network"
    confidence = "likely"
    evidence: tuple[str, ...] = ("users", "no-token", "as-entra")

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        without, entra = facts.answer("no-token"), facts.answer("as-entra")
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
            "status": users.status, "type": users.content_type or "–", "detail": users.title or users.detail or "–",
            "entra": lets_in, "kind": "gateway" if users.status >= 500 else "guard",
        }  # fmt: skip


class EntraRefused(AnswerRule):
    """This program's requests are answered, a request with just the headers that Entra sends is not."""

    id = "conn-entra-request-refused"
    layer: Layer = "http"
    who: Who = "network"
    evidence: tuple[str, ...] = ("as-entra",)
    defect = True
    expected = EMPTY_LIST

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        entra = facts.answer("as-entra")
        if not users.good or entra is None or entra.good or entra.status == 429:
            return None
        if entra.error and entra.error != "connection-cut":
            return None
        return {"status": entra.status or entra.error, "detail": entra.title or entra.detail or "–"}


FRONT_RULES: tuple[Rule, ...] = (ClientCertificate(), Slash(), Before(), EntraRefused())
