"""The rules, root causes first: each looks at facts and yields a finding or nothing.

Ids are those of the failure catalogue. A rule that needs a fact which was not collected yields nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from wizard.doctor.model import Facts, Finding, Lookup

_OWN_MEANING = frozenset({401, 404, 405, 410, 429})
"""Statuses that say what is wrong, whatever page a web server sends along with them."""

Rule = Callable[[Facts], Finding | None]

_TLS = {
    "tls-untrusted": ("local-tls-inspection", "network"),
    "tls-expired": ("conn-server-certificate", "cloudgate"),
    "tls-not-yet-valid": ("conn-server-certificate", "cloudgate"),
    "tls-wrong-name": ("conn-server-certificate", "cloudgate"),
    "tls-failed": ("conn-server-certificate", "cloudgate"),
}


def _not_https(facts: Facts) -> Finding | None:
    return Finding("url-not-https", "you", {"host": facts.host}) if facts.scheme != "https" else None


def _flag(facts: Facts) -> Finding | None:
    # A name that Entra does not know is ignored, so the connection stands; a path behind a flag breaks every address.
    if not facts.flag_problem:
        return None
    return Finding("url-flag-misspelt-or-misplaced", "you", advice=facts.flag_problem == "misspelt")


def _name(facts: Facts) -> Finding | None:
    return Finding("name-unknown", "you", {"host": facts.host}) if facts.name_error else None


def _connect(facts: Facts) -> Finding | None:
    code = facts.connect_error
    if not code:
        return None
    params = {"host": facts.host, "reason": facts.connect_reason or code}
    if code in _TLS:
        name, who = _TLS[code]
        return Finding(name, who, params)  # type: ignore[arg-type]
    if code == "proxy-login":
        return Finding("local-proxy-auth-407", "network", params)
    known = {"connection-refused", "connect-timeout", "connection-cut", "network-unreachable", "answer-timeout"}
    return Finding(code if code in known else "connection-failed", "network", params)


def _lookup(facts: Facts) -> Lookup | None:
    return None if facts.connect_error or facts.name_error else facts.users


def _token_expired(facts: Facts) -> Finding | None:
    users = _lookup(facts)
    refused = users is not None and users.status == 401
    told = refused and users is not None and "expired" in users.detail.lower()
    # What counts is what the server says; a clock may be wrong on either side.
    accepted = users is not None and users.status == 200
    return Finding("cred-expired-later", "you", advice=accepted) if facts.token_expired or told else None


def _refused(facts: Facts) -> Finding | None:
    users = _lookup(facts)
    if users is None or users.status != 401:
        return None
    return Finding("cred-401-invalid", "you", {"detail": users.detail or "401"})


def _forbidden(facts: Facts) -> Finding | None:
    users = _lookup(facts)
    if users is None or users.status != 403:
        return None
    if "not enabled" in users.detail.lower():
        return Finding("cred-vendor-switch-off", "cloudgate", {"detail": users.detail})
    return Finding("cred-not-admin", "cloudgate", {"detail": users.detail or "403"})


def _html(facts: Facts) -> Finding | None:
    users = _lookup(facts)
    if users is None or users.shape != "html" or users.status in _OWN_MEANING or users.status >= 500:
        return None
    return Finding("conn-html-instead-of-json", "you", {"status": users.status})


def _redirect(facts: Facts) -> Finding | None:
    users = _lookup(facts)
    if users is None or not 300 <= users.status < 400:
        return None
    return Finding("redirect-elsewhere", "you", {"status": users.status, "location": users.location or "?"})


def _empty_404(facts: Facts) -> Finding | None:
    users = _lookup(facts)
    plain = facts.plain_users
    if users is None or users.status != 404 or users.shape != "scim-error" or plain is None or plain.status != 200:
        return None
    return Finding("conn-404-for-empty-query", "cloudgate")


def _wrong_base(facts: Facts) -> Finding | None:
    users = _lookup(facts)
    if users is None or users.status not in {404, 405, 410}:
        return None
    better = facts.parent_users
    if better is not None and better.status == 200 and not better.shape:
        return Finding("url-ends-in-discovery-path", "you", {"url": facts.parent})
    if facts.path.lower().count("/scim") > 1:
        return Finding("url-scim-doubled", "you", {"path": facts.path})
    return Finding("url-wrong-base-404", "you", {"status": users.status})


def _throttled(facts: Facts) -> Finding | None:
    users = _lookup(facts)
    return Finding("run-throttled", "cloudgate") if users is not None and users.status == 429 else None


def _server(facts: Facts) -> Finding | None:
    users = _lookup(facts)
    if users is None or users.status < 500:
        return None
    return Finding("conn-server-500-config", "cloudgate", {"status": users.status, "detail": users.detail or "-"})


def _slow(facts: Facts) -> Finding | None:
    users = _lookup(facts)
    if users is None or not users.error:
        return None
    if users.error == "answer-timeout":
        return Finding("answer-timeout", "cloudgate", {"host": facts.host})
    params = {"host": facts.host, "reason": users.reason or users.error}
    return Finding("answer-broken" if users.error == "answer-broken" else "connection-failed", "cloudgate", params)


def _bad_request(facts: Facts) -> Finding | None:
    users = _lookup(facts)
    if users is None or users.status != 400:
        return None
    return Finding("conn-filter-attribute-unsupported", "cloudgate", {"detail": users.detail or "400"})


def _null(facts: Facts) -> Finding | None:
    users = _lookup(facts)
    return (
        Finding("conn-null-resources", "cloudgate") if users is not None and users.shape == "null-resources" else None
    )


def _filter_ignored(facts: Facts) -> Finding | None:
    users = _lookup(facts)
    return Finding("map-silent-duplicates", "cloudgate") if users is not None and users.shape == "found" else None


def _shape(facts: Facts) -> Finding | None:
    """Whatever no rule before this one explains."""
    users = _lookup(facts)
    if users is None or users.error or (users.status == 200 and not users.shape):
        return None
    params: dict[str, str | int] = {"status": users.status, "type": users.content_type or "?"}
    return Finding("run-service-incompatible", "cloudgate", params)


def _groups(facts: Facts) -> Finding | None:
    users, groups = facts.users, facts.groups
    if users is None or groups is None or users.status != 200 or users.shape or users.error:
        return None
    if groups.status == 200 and not groups.shape and not groups.error:
        return None
    return Finding("conn-group-lookup-unsupported", "cloudgate", {"status": groups.status or groups.error})


def _private(facts: Facts) -> Finding | None:
    return (
        Finding("url-private-address", "network", {"address": facts.addresses[0]}, advice=True)
        if facts.private
        else None
    )


def _short_lived(facts: Facts) -> Finding | None:
    return Finding("cred-short-lived-token", "you", advice=True) if facts.token_short_lived else None


RULES: tuple[Rule, ...] = (
    _not_https, _flag, _name, _connect, _slow, _redirect, _html, _token_expired, _refused, _forbidden, _empty_404,
    _wrong_base, _throttled, _server, _bad_request, _null, _filter_ignored, _shape, _groups, _short_lived, _private,
)  # fmt: skip
"""In the order of their prerequisites: what comes first explains what comes later."""


def findings(facts: Facts) -> tuple[Finding, ...]:
    """Return what the facts mean, the root first. Of several that keep Entra out only the first stands."""
    found = [finding for rule in RULES if (finding := rule(facts)) is not None]
    blocking = [finding for finding in found if not finding.advice][:1]
    return (*blocking, *(finding for finding in found if finding.advice))
