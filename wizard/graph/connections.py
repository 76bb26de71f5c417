"""The stored link between a source object and a target account (Graph beta: objectConnection; preview).

Calls, permissions and statuses: Graph documentation, "Get objectConnection" and "Delete objectConnections"; Entra
documentation, "Manage provisioning object connections". Available in the global cloud only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from wizard.core.errors import GraphError, SignInError
from wizard.graph import parse
from wizard.graph.area import Area
from wizard.graph.batch import BatchCalls
from wizard.graph.jobs import job_path
from wizard.graph.odata import object_of, segment
from wizard.graph.problems import renamed
from wizard.graph.sending import IF_THERE, OPTIONAL
from wizard.history.model import Change

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.core.json_types import JsonMapping
    from wizard.core.tasks import Task
    from wizard.graph.calls import Calls


@dataclass(frozen=True, slots=True)
class Link:
    """The stored link of one source object.

    ``state``: ``linked``: linked to the target object with the id ``target``; ``none``: the service reports no link;
    ``untold``: this tenant, account or session cannot query links, so the link is unknown.
    """

    state: Literal["linked", "none", "untold"]
    target: str = ""
    name: str = ""


class ConnectionCalls(Area):
    """Calls on ``/beta/…/jobs/{id}/objectConnections``."""

    def __init__(self, calls: Calls, batch: BatchCalls) -> None:
        super().__init__(calls)
        self._batch = batch

    def link(self, task: Task, service_principal_id: str, job_id: str, object_id: str) -> Link:
        """Return the link of one person or group; never ask the user to sign in for it.

        Raises:
            NetworkError: no usable response.
        """
        path = _path(service_principal_id, job_id, object_id)
        try:
            answer = self._calls.send(task, "GET", path, "links", None, replace(OPTIONAL, accept=(404,)))
            return Link("none") if answer.status == 404 else _link(object_of(answer))
        except (GraphError, SignInError):
            return Link("untold")

    def links(
        self, task: Task, service_principal_id: str, job_id: str, object_ids: Sequence[str]
    ) -> dict[str, str] | None:
        """Return the target ids of the job's links by source id; objects without a link are omitted.

        Returns:
            ``None`` if links cannot be queried, for one object or for all.

        Raises:
            NetworkError: no usable response.
        """
        if not object_ids or self.link(task, service_principal_id, job_id, object_ids[0]).state == "untold":
            return {} if not object_ids else None
        paths = [_path(service_principal_id, job_id, one) for one in object_ids]
        found: dict[str, str] = {}
        try:
            for place, answer in self._batch.read(task, paths, "links", OPTIONAL):
                link = _link(object_of(answer)) if answer.status == 200 else Link("none")
                if link.state == "untold":
                    return None
                if link.target:
                    found[object_ids[place]] = link.target
        except (GraphError, SignInError):
            return None
        return found

    def remove(self, task: Task, service_principal_id: str, job_id: str, object_id: str) -> None:
        """Delete the link of one object so that it is matched again; both objects remain unchanged.

        Succeeds if the link is already gone.

        Raises:
            GraphError: ``graph-link-job-runs``: the job must be paused first (409); the errors of every call.
        """
        path = _path(service_principal_id, job_id, object_id)
        target = {"app": service_principal_id, "job": job_id, "object": object_id}
        held = (
            self.link(task, service_principal_id, job_id, object_id) if self._calls.writings.noted else Link("untold")
        )
        before = {"target": held.target, "name": held.name} if held.state == "linked" else None
        try:
            with self._calls.declare(Change("link-removed", target, before, None, held.state == "untold")):
                self._calls.send(task, "DELETE", path, "links", None, IF_THERE)
        except GraphError as error:
            if error.status != 409:
                raise
            raise renamed(error, "graph-link-job-runs", error.params) from error


def _path(service_principal_id: str, job_id: str, object_id: str) -> str:
    key = segment(object_id.replace("'", "''"))
    return f"{job_path(service_principal_id, job_id)}/objectConnections('{key}')"


def _link(body: JsonMapping) -> Link:
    """Return the link of a JSON object; without the target's id the response is unusable."""
    target = parse.text(body.get("targetAnchor")) or parse.text(body.get("targetId"))
    return Link("linked" if target else "untold", target, parse.text(body.get("displayName")))
