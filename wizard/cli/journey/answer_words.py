"""Answers as text: their labels and values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.cli.journey.answer_keys import ANSWERS, Key
from wizard.wording.fields import choice_help, choice_key

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.journey.answers import Answers


def label_id(key: Key, texts: Texts) -> str:
    """Return the text id of a key's label: the terminal's text if there is one, else the text of the step's field."""
    own = f"terminal-answer-{key.name.replace('_', '-')}"
    return own if texts.has(own) else f"{key.step}-field-{key.name.replace('_', '-')}"


def choice_words(key: Key, choice: str, texts: Texts) -> str:
    """Return the text of a choice."""
    return texts.get(choice_key(label_id(key, texts), choice))


def choice_note(key: Key, choice: str, texts: Texts) -> str:
    """Return what a choice leads to; empty if nothing is to be said."""
    return choice_help(label_id(key, texts), choice, texts)


def given(answers: Answers, texts: Texts) -> list[tuple[str, str]]:
    """Return pairs of label and value for the answers that differ from the default."""
    found = []
    for key in ANSWERS.values():
        value = getattr(answers, key.name)
        if value == key.default:
            continue
        if isinstance(value, bool):
            said = texts.get("fact-yes" if value else "fact-no")
        elif isinstance(value, tuple):
            names = [getattr(one, "display_name", "") for one in value]
            said = ", ".join(names) if any(names) else str(len(value))
        else:
            said = choice_words(key, value, texts) if value in key.choices else str(value)
        found.append((texts.get(label_id(key, texts)), said))
    return found
