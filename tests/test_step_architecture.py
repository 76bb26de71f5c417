"""Only a step's own module and its page know its id and its place; the other modules ask its definition."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
import source_trees
from source_trees import nodes

from wizard.journey import steps
from wizard.journey.model import Step
from wizard.journey.steps import STEPS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "wizard"
ABOVE_THE_JOURNEY = ("cli", "health", "journey", "support_file", "ui", "wording")
"""The packages that know the journey; in those below, the same words have other meanings only."""

IDS = frozenset(step.id for step in STEPS)
WORDS_OF_STEPS_ALONE = frozenset({"begin", "preview", "turnon", "watch"})
"""Ids that mean nothing else, neither in Graph nor in SCIM nor in the answers."""

OTHER_MEANINGS = {
    ("wizard/journey/changes.py", "connect"): "the middle of text ids about a change",
    ("wizard/journey/changes.py", "turnon"): "the middle of text ids about a change",
    ("wizard/wording/summary.py", "preview"): "a row of the summary",
}


def own(path: Path) -> bool:
    """Return whether a file is a step's own: its definition, or its page."""
    return path.parent.name == "steps" or (path.parent.name == "pages" and path.stem in IDS)


@cache
def sources() -> tuple[Path, ...]:
    every = (path for package in ABOVE_THE_JOURNEY for path in (PACKAGE / package).rglob("*.py"))
    return tuple(sorted(path for path in every if not own(path)))


def teardown_module() -> None:
    source_trees.forget()


@cache
def take_an_id() -> frozenset[str]:
    """Return the names of the functions whose first argument is a step's id."""
    found: set[str] = set()
    for path in sources():
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef):
                names = [one.arg for one in node.args.args if one.arg != "self"]
                found |= {node.name} if names[:1] == ["step_id"] else set()
    return frozenset(found)


def ids_in(node: ast.AST) -> list[str]:
    values = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
    return [value for value in values if isinstance(value, str) and value in IDS]


def is_id(node: ast.expr) -> bool:
    """Return whether an expression is the id of a step: ``step_id``, ``step.id``, ``journey.current.id``."""
    words = ast.unparse(node)
    return words.endswith(("step_id", "step.id", "current.id"))


def is_results(node: ast.expr) -> bool:
    return ast.unparse(node).endswith("results")


def about_ids(node: ast.AST) -> list[str]:
    """Return the ids that a place in the code names as ids of steps."""
    match node:
        case ast.Constant(value=str() as value) if value in WORDS_OF_STEPS_ALONE:
            return [value]
        case ast.Compare(left=left, comparators=[right]):
            in_right, in_left = ids_in(right), ids_in(left)
            return [*in_right * bool(in_right and is_id(left)), *in_left * bool(in_left and is_results(right))]
        case ast.Subscript(value=value, slice=key):
            found = ids_in(key)
            return found if found and is_results(value) else []
        case ast.Call(func=ast.Attribute(attr="get", value=value), args=[ast.Constant() as first, *_]):
            found = ids_in(first)
            return found if found and is_results(value) else []
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=[ast.Constant() as first, *_]):
            return ids_in(first) if name in take_an_id() else []
        case ast.Tuple(elts=each) | ast.List(elts=each) | ast.Set(elts=each):
            found = [one for element in each if isinstance(element, ast.Constant) for one in ids_in(element)]
            return found if len(set(found) - {"users", "groups"}) > 1 else []
    return []


def _is_steps(node: ast.Name | ast.Attribute) -> bool:
    return (node.id if isinstance(node, ast.Name) else node.attr) in {"STEPS", "steps"}


def about_places(node: ast.AST) -> str:
    """Return the words with which a place in the code relies on the number of a step; empty if it does not."""
    match node:
        case ast.Subscript(value=ast.Name() | ast.Attribute() as value, slice=key) if _is_steps(value):
            ends = [key] if not isinstance(key, ast.Slice) else [one for one in (key.lower, key.upper) if one]
            numbers = {ast.unparse(one) for one in ends if ast.unparse(one).lstrip("-").isdigit()}
            return ast.unparse(node) if numbers - {"0", "-1"} else ""
        case ast.Compare(left=ast.Attribute(attr="number") as left, comparators=[ast.Constant(value=int() as number)]):
            return ast.unparse(node) if number > 1 and "step" in ast.unparse(left) else ""
    return ""


def knowledge(code: Iterable[ast.AST], name: str = "") -> Iterator[tuple[int, str]]:
    for node in code:
        for found in about_ids(node):
            if (name, found) not in OTHER_MEANINGS:
                yield getattr(node, "lineno", 0), found
        if words := about_places(node):
            yield getattr(node, "lineno", 0), words


def test_no_module_but_the_steps_own_knows_its_id_or_place() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {what}"
        for path in sources()
        for line, what in knowledge(nodes(path), path.relative_to(ROOT).as_posix())
    ]
    assert not wrong, "ask the step's definition:\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    "source",
    [
        'journey.result("scope")',
        'controller.go("connect")',
        'setup.results.get("users")',
        'results["groups"] = outcome',
        'if step.id == "scope": restart()',
        'if page.step_id not in {"start", "credentials"}: ask()',
        'LOOKED_AT = ("application", "assign")',
        'found = "assign" in snapshot.results',
        'place = "watch"',
        "begin = self.journey.steps[1]",
        "for step in STEPS[:10]: ask(step)",
        "if step.number == 2: find()",
    ],
)
def test_what_knows_a_step_is_found(source: str) -> None:
    assert list(knowledge(ast.walk(ast.parse(source))))


@pytest.mark.parametrize(
    "source",
    [
        "journey.result(SCOPE.id)",
        'graph.read("users", "groups")',
        "first, last = journey.steps[0], journey.steps[-1]",
        'answers.with_(scope="all")',
        'kinds = ("users", "groups")',
    ],
)
def test_other_meanings_of_the_words_are_left_alone(source: str) -> None:
    assert not list(knowledge(ast.walk(ast.parse(source))))


def test_a_definition_is_the_step_in_the_list() -> None:
    """Whoever imports it compares with it, and asks for its number."""
    named = [value for value in vars(steps).values() if isinstance(value, Step)]
    assert {id(step) for step in named} == {id(step) for step in STEPS}
    assert [step.number for step in STEPS] == list(range(1, len(STEPS) + 1))
