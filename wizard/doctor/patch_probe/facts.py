"""Results of the patch probe's trials, and which PATCH dialect suits a mapping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from wizard.provisioning.model import Dialect

TrialId = Literal[
    "create-user", "keep-attributes", "find-user", "disable", "enable", "add", "replace", "new-element", "element",
    "several", "manager", "manager-clear", "create-group", "find-group", "rename-group", "add-members", "has-member",
    "remove-member", "delete-group", "delete-user",
]  # fmt: skip

TRIALS: tuple[TrialId, ...] = get_args(TrialId)
"""Trials in display order."""

GROUP_TRIALS: frozenset[TrialId] = frozenset(
    {"create-group", "find-group", "rename-group", "add-members", "has-member", "remove-member", "delete-group"}
)

Outcome = Literal["works", "refused", "ignored", "wrong", "unknown", "not-tried"]
"""``ignored``: accepted without effect. ``wrong``: accepted with another effect. ``unknown``: the object could not be
read to verify it."""

CHANGES: frozenset[TrialId] = frozenset(
    {
        "disable",
        "enable",
        "add",
        "replace",
        "new-element",
        "element",
        "several",
        "manager",
        "manager-clear",
        "rename-group",
        "add-members",
        "remove-member",
    }
)
"""Trials that send a PATCH request."""

BROKEN: frozenset[Outcome] = frozenset({"refused", "ignored", "wrong"})

FORMS: tuple[Dialect, ...] = ("classic", "aadOptscim062020")
"""The PATCH dialects that Entra sends without and with the feature flag."""

Note = Literal[
    "",
    "saved-anyway",
    "no-id",
    "not-there",
    "core-schema",
    "object",
    "array",
    "emptied",
    "disabled-only",
    "several",
    "members",
    "not-mapped",
    "needs-other",
    "along",
]
"""Details of an outcome, in this order: a refused object was saved; the response had no id; the created object is not
found; accepted only without Entra's schema; the manager is accepted as an object, or in a list; the group lost all its
members; deleting only disables; several matches; members were returned although excluded; the mapping has nothing to
try; an earlier trial failed; it works alone, but not together with attributes that are not stored."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The result of one trial.

    Args:
        id: the trial.
        outcome: the outcome, verified by reading.
        form: PATCH dialect; empty if both are the same.
        status: HTTP status of a refusal, 0 if there was none.
        detail: the server's message, without secrets.
        paths: the attributes concerned; for a failure, those that failed.
        note: details of the outcome.
    """

    id: TrialId
    outcome: Outcome
    form: Literal["", "classic", "aadOptscim062020"] = ""
    status: int = 0
    detail: str = ""
    paths: tuple[str, ...] = ()
    note: Note = ""

    @property
    def broken(self) -> bool:
        """Whether Entra's request did not have the required effect."""
        return self.outcome in BROKEN


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A test object that still exists, or may exist."""

    kind: Literal["Users", "Groups"]
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PatchFacts:
    """Results of the patch probe. ``name``: name prefix of all test objects; ``domain``: domain of their addresses."""

    name: str = ""
    domain: str = ""
    trials: tuple[Trial, ...] = ()
    left: tuple[LeftBehind, ...] = ()

    def find(self, trial: TrialId, form: str = "") -> Trial | None:
        """Return the result of a trial in a dialect."""
        return next((one for one in self.trials if one.id == trial and one.form in ("", form)), None)

    def harm(self, form: Dialect, *, users_only: bool = False) -> Mapping[TrialId, int]:
        """Return the trials that fail in a dialect: 1 if the change has no effect, 2 if it has a wrong effect."""
        mine = (one for one in self.trials if one.form in ("", form) and one.broken)
        return {one.id: 1 + (one.outcome == "wrong") for one in mine if not (users_only and one.id in GROUP_TRIALS)}

    def better(self, *, users_only: bool = False) -> Dialect | Literal["either", "neither"]:
        """Return the dialect that is better in at least one trial and worse in none.

        Returns:
            ``either`` if both are equal and everything works, ``neither`` if each is better in some trial, or if both
            are equal and something does not work.
        """
        classic, standard = (self.harm(form, users_only=users_only) for form in FORMS)
        less = [name for name in {*classic, *standard} if classic.get(name, 0) < standard.get(name, 0)]
        more = [name for name in {*classic, *standard} if classic.get(name, 0) > standard.get(name, 0)]
        if less and not more:
            return "classic"
        if more and not less:
            return "aadOptscim062020"
        return "neither" if classic or standard else "either"

    def gravity(self, trial: TrialId) -> Literal["works", "one", "broken", "unknown"]:
        """Return whether a trial works in both dialects, in one, in none, or is unknown."""
        found = [one for form in FORMS if (one := self.find(trial, form)) is not None]
        broken = [one for one in found if one.broken]
        if broken:
            return "broken" if len(broken) == len(found) else "one"
        return "works" if all(one.outcome == "works" for one in found) else "unknown"

    @property
    def nothing(self) -> Trial | None:
        """The first failed change if no change works in any dialect; ``None`` otherwise."""
        tried = [one for one in self.trials if one.id in CHANGES and one.outcome not in ("not-tried", "unknown")]
        return tried[0] if tried and all(one.broken for one in tried) else None


def in_order(trials: Iterable[Trial]) -> tuple[Trial, ...]:
    """Return trials in display order, the dialect without the flag first."""
    return tuple(sorted(trials, key=lambda one: (TRIALS.index(one.id), one.form != "classic")))


def names_of(left: Iterable[LeftBehind]) -> str:
    """Return a readable list of objects with name, kind and id; a question mark if the id is unknown."""
    return ", ".join(f"{one.name} ({one.kind}/{one.id or '?'})" for one in left)
