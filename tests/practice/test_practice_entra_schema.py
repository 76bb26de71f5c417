"""The practice Graph's mapping editor: expressions, operators, functions, and schemas that it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from graph_types import problems
from planted import CASES, CLEAN, Planted, Work
from practice_entra import World, add_app, add_job, make_world, refused

from wizard.mapping.checks import check
from wizard.mapping.expression import FUNCTIONS
from wizard.mapping.filters import TABLE


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
    assert "character 1" in found["error"]["message"]
    found = parsed(world, job, "Item([a], 3)", testInputObject={"properties": [{"key": "a", "value": "x"}]})
    assert (found["parsingSucceeded"], found["evaluationSucceeded"]) == (True, False)
    assert found["error"]["code"] == "expression-out-of-range"


def test_operators_and_functions_are_those_of_the_engine(world: World, job: str) -> None:
    operators = world.graph("GET", f"{job}/schema/filterOperators").json["value"]
    assert [(item["name"], item["arity"]) for item in operators] == [
        (row.name, "Unary" if row.unary else "Binary") for row in TABLE.values()
    ]
    functions = {item["name"]: item for item in world.graph("GET", f"{job}/schema/functions").json["value"]}
    assert set(functions) == set(FUNCTIONS)
    assert functions["Join"]["parameters"] == [
        {"name": "separator", "required": True, "allowMultipleOccurrences": False, "type": "String"},
        {"name": "source", "required": True, "allowMultipleOccurrences": True, "type": "String"},
    ]
    assert [item["name"] for item in functions["Replace"]["parameters"]][:3] == ["source", "Find", "RegularExpression"]


REFUSED = []
for _case in CASES:
    _work = Work()
    _case.make(_work)
    if any(finding.severity == "error" for finding in check(_work.schema, _case.kind)):  # type: ignore[arg-type]
        REFUSED.append(_case)


def test_many_mistakes_are_refused() -> None:
    assert len(REFUSED) >= 45


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_a_schema_that_cannot_work_is_refused(shared: tuple[World, str], case: Planted) -> None:
    world, job = shared
    before = world.graph("GET", f"{job}/schema").json
    work = Work()
    case.make(work)
    answer = world.graph("PUT", f"{job}/schema", json=work.raw)
    refused(answer, 400, "BadRequest")
    assert world.graph("GET", f"{job}/schema").json == before, "nothing of it was kept"


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
