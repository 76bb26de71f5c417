"""Rules for searches that find the wrong accounts, and for attributes whose structure violates the standard."""

from __future__ import annotations

import json

from wizard.doctor.model import Answer, Facts, Params
from wizard.doctor.rules.base import NONE, AnswerRule, Rule
from wizard.doctor.rules.service import EMPTY_LIST

_SIGNS = {
    "apostrophe": "'",
    "quote": '"',
    "plus": "+",
    "percent": "%",
    "ampersand": "&",
    "backslash": "\\",
    "umlaut": "ü",
    "blank": "␣",
    "hash": "#",
}


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


class ExcludedMembers(AnswerRule):
    """Members are returned although excluded, or more objects than requested."""

    id = "run-multiple-entries-in-response"
    advice = True
    evidence = ("members", "paging")
    defect = True

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        members, paging = facts.answer("members"), facts.answer("paging")
        if members is not None and "members" in members.odd:
            return {"why": "members"}
        return {"why": "count"} if paging is not None and "count-ignored" in paging.odd else None

    def expected_for(self, answer: str) -> str:
        return _one_page(answer)


class CannotPage(AnswerRule):
    """Accounts cannot be read page by page, or a page's information about the rest is wrong."""

    id = "service-paging"
    advice = True
    evidence = ("paging",)
    defect = True
    expected = '{"totalResults": 120, "startIndex": 1, "itemsPerPage": 1, "Resources": [{"id": "…", "userName": "…"}]}'

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        paging = facts.answer("paging")
        if not users.good or paging is None or paging.error or paging.status in (401, 403, 429):
            return None
        if not paging.good:
            return {"why": "failed", "status": paging.status, "detail": paging.detail or "–"}
        odd = next((name for name in ("second-page", "page-again", "total-is-page") if name in paging.odd), "")
        return {"why": odd, "status": paging.status, "detail": "–"} if odd else None


class CannotQuote(AnswerRule):
    """Values with certain characters cannot be searched for."""

    id = "service-filter-quoting"
    advice = True
    evidence = (*(f"quoting-{name}" for name in _SIGNS), "quoting")
    defect = True
    expected = EMPTY_LIST

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        plain = facts.answer("matching") or users
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


class FindsOthers(AnswerRule):
    """A lookup by a name, or by a part of a name, finds accounts with another name."""

    id = "service-search-finds-others"
    evidence = ("found-part", "found")
    defect = True
    expected = EMPTY_LIST

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        others = any("others" in answer.odd for name in self.evidence if (answer := facts.answer(name)) is not None)
        return {"attribute": facts.matching} if users.good and others else None


class MissesAccount(AnswerRule):
    """A lookup does not find an account that the service itself listed."""

    id = "service-search-misses"
    evidence = ("found",)
    defect = True
    expected = "Resources: the account that /Users lists under this value"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        found = facts.answer("found")
        if not users.good or found is None or "missing" not in found.odd:
            return None
        return {"attribute": facts.matching}


class MindsCase(AnswerRule):
    """A lookup finds an account only in the exact letter case."""

    id = "service-search-letter-case"
    advice = True
    evidence = ("found-case",)
    defect = True
    expected = "Resources: the account, as for the other letter case"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        found, other = facts.answer("found"), facts.answer("found-case")
        if found is None or "missing" in found.odd or other is None or "missing" not in other.odd:
            return None
        return {"attribute": facts.matching}


class OddShapes(AnswerRule):
    """Attributes of an account or group have a structure that violates the standard."""

    id = "service-attribute-shapes"
    advice = True
    evidence = ("paging", "members")
    defect = True
    expected = (
        '{"id": "…", "active": true, "name": {"givenName": "…"}, "emails": [{"value": "ana@example.com", "type": '
        '"work"}], "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"value": "id"}}}'
    )

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        answers = [facts.answer(probe) for probe in self.evidence]
        names = [name for answer in answers if answer is not None for name in answer.shapes]
        return {"names": ", ".join(dict.fromkeys(names))} if users.good and names else None


class MediaType(AnswerRule):
    """Request bodies with Entra's media type are refused, but the same bodies as plain JSON are not."""

    id = "service-media-type-refused"
    evidence = ("media",)
    defect = True
    expected = EMPTY_LIST

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        media, plain = facts.answer("media"), facts.answer("media-json")
        refused = media is not None and media.status == 415 and plain is not None and plain.status != 415
        return NONE if users.good and refused else None


class ContentType(AnswerRule):
    """The response is JSON but has another content type."""

    id = "service-content-type"
    advice = True
    defect = True
    expected = "Content-Type: application/scim+json"

    def judge(self, users: Answer, facts: Facts) -> Params | None:
        return {"type": users.content_type or "–"} if users.good and "content-type" in users.odd else None


SEARCH_RULES: tuple[Rule, ...] = (
    FindsOthers(),
    MissesAccount(),
    MediaType(),
    MindsCase(),
    OddShapes(),
    ExcludedMembers(),
    CannotPage(),
    CannotQuote(),
    ContentType(),
)
