"""Graph endpoints for an application's stored credentials, and the connection test with them.

Sources: Microsoft's page *Add synchronization secrets*; that PUT is an upsert by key, is case-sensitive and cannot
empty a key whose value is JSON: microsoftgraph/msgraph-metadata #347, hashicorp/terraform-provider-azuread,
MicrosoftDocs/entra-docs #2084 and ``tests/real/errors`` 06 and 07.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from wizard.core.json_types import JsonObject
from wizard.practice.entra.graph import Call, GraphApp
from wizard.practice.entra.graph_jobs import READ, add, settle
from wizard.practice.entra.problems import GraphProblem, bad_request

if TYPE_CHECKING:
    from wizard.practice.entra.apps import EnterpriseApp
    from wizard.practice.entra.jobs import SyncJob

SECRET_KEYS = frozenset(
    """None UserName Password SecretToken AppKey BaseAddress ClientIdentifier ClientSecret SingleSignOnType Sandbox Url
    Domain ConsumerKey ConsumerSecret TokenKey TokenExpiration Oauth2AccessToken Oauth2AccessTokenCreationTime
    Oauth2RefreshToken SyncAll InstanceName Oauth2ClientId Oauth2ClientSecret CompanyId UpdateKeyOnSoftDelete
    SynchronizationSchedule SystemOfRecord SandboxName EnforceDomain SyncNotificationSettings SkipOutOfScopeDeletions
    Oauth2AuthorizationCode Oauth2RedirectUri ApplicationTemplateIdentifier Oauth2TokenExchangeUri
    Oauth2AuthorizationUri AuthenticationType Server PerformInboundEntitlementGrants HardDeletesEnabled
    SyncAgentCompatibilityKey SyncAgentADContainer ValidateDomain TestReferences ConnectionString""".split()  # noqa: SIM905
)
JSON_KEYS = frozenset(("SyncNotificationSettings",))
"""Keys whose value is JSON; they can be changed, not emptied."""

MASKED_KEYS = frozenset(
    """Password SecretToken AppKey ClientSecret ConsumerSecret TokenKey Oauth2AccessToken Oauth2RefreshToken
    Oauth2ClientSecret Oauth2AuthorizationCode ConnectionString""".split()  # noqa: SIM905
)


def add_routes(app: GraphApp) -> None:
    add(app, "GET", "/secrets", get_secrets, READ)
    add(app, "PUT", "/secrets", put_secrets)
    add(app, "POST", "/jobs/<job_id>/validateCredentials", validate_credentials)
    add(app, "POST", "/jobs/validateCredentials", validate_without_job)


def get_secrets(call: Call, app: EnterpriseApp) -> Response:
    settle(call, app)
    value: list[JsonObject] = [
        {"key": key, "value": "*" if key in MASKED_KEYS else text} for key, text in list(app.secrets.items())
    ]
    return call.page(value, f"servicePrincipals('{app.id}')/synchronization/secrets", None, len(value))


def put_secrets(call: Call, app: EnterpriseApp) -> None:
    """Store credentials key by key; a masked value that is sent back is stored as an asterisk."""
    settle(call, app)
    if not call.request.get_data():
        raise bad_request("Empty Payload. JSON content expected.", "BadRequest")
    given = _pairs(call, call.body().get("value"))
    if not call.state.strict("secrets-upsert"):
        app.secrets = given
        return
    for key, text in given.items():
        if key in JSON_KEYS and not _is_object(text):
            raise bad_request(f"The value of '{key}' is not valid.", "BadRequest")
    kept = {**app.secrets, **given}
    app.secrets = {key: text for key, text in kept.items() if text}


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _pairs(call: Call, value: object) -> dict[str, str]:
    if not isinstance(value, list):
        raise bad_request("The body must hold the array 'value' of key and value.", "BadRequest")
    folded = {} if call.state.strict("secrets-key-case") else {key.casefold(): key for key in SECRET_KEYS}
    pairs: dict[str, str] = {}
    for entry in value:
        if not isinstance(entry, dict):
            raise bad_request("A member of 'value' is no pair of key and value.", "BadRequest")
        given = str(entry.get("key", ""))
        key = folded.get(given.casefold(), given)
        if key not in SECRET_KEYS:
            raise GraphProblem(500, "InternalError", f"Requested value '{given}' was not found.")
        text = entry.get("value")
        if text is None:
            continue
        if not isinstance(text, str):
            raise bad_request("The values of credentials must be text.", "BadRequest")
        pairs[key] = text
    return pairs


def validate_credentials(call: Call, app: EnterpriseApp, job: SyncJob) -> None:
    _validate(call, app, job.schema)


def validate_without_job(call: Call, app: EnterpriseApp) -> None:
    if call.body().get("templateId") != app.template.sync_template:
        raise bad_request("templateId is missing or not a template of this application.", "BadRequest")
    _validate(call, app, call.state.template_schema(app))


def _validate(call: Call, app: EnterpriseApp, schema: JsonObject) -> None:
    body = call.body()
    saved = body.get("useSavedCredentials") is True
    secrets = app.secrets if saved else _pairs(call, body.get("credentials"))
    failure = call.state.test_connection(secrets, schema)
    if failure is not None:
        raise GraphProblem(400, failure.graph_code, failure.message)
