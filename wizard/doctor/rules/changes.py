"""What the patch probe found out: which form of changes suits, and what works in neither."""

from __future__ import annotations

from wizard.doctor.model import Facts, Layer, Params, Who
from wizard.doctor.patch_probe.facts import CHANGES, TRIALS, PatchFacts, Trial, TrialId, names_of
from wizard.doctor.rules.base import Rule
from wizard.provisioning.model import Dialect

STANDARD: Dialect = "aadOptscim062020"

_ADVICE: frozenset[TrialId] = frozenset({"keep-attributes", "manager-clear"})
"""What does not keep accounts from being created, changed and disabled."""


def _current(facts: Facts) -> Dialect:
    """Return the form that Entra sends with this Tenant URL."""
    return STANDARD if STANDARD in facts.url.flags else "classic"


def _other(form: Dialect) -> Dialect:
    return "classic" if form == STANDARD else STANDARD


class ChangeRule(Rule):
    """About what the patch probe tried."""

    layer: Layer = "changes"
    who: Who = "cloudgate"

    def params(self, facts: Facts) -> Params | None:
        return self.judge(facts.patch, _current(facts)) if facts.patch is not None else None

    def judge(self, patch: PatchFacts, form: Dialect) -> Params | None:
        """Return the values for the finding's words, ``None`` when this is not the cause.

        Args:
            form: that Entra sends with this Tenant URL.
        """
        raise NotImplementedError


def _gain(patch: PatchFacts, form: Dialect) -> str:
    """Return the gravest thing that is better in the other form, empty when that form is not the better one."""
    if patch.better() != _other(form):
        return ""
    here, there = patch.harm(form), patch.harm(_other(form))
    return next(name for name in ("disable", "remove-member", *TRIALS) if here.get(name, 0) > there.get(name, 0))


class FlagMissing(ChangeRule):
    """The service does more with the feature flag, and the flag is missing."""

    id = "url-flag-missing"
    who: Who = "you"

    def judge(self, patch: PatchFacts, form: Dialect) -> Params | None:
        gain = _gain(patch, form)
        return {"what": gain} if gain and form == "classic" else None


class FlagNotUnderstood(ChangeRule):
    """The flag is set, and the service does more with what Entra sends without it."""

    id = "url-flag-not-understood"
    who: Who = "you"

    def judge(self, patch: PatchFacts, form: Dialect) -> Params | None:
        gain = _gain(patch, form)
        return {"what": gain} if gain and form == STANDARD else None


class NeitherForm(ChangeRule):
    """Each form of changes does something that the other one does not."""

    id = "change-neither-form"

    def judge(self, patch: PatchFacts, form: Dialect) -> Params | None:
        if patch.better() != "neither" or patch.harm("classic") == patch.harm(STANDARD):
            return None
        users = patch.better(users_only=True)
        return {"users": {STANDARD: "flag", "classic": "none", "neither": "neither"}.get(users, "any")}


class NothingChanges(ChangeRule):
    """No change is carried out, in whatever form."""

    id = "change-nothing"

    def judge(self, patch: PatchFacts, form: Dialect) -> Params | None:
        first = patch.nothing
        return _said(first, "every") if first is not None else None


def _said(tried: Trial, form: str) -> Params:
    return {
        "how": tried.outcome, "status": tried.status, "detail": tried.detail or "–", "note": tried.note or "none",
        "paths": ", ".join(tried.paths) or "–", "form": form,
    }  # fmt: skip


class ChangeFails(ChangeRule):
    """Something that Entra needs does not work, and another form of it would not help."""

    def __init__(self, trial: TrialId) -> None:
        self.id = f"change-{trial}"
        self.trial = trial
        self.advice = trial in _ADVICE

    @property
    def doc(self) -> str:
        return f"{super().doc[:-1]}: {self.trial}."

    def judge(self, patch: PatchFacts, form: Dialect) -> Params | None:
        tried = patch.find(self.trial, form)
        if tried is None or not tried.broken or (self.trial in CHANGES and patch.nothing is not None):
            return None
        other = patch.find(self.trial, _other(form))
        both = other is None or other.broken
        if not both and _gain(patch, form):
            return None  # the flag is the advice
        return _said(tried, "every" if both else "one")


class LeftBehind(ChangeRule):
    """Test objects could not be removed."""

    id = "change-left-behind"
    who: Who = "you"

    def judge(self, patch: PatchFacts, form: Dialect) -> Params | None:
        if not patch.left:
            return None
        return {"count": len(patch.left), "names": names_of(patch.left)}


CHANGE_RULES: tuple[ChangeRule, ...] = (
    FlagMissing(), FlagNotUnderstood(), NeitherForm(), NothingChanges(),
    *(ChangeFails(trial) for trial in TRIALS), LeftBehind(),
)  # fmt: skip
