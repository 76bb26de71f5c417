"""The expression language: the table's own examples, the documented cases, and what must hold for every expression."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.errors import MappingError
from wizard.mapping.expression import (
    FUNCTIONS,
    MAX_DEPTH,
    MAX_LENGTH,
    Attribute,
    Call,
    ExpressionError,
    Node,
    Number,
    Text,
    compile_expression,
    parse,
)
from wizard.mapping.expression.functions import Example
from wizard.mapping.schema import AttributeMapping
from wizard.texts import Texts

CASES = json.loads((Path(__file__).parents[1] / "data" / "expression-cases.json").read_text(encoding="utf-8"))
KNOWN = [
    case
    for case in CASES
    if case["trust"] == "consistent"
    and case["function"] in FUNCTIONS
    and " & " not in case["expression"]  # joining by sign is no part of the language yet
    and all(name in FUNCTIONS for name in re.findall(r"\b([A-Z]\w+)\(", case["expression"]))
]
EXAMPLES = [example for function in FUNCTIONS.values() for example in function.examples]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.expression)
def test_example_of_the_table(example: Example) -> None:
    assert compile_expression(example.expression)(dict(example.attributes)) == example.expected


def test_every_function_has_an_example() -> None:
    assert [name for name, function in FUNCTIONS.items() if not function.examples] == []


def test_the_documented_cases_are_many() -> None:
    assert len(KNOWN) > 40


def plain(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, str) else str(value)


@pytest.mark.parametrize("case", KNOWN, ids=lambda case: f"{case['id']} {case['expression'][:60]}")
def test_documented_case(case: dict[str, Any]) -> None:
    attributes = {
        name: tuple(value) if isinstance(value, list) else value for name, value in case["attributes"].items()
    }
    expected = case["expected"]
    if isinstance(expected, dict) and "__error__" in expected:
        with pytest.raises(MappingError):
            compile_expression(case["expression"])(attributes)
        return
    result = compile_expression(case["expression"])(attributes)
    if expected is None:
        assert result is None
    elif isinstance(expected, list):
        assert plain(result) == expected
    else:
        assert plain(result) == str(expected)


TEXTS_OF_ERRORS = Texts()
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,9}", fullmatch=True)
LEAVES = st.one_of(NAMES.map(Attribute), TEXTS.map(Text))


@st.composite
def calls(draw: st.DrawFn, parts: st.SearchStrategy[Node]) -> Call:
    row = FUNCTIONS[draw(st.sampled_from(sorted(FUNCTIONS)))]
    count = draw(st.integers(row.least, min(row.most, row.least + 3)))
    return Call(row.name, tuple(draw(st.lists(parts, min_size=count, max_size=count))))


TREES = st.recursive(LEAVES, calls, max_leaves=12)


@given(TREES)
@settings(max_examples=150, deadline=None)
def test_printing_and_parsing_are_inverse(tree: Node) -> None:
    assert parse(str(tree)) == tree
    assert str(parse(str(tree))) == str(tree)


@given(TREES)
@settings(max_examples=100, deadline=None)
def test_tree_and_text_of_a_row_agree(tree: Node) -> None:
    row = AttributeMapping.make("title", str(tree))
    assert row.expression == str(tree)
    assert AttributeMapping.from_json(row.to_json()).expression == row.expression
    assert json.loads(json.dumps(row.to_json())) == row.to_json()


@given(TREES, st.dictionaries(NAMES, st.one_of(st.none(), TEXTS, st.booleans(), st.lists(TEXTS).map(tuple))))
@settings(max_examples=150, deadline=None)
def test_evaluation_gives_a_value_or_a_mapping_error(tree: Node, attributes: dict[str, Any]) -> None:
    try:
        result = compile_expression(tree)(attributes)
    except MappingError:
        return
    assert result is None or isinstance(result, str | int | bool | tuple)


@given(st.text(max_size=60) | st.text('Join(),"[]a &H-1=<>\\', max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_parses_or_names_a_place(source: str) -> None:
    try:
        parse(source)
    except ExpressionError as error:
        assert 0 <= error.start < error.end
        assert error.start <= len(source)
        assert "^" in error.marked()
        assert TEXTS_OF_ERRORS.problem(error).code == error.code, "an error without words of its own"


@pytest.mark.parametrize(
    ("source", "code", "place"),
    [
        ("", "expression-empty", 0),
        ('Join(" ", [givenName]', "expression-expected", 21),
        ('Join(" ", [givenName)', "expression-unclosed-attribute", 10),
        ('Join(" , [givenName])', "expression-unclosed-text", 5),
        ("join([a], [b])", "expression-unknown-function", 0),
        ("[a] [b]", "expression-trailing", 4),
        ("Not()", "expression-arguments", 0),
        ("7", "expression-not-a-call", 0),
    ],
)
def test_errors_point_at_the_character(source: str, code: str, place: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(source)
    assert (caught.value.code, caught.value.start) == (code, place)


def test_wrong_letter_case_names_the_right_function() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse('switch([a], "b", "c", "d")')
    assert caught.value.params["near"] == "Switch"


def test_limits() -> None:
    deep = "Not(" * (MAX_DEPTH + 1) + '"x"' + ")" * (MAX_DEPTH + 1)
    with pytest.raises(ExpressionError) as caught:
        parse(deep)
    assert caught.value.code == "expression-too-deep"
    parse("Not(" * MAX_DEPTH + '"x"' + ")" * MAX_DEPTH)
    with pytest.raises(ExpressionError) as caught:
        parse('"' + "x" * MAX_LENGTH + '"')
    assert caught.value.code == "expression-too-long"


def test_nothing_of_python_is_reachable() -> None:
    for source in ('__import__("os")', 'eval("1")', "[a].__class__", 'Join.__globals__("x")'):
        with pytest.raises(ExpressionError):
            parse(source)


def test_numbers_keep_how_they_were_written() -> None:
    node = parse("Mid([a], 1, &HF)")
    assert isinstance(node, Call)
    assert node.arguments[2] == Number(15, "&HF")
    assert str(node) == "Mid([a], 1, &HF)"
