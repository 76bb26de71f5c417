"""Rules that compare Entra's own test with this computer's, and errors from sign-in, Graph and the key store."""

from __future__ import annotations

from wizard.doctor.model import Facts, Layer, Params, Who
from wizard.doctor.rules.base import NONE, Rule


def _entra_fails_alone(facts: Facts) -> bool:
    """Return whether Entra's test failed while the same request succeeds from here."""
    users, groups = facts.answer("users"), facts.answer("groups")
    failed = facts.entra is not None and facts.entra.verdict in {"refused", "unanswered"}
    return failed and users is not None and users.good and (groups is None or groups.good)


class NoToken(Rule):
    """Entra has no token stored and sends its own token, which is intended for tests."""

    id = "cred-blank-token"
    layer: Layer = "entra"
    who: Who = "entra-admin"

    def params(self, facts: Facts) -> Params | None:
        stored = facts.entra.token_stored if facts.entra is not None else None
        told = facts.error is not None and facts.error.failure == self.id
        return NONE if stored is False or told else None


class AllowList(Rule):
    """CloudGate responds here but refuses requests from Entra's addresses."""

    id = "conn-ip-allowlist"
    layer: Layer = "entra"
    who: Who = "cloudgate"
    confidence = "likely"

    def params(self, facts: Facts) -> Params | None:
        refused = facts.entra is not None and facts.entra.answered.lower() == "forbidden"
        return {"host": facts.url.host} if refused and _entra_fails_alone(facts) else None


class OtherToken(Rule):
    """CloudGate accepts the token from here but not from Entra: Entra uses another token, or sends none."""

    id = "cred-401-invalid"
    layer: Layer = "entra"
    who: Who = "entra-admin"
    confidence = "likely"

    def params(self, facts: Facts) -> Params | None:
        entra = facts.entra
        if entra is None or entra.verdict != "refused" or not _entra_fails_alone(facts):
            return None
        return {"detail": entra.detail or entra.connector or "?"}


class NotReached(Rule):
    """Entra's test did not get a usable response from CloudGate, but this computer's test does."""

    id = "conn-validation-unavailable"
    layer: Layer = "entra"
    who: Who = "cloudgate"
    confidence = "possible"

    def params(self, facts: Facts) -> Params | None:
        entra = facts.entra
        if entra is None or entra.verdict != "unanswered" or not _entra_fails_alone(facts):
            return None
        return {"host": facts.url.host, "connector": entra.connector or "?"}


class Told(Rule):
    """An error that was recognized where it occurred and has a failure catalog id."""

    def __init__(self, name: str, layer: Layer, who: Who, *, recorded: bool = False) -> None:
        self.id, self.layer, self.who, self.recorded = name, layer, who, recorded

    def params(self, facts: Facts) -> Params | None:
        return NONE if facts.error is not None and facts.error.failure == self.id else None


ENTRA_RULES: tuple[Rule, ...] = (NoToken(), AllowList(), OtherToken(), NotReached())

_SIGN_IN: tuple[tuple[str, Who], ...] = (
    ("no-consent", "entra-admin"),
    ("ca-blocked", "entra-admin"),
    ("device-not-compliant", "you"),
    ("mfa-step-up", "you"),
    ("session-frequency", "you"),
    ("wrong-tenant", "you"),
    ("personal-account", "you"),
    ("device-code-expired", "you"),
)
_RIGHTS = ("missing-role", "global-reader-blind", "ownedby-401", "no-p1-group-assign", "no-logs-licence")
_GRAPH = (
    "new-app-not-replicated",
    "transient-403-409",
    "templates-unknown-error",
    "oidc-app-no-provisioning",
    "job-recreated-broken",
    "two-jobs-one-target",
)

ERROR_RULES: tuple[Rule, ...] = (
    *(Told(f"signin-{name}", "entra", who) for name, who in _SIGN_IN),
    *(Told(f"rights-{name}", "graph", "entra-admin") for name in _RIGHTS),
    Told("cloud-gallery-app-missing", "graph", "you"),
    *(Told(f"graph-{name}", "graph", "you") for name in _GRAPH),
    Told("cred-masked-overwrite", "graph", "you"),
    Told("cred-storage-limit", "graph", "you"),
    Told("cred-whitespace", "token", "you"),
    Told("run-graph-on-demand-throttled", "graph", "you"),
)
