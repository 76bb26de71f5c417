"""The practice Graph's mapping editor: expressions, operators, functions, and schemas that it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from graph_types import problems
from planted import CASES, CLEAN, Planted, Work
from practice_entra import World, add_app, add_job, make_world, refused


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def job(world: World) -> str:
    return add_job(world, add_app(world))


def parsed(world: World, job: str, expression: str, **more: Any) -> Any:
    answer = world.graph("POST", f"{job}/schema/parseExpression", json={"expression": expression, **more})
    assert answer.status_code == 200
    assert problems(answer.json, "parseExpressionResponse") == []
    return answer.json


def test_an_expression_is_parsed_and_evaluated(world: World, job: str) -> None:
    values = {
        "definition": None,
        "properties": [
            {"key": "givenName", "value": "Ann"},
            {"key": "otherMails", "value@odata.type": "#Collection(String)", "value": ["a", "b"]},
        ],
    }
    found = parsed(world, job, 'Join( ",", [givenName],[otherMails] , , )', testInputObject=values)
    assert (found["parsingSucceeded"], found["evaluationSucceeded"], found["error"]) == (True, True, None)
    assert found["evaluationResult"] == ["Ann,a,b"]
    assert [item["key"] for item in found["parsedExpression"]["parameters"]] == ["separator", "source", "source"]
    assert parsed(world, job, "[otherMails]", testInputObject=values)["evaluationResult"] == ["a", "b"]
    assert parsed(world, job, "IgnoreFlowIfNullOrEmpty([mail])", testInputObject=values)["evaluationResult"] == []
    assert parsed(world, job, "[givenName]")["evaluationSucceeded"] is False, "nothing to evaluate it on"


def test_a_bad_expression_is_an_answer(world: World, job: str) -> None:
    found = parsed(world, job, 'join(",", [a])')
    assert (found["parsingSucceeded"], found["parsedExpression"]) == (False, None)
    assert "Position: 1." in found["error"]["message"]
    found = parsed(world, job, "Item([a], 3)", testInputObject={"properties": [{"key": "a", "value": "x"}]})
    assert (found["parsingSucceeded"], found["evaluationSucceeded"]) == (True, False)
    assert found["error"]["code"] == "ExpressionEvaluationError"


def test_operators_and_functions_are_those_of_the_documentation(world: World, job: str) -> None:
    """Names and spelling of Microsoft's articles on scoping filters and functions, not those of the program."""
    operators = world.graph("GET", f"{job}/schema/filterOperators").json["value"]
    assert {item["name"]: item["arity"] for item in operators} == {
        **dict.fromkeys(("IS TRUE", "IS FALSE", "IS NULL", "IS NOT NULL"), "Unary"),
        **dict.fromkeys(("EQUALS", "NOT EQUALS", "REGEX MATCH", "NOT REGEX MATCH"), "Binary"),
        **dict.fromkeys(("Includes", "ENDS_WITH", "Greater_Than", "Greater_Than_OR_EQUALS", "&", "!&"), "Binary"),
    }
    functions = {item["name"]: item for item in world.graph("GET", f"{job}/schema/functions").json["value"]}
    assert {"Len", "DefaultDomain", "Prepend", "IsNothing", "AppRoleAssignments"} <= set(functions)
    assert functions["DefaultDomain"]["parameters"] == []
    assert functions["Join"]["parameters"] == [
        {"name": "separator", "required": True, "allowMultipleOccurrences": False, "type": "String"},
        {"name": "source", "required": True, "allowMultipleOccurrences": True, "type": "String"},
    ]
    assert [item["name"] for item in functions["Replace"]["parameters"]][:3] == ["source", "Find", "RegularExpression"]
    assert [item["name"] for item in functions["FormatDateTime"]["parameters"]] == [
        "source",
        "inputFormat",
        "outputFormat",
    ]


UNREADABLE = ("flow misspelt", "behaviour misspelt", "actions misspelt", "function misspelt", "function in lower case")
REFUSED = [case for case in CASES if case.name in UNREADABLE]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_a_schema_that_cannot_be_read_is_refused(shared: tuple[World, str], case: Planted) -> None:
    world, job = shared
    before = world.graph("GET", f"{job}/schema").json
    work = Work()
    case.make(work)
    answer = world.graph("PUT", f"{job}/schema", json=work.raw)
    refused(answer, 400, "BadRequest")
    assert world.graph("GET", f"{job}/schema").json == before, "nothing of it was kept"


@pytest.mark.parametrize("name", ["required target not mapped", "target unknown", "source unknown", "gap"])
def test_what_only_a_check_of_ours_finds_is_stored(world: World, job: str, name: str) -> None:
    """Microsoft's own default schemas hold such rows (``tests/real/schema``)."""
    work = Work()
    next(case for case in CASES if case.name == name).make(work)
    assert world.graph("PUT", f"{job}/schema", json=work.raw).status_code == 204


@pytest.fixture(scope="module")
def shared() -> tuple[World, str]:
    world = make_world()
    return world, add_job(world, add_app(world))


def test_the_applications_own_schema_is_taken(world: World, job: str) -> None:
    assert world.graph("PUT", f"{job}/schema", json=CLEAN).status_code == 204
    work = Work()
    work.set("title", "ToUpper([jobTitle])")
    assert world.graph("PUT", f"{job}/schema", json=work.raw).status_code == 204
    kept = world.graph("GET", f"{job}/schema").json
    rows = [
        row
        for rule in kept["synchronizationRules"]
        for item in rule["objectMappings"]
        for row in item["attributeMappings"]
    ]
    assert "ToUpper([jobTitle])" in {(row["source"] or {}).get("expression") for row in rows}
