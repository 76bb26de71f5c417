"""The words of the catalogue and the documentation: plain en-US, Entra's own terms, one spelling of each word.

The terms are those of Microsoft's writing style guide and of the documentation of Entra's provisioning
(learn.microsoft.com/entra/identity/app-provisioning). Ids of messages and names of files are no words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import catalogue
import pytest
from catalogue import ROOT, files
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

from wizard.cli.help import commands_of, options_of
from wizard.cli.main import build_parser
from wizard.core.texts import Texts

BETTER = {
    r"shall": "is to, must, or the plain verb",
    r"anew": "again",
    r"whom|whomever": "who, or another sentence",
    r"mend(s|ed|ing)?": "fix, correct",
    r"read(s|ing)? back": "verify, confirm",
    r"throw-?away": "temporary, or a test account",
    r"stand-ins?": "replacement name for a name, test account for an account",
    r"the house": "what the file contains",
    r"likeliest": "most likely",
    r"besides what it does": "in addition to its usual changes",
    r"loses? track of": "no longer manages",
    r"look at everybody": "restart provisioning",
    r"forget (the |only )?failures": "clear errors (escrows)",
    r"provision now": "provision on demand",
    r"all the same\?": "anyway",
    r"common ground": "could not agree",
    r"to blame": "not the cause",
    r"if it stays so": "if the problem persists",
    r"kin": "related",
    r"cannot carry out": "cannot evaluate",
    r"cut off on its way": "incomplete",
    r"look again|run again|reload": "refresh, for reading what is shown once more",
}
"""Words that are not used, and what is said instead."""

SPELLING = {
    r"licences?|licenced": "license",
    r"organisations?|organisational": "organization",
    r"behaviours?": "behavior",
    r"colour\w*": "color",
    r"recognis\w+|organis\w+|synchronis\w+|authoris\w+|summaris\w+|customis\w+|normalis\w+|initialis\w+": "-ize",
    r"practis\w+": "practice",
    r"centres?": "center",
    r"catalogues?": "catalog",
    r"grey": "gray",
    r"misspelt|spelt": "misspelled",
    r"e-mails?": "email",
    r"look-ups?": "lookup, or query",
    r"canceled|canceling": "cancelled, cancelling, as the code of the error says",
    r"towards|afterwards|amongst|whilst": "toward, afterward, among, while",
    r"user names?": "username",
}
"""One spelling each: en-US, as Microsoft writes it."""

CLUMSY = {
    r"\w – \w|\w—\w| -- ": "a doubled or spaced dash; a comma, a colon or two sentences",
    r"\d %": "50%, no space",
}

DOCUMENTS = sorted(path for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def compiled(table: dict[str, str]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE), better) for words, better in table.items()]


RULES = [*compiled({**BETTER, **SPELLING}), *((re.compile(signs), better) for signs, better in CLUMSY.items())]


def wrong(text: str) -> Iterator[str]:
    for pattern, better in RULES:
        for found in pattern.finditer(text):
            yield f"“{found[0]}”: {better}"


def spoken(node: fluent.BaseNode) -> Iterator[str]:
    """Yield what a message says, without names of placeholders and keys of variants."""
    if isinstance(node, fluent.TextElement):
        yield node.value
    elif isinstance(node, fluent.StringLiteral | fluent.Identifier | fluent.VariableReference):
        return
    else:
        for value in vars(node).values():
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, fluent.BaseNode):
                    yield from spoken(child)


def prose(path: Path) -> str:
    """Return a document without code, links' targets and lines that show what a terminal prints."""
    text = re.sub(r"```.*?```", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"`[^`\n]*`|\]\([^)]*\)", " ", text)
    return "\n".join(line for line in text.splitlines() if not line.startswith("    "))


def test_the_catalogue_uses_the_words_of_entra_and_one_spelling() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {entry.id.name}: {problem}"
        for path in files("en")
        for entry in catalogue.body(path)
        if isinstance(entry, fluent.Message)
        for text in spoken(entry)
        for problem in wrong(" ".join(text.split()))
    ]
    assert not found, "\n".join(found)


class _Counts(Visitor):
    """Finds counts that are numerals from two on, but a word for one: “14 people created, one group created”."""

    def __init__(self) -> None:
        super().__init__()
        self.mixed: list[str] = []

    def visit_SelectExpression(self, node: fluent.SelectExpression) -> None:
        counted = catalogue.placeholders(node.selector)
        told = next(variant for variant in node.variants if variant.default)
        if counted & catalogue.placeholders(told.value):
            for variant in node.variants:
                text = "".join(part.value for part in variant.value.elements if isinstance(part, fluent.TextElement))
                once = isinstance(variant.key, fluent.Identifier) and variant.key.name == "one"
                if once and re.search(r"\b[Oo]ne\b", text) and not re.search(r"\b1\b", text):
                    self.mixed.append(text)
        self.generic_visit(node)


def test_a_count_is_a_numeral_also_when_it_is_one() -> None:
    """Microsoft's style guide, “Numbers”: numerals where numbers from both below and above ten stand side by side."""
    for path in files("en"):
        for entry in catalogue.body(path):
            seen = _Counts()
            seen.visit(entry)
            assert not seen.mixed, f"{path.relative_to(ROOT)}: {seen.mixed}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_uses_the_same_words(path: Path) -> None:
    found = list(wrong(" ".join(prose(path).split())))
    assert not found, "\n".join(found)


def test_options_and_their_choices_use_the_same_words() -> None:
    for command in commands_of(build_parser(Texts())):
        for name, words in options_of(command):
            assert not list(wrong(f"{name} {words}")), f"{command.prog} {name}"


@pytest.mark.parametrize(
    "text",
    [
        "Who shall have an account", "everything is read back", "a throw-away account", "People under stand-in names", "{none,stand-ins,real}",
        "Licence", "Recognises:", "the behaviour", "dark colours", "an e-mail address", "Practise first",
        "one thing – another", "more than 10 %",
    ],
)  # fmt: skip
def test_a_word_that_is_not_used_is_found(text: str) -> None:
    assert list(wrong(text))


@pytest.mark.parametrize(
    "text", ["Recommend the license", "recognizes a color", "kinds of tokens", "The setup was cancelled", "email"]
)
def test_words_that_only_look_alike_are_let_through(text: str) -> None:
    assert not list(wrong(text))
