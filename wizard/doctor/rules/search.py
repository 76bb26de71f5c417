"""Rules for searches that find the wrong accounts, and for attributes whose structure violates the standard."""

from __future__ import annotations

import json

from wizard.doctor.model import SIGNS, Answer, Facts, Params
from wizard.doctor.rules.base import NONE, Rule, from_answers
from wizard.doctor.rules.service import EMPTY_LIST

_SIGNS = {**SIGNS, "blank": "␣"}


def _one_page(answer: str) -> str:
    """Return the page as it should be: only the first resource, ``totalResults`` unchanged."""
    try:
        body = json.loads(answer)
        given = next(value for name, value in body.items() if name.lower() == "resources")
        total = next((value for name, value in body.items() if name.lower() == "totalresults"), len(given))
    except (ValueError, AttributeError, StopIteration, TypeError):
        return EMPTY_LIST
    shown = [
        {name: value for name, value in each.items() if name.lower() != "members"} if isinstance(each, dict) else each
        for each in given[:1]
    ]
    page = {"schemas": [LIST_SCHEMA], "totalResults": total, "startIndex": 1, "itemsPerPage": len(shown)}
    return json.dumps({**page, "Resources": shown}, ensure_ascii=False)


LIST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


@from_answers("run-multiple-entries-in-response", advice=True, evidence=("members", "paging"), expected=_one_page)
def excluded_members(facts: Facts) -> Params | None:
    """Members are returned although excluded, or more objects than requested."""
    members, paging = facts.answer("members"), facts.answer("paging")
    if members is not None and "members" in members.odd:
        return {"why": "members"}
    return {"why": "count"} if paging is not None and "count-ignored" in paging.odd else None


@from_answers(
    "service-paging",
    advice=True,
    evidence=("paging",),
    expected='{"totalResults": 120, "startIndex": 1, "itemsPerPage": 1, "Resources": [{"id": "…", "userName": "…"}]}',
)
def cannot_page(facts: Facts) -> Params | None:
    """Accounts cannot be read page by page, or a page's information about the rest is wrong."""
    paging = facts.answer("paging")
    if not facts.users.good or paging is None or paging.error or paging.status in (401, 403, 429):
        return None
    if not paging.good:
        return {"why": "failed", "status": paging.status, "detail": paging.detail or "–"}
    odd = next((name for name in ("second-page", "page-again", "total-is-page") if name in paging.odd), "")
    return {"why": odd, "status": paging.status, "detail": "–"} if odd else None


@from_answers(
    "service-filter-quoting",
    advice=True,
    evidence=(*(f"quoting-{name}" for name in _SIGNS), "quoting"),
    expected=EMPTY_LIST,
)
def cannot_quote(facts: Facts) -> Params | None:
    """Values with certain characters cannot be searched for."""
    plain = facts.answer("matching") or facts.users
    quoting = facts.answer("quoting")
    if not plain.good or quoting is None or not _refused(quoting):
        return None
    alone = {name: facts.answer(f"quoting-{name}") for name in _SIGNS}
    signs = [_SIGNS[name] for name, answer in alone.items() if answer is not None and _refused(answer)]
    worst = next((each for each in alone.values() if each is not None and _refused(each)), quoting)
    return {
        "status": worst.status,
        "attribute": facts.matching,
        "signs": "  ".join(signs) if signs else "none",
        "why": "found" if worst.shape == "found" else "refused",
    }


def _refused(answer: Answer) -> bool:
    return not answer.good and not answer.error and answer.status != 429


def _is_odd(facts: Facts, probe: str, how: str) -> bool:
    answer = facts.answer(probe)
    return answer is not None and how in answer.odd


@from_answers("service-search-finds-others", evidence=("found-part", "found"), expected=EMPTY_LIST)
def finds_others(facts: Facts) -> Params | None:
    """A lookup by a name, or by a part of a name, finds accounts with another name."""
    others = any(_is_odd(facts, name, "others") for name in ("found-part", "found"))
    return {"attribute": facts.matching} if facts.users.good and others else None


@from_answers(
    "service-search-misses",
    evidence=("found",),
    expected="Resources: the account that /Users lists under this value",
)
def misses_account(facts: Facts) -> Params | None:
    """A lookup does not find an account that the service itself listed."""
    return {"attribute": facts.matching} if facts.users.good and _is_odd(facts, "found", "missing") else None


@from_answers(
    "service-search-letter-case",
    advice=True,
    evidence=("found-case",),
    expected="Resources: the account, as for the other letter case",
)
def minds_case(facts: Facts) -> Params | None:
    """A lookup finds an account only in the exact letter case."""
    exact = facts.answer("found") is not None and not _is_odd(facts, "found", "missing")
    return {"attribute": facts.matching} if exact and _is_odd(facts, "found-case", "missing") else None


@from_answers(
    "service-attribute-shapes",
    advice=True,
    evidence=("paging", "members"),
    expected=(
        '{"id": "…", "active": true, "name": {"givenName": "…"}, "emails": [{"value": "ana@example.com", "type": '
        '"work"}], "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"value": "id"}}}'
    ),
)
def odd_shapes(facts: Facts) -> Params | None:
    """Attributes of an account or group have a structure that violates the standard."""
    answers = [facts.answer(probe) for probe in ("paging", "members")]
    names = [name for answer in answers if answer is not None for name in answer.shapes]
    return {"names": ", ".join(dict.fromkeys(names))} if facts.users.good and names else None


@from_answers("service-media-type-refused", evidence=("media",), expected=EMPTY_LIST)
def media_type(facts: Facts) -> Params | None:
    """Request bodies with Entra's media type are refused, but the same bodies as plain JSON are not."""
    media, plain = facts.answer("media"), facts.answer("media-json")
    refused = media is not None and media.status == 415 and plain is not None and plain.status != 415
    return NONE if facts.users.good and refused else None


@from_answers("service-content-type", advice=True, expected="Content-Type: application/scim+json")
def content_type(facts: Facts) -> Params | None:
    """The response is JSON but has another content type."""
    users = facts.users
    return {"type": users.content_type or "–"} if users.good and "content-type" in users.odd else None


SEARCH_RULES: tuple[Rule, ...] = (
    finds_others,
    misses_account,
    media_type,
    minds_case,
    odd_shapes,
    excluded_members,
    cannot_page,
    cannot_quote,
    content_type,
)
