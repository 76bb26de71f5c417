"""A wrong expression says what is wrong, what was meant, and offers it; a name that is not known says how it is added."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted import Work

from wizard.core.texts import Texts
from wizard.mapping.checks import apply_fix, check
from wizard.mapping.expression import ExpressionError, parse, repaired
from wizard.wording.mapping_checks import finding_words

WORDS = Texts()


@pytest.mark.parametrize(
    ("source", "said", "meant"),
    [
        ('Replace([mail], “a”, , , "b", , )', "straight quotes", 'Replace([mail], "a", , , "b", , )'),
        ("Append([mail], „x“)", "straight quotes", 'Append([mail], "x")'),
        ("Append([mail], «x»)", "straight quotes", 'Append([mail], "x")'),
        ("Append([mail], 'x')", "double quotes", None),
        ('Join(" ",\u200b[givenName], [surname])', "U+200B", 'Join(" ",[givenName], [surname])'),
        ('\ufeffJoin(" ", [givenName])', "U+FEFF", 'Join(" ", [givenName])'),
        ('Join(" ",\u3000[givenName])', "U+3000", 'Join(" ",[givenName])'),
        ("Append([mail], [mail])\u200e", "U+200E", "Append([mail], [mail])"),
        ('Join(" ", [givenName], [surname])`', "“`”", 'Join(" ", [givenName], [surname])'),
        ('IIF(IsPresent([mail]) && IsPresent([surname]), "a", "b")', "IIF(first, IIF(second", None),
        ('IIF(IsPresent([mail]) || IsPresent([surname]), "a", "b")', 'IIF(first, "yes", IIF(second', None),
        ('IIF([city] == "Oslo", "a", "b")', "a single =", 'IIF([city] = "Oslo", "a", "b")'),
        ('IIF([city] != "Oslo", "a", "b")', "<>", 'IIF([city] <> "Oslo", "a", "b")'),
        ('join(" ", [givenName])', "Did you mean Join?", 'Join(" ", [givenName])'),
        ("JOIN(“ ”; [givenName]; [surname])", "straight quotes", 'Join(" ", [givenName], [surname])'),
        ('Join(" "; [givenName]; [surname])', "commas", 'Join(" ", [givenName], [surname])'),
        ("Zzyzx([mail])", "Choose a function", None),
    ],
)
def test_a_slip_is_named_and_repaired(source: str, said: str, meant: str | None) -> None:
    work = Work()
    work.set("displayName", source)
    (finding,) = [one for one in check(work.schema, "User") if one.id == "map-expression-syntax"]
    assert said in " ".join(finding_words(WORDS, finding))
    assert repaired(source) == meant == (finding.fix.value if finding.fix is not None else None)
    if finding.fix is not None:
        better = apply_fix(work.schema, "User", finding.fix)
        assert "map-expression-syntax" not in {one.id for one in check(better, "User")}


@given(st.text(st.sampled_from("Join[mail](),;“”\"'\u200b&|=!` 1"), max_size=25))
def test_what_was_meant_is_an_expression_or_nothing(source: str) -> None:
    meant = repaired(source)
    if meant is not None:
        parse(meant)
    else:
        with pytest.raises(ExpressionError) as caught:
            parse(source)
        assert WORDS.problem(caught.value).next


@pytest.mark.parametrize(
    ("target", "expression", "said"),
    [
        ("roles", "AppRoleAssignmentsComplex([appRoleAssignments])", "type String, multi-valued"),
        ("tags", 'Split([mail], "@")', "type String, multi-valued"),
        ("costCenterOfAll", "[mail]", "Add “costCenterOfAll” in the portal first"),
        ("usrName", "[mail]", "Did you mean userName?"),
    ],
)
def test_a_target_that_is_not_known_says_how_it_is_added(target: str, expression: str, said: str) -> None:
    work = Work()
    work.set(target, expression)
    (finding,) = [one for one in check(work.schema, "User") if one.id == "map-target-unknown"]
    words = " ".join(finding_words(WORDS, finding))
    assert said in words
    assert ("multi-valued" in words) == ("multi-valued" in said)


@pytest.mark.parametrize(
    ("source", "said"),
    [("[Zzyzx]", "Choose one from the list"), ("[Mail]", "Did you mean mail?"), ("[surnam]", "Did you mean surname?")],
)
def test_a_source_that_is_not_known_says_how_it_is_added(source: str, said: str) -> None:
    work = Work()
    work.set("displayName", source)
    (finding,) = [one for one in check(work.schema, "User") if one.id == "map-source-unknown"]
    assert said in " ".join(finding_words(WORDS, finding))


def test_a_pattern_that_only_dotnet_has_keeps_nobody_from_saving() -> None:
    """.NET's balancing groups cannot be expressed here; Entra takes them."""
    work = Work()
    work.set("displayName", 'Replace([mail], , "(?<open-close>x)", , "", , )')
    (finding,) = check(work.schema, "User")
    assert (finding.id, finding.severity) == ("map-expression-replace-pattern-untestable", "advice")
    assert "(?<open-close>x)" in " ".join(finding_words(WORDS, finding))
