"""Compares scopes: who enters or leaves scope after a change, and the result of each condition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from wizard.core.checkpoints import Checkpoint, with_checkpoints
from wizard.directory import Person
from wizard.mapping.filters import Outcome
from wizard.provisioning.model import Configuration, Source
from wizard.provisioning.scope import Scope, ScopeVerdict

What = Literal["leaving", "entering", "outside", "inside"]

_ORDER: Mapping[What, int] = {"leaving": 0, "entering": 1, "outside": 2, "inside": 3}


@dataclass(frozen=True, slots=True)
class Effect:
    """A person, the effect of the change on them, and why they are in or out of scope."""

    person: Person
    what: What
    verdict: ScopeVerdict


@dataclass(frozen=True, slots=True)
class Effects:
    """All people who were read: those who leave first, then who enter, who stay outside, who stay inside; by name.

    Args:
        rows: all people.
        counts: how many of each kind; ``inside`` includes those who enter.
        compared: whether there was a configuration to compare with; if not, nobody is shown as entering or leaving.
        clauses: for every condition of every filter, the people who are assigned, by the condition's result.
    """

    rows: tuple[Effect, ...]
    counts: Mapping[What, int]
    compared: bool
    clauses: tuple[tuple[Mapping[Outcome, tuple[Person, ...]], ...], ...]

    def named(self, what: What) -> list[Person]:
        """Return the people of one kind, by name."""
        return [row.person for row in self.rows if row.what == what]


def compare(
    source: Source,
    old: Configuration | None,
    new: Configuration,
    checkpoint: Checkpoint,
    after: Source | None = None,
) -> Effects:
    """Compare the scope of two configurations, or of two lists of assignments, for all people in the source.

    Args:
        source: people, groups, assignments.
        old: the service's current configuration; ``None`` if it cannot be evaluated.
        new: the configuration after the change.
        checkpoint: called periodically; may raise to stop.
        after: the source after the change, if its assignments change.

    Raises:
        MappingError: a condition cannot be evaluated.
    """
    will = Scope(after or source, new)
    before = Scope(source, old) if old is not None else will
    rows: list[Effect] = []
    assigned: list[Person] = []

    def filtered() -> Iterator[Mapping[str, object]]:
        """Fill ``rows`` and yield the attributes of people whose result depends on the filters."""
        for person in with_checkpoints(source.people, checkpoint, 50):
            attributes = person.mappable
            verdict, was = will.person(person, attributes), before.person(person, attributes)
            what: What = "inside" if verdict.inside else "outside"
            if verdict.inside != was.inside:
                what = "entering" if verdict.inside else "leaving"
            rows.append(Effect(person, what, verdict))
            if verdict.inside or verdict.reason == "filtered-out":
                assigned.append(person)
                yield attributes

    tallies = new.users.scope.tally(filtered())
    rows.sort(key=lambda row: (_ORDER[row.what], row.person.display_name.casefold(), row.person.id))
    counts = Counter(row.what for row in rows)
    counts["inside"] += counts["entering"]
    clauses = tuple(
        tuple({how: tuple(assigned[n] for n in numbers) for how, numbers in tally.items()} for tally in group)
        for group in tallies
    )
    return Effects(tuple(rows), {what: counts[what] for what in _ORDER}, old is not None, clauses)
