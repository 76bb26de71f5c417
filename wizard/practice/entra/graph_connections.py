"""Graph endpoints for the link of one object (graph beta, September 2026: ``objectConnections``).

Source: Entra documentation, "Manage provisioning object connections using Microsoft Graph" (09/28/2026).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from wizard.practice.entra.graph import APP_ROLES, Call, GraphApp
from wizard.practice.entra.graph_jobs import BASE, READ, WRITE, job_of
from wizard.practice.entra.problems import GraphProblem, bad_request

if TYPE_CHECKING:
    from wizard.practice.entra.jobs import SyncJob

_PATH = f"{BASE}/jobs/<job_id>/objectConnections('<object_id>')"


def add_routes(app: GraphApp) -> None:
    app.call("GET", f"{BASE}/jobs/<job_id>/objectConnections", list_connections, scopes=READ, roles=APP_ROLES)
    app.call("GET", _PATH, get_connection, scopes=READ, roles=APP_ROLES)
    app.call("DELETE", _PATH, delete_connection, scopes=WRITE, roles=APP_ROLES)


def list_connections(call: Call, sp_id: str, job_id: str) -> Response:
    """Refuse to list connections: the object must be named."""
    _job(call, sp_id, job_id)
    raise bad_request("Listing object connections is not supported.", "BadRequest")


def get_connection(call: Call, sp_id: str, job_id: str, object_id: str) -> Response:
    """Return the link of an object, by its source or target id; the source id is tried first."""
    job = _job(call, sp_id, job_id)
    linked = _link(job, object_id)
    if linked is None:
        raise GraphProblem(404, "ResourceNotFound", f"There is no connection of the object '{object_id}'.")
    kind, source_id, target_id = linked
    found = call.state.directory.person(source_id) or call.state.directory.group(source_id)
    body = {
        "objectId": object_id,
        "sourceAnchor": source_id,
        "targetAnchor": target_id,
        "displayName": found.display_name if found is not None else None,
        "objectTypeName": kind.lower(),
    }
    return call.entity(body, "objectConnection/$entity")


def delete_connection(call: Call, sp_id: str, job_id: str, object_id: str) -> None:
    """Delete the link of one object; the next cycle matches it again. The job must be paused; a missing link is a
    success.
    """
    job = _job(call, sp_id, job_id)
    if job.state == "Active":
        raise GraphProblem(409, "Conflict", "The job must be paused before a connection can be removed.")
    linked = _link(job, object_id)
    if linked is not None:
        kind, source_id, _ = linked
        links = job.links.users if kind == "User" else job.links.groups
        del links[source_id]
        job.links.forget(source_id)
        call.state.directory.touch(source_id)


def _job(call: Call, sp_id: str, job_id: str) -> SyncJob:
    if call.version != "beta":
        raise bad_request("Resource not found for the segment 'objectConnections'.", "BadRequest")
    return job_of(call, sp_id, job_id)[1]


def _link(job: SyncJob, object_id: str) -> tuple[str, str, str] | None:
    """Return kind, source id and target id of the link that an id belongs to."""
    kinds = (("User", job.links.users), ("Group", job.links.groups))
    for kind, links in kinds:
        if object_id in links:
            return kind, object_id, links[object_id]
    return next(
        ((kind, source, target) for kind, links in kinds for source, target in links.items() if target == object_id),
        None,
    )
