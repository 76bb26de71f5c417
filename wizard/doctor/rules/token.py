"""Rules for the token that the service was shown."""

from __future__ import annotations

import re

from wizard.doctor.model import Facts, Params
from wizard.doctor.rules.base import NONE, from_answers, from_facts, users_found
from wizard.doctor.rules.variants import too_long

SWITCHED_OFF = re.compile(
    r"(?:provisioning|scim)\b.{0,40}\b(?:not (?:enabled|active|activated|switched on|turned on)|disabled|switched off|"
    r"turned off|inactive)|(?:enable|activate|switch on|turn on)\b.{0,20}\b(?:provisioning|scim)",
    re.IGNORECASE,
)

_EXPIRED = re.compile(r"\bexpired?\b", re.IGNORECASE)


@from_answers("cred-bearer-prefix", layer="token", who="you", advice=users_found, evidence=("users", "token-prefixed"))
def prefixed(facts: Facts) -> Params | None:
    """The word "Bearer" was pasted with the token, or is part of it and is missing."""
    doubled = facts.answer("token-prefixed")
    if doubled is not None and doubled.good:
        return {"why": "needed"}
    return {"why": "removed"} if "scheme-word" in facts.token.removed and facts.users.good else None


@from_answers("cred-whitespace", layer="token", who="you", advice=True)
def untidy(facts: Facts) -> Params | None:
    """Copying added characters that are not part of the token."""
    added = {"invisible", "line-breaks", "blanks"} & set(facts.token.removed)
    return NONE if added and facts.users.good else None


@from_answers("service-open", layer="token", advice=True, evidence=("no-token",))
def needs_no_token(facts: Facts) -> Params | None:
    """The service responds without any token."""
    without = facts.answer("no-token")
    return NONE if facts.users.good and without is not None and without.good else None


@from_answers("cred-vendor-switch-off", layer="token")
def switched_off(facts: Facts) -> Params | None:
    """The service reports that provisioning is turned off on its side."""
    users = facts.users
    said = users.status in {401, 403, 404} and SWITCHED_OFF.search(users.detail)
    return {"detail": users.detail} if said else None


@from_answers("cred-expired-later", layer="token", who="you", advice=lambda facts: facts.users.status == 200)
def expired(facts: Facts) -> Params | None:
    """The token has expired. The service's response decides, since either clock may be wrong."""
    told = facts.users.status == 401 and _EXPIRED.search(facts.users.detail)
    return {"date": facts.token.expires or "none"} if facts.token.expired or told else None


@from_answers("cred-basic-only", layer="token")
def basic_only(facts: Facts) -> Params | None:
    """The service accepts only a user name and password, which Entra does not send."""
    offered = set(facts.users.schemes)
    only = facts.users.status == 401 and offered and offered <= {"basic", "digest", "negotiate", "ntlm"}
    return {"schemes": ", ".join(facts.users.schemes)} if only else None


@from_answers("cred-401-invalid", layer="token", who="you")
def refused(facts: Facts) -> Params | None:
    """The service does not accept the token; it refuses requests without a token too, so the path is right."""
    return {"detail": facts.users.detail or "401"} if facts.users.status == 401 else None


@from_answers("cred-not-admin", layer="token")
def not_allowed(facts: Facts) -> Params | None:
    """The token is accepted but is not permitted to read users."""
    barred = facts.users.status == 403 and facts.users.shape != "html" and not too_long(facts)
    return {"detail": facts.users.detail or "403"} if barred else None


@from_facts("cred-short-lived-token", layer="token", advice=True)
def short_lived(facts: Facts) -> Params | None:
    """The token belongs to a user session and expires within hours."""
    token = facts.token
    return {"hours": token.hours, "date": token.expires or "?"} if token.short_lived else None
