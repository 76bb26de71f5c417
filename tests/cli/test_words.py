"""What the terminal can show does not speak of the window: no buttons, no clicks, no pages of the wizard."""

from __future__ import annotations

import re

import pytest
from catalogue import catalogue

ELSEWHERE = {"support", "ui"}
"""Files of errors that only the window, or a support file in it, can raise."""

AREAS = {"terminal", "fact", "cli", "clihelp", "token", "finding", "comparison", "error"}
WINDOW = re.compile(
    r"\b(click|clicks|button|buttons|this window|the first page|on this page|press (?!Ctrl|Enter)\w+)\b",
    re.IGNORECASE,
)


def source(key: str) -> str:
    words = catalogue("en")[key]
    text = words.file.read_text(encoding="utf-8")
    name, _, attribute = key.partition(".")
    block = re.search(rf"^{re.escape(name)} =.*\n(?:[ }}].*\n|\n(?=[ }}]))*", text, re.MULTILINE)
    assert block is not None, key
    if not attribute:
        return re.split(r"\n    \.", block[0])[0]
    return next(part for part in re.split(r"\n    \.", block[0]) if part.startswith(f"{attribute} ="))


KEYS = sorted(
    key
    for key, words in catalogue("en").items()
    if key.partition("-")[0] in AREAS and not (key.startswith("error-") and words.file.stem in ELSEWHERE)
)


@pytest.mark.parametrize("area", sorted(AREAS))
def test_no_text_of_the_terminal_speaks_of_the_window(area: str) -> None:
    wrong = {key: source(key) for key in KEYS if key.partition("-")[0] == area and WINDOW.search(source(key))}
    assert wrong == {}


def test_the_search_sees_such_words() -> None:
    assert WINDOW.search("Wait, and press Assign again") and not WINDOW.search("until you press Ctrl+C")
    assert len(KEYS) > 300
