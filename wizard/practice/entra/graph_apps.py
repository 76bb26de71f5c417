"""Graph calls on the gallery, service principals, applications and app role assignments."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from wizard.directory import DEFAULT_ACCESS_ROLE_ID, PrincipalKind
from wizard.practice.entra import shapes
from wizard.practice.entra.apps import GALLERY, Assigned, EnterpriseApp, GalleryTemplate
from wizard.practice.entra.graph import APP_ROLES, Call, GraphApp, Json, Kind, identifier_in
from wizard.practice.entra.problems import GraphProblem, bad_request, not_found
from wizard.practice.entra.times import moment

_READ = "Application.Read.All Application.ReadWrite.All Directory.Read.All Directory.ReadWrite.All"
_WRITE = "Application.ReadWrite.All Directory.ReadWrite.All"
_ASSIGN = "AppRoleAssignment.ReadWrite.All"


def add_routes(app: GraphApp) -> None:
    app.call("GET", "/applicationTemplates", list_templates)
    app.call("GET", "/applicationTemplates/<template_id>", get_template)
    app.call("POST", "/applicationTemplates/<template_id>/instantiate", instantiate, scopes=_WRITE, roles=APP_ROLES)
    app.call("GET", "/servicePrincipals", list_principals, scopes=_READ)
    app.call("GET", "/servicePrincipals(appId='<app_id>')", get_by_app_id, scopes=_READ)
    app.call("GET", "/servicePrincipals/<sp_id>", get_principal, scopes=_READ)
    app.call("PATCH", "/servicePrincipals/<sp_id>", update_principal, scopes=_WRITE, roles=APP_ROLES)
    app.call("DELETE", "/servicePrincipals/<sp_id>", delete_principal, scopes=_WRITE, roles=APP_ROLES)
    app.call("GET", "/applications", list_applications, scopes=_READ)
    app.call("GET", "/applications/<application_id>", get_application, scopes=_READ)
    app.call("PATCH", "/applications/<application_id>", update_application, scopes=_WRITE, roles=APP_ROLES)
    app.call("DELETE", "/applications/<application_id>", delete_application, scopes=_WRITE, roles=APP_ROLES)
    base = "/servicePrincipals/<sp_id>/appRoleAssignedTo"
    app.call("GET", base, list_assignments, scopes=_READ)
    app.call("POST", base, create_assignment, scopes=_ASSIGN, all_of="", roles=APP_ROLES)
    app.call("DELETE", f"{base}/<assignment_id>", delete_assignment, scopes=_ASSIGN, roles=APP_ROLES)


# the gallery


def _template_value(template: GalleryTemplate, name: str) -> Any:
    match name:
        case "id":
            return template.id
        case "displayName":
            return template.display_name
        case "publisher":
            return template.publisher or None
        case "categories":
            return list(template.categories)
        case "supportedProvisioningTypes":
            return ["sync"] if template.sync_template else []
        case "supportedSingleSignOnModes":
            return ["saml", "external"]
        case "homePageUrl":
            return (
                f"https://{template.publisher.split()[0].strip(',').lower()}.example/" if template.publisher else None
            )
        case "description":
            return f"{template.display_name} from the practice gallery"
        case "isEntraIntegrated":
            return True
    return None


_TEMPLATE_NAMES = (  # noqa: SIM905
    "id displayName homePageUrl supportedSingleSignOnModes supportedProvisioningTypes logoUrl categories publisher"
    " description isEntraIntegrated"
).split()
TEMPLATE = Kind("applicationTemplate", _template_value, frozenset(_TEMPLATE_NAMES), _TEMPLATE_NAMES)


def list_templates(call: Call) -> Response:
    templates = list(GALLERY)
    if call.state.faults.active("cloud-gallery-app-missing"):
        templates = [template for template in GALLERY if template.sync_template in ("", "scim")]
    return call.collection(templates, TEMPLATE, "applicationTemplates")


def get_template(call: Call, template_id: str) -> Response:
    return call.entity(TEMPLATE.show(_template(template_id), call.select(TEMPLATE)), "applicationTemplates/$entity")


def _template(template_id: str) -> GalleryTemplate:
    for template in GALLERY:
        if template.id == template_id.casefold():
            return template
    raise not_found(template_id)


def instantiate(call: Call, template_id: str) -> Response:
    template = _template(template_id)
    name = call.body().get("displayName")
    if not isinstance(name, str) or not name.strip():
        raise bad_request("The displayName of the application must not be empty.")
    app = call.state.add_app(template, name.strip())
    body = {
        "application": APPLICATION.show(app, []),
        "servicePrincipal": PRINCIPAL.show(app, []),
    }
    return call.entity(body, "microsoft.graph.applicationServicePrincipal", 201)


# service principals


def _roles(app: EnterpriseApp) -> list[Json]:
    return [
        {
            "id": role.id,
            "allowedMemberTypes": ["User"] if role.for_users else ["Application"],
            "description": role.display_name,
            "displayName": role.display_name,
            "isEnabled": role.enabled,
            "origin": "Application",
            "value": role.value,
        }
        for role in app.roles
    ]


def _principal_value(app: EnterpriseApp, name: str) -> Any:
    match name:
        case "id":
            return app.id
        case "appId":
            return app.app_id
        case "displayName" | "appDisplayName":
            return app.display_name
        case "applicationTemplateId":
            return app.template.id
        case "accountEnabled":
            return app.account_enabled
        case "appRoleAssignmentRequired":
            return app.assignment_required
        case "appRoles":
            return _roles(app)
        case "servicePrincipalType":
            return "Application"
        case "servicePrincipalNames":
            return [app.app_id]
        case "signInAudience":
            return "AzureADMyOrg"
        case "tags":
            return ["WindowsAzureActiveDirectoryIntegratedApp"]
        case "alternativeNames" | "notificationEmailAddresses" | "replyUrls":
            return []
    return shapes.PRINCIPAL.get(name)


_PRINCIPAL_NAMES = (  # noqa: SIM905
    "id deletedDateTime accountEnabled alternativeNames appDisplayName appDescription appId applicationTemplateId"
    " appRoleAssignmentRequired appRoles description displayName homepage loginUrl notes notificationEmailAddresses"
    " preferredSingleSignOnMode replyUrls servicePrincipalNames servicePrincipalType signInAudience tags"
).split()
PRINCIPAL = Kind(
    "servicePrincipal",
    _principal_value,
    frozenset([*_PRINCIPAL_NAMES, *shapes.PRINCIPAL]),
    [*_PRINCIPAL_NAMES, *shapes.PRINCIPAL],
    ("displayName",),
)


def list_principals(call: Call) -> Response:
    apps = [app for app in call.state.apps.all() if not app.settling.take("reads")]
    return call.collection(apps, PRINCIPAL, "servicePrincipals")


def get_principal(call: Call, sp_id: str) -> Response:
    return call.entity(PRINCIPAL.show(call.state.app(sp_id), call.select(PRINCIPAL)), "servicePrincipals/$entity")


def get_by_app_id(call: Call, app_id: str) -> Response:
    app = call.state.apps.by_app_id(app_id)
    if app is None:
        raise not_found(app_id)
    return get_principal(call, app.id)


def update_principal(call: Call, sp_id: str) -> Response:
    app = call.state.app(sp_id)
    flags = {"appRoleAssignmentRequired": "assignment_required", "accountEnabled": "account_enabled"}
    for name, value in call.body().items():
        if name not in flags or not isinstance(value, bool):
            raise bad_request(f"The property '{name}' cannot be changed in the practice directory.")
        setattr(app, flags[name], value)
    return Response(status=204)


def delete_principal(call: Call, sp_id: str) -> Response:
    call.state.delete_app(call.state.app(sp_id))
    return Response(status=204)


# applications


def _application_value(app: EnterpriseApp, name: str) -> Any:
    match name:
        case "id":
            return app.application_id
        case "createdDateTime":
            return moment(app.created)
        case "identifierUris":
            return []
        case "tags":
            return list(app.tags)
        case "notes":
            return app.notes
    return _principal_value(app, name) if name in _APPLICATION_NAMES else shapes.APPLICATION.get(name)


_APPLICATION_NAMES = (  # noqa: SIM905
    "id deletedDateTime appId applicationTemplateId appRoles createdDateTime description displayName identifierUris"
    " notes signInAudience tags"
).split()
APPLICATION = Kind(
    "application",
    _application_value,
    frozenset([*_APPLICATION_NAMES, *shapes.APPLICATION]),
    [*_APPLICATION_NAMES, *shapes.APPLICATION],
    ("displayName",),
)


def list_applications(call: Call) -> Response:
    return call.collection(call.state.apps.all(), APPLICATION, "applications")


def _application(call: Call, application_id: str) -> EnterpriseApp:
    app = next((app for app in call.state.apps.all() if app.application_id == application_id.casefold()), None)
    if app is None:
        raise not_found(application_id)
    return app


def get_application(call: Call, application_id: str) -> Response:
    app = _application(call, application_id)
    return call.entity(APPLICATION.show(app, call.select(APPLICATION)), "applications/$entity")


def update_application(call: Call, application_id: str) -> Response:
    app = _application(call, application_id)
    for name, value in call.body().items():
        if name == "displayName" and isinstance(value, str) and value.strip():
            app.display_name = value
        elif name == "notes" and isinstance(value, str | None):
            app.notes = value
        elif name == "tags" and isinstance(value, list) and all(isinstance(one, str) for one in value):
            app.tags = tuple(value)
        else:
            raise bad_request(f"The property '{name}' cannot be changed in the practice directory.")
    return Response(status=204)


def delete_application(call: Call, application_id: str) -> Response:
    call.state.delete_app(_application(call, application_id))
    return Response(status=204)


# assignments


def _assignment_value(pair: tuple[EnterpriseApp, Assigned], name: str) -> Any:
    app, entry = pair
    assignment = entry.assignment
    return {
        "id": assignment.id,
        "deletedDateTime": None,
        "appRoleId": assignment.role_id,
        "createdDateTime": moment(entry.created),
        "principalDisplayName": assignment.display_name,
        "principalId": assignment.principal_id,
        "principalType": assignment.kind,
        "resourceDisplayName": app.display_name,
        "resourceId": app.id,
    }.get(name)


_ASSIGNMENT_NAMES = (  # noqa: SIM905
    "id deletedDateTime appRoleId createdDateTime principalDisplayName principalId principalType resourceDisplayName"
    " resourceId"
).split()
ASSIGNMENT = Kind("appRoleAssignment", _assignment_value, frozenset(_ASSIGNMENT_NAMES), _ASSIGNMENT_NAMES)


def _context(app: EnterpriseApp) -> str:
    return f"servicePrincipals('{app.id}')/appRoleAssignedTo"


def list_assignments(call: Call, sp_id: str) -> Response:
    app = call.state.app(sp_id)
    pairs = [(app, entry) for entry in list(app.assigned.values())]
    return call.collection(pairs, ASSIGNMENT, _context(app))


def create_assignment(call: Call, sp_id: str) -> Response:
    if not call.claims.scopes & set(_READ.split()):
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
    return call.entity(ASSIGNMENT.show((app, entry), []), f"{_context(app)}/$entity", 201)


def delete_assignment(call: Call, sp_id: str, assignment_id: str) -> Response:
    app = call.state.app(sp_id)
    entry = app.assigned.pop(assignment_id, None)
    if entry is None:
        raise not_found(assignment_id)
    call.state.touch_principal(entry.assignment.principal_id)
    return Response(status=204)
