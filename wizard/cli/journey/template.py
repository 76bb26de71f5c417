"""``setup --print-answers``: every key that an answers file may contain, with its kind, choices and default."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.cli.journey.answer_keys import ANSWERS, CONSENTS, Key
from wizard.cli.journey.answer_words import choice_note, choice_words, label_id
from wizard.journey.steps import STEPS

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.journey.model import Step

WIDTH = 100

_EXAMPLES = {
    "assignments": '["ada@contoso.example", "Sales team"]',
    "rows": "[]",
    "filter": "[]",
    "number": "0",
    "flag": "false",
}


def template(texts: Texts) -> str:
    """Return the file in TOML. Every key is commented out, so that it changes nothing unedited."""
    lines = [*_comment(texts.get("terminal-template-head"))]
    for step_id, title in [
        ("", texts.get("terminal-template-all")),
        *((step.id, _title(step, texts)) for step in STEPS),
    ]:
        keys = [key for key in (*ANSWERS.values(), *CONSENTS.values()) if key.step == step_id]
        if keys:
            lines += ["", "", f"# --- {title}"]
        for key in keys:
            lines += ["", *_entry(key, texts)]
    return "\n".join(lines) + "\n"


def _title(step: Step, texts: Texts) -> str:
    title = texts.get(f"step-{step.id}-title")
    return texts.get("terminal-step", number=step.number, total=len(STEPS), title=title)


def _entry(key: Key, texts: Texts) -> Iterator[str]:
    name = label_id(key, texts)
    words = [texts.get(name)]
    if texts.has(f"{name}.help"):
        words.append(texts.get(f"{name}.help"))
    yield from _comment(" ".join(word if word[-1] in ".?" else f"{word}." for word in words))
    yield from _comment(texts.get("terminal-template-kind", kind=texts.get(f"terminal-kind-{key.kind}")))
    for choice in key.choices:
        yield f'#   "{choice}"  {choice_words(key, choice, texts)}'
        yield from (f"#      {line}" for line in textwrap.wrap(choice_note(key, choice, texts), WIDTH - 5))
    default = key.default
    if key.name in CONSENTS:
        yield from _comment(texts.get("terminal-template-consent"))
    elif key.name == "delete_threshold":
        yield from _comment(texts.get("terminal-template-threshold"))
    elif default is None or default == ():
        yield from _comment(texts.get("terminal-template-open"))
    yield f"# {key.name} = {_value(key)}"


def _value(key: Key) -> str:
    if key.default is None or key.default == ():
        return _EXAMPLES[key.kind]
    return json.dumps(key.default, ensure_ascii=False)


def _comment(text: str) -> list[str]:
    return [f"# {line}".rstrip() for part in text.split("\n") for line in textwrap.wrap(part, WIDTH) or [""]]
