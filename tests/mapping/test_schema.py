"""The schema survives reading, editing and writing; its default mappings pass their own checks."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.core.errors import MappingError
from wizard.core.resources import resource
from wizard.core.texts import Texts
from wizard.mapping.attribute_mapping import ON_CREATE, AttributeMapping
from wizard.mapping.checks import Finding, check, difference
from wizard.mapping.expression import compile_expression
from wizard.mapping.filters import Clause, FilterGroup, ScopingFilter
from wizard.mapping.schema import Schema

RAW = json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def schema() -> Schema:
    return Schema(copy.deepcopy(RAW))


def ids(found: tuple[Finding, ...]) -> set[str]:
    return {finding.id for finding in found}


# --- reading and writing


def test_what_was_read_is_written(schema: Schema) -> None:
    assert schema.to_json() == {name: value for name, value in RAW.items() if not name.startswith("@odata")}


@pytest.mark.parametrize("kind", ["User", "Group"])
def test_writing_rows_back_unchanged_changes_nothing(schema: Schema, kind: Any) -> None:
    mapping = schema.mapping(kind)
    again = schema.with_mapping(kind, rows=mapping.rows, scope=mapping.scope, enabled=mapping.enabled)
    before, after = canonical(schema.to_json()), canonical(again.to_json())
    assert after == before


def canonical(value: Any) -> Any:
    """Without the two fields that a row gets when it came without them."""
    if isinstance(value, dict):
        return {
            name: canonical(item)
            for name, item in value.items()
            if not (name in {"categoryFilterGroups", "inputFilterGroups"} and item == [])
            and not (name == "defaultValue" and not item)
        }
    return [canonical(item) for item in value] if isinstance(value, list) else value


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda x: st.lists(x, max_size=2))


@given(st.dictionaries(st.from_regex(r"x[a-z]{1,6}", fullmatch=True), JSON, min_size=1, max_size=4))
@settings(max_examples=examples(40), deadline=None)
def test_unknown_fields_survive_an_edit(unknown: dict[str, Any]) -> None:
    raw = copy.deepcopy(RAW)
    raw |= unknown
    rule = raw["synchronizationRules"][0]
    rule |= unknown
    rule["objectMappings"][0] |= unknown
    rule["objectMappings"][0]["attributeMappings"][0] |= unknown
    schema = Schema(raw)
    kind = rule["objectMappings"][0]["sourceObjectName"]
    rows = schema.mapping(kind).rows
    edited = schema.with_mapping(kind, rows=[rows[0].with_expression('"same"'), *rows[1:]]).to_json()
    new_rule = edited["synchronizationRules"][0]
    for place in (
        edited,
        new_rule,
        new_rule["objectMappings"][0],
        new_rule["objectMappings"][0]["attributeMappings"][0],
    ):
        assert unknown.items() <= place.items()


@pytest.mark.parametrize("wrong", [{}, {"synchronizationRules": "x"}, [], None, "text"])
def test_what_is_no_schema_is_refused(wrong: Any) -> None:
    with pytest.raises(MappingError) as caught:
        Schema(wrong)
    assert caught.value.code == "schema-shape"


def test_default_expressions_give_nothing_where_nothing_is_given(schema: Schema) -> None:
    rows = [row for kind in ("User", "Group") for row in schema.mapping(kind).rows if row.expression]
    assert len(rows) > 20
    assert {row.target: made for row in rows if (made := compile_expression(row.expression)({}))} == {}


# --- checks


def test_default_mappings_have_no_finding(schema: Schema) -> None:
    assert check(schema, "User") == ()
    assert check(schema, "Group") == ()


def user_rows(schema: Schema) -> list[AttributeMapping]:
    return list(schema.mapping("User").rows)


def broken(schema: Schema, change: str) -> Schema:
    rows = user_rows(schema)
    match change:
        case "twice":
            rows.append(AttributeMapping.make("displayName", "[mail]"))
        case "target":
            rows.append(AttributeMapping.make("dispalyName", "[mail]"))
        case "source":
            rows[0] = rows[0].with_expression("[userprincipalname]")
        case "syntax":
            tree = {"type": "Function", "name": "Join", "expression": 'Join("x"', "parameters": []}
            rows.append(AttributeMapping("nickName", tree))
        case "required":
            rows = [row for row in rows if row.target != "userName"]
        case "switch":
            rows = [row for row in rows if row.target != "active"]
        case "no-match":
            rows = [AttributeMapping(row.target, row.source, row.default, 0, row.flow, row.raw) for row in rows]
        case "gap":
            rows = [
                AttributeMapping(row.target, row.source, row.default, 3 if row.matching else 0, row.flow, row.raw)
                for row in rows
            ]
        case "none-match":
            rows = [
                AttributeMapping(
                    row.target, None if row.matching else row.source, None, row.matching, row.flow, row.raw
                )
                for row in rows
            ]
    return schema.with_mapping("User", rows=rows)


@pytest.mark.parametrize(
    ("change", "finding", "target"),
    [
        ("twice", "map-target-twice", "displayName"),
        ("target", "map-target-unknown", "dispalyName"),
        ("source", "map-source-unknown", "userName"),
        ("syntax", "map-expression-syntax", "nickName"),
        ("required", "map-required-missing", "userName"),
        ("switch", "map-disable-switch-removed", "active"),
        ("no-match", "map-no-matching", ""),
        ("gap", "map-matching-order", "userName"),
        ("none-match", "map-matching-without-source", "userName"),
    ],
)
def test_a_mistake_is_found_at_its_row(schema: Schema, change: str, finding: str, target: str) -> None:
    found = [item for item in check(broken(schema, change), "User") if item.id == finding]
    assert [item.target for item in found] == [target]
    texts = Texts()
    for item in found:
        assert texts.get(f"mapcheck-{item.id}", target=item.target, **item.params)


def test_wrong_letter_case_of_a_source_names_the_right_one(schema: Schema) -> None:
    (found,) = [item for item in check(broken(schema, "source"), "User") if item.id == "map-source-unknown"]
    assert found.params["near"] == "userPrincipalName"


@pytest.mark.parametrize(
    ("clause", "finding"),
    [
        (Clause("members", "EQUALS", ("x",)), "scope-filter-unsupported-attribute"),
        (Clause("no such", "EQUALS", ("x",)), "scope-filter-unknown-attribute"),
        (Clause("department", "SOUNDS LIKE", ("x",)), "scope-filter-operator"),
        (Clause("department", "EQUALS", ()), "scope-filter-no-value"),
        (Clause("department", "REGEX MATCH", ("(",)), "scope-filter-pattern"),
    ],
)
def test_a_filter_that_cannot_work_is_found(schema: Schema, clause: Clause, finding: str) -> None:
    wrong = schema.with_mapping("User", scope=ScopingFilter((FilterGroup("Filter", (clause,)),)))
    assert finding in ids(check(wrong, "User"))
    right = ScopingFilter((FilterGroup("Filter", (Clause("department", "EQUALS", ("Sales",)),)),))
    assert check(schema.with_mapping("User", scope=right), "User") == ()


# --- differences


def test_differences_are_told_row_by_row(schema: Schema) -> None:
    old = schema.mapping("User")
    rows = user_rows(schema)
    title = next(number for number, row in enumerate(rows) if row.target == "title")
    rows[title] = AttributeMapping("title", rows[title].with_expression("[department]").source, "none", 0, ON_CREATE)
    removed = rows.pop(0 if title else 1)
    rows.append(AttributeMapping.make("nickName", "[mailNickname]"))
    changes = difference(old, schema.with_mapping("User", rows=rows).mapping("User"))
    assert {(change.kind, change.target, change.field) for change in changes} == {
        ("changed", "title", "source"),
        ("changed", "title", "default"),
        ("changed", "title", "flow"),
        ("added", "nickName", "source"),
        ("removed", removed.target, "source"),
    }
    assert difference(old, old) == ()
