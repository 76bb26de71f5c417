"""Schemas are compared by what they say: the service prints them in its own way when it stores them.

Ways of printing: parameters ``null`` in tests/real/schema/01 (Salesforce, 2017) and ``[]`` in tests/real/schema/02; blanks
removed in tests/real/graph/parseExpression/01; ``null`` for what was left out in tests/real/schema/01.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.core.resources import resource
from wizard.mapping import AttributeMapping, FilterGroup, Schema, ScopingFilter
from wizard.mapping.filters import Clause
from wizard.mapping.sameness import changed_filters, changed_rows, same_schema

REAL = Path(__file__).parent.parent / "real"
OURS = json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8"))
SALESFORCE = json.loads((REAL / "schema/01-salesforce-full-2017.json").read_text(encoding="utf-8"))["response"]["body"]


def reprinted(value: Any, parameters: Any, space: str, gaps: bool) -> Any:
    """Return JSON as the service might give it back."""
    if isinstance(value, list):
        return [reprinted(item, parameters, space, gaps) for item in value]
    if not isinstance(value, dict):
        return value
    new = {name: reprinted(item, parameters, space, gaps) for name, item in value.items()}
    if new.get("type") in {"Attribute", "Constant"} and "parameters" in new:
        new["parameters"] = parameters
    if new.get("type") == "Function" and isinstance(new.get("expression"), str):
        text = new["expression"]
        new["expression"] = (
            "".join(
                part if number % 2 else part.replace(", ", ",").replace(",", f",{space}")
                for number, part in enumerate(text.split('"'))
            )
            if '"' not in text
            else text.replace('", "', f'",{space}"')
        )
    if gaps and "targetAttributeName" in new:
        new.setdefault("defaultValue", None)
        new["invented"] = None
    return new


@pytest.mark.parametrize("raw", [OURS, SALESFORCE], ids=["ours", "salesforce"])
@given(parameters=st.sampled_from([None, []]), space=st.sampled_from(["", " ", "  "]), gaps=st.booleans())
def test_a_schema_that_was_printed_in_another_way_says_the_same(
    raw: Any, parameters: Any, space: str, gaps: bool
) -> None:
    one, two = Schema(raw), Schema(reprinted(copy.deepcopy(raw), parameters, space, gaps))
    assert same_schema(one, two)
    assert same_schema(two, one)


def test_the_order_of_rows_does_not_count() -> None:
    schema = Schema(OURS)
    rows = schema.mapping("User").rows
    assert same_schema(schema, schema.with_mapping("User", rows=tuple(reversed(rows))))


def changed(**how: Any) -> Schema:
    schema = Schema(OURS)
    rows = list(schema.mapping("User").rows)
    place = next(number for number, row in enumerate(rows) if row.target == "title")
    rows[place] = AttributeMapping.make("title", how.pop("expression", rows[place].expression), **how)
    return schema.with_mapping("User", rows=rows)


@pytest.mark.parametrize(
    "other",
    [
        changed(expression='Join(" ", [jobTitle])'),
        changed(default="none"),
        changed(flow="ObjectAddOnly"),
        changed(matching=3),
        Schema(OURS).with_mapping("User", enabled=False),
        Schema(OURS).with_mapping("User", actions=("Add",)),
        Schema(OURS).with_mapping("User", rows=Schema(OURS).mapping("User").rows[:-1]),
        Schema(OURS).with_mapping(
            "User", scope=ScopingFilter((FilterGroup("f", (Clause("department", "EQUALS", ("a b",)),)),))
        ),
    ],
)
def test_what_means_something_else_is_seen(other: Schema) -> None:
    assert not same_schema(Schema(OURS), other)
    assert not same_schema(other, Schema(OURS))


def test_blanks_inside_of_a_text_are_part_of_it() -> None:
    one, two = changed(expression='Join("a b", [jobTitle])'), changed(expression='Join("ab", [jobTitle])')
    assert not same_schema(one, two)


def test_an_expression_that_only_the_tenant_knows_is_compared_by_its_text() -> None:
    def row(text: str) -> AttributeMapping:
        source = {"type": "Function", "name": "NewOne", "expression": text, "parameters": []}
        return AttributeMapping("title", source)

    schema = Schema(OURS)
    first = schema.with_mapping("User", rows=[row('NewOne([a], "x y")')])
    assert same_schema(first, schema.with_mapping("User", rows=[row('NewOne( [a],"x y")')]))
    assert not same_schema(first, schema.with_mapping("User", rows=[row('NewOne([a], "xy")')]))


def test_only_what_was_changed_is_named() -> None:
    before, after = Schema(OURS).mapping("User"), changed(default="none").mapping("User")
    assert [row.target for row in changed_rows(before, after)] == ["title"]
    group = FilterGroup("Dock", (Clause("department", "EQUALS", ("Dock",)),))
    spelt = FilterGroup("Dock", (Clause("department", "Equals", ("Dock",)),))
    one = Schema(OURS).with_mapping("User", scope=ScopingFilter((group,))).mapping("User")
    two = Schema(OURS).with_mapping("User", scope=ScopingFilter((spelt,))).mapping("User")
    assert changed_filters(one, two) == (), "letter case of an operator says nothing"
    assert changed_filters(before, two) == (spelt,)
