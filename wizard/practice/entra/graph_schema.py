"""Graph endpoints for a job's synchronization schema: read, replace, restore, and the helpers of the mapping editor."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from wizard.core.errors import MappingError
from wizard.core.json_types import JsonObject
from wizard.mapping.expression import EvaluationContext, Flow, as_text, compile_expression
from wizard.practice.entra import store
from wizard.practice.entra.functions import functions_json, operators_json
from wizard.practice.entra.graph import Call, GraphApp
from wizard.practice.entra.graph_jobs import READ, add
from wizard.practice.entra.language import NotAnExpression, read
from wizard.practice.entra.problems import GraphProblem, bad_request, not_found
from wizard.practice.entra.times import moment

if TYPE_CHECKING:
    from wizard.practice.entra.apps import EnterpriseApp
    from wizard.practice.entra.jobs import SyncJob

_SCHEMA = "/jobs/<job_id>/schema"
_PARSED = "microsoft.graph.parseExpressionResponse"


def add_routes(app: GraphApp) -> None:
    add(app, "GET", "/templates/<template_id>/schema", get_template_schema, READ)
    add(app, "GET", _SCHEMA, get_schema, READ)
    add(app, "PUT", _SCHEMA, put_schema)
    add(app, "PATCH", _SCHEMA, patch_schema)
    add(app, "DELETE", _SCHEMA, reset_schema)
    add(app, "POST", f"{_SCHEMA}/parseExpression", parse_expression)
    add(app, "GET", f"{_SCHEMA}/filterOperators", list_operators)
    add(app, "GET", f"{_SCHEMA}/functions", list_functions)
    add(app, "POST", f"{_SCHEMA}/directories/<directory_id>/discover", discover, "Directory.ReadWrite.All")


def _context(app: EnterpriseApp, job: SyncJob) -> str:
    return f"servicePrincipals('{app.id}')/synchronization/jobs('{job.id}')/schema"


def get_template_schema(call: Call, app: EnterpriseApp, template_id: str) -> Response:
    if template_id != app.template.sync_template:
        raise not_found(template_id)
    context = f"servicePrincipals('{app.id}')/synchronization/templates('{template_id}')/schema/$entity"
    return call.entity(call.state.template_schema(app), context)


def get_schema(call: Call, app: EnterpriseApp, job: SyncJob) -> Response:
    return call.entity(job.schema, f"{_context(app, job)}/$entity")


def put_schema(call: Call, app: EnterpriseApp, job: SyncJob) -> None:
    """Replace the whole schema; the next cycle evaluates all objects again."""
    body = {name: value for name, value in call.body().items() if not name.startswith("@")}
    problem = store.problem(body)
    if problem:
        raise bad_request(problem, "BadRequest")
    if call.state.strict("schema-reprint"):
        body = store.printed(body)
    job.save_schema(body, call.state.now())


def patch_schema(call: Call, app: EnterpriseApp, job: SyncJob) -> None:
    """Refuse PATCH: the metadata lists it, but the real service supports only the documented PUT
    (``tests/real/errors/02``).
    """
    if not call.state.strict("schema-patch"):
        put_schema(call, app, job)
        return
    where = f"https://syncfabric.windowsazure.com/api/servicePrincipals('{app.id}')/synchronization/jobs('{job.id}')"
    message = f"No HTTP resource was found that matches the request URI '{where}/schema?api-version=2.0'."
    raise GraphProblem(404, "UnknownError", json.dumps({"Message": message}, separators=(",", ":")))


def reset_schema(call: Call, app: EnterpriseApp, job: SyncJob) -> None:
    job.save_schema(call.state.template_schema(app), call.state.now())


def list_operators(call: Call, app: EnterpriseApp, job: SyncJob) -> Response:
    value = operators_json()
    return call.page(value, f"{_context(app, job)}/filterOperators", None, len(value))


def discover(call: Call, app: EnterpriseApp, job: SyncJob, directory_id: str) -> Response:
    """Return the directory unchanged: the practice application's attributes never change."""
    for directory in job.schema.get("directories") or []:
        if directory.get("id") == directory_id:
            if directory.get("discoverabilities") in (None, "None"):
                raise GraphProblem(400, "BadRequest", "This directory cannot be discovered.")
            found = {**directory, "discoveryDateTime": moment(call.state.now())}
            return call.entity(found, f"{_context(app, job)}/directories/$entity")
    raise not_found(directory_id)


def list_functions(call: Call, app: EnterpriseApp, job: SyncJob) -> Response:
    value = functions_json()
    return call.page(value, f"{_context(app, job)}/functions", None, len(value))


def parse_expression(call: Call, app: EnterpriseApp, job: SyncJob) -> Response:
    """Parse an expression, and evaluate it if test values were sent; a bad expression is a result, not an HTTP
    error.
    """
    body = call.body()
    text = body.get("expression")
    if not isinstance(text, str):
        raise bad_request("expression must be text.", "BadRequest")
    answer: JsonObject = {
        "error": None,
        "evaluationResult": [],
        "evaluationSucceeded": False,
        "parsedExpression": None,
        "parsingSucceeded": False,
    }
    try:
        answer.update(parsedExpression=read(text), parsingSucceeded=True)
    except NotAnExpression as error:
        answer["error"] = _error("ExpressionParsingError", str(error))
        return call.entity(answer, _PARSED)
    values = _test_values(body.get("testInputObject"))
    if values is None:
        return call.entity(answer, _PARSED)
    try:
        # The engine determines the result of a known function, but not which functions exist.
        result = compile_expression(text)(values, EvaluationContext(now=call.state.now()))
        texts = list(result) if isinstance(result, tuple) else [as_text(result)]
        given = result is not None and not isinstance(result, Flow)
        answer.update(evaluationResult=texts if given else [], evaluationSucceeded=True)
    except MappingError as error:
        answer["error"] = _error("ExpressionEvaluationError", f"The expression cannot be evaluated: {error.code}.")
    return call.entity(answer, _PARSED)


def _error(code: str, message: str) -> JsonObject:
    return {"code": code, "message": message, "target": None, "details": [], "innerError": None}


def _test_values(given: object) -> JsonObject | None:
    """Read expressionInputObject; several values are sent as an array, with a type annotation."""
    properties = given.get("properties") if isinstance(given, dict) else None
    if not isinstance(properties, list):
        return None
    values: JsonObject = {}
    for entry in properties:
        if isinstance(entry, dict) and isinstance(entry.get("key"), str):
            value = entry.get("value")
            values[entry["key"]] = tuple(str(item) for item in value) if isinstance(value, list) else value
    return values
