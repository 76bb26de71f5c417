"""Evaluates an expression for all people in one pass: exact counts, and the names of relevant people.

Pure and linear. For each question at most :data:`NAMES` people are stored, however many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from wizard.core.errors import MappingError
from wizard.directory import Person, Value
from wizard.mapping.expression import Compiled
from wizard.mapping.expression.functions import as_text

NAMES = 200
"""Number of people stored by name for each question; the counts include all people."""

EVERY = 50
"""Number of people between two progress reports."""

Held = Callable[[Person], str | None]
"""Returns CloudGate's value for a person; ``None`` if there is no account, or it is unknown."""


def environment(person: Person) -> dict[str, Value]:
    """Return a person's attributes as expressions read them if the scope is unknown, with the computed attribute."""
    return {**person.mappable, "IsSoftDeleted": not person.account_enabled or person.soft_deleted}


@dataclass(frozen=True, slots=True)
class PersonResult:
    """The result for one person.

    ``before`` is the result of the saved expression, ``held`` is CloudGate's value; ``None`` if there is nothing to
    compare with. ``problem`` is why there is no result.
    """

    person: Person
    result: str
    before: str | None = None
    held: str | None = None
    problem: MappingError | None = None

    @property
    def changed(self) -> bool:
        """Whether the saved expression returns another value."""
        return self.before is not None and self.before != self.result

    @property
    def differs(self) -> bool:
        """Whether CloudGate has another value."""
        return self.held is not None and self.held != self.result


@dataclass(slots=True)
class Tally:
    """People of one kind: how many, and the first of them."""

    count: int = 0
    first: list[PersonResult] = field(default_factory=list)

    def add(self, item: PersonResult) -> None:
        """Count a person's result."""
        self.count += 1
        if len(self.first) < NAMES:
            self.first.append(item)


@dataclass(slots=True)
class PopulationResult:
    """The results for all people, and for those without a value, with a problem, or with a change.

    ``distinct`` counts different results, ``longest`` is a person with the longest result. ``accounts`` counts the
    people whose value in CloudGate is known, ``compared`` those who have a result of the saved expression.
    """

    everybody: Tally = field(default_factory=Tally)
    empty: Tally = field(default_factory=Tally)
    failed: Tally = field(default_factory=Tally)
    changed: Tally = field(default_factory=Tally)
    differing: Tally = field(default_factory=Tally)
    distinct: int = 0
    longest: PersonResult | None = None
    accounts: int = 0
    compared: int = 0

    @property
    def people(self) -> int:
        return self.everybody.count

    @property
    def valued(self) -> int:
        return self.everybody.count - self.empty.count - self.failed.count


def result_of(
    compiled: Compiled | None, saved: Compiled | None, person: Person, held: Held | None = None
) -> PersonResult:
    """Return the result for one person; without ``compiled`` nothing is sent."""
    attributes = environment(person)
    before = None
    if saved is not None:
        try:
            before = as_text(saved(attributes))
        except MappingError:
            before = ""
    now = held(person) if held is not None else None
    try:
        return PersonResult(person, as_text(compiled(attributes)) if compiled is not None else "", before, now)
    except MappingError as error:
        return PersonResult(person, "", before, now, error)


def _nothing() -> None:
    """Replace a checkpoint where there is no way to cancel."""


def evaluate(
    compiled: Compiled | None,
    saved: Compiled | None,
    people: Iterable[Person],
    checkpoint: Callable[[], None] = _nothing,
    on_progress: Callable[[PopulationResult], None] | None = None,
    *,
    held: Held | None = None,
) -> PopulationResult:
    """Return the results of an expression for all these people.

    Args:
        compiled: the edited expression, ``None`` for a row without source.
        saved: the job's expression for this target, if there is one.
        people: read once, in order.
        checkpoint: called periodically; an exception that it raises ends the work.
        on_progress: receives the counts so far, every :data:`EVERY` people. Read it at once: the object keeps counting.
        held: returns CloudGate's value.
    """
    found = PopulationResult()
    seen: set[int] = set()  # hashes: a value itself may be long
    for number, person in enumerate(people, 1):
        item = result_of(compiled, saved, person, held)
        found.everybody.add(item)
        if item.problem is not None:
            found.failed.add(item)
        elif not item.result:
            found.empty.add(item)
        else:
            seen.add(hash(item.result))
            if found.longest is None or len(item.result) > len(found.longest.result):
                found.longest = item
        found.compared += item.before is not None
        found.accounts += item.held is not None
        if item.changed:
            found.changed.add(item)
        if item.differs:
            found.differing.add(item)
        if number % EVERY == 0:
            checkpoint()
            found.distinct = len(seen)
            if on_progress is not None:
                on_progress(found)
    checkpoint()
    found.distinct = len(seen)
    return found
