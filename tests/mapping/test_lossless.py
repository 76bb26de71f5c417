"""Schemas as files: nothing is lost on the way in and out; trees and texts; differences by meaning."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import CLEAN, Work

from wizard.core.errors import MappingError
from wizard.mapping import AttributeMapping, Schema
from wizard.mapping.differences import schema_differences
from wizard.mapping.expression import parse
from wizard.mapping.trees import disagrees, source_tree, tree_text

UNKNOWN = st.dictionaries(
    st.text("xyz", min_size=1, max_size=4).map(lambda name: f"new_{name}"),
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.integers(), max_size=2)),
    min_size=1, max_size=2,
)  # fmt: skip


def normalised(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def objects(value: Any) -> list[dict[str, Any]]:
    """Return every object inside a value, itself included."""
    if isinstance(value, dict):
        return [value, *(found for item in value.values() for found in objects(item))]
    return [found for item in value for found in objects(item)] if isinstance(value, list) else []


@st.composite
def schemas(draw: st.DrawFn) -> dict[str, Any]:
    """The practice application's schema with a filter, and unknown fields at any level."""
    work = Work()
    work.filter("department", draw(st.sampled_from(["EQUALS", "Is Not Null", "regex match"])), *draw(
        st.lists(st.text(max_size=4), max_size=2)
    ))  # fmt: skip
    places = objects(work.raw)
    for number in draw(st.lists(st.integers(0, len(places) - 1), max_size=6)):
        places[number].update(draw(UNKNOWN))
    return work.raw


@given(schemas())
@settings(max_examples=examples(60), deadline=None)
def test_reading_and_writing_loses_nothing(raw: dict[str, Any]) -> None:
    before = normalised(raw)
    schema = Schema(copy.deepcopy(raw))
    assert normalised(Schema.from_text(schema.to_text()).to_json()) == before
    for kind in ("User", "Group"):
        mapping = schema.mapping(kind)
        again = schema.with_mapping(
            kind,
            rows=mapping.rows,
            scope=mapping.scope,
            enabled=mapping.enabled,
        )
        assert normalised(again.to_json()) == before, "an edit that changes nothing changed something"
    assert normalised(schema.to_json()) == before, "an edit changed the schema it was made on"


@given(schemas(), st.integers(0, 20))
@settings(max_examples=examples(40), deadline=None)
def test_an_edit_changes_what_it_changes(raw: dict[str, Any], number: int) -> None:
    schema = Schema(copy.deepcopy(raw))
    rows = list(schema.mapping("User").rows)
    rows[number] = replace(rows[number], default="x")
    after = schema.with_mapping("User", rows=rows).to_json()
    expected = copy.deepcopy(raw)
    for rule in expected["synchronizationRules"]:
        for mapping in rule["objectMappings"]:
            if mapping["sourceObjectName"] == "User":
                mapping["attributeMappings"][number]["defaultValue"] = "x"
    assert normalised(after) == normalised(expected)


def test_what_a_portal_or_a_client_offers_is_read() -> None:
    text = json.dumps({"@odata.context": "https://graph.example/v1.0/$metadata#x", **CLEAN})
    for variant in (text, f"\ufeff{text}", json.dumps({"value": json.loads(text)}), json.dumps(CLEAN, indent=4)):
        assert normalised(Schema.from_text(variant).to_json()) == normalised(CLEAN)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "schema-not-json"), ("{", "schema-not-json"), ("[" * 100_000, "schema-not-json"), ("[]", "schema-shape"),
        ("{}", "schema-shape"), ('{"synchronizationRules": [1]}', "schema-shape"), ("1" * 6_000, "schema-not-json"),
        ('{"synchronizationRules": [{"objectMappings": "x"}]}', "schema-shape"), ('"text"', "schema-shape"),
        ('{"synchronizationRules": [], "directories": [{"objects": [{"attributes": [7]}]}]}', "schema-shape"),
    ],
    ids=lambda value: value[:30],
)  # fmt: skip
def test_what_is_no_schema_file(text: str, code: str) -> None:
    with pytest.raises(MappingError) as caught:
        Schema.from_text(text)
    assert caught.value.code == code


# --- trees


@pytest.mark.parametrize(
    "text",
    [
        "[mail]", '"a\\"b\\\\c"', 'Join(" ", [givenName], [surname])', 'Switch([a], , "x", "y", "z", "w")',
        'Switch([a], "d", "x", "y")', 'Replace([a], "-", , , "_")', 'Replace([a], , "x+", "g", "y")', 'Not([flag])',
        'IIF([a] = "x", [b], [c])',
    ],
)  # fmt: skip
def test_a_tree_prints_as_its_text(text: str) -> None:
    tree = source_tree(parse(text))
    assert not disagrees(tree)
    if " = " not in text:
        assert parse(tree_text(tree)) == parse(text)
    bare = json.loads(json.dumps(tree))
    for item in objects(bare):
        item.pop("expression", None)
    row = AttributeMapping.from_json({"targetAttributeName": "x", "source": bare})
    if " = " not in text:
        assert parse(row.expression) == parse(text), "a source without text is read from its tree"


def test_a_tree_that_says_something_else_is_noticed() -> None:
    tree = source_tree(parse('Join(" ", [givenName], [surname])'))
    tree["expression"] = 'Join(" ", [surname], [givenName])'
    assert disagrees(tree)
    assert not disagrees({"type": "Attribute", "name": "mail"})
    assert not disagrees({"type": "Function", "name": "Not", "expression": "Not([a])", "parameters": []})


# --- differences


def test_the_same_in_another_order_is_no_difference() -> None:
    work = Work()
    work.mapping()["attributeMappings"].reverse()
    work.raw["directories"].reverse()
    work.raw["version"] = "v2"
    work.mapping()["unknown"] = 1
    assert schema_differences(Schema(CLEAN), work.schema) == ()


def test_differences_are_named() -> None:
    work = Work()
    work.set("title", "[department]")
    work.set("nickName", "[mailNickname]")
    work.remove("externalId")
    work.row("displayName").update(matchingPriority=2)
    work.mapping().update(flowTypes="Add,Update")
    work.filter("department", "EQUALS", "Sales")
    work.define("target", "nickName", caseExact=True)
    work.define("source", "extension_a1_badge")
    work.mapping("Group")["enabled"] = False
    found = {(item.change, item.kind, item.part, item.name, item.field, item.old, item.new) for item in schema_differences(
        Schema(CLEAN), work.schema
    )}  # fmt: skip
    assert found >= {
        ("changed", "User", "row", "title", "expression", "[jobTitle]", "[department]"),
        ("added", "User", "row", "nickName", "", "", "[mailNickname]"),
        ("removed", "User", "row", "externalId", "", "[mailNickname]", ""),
        ("changed", "User", "row", "displayName", "matching", "0", "2"),
        ("changed", "User", "mapping", "", "actions", "Add, Delete, Update", "Add, Update"),
        ("added", "User", "filter", "Offices", "", "", 'department EQUALS "Sales"'),
        ("changed", "User", "target", "nickName", "case_exact", "False", "True"),
        ("changed", "Group", "mapping", "", "enabled", "True", "False"),
    }
    assert [item for item in found if item[3] == "extension_a1_badge"]
    assert len(found) == 9
    back = schema_differences(work.schema, Schema(CLEAN))
    assert len(back) == 9
