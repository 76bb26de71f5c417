"""The link that provisioning remembers between a person and an account (Graph beta: objectConnection; preview).

Calls, permissions and statuses: Graph documentation, "Get objectConnection" and "Delete objectConnections"; Entra
documentation, "Manage provisioning object connections". Only the global cloud offers them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from wizard.core.errors import GraphError, SignInError
from wizard.graph import parse
from wizard.graph.batch import BatchCalls
from wizard.graph.calls import object_of, segment
from wizard.graph.jobs import base
from wizard.history.model import Change

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wizard.core.tasks import Task


@dataclass(frozen=True, slots=True)
class Link:
    """What the service remembers about one source object.

    ``state``: ``linked`` to the target object with the id ``target``; ``none``: the service says that there is no link;
    ``untold``: this tenant, this account or this session cannot ask, which says nothing about the link.
    """

    state: Literal["linked", "none", "untold"]
    target: str = ""
    name: str = ""


class ConnectionCalls(BatchCalls):
    """Calls on ``/beta/…/jobs/{id}/objectConnections``."""

    def link(self, service_principal_id: str, job_id: str, object_id: str, task: Task) -> Link:
        """Return the link of one person or group; never asks anybody to sign in for it.

        Raises:
            NetworkError: no usable answer.
        """
        path = _path(service_principal_id, job_id, object_id)
        try:
            answer = self.send("GET", path, "links", task, accept=(200, 404), version="beta", optional=True)
            return Link("none") if answer.status == 404 else _link(object_of(answer))
        except (GraphError, SignInError):
            return Link("untold")

    def links(
        self, service_principal_id: str, job_id: str, object_ids: Sequence[str], task: Task
    ) -> dict[str, str] | None:
        """Return the target ids that the job remembers, by source id; objects without a link are left out.

        Returns:
            ``None`` where the tenant does not tell them, for one object or for all.

        Raises:
            NetworkError: no usable answer.
        """
        if not object_ids or self.link(service_principal_id, job_id, object_ids[0], task).state == "untold":
            return {} if not object_ids else None
        paths = [_path(service_principal_id, job_id, one) for one in object_ids]
        found: dict[str, str] = {}
        try:
            for place, answer in self.batch(paths, "links", task, version="beta", optional=True):
                link = _link(object_of(answer)) if answer.status == 200 else Link("none")
                if link.state == "untold":
                    return None
                if link.target:
                    found[object_ids[place]] = link.target
        except (GraphError, SignInError):
            return None
        return found

    def remove_link(self, service_principal_id: str, job_id: str, object_id: str, task: Task) -> None:
        """Let the service forget the link of one object, so that it is matched again; both objects stay as they are.

        One that is gone already is a success.

        Raises:
            GraphError: ``graph-link-job-runs``: the job has to be paused first (409); others as every call.
        """
        path = _path(service_principal_id, job_id, object_id)
        target = {"app": service_principal_id, "job": job_id, "object": object_id}
        held = self.link(service_principal_id, job_id, object_id, task) if self.writings.noted else Link("untold")
        before = {"target": held.target, "name": held.name} if held.state == "linked" else None
        try:
            with self.declare(Change("link-removed", target, before, None, held.state == "untold")):
                self.send("DELETE", path, "links", task, version="beta")
        except GraphError as error:
            if error.status == 409:
                raise GraphError(
                    "graph-link-job-runs", error.params, status=409, graph_code=error.graph_code,
                    request_id=error.request_id,
                ) from error  # fmt: skip
            if error.status != 404:
                raise


def _path(service_principal_id: str, job_id: str, object_id: str) -> str:
    key = segment(object_id.replace("'", "''"))
    return f"{base(service_principal_id)}/jobs/{segment(job_id)}/objectConnections('{key}')"


def _link(body: Mapping[str, Any]) -> Link:
    """Read a link; without the target's id the answer tells nothing that could be used."""
    target = parse.text(body.get("targetAnchor")) or parse.text(body.get("targetId"))
    return Link("linked" if target else "untold", target, parse.text(body.get("displayName")))
