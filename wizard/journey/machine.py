"""The journey's state: current step, answers, verified results, stale results. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from wizard.journey.answers import Answers
from wizard.journey.model import Fact, Outcome, Result, Status, Step

StepState = Literal["todo", "stale"] | Status
"""What a step's result is worth now: ``todo`` if there is none, ``stale`` if it has lapsed or answers that it rests on
have changed, otherwise its status. Texts: ``shell-state-<state>``."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that is needed to continue later; this is what a saved setup holds."""

    current: str
    reached: str
    answers: Answers
    results: Mapping[str, Result] = field(default_factory=dict)

    def fact(self, name: str) -> Fact | None:
        """Return a fact from any step's result; ``None`` if no step has found it."""
        return next((result.facts[name] for result in self.results.values() if name in result.facts), None)


@dataclass(frozen=True, slots=True)
class SavedSetup:
    """A setup as it is saved. ``changed`` is ISO 8601 in UTC."""

    id: str
    name: str
    changed: str
    practice: bool
    snapshot: Snapshot


def repaired(snapshot: Snapshot, steps: Sequence[Step]) -> Snapshot:
    """Return the snapshot without results and places of steps that do not exist among these steps."""
    known = {step.id: step for step in steps}
    first = steps[0].id
    reached = snapshot.reached if snapshot.reached in known else first
    current = snapshot.current if snapshot.current in known else first
    if known[current].number > known[reached].number:
        reached = current
    results = {name: result for name, result in snapshot.results.items() if name in known}
    return Snapshot(current, reached, snapshot.answers, results)


class Journey:
    """Walks the steps. Every change of answers, place or results notifies the listeners; nothing here does I/O.

    Args:
        steps: in order.
        now: returns the time of results as ISO 8601 text in UTC.
        snapshot: where to continue; without it the journey starts at the first step.
    """

    def __init__(self, steps: Sequence[Step], now: Callable[[], str], snapshot: Snapshot | None = None) -> None:
        self.steps = tuple(steps)
        self._by_id = {step.id: step for step in steps}
        self._now = now
        self._listeners: list[Callable[[], None]] = []
        first = self.steps[0].id
        self._state = repaired(snapshot, self.steps) if snapshot else Snapshot(first, first, Answers())

    # --- reading

    @property
    def snapshot(self) -> Snapshot:
        return self._state

    @property
    def answers(self) -> Answers:
        return self._state.answers

    @property
    def current(self) -> Step:
        return self._by_id[self._state.current]

    def step(self, step_id: str) -> Step:
        """Return a step; raises KeyError if no step has this id."""
        return self._by_id[step_id]

    def result(self, step_id: str) -> Result | None:
        """Return the last result of a step, stale or not."""
        return self._state.results.get(step_id)

    def is_reached(self, step_id: str) -> bool:
        """Return whether the person may jump to the step."""
        return self._by_id[step_id].number <= self._by_id[self._state.reached].number

    def fact(self, step: Step, name: str) -> Fact | None:
        """Return a fact that a step has found, valid or not; ``None`` if it has no such fact."""
        result = self.result(step.id)
        return result.facts.get(name) if result is not None else None

    def state(self, step_id: str) -> StepState:
        """Return the state of a step's result."""
        result = self.result(step_id)
        if result is None:
            return "todo"
        stale = result.lapsed or result.digest != self.answers.digest(self._by_id[step_id].needs)
        return "stale" if stale else result.status

    def is_valid(self, step_id: str) -> bool:
        """Return whether the step has a result that is still valid, whatever it is."""
        return self.state(step_id) not in {"todo", "stale"}

    def is_complete(self, step_id: str) -> bool:
        """Return whether the step has a valid result without anything that needs attention."""
        return self.state(step_id) in {"done", "confirmed"}

    def is_open(self, step_id: str) -> bool:
        """Return whether a step still has something to do; if it needs attention, only if other steps require it."""
        return not (self.is_complete(step_id) if self.is_required(step_id) else self.is_valid(step_id))

    def is_required(self, step_id: str) -> bool:
        """Return whether other steps require this one."""
        return any(step_id in other.requires for other in self.steps)

    def passes(self, step_id: str) -> bool:
        """Return whether the step's result is enough for steps that require it: where there is an override, only a
        test that passed is, elsewhere the person's confirmation, too."""
        state = self.state(step_id)
        return state == "done" or (state == "confirmed" and not self._by_id[step_id].override)

    def was_saved(self, step_id: str) -> bool:
        """Return whether Entra was given exactly the step's answers; a difference now means a later change there."""
        result = self.result(step_id)
        saved = self.state(step_id) in {"done", "attention"}
        return saved and result is not None and result.facts.get("as_answered") is not False

    def missing_before(self, step: Step) -> tuple[Step, ...]:
        """Return the steps before this one that should have a valid result and have none."""
        return tuple(
            one for one in self.steps if one.number < step.number and not one.optional and not self.is_valid(one.id)
        )

    def unmet(self, step_id: str) -> tuple[Step, ...]:
        """Return the steps that have to pass before the work of this one may be done, in order."""
        required = self._by_id[step_id].requires
        return tuple(step for step in self.steps if step.id in required and not self.passes(step.id))

    @property
    def working_steps(self) -> tuple[Step, ...]:
        """The steps that do or check something, which leaves out the first page."""
        return tuple(step for step in self.steps if step.perform is not None)

    @property
    def sign_in_step(self) -> Step:
        """The step that signs in to Entra."""
        return next(step for step in self.steps if step.gives == "session")

    @property
    def can_go_back(self) -> bool:
        return self.current.number > 1

    @property
    def is_last(self) -> bool:
        return self.current is self.steps[-1]

    # --- changing

    def listen(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after every change."""
        self._listeners.append(listener)

    def answer(self, **changes: object) -> None:
        """Change answers; results based on them become stale automatically."""
        answers = self.answers.with_(**changes)
        if answers != self.answers:
            self._become(replace(self._state, answers=answers))

    def record(self, step_id: str, outcome: Outcome[object], answers: Answers | None = None) -> None:
        """Store a step's outcome and take over the answers that its work found.

        ``answers`` are those that the work was given: if they have changed meanwhile, the result is stale at once.
        """
        step = self._by_id[step_id]
        used = (answers or self.answers).with_(**outcome.answers)
        if outcome.answers:
            self.answer(**outcome.answers)
        before = self.result(step_id)
        held = before.facts if before is not None else {}
        facts = {**{name: held[name] for name in step.lasting if name in held}, **outcome.facts}
        facts = {name: fact for name, fact in facts.items() if fact is not False or name not in step.lasting}
        result = Result(outcome.status, used.digest(step.needs), self._now(), used.way, facts)
        self._keep(step_id, result)

    def forget_fact(self, step_id: str, name: str) -> None:
        """Remove a fact from a step's result, for example because what it waited for was done."""
        result = self.result(step_id)
        if result is not None and name in result.facts:
            facts = {key: fact for key, fact in result.facts.items() if key != name}
            self._keep(step_id, replace(result, facts=facts))

    def differs(self, step_id: str) -> None:
        """Mark a step's result: Entra's settings differ from the answers. The mark stays until the step is redone."""
        result = self.result(step_id)
        if result is not None:
            found = replace(result, status="attention", facts={**result.facts, "as_answered": False})
            self._keep(step_id, found)

    def lapse(self, step_id: str, reason: str) -> None:
        """Mark a step's result as stale until the step is done again, for a reason that no answer shows.

        An empty reason removes the mark.
        """
        result = self.result(step_id)
        if result is not None and result.lapsed != reason:
            self._keep(step_id, replace(result, lapsed=reason))

    def rebase(self, step_id: str) -> None:
        """Let a step's result rest on the current answers: what changed of them does not matter for it any more."""
        result = self.result(step_id)
        if result is not None:
            digest = self.answers.digest(self._by_id[step_id].needs)
            self._keep(step_id, replace(result, digest=digest))

    def go(self, step_id: str) -> bool:
        """Jump to a step that was reached before; return whether that was possible."""
        if step_id not in self._by_id or not self.is_reached(step_id):
            return False
        self._become(replace(self._state, current=step_id))
        return True

    def next(self) -> bool:
        """Go to the next step; return whether there was one."""
        number = self.current.number
        if number >= len(self.steps):
            return False
        target = self.steps[number].id
        reached = target if not self.is_reached(target) else self._state.reached
        self._become(replace(self._state, current=target, reached=reached))
        return True

    def back(self) -> bool:
        """Go to the previous step; answers and results stay."""
        if not self.can_go_back:
            return False
        self._become(replace(self._state, current=self.steps[self.current.number - 2].id))
        return True

    def restore(self, snapshot: Snapshot) -> None:
        """Continue with another setup."""
        self._become(repaired(snapshot, self.steps))

    def _keep(self, step_id: str, result: Result) -> None:
        """Store a step's result."""
        self._become(replace(self._state, results={**self._state.results, step_id: result}))

    def _become(self, state: Snapshot) -> None:
        """Take over a state, and tell the listeners."""
        self._state = state
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
