"""Assignments of users and groups to the application (Graph: appRoleAssignment; T4 to T7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from wizard.core.errors import GraphError
from wizard.directory import Assignment, PrincipalKind
from wizard.graph import parse
from wizard.graph.area import Area
from wizard.graph.odata import object_of, segment
from wizard.graph.problems import renamed
from wizard.graph.sending import IF_THERE
from wizard.graph.settling import REPLICATING, written
from wizard.history.model import Change

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping
    from wizard.core.tasks import Task


_INVALID = re.compile(r"not a valid reference|properties are invalid|not found on application", re.IGNORECASE)
"""Messages about ids that do not match (microsoft-graph-docs-contrib #1407, #6694); all have the same error code."""

_LICENCE = re.compile(r"licen[cs]e|premium|\bP1\b", re.IGNORECASE)


class AssignmentCalls(Area):
    """Calls on appRoleAssignedTo of a service principal."""

    def all(self, task: Task, service_principal_id: str) -> tuple[Assignment, ...]:
        """Return all assignments of users and groups."""
        path = f"/servicePrincipals/{segment(service_principal_id)}/appRoleAssignedTo"
        found = self._settling.settled(
            task, lambda: self._calls.all(task, path, "assignments", {"$top": "999"}), service_principal_id
        )
        return tuple(_assignment(item) for item in found if item.get("principalType") in ("User", "Group"))

    def add(
        self, task: Task, service_principal_id: str, principal_id: str, role_id: str, *, name: str = "", kind: str = ""
    ) -> Assignment:
        """Assign a user or group; succeed if it is already assigned with this role.

        Args:
            name: display name of the user or group, for the journal; ``kind`` likewise.

        Raises:
            GraphError: ``graph-assignment-refused`` with the service's message; the errors of every call.
        """
        path = f"/servicePrincipals/{segment(service_principal_id)}/appRoleAssignedTo"
        body = {"principalId": principal_id, "resourceId": service_principal_id, "appRoleId": role_id}

        def once() -> Assignment:
            try:
                return written(
                    lambda: _assignment(object_of(self._calls.send(task, "POST", path, "assignments", body))),
                    lambda: self._held(task, service_principal_id, principal_id, role_id),
                )
            except GraphError as error:
                # "Already exists" has no error code of its own, so check the list; it also settles a lost response.
                if error.status not in (400, 409) and error.code != "graph-unavailable":
                    raise
                held = self._held(task, service_principal_id, principal_id, role_id)
                if held is not None:
                    # Assigned by someone else in the meantime, unless an earlier response was lost.
                    made.result["there"] = not made.unsure
                    return held
                if error.status == 400:
                    raise self._refused(error) from error
                raise

        new = self._settling.is_new(service_principal_id)
        # A newly created principal or role is also refused as unknown (400).
        passing = REPLICATING | {400}
        target = {"app": service_principal_id, "principal": principal_id, "kind": kind, "name": name, "role": role_id}
        with self._calls.declare(Change("assigned", target, None, {"role": role_id})) as made:
            found = self._settling.settle(
                task, once, "graph-wait-assign", lambda error: new and error.status in passing, deadline=30.0
            )
            made.result["id"] = found.id
        return found

    def remove(
        self, task: Task, service_principal_id: str, assignment_id: str, *, known: Assignment | None = None
    ) -> None:
        """Remove an assignment; succeed if it is already gone.

        Args:
            known: the assignment as read earlier; if missing, it is read for the journal.
        """
        path = f"/servicePrincipals/{segment(service_principal_id)}/appRoleAssignedTo/{segment(assignment_id)}"
        if known is None and self._calls.writings.noted:
            held = self.all(task, service_principal_id)
            known = next((one for one in held if one.id == assignment_id), None)
        target: dict[str, str] = {"app": service_principal_id, "id": assignment_id}
        if known is not None:
            target |= {
                "principal": known.principal_id,
                "kind": known.kind,
                "name": known.display_name,
                "role": known.role_id,
            }
        before = {"role": known.role_id} if known is not None else None
        with self._calls.declare(Change("unassigned", target, before, unread=known is None)) as made:
            if self._calls.send(task, "DELETE", path, "assignments", None, IF_THERE).status == 404:
                made.result["there"] = made.unsure  # otherwise someone else removed it first

    def _held(self, task: Task, service_principal_id: str, principal_id: str, role_id: str) -> Assignment | None:
        wanted = (principal_id.lower(), role_id.lower())
        for item in self.all(task, service_principal_id):
            if (item.principal_id.lower(), item.role_id.lower()) == wanted:
                return item
        return None

    @staticmethod
    def _refused(error: GraphError) -> GraphError:
        said = str(error.params.get("detail", ""))
        invalid = _INVALID.search(said) is not None
        code = "graph-assignment-invalid" if invalid else "graph-assignment-refused"
        return renamed(error, code, error.params, "rights-no-p1-group-assign" if _LICENCE.search(said) else None)


def _assignment(body: JsonMapping) -> Assignment:
    return Assignment(
        parse.text(body.get("principalId")),
        cast("PrincipalKind", parse.text(body.get("principalType")) or "User"),
        parse.text(body.get("appRoleId")),
        parse.text(body.get("principalDisplayName")),
        parse.text(body.get("id")),
        parse.moment(body.get("createdDateTime")),
    )
