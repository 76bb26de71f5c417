"""Rules for the token that the service was shown."""

from __future__ import annotations

import re

from wizard.doctor.model import Answer, Facts, Layer, Params, Who
from wizard.doctor.rules.base import NONE, AnswerRule, Rule
from wizard.doctor.rules.variants import too_long

SWITCHED_OFF = re.compile(
    r"(?:provisioning|scim)\b.{0,40}\b(?:not (?:enabled|active|activated|switched on|turned on)|disabled|switched off|"
    r"turned off|inactive)|(?:enable|activate|switch on|turn on)\b.{0,20}\b(?:provisioning|scim)",
    re.IGNORECASE,
)

_EXPIRED = re.compile(r"\bexpired?\b", re.IGNORECASE)


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
        refused = users.status == 403 and users.shape != "html" and not too_long(facts)
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
