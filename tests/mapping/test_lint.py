"""What parses and is wrong all the same; types; and where the cursor stands."""

from __future__ import annotations

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.core.texts import Texts
from wizard.mapping.expression import FUNCTIONS, parse
from wizard.mapping.expression.cursor import context
from wizard.mapping.expression.lint import Inferred, infer, lint

WORDS = Texts()
TYPES = {
    "mail": ("String", False),
    "proxies": ("String", True),
    "flag": ("Boolean", False),
    "boss": ("Reference", False),
}


@pytest.mark.parametrize(
    ("source", "code", "marked"),
    [
        ('IIF([a] = "x", "t-" & [b], [b])', "joined", '"t-" & [b]'),
        ('SelectUniqueValue([a], Append([a], "2"))', "not-offered", 'SelectUniqueValue([a], Append([a], "2"))'),
        ("LTrim([a])", "not-offered", "LTrim([a])"),
        ('IIF([a] = "x", [a], IgnoreAttributeFlow)', "not-offered", "IgnoreAttributeFlow"),
        ("Append([a], Oslo)", "bare-word", "Oslo"),
        ('Append([a] = "x", "y")', "comparison-place", '[a] = "x"'),
        ("Guid()", "new-each-time", "Guid()"),
        ('DateAdd("mm", 1, Now())', "constant-word", '"mm"'),
        ('InStr([a], "b", 1, vbText)', "constant-word", "vbText"),
        ('Mid([a], "one", 2)', "constant-number", '"one"'),
        ('Count("a")', "constant-list", '"a"'),
        ("IIF(IsPresent([a]), [a], [b])", "condition-presence", "IsPresent([a])"),
        ('IIF([a] = "", [b], [a])', "condition-empty", '[a] = ""'),
        ('Switch(IsNull([a]), , "True", "x")', "switch-presence", "IsNull([a])"),
        ('Replace([a], "-", , , , , )', "replace-arguments", 'Replace([a], "-", , , , , )'),
        ('Replace([a], , "(", , "", , )', "replace-pattern", '"("'),
        ('Replace([a], , "(?<n-m>x)", , "", , )', "replace-pattern-untestable", '"(?<n-m>x)"'),
        ('Replace([a], , "(?<n>x)", "m", "", , )', "replace-group", '"m"'),
    ],
)
def test_note(source: str, code: str, marked: str) -> None:
    notes = [note for note in lint(parse(source)) if note.code == code]
    assert [source[note.start : note.end] for note in notes] == [marked]
    assert WORDS.get(f"function-note-{code}", **notes[0].params)
    assert WORDS.get(f"function-note-{code}.fix", **notes[0].params)


@pytest.mark.parametrize(
    "example",
    [example.expression for row in FUNCTIONS.values() if row.offered for example in row.examples],
)
def test_the_tables_own_examples_are_right(example: str) -> None:
    assert [note for note in lint(parse(example)) if note.severity == "error"] == []


@pytest.mark.parametrize(
    ("source", "type_", "several"),
    [
        ("[mail]", "String", False),
        ("[proxies]", "String", True),
        ("[elsewhere]", "", False),
        ("Item([proxies], 1)", "String", False),
        ('Split([mail], ",")', "String", True),
        ("Count([proxies])", "Integer", False),
        ("Not([flag])", "Boolean", False),
        ("CDate([mail])", "DateTime", False),
        ('IIF([mail] = "x", [boss], [boss])', "Reference", False),
        ('Switch([mail], "", "a", [proxies])', "String", True),
        ("Coalesce([mail], [proxies])", "", True),
        ("IgnoreFlowIfNullOrEmpty([flag])", "Boolean", False),
        ("Redact([proxies])", "String", True),
    ],
)
def test_type_of_a_result(source: str, type_: str, several: bool) -> None:
    assert infer(parse(source), TYPES) == Inferred(type_, several)


@pytest.mark.parametrize(
    ("text", "kind", "prefix", "call", "argument"),
    [
        ("Jo|", "name", "Jo", "", 0),
        ("[|", "attribute", "", "", 0),
        ('Join(" ", [giv|', "attribute", "giv", "Join", 1),
        ('Join(" ", [giv|en], [x])', "attribute", "giv", "Join", 1),
        ('Join(" , |', "none", "", "Join", 0),
        ('Join("", Mid([a], 1, |', "none", "", "Mid", 2),
        ('Switch([a], |, "b")', "none", "", "Switch", 1),
        ("Append([a], ToL|", "name", "ToL", "Append", 1),
        ('Join("[", Lef|t([a])', "name", "Lef", "Join", 1),
        ("Left(Trim([a]), |", "none", "", "Left", 1),
        ('Join ("x"|', "none", "", "Join", 0),
        ("Left([a], 1)|", "none", "", "", 0),
        ("Nothing(|", "none", "", "", 0),
    ],
)
def test_cursor(text: str, kind: str, prefix: str, call: str, argument: int) -> None:
    found = context(text.replace("|", ""), text.index("|"))
    assert (found.kind, found.prefix, found.call.name if found.call else "", found.argument) == (
        kind, prefix, call, argument,
    )  # fmt: skip


@given(st.text('Join(),"[]a &\n', max_size=40), st.integers(0, 50))
@settings(max_examples=examples(200), deadline=None)
def test_the_cursor_stands_somewhere_in_any_text(source: str, position: int) -> None:
    found = context(source, position)
    assert 0 <= found.start <= min(position, len(source)) <= found.end <= len(source)
    assert source[found.start : min(position, len(source))] == found.prefix
