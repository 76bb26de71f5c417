"""Saving a schema: only what was changed can be refused, and the tenant's own parser and lists have the last word."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from graph_wire import Script, Wire
from werkzeug.wrappers import Request as WebRequest
from werkzeug.wrappers import Response as WebResponse

from wizard.core.errors import GraphError, MappingError
from wizard.core.resources import resource
from wizard.directory import Tenant
from wizard.journey.answers import Answers
from wizard.journey.context import Context
from wizard.journey.services.job_schema import apply, read_schema
from wizard.journey.services.tenant_language import read_language
from wizard.journey.steps.mappings import save
from wizard.mapping import AttributeMapping, FilterGroup, Schema
from wizard.mapping.checks import check
from wizard.mapping.filters import Clause
from wizard.secrets.memory import MemoryStore

RAW = json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8"))
REAL = Path(__file__).parent.parent / "real"
PARSED = json.loads((REAL / "graph/parseExpression/02-replace-to-upper-2017.json").read_text(encoding="utf-8"))
TREE = PARSED["response"]["body"]["parsedExpression"]
ANSWERS = Answers(service_principal_id="sp", tenant_url="https://cloudgate.example/scim/v2")


class Job:
    """A job whose schema can be read and saved; what its tenant says about expressions and operators can be set."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.parse: Callable[[str], tuple[int, Any]] = lambda text: (403, {"error": {"code": "Forbidden"}})
        self.operators: tuple[int, Any] = (403, {"error": {"code": "Forbidden"}})
        self.functions: tuple[int, Any] = (403, {"error": {"code": "Forbidden"}})
        self.saved: list[dict[str, Any]] = []
        self.store: Callable[[dict[str, Any]], dict[str, Any]] = copy.deepcopy

    def __call__(self, request: WebRequest) -> WebResponse:
        path = request.path
        status, body = 200, Any
        if path.endswith("/jobs"):
            body = {"value": [{"id": "job", "templateId": "t"}]}
        elif path.endswith("/parseExpression"):
            status, body = self.parse(json.loads(request.get_data())["expression"])
        elif path.endswith("/filterOperators"):
            status, body = self.operators
        elif path.endswith("/functions"):
            status, body = self.functions
        elif request.method == "PUT":
            self.saved.append(json.loads(request.get_data()))
            self.raw = self.store(self.saved[-1])
            return WebResponse("", 204)
        else:
            body = self.raw
        return WebResponse(json.dumps(body), status, content_type="application/json")


@pytest.fixture
def job(script: Script) -> Job:
    found = Job(copy.deepcopy(RAW))
    script.answers.append(found)
    return found


@pytest.fixture
def context(scripted: Wire) -> Context:
    def nobody(*_args: object) -> Any:
        raise AssertionError("nothing is sent")

    context = Context(nobody, nobody, MemoryStore(), nobody)
    context.session = SimpleNamespace(graph=scripted.graph, account="a", tenant=Tenant("t", "T"))  # type: ignore[assignment]
    return context


def with_row(raw: dict[str, Any], row: AttributeMapping) -> Answers:
    """Return the answers of somebody who changed one row."""
    rows = [row if item.target == row.target else item for item in Schema(raw).mapping("User").rows]
    return ANSWERS.with_(user_rows=tuple(item.to_json() for item in rows))


def row(text: str, target: str = "title") -> AttributeMapping:
    return AttributeMapping(target, {"type": "Function", "name": "X", "expression": text, "parameters": []})


def broken() -> dict[str, Any]:
    """Return a schema as an application may ship it: with a function that this program does not know."""
    raw = copy.deepcopy(RAW)
    rows = raw["synchronizationRules"][0]["objectMappings"][1]["attributeMappings"]
    rows.append(row("Unheard([mail])", "unheardOf").to_json())
    return raw


def run(context: Context, wire: Wire, answers: Answers) -> Any:
    wanted = apply(Schema(context.graph.schema.read(wire.task, "sp", "job")), answers)
    return save(wire.task, context, answers, wanted)


def test_a_save_that_changes_nothing_is_never_refused_and_sends_nothing(
    context: Context, scripted: Wire, job: Job
) -> None:
    job.raw = broken()
    assert any(item.severity == "error" for item in check(Schema(job.raw), "User"))
    answers = ANSWERS.with_(user_rows=tuple(item.to_json() for item in Schema(job.raw).mapping("User").rows))
    assert run(context, scripted, answers).by == ""
    assert job.saved == []


def test_what_nobody_touched_never_keeps_a_change_back(context: Context, scripted: Wire, job: Job) -> None:
    job.raw = broken()
    assert run(context, scripted, with_row(job.raw, AttributeMapping.make("title", "[department]"))).by == "tables"
    assert len(job.saved) == 1


def test_a_changed_row_is_held_back_by_our_tables_where_the_tenant_does_not_answer(
    context: Context, scripted: Wire, job: Job
) -> None:
    with pytest.raises(MappingError) as caught:
        run(context, scripted, with_row(job.raw, row("Unheard([mail])")))
    assert (caught.value.code, caught.value.params["first"]) == ("mapping-has-problems", "title")
    assert job.saved == []
    assert "users-tables" in scripted.report_keys()


def test_what_the_tenant_takes_is_no_error_and_its_tree_is_saved(context: Context, scripted: Wire, job: Job) -> None:
    """The expression and its tree: tests/real/graph/parseExpression/02."""
    job.parse = lambda text: (200, PARSED["response"]["body"])
    saved = run(context, scripted, with_row(job.raw, row('Replace([preferredLanguage], "-", , , "_", ,  )')))
    assert saved.by == "tenant"
    rows = Schema(job.saved[0]).mapping("User").rows
    assert next(item.source for item in rows if item.target == "title") == TREE
    asked = [sent.json["expression"] for sent in scripted.sent if sent.path.endswith("parseExpression")]
    assert asked == ['Replace([preferredLanguage], "-", , , "_", ,  )'], "only the changed row is asked about"


def test_what_the_tenant_refuses_is_told_in_its_words(context: Context, scripted: Wire, job: Job) -> None:
    said = {"parsingSucceeded": False, "error": {"code": "Bad", "message": "Unexpected end at 7."}}
    job.parse = lambda text: (200, said)
    with pytest.raises(MappingError) as caught:
        run(context, scripted, with_row(job.raw, AttributeMapping.make("title", "[department]")))
    assert (caught.value.code, caught.value.params["detail"]) == ("mapping-expression-refused", "Unexpected end at 7.")
    assert job.saved == []


def test_a_tenant_that_is_busy_is_not_a_tenant_that_agrees(context: Context, scripted: Wire, job: Job) -> None:
    job.parse = lambda text: (503, {"error": {"code": "ServiceUnavailable"}})
    with pytest.raises(GraphError):
        run(context, scripted, with_row(job.raw, AttributeMapping.make("title", "[department]")))
    assert job.saved == []


def filtered(operator: str) -> Answers:
    group = FilterGroup("Dock", (Clause("department", operator, ("Dock",)),))
    return ANSWERS.with_(user_filter=(group.to_json(),))


@pytest.mark.parametrize(
    ("operator", "names", "code"),
    [
        # Names as Microsoft writes them, in their own letter case.
        ("Includes", ["EQUALS", "Includes"], ""),
        ("INCLUDES", ["EQUALS", "Includes"], ""),
        ("STARTS_WITH", ["EQUALS", "Starts_With"], ""),
        ("STARTS_WITH", ["EQUALS"], "mapping-operator-refused"),
        ("INCLUDES", ["EQUALS"], "mapping-operator-refused"),
    ],
)
def test_the_tenant_tells_which_operators_there_are(
    context: Context, scripted: Wire, job: Job, operator: str, names: list[str], code: str
) -> None:
    job.operators = (200, {"value": [{"name": name} for name in names]})
    if not code:
        run(context, scripted, filtered(operator))
        assert len(job.saved) == 1
        return
    with pytest.raises(MappingError) as caught:
        run(context, scripted, filtered(operator))
    assert caught.value.code == code
    assert job.saved == []


FUNCTIONS = [
    {"name": "Append", "parameters": [{"name": "source", "required": True}, {"name": "suffix", "required": True}]},
    {"name": "Shout", "parameters": [{"name": "text", "type": "String", "required": True}]},
]
"""As tests/real/graph/functions has them, and one that this program has never heard of."""


def test_a_function_that_only_the_tenant_lists_is_saved_where_its_parser_does_not_answer(
    context: Context, scripted: Wire, job: Job
) -> None:
    job.functions = (200, {"value": FUNCTIONS})
    assert run(context, scripted, with_row(job.raw, row("Shout([mail])"))).by == "tables"
    assert len(job.saved) == 1
    with pytest.raises(MappingError) as caught:
        run(context, scripted, with_row(job.raw, row("Unheard([mail])")))
    assert caught.value.code == "mapping-has-problems"


def test_the_tenants_parser_overrules_its_list(context: Context, scripted: Wire, job: Job) -> None:
    """A list may be shortened; what parseExpression takes is an expression, and its tree is saved."""
    job.functions = (200, {"value": FUNCTIONS})
    tree = {"type": "Function", "name": "Unheard", "expression": "Unheard([mail])", "parameters": []}
    job.parse = lambda text: (200, {"parsingSucceeded": True, "parsedExpression": tree})
    assert run(context, scripted, with_row(job.raw, row("Unheard([mail])"))).by == "tenant"
    assert next(item.source for item in Schema(job.saved[0]).mapping("User").rows if item.target == "title") == tree


def test_the_tenants_language_goes_with_its_schema(context: Context, scripted: Wire, job: Job) -> None:
    job.functions = (200, {"value": FUNCTIONS})
    operators = [
        {"id": "EQUALS", "arity": "Binary", "supportedAttributeTypes": ["String"]},
        {"name": "Sounds_Like", "arity": "Binary", "supportedAttributeTypes": ["String"]},
        {"name": "IS MONDAY", "arity": "Unary", "supportedAttributeTypes": ["DateTime"]},
    ]
    job.operators = (200, {"value": operators})
    assert read_schema(scripted.task, context, ANSWERS).language.more == frozenset(), "nothing was asked yet"
    read_language(scripted.task, context, ANSWERS, "job")
    schema = read_schema(scripted.task, context, ANSWERS).with_mapping("User", enabled=True)
    language = schema.language
    assert language.more == {"Shout"} and [one.name for one in language.offered()] == ["Append", "Shout"]
    assert language.operators_for("String") == ["EQUALS", "Sounds_Like"] and language.is_unary("is monday")
    assert not language.knows_operator("INCLUDES")
    first = schema.mapping("User").rows[0].with_expression("Shout([mail])", language.more)
    told = {one.id: one.severity for one in check(schema.with_mapping("User", rows=[first]), "User")}
    assert told["map-expression-tenant-only"] == "advice" and "map-expression-syntax" not in told
    before = len(scripted.sent)
    read_language(scripted.task, context, ANSWERS, "job")
    assert len(scripted.sent) == before, "asked once"


def test_a_list_that_is_refused_leaves_the_other_one(context: Context, scripted: Wire, job: Job) -> None:
    job.operators = (200, {"value": [{"name": "EQUALS"}]})
    language = read_language(scripted.task, context, ANSWERS, "job")
    assert list(language.operators) == ["EQUALS"] and not language.functions
    assert language.offers("Join") and not language.offers("Trim"), "our own table answers"


def test_a_schema_that_comes_back_in_another_print_was_kept(context: Context, scripted: Wire, job: Job) -> None:
    def other(raw: dict[str, Any]) -> dict[str, Any]:
        return json.loads(json.dumps(raw).replace('"parameters": []', '"parameters": null'))  # type: ignore[no-any-return]

    job.store = other
    run(context, scripted, with_row(job.raw, AttributeMapping.make("title", 'Join(" ", [department], [city])')))
    assert job.raw != job.saved[0], "it did come back in another print"
    kept = read_schema(scripted.task, context, ANSWERS).mapping("User")
    assert next(one.expression for one in kept.rows if one.target == "title") == 'Join(" ", [department], [city])'


def test_a_schema_that_comes_back_with_another_meaning_was_not_kept(context: Context, scripted: Wire, job: Job) -> None:
    before = copy.deepcopy(job.raw)
    job.store = lambda raw: before
    with pytest.raises(MappingError) as caught:
        run(context, scripted, with_row(job.raw, AttributeMapping.make("title", "[department]")))
    assert caught.value.code == "schema-not-kept"
