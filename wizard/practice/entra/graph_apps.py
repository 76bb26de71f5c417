"""Graph endpoints for the gallery, service principals and applications."""

from __future__ import annotations

from werkzeug.wrappers import Response

from wizard.core.json_types import JsonObject
from wizard.practice.entra import shapes
from wizard.practice.entra.apps import GALLERY, EnterpriseApp, GalleryTemplate
from wizard.practice.entra.graph import APP_ROLES, Call, GraphApp, Kind
from wizard.practice.entra.problems import bad_request, not_found
from wizard.practice.entra.times import moment

READ = "Application.Read.All Application.ReadWrite.All Directory.Read.All Directory.ReadWrite.All"
_WRITE = "Application.ReadWrite.All Directory.ReadWrite.All"


def add_routes(app: GraphApp) -> None:
    app.call("GET", "/applicationTemplates", list_templates)
    app.call("GET", "/applicationTemplates/<template_id>", get_template)
    app.call("POST", "/applicationTemplates/<template_id>/instantiate", instantiate, scopes=_WRITE, roles=APP_ROLES)
    app.call("GET", "/servicePrincipals", list_principals, scopes=READ)
    app.call("GET", "/servicePrincipals(appId='<app_id>')", get_by_app_id, scopes=READ)
    app.call("GET", "/servicePrincipals/<sp_id>", get_principal, scopes=READ)
    app.call("PATCH", "/servicePrincipals/<sp_id>", update_principal, scopes=_WRITE, roles=APP_ROLES)
    app.call("DELETE", "/servicePrincipals/<sp_id>", delete_principal, scopes=_WRITE, roles=APP_ROLES)
    app.call("GET", "/applications", list_applications, scopes=READ)
    app.call("GET", "/applications/<application_id>", get_application, scopes=READ)
    app.call("PATCH", "/applications/<application_id>", update_application, scopes=_WRITE, roles=APP_ROLES)
    app.call("DELETE", "/applications/<application_id>", delete_application, scopes=_WRITE, roles=APP_ROLES)
    app.call("GET", "/directory/deletedItems/<object_id>", get_deleted, scopes=READ)
    app.call("POST", "/directory/deletedItems/<object_id>/restore", restore, scopes=_WRITE, roles=APP_ROLES)


# the gallery


def _template_value(template: GalleryTemplate, name: str) -> object:
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


def _roles(app: EnterpriseApp) -> list[JsonObject]:
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


def _principal_value(app: EnterpriseApp, name: str) -> object:
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
    app = call.state.app(sp_id)
    call.state.delete_app(app, app.id)
    return Response(status=204)


# applications


def _application_value(app: EnterpriseApp, name: str) -> object:
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
    return call.collection(_live(call), APPLICATION, "applications")


def _live(call: Call) -> list[EnterpriseApp]:
    """Return the applications whose application object is not deleted, even if the service principal is."""
    return [app for app in call.state.apps.every() if app.application_id not in app.deleted]


def _application(call: Call, application_id: str) -> EnterpriseApp:
    app = next((app for app in _live(call) if app.application_id == application_id.casefold()), None)
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
    """Delete the application object and its service principal in this tenant, as Entra does in the home tenant.

    Microsoft's article "Restore a soft deleted enterprise application".
    """
    app = _application(call, application_id)
    call.state.delete_app(app, app.application_id, app.id)
    return Response(status=204)


# the recycle bin (Graph documentation, "Get deleted item" and "Restore deleted item")


def _deleted(call: Call, object_id: str) -> tuple[EnterpriseApp, Kind[EnterpriseApp], str]:
    app = call.state.in_bin(object_id)
    if app is None:
        raise not_found(object_id)
    principal = object_id.casefold() == app.id
    return app, PRINCIPAL if principal else APPLICATION, app.id if principal else app.application_id


def get_deleted(call: Call, object_id: str) -> Response:
    app, kind, key = _deleted(call, object_id)
    body = {"@odata.type": f"#microsoft.graph.{kind.type_name}", **kind.show(app, [])}
    return call.entity({**body, "deletedDateTime": moment(app.deleted[key])}, "directoryObjects/$entity")


def restore(call: Call, object_id: str) -> Response:
    """Restore one object from the recycle bin; restoring the application object does not restore its service
    principal.
    """
    app, kind, key = _deleted(call, object_id)
    del app.deleted[key]
    body = {"@odata.type": f"#microsoft.graph.{kind.type_name}", **kind.show(app, [])}
    return call.entity(body, "directoryObjects/$entity")
