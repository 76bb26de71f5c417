"""Every recorded answer of Graph, its log and its errors, through the client's own decoders.

Nothing may raise that is no refusal of the service, and what the wizard shows must be filled where the body has it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from tests.real.answering import Answering, always, response
from tests.real.corpus import Item, Verdict
from wizard.core.errors import GraphError, WizardError
from wizard.core.tasks import Task
from wizard.graph import parse
from wizard.graph.aadsts import refusal
from wizard.graph.calls import Calls
from wizard.graph.client import GraphClient
from wizard.graph.clouds import cloud_by_id
from wizard.graph.logs import log_row
from wizard.graph.ondemand import on_demand_result
from wizard.graph.problems import problem
from wizard.graph.schema import SchemaCalls
from wizard.graph.tokens import TokenRequest
from wizard.secrets.redact import Redactor
from wizard.secrets.secret import Secret

GRAPH, LOGS, ERRORS = "Graph answers", "log rows", "errors"
_SP = "00000000-0000-4000-8000-000000000001"
_JOB = "job"
_GIVEN_UP = frozenset(
    (
        "gallery-app-missing",
        "graph-add-uncertain",
        "graph-answer-unreadable",
        "graph-no-sync-template",
        "graph-not-settled",
    )
)

Json = Mapping[str, Any]
Problems = Iterator[str]
Check = Callable[[Task, GraphClient, Any], Problems]


def check_answers(items: Iterable[Item]) -> Iterator[Verdict]:
    """Yield a verdict for every answer of Graph, log row and error."""
    for item in items:
        if item.subject == "graph" and item.response and item.status < 400:
            yield _judged(GRAPH, item, _graph)
        elif item.subject == "logs" and item.response:
            yield _judged(LOGS, item, _log)
        elif item.subject in {"graph", "errors"} and item.response:
            yield _judged(ERRORS, item, _error)


def _judged(subject: str, item: Item, look: Callable[[Item], Problems]) -> Verdict:
    try:
        wrong = list(look(item))
    except WizardError as error:
        wrong = [f"raises {error.code} {dict(error.params)}"]
    except Exception as error:
        wrong = [f"raises {type(error).__name__}: {error}"]
    return Verdict(subject, item.slug, "differs" if wrong else "agrees", "; ".join(wrong))


# --- Graph


class _Tokens:
    """Gives a token that no service would take."""

    def token(self, request: TokenRequest, task: Task | None = None) -> Secret:
        return Secret("token-of-no-worth")


def client_for(answer: Callable[[Any], Any]) -> GraphClient:
    """Return the program's Graph client, answered by a function."""
    return GraphClient(Calls(Answering(answer), cloud_by_id("global"), _Tokens(), wait=lambda task, seconds: None))  # type: ignore[arg-type]


def _graph(item: Item) -> Problems:
    body = item.body
    if isinstance(body, dict | list):
        body = (
            {name: value for name, value in body.items() if name != "@odata.nextLink"}
            if isinstance(body, dict)
            else body
        )
    check = CHECKS.get(item.folder)
    client = client_for(always(response(body, item.status or 200, item.response.get("headers"))))
    if isinstance(body, int) and not isinstance(body, bool):  # the answer to a request for a number alone is plain text
        client = client_for(always(response(str(body), 200, {"content-type": "text/plain"})))
        counted = client.people.count(Task())
        if counted != body:
            yield f"counts {counted} instead of {body}"
        return
    if isinstance(body, str | list | bool):  # nothing that Graph answers; it is refused in the client's own words
        with suppress(WizardError):
            client.calls.get(Task(), "/anything", "base")
        return
    if item.status == 204 or body is None:
        client.calls.send(
            Task(), "POST", "/me/checkMemberObjects", "base"
        )  # only how a bare answer is read matters here
        return
    if check is None:
        found = client.calls.get(Task(), "/anything", "base")
        if isinstance(body, dict) and found != body:
            yield "the object is not read as it came"
        return
    yield from check(Task(), client, body)


def _values(body: Any) -> list[Json]:
    """Return the objects of a collection, or the one that there is.

    What has the id of an earlier one counts once, as in the client: Graph's pages may repeat an object, and the examples
    of the documentation print one id for several.
    """
    if isinstance(body, dict) and isinstance(body.get("value"), list):
        found: dict[object, Json] = {}
        for number, one in enumerate(one for one in body["value"] if isinstance(one, dict)):
            found.setdefault(one.get("id") or number, one)
        return list(found.values())
    return [body] if isinstance(body, dict) else []


def shown(what: str, ours: object, told: object) -> Problems:
    """Yield a problem where the body tells something that the client does not show."""
    if told not in (None, "", [], {}) and ours != told:
        yield f"{what} is {ours!r} instead of {told!r}"


def _listed(body: Any) -> GraphClient:
    """Return a client that is told one object as a collection of one."""
    return client_for(always(response(body if "value" in body else {"value": [body]})))


def _assignments(task: Task, client: GraphClient, body: Any) -> Problems:
    people = [one for one in _values(body) if one.get("principalType") in {"User", "Group"}]  # programs get no account
    for ours, told in zip(_listed(body).assignments.all(task, _SP), people, strict=True):
        for what, value, name in (
            ("assignment", ours.id, "id"), ("principal", ours.principal_id, "principalId"), ("kind", ours.kind, "principalType"),
            ("role", ours.role_id, "appRoleId"), ("name", ours.display_name, "principalDisplayName"),
        ):  # fmt: skip
            yield from shown(what, value, told.get(name))


def _templates(task: Task, client: GraphClient, body: Any) -> Problems:
    for told in _values(body):
        ours = client_for(always(response({"value": [told]}))).applications.find_template(
            task, str(told.get("displayName"))
        )
        for what, value, name in (
            ("id", ours.id, "id"),
            ("name", ours.display_name, "displayName"),
            ("publisher", ours.publisher, "publisher"),
        ):
            yield from shown(what, value, told.get(name))
        kinds = told.get("supportedProvisioningTypes")
        if isinstance(kinds, list):
            yield from shown("provisioning", ours.provisions, bool(kinds) or None)


def _instantiated(task: Task, client: GraphClient, body: Any) -> Problems:
    made = body.get("servicePrincipal") if isinstance(body, dict) else None
    made = made or {}

    def answer(request: Any) -> Any:
        if request.method == "POST":
            return response(body, 201)
        return response({"value": []} if "$filter" in request.url else made)

    ours = client_for(answer).applications.add(task, "template", "name", ())
    yield from shown("id", ours.id, made.get("id") or made.get("objectId"))
    yield from _principal(ours, made)


def _principal(ours: Any, told: Json) -> Problems:
    yield from shown("app id", ours.app_id, told.get("appId"))
    yield from shown("name", ours.display_name, told.get("displayName"))
    yield from shown("template", ours.template_id, told.get("applicationTemplateId"))
    roles = [one for one in told.get("appRoles") or () if isinstance(one, dict)]
    yield from shown("roles", [role.id for role in ours.roles], [one.get("id") or "" for one in roles])
    yield from shown(
        "role names", [role.display_name for role in ours.roles], [one.get("displayName") or "" for one in roles]
    )


def _service_principals(task: Task, client: GraphClient, body: Any) -> Problems:
    for told in _values(body):
        reader = client_for(always(response({**told, "id": told.get("id") or _SP})))
        yield from _principal(reader.applications.get(task, _SP), told)


def _principals(task: Task, client: GraphClient, body: Any) -> Problems:
    """People, or groups: as a search shows them."""
    for told in _values(body):
        group = "userPrincipalName" not in told and (
            "group" in str(told.get("@odata.type")) or "groupTypes" in told or "securityEnabled" in told
        )
        answers = [response({"value": [] if group else [told]}), response({"value": [told] if group else []})]
        found = client_for(lambda request, left=answers: left.pop(0)).principals.search(task, "")  # type: ignore[misc]
        for ours in found:
            yield from shown("id", ours.id, told.get("id"))
            yield from shown("name", ours.display_name, told.get("displayName"))
            yield from shown("mail", ours.mail, told.get("mail"))
            if not group:
                yield from shown("user name", ours.detail, told.get("userPrincipalName"))
        if len(found) != 1:
            yield f"{len(found)} found instead of 1"


def _people(task: Task, client: GraphClient, body: Any) -> Problems:
    names = {
        "displayName": "displayName", "givenName": "givenName", "surname": "surname", "mail": "mail",
        "userPrincipalName": "userPrincipalName", "jobTitle": "jobTitle", "mailNickname": "mailNickname",
        "telephoneNumber": "businessPhones", "mobile": "mobilePhone", "physicalDeliveryOfficeName": "officeLocation",
        "preferredLanguage": "preferredLanguage", "postalCode": "postalCode",
    }  # fmt: skip
    told = _values(body)
    ours = client_for(always(response({"value": told}))).people.read(task, list(names))
    if len(ours) != len(told):
        yield f"{len(ours)} people instead of {len(told)}"
    for person, given in zip(ours, told, strict=False):
        for name, graph in names.items():
            value = given.get(graph)
            yield from shown(
                name, person.attributes.get(name), value[0] if isinstance(value, list) and value else value
            )
        yield from shown("id", person.id, given.get("id"))
    yield from _principals(task, client, body)


def _members(task: Task, client: GraphClient, body: Any) -> Problems:
    """Members come in a batch; what is neither a person nor a group is none to provisioning."""
    told = [{"@odata.type": "#microsoft.graph.user", **one} for one in _values(body)]
    batch = response({"responses": [{"id": "0", "status": 200, "body": {**body, "value": told}}]})
    ours = client_for(always(batch)).people.group_members(task, "group")
    kinds = {"#microsoft.graph.user", "#microsoft.graph.group"}
    wanted = [one["id"] for one in told if one.get("id") and one["@odata.type"] in kinds]
    yield from shown("members", sorted(one.id for one in ours), sorted(wanted))


def _organization(task: Task, client: GraphClient, body: Any) -> Problems:
    for told in _values(body)[:1]:
        ours = _listed(body).tenant.organization(task)
        yield from shown("id", ours.id, told.get("id"))
        yield from shown("name", ours.display_name, told.get("displayName"))
        yield from shown("type", ours.tenant_type, told.get("tenantType"))
        domains = [one.get("name") for one in told.get("verifiedDomains") or () if isinstance(one, dict)]
        yield from shown("domains", sorted(ours.domains), sorted(str(name) for name in domains))


def _licence(task: Task, client: GraphClient, body: Any) -> Problems:
    _listed(body).tenant.licence(task)
    yield from ()


def _roles(task: Task, client: GraphClient, body: Any) -> Problems:
    client.tenant.roles(task)
    yield from ()


def _sync_templates(task: Task, client: GraphClient, body: Any) -> Problems:
    ours = {one.id for one in _listed(body).jobs.templates(task, _SP)}
    yield from shown("templates", ours, {one.get("id") or "" for one in _values(body)})


def _jobs(task: Task, client: GraphClient, body: Any) -> Problems:
    if isinstance(body, dict) and "countSuccessiveCompleteFailures" in body:  # the status alone
        body = {"id": _JOB, "status": body}
    for ours, told in zip(_listed(body).jobs.all(task, _SP), _values(body), strict=True):
        yield from shown("id", ours.id, told.get("id"))
        yield from shown("template", ours.template_id, told.get("templateId"))
        status = parse.mapping(told.get("status"))
        yield from shown("code", ours.status.code, status.get("code"))
        yield from shown("schedule", ours.status.schedule_state, parse.mapping(told.get("schedule")).get("state"))
        quarantine = parse.mapping(status.get("quarantine"))
        if quarantine and not ours.status.quarantined:
            yield "the quarantine is not seen"
        if quarantine and ours.status.quarantine is not None:
            yield from shown("quarantine", ours.status.quarantine.reason, quarantine.get("reason"))
        for name, seen in (("lastExecution", ours.status.last), ("lastSuccessfulExecution", ours.status.last_success)):
            execution = parse.mapping(status.get(name))
            if execution and seen is not None:
                yield from shown(f"{name} state", seen.state, execution.get("state"))
        wanted = {one.get("name"): one.get("value") for one in parse.objects(told.get("synchronizationJobSettings"))}
        yield from shown(
            "settings",
            {name: value for name, value in ours.settings.items() if name},
            {str(name): parse.text(value) for name, value in wanted.items() if name},
        )


def _link(task: Task, client: GraphClient, body: Any) -> Problems:
    ours = client.connections.link(task, _SP, _JOB, "object")
    yield from shown("target", ours.target, body.get("targetAnchor"))
    yield from shown("name", ours.name, body.get("displayName"))


def _parsed(task: Task, client: GraphClient, body: Any) -> Problems:
    ours = client.schema.parse_expression(task, _SP, _JOB, "x")
    yield from shown("parsed", ours.parsed, body.get("parsingSucceeded"))
    yield from shown("source", ours.source, body.get("parsedExpression"))
    yield from shown("values", list(ours.values), [value or "" for value in body.get("evaluationResult") or ()])
    yield from shown("error", ours.error_code, parse.mapping(body.get("error")).get("code"))


def _named(call: Callable[[SchemaCalls], Callable[[Task, str, str], Iterable[object]]]) -> Check:
    def check(task: Task, client: GraphClient, body: Any) -> Problems:
        ours = call(_listed(body).schema)(task, _SP, _JOB)
        names = [one if isinstance(one, str) else getattr(one, "name", one) for one in ours]
        told = [one.get("name") or one.get("id") for one in _values(body)]
        yield from shown("names", names, [name for name in told if name])

    return check


def _schema(task: Task, client: GraphClient, body: Any) -> Problems:
    ours = client.schema.read(task, _SP, _JOB)
    yield from shown("rules", ours.get("synchronizationRules"), body.get("synchronizationRules"))


def _secrets(task: Task, client: GraphClient, body: Any) -> Problems:
    ours = client.credentials.read(task, _SP)
    told = {str(one.get("key")): one.get("value") for one in _values(body)}
    yield from shown("keys", sorted(ours.values), sorted(told))
    yield from shown("address", ours.base_address, told.get("BaseAddress"))


def _on_demand(task: Task, client: GraphClient, body: Any) -> Problems:
    ours = on_demand_result(body)
    if ours.raw:
        yield "the answer is not understood"
    if not ours.steps and "provisioningSteps" in str(body.get("value")):
        yield "no steps"
    if "skip" in str(body).lower() and not any(step.details for step in ours.steps):
        yield "a skip without its details"


def _tried(check: Check) -> Check:
    """An object that an author made up of placeholders may be one that the client rightly does not find."""

    def inner(task: Task, client: GraphClient, body: Any) -> Problems:
        try:
            yield from check(task, client, body)
        except GraphError as error:
            if error.code not in _GIVEN_UP:
                raise

    return inner


CHECKS: Mapping[str, Check] = {
    "appRoleAssignedTo-list": _assignments,
    "appRoleAssignedTo-post": _assignments,
    "applicationTemplates-get": _templates,
    "applicationTemplates-list": _templates,
    "applicationTemplates-instantiate": _tried(_instantiated),
    "servicePrincipals-get": _service_principals,
    "servicePrincipals-list": _service_principals,
    "groups-list": _principals,
    "groups-members": _members,
    "groups-transitiveMembers": _principals,
    "users-get": _people,
    "users-list": _people,
    "users-manager": _principals,
    "organization": _organization,
    "subscribedSkus": _licence,
    "memberOf": _roles,
    "transitiveMemberOf": _roles,
    "templates-list": _tried(_sync_templates),
    "jobs-create": _jobs,
    "jobs-get": _jobs,
    "jobs-list": _jobs,
    "parseExpression": _parsed,
    "filterOperators": _named(lambda schema: schema.filter_operators),
    "functions": _named(lambda schema: schema.functions),
    "objectConnections-get": _link,
    "schema-get": _schema,
    "secrets-get": _secrets,
    "provisionOnDemand": _on_demand,
}


# --- log rows


def _log(item: Item) -> Problems:
    body = item.body
    if item.text("form") == "directory-audit":
        return
    for told in _values(body) if isinstance(body, dict) else []:
        row = told.get("properties") if item.text("form") == "azure-monitor" else told
        if not isinstance(row, dict):
            continue
        # The diagnostic setting writes some parts as JSON texts; Graph, which the client reads, writes objects.
        row = {name: _json(value) if item.text("form") == "azure-monitor" else value for name, value in row.items()}
        ours = log_row(row)
        if item.text("form") != "azure-monitor":
            yield from shown("id", ours.id, row.get("id"))
            yield from shown("job", ours.job_id, row.get("jobId"))
            yield from shown("cycle", ours.cycle_id, row.get("cycleId"))
        action = row.get("provisioningAction") or row.get("action")
        yield from shown("action", ours.action, str(action).lower() if action else None)
        steps = [one for one in row.get("provisioningSteps") or () if isinstance(one, dict)]
        yield from shown("steps", [one.name for one in ours.steps], [one.get("name") or "" for one in steps])
        for step, given in zip(ours.steps, steps, strict=False):
            details = parse.mapping(given.get("details"))
            for name in ("SkipReason", "PropertyName"):
                yield from shown(name, step.details.get(name), details.get(name))
        status = parse.mapping(row.get("provisioningStatusInfo"))
        error = parse.mapping(status.get("errorInformation"))
        yield from shown("status", ours.status.status, str(status.get("status") or "").lower())
        yield from shown("code", ours.status.error_code, error.get("errorCode"))
        yield from shown("words", ours.status.reason, error.get("reason"))


def _json(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


# --- errors


def _error(item: Item) -> Problems:
    body = item.body
    if isinstance(body, dict) and "error_description" in body:
        numbers = refusal(body)
        if not numbers.code:
            yield "no code"
        told = str(body.get("error_description"))
        if "AADSTS" in told and not str(numbers.params.get("number", "")).startswith("AADSTS"):
            yield f"the number is {numbers.params.get('number')!r}"
        return
    if not item.status:
        return
    got = response(body, item.status, item.response.get("headers"))
    error = problem(got, Redactor())
    given = parse.mapping(parse.mapping(body).get("error"))
    yield from shown("code", error.graph_code, given.get("code"))
    inner = parse.mapping(given.get("innerError"))
    yield from shown("request", error.request_id, inner.get("request-id"))
    if item.status == 400:
        message = str(given.get("message") or "")
        detail = str(error.params.get("detail"))
        if message and not detail.startswith(message[:200]):
            yield f"the words are {detail!r}"
