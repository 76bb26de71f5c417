"""Scoping filters: operators, letter case, nothing, AND within a group, OR between groups."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.core.errors import MappingError
from wizard.mapping.filters import OPERATORS, TABLE, Clause, FilterGroup, ScopingFilter


def holds(operator: str, value: Any, *operands: str) -> bool:
    return Clause("a", operator, operands).holds({"a": value})


@pytest.mark.parametrize(
    ("operator", "value", "operand", "expected"),
    [
        ("EQUALS", "Sales", "Sales", True),
        ("EQUALS", "sales", "Sales", False),  # letter case counts (documented)
        ("NOT EQUALS", "Sales", "Sales", False),
        ("NOT EQUALS", "sales", "Sales", True),
        ("INCLUDES", "West Sales", "Sales", True),
        ("INCLUDES", "West sales", "Sales", False),
        ("ENDS_WITH", "a@contoso.example", "@contoso.example", True),
        ("ENDS_WITH", "@contoso.example.x", "@contoso.example", False),
        ("REGEX MATCH", "1205", "(1[1-9][0-9][0-9])", True),
        ("REGEX MATCH", "0205", "^1", False),
        ("NOT REGEX MATCH", "0205", "^1", True),
        ("NOT REGEX MATCH", "1205", "^1", False),
        ("GREATER_THAN", "10", "9", True),  # as numbers, not as text
        ("GREATER_THAN", "9", "9", False),
        ("GREATER_THAN", "ten", "9", False),
        ("GREATER_THAN_OR_EQUALS", "9", "9", True),
        ("GREATER_THAN_OR_EQUALS", "-10", "9", False),
    ],
)
def test_operator(operator: str, value: str, operand: str, expected: bool) -> None:
    assert holds(operator, value, operand) is expected


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("IS NULL", None, True), ("IS NULL", "", True), ("IS NULL", "x", False),
        ("IS NOT NULL", None, False), ("IS NOT NULL", "x", True),
        ("IS TRUE", "True", True), ("IS TRUE", True, True), ("IS TRUE", "x", False), ("IS TRUE", None, False),
        ("IS FALSE", False, True), ("IS FALSE", "false", True), ("IS FALSE", None, False),
    ],
)  # fmt: skip
def test_operator_without_value(operator: str, value: Any, expected: bool) -> None:
    assert holds(operator, value) is expected


@pytest.mark.parametrize("operator", [row.name for row in TABLE.values() if not row.unary])
@pytest.mark.parametrize("value", [None, "", ("x",), ["x"]])
def test_nothing_and_lists_satisfy_no_operator_with_a_value(operator: str, value: Any) -> None:
    assert holds(operator, value, "x") is False


@pytest.mark.parametrize("spelt", ["EQUALS", "Equals", " equals "])
def test_operators_are_read_in_any_letter_case_and_kept_as_spelt(spelt: str) -> None:
    clause = Clause("a", spelt, ("x",))
    assert clause.holds({"a": "x"})
    assert clause.to_json()["operatorName"] == spelt


def test_a_clause_that_cannot_be_evaluated_says_why() -> None:
    for operator, operand, code in (("SOUNDS LIKE", "x", "filter-operator"), ("REGEX MATCH", "(", "filter-pattern")):
        with pytest.raises(MappingError) as caught:
            holds(operator, "x", operand)
        assert caught.value.code == code


CLAUSES = st.builds(
    Clause,
    st.sampled_from("abc"),
    st.sampled_from(["EQUALS", "IS NULL", "INCLUDES"]),
    st.tuples(st.sampled_from("xyz")),
)
GROUPS = st.lists(st.lists(CLAUSES, min_size=1, max_size=3), max_size=3)
PEOPLE = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["x", "y", "xy", ""]))


@given(GROUPS, PEOPLE)
def test_and_within_or_between(groups: list[list[Clause]], person: dict[str, str]) -> None:
    scoping = ScopingFilter(tuple(FilterGroup(str(n), tuple(clauses)) for n, clauses in enumerate(groups)))
    expected = not groups or any(all(clause.holds(person) for clause in clauses) for clauses in groups)
    assert scoping.holds(person) is expected
    assert ScopingFilter.from_json(scoping.to_json()) == scoping


def test_no_filter_means_everybody() -> None:
    assert ScopingFilter.from_json(None).holds({})
    assert ScopingFilter().to_json() is None
    assert len(set(OPERATORS)) == len(OPERATORS)


@pytest.mark.parametrize(
    ("operator", "value", "operand", "outcome"),
    [
        ("EQUALS", "Sales", "Sales", "holds"), ("EQUALS", "sales", "Sales", "case"), ("EQUALS", "Store", "Sales", "no"),
        ("EQUALS", "", "Sales", "empty"), ("EQUALS", None, "Sales", "empty"), ("EQUALS", ("Sales",), "Sales", "several"),
        ("NOT EQUALS", "Sales", "sales", "holds"), ("NOT EQUALS", "Sales", "Sales", "no"), ("INCLUDES", "presales", "Sales", "case"),
        ("ENDS_WITH", "PRESALES", "sales", "case"), ("REGEX MATCH", "SALES", "sal", "case"), ("REGEX MATCH", "x", "sal", "no"),
        ("NOT REGEX MATCH", "SALES", "sal", "holds"), ("NOT REGEX MATCH", None, "sal", "empty"),
        ("GREATER_THAN", "8", "7", "holds"), ("GREATER_THAN", "7", "7", "no"), ("GREATER_THAN", "B7", "7", "number"),
        ("GREATER_THAN", "8", "seven", "number"), ("GREATER_THAN_OR_EQUALS", " 7 ", "7", "holds"),
        ("GREATER_THAN", "-1", "-2", "holds"), ("IS NULL", "", "", "holds"), ("IS NULL", "x", "", "no"),
        ("IS TRUE", True, "", "holds"), ("IS FALSE", "FALSE", "", "holds"), ("IS FALSE", None, "", "no"),
        ("&", "abc", "b", "holds"), ("!&", "abc", "b", "no"), ("!&", None, "b", "empty"),
    ],
)  # fmt: skip
def test_why_a_clause_does_not_hold(operator: str, value: Any, operand: str, outcome: str) -> None:
    clause = Clause("a", operator, (operand,) if operand else ())
    assert clause.explain({"a": value}) == outcome
    assert clause.holds({"a": value}) == (outcome == "holds")


def test_a_pattern_that_never_ends_is_an_error_of_the_filter() -> None:
    with pytest.raises(MappingError) as caught:
        Clause("a", "REGEX MATCH", (r"(x+x+)+y\1",)).holds({"a": "x" * 300})
    assert caught.value.code == "filter-pattern"
