"""Rules for the token, the path, and the service's responses."""

from __future__ import annotations

import re

from wizard.doctor.model import Answer, Facts, Layer, Params, Variant, Who
from wizard.doctor.rules.base import NONE, AnswerRule, Rule

_OWN_MEANING = frozenset({401, 404, 405, 410, 429})
"""Statuses that name the problem, whatever page a web server sends with them."""

SWITCHED_OFF = re.compile(
    r"(?:provisioning|scim)\b.{0,40}\b(?:not (?:enabled|active|activated|switched on|turned on)|disabled|switched off|"
    r"turned off|inactive)|(?:enable|activate|switch on|turn on)\b.{0,20}\b(?:provisioning|scim)",
    re.IGNORECASE,
)
_EXPIRED = re.compile(r"\bexpired?\b", re.IGNORECASE)

EMPTY_LIST = '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 0, "Resources": []}'


def better(facts: Facts) -> Variant | None:
    """Return a root with a valid SCIM answer, if the tenant URL has none: status 200 first, then 401."""
    good = [each for each in facts.variants if each.answer.good]
    asks = [each for each in facts.variants if each.answer.status == 401 and each.answer.shape != "html"]
    return next(iter((*good, *asks)), None)


def _too_long(facts: Facts) -> bool:
    """Return whether the service responds without the discovery endpoint name at the end of the URL."""
    found = better(facts)
    return found is not None and found.note == "without-discovery" and found.answer.good


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


# --- The token


class Prefixed(AnswerRule):
    """The word "Bearer" was pasted with the token, or is part of it and is missing."""

    id = "cred-bearer-prefix"
    layer: Layer = "token"
    who: Who = "you"
    evidence = ("users", "token-prefixed")

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        doubled = facts.answer("token-prefixed")
        if doubled is not None and doubled.good:
            return {"why": "needed"}
        return {"why": "removed"} if "scheme-word" in facts.token.removed and users.good else None

    def is_advice(self, facts: Facts) -> bool:
        users = facts.answer("users")
        return users is not None and users.good


class Untidy(AnswerRule):
    """Copying added characters that are not part of the token."""

    id = "cred-whitespace"
    layer: Layer = "token"
    who: Who = "you"
    advice = True

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        added = {"invisible", "line-breaks", "blanks"} & set(facts.token.removed)
        return NONE if added and users.good else None


class Open(AnswerRule):
    """The service responds without any token."""

    id = "service-open"
    layer: Layer = "token"
    advice = True
    evidence = ("no-token",)

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        without = facts.answer("no-token")
        return NONE if users.good and without is not None and without.good else None


class SwitchedOff(AnswerRule):
    """The service reports that provisioning is turned off on its side."""

    id = "cred-vendor-switch-off"
    layer: Layer = "token"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        said = users.status in {401, 403, 404} and SWITCHED_OFF.search(users.detail)
        return {"detail": users.detail} if said else None


class Expired(AnswerRule):
    """The token has expired. The service's response decides, since either clock may be wrong."""

    id = "cred-expired-later"
    layer: Layer = "token"
    who: Who = "you"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        told = users.status == 401 and _EXPIRED.search(users.detail)
        return {"date": facts.token.expires or "none"} if facts.token.expired or told else None

    def is_advice(self, facts: Facts) -> bool:
        users = facts.answer("users")
        return users is not None and users.status == 200


class BasicOnly(AnswerRule):
    """The service accepts only a user name and password, which Entra does not send."""

    id = "cred-basic-only"
    layer: Layer = "token"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        offered = set(users.schemes)
        only = users.status == 401 and offered and offered <= {"basic", "digest", "negotiate", "ntlm"}
        return {"schemes": ", ".join(users.schemes)} if only else None


class Refused(AnswerRule):
    """The service does not accept the token; it refuses requests without a token too, so the path is right."""

    id = "cred-401-invalid"
    layer: Layer = "token"
    who: Who = "you"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        return {"detail": users.detail or "401"} if users.status == 401 else None


class NotAllowed(AnswerRule):
    """The token is accepted but is not permitted to read users."""

    id = "cred-not-admin"
    layer: Layer = "token"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        refused = users.status == 403 and users.shape != "html" and not _too_long(facts)
        return {"detail": users.detail or "403"} if refused else None


class ShortLived(Rule):
    """The token belongs to a user session and expires within hours."""

    id = "cred-short-lived-token"
    layer: Layer = "token"
    who: Who = "you"
    advice = True

    def params(self, facts: Facts) -> Params | None:
        token = facts.token
        return {"hours": token.hours, "date": token.expires or "?"} if token.short_lived else None


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
        return {"url": found.url} if found is not None and (lacking or _too_long(facts)) else None


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
        if users.status == 400 and not _too_long(facts):
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
    Elsewhere(), Page(), Prefixed(), SwitchedOff(), Expired(), BasicOnly(), Refused(), NotAllowed(),
    Untidy(), ShortLived(), Open(), EmptyNotFound(), EndsInDiscovery(), Doubled(), WrongBase(), Throttled(),
    ServerError(), CannotSearch(), NoEmptyList(), SearchIgnored(), NotScim(), NoGroups(), RootRejected(),
)  # fmt: skip
