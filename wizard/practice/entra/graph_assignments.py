"""Graph endpoints for the app role assignments of an enterprise application."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from werkzeug.wrappers import Response

from wizard.directory import DEFAULT_ACCESS_ROLE_ID, PrincipalKind
from wizard.practice.entra.apps import Assigned, EnterpriseApp
from wizard.practice.entra.graph import APP_ROLES, Call, GraphApp, identifier_in
from wizard.practice.entra.graph_apps import READ
from wizard.practice.entra.kinds import Kind, blank
from wizard.practice.entra.problems import GraphProblem, bad_request, existing, not_found
from wizard.practice.entra.times import moment

_ASSIGN = "AppRoleAssignment.ReadWrite.All"


def add_routes(app: GraphApp) -> None:
    base = "/servicePrincipals/<sp_id>/appRoleAssignedTo"
    app.call("GET", base, list_assignments, scopes=READ)
    app.call("POST", base, create_assignment, scopes=_ASSIGN, roles=APP_ROLES)
    app.call("DELETE", f"{base}/<assignment_id>", delete_assignment, scopes=_ASSIGN, roles=APP_ROLES)


_Pair = tuple[EnterpriseApp, Assigned]

_PROPERTIES: Mapping[str, Callable[[_Pair], object]] = {
    **blank("deletedDateTime"),
    "id": lambda pair: pair[1].assignment.id,
    "appRoleId": lambda pair: pair[1].assignment.role_id,
    "createdDateTime": lambda pair: moment(pair[1].created),
    "principalDisplayName": lambda pair: pair[1].assignment.display_name,
    "principalId": lambda pair: pair[1].assignment.principal_id,
    "principalType": lambda pair: pair[1].assignment.kind,
    "resourceDisplayName": lambda pair: pair[0].display_name,
    "resourceId": lambda pair: pair[0].id,
}
ASSIGNMENT = Kind("appRoleAssignment", _PROPERTIES)
ASSIGNMENT_OF_BETA = Kind(
    "appRoleAssignment", {**_PROPERTIES, "creationTimestamp": lambda pair: moment(pair[1].created)}
)
"""Adds the older name of the creation time (Graph documentation, beta, ``tests/real/graph/appRoleAssignedTo-*``)."""


def _kind(call: Call) -> Kind[_Pair]:
    return ASSIGNMENT_OF_BETA if call.version == "beta" else ASSIGNMENT


def _context(app: EnterpriseApp) -> str:
    return f"servicePrincipals('{app.id}')/appRoleAssignedTo"


def list_assignments(call: Call, sp_id: str) -> Response:
    app = call.state.app(sp_id)
    pairs = [(app, entry) for entry in list(app.assigned.values())]
    return call.collection(pairs, _kind(call), _context(app))


def create_assignment(call: Call, sp_id: str) -> Response:
    if not call.claims.scopes & set(READ.split()):
        raise GraphProblem(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
    app = call.state.app(sp_id)
    body = call.body()
    if not {"principalId", "resourceId", "appRoleId"} <= set(body):
        raise bad_request("One or more properties are invalid.")
    principal_id = identifier_in(body.get("principalId"), "principalId")
    role_id = identifier_in(body.get("appRoleId"), "appRoleId")
    if identifier_in(body.get("resourceId"), "resourceId") != app.id:
        raise bad_request("Not a valid reference update.")
    directory = call.state.directory
    person, group = directory.person(principal_id), directory.group(principal_id)
    found = person or group
    if found is None or found.soft_deleted:
        raise not_found(principal_id)
    kind: PrincipalKind = "User" if person is not None else "Group"
    if kind == "Group" and not call.state.premium:
        raise bad_request("Assigning a group to an application needs a Microsoft Entra ID P1 licence.")
    offered = [role for role in app.roles if role.enabled and role.for_users]
    if role_id not in {role.id for role in offered} and (role_id != DEFAULT_ACCESS_ROLE_ID or offered):
        raise bad_request("Permission being assigned was not found on application.")
    with directory.lock:
        if app.assignment_of(principal_id, role_id) is not None:
            raise bad_request("Permission being assigned already exists on the object.")
        entry = call.state.apps.assign(app, principal_id, kind, role_id, found.display_name, call.state.now())
        call.state.touch_principal(principal_id)
    return call.entity(_kind(call).show((app, entry), []), f"{_context(app)}/$entity", 201)


def delete_assignment(call: Call, sp_id: str, assignment_id: str) -> None:
    app = call.state.app(sp_id)
    entry = existing(app.assigned.pop(assignment_id, None), assignment_id)
    call.state.touch_principal(entry.assignment.principal_id)
