"""Rules that compare Entra's own test with this computer's, and errors from sign-in, Graph and the key store."""

from __future__ import annotations

from wizard.doctor.model import EntraFacts, Facts, Layer, Params, Who
from wizard.doctor.rules.base import NONE, Rule, Topic, from_facts


def _failing_alone(facts: Facts) -> Facts | None:
    """Return the facts if Entra's test failed while the same request succeeds from here."""
    groups = facts.answer("groups")
    failed = facts.entra is not None and facts.entra.verdict in {"refused", "unanswered"}
    return facts if failed and facts.users.good and (groups is None or groups.good) else None


_from_entra: Topic[Facts] = Topic(_failing_alone, "entra", "cloudgate")


def _entra(facts: Facts) -> EntraFacts:
    return facts.entra or EntraFacts()


@from_facts("cred-blank-token", layer="entra", who="entra-admin")
def no_token(facts: Facts) -> Params | None:
    """Entra has no token stored and sends its own token, which is intended for tests."""
    return NONE if _entra(facts).token_stored is False or facts.failure == "cred-blank-token" else None


@_from_entra("conn-ip-allowlist", confidence="likely")
def allow_list(facts: Facts) -> Params | None:
    """CloudGate responds here but refuses requests from Entra's addresses."""
    return {"host": facts.url.host} if _entra(facts).answered.lower() == "forbidden" else None


@_from_entra("cred-401-invalid", who="entra-admin", confidence="likely")
def other_token(facts: Facts) -> Params | None:
    """CloudGate accepts the token from here but not from Entra: Entra uses another token, or sends none."""
    entra = _entra(facts)
    return {"detail": entra.detail or entra.connector or "?"} if entra.verdict == "refused" else None


@_from_entra("conn-validation-unavailable", confidence="possible")
def not_reached(facts: Facts) -> Params | None:
    """Entra's test did not get a usable response from CloudGate, but this computer's test does."""
    entra = _entra(facts)
    return {"host": facts.url.host, "connector": entra.connector or "?"} if entra.verdict == "unanswered" else None


def _told(name: str, layer: Layer, who: Who) -> Rule:
    @from_facts(name, layer=layer, who=who)
    def told(facts: Facts) -> Params | None:
        """An error that was recognized where it occurred and has a failure catalog id."""
        return NONE if facts.failure == name else None

    return told


ENTRA_RULES: tuple[Rule, ...] = (no_token, allow_list, other_token, not_reached)

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
    *(_told(f"signin-{name}", "entra", who) for name, who in _SIGN_IN),
    *(_told(f"rights-{name}", "graph", "entra-admin") for name in _RIGHTS),
    _told("cloud-gallery-app-missing", "graph", "you"),
    *(_told(f"graph-{name}", "graph", "you") for name in _GRAPH),
    _told("cred-masked-overwrite", "graph", "you"),
    _told("cred-storage-limit", "graph", "you"),
    _told("cred-whitespace", "token", "you"),
    _told("run-graph-on-demand-throttled", "graph", "you"),
)
