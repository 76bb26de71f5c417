"""Performs a whole setup with Microsoft's own Graph client; a program, so that the client is not loaded in the tests.

Reads the output of ``practice serve --json`` from standard input, and prints its observations as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import uuid
from typing import Any

GALLERY = "Soloinsight-CloudGate SSO"


def make_client(facts: dict[str, Any]) -> Any:
    """Return a ``GraphServiceClient`` for the practice Graph with the given access token, and its HTTP client."""
    import ssl

    import httpx
    from kiota_abstractions.authentication import AuthenticationProvider
    from msgraph import GraphServiceClient
    from msgraph.graph_request_adapter import GraphRequestAdapter, options
    from msgraph_core import GraphClientFactory

    class Token(AuthenticationProvider):
        async def authenticate_request(self, request: Any, additional_authentication_context: Any = None) -> None:
            request.headers.try_add("Authorization", f"Bearer {facts['access_token']}")

    trust = ssl.create_default_context(cafile=facts["ca_file"])
    http = GraphClientFactory.create_with_default_middleware(client=httpx.AsyncClient(verify=trust), options=options)
    adapter = GraphRequestAdapter(Token(), client=http)
    adapter.base_url = f"{facts['graph']}/v1.0"
    return GraphServiceClient(request_adapter=adapter), http


async def settled(ask: Any, good: Any = bool) -> Any:
    """Repeat ``ask`` until the response is good, because new objects are not replicated immediately."""
    from kiota_abstractions.api_error import APIError

    for _turn in range(120):
        try:
            answer = await ask()
            if good(answer):
                return answer
        except APIError as error:
            if error.response_status_code not in {401, 403, 404, 409}:
                raise
        await asyncio.sleep(0.25)
    raise TimeoutError(ask)


async def whole_setup(client: Any, facts: dict[str, Any]) -> dict[str, Any]:
    """Perform the wizard's work in its order; return the observations."""
    from kiota_abstractions.base_request_configuration import RequestConfiguration
    from msgraph.generated.application_templates.application_templates_request_builder import (
        ApplicationTemplatesRequestBuilder,
    )
    from msgraph.generated.application_templates.item.instantiate import instantiate_post_request_body as instantiate
    from msgraph.generated.models.app_role_assignment import AppRoleAssignment
    from msgraph.generated.models.synchronization_job import SynchronizationJob
    from msgraph.generated.models.synchronization_job_restart_criteria import SynchronizationJobRestartCriteria
    from msgraph.generated.models.synchronization_secret import SynchronizationSecret
    from msgraph.generated.models.synchronization_secret_key_string_value_pair import (
        SynchronizationSecretKeyStringValuePair,
    )
    from msgraph.generated.service_principals.item.synchronization.jobs.item.restart import (
        restart_post_request_body as restart,
    )
    from msgraph.generated.service_principals.item.synchronization.jobs.item.validate_credentials import (
        validate_credentials_post_request_body as validate,
    )
    from msgraph.generated.service_principals.item.synchronization.secrets import secrets_put_request_body as secrets
    from msgraph.generated.users.users_request_builder import UsersRequestBuilder

    seen: dict[str, Any] = {}

    def ask(builder: Any, **query: Any) -> Any:
        return RequestConfiguration(query_parameters=builder(**query))

    # The signed-in user, the tenant, the licenses.
    me = await client.me.get()
    seen["me"] = me.user_principal_name
    (tenant,) = (await client.organization.get()).value
    seen["tenant"] = tenant.id
    skus = (await client.subscribed_skus.get()).value
    seen["plans"] = {plan.service_plan_name for sku in skus for plan in sku.service_plans}

    # Users and groups.
    query = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters
    found = ask(query, search='"displayName:a"', top=5, select=["id", "displayName", "userPrincipalName"])
    found.headers.add("ConsistencyLevel", "eventual")
    page = await client.users.get(request_configuration=found)
    person = page.value[0]
    seen["found"] = len(page.value)
    groups = (await client.groups.get()).value
    door = next(group for group in groups if group.display_name == "Door Staff")
    seen["members"] = len((await client.groups.by_group_id(door.id).members.get()).value)

    # The application.
    query = ApplicationTemplatesRequestBuilder.ApplicationTemplatesRequestBuilderGetQueryParameters
    templates = await client.application_templates.get(
        request_configuration=ask(query, filter=f"displayName eq '{GALLERY}'")
    )
    template = templates.value[0]
    body = instantiate.InstantiatePostRequestBody(display_name=GALLERY)
    made = await client.application_templates.by_application_template_id(template.id).instantiate.post(body)
    principal = client.service_principals.by_service_principal_id(made.service_principal.id)
    own = await settled(principal.get)
    seen["application"] = own.display_name
    role = next(role for role in own.app_roles if role.display_name == "User")

    # Assignments: add, list, remove.
    for target in (person.id, door.id):
        wish = AppRoleAssignment(
            principal_id=uuid.UUID(target), resource_id=uuid.UUID(own.id), app_role_id=uuid.UUID(str(role.id))
        )
        await principal.app_role_assigned_to.post(wish)
    assigned = (await principal.app_role_assigned_to.get()).value
    seen["assigned"] = {item.principal_display_name for item in assigned}
    mine = next(item for item in assigned if str(item.principal_id) == person.id)
    await principal.app_role_assigned_to.by_app_role_assignment_id(mine.id).delete()
    seen["left"] = len((await principal.app_role_assigned_to.get()).value)

    # The job, its credentials and its schema.
    sync = principal.synchronization
    (kind,) = (await settled(sync.templates.get, lambda answer: answer.value)).value
    job = await settled(lambda: sync.jobs.post(SynchronizationJob(template_id=kind.id)))
    one = sync.jobs.by_synchronization_job_id(job.id)
    pair = SynchronizationSecretKeyStringValuePair
    pairs = [
        pair(key=SynchronizationSecret.BaseAddress, value=facts["scim"]),
        pair(key=SynchronizationSecret.SecretToken, value=facts["scim_token"]),
    ]
    await one.validate_credentials.post(
        validate.ValidateCredentialsPostRequestBody(credentials=pairs, use_saved_credentials=False, template_id=kind.id)
    )
    await settled(lambda: sync.secrets.put(secrets.SecretsPutRequestBody(value=pairs)), lambda _: True)
    schema = await one.schema.get()
    seen["rules"] = len(schema.synchronization_rules)
    seen["users rows"] = next(
        len(mapping.attribute_mappings)
        for rule in schema.synchronization_rules
        for mapping in rule.object_mappings
        if mapping.source_object_name == "User"
    )
    await one.schema.patch(schema)
    # This client drops several flow types in one value, so the schema is reset to the default.
    await one.schema.delete()

    # Start, watch, pause and restart.
    await one.start.post()
    running = await settled(one.get, lambda answer: answer.status.last_successful_execution)
    seen["state"] = str(running.status.code)
    logs = (await settled(client.audit_logs.provisioning.get, lambda answer: answer.value)).value
    seen["actions"] = {str(row.provisioning_action).rpartition(".")[2] for row in logs}
    await one.pause.post()
    seen["paused"] = str((await one.get()).status.code)
    criteria = SynchronizationJobRestartCriteria()
    await one.restart.post(restart.RestartPostRequestBody(criteria=criteria))
    seen["restarted"] = str((await one.get()).status.code)
    await one.delete()
    return seen


async def main() -> None:
    facts = json.load(sys.stdin)
    client, http = make_client(facts)
    async with http:
        seen = await whole_setup(client, facts)
    json.dump(seen, sys.stdout, default=sorted)


if __name__ == "__main__":
    asyncio.run(main())
