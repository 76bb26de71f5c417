"""Rules for the patch probe's results: the suitable PATCH dialect, and what fails in both."""

from __future__ import annotations

from wizard.doctor.model import Facts, Layer, Params, Who
from wizard.doctor.patch_probe.facts import CHANGES, TRIALS, PatchFacts, Trial, TrialId, names_of
from wizard.doctor.rules.base import Rule
from wizard.provisioning.model import Dialect

STANDARD: Dialect = "aadOptscim062020"

_ADVICE: frozenset[TrialId] = frozenset({"keep-attributes", "manager-clear"})
"""Trials whose failure does not prevent accounts from being created, changed and disabled."""


def _current(facts: Facts) -> Dialect:
    """Return the PATCH dialect that Entra uses with this tenant URL."""
    return STANDARD if STANDARD in facts.url.flags else "classic"


def _other(form: Dialect) -> Dialect:
    return "classic" if form == STANDARD else STANDARD


class ChangeRule(Rule):
    """A rule about the patch probe's results."""

    layer: Layer = "changes"
    who: Who = "cloudgate"

    def params(self, facts: Facts) -> Params | None:
        return self.judge(facts.patch, _current(facts)) if facts.patch is not None else None

    def judge(self, patch: PatchFacts, form: Dialect) -> Params | None:
        """Return the values for the finding's placeholders, ``None`` if this is not the cause.

        Args:
            form: PATCH dialect that Entra uses with this tenant URL.
        """
        raise NotImplementedError


def _gain(patch: PatchFacts, form: Dialect) -> str:
    """Return the most serious trial that the other dialect improves, empty if the other dialect is not better."""
    if patch.better() != _other(form):
        return ""
    here, there = patch.harm(form), patch.harm(_other(form))
    return next(name for name in ("disable", "remove-member", *TRIALS) if here.get(name, 0) > there.get(name, 0))


class FlagMissing(ChangeRule):
    """The feature flag is missing, and the service supports more with it."""

    id = "url-flag-missing"
    who: Who = "you"

    def judge(self, patch: PatchFacts, form: Dialect) -> Params | None:
        gain = _gain(patch, form)
        return {"what": gain} if gain and form == "classic" else None


class FlagNotUnderstood(ChangeRule):
    """The feature flag is set, but the service supports more of what Entra sends without it."""

    id = "url-flag-not-understood"
    who: Who = "you"

    def judge(self, patch: PatchFacts, form: Dialect) -> Params | None:
        gain = _gain(patch, form)
        return {"what": gain} if gain and form == STANDARD else None


class NeitherForm(ChangeRule):
    """Each of the two PATCH dialects does something that the other does not."""

    id = "change-neither-form"

    def judge(self, patch: PatchFacts, form: Dialect) -> Params | None:
        if patch.better() != "neither" or patch.harm("classic") == patch.harm(STANDARD):
            return None
        users = patch.better(users_only=True)
        return {"users": {STANDARD: "flag", "classic": "none", "neither": "neither"}.get(users, "any")}


class NothingChanges(ChangeRule):
    """No change is carried out, in either PATCH dialect."""

    id = "change-nothing"

    def judge(self, patch: PatchFacts, form: Dialect) -> Params | None:
        first = patch.nothing
        return _said(first, "every") if first is not None else None


def _said(tried: Trial, form: str) -> Params:
    return {
        "how": tried.outcome,
        "status": tried.status,
        "detail": tried.detail or "–",
        "note": tried.note or "none",
        "paths": ", ".join(tried.paths) or "–",
        "form": form,
    }


class ChangeFails(ChangeRule):
    """An operation that Entra requires does not work, and the other PATCH dialect would not help."""

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
            return None  # another rule advises to change the flag
        return _said(tried, "every" if both else "one")


class LeftBehind(ChangeRule):
    """Some test objects could not be removed."""

    id = "change-left-behind"
    who: Who = "you"

    def judge(self, patch: PatchFacts, form: Dialect) -> Params | None:
        if not patch.left:
            return None
        return {"count": len(patch.left), "names": names_of(patch.left)}


CHANGE_RULES: tuple[ChangeRule, ...] = (
    FlagMissing(),
    FlagNotUnderstood(),
    NeitherForm(),
    NothingChanges(),
    *(ChangeFails(trial) for trial in TRIALS),
    LeftBehind(),
)
