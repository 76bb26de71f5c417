"""The expression language: the table's own examples, the documented cases, and what must hold for every expression."""

from __future__ import annotations

import copy
import json
import re
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.core.texts import Texts
from wizard.mapping.attribute_mapping import AttributeMapping
from wizard.mapping.expression import (
    FUNCTIONS,
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_VALUE,
    Attribute,
    Bare,
    Call,
    Comparison,
    EvaluationContext,
    EvaluationError,
    Example,
    ExpressionError,
    Flow,
    Function,
    Joined,
    Node,
    Number,
    Text,
    as_text,
    compile_expression,
    parse,
)
from wizard.mapping.expression.table import EXAMPLE_CONTEXT
from wizard.mapping.expression.tokens import RULES

WORDS = Texts()
CASES = json.loads((Path(__file__).parents[1] / "data" / "expression-cases.json").read_text(encoding="utf-8"))
EXAMPLES = [example for function in FUNCTIONS.values() for example in function.examples]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.expression)
def test_example_of_the_table(example: Example) -> None:
    result = compile_expression(example.expression)(dict(example.attributes), EXAMPLE_CONTEXT)
    assert (as_text(result) if isinstance(result, datetime) or isinstance(example.expected, str) else result) == (
        example.expected
    )


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_every_function_has_examples_and_help(function: Function) -> None:
    assert len(function.examples) >= (2 if function.offered else 1)
    assert any(f"{function.name}(" in example.expression for example in function.examples)
    assert WORDS.has(f"function-{function.name}")


def test_every_name_of_the_reference_is_there() -> None:
    """The functions that the provisioning reference lists, and those of its neighbours that its samples use."""
    page = [
        "Append",
        "AppRoleAssignmentsComplex",
        "AssertiveAppRoleAssignmentsComplex",
        "BitAnd",
        "CBool",
        "CDate",
        "Coalesce",
        "ConvertToBase64",
        "ConvertToUTF8Hex",
        "Count",
        "CStr",
        "DateAdd",
        "DateDiff",
        "DateFromNum",
        "FormatDateTime",
        "Guid",
        "IgnoreFlowIfNullOrEmpty",
        "IIF",
        "InStr",
        "IsNull",
        "IsNullOrEmpty",
        "IsPresent",
        "IsString",
        "Item",
        "Join",
        "Left",
        "Mid",
        "NormalizeDiacritics",
        "Not",
        "Now",
        "NumFromDate",
        "PCase",
        "RandomString",
        "Redact",
        "RemoveDuplicates",
        "Replace",
        "SingleAppRoleAssignment",
        "Split",
        "StripSpaces",
        "Switch",
        "ToLower",
        "ToUpper",
        "Word",
    ]
    newer = {"Len", "DefaultDomain"}  # for applications too (the article's version of April 2026)
    assert {name for name, row in FUNCTIONS.items() if row.offered} == {*page, *newer}
    others = "SelectUniqueValue ConvertFromBase64 DNComponent Error StringFromSid Trim CRef Contains LTrim RTrim"
    assert {name for name, row in FUNCTIONS.items() if not row.offered} >= set(others.split())


# --- the documented cases


def outcome(case: dict[str, Any]) -> object:
    """Return a case's result in the form in which the file writes results."""
    attributes = {
        name: tuple(value) if isinstance(value, list) else value for name, value in case["attributes"].items()
    }
    now = datetime.fromisoformat(case["now"]) if "now" in case else None
    taken = case.get("takenValues", ())
    result = compile_expression(case["expression"])(
        attributes, EvaluationContext(now=now, taken=lambda value: value in taken)
    )
    if isinstance(result, Flow):
        return {"__dropped__": True} if result is Flow.DROPPED else {"__marker__": result.value}
    return list(result) if isinstance(result, tuple) else as_text(result)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['expression'][:60]}")
def test_documented_case(case: dict[str, Any]) -> None:
    """What follows from the rules; where the documentation prints something else, that is marked in the file."""
    assert outcome(case) == case.get("semanticResult", case["expected"])


def test_the_documented_cases_are_many() -> None:
    assert Counter(case["trust"] for case in CASES)["consistent"] == 156


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,9}", fullmatch=True)
NUMBERS = st.integers(-(10**18), 10**18).map(lambda value: Number(value, str(value)))
LEAVES = st.one_of(NAMES.map(Attribute), TEXTS.map(Text), NUMBERS, st.just(Bare("vbTextCompare")))


@st.composite
def calls(draw: st.DrawFn, parts: st.SearchStrategy[Node]) -> Call:
    row = FUNCTIONS[draw(st.sampled_from(sorted(FUNCTIONS)))]
    fitting = [count for count in range(row.fewest, min(row.most, row.fewest + 6) + 1) if row.fits(count)]
    arguments: list[Node | None] = list(
        draw(st.lists(parts, min_size=(n := draw(st.sampled_from(fitting))), max_size=n))
    )
    for number, parameter in enumerate(row.parameters[:n]):
        if not parameter.required and draw(st.booleans()):
            arguments[number] = None
    if arguments and row.name in {"IIF", "CBool"} and arguments[0] is not None and draw(st.booleans()):
        arguments[0] = Comparison(arguments[0], draw(st.sampled_from(["=", "<>", "<", ">", "<=", ">="])), draw(LEAVES))
    if n > 1 and arguments[1] is not None and draw(st.integers(0, 9)) == 0:
        arguments[1] = Joined((draw(LEAVES), draw(LEAVES)))
    return Call(row.name, tuple(arguments))


TREES = st.recursive(LEAVES, calls, max_leaves=12).filter(lambda node: not isinstance(node, Number | Bare))


@given(TREES)
@settings(max_examples=examples(150), deadline=None)
def test_printing_and_parsing_are_inverse(tree: Node) -> None:
    assert parse(str(tree)) == tree
    assert str(parse(str(tree))) == str(tree)


@given(TREES)
@settings(max_examples=examples(100), deadline=None)
def test_tree_and_text_of_a_row_agree(tree: Node) -> None:
    row = AttributeMapping.make("title", str(tree))
    assert row.expression == str(tree)
    assert AttributeMapping.from_json(row.to_json()).expression == row.expression
    assert json.loads(json.dumps(row.to_json())) == row.to_json()


@given(TREES, st.dictionaries(NAMES, st.one_of(st.none(), TEXTS, st.booleans(), st.lists(TEXTS).map(tuple))))
@settings(max_examples=examples(150), deadline=None)
def test_evaluation_gives_a_value_or_a_mapping_error(tree: Node, attributes: dict[str, Any]) -> None:
    before = copy.deepcopy(attributes)
    try:
        result = compile_expression(tree)(attributes, EXAMPLE_CONTEXT)
    except EvaluationError as error:
        assert WORDS.problem(error).code == error.code, "an error without words of its own"
    else:
        assert result is None or isinstance(result, str | int | bool | tuple | datetime | Flow)
        assert len(as_text(result)) <= MAX_VALUE * 2 or isinstance(result, tuple)
    assert attributes == before, "evaluation changed its input"


@given(st.text(max_size=60) | st.text('Join(),"[]a &H-1=<>\\', max_size=60))
@settings(max_examples=examples(300), deadline=None)
def test_any_text_parses_or_names_a_place(source: str) -> None:
    try:
        parse(source)
    except ExpressionError as error:
        assert 0 <= error.start < error.end
        assert error.start <= len(source)
        assert "^" in error.marked()
        assert WORDS.problem(error).code == error.code, "an error without words of its own"


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
        ("Not(shout([a]), ", "expression-unknown-function", 4),  # a call that is read whole, before what follows it
        ("shout([a], ", "expression-expected", 11),
    ],
)
def test_errors_point_at_the_character(source: str, code: str, place: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(source)
    assert (caught.value.code, caught.value.start) == (code, place)


@pytest.mark.parametrize("tail", ["", "a", '\\"', "]"])
def test_backslashes_in_a_text_that_is_not_closed_take_no_time(tail: str) -> None:
    """Each pair doubled it: 24 of them took 19 seconds, and the editor reads at every key."""
    began = time.process_time()
    with pytest.raises(ExpressionError):
        parse('Join(", "' + "\\\\" * 2_000 + tail)
    with pytest.raises(ExpressionError):
        parse('Join("' + "\\\\" * 2_000 + tail)
    assert time.process_time() - began < 2


@given(st.text('a\\"', max_size=12))
def test_a_text_ends_where_it_did_when_the_pattern_went_back(inside: str) -> None:
    slow = re.compile(r'"(?:\\[\\"]|[^"])*"', re.DOTALL)
    source = f'"{inside}'
    old, new = slow.match(source), RULES["text"].match(source)
    assert (old and old[0]) == (new and new[0])


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
