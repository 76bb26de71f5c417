"""Ask for the answers of a step, by its fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.cli.journey.people import PeopleQuestion
from wizard.cli.journey.prompts import BACK, HELP, Back, Choice, Clear, EndOfInput, Prompter
from wizard.cli.stdin import ask_hidden, tell_cleaned
from wizard.core.errors import InputError
from wizard.journey.answers import Answers
from wizard.secrets.token import clean_token
from wizard.wording.fields import choice_help, choice_key, field_help, field_key

if TYPE_CHECKING:
    from wizard.cli.journey.gates import Gates
    from wizard.cli.journey.token import TokenKeeper
    from wizard.cli.progress import Working
    from wizard.core.texts import Texts
    from wizard.journey.context import Context
    from wizard.journey.machine import Journey
    from wizard.journey.model import Field, Step, Suggested

NOT_ASKED = frozenset({"rows", "filter"})
"""Edited in the window only; the job's own mappings and filters are left unchanged."""


def suggestion(journey: Journey, context: Context, field: Field, step: Step, working: Working) -> Suggested | None:
    """Return a better default for a number, unless an answer was given or saved."""
    if field.suggest is None or journey.result(step.id) is not None:
        return None
    usual = getattr(Answers(), field.name)
    if getattr(journey.answers, field.name) != usual:
        return None
    with working() as task:
        found = field.suggest(task, context, journey.answers)
    return found if found is not None and found.value != usual else None


def told(found: Suggested, field: Field, step: Step, texts: Texts) -> str:
    """Return why a default is suggested."""
    return texts.get(f"{field_key(step, field)}.suggested", value=found.value, count=found.people)


@dataclass(frozen=True, slots=True)
class Questions:
    """Asks the fields of steps; every answer is stored at once."""

    journey: Journey
    context: Context
    prompter: Prompter
    texts: Texts
    tokens: TokenKeeper
    working: Working
    gates: Gates

    def ask(self, step: Step, only: Callable[[Field], bool] = lambda field: True) -> None:
        """Ask the fields one after the other; the person may go back to the previous field.

        Raises:
            EndOfInput: standard input ended.
            Back: the person went back from the first field.
            WizardError: a search in the tenant failed, or the token cannot be stored.
        """
        fields = [field for field in step.fields if field.kind not in NOT_ASKED and only(field)]
        asked: list[int] = []
        at = 0
        while at < len(fields):
            field = fields[at]
            if field.when and not getattr(self.journey.answers, field.when):
                at += 1
                continue
            try:
                self._ask(field, step)
            except Back:
                if not asked:
                    raise
                at = asked.pop()
                continue
            except Clear:
                if not self._clear(field, step):
                    continue
            asked.append(at)
            at += 1

    def _ask(self, field: Field, step: Step) -> None:
        if field.kind == "secret":
            self._ask_token(field, step)
        elif field.kind == "assignments":
            PeopleQuestion(self.journey, self.context, self.prompter, self.texts, self.working, self.gates).ask()
        else:
            self._ask_value(field, step)

    def _ask_value(self, field: Field, step: Step) -> None:
        current = getattr(self.journey.answers, field.name)
        label, help_text = self.texts.get(field_key(step, field)), self._help(field, step)
        value: bool | str | int | None
        if field.kind == "flag":
            shown = self.texts.get("terminal-as-it-is") if current is None else ""
            value = self.prompter.yes(label, current, help_text=help_text, shown=shown)
        elif field.kind == "choice":
            value = self.prompter.choose(label, choices_of(field, step, self.texts), current, help_text=help_text)
        else:
            if (suggested := suggestion(self.journey, self.context, field, step, self.working)) is not None:
                current = suggested.value
                self.prompter.say(f"    {told(suggested, field, step, self.texts)}")
            shown = str(current) if current != "" else self.texts.get("terminal-empty")
            typed = self.prompter.text(
                label, shown, help_text=help_text, keep=str(current), check=lambda text: self._checked(field, text)
            )
            value = _typed(field, typed)
        self.journey.answer(**{field.name: value})

    def _checked(self, field: Field, text: str) -> None:
        """Raise an InputError if an answer cannot be used."""
        value = _typed(field, text)
        if value == "" and field.required:
            raise InputError("answer-needed")
        if field.check is not None:
            field.check(self.journey.answers.with_(**{field.name: value}))

    def _clear(self, field: Field, step: Step) -> bool:
        """Reset the answer to its default, and print that; return whether it was reset."""
        if field.kind in {"secret", "assignments"}:
            self.prompter.refuse(self.texts.get("terminal-not-cleared"))
            return False
        default = getattr(Answers(), field.name)
        try:
            if field.check is not None:
                field.check(self.journey.answers.with_(**{field.name: default}))
            if default == "" and field.required:
                raise InputError("answer-needed")
        except InputError as error:
            words = self.texts.problem(error)
            self.prompter.refuse(f"{words.what}. {words.next}")
            return False
        self.journey.answer(**{field.name: default})
        said = _in_words(field, step, default, self.texts)
        self.prompter.say(f"    {self.texts.get('terminal-cleared', value=said)}")
        return True

    def _ask_token(self, field: Field, step: Step) -> None:
        kept = self.tokens.has()
        while True:
            try:
                typed = ask_hidden(f"  {self.texts.get('terminal-token-kept' if kept else 'terminal-token')}")
            except EOFError as error:
                raise EndOfInput from error
            if typed.strip() == BACK:
                raise Back
            if typed.strip() == HELP:
                self.prompter.say(f"    {self._help(field, step)}")
                continue
            if kept and not typed.strip():
                return
            try:
                cleaned = clean_token(typed)
            except InputError as error:
                words = self.texts.problem(error)
                self.prompter.refuse(f"{words.what}. {words.next}")
                continue
            tell_cleaned(cleaned, self.texts)
            self.tokens.keep(cleaned.secret)
            return

    def _help(self, field: Field, step: Step) -> str:
        return field_help(field_key(step, field), self.texts)


def choices_of(field: Field, step: Step, texts: Texts) -> list[Choice]:
    """Return the choices of a field, with their texts."""
    key = field_key(step, field)
    return [
        Choice(choice, texts.get(choice_key(key, choice)), note=choice_help(key, choice, texts))
        for choice in field.choices
    ]


def _typed(field: Field, text: str) -> str | int:
    """Return a text converted to the answer's type.

    Raises:
        InputError: ``answer-number``: a whole number is expected.
    """
    if field.kind != "number":
        return text
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InputError("answer-number", {"value": text})
    return int(text)


def _in_words(field: Field, step: Step, value: object, texts: Texts) -> str:
    if field.kind == "choice":
        return next(choice.words for choice in choices_of(field, step, texts) if choice.key == value)
    if value is None:
        return texts.get("terminal-as-it-is")
    if isinstance(value, bool):
        return texts.get("cli-yes-long" if value else "cli-no-long")
    return str(value) if value != "" else texts.get("terminal-empty")
