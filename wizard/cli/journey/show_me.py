"""*Show me* in the terminal: what to do in the portal for a step, with values to copy."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.cli.journey.prompts import Back, Choice, Prompter, Stop
from wizard.cli.output import printable
from wizard.graph.clouds import CLOUDS, GLOBAL, PRACTICE
from wizard.journey.model import Outcome
from wizard.journey.services.portal_values import portal_values
from wizard.tutorial.model import Tutorial

if TYPE_CHECKING:
    from wizard.cli.journey.fields import Questions
    from wizard.cli.progress import Working
    from wizard.core.texts import Texts
    from wizard.journey.context import Context
    from wizard.journey.machine import Journey
    from wizard.journey.model import Field, Step
    from wizard.tutorial.model import Edition


class ForMe(Exception):
    """The person now wants the program to do the step."""


@dataclass(frozen=True, slots=True)
class ShowMe:
    """Shows one step, then checks what can be checked, or accepts the person's confirmation."""

    journey: Journey
    context: Context
    prompter: Prompter
    texts: Texts
    questions: Questions
    working: Working

    def do(self, step: Step) -> Outcome[object]:
        """Show the step until the person has done it.

        Raises:
            ForMe: the person wants the program to do it.
            Stop: the person continues another time.
            WizardError: the check failed, or the result is not as it should be.
            EndOfInput, Back: from the questions.
        """
        edition: Edition = "today"
        while True:
            self._print(step, edition)
            other: Edition = "published" if edition == "today" else "today"
            choices = [
                *([Choice("check", self.texts.get("terminal-show-check"))] if self._can_check(step) else []),
                Choice("done", self.texts.get("terminal-show-done")),
                Choice(other, self.texts.get(f"terminal-show-{other}")),
                *([Choice("for-me", self.texts.get("terminal-show-for-me"))] if step.perform is not None else []),
                Choice("stop", self.texts.get("terminal-again-stop")),
            ]
            match self.prompter.pick(self.texts.get("terminal-show-next"), choices):
                case "check":
                    try:
                        self.questions.ask(step, lambda field: field.kind == "secret")
                    except Back:
                        continue
                    assert step.verify is not None
                    with self.working() as task:
                        return step.verify(task, self.context, self.journey.answers)
                case "done":
                    return Outcome("confirmed")
                case "for-me":
                    raise ForMe
                case "stop":
                    raise Stop
                case _:
                    edition = other

    def asks_for(self, step: Step, field: Field) -> bool:
        """Return whether a field is asked before the instructions: they show its value, or it is a confirmation."""
        if field.kind in {"rows", "filter"}:  # from the answers file only
            return False
        lines = [line for line in self._tutorial().lines if line.step == step.id]
        copied = {name for line in lines for kind, _, name in (value.partition(":") for value in line.values)}
        return field.name in copied or field.when in copied or (field.kind == "flag" and field.required)

    def _can_check(self, step: Step) -> bool:
        reachable = self.context.session is not None or any(field.kind == "secret" for field in step.fields)
        return step.verify is not None and reachable

    def _tutorial(self) -> Tutorial:
        chosen = self.journey.answers.cloud
        portal = next((cloud for cloud in CLOUDS if cloud.id == chosen), GLOBAL).portal
        return Tutorial(self.texts, portal, practice=chosen == PRACTICE)

    def _print(self, step: Step, edition: Edition) -> None:
        say = self.prompter.say
        say(f"  {self.texts.get(f'terminal-show-title-{edition}')}")
        tutorial = self._tutorial()
        if tutorial.practice:
            say(f"  {self.texts.get('shell-portal-practice')}")
        lines = tutorial.instructions(step.id, edition, portal_values(self.journey.answers))
        for number, one in enumerate(lines, 1):
            source = f" ({one.source})" if one.source else ""
            say(f"  {number:>2}. {one.text}{source}")
            # Values and addresses are on a separate line that is never wrapped, so that they can be copied unchanged.
            for label, value in (*one.values, *one.links):
                say(f"      {label}:")
                print(f"        {printable(value)}", file=sys.stderr, flush=True)
            for note in one.notes:
                say(f"      {note}")
