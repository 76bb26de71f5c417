"""What the patch probe tried on test objects, and which form of changes suits a mapping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from wizard.provisioning.model import Dialect

TrialId = Literal[
    "create-user", "keep-attributes", "find-user", "disable", "enable", "add", "replace", "new-element", "element",
    "several", "manager", "manager-clear", "create-group", "find-group", "rename-group", "add-members", "has-member",
    "remove-member", "delete-group", "delete-user",
]  # fmt: skip

TRIALS: tuple[TrialId, ...] = (
    "create-user", "keep-attributes", "find-user", "disable", "enable", "add", "replace", "new-element", "element",
    "several", "manager", "manager-clear", "create-group", "find-group", "rename-group", "add-members", "has-member",
    "remove-member", "delete-group", "delete-user",
)  # fmt: skip
"""In the order in which they are told."""

GROUP_TRIALS: frozenset[TrialId] = frozenset(
    {"create-group", "find-group", "rename-group", "add-members", "has-member", "remove-member", "delete-group"}
)

Outcome = Literal["works", "refused", "ignored", "wrong", "unknown", "not-tried"]
"""``ignored``: accepted, and nothing changed. ``wrong``: accepted, and something else happened. ``unknown``: the
object could not be read, so nobody can tell."""

CHANGES: frozenset[TrialId] = frozenset(
    {"disable", "enable", "add", "replace", "new-element", "element", "several", "manager", "manager-clear",
     "rename-group", "add-members", "remove-member"}
)  # fmt: skip
"""Those that are a PATCH."""

BROKEN: frozenset[Outcome] = frozenset({"refused", "ignored", "wrong"})

FORMS: tuple[Dialect, ...] = ("classic", "aadOptscim062020")
"""What Entra sends without the feature flag, and with it."""

Note = Literal[
    "", "saved-anyway", "no-id", "not-there", "core-schema", "object", "array", "emptied", "disabled-only", "several",
    "members", "not-mapped", "needs-other", "along",
]  # fmt: skip
"""More about an outcome: a refused object was saved; an answer had no id; the created object is not found; only
without Entra's schema; a manager as an object or in a list is taken; the group lost everybody; deleting only disables;
more than one hit; members came although they were excluded; the mapping has nothing to try; something before failed;
it works alone, but not together with attributes that are not kept."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing that was tried.

    Args:
        id: what.
        outcome: what came of it, after reading.
        form: of the change; empty where both are the same.
        status: that refused it, 0 where none did.
        detail: the server's words, without secrets.
        paths: the attributes concerned; of a failure those that failed.
        note: more about the outcome.
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
        """Whether Entra's request did not do what it has to."""
        return self.outcome in BROKEN


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A test object that is still there, or may be."""

    kind: Literal["Users", "Groups"]
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PatchFacts:
    """What the patch probe saw. ``name``: what the name of every test object begins with; ``domain``: of theirs."""

    name: str = ""
    domain: str = ""
    trials: tuple[Trial, ...] = ()
    left: tuple[LeftBehind, ...] = ()

    def find(self, trial: TrialId, form: str = "") -> Trial | None:
        """Return what came of one thing in one form."""
        return next((one for one in self.trials if one.id == trial and one.form in ("", form)), None)

    def harm(self, form: Dialect, *, users_only: bool = False) -> Mapping[TrialId, int]:
        """Return what Entra needs and a form does not do: 1 for what fails, 2 for what does something else instead."""
        mine = (one for one in self.trials if one.form in ("", form) and one.broken)
        return {one.id: 1 + (one.outcome == "wrong") for one in mine if not (users_only and one.id in GROUP_TRIALS)}

    def better(self, *, users_only: bool = False) -> Dialect | Literal["either", "neither"]:
        """Return the form that does less harm in something and more in nothing.

        Returns:
            ``either`` when both are equal and good, ``neither`` when each is better in something, or both are equal and
            something does not work.
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
        """Return whether something works in both forms, in one, in none that was tried, or nobody can tell."""
        found = [one for form in FORMS if (one := self.find(trial, form)) is not None]
        broken = [one for one in found if one.broken]
        if broken:
            return "broken" if len(broken) == len(found) else "one"
        return "works" if all(one.outcome == "works" for one in found) else "unknown"

    @property
    def nothing(self) -> Trial | None:
        """The first change that failed, when none works in either form; None otherwise."""
        tried = [one for one in self.trials if one.id in CHANGES and one.outcome not in ("not-tried", "unknown")]
        return tried[0] if tried and all(one.broken for one in tried) else None


def in_order(trials: Iterable[Trial]) -> tuple[Trial, ...]:
    """Return trials as they are told: by what was tried, the form without the flag first."""
    return tuple(sorted(trials, key=lambda one: (TRIALS.index(one.id), one.form != "classic")))


def names_of(left: Iterable[LeftBehind]) -> str:
    """Return objects as they are told: name, kind and id, the id as a question mark where nobody knows it."""
    return ", ".join(f"{one.name} ({one.kind}/{one.id or '?'})" for one in left)
