"""The token, the path, and what the service answers."""

from __future__ import annotations

import re

from wizard.doctor.model import Answer, Facts, Layer, Params, Variant, Who
from wizard.doctor.rules.base import NONE, AnswerRule, Rule

_OWN_MEANING = frozenset({401, 404, 405, 410, 429})
"""Statuses that say what is wrong, whatever page a web server sends along with them."""

SWITCHED_OFF = re.compile(
    r"(?:provisioning|scim)\b.{0,40}\b(?:not (?:enabled|active|activated|switched on|turned on)|disabled|switched off|"
    r"turned off|inactive)|(?:enable|activate|switch on|turn on)\b.{0,20}\b(?:provisioning|scim)",
    re.IGNORECASE,
)
_EXPIRED = re.compile(r"\bexpired?\b", re.IGNORECASE)

EMPTY_LIST = '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 0, "Resources": []}'


def better(facts: Facts) -> Variant | None:
    """Return the root that answers as SCIM does, where the tenant URL does not: 200 before one that wants a token."""
    good = [each for each in facts.variants if each.answer.good]
    asks = [each for each in facts.variants if each.answer.status == 401 and each.answer.shape != "html"]
    return next(iter((*good, *asks)), None)


def _too_long(facts: Facts) -> bool:
    """Tell whether the service answers once the name of a discovery document is left out."""
    found = better(facts)
    return found is not None and found.note == "without-discovery" and found.answer.good


def _not_there(users: Answer) -> bool:
    return users.status in {404, 405, 410, 501}


# --- HTTP


class Elsewhere(AnswerRule):
    """The address leads somewhere else; Entra does not follow."""

    id = "redirect-elsewhere"
    layer: Layer = "http"
    who: Who = "you"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        if not 300 <= users.status < 400:
            return None
        return {"status": users.status, "location": users.location or "?"}


class Page(AnswerRule):
    """A page for people came: a login, an error page, something in front of the service."""

    id = "conn-html-instead-of-json"
    layer: Layer = "http"
    who: Who = "you"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        if users.shape != "html" or users.status in _OWN_MEANING or users.status >= 500 or 300 <= users.status < 400:
            return None
        return {"status": users.status, "title": users.title or "–"}


# --- the token


class Prefixed(AnswerRule):
    """The word "Bearer" was pasted with the token, or belongs to it and was left out."""

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
    """Copying had added characters that are not part of the token."""

    id = "cred-whitespace"
    layer: Layer = "token"
    who: Who = "you"
    advice = True

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        added = {"invisible", "line-breaks", "blanks"} & set(facts.token.removed)
        return NONE if added and users.good else None


class Open(AnswerRule):
    """The service answers without any token."""

    id = "service-open"
    layer: Layer = "token"
    advice = True
    evidence = ("no-token",)

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        without = facts.answer("no-token")
        return NONE if users.good and without is not None and without.good else None


class SwitchedOff(AnswerRule):
    """The service says that provisioning is off on its side."""

    id = "cred-vendor-switch-off"
    layer: Layer = "token"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        said = users.status in {401, 403, 404} and SWITCHED_OFF.search(users.detail)
        return {"detail": users.detail} if said else None


class Expired(AnswerRule):
    """The token's time is over. What counts is what the service says; a clock may be wrong on either side."""

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
    """The service takes user name and password only, which Entra does not send."""

    id = "cred-basic-only"
    layer: Layer = "token"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        offered = set(users.schemes)
        only = users.status == 401 and offered and offered <= {"basic", "digest", "negotiate", "ntlm"}
        return {"schemes": ", ".join(users.schemes)} if only else None


class Refused(AnswerRule):
    """The service does not accept the token; without one it refuses too, so that the path is right."""

    id = "cred-401-invalid"
    layer: Layer = "token"
    who: Who = "you"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        return {"detail": users.detail or "401"} if users.status == 401 else None


class NotAllowed(AnswerRule):
    """The token is accepted and may not read users."""

    id = "cred-not-admin"
    layer: Layer = "token"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        refused = users.status == 403 and users.shape != "html" and not _too_long(facts)
        return {"detail": users.detail or "403"} if refused else None


class ShortLived(Rule):
    """A token of a person's session, which ends within hours."""

    id = "cred-short-lived-token"
    layer: Layer = "token"
    who: Who = "you"
    advice = True

    def params(self, facts: Facts) -> Params | None:
        token = facts.token
        return {"hours": token.hours, "date": token.expires or "?"} if token.short_lived else None


# --- the path


class FlagProblem(Rule):
    """A feature flag that the service does not know, or that stands in the wrong place."""

    id = "url-flag-misspelt-or-misplaced"
    layer: Layer = "url"
    who: Who = "you"

    def params(self, facts: Facts) -> Params | None:
        return {"why": facts.url.flag_problem} if facts.url.flag_problem else None

    def is_advice(self, facts: Facts) -> bool:
        """An unknown name is ignored, so that the connection stands; a path behind a flag breaks every address."""
        return facts.url.flag_problem == "misspelt"


class UrlCleaned(Rule):
    """The Tenant URL had to be changed before it could be used: Entra needs it as it is used here."""

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
    """A search without result is answered as if the path did not exist."""

    id = "conn-404-for-empty-query"
    evidence = ("users", "plain-users")
    defect = True
    expected = EMPTY_LIST

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        plain = facts.answer("plain-users")
        there = plain is not None and plain.status == 200 and plain.shape == ""
        return NONE if users.status == 404 and there else None


class EndsInDiscovery(AnswerRule):
    """The URL ends in the name of a discovery document, and nothing answers below that."""

    id = "url-ends-in-discovery-path"
    who: Who = "you"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        found = better(facts)
        lacking = found is not None and found.note == "without-discovery" and _not_there(users)
        return {"url": found.url} if found is not None and (lacking or _too_long(facts)) else None


class Doubled(AnswerRule):
    """The part "scim" stands twice, or once where the service has it twice."""

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
    """The server is there, and has no SCIM service at this path."""

    id = "url-wrong-base-404"
    who: Who = "you"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        found = better(facts)
        return (
            {"status": users.status, "url": found.url if found is not None else "none"} if _not_there(users) else None
        )


class RootRejected(AnswerRule):
    """The bare root and the discovery documents fail, while users can be searched."""

    id = "url-root-probe-rejected"
    advice = True
    evidence = ("root", "service")

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        root, service = facts.answer("root"), facts.answer("service")
        if not users.good or root is None or service is None:
            return None
        silent = root.status in {404, 405, 501} and service.status != 200
        return {"status": root.status} if silent or root.status >= 500 else None


# --- what the service answers


class Throttled(AnswerRule):
    """Too many requests, as the service sees it."""

    id = "run-throttled"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        return {"where": "test"} if any(answer.status == 429 for answer in facts.answers.values()) else None

    def is_advice(self, facts: Facts) -> bool:
        users = facts.answer("users")
        return users is not None and users.good


class ServerError(AnswerRule):
    """The service fails inside; the token is not the cause."""

    id = "conn-server-500-config"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        failed = users.status >= 500 and users.status != 501
        return {"status": users.status, "detail": users.detail or users.title or "–"} if failed else None


class CannotSearch(AnswerRule):
    """The attribute that finds accounts cannot be searched by."""

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
    """A search without result has no list, or does not say how many it found."""

    id = "conn-null-resources"
    defect = True
    expected = EMPTY_LIST

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        if users.shape in {"null-resources", "no-total"}:
            return {"why": "resources" if users.shape == "null-resources" else "total"}
        return {"why": "schemas"} if users.good and "schemas" in users.odd else None

    def is_advice(self, facts: Facts) -> bool:
        """That a missing ``schemas`` keeps Entra out is not documented."""
        users = facts.answer("users")
        return users is not None and users.good


class SearchIgnored(AnswerRule):
    """A search for somebody who cannot exist finds somebody."""

    id = "map-silent-duplicates"
    defect = True
    expected = EMPTY_LIST

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        return NONE if users.shape == "found" else None


class NotScim(AnswerRule):
    """Whatever no rule before this one explains: the answer is no list, and what is wrong with it is said."""

    id = "run-service-incompatible"
    defect = True
    expected = EMPTY_LIST

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        if users.error or users.good:
            return None
        return {
            "where": "test", "status": users.status, "type": users.content_type or "?",
            "wrong": users.wrong if users.status == 200 and users.wrong else "status", "value": users.value or "–",
            "detail": users.detail or "–",
        }  # fmt: skip


class NoGroups(AnswerRule):
    """Users can be searched, groups cannot."""

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
        """Entra does not look groups up when they are not provisioned."""
        return not facts.groups_mapped


SERVICE_RULES: tuple[Rule, ...] = (
    FlagProblem(), UrlCleaned(),
    Elsewhere(), Page(), Prefixed(), SwitchedOff(), Expired(), BasicOnly(), Refused(), NotAllowed(),
    Untidy(), ShortLived(), Open(), EmptyNotFound(), EndsInDiscovery(), Doubled(), WrongBase(), Throttled(),
    ServerError(), CannotSearch(), NoEmptyList(), SearchIgnored(), NotScim(), NoGroups(), RootRejected(),
)  # fmt: skip
