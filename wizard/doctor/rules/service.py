"""Rules for the token, the path, and the service's responses."""

from __future__ import annotations

from wizard.doctor.model import Facts, Params
from wizard.doctor.rules import token
from wizard.doctor.rules.base import NONE, Rule, from_answers, from_facts, users_found
from wizard.doctor.rules.variants import better, too_long

CLOCK_SECONDS = 300
"""A larger difference between two clocks, in seconds, breaks certificates and tokens."""

_OWN_MEANING = frozenset({401, 404, 405, 410, 429})
"""Statuses that name the problem, whatever page a web server sends with them."""

EMPTY_LIST = '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 0, "Resources": []}'


def _not_there(facts: Facts) -> bool:
    return facts.users.status in {404, 405, 410, 501}


# --- HTTP


@from_answers("redirect-elsewhere", layer="http", who="you")
def elsewhere(facts: Facts) -> Params | None:
    """The address redirects to another address, which Entra does not follow."""
    users = facts.users
    return {"status": users.status, "location": users.location or "?"} if 300 <= users.status < 400 else None


@from_answers("conn-html-instead-of-json", layer="http", who="you")
def page(facts: Facts) -> Params | None:
    """The response is a web page: a login, an error page, or a component in front of the service."""
    users = facts.users
    if users.shape != "html" or users.status in _OWN_MEANING or users.status >= 500 or 300 <= users.status < 400:
        return None
    return {"status": users.status, "title": users.title or "–"}


@from_answers("service-clock", advice=True, confidence="likely")
def server_clock(facts: Facts) -> Params | None:
    """The clock of CloudGate's server and the clock of this computer differ by more than five minutes.

    One server's answers do not tell which of the two is wrong, so the texts name both.
    """
    off = facts.computer.clock_off
    if off is None or abs(off) <= CLOCK_SECONDS:
        return None
    return {"minutes": round(abs(off) / 60), "side": "behind" if off > 0 else "ahead"}


# --- The path


# Advice for an unknown flag, which is ignored; a path after a flag breaks every address.
@from_facts("url-flag-misspelt-or-misplaced", layer="url", advice=lambda facts: facts.url.flag_problem == "misspelt")
def flag_problem(facts: Facts) -> Params | None:
    """A feature flag is unknown to the service or in the wrong place."""
    return {"why": facts.url.flag_problem} if facts.url.flag_problem else None


@from_facts("url-cleaned", layer="url", advice=True)
def url_cleaned(facts: Facts) -> Params | None:
    """The tenant URL had to be changed before use, and Entra needs the changed URL."""
    url = facts.url
    if not url.removed:
        return None
    there = {name: "yes" if name in url.removed else "no" for name in ("invisible", "quotes", "fragment", "host")}
    signs = ", ".join(url.code_points)
    return {**there, "signs": signs, "typed": url.typed_host[:80], "asked": url.host[:80], "url": url.clean[:300]}


@from_answers("conn-404-for-empty-query", evidence=("users", "plain-users"), expected=EMPTY_LIST)
def empty_not_found(facts: Facts) -> Params | None:
    """A search without results gets the response for a path that does not exist."""
    plain = facts.answer("plain-users")
    there = plain is not None and plain.status == 200 and plain.shape == ""
    return NONE if facts.users.status == 404 and there else None


@from_answers("url-ends-in-discovery-path", who="you")
def ends_in_discovery(facts: Facts) -> Params | None:
    """The URL ends in the name of a discovery endpoint, below which nothing responds."""
    found = better(facts)
    lacking = found is not None and found.note == "without-discovery" and _not_there(facts)
    return {"url": found.url} if found is not None and (lacking or too_long(facts)) else None


@from_answers("url-scim-doubled", who="you")
def doubled(facts: Facts) -> Params | None:
    """The segment "scim" is in the path twice, or once although the service needs it twice."""
    if not _not_there(facts):
        return None
    parts = [part for part in facts.url.path.lower().split("/") if part]
    found = better(facts)
    lacking = found is not None and found.note == "with-doubled"
    if parts.count("scim") < 2 and not lacking:
        return None
    url = found.url if found is not None else "none"
    return {"path": facts.url.path, "url": url, "why": "few" if lacking else "many"}


@from_answers("url-wrong-base-404", who="you")
def wrong_base(facts: Facts) -> Params | None:
    """The server responds but has no SCIM service at this path."""
    found = better(facts)
    url = found.url if found is not None else "none"
    return {"status": facts.users.status, "url": url} if _not_there(facts) else None


@from_answers("url-root-probe-rejected", advice=True, evidence=("root", "service"))
def root_rejected(facts: Facts) -> Params | None:
    """The root and the discovery endpoints fail, but users can be searched."""
    root, service = facts.answer("root"), facts.answer("service")
    if not facts.users.good or root is None or service is None:
        return None
    silent = root.status in {404, 405, 501} and service.status != 200
    return {"status": root.status} if silent or root.status >= 500 else None


# --- The service's responses


@from_answers("run-throttled", advice=users_found)
def throttled(facts: Facts) -> Params | None:
    """The service refuses requests because it received too many."""
    return {"where": "test"} if any(answer.status == 429 for answer in facts.answers.values()) else None


@from_answers("conn-server-500-config")
def server_error(facts: Facts) -> Params | None:
    """The service has an internal error; the token is not the cause."""
    users = facts.users
    failed = users.status >= 500 and users.status != 501
    return {"status": users.status, "detail": users.detail or users.title or "–"} if failed else None


@from_answers("conn-filter-attribute-unsupported", evidence=("users", "matching"), expected=EMPTY_LIST)
def cannot_search(facts: Facts) -> Params | None:
    """The service cannot search by the matching attribute."""
    users = facts.users
    if users.status == 400 and not too_long(facts):
        return {"attribute": "userName", "detail": users.detail or "400"}
    other = facts.answer("matching")
    if not users.good or other is None or other.good or other.error or other.status in {401, 403, 429}:
        return None
    return {"attribute": facts.matching, "detail": other.detail or str(other.status)}


# Advice if only ``schemas`` is missing: whether Entra refuses that is not documented.
@from_answers("conn-null-resources", advice=users_found, expected=EMPTY_LIST)
def no_empty_list(facts: Facts) -> Params | None:
    """The response to a search without results has no list, or does not give the number of results."""
    users = facts.users
    if users.shape in {"null-resources", "no-total"}:
        return {"why": "resources" if users.shape == "null-resources" else "total"}
    return {"why": "schemas"} if users.good and "schemas" in users.odd else None


@from_answers("map-silent-duplicates", expected=EMPTY_LIST)
def search_ignored(facts: Facts) -> Params | None:
    """A search for a user who cannot exist finds someone."""
    return NONE if facts.users.shape == "found" else None


@from_answers("run-service-incompatible", expected=EMPTY_LIST)
def not_scim(facts: Facts) -> Params | None:
    """The response is not a list, for a reason that no earlier rule explains."""
    users = facts.users
    if users.error or users.good:
        return None
    return {
        "where": "test",
        "status": users.status,
        "type": users.content_type or "?",
        "wrong": users.wrong if users.status == 200 and users.wrong else "status",
        "value": users.value or "–",
        "detail": users.detail or "–",
    }


# Advice if groups are not provisioned, since Entra then does not look up groups.
@from_answers(
    "conn-group-lookup-unsupported",
    advice=lambda facts: not facts.groups_mapped,
    evidence=("groups",),
    expected=EMPTY_LIST,
)
def no_groups(facts: Facts) -> Params | None:
    """Users can be searched, but groups cannot."""
    groups = facts.answer("groups")
    if not facts.users.good or groups is None or groups.good or groups.status == 429:
        return None
    return {"status": groups.status or groups.error or "?", "mapped": "yes" if facts.groups_mapped else "no"}


SERVICE_RULES: tuple[Rule, ...] = (
    flag_problem, url_cleaned,
    elsewhere, page, server_clock, token.prefixed, token.switched_off, token.expired, token.basic_only, token.refused,
    token.not_allowed, token.untidy, token.short_lived, token.needs_no_token, empty_not_found, ends_in_discovery,
    doubled, wrong_base, throttled, server_error, cannot_search, no_empty_list, search_ignored, not_scim, no_groups,
    root_rejected,
)  # fmt: skip
