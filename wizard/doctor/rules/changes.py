"""Rules for the patch probe's results: the suitable PATCH dialect, and what fails in both."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.doctor.model import Facts, Params
from wizard.doctor.patch_probe.facts import CHANGES, TRIALS, PatchFacts, Trial, TrialId, names_of
from wizard.doctor.rules.base import Rule, Topic
from wizard.provisioning.model import Dialect

STANDARD: Dialect = "aadOptscim062020"

_ADVICE: frozenset[TrialId] = frozenset({"keep-attributes", "manager-clear"})
"""Trials whose failure does not prevent accounts from being created, changed and disabled."""


@dataclass(frozen=True, slots=True)
class _Tried:
    """The patch probe's results, and the PATCH dialect that Entra uses with this tenant URL."""

    patch: PatchFacts
    form: Dialect

    @property
    def other(self) -> Dialect:
        return "classic" if self.form == STANDARD else STANDARD

    @property
    def gain(self) -> str:
        """The most serious trial that the other dialect improves, empty if the other dialect is not better."""
        if self.patch.better() != self.other:
            return ""
        here, there = self.patch.harm(self.form), self.patch.harm(self.other)
        return next(name for name in ("disable", "remove-member", *TRIALS) if here.get(name, 0) > there.get(name, 0))


def _tried(facts: Facts) -> _Tried | None:
    form: Dialect = STANDARD if STANDARD in facts.url.flags else "classic"
    return _Tried(facts.patch, form) if facts.patch is not None else None


_from_changes: Topic[_Tried] = Topic(_tried, "changes", "cloudgate")


@_from_changes("url-flag-missing", who="you")
def flag_missing(tried: _Tried) -> Params | None:
    """The feature flag is missing, and the service supports more with it."""
    return {"what": tried.gain} if tried.form == "classic" and tried.gain else None


@_from_changes("url-flag-not-understood", who="you")
def flag_not_understood(tried: _Tried) -> Params | None:
    """The feature flag is set, but the service supports more of what Entra sends without it."""
    return {"what": tried.gain} if tried.form == STANDARD and tried.gain else None


@_from_changes("change-neither-form")
def neither_form(tried: _Tried) -> Params | None:
    """Each of the two PATCH dialects does something that the other does not."""
    patch = tried.patch
    if patch.better() != "neither" or patch.harm("classic") == patch.harm(STANDARD):
        return None
    users = patch.better(users_only=True)
    return {"users": {STANDARD: "flag", "classic": "none", "neither": "neither"}.get(users, "any")}


@_from_changes("change-nothing")
def nothing_changes(tried: _Tried) -> Params | None:
    """No change is carried out, in either PATCH dialect."""
    first = tried.patch.nothing
    return _said(first, "every") if first is not None else None


def _said(trial: Trial, form: str) -> Params:
    return {
        "how": trial.outcome,
        "status": trial.status,
        "detail": trial.detail or "–",
        "note": trial.note or "none",
        "paths": ", ".join(trial.paths) or "–",
        "form": form,
    }


def _change_fails(trial: TrialId) -> Rule:
    def change_fails(tried: _Tried) -> Params | None:
        patch = tried.patch
        found, other = patch.find(trial, tried.form), patch.find(trial, tried.other)
        if found is None or not found.broken or (trial in CHANGES and patch.nothing is not None):
            return None
        both = other is None or other.broken
        if not both and tried.gain:
            return None  # another rule advises to change the flag
        return _said(found, "every" if both else "one")

    change_fails.__doc__ = (
        f"An operation that Entra requires does not work, and the other PATCH dialect would not help: {trial}."
    )
    return _from_changes(f"change-{trial}", advice=trial in _ADVICE)(change_fails)


@_from_changes("change-left-behind", who="you")
def left_behind(tried: _Tried) -> Params | None:
    """Some test objects could not be removed."""
    left = tried.patch.left
    return {"count": len(left), "names": names_of(left)} if left else None


CHANGE_RULES: tuple[Rule, ...] = (
    flag_missing,
    flag_not_understood,
    neither_form,
    nothing_changes,
    *(_change_fails(trial) for trial in TRIALS),
    left_behind,
)
