"""Questions in the terminal, on standard error. All work alike: surrounding blanks and case do not matter, Enter keeps
the value in brackets, and an invalid answer is asked again with the reason."""

from __future__ import annotations

import io
import re
import sys
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.cli import output
from wizard.core.errors import InputError

if TYPE_CHECKING:
    from wizard.core.texts import Texts

CLEAR = "-"
BACK = "<"
HELP = "?"


def read_any_byte() -> None:
    """Report invalid bytes on standard input as invalid text instead of ending. Call it before the first question."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")


class EndOfInput(Exception):
    """Standard input ended at a question."""


class Back(Exception):
    """The person wants to go back: to the previous question, or from a step's first question to the previous step."""


class Clear(Exception):
    """The person wants the answer cleared."""


class Stop(Exception):
    """The person wants to stop here and continue another time."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice, selected by its number in the list, its key, its text, or one of the other names.

    ``note``: what it leads to, printed below it.
    """

    key: str
    words: str
    names: tuple[str, ...] = ()
    note: str = ""


def same(text: str) -> str:
    """Return a text for comparing typed input: case-folded, with single blanks for blanks, hyphens and underscores."""
    return re.sub(r"[\s_-]+", " ", unicodedata.normalize("NFKC", text).replace("&", "")).strip().casefold()


def in_a_line(error: InputError, texts: Texts) -> str:
    """Return what happened, why and what to do, without the last full stop."""
    words = texts.problem(error)
    return ". ".join(part.rstrip(".") for part in (words.what, words.why, words.next) if part)


class Prompter:
    """Asks, and repeats the question until the answer is valid.

    Raises:
        EndOfInput: by every question, when standard input ends.
    """

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def say(self, text: str) -> None:
        """Print lines next to the questions."""
        for line in text.splitlines():
            output.note(line)

    def refuse(self, reason: str) -> None:
        """Print why an answer is not valid."""
        self.say(f"  {self._texts.get('terminal-refused', reason=reason)}")

    def line(self, prompt: str) -> str:
        """Return the typed line without surrounding blanks; refuse characters that are not text."""
        while True:
            print(f"  {output.printable(prompt)} ", end="", file=sys.stderr, flush=True)
            typed = sys.stdin.readline()
            if not typed:
                print(file=sys.stderr)
                raise EndOfInput
            text = typed.strip()
            if not any(unicodedata.category(c)[0] == "C" or c == "\ufffd" for c in text):
                return text
            self.refuse(self._texts.get("terminal-not-text"))

    def text(
        self,
        label: str,
        shown: str,
        *,
        help_text: str = "",
        keep: str = "",
        check: Callable[[str], object] | None = None,
    ) -> str:
        """Return a text. An empty line returns ``keep``.

        Args:
            label: label of the question.
            shown: meaning of an empty line, as text.
            help_text: printed after a question mark.
            check: raises an InputError if the text cannot be used.

        Raises:
            Back, Clear: the person asked for that.
        """
        while True:
            typed = self._command(f"{label} [{shown}]:", help_text)
            text = keep if typed == "" else typed
            try:
                if check is not None:
                    check(text)
            except InputError as error:
                self.refuse(f"{in_a_line(error, self._texts)}.")
                continue
            return text

    def choose(self, label: str, choices: Sequence[Choice], keep: str = "", *, help_text: str = "") -> str:
        """Show the choices, and return the selected key. Without ``keep`` an empty line is asked again.

        Raises:
            Back, Clear: the person asked for that.
        """
        self.say(f"  {label}")
        for number, choice in enumerate(choices, 1):
            self.say(f"    {number}  {choice.words}")
            if choice.note:
                self.say(f"       {choice.note}")
        help_text = help_text or self._texts.get("terminal-choose-help")
        kept = next((choice for choice in choices if choice.key == keep), None)
        while True:
            prompt = self._texts.get("terminal-choose")
            typed = self._command(f"{prompt} [{kept.words}]:" if kept is not None else f"{prompt}:", help_text)
            if typed == "" and kept is not None:
                return kept.key
            found = find_choice(typed, choices)
            if found is not None:
                return found.key
            key = "terminal-not-a-choice" if typed else "terminal-choice-needed"
            self.refuse(self._texts.get(key, typed=typed, count=len(choices)))

    def pick(
        self, label: str, choices: Sequence[Choice], keep: str = "", *, help_text: str = "", back: bool = True
    ) -> str:
        """Return the selected key, for a question without clearing.

        Args:
            back: whether there is something to go back to.

        Raises:
            Back: the person asked for that.
        """
        while True:
            try:
                return self.choose(label, choices, keep, help_text=help_text)
            except Back:
                if back:
                    raise
                self.refuse(self._texts.get("terminal-no-back"))
            except Clear:
                self.refuse(self._texts.get("terminal-not-cleared"))

    def yes(self, question: str, keep: bool | None, *, help_text: str = "", shown: str = "") -> bool | None:
        """Return whether the person agrees; an empty line returns ``keep``.

        Raises:
            Back, Clear: the person asked for that.
        """
        texts = self._texts
        words = {True: texts.get("cli-yes-long"), False: texts.get("cli-no-long")}
        short = {True: texts.get("cli-yes"), False: texts.get("cli-no")}
        kept = shown or (words[keep] if keep is not None else "")
        while True:
            typed = same(self._command(f"{question} ({words[True]}/{words[False]}) [{kept}]:", help_text))
            if typed == "":
                return keep
            for value in (True, False):
                if typed in {same(words[value]), same(short[value])}:
                    return value
            self.refuse(texts.get("terminal-not-yes-no", yes=words[True], no=words[False]))

    def agrees(self, question: str, keep: bool = False, *, back: bool = False) -> bool:
        """Return whether the person says yes to something that is otherwise not done.

        Args:
            back: whether there is something to go back to; otherwise that is a no.

        Raises:
            Back: the person asked for that.
        """
        try:
            return self.yes(question, keep) is True
        except Clear:
            return False
        except Back:
            if back:
                raise
            return False

    def _command(self, prompt: str, help_text: str) -> str:
        while True:
            typed = self.line(prompt)
            if typed == HELP:
                self.say(f"    {help_text or self._texts.get('terminal-no-help')}")
                continue
            if typed == BACK:
                raise Back
            if typed == CLEAR:
                raise Clear
            return typed


def find_choice(typed: str, choices: Sequence[Choice]) -> Choice | None:
    """Return the choice with this number, key, text or name."""
    if typed.isascii() and typed.isdigit():
        number = int(typed)
        return choices[number - 1] if 1 <= number <= len(choices) else None
    wanted = same(typed)
    found = [
        choice for choice in choices if wanted in {same(name) for name in (choice.key, choice.words, *choice.names)}
    ]
    return found[0] if wanted and len(found) == 1 else None
