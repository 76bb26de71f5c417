"""Graph calls on the link of one object (graph beta, September 2026: ``objectConnections``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from wizard.practice.entra.graph import APP_ROLES, Call, GraphApp
from wizard.practice.entra.graph_jobs import BASE, READ, WRITE, job_of
from wizard.practice.entra.problems import GraphProblem, bad_request

if TYPE_CHECKING:
    from wizard.practice.entra.apps import EnterpriseApp
    from wizard.practice.entra.jobs import SyncJob

_PATH = f"{BASE}/jobs/<job_id>/objectConnections('<object_id>')"


def add_routes(app: GraphApp) -> None:
    app.call("GET", _PATH, get_connection, scopes=READ, roles=APP_ROLES)
    app.call("DELETE", _PATH, delete_connection, scopes=WRITE, roles=APP_ROLES)


def get_connection(call: Call, sp_id: str, job_id: str, object_id: str) -> Response:
    app, job = _job(call, sp_id, job_id)
    _, target_id = _link(job, object_id)
    found = call.state.directory.person(object_id) or call.state.directory.group(object_id)
    body = {
        "objectId": object_id,
        "displayName": found.display_name if found is not None else None,
        "sourceAnchor": object_id,
        "targetAnchor": target_id,
    }
    context = f"servicePrincipals('{app.id}')/synchronization/jobs('{job.id}')/objectConnections/$entity"
    return call.entity(body, context)


def delete_connection(call: Call, sp_id: str, job_id: str, object_id: str) -> Response:
    """Forget the link of one object; the next cycle matches it again. The job must not run."""
    _, job = _job(call, sp_id, job_id)
    kind, _ = _link(job, object_id)
    if job.state == "Active":
        raise GraphProblem(409, "Conflict", "The job must be paused before a connection can be removed.")
    links = job.links.users if kind == "User" else job.links.groups
    del links[object_id]
    job.links.forget(object_id)
    call.state.directory.touch(object_id)
    return Response(status=204)


def _job(call: Call, sp_id: str, job_id: str) -> tuple[EnterpriseApp, SyncJob]:
    if call.version != "beta":
        raise bad_request("Resource not found for the segment 'objectConnections'.", "BadRequest")
    return job_of(call, sp_id, job_id)


def _link(job: SyncJob, object_id: str) -> tuple[str, str]:
    for kind, links in (("User", job.links.users), ("Group", job.links.groups)):
        if object_id in links:
            return kind, links[object_id]
    raise GraphProblem(404, "ResourceNotFound", f"There is no connection of the object '{object_id}'.")
