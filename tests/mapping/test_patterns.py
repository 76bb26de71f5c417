"""Patterns that people type: .NET's dialect, and no pattern holds the program."""

from __future__ import annotations

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.core.errors import MappingError
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


@pytest.mark.parametrize(
    ("pattern", "text", "replacement", "expected"),
    [
        # Character class subtraction, and subtraction inside of it.
        ("[a-z-[aeiou]]", "quickly", "", "ui"),
        ("[^a-z-[xyz]]", "aX1z", ".", "a..z"),
        ("[a-z-[d-w-[m-o]]]", "admzo", ".", ".d..."),
        # Named blocks and general categories.
        (r"[^\p{IsBasicLatin}]", "Jürgen", "", "Jrgen"),
        (r"\p{IsCombiningDiacriticalMarks}+", "Ame\u0301lie", "", "Amelie"),
        (r"[\p{IsCyrillic}\p{Lu}]", "Анна B", "", " "),
        # Groups: both spellings of names, unnamed ones are numbered first.
        (r"(?'user'[^@]+)@.*", "ann@x", "${user}", "ann"),
        (r"(?<n>a)(b)", "ab", "$1-$2", "b-a"),
        (r"(?<n>a)(b)\1", "abb", ".", "."),
        (r"(?n)(a|b)", "abc", "$1", "$1$1c"),
        # Options hold to the end of their group, also behind |.
        ("a(?i)b|c", "aBC", ".", ".."),
        ("(a(?i)b)c", "aBcaBC", ".", ".aBC"),
        ("(?x) a b  # comment (", "ab", ".", "."),
        # Anchors, escapes, and what only looks like a quantifier.
        (r"x\Z", "x\n", ".", ".\n"),
        (r"\u00e9\x41\cA\e", "éA\x01\x1b", ".", "."),
        (r"x{,2}", "x{,2}xx", ".", ".xx"),
        (r"(?:foo){e<=1}", "foo{e<=1}", ".", "."),
        ("[[:a]", "[:ab", ".", "...b"),
        # Text of the replacement.
        ("b", "abc", "<$`|$'|$_>", "a<a|c|abc>c"),
        ("(a)(?<n>b)", "ab", "$+", "b"),
        # Letters beyond U+FFFF are two units.
        (".", "😀", "-", "--"),
        ("[😀]", "a😀", "", "a"),
        (r"\p{L}", "𝐀", ".", "𝐀"),
    ],
)
def test_a_pattern_means_what_dotnet_means(pattern: str, text: str, replacement: str, expected: str) -> None:
    """Microsoft's "Regular expression language - quick reference" and the pages it links to."""
    assert compile_pattern(pattern).sub(text, replacement, MANY) == expected


@pytest.mark.parametrize(
    "pattern",
    [r"\R", r"\pL", r"\p{Greek}", "a++", "(?P<x>a)", "(?|a)", r"\k<x>", r"(a)\2", "[a-z-[a]b]", "(?a)x", r"\K"],
)
def test_what_dotnet_refuses_is_refused(pattern: str) -> None:
    with pytest.raises(MappingError) as caught:
        compile_pattern(pattern)
    assert caught.value.code == "pattern-invalid"


@pytest.mark.parametrize(
    ("pattern", "part"),
    [
        ("(?<open-close>x)", "(?<open-close>x)"), ("(?<1>a)", "(?<1>"), ("(?(ab)c|d)", "(?(ab)c|d)"),
        (r"x\p{IsFooBar}", r"\p{IsFooBar}"),
    ],
)  # fmt: skip
def test_what_only_dotnet_has_is_told_apart_from_a_mistake(pattern: str, part: str) -> None:
    with pytest.raises(MappingError) as caught:
        compile_pattern(pattern)
    assert (caught.value.code, caught.value.params["part"]) == ("pattern-untestable", part)


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
@settings(max_examples=examples(300), deadline=None)
def test_any_pattern_gives_a_text_or_an_error_of_its_own(pattern: str, text: str, replacement: str) -> None:
    try:
        ready = compile_pattern(pattern)
        ready.search(text)
        assert isinstance(ready.sub(text, replacement, MANY), str)
    except MappingError as error:
        assert error.code in {
            "pattern-invalid", "pattern-untestable", "pattern-too-slow", "expression-value-too-long",
        }  # fmt: skip
