"""Rules for the token, the path, and the service's responses."""

from __future__ import annotations

from wizard.doctor.model import Answer, Facts, Layer, Params, Who
from wizard.doctor.rules.base import NONE, AnswerRule, Rule
from wizard.doctor.rules.token import (
    BasicOnly,
    Expired,
    NotAllowed,
    Open,
    Prefixed,
    Refused,
    ShortLived,
    SwitchedOff,
    Untidy,
)
from wizard.doctor.rules.variants import better, too_long

CLOCK_SECONDS = 300
"""A larger difference between two clocks, in seconds, breaks certificates and tokens."""

_OWN_MEANING = frozenset({401, 404, 405, 410, 429})
"""Statuses that name the problem, whatever page a web server sends with them."""

EMPTY_LIST = '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 0, "Resources": []}'


def _not_there(users: Answer) -> bool:
    return users.status in {404, 405, 410, 501}


# --- HTTP


class Elsewhere(AnswerRule):
    """The address redirects to another address, which Entra does not follow."""

    id = "redirect-elsewhere"
    layer: Layer = "http"
    who: Who = "you"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        if not 300 <= users.status < 400:
            return None
        return {"status": users.status, "location": users.location or "?"}


class Page(AnswerRule):
    """The response is a web page: a login, an error page, or a component in front of the service."""

    id = "conn-html-instead-of-json"
    layer: Layer = "http"
    who: Who = "you"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        if users.shape != "html" or users.status in _OWN_MEANING or users.status >= 500 or 300 <= users.status < 400:
            return None
        return {"status": users.status, "title": users.title or "–"}


class ServerClock(AnswerRule):
    """The clock of CloudGate's server and the clock of this computer differ by more than five minutes.

    One server's answers do not tell which of the two is wrong, so the texts name both.
    """

    id = "service-clock"
    advice = True
    confidence = "likely"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        off = facts.computer.clock_off
        if off is None or abs(off) <= CLOCK_SECONDS:
            return None
        return {"minutes": round(abs(off) / 60), "side": "behind" if off > 0 else "ahead"}


# --- The path


class FlagProblem(Rule):
    """A feature flag is unknown to the service or in the wrong place."""

    id = "url-flag-misspelt-or-misplaced"
    layer: Layer = "url"
    who: Who = "you"

    def params(self, facts: Facts) -> Params | None:
        return {"why": facts.url.flag_problem} if facts.url.flag_problem else None

    def is_advice(self, facts: Facts) -> bool:
        """Advice for an unknown flag, which is ignored; a path after a flag breaks every address."""
        return facts.url.flag_problem == "misspelt"


class UrlCleaned(Rule):
    """The tenant URL had to be changed before use, and Entra needs the changed URL."""

    id = "url-cleaned"
    layer: Layer = "url"
    who: Who = "you"
    advice = True

    def params(self, facts: Facts) -> Params | None:
        url = facts.url
        if not url.removed:
            return None
        there = {name: "yes" if name in url.removed else "no" for name in ("invisible", "quotes", "fragment", "host")}
        signs = ", ".join(url.code_points)
        return {**there, "signs": signs, "typed": url.typed_host[:80], "asked": url.host[:80], "url": url.clean[:300]}


class EmptyNotFound(AnswerRule):
    """A search without results gets the response for a path that does not exist."""

    id = "conn-404-for-empty-query"
    evidence = ("users", "plain-users")
    defect = True
    expected = EMPTY_LIST

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        plain = facts.answer("plain-users")
        there = plain is not None and plain.status == 200 and plain.shape == ""
        return NONE if users.status == 404 and there else None


class EndsInDiscovery(AnswerRule):
    """The URL ends in the name of a discovery endpoint, below which nothing responds."""

    id = "url-ends-in-discovery-path"
    who: Who = "you"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        found = better(facts)
        lacking = found is not None and found.note == "without-discovery" and _not_there(users)
        return {"url": found.url} if found is not None and (lacking or too_long(facts)) else None


class Doubled(AnswerRule):
    """The segment "scim" is in the path twice, or once although the service needs it twice."""

    id = "url-scim-doubled"
    who: Who = "you"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        if not _not_there(users):
            return None
        parts = [part for part in facts.url.path.lower().split("/") if part]
        found = better(facts)
        lacking = found is not None and found.note == "with-doubled"
        if parts.count("scim") < 2 and not lacking:
            return None
        return {
            "path": facts.url.path,
            "url": found.url if found is not None else "none",
            "why": "few" if lacking else "many",
        }


class WrongBase(AnswerRule):
    """The server responds but has no SCIM service at this path."""

    id = "url-wrong-base-404"
    who: Who = "you"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        found = better(facts)
        return (
            {"status": users.status, "url": found.url if found is not None else "none"} if _not_there(users) else None
        )


class RootRejected(AnswerRule):
    """The root and the discovery endpoints fail, but users can be searched."""

    id = "url-root-probe-rejected"
    advice = True
    evidence = ("root", "service")

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        root, service = facts.answer("root"), facts.answer("service")
        if not users.good or root is None or service is None:
            return None
        silent = root.status in {404, 405, 501} and service.status != 200
        return {"status": root.status} if silent or root.status >= 500 else None


# --- The service's responses


class Throttled(AnswerRule):
    """The service refuses requests because it received too many."""

    id = "run-throttled"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        return {"where": "test"} if any(answer.status == 429 for answer in facts.answers.values()) else None

    def is_advice(self, facts: Facts) -> bool:
        users = facts.answer("users")
        return users is not None and users.good


class ServerError(AnswerRule):
    """The service has an internal error; the token is not the cause."""

    id = "conn-server-500-config"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        failed = users.status >= 500 and users.status != 501
        return {"status": users.status, "detail": users.detail or users.title or "–"} if failed else None


class CannotSearch(AnswerRule):
    """The service cannot search by the matching attribute."""

    id = "conn-filter-attribute-unsupported"
    evidence = ("users", "matching")
    defect = True
    expected = EMPTY_LIST

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        if users.status == 400 and not too_long(facts):
            return {"attribute": "userName", "detail": users.detail or "400"}
        other = facts.answer("matching")
        if not users.good or other is None or other.good or other.error or other.status in {401, 403, 429}:
            return None
        return {"attribute": facts.matching, "detail": other.detail or str(other.status)}


class NoEmptyList(AnswerRule):
    """The response to a search without results has no list, or does not give the number of results."""

    id = "conn-null-resources"
    defect = True
    expected = EMPTY_LIST

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        if users.shape in {"null-resources", "no-total"}:
            return {"why": "resources" if users.shape == "null-resources" else "total"}
        return {"why": "schemas"} if users.good and "schemas" in users.odd else None

    def is_advice(self, facts: Facts) -> bool:
        """Advice if only ``schemas`` is missing: whether Entra refuses that is not documented."""
        users = facts.answer("users")
        return users is not None and users.good


class SearchIgnored(AnswerRule):
    """A search for a user who cannot exist finds someone."""

    id = "map-silent-duplicates"
    defect = True
    expected = EMPTY_LIST

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        return NONE if users.shape == "found" else None


class NotScim(AnswerRule):
    """The response is not a list, for a reason that no earlier rule explains."""

    id = "run-service-incompatible"
    defect = True
    expected = EMPTY_LIST

    def judge(self, users: Answer, facts: Facts) -> Params | None:
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


class NoGroups(AnswerRule):
    """Users can be searched, but groups cannot."""

    id = "conn-group-lookup-unsupported"
    evidence = ("groups",)
    defect = True
    expected = EMPTY_LIST

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        groups = facts.answer("groups")
        if not users.good or groups is None or groups.good or groups.status == 429:
            return None
        return {"status": groups.status or groups.error or "?", "mapped": "yes" if facts.groups_mapped else "no"}

    def is_advice(self, facts: Facts) -> bool:
        """Advice if groups are not provisioned, since Entra then does not look up groups."""
        return not facts.groups_mapped


SERVICE_RULES: tuple[Rule, ...] = (
    FlagProblem(), UrlCleaned(),
    Elsewhere(), Page(), ServerClock(), Prefixed(), SwitchedOff(), Expired(), BasicOnly(), Refused(), NotAllowed(),
    Untidy(), ShortLived(), Open(), EmptyNotFound(), EndsInDiscovery(), Doubled(), WrongBase(), Throttled(),
    ServerError(), CannotSearch(), NoEmptyList(), SearchIgnored(), NotScim(), NoGroups(), RootRejected(),
)  # fmt: skip
