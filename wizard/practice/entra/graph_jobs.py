"""Graph endpoints for synchronization: templates, jobs, provisioning on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from wizard.core.json_types import JsonMapping, JsonObject
from wizard.practice.entra import ondemand
from wizard.practice.entra.apps import UNKNOWN
from wizard.practice.entra.graph import APP_ROLES, Call, GraphApp
from wizard.practice.entra.jobs import RESET_SCOPES, SyncJob
from wizard.practice.entra.problems import GraphProblem, bad_request, not_found

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.practice.entra.apps import EnterpriseApp

BASE = "/servicePrincipals/<sp_id>/synchronization"
READ = "Synchronization.Read.All Synchronization.ReadWrite.All"
WRITE = "Synchronization.ReadWrite.All"


def add_routes(app: GraphApp) -> None:
    add(app, "GET", "/templates", list_templates, READ)
    add(app, "GET", "/templates/<template_id>", get_template, READ)
    add(app, "GET", "/jobs", list_jobs, READ)
    add(app, "GET", "/jobs/<job_id>", get_job, READ)
    add(app, "POST", "/jobs", create_job)
    add(app, "DELETE", "/jobs/<job_id>", delete_job)
    add(app, "POST", "/jobs/<job_id>/start", start_job)
    add(app, "POST", "/jobs/<job_id>/pause", pause_job)
    add(app, "POST", "/jobs/<job_id>/restart", restart_job)
    add(app, "POST", "/jobs/<job_id>/provisionOnDemand", provision_on_demand)


def add(graph: GraphApp, method: str, path: str, handler: Callable[..., Response | None], scopes: str = WRITE) -> None:
    """Add an endpoint below an application's synchronization.

    Args:
        handler: is given the application, and its job if the path names one.
    """

    def resolved(call: Call, sp_id: str, job_id: str = "", **more: str) -> Response | None:
        given = job_of(call, sp_id, job_id) if job_id else (call.state.app(sp_id),)
        return handler(call, *given, **more)

    graph.call(method, f"{BASE}{path}", resolved, scopes=scopes, roles=APP_ROLES)


def job_of(call: Call, sp_id: str, job_id: str) -> tuple[EnterpriseApp, SyncJob]:
    """Return the application and its job.

    Raises:
        GraphProblem: 404 if either is unknown.
    """
    app = call.state.app(sp_id)
    broken = app.jobs_deleted and call.state.faults.active("graph-job-recreated-broken")
    if app.job is None or app.job.id != job_id or broken:
        raise GraphProblem(404, "ResourceNotFound", f"There is no synchronization job '{job_id}'.")
    return app, app.job


# templates


def _template(call: Call, app: EnterpriseApp) -> JsonObject:
    key = app.template.display_name.replace(" ", "").replace("-", "").lower()
    fields = '[{"name":"baseaddress"},{"name":"secrettoken","secret":true}]'
    return {
        "id": app.template.sync_template,
        "applicationId": app.template.id,
        "default": True,
        "description": None,
        "discoverable": True,
        "factoryTag": app.template.sync_template,
        "metadata": [
            {"key": "GalleryApplicationIdentifier", "value": app.template.id},
            {"key": "GalleryApplicationKey", "value": key},
            {"key": "ConfigurationFields", "value": fields},
            {"key": "IsOAuthEnabled", "value": "false"},
        ],
        "schema": call.state.template_schema(app),
    }


def list_templates(call: Call, app: EnterpriseApp) -> Response:
    empty = app.settling.take("templates") or call.state.faults.active("graph-templates-unknown-error")
    value = [] if empty or not app.template.sync_template else [_template(call, app)]
    return call.page(value, f"servicePrincipals('{app.id}')/synchronization/templates", None, len(value))


def get_template(call: Call, app: EnterpriseApp, template_id: str) -> Response:
    if template_id != app.template.sync_template:
        raise not_found(template_id)
    return call.entity(_template(call, app), f"servicePrincipals('{app.id}')/synchronization/templates/$entity")


# jobs


def _jobs_context(app: EnterpriseApp) -> str:
    return f"servicePrincipals('{app.id}')/synchronization/jobs"


def settle(call: Call, app: EnterpriseApp) -> None:
    """Refuse the first calls on a new application, as the real service does while the application is replicated.

    Raises:
        GraphProblem: 401, 403, 404 or 409 (hashicorp/terraform-provider-azuread #1628).
    """
    what = f"{call.request.method} {call.request.path.rpartition('/')[2]}"
    if app.settling.unknown and what in app.settling.unknown:
        app.settling.unknown.discard(what)
        # tests/real/errors/05: for errors of the service behind it, Graph returns neither code nor message.
        raise GraphProblem(UNKNOWN[what], "UnknownError", "")
    left = app.settling.writes
    if call.request.method != "GET" and app.settling.take("writes"):
        if left % 2:
            raise GraphProblem(409, "Conflict", "The application is being changed by another request.")
        raise GraphProblem(403, "Forbidden", "The service does not allow this on the application yet.")


def list_jobs(call: Call, app: EnterpriseApp) -> Response:
    settle(call, app)
    hidden = app.jobs_deleted and call.state.faults.active("graph-job-recreated-broken")
    jobs = [] if app.job is None or hidden else [app.job.show(call.state.strict)]
    return call.page(jobs, _jobs_context(app), None, len(jobs))


def get_job(call: Call, app: EnterpriseApp, job: SyncJob) -> Response:
    return call.entity(job.show(call.state.strict), f"{_jobs_context(app)}/$entity")


def create_job(call: Call, app: EnterpriseApp) -> Response:
    state = call.state
    if app.settling.take("jobs"):
        raise GraphProblem(401, "Unauthorized", "The service does not know this application yet.")
    settle(call, app)
    template = call.body().get("templateId")
    if template != app.template.sync_template or not template:
        raise bad_request(f"There is no synchronization template '{template}' for this application.", "BadRequest")
    if app.job is not None:
        raise GraphProblem(409, "Conflict", "The application has a job of this template already.")
    tenant = state.directory.tenant.id.replace("-", "")
    identifier = f"{template}.{tenant}.{app.app_id}"
    app.job = SyncJob(identifier, template, {})
    app.job.save_schema(state.template_schema(app), state.now())
    return call.entity(app.job.show(call.state.strict), f"{_jobs_context(app)}/$entity", 201)


def delete_job(_: Call, app: EnterpriseApp, job: SyncJob) -> None:
    job.pause()
    app.job = None
    app.jobs_deleted += 1


def start_job(call: Call, _: EnterpriseApp, job: SyncJob) -> None:
    job.start(call.state.now())
    call.state.wake()


def pause_job(_call: Call, _: EnterpriseApp, job: SyncJob) -> None:
    job.pause()


def restart_job(call: Call, _: EnterpriseApp, job: SyncJob) -> None:
    criteria = call.body().get("criteria") or {}
    if not isinstance(criteria, dict):
        raise bad_request("criteria must be an object.", "BadRequest")
    names = {name.casefold(): name for name in RESET_SCOPES}
    scopes = []
    for part in str(criteria.get("resetScope") or "").split(","):
        if not part.strip():
            continue
        if part.strip().casefold() not in names:
            raise bad_request(f"'{part.strip()}' is no resetScope.", "BadRequest")
        scopes.append(names[part.strip().casefold()])
    job.restart(scopes, call.state.now())
    call.state.wake()


def provision_on_demand(call: Call, app: EnterpriseApp, job: SyncJob) -> Response:
    if not call.state.on_demand_allowed():
        raise GraphProblem(
            429, "TooManyRequests", "On-demand provisioning allows 5 requests in 10 seconds.", {"Retry-After": "10"}
        )
    rule_id, subject = _subject(call.body())
    if rule_id not in {rule.get("id") for rule in job.schema.get("synchronizationRules", [])}:
        raise bad_request(
            f"The request identified this synchronization job: {job.id}.  The request also identified this"
            f" synchronization rule: {rule_id}.  However, the job does not include the rule.",
            "RequestParameterInvalid",
        )
    key, value = ondemand.provision(call.state, app, job, subject)
    return call.entity({"key": key, "value": value}, "microsoft.graph.stringKeyStringValuePair")


def _subject(body: JsonMapping) -> tuple[str, JsonObject]:
    parameters = body.get("parameters")
    if not isinstance(parameters, list) or len(parameters) != 1 or not isinstance(parameters[0], dict):
        raise bad_request("parameters must hold one rule with its subjects.", "BadRequest")
    subjects = parameters[0].get("subjects")
    if not isinstance(subjects, list) or len(subjects) != 1 or not isinstance(subjects[0], dict):
        raise bad_request("Exactly one subject can be provisioned at a time.", "BadRequest")
    subject: JsonObject = subjects[0]
    if subject.get("objectTypeName") not in ("User", "Group") or not subject.get("objectId"):
        raise bad_request("A subject needs objectId, and objectTypeName User or Group.", "BadRequest")
    members = (subject.get("links") or {}).get("members") or []
    if len(members) > 5:
        raise bad_request("At most five members of a group can be provisioned at a time.", "BadRequest")
    return str(parameters[0].get("ruleId")), subject
