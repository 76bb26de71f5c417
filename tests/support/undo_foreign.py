"""The practice tenant as read by Microsoft's own Graph client; imports that client, so only for separate programs.

Requests go to the tenant in this process without a connection. The client has no call for the stored secrets and does
not understand several flow types in one value, so these are read as raw JSON through its adapter.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
from kiota_abstractions.authentication import AuthenticationProvider
from kiota_abstractions.method import Method
from kiota_abstractions.request_information import RequestInformation
from kiota_serialization_json.json_serialization_writer import JsonSerializationWriter
from msgraph import GraphServiceClient
from msgraph.graph_request_adapter import GraphRequestAdapter, options
from msgraph_core import GraphClientFactory
from practice_entra import World
from undo_world import without_ids
from werkzeug.test import Client

ROOT = "https://graph.example"


class _Wsgi(httpx.AsyncBaseTransport):
    """Passes requests to the tenant's WSGI application."""

    def __init__(self, app: Any) -> None:
        self._client = Client(app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        with self._client.open(
            str(request.url), method=request.method, headers=list(request.headers.items()), data=request.content
        ) as answer:
            return httpx.Response(answer.status_code, headers=list(answer.headers.items()), content=answer.data)


class _Token(AuthenticationProvider):
    def __init__(self, token: str) -> None:
        self._token = token

    async def authenticate_request(
        self, request: RequestInformation, additional_authentication_context: dict[str, Any] | None = None
    ) -> None:
        request.headers.try_add("Authorization", f"Bearer {self._token}")


class Foreign:
    """Reads the tenant through ``GraphServiceClient``; used by one thread."""

    def __init__(self, world: World) -> None:
        http = GraphClientFactory.create_with_default_middleware(
            client=httpx.AsyncClient(transport=_Wsgi(world.entra.graph_app)), options=options
        )
        self._adapter = GraphRequestAdapter(_Token(world.token), client=http)
        self._adapter.base_url = f"{ROOT}/v1.0"
        self._client = GraphServiceClient(request_adapter=self._adapter)
        self._loop = asyncio.new_event_loop()

    def close(self) -> None:
        self._loop.close()

    def state(self) -> dict[str, Any]:
        """Return the state of all applications, without ids that change when objects are created again."""
        return self._loop.run_until_complete(self._state())

    async def _state(self) -> dict[str, Any]:
        client = self._client
        applications = (await client.applications.get()).value
        found: dict[str, Any] = {"applications": [_plain(one) for one in applications]}
        for principal in (await client.service_principals.get()).value:
            app = client.service_principals.by_service_principal_id(principal.id)
            jobs = (await app.synchronization.jobs.get()).value
            assigned = (await app.app_role_assigned_to.get()).value
            base = f"{ROOT}/v1.0/servicePrincipals/{principal.id}/synchronization"
            found[principal.id] = {
                "principal": _plain(principal),
                "assignments": sorted((str(one.principal_id), str(one.app_role_id)) for one in assigned),
                "secrets": {one["key"]: one["value"] for one in (await self._raw(f"{base}/secrets"))["value"]},
                "jobs": [
                    {
                        "template": job.template_id,
                        "on": str(job.schedule.state),
                        "schema": _plain(await app.synchronization.jobs.by_synchronization_job_id(job.id).schema.get()),
                        "actions": [
                            [one.get("flowTypes") for one in rule["objectMappings"]]
                            for rule in (await self._raw(f"{base}/jobs/{job.id}/schema"))["synchronizationRules"]
                        ],
                    }
                    for job in jobs
                ],
            }
        return found

    async def _raw(self, url: str) -> dict[str, Any]:
        request = RequestInformation(Method.GET)
        request.url = url
        content = await self._adapter.send_primitive_async(request, "bytes", {})
        return json.loads(content or b"{}")  # type: ignore[no-any-return]


def _plain(thing: Any) -> Any:
    """Return a typed object of the client as JSON, without values that change when it is created again."""
    writer = JsonSerializationWriter()
    writer.write_object_value(None, thing)
    return without_ids(json.loads(writer.get_serialized_content()))
