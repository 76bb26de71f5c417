"""Patterns that people type: .NET's dialect, and no pattern holds the program."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.errors import MappingError
from wizard.mapping.patterns import MAX_PATTERN, compile_pattern

MANY = 10_000


@pytest.mark.parametrize(
    ("pattern", "text", "replacement", "expected"),
    [
        (r"\d+", "a1b22", "#", "a#b#"),
        (r"(?<code>\+\d+) (?<rest>.*)", "+47 22", "${rest}/${code}", "22/+47"),
        (r"(a)(b)?", "ab a", "<$1$2>", "<ab> <a>"),
        ("a", "banana", "$$$&", "b$an$an$a"),
        ("a", "a", "$9 ${none}", "$9 ${none}"),
        ("[a-z]*", "ab1c", "", "1"),
        ("(.*?)(?<id>.{0,8})$", "0000000012345", "${id}", "00012345"),
        ("^x", "xx", "y", "yx"),
    ],
)
def test_replacing(pattern: str, text: str, replacement: str, expected: str) -> None:
    assert compile_pattern(pattern).sub(text, replacement, MANY) == expected


def test_only_a_groups_text_is_replaced() -> None:
    pattern = compile_pattern("(?<name>[a-z]+)@(?<host>[a-z]+)")
    assert pattern.groups == ("name", "host")
    assert pattern.sub_group("ann@a, bo@b", "host", "x", MANY) == "ann@x, bo@x"
    assert pattern.sub_group("ann@a", "other", "x", MANY) == "ann@a"
    assert pattern.group("see ann@a", "name") == "ann"
    assert pattern.group("nobody", "name") is None
    assert pattern.group("ann@a", "other") is None


@pytest.mark.parametrize("pattern", ["(", "[a", "(?<x", "a{2,1}", "*", "(?P=no)", "x" * (MAX_PATTERN + 1)])
def test_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(MappingError) as caught:
        compile_pattern(pattern)
    assert caught.value.code == "pattern-invalid"


def test_limits() -> None:
    slow = compile_pattern(r"(x+x+)+y\1")
    for call in (slow.search, lambda text: slow.sub(text, "", MANY), lambda text: slow.group(text, "none")):
        if call("x") is None:
            continue
        with pytest.raises(MappingError) as caught:
            call("x" * 300)
        assert caught.value.code == "pattern-too-slow"
    with pytest.raises(MappingError) as caught:
        compile_pattern("x").sub("x" * 200, "y" * 200, MANY)
    assert caught.value.code == "expression-value-too-long"


@given(st.text(r"ab()[]{}?*+|\.^$<>:=-1,", max_size=25), st.text("ab1 ", max_size=20), st.text("$a{}1&<>", max_size=8))
@settings(max_examples=300, deadline=None)
def test_any_pattern_gives_a_text_or_an_error_of_its_own(pattern: str, text: str, replacement: str) -> None:
    try:
        ready = compile_pattern(pattern)
        ready.search(text)
        assert isinstance(ready.sub(text, replacement, MANY), str)
    except MappingError as error:
        assert error.code in {"pattern-invalid", "pattern-too-slow", "expression-value-too-long"}
