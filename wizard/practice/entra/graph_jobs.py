"""Graph calls on synchronization: templates, jobs, stored credentials, the connection test, one object on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from wizard.practice.entra import ondemand
from wizard.practice.entra.graph import APP_ROLES, Call, GraphApp, GraphProblem, Json, bad_request, not_found
from wizard.practice.entra.jobs import RESET_SCOPES, SyncJob

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.practice.entra.apps import EnterpriseApp

BASE = "/servicePrincipals/<sp_id>/synchronization"
READ = "Synchronization.Read.All Synchronization.ReadWrite.All"
WRITE = "Synchronization.ReadWrite.All"

SECRET_KEYS = frozenset(
    """None UserName Password SecretToken AppKey BaseAddress ClientIdentifier ClientSecret SingleSignOnType Sandbox Url
    Domain ConsumerKey ConsumerSecret TokenKey TokenExpiration Oauth2AccessToken Oauth2AccessTokenCreationTime
    Oauth2RefreshToken SyncAll InstanceName Oauth2ClientId Oauth2ClientSecret CompanyId UpdateKeyOnSoftDelete
    SynchronizationSchedule SystemOfRecord SandboxName EnforceDomain SyncNotificationSettings SkipOutOfScopeDeletions
    Oauth2AuthorizationCode Oauth2RedirectUri ApplicationTemplateIdentifier Oauth2TokenExchangeUri
    Oauth2AuthorizationUri AuthenticationType Server PerformInboundEntitlementGrants HardDeletesEnabled
    SyncAgentCompatibilityKey SyncAgentADContainer ValidateDomain TestReferences ConnectionString""".split()  # noqa: SIM905
)
MASKED_KEYS = frozenset(
    """Password SecretToken AppKey ClientSecret ConsumerSecret TokenKey Oauth2AccessToken Oauth2RefreshToken
    Oauth2ClientSecret Oauth2AuthorizationCode ConnectionString""".split()  # noqa: SIM905
)


def add_routes(app: GraphApp) -> None:
    def read(path: str, handler: Any) -> None:
        app.call("GET", f"{BASE}{path}", handler, scopes=READ, roles=APP_ROLES)

    def write(method: str, path: str, handler: Any) -> None:
        app.call(method, f"{BASE}{path}", handler, scopes=WRITE, roles=APP_ROLES)

    read("/templates", list_templates)
    read("/templates/<template_id>", get_template)
    read("/jobs", list_jobs)
    read("/jobs/<job_id>", get_job)
    read("/secrets", get_secrets)
    write("POST", "/jobs", create_job)
    write("DELETE", "/jobs/<job_id>", delete_job)
    write("POST", "/jobs/<job_id>/start", start_job)
    write("POST", "/jobs/<job_id>/pause", pause_job)
    write("POST", "/jobs/<job_id>/restart", restart_job)
    write("POST", "/jobs/<job_id>/provisionOnDemand", provision_on_demand)
    write("POST", "/jobs/<job_id>/validateCredentials", validate_credentials)
    write("POST", "/jobs/validateCredentials", validate_without_job)
    write("PUT", "/secrets", put_secrets)


def job_of(call: Call, sp_id: str, job_id: str) -> tuple[EnterpriseApp, SyncJob]:
    """Return the application and its job.

    Raises:
        GraphProblem: 404 when either is unknown.
    """
    app = call.state.app(sp_id)
    broken = app.jobs_deleted and call.state.faults.active("graph-job-recreated-broken")
    if app.job is None or app.job.id != job_id or broken:
        raise GraphProblem(404, "ResourceNotFound", f"There is no synchronization job '{job_id}'.")
    return app, app.job


# templates


def _template(app: EnterpriseApp) -> Json:
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
    }


def list_templates(call: Call, sp_id: str) -> Response:
    app = call.state.app(sp_id)
    empty = app.settling.take("templates") or call.state.faults.active("graph-templates-unknown-error")
    value = [] if empty or not app.template.sync_template else [_template(app)]
    return call.page(value, f"servicePrincipals('{app.id}')/synchronization/templates", None, len(value))


def get_template(call: Call, sp_id: str, template_id: str) -> Response:
    app = call.state.app(sp_id)
    if template_id != app.template.sync_template:
        raise not_found(template_id)
    return call.entity(_template(app), f"servicePrincipals('{app.id}')/synchronization/templates/$entity")


# jobs


def _jobs_context(app: EnterpriseApp) -> str:
    return f"servicePrincipals('{app.id}')/synchronization/jobs"


def list_jobs(call: Call, sp_id: str) -> Response:
    app = call.state.app(sp_id)
    hidden = app.jobs_deleted and call.state.faults.active("graph-job-recreated-broken")
    jobs = [] if app.job is None or hidden else [app.job.show(app.secrets)]
    return call.page(jobs, _jobs_context(app), None, len(jobs))


def get_job(call: Call, sp_id: str, job_id: str) -> Response:
    app, job = job_of(call, sp_id, job_id)
    return call.entity(job.show(app.secrets), f"{_jobs_context(app)}/$entity")


def create_job(call: Call, sp_id: str) -> Response:
    state, app = call.state, call.state.app(sp_id)
    if app.settling.take("jobs"):
        raise GraphProblem(401, "Unauthorized", "The service does not know this application yet.")
    _settle(app)
    template = call.body().get("templateId")
    if template != app.template.sync_template or not template:
        raise bad_request(f"There is no synchronization template '{template}' for this application.", "BadRequest")
    if app.job is not None:
        raise GraphProblem(409, "Conflict", "The application has a job of this template already.")
    tenant = state.directory.tenant.id.replace("-", "")
    identifier = f"{template}.{tenant}.{app.app_id}"
    app.job = SyncJob(identifier, template, {})
    app.job.save_schema(state.template_schema(app), state.now())
    return call.entity(app.job.show(app.secrets), f"{_jobs_context(app)}/$entity", 201)


def delete_job(call: Call, sp_id: str, job_id: str) -> Response:
    app, job = job_of(call, sp_id, job_id)
    job.pause()
    app.job = None
    app.jobs_deleted += 1
    return Response(status=204)


def start_job(call: Call, sp_id: str, job_id: str) -> Response:
    job_of(call, sp_id, job_id)[1].start(call.state.now())
    call.state.wake()
    return Response(status=204)


def pause_job(call: Call, sp_id: str, job_id: str) -> Response:
    job_of(call, sp_id, job_id)[1].pause()
    return Response(status=204)


def restart_job(call: Call, sp_id: str, job_id: str) -> Response:
    job = job_of(call, sp_id, job_id)[1]
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
    return Response(status=204)


def provision_on_demand(call: Call, sp_id: str, job_id: str) -> Response:
    app, job = job_of(call, sp_id, job_id)
    if not call.state.on_demand_allowed():
        raise GraphProblem(
            429, "TooManyRequests", "On-demand provisioning allows 5 requests in 10 seconds.", {"Retry-After": "10"}
        )
    rule_id, subject = _subject(call.body())
    if rule_id not in {rule.get("id") for rule in job.schema.get("synchronizationRules", [])}:
        raise bad_request(f"There is no synchronization rule '{rule_id}'.", "BadRequest")
    key, value = ondemand.provision(call.state, app, job, subject)
    return call.entity({"key": key, "value": value}, "microsoft.graph.stringKeyStringValuePair")


def _subject(body: Mapping[str, Any]) -> tuple[str, Json]:
    parameters = body.get("parameters")
    if not isinstance(parameters, list) or len(parameters) != 1 or not isinstance(parameters[0], dict):
        raise bad_request("parameters must hold one rule with its subjects.", "BadRequest")
    subjects = parameters[0].get("subjects")
    if not isinstance(subjects, list) or len(subjects) != 1 or not isinstance(subjects[0], dict):
        raise bad_request("Exactly one subject can be provisioned at a time.", "BadRequest")
    subject: Json = subjects[0]
    if subject.get("objectTypeName") not in ("User", "Group") or not subject.get("objectId"):
        raise bad_request("A subject needs objectId, and objectTypeName User or Group.", "BadRequest")
    members = (subject.get("links") or {}).get("members") or []
    if len(members) > 5:
        raise bad_request("At most five members of a group can be provisioned at a time.", "BadRequest")
    return str(parameters[0].get("ruleId")), subject


# credentials


def _settle(app: EnterpriseApp) -> None:
    """Refuse the first writes on a new application now and then, as the real service does while it settles."""
    left = app.settling.writes
    if app.settling.take("writes"):
        if left % 2:
            raise GraphProblem(409, "Conflict", "The application is being changed by another request.")
        raise GraphProblem(403, "Forbidden", "The service does not allow this on the application yet.")


def get_secrets(call: Call, sp_id: str) -> Response:
    app = call.state.app(sp_id)
    value: list[Json] = [
        {"key": key, "value": "*" if key in MASKED_KEYS else text} for key, text in list(app.secrets.items())
    ]
    return call.page(value, f"servicePrincipals('{app.id}')/synchronization/secrets", None, len(value))


def put_secrets(call: Call, sp_id: str) -> Response:
    """Replace all stored credentials; a masked value sent back is stored as the asterisk that it is."""
    app = call.state.app(sp_id)
    _settle(app)
    app.secrets = _pairs(call.body().get("value"))
    return Response(status=204)


def _pairs(value: Any) -> dict[str, str]:
    if not isinstance(value, list):
        raise bad_request("The body must hold the array 'value' of key and value.", "BadRequest")
    known = {key.casefold(): key for key in SECRET_KEYS}
    pairs: dict[str, str] = {}
    for entry in value:
        if not isinstance(entry, dict) or str(entry.get("key", "")).casefold() not in known:
            raise bad_request("A key of the credentials is not a member of synchronizationSecret.", "BadRequest")
        text = entry.get("value")
        if text is None:
            continue
        if not isinstance(text, str):
            raise bad_request("The values of credentials must be text.", "BadRequest")
        pairs[known[str(entry["key"]).casefold()]] = text
    return pairs


def validate_credentials(call: Call, sp_id: str, job_id: str) -> Response:
    app, job = job_of(call, sp_id, job_id)
    return _validate(call, app, job.schema)


def validate_without_job(call: Call, sp_id: str) -> Response:
    app = call.state.app(sp_id)
    if call.body().get("templateId") != app.template.sync_template:
        raise bad_request("templateId is missing or not a template of this application.", "BadRequest")
    return _validate(call, app, call.state.template_schema(app))


def _validate(call: Call, app: EnterpriseApp, schema: Json) -> Response:
    body = call.body()
    saved = body.get("useSavedCredentials") is True
    secrets = app.secrets if saved else _pairs(body.get("credentials"))
    failure = call.state.test_connection(secrets, schema)
    if failure is not None:
        raise GraphProblem(400, failure.graph_code, failure.message)
    return Response(status=204)
