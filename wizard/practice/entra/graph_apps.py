"""Graph endpoints for the gallery, service principals and applications."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from werkzeug.wrappers import Response

from wizard.core.json_types import JsonObject
from wizard.practice.entra import shapes
from wizard.practice.entra.apps import GALLERY, EnterpriseApp, GalleryTemplate
from wizard.practice.entra.graph import APP_ROLES, Call, GraphApp
from wizard.practice.entra.kinds import Kind, always, blank
from wizard.practice.entra.problems import bad_request, existing
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


def _home_page(template: GalleryTemplate) -> str | None:
    return f"https://{template.publisher.split()[0].strip(',').lower()}.example/" if template.publisher else None


TEMPLATE: Kind[GalleryTemplate] = Kind(
    "applicationTemplate",
    {
        "id": lambda template: template.id,
        "displayName": lambda template: template.display_name,
        "homePageUrl": _home_page,
        "supportedSingleSignOnModes": lambda _: ["saml", "external"],
        "supportedProvisioningTypes": lambda template: ["sync"] if template.sync_template else [],
        "logoUrl": lambda _: None,
        "categories": lambda template: list(template.categories),
        "publisher": lambda template: template.publisher or None,
        "description": lambda template: f"{template.display_name} from the practice gallery",
        "isEntraIntegrated": lambda _: True,
    },
)


def list_templates(call: Call) -> Response:
    templates = list(GALLERY)
    if call.state.faults.active("cloud-gallery-app-missing"):
        templates = [template for template in GALLERY if template.sync_template in ("", "scim")]
    return call.collection(templates, TEMPLATE, "applicationTemplates")


def get_template(call: Call, template_id: str) -> Response:
    return call.entity(TEMPLATE.show(_template(template_id), call.select(TEMPLATE)), "applicationTemplates/$entity")


def _template(template_id: str) -> GalleryTemplate:
    return existing(next((one for one in GALLERY if one.id == template_id.casefold()), None), template_id)


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


_BOTH: Mapping[str, Callable[[EnterpriseApp], object]] = {
    **blank("deletedDateTime description notes"),
    "id": lambda app: app.id,
    "appId": lambda app: app.app_id,
    "applicationTemplateId": lambda app: app.template.id,
    "appRoles": _roles,
    "displayName": lambda app: app.display_name,
    "signInAudience": lambda _: "AzureADMyOrg",
}
"""The properties that service principals and applications share."""

PRINCIPAL: Kind[EnterpriseApp] = Kind(
    "servicePrincipal",
    {
        **_BOTH,
        **blank("appDescription homepage loginUrl preferredSingleSignOnMode"),
        "accountEnabled": lambda app: app.account_enabled,
        "alternativeNames": lambda _: [],
        "appDisplayName": lambda app: app.display_name,
        "appRoleAssignmentRequired": lambda app: app.assignment_required,
        "notificationEmailAddresses": lambda _: [],
        "replyUrls": lambda _: [],
        "servicePrincipalNames": lambda app: [app.app_id],
        "servicePrincipalType": lambda _: "Application",
        "tags": lambda _: ["WindowsAzureActiveDirectoryIntegratedApp"],
        **always(shapes.PRINCIPAL),
    },
    searchable=("displayName",),
)


def list_principals(call: Call) -> Response:
    apps = [app for app in call.state.apps.all() if not app.settling.take("reads")]
    return call.collection(apps, PRINCIPAL, "servicePrincipals")


def get_principal(call: Call, sp_id: str) -> Response:
    return call.entity(PRINCIPAL.show(call.state.app(sp_id), call.select(PRINCIPAL)), "servicePrincipals/$entity")


def get_by_app_id(call: Call, app_id: str) -> Response:
    return get_principal(call, existing(call.state.apps.by_app_id(app_id), app_id).id)


def update_principal(call: Call, sp_id: str) -> None:
    app = call.state.app(sp_id)
    flags = {"appRoleAssignmentRequired": "assignment_required", "accountEnabled": "account_enabled"}
    for name, value in call.body().items():
        if name not in flags or not isinstance(value, bool):
            raise bad_request(f"The property '{name}' cannot be changed in the practice directory.")
        setattr(app, flags[name], value)


def delete_principal(call: Call, sp_id: str) -> None:
    app = call.state.app(sp_id)
    call.state.delete_app(app, app.id)


# applications


APPLICATION: Kind[EnterpriseApp] = Kind(
    "application",
    {
        **_BOTH,
        "id": lambda app: app.application_id,
        "createdDateTime": lambda app: moment(app.created),
        "identifierUris": lambda _: [],
        "notes": lambda app: app.notes,
        "tags": lambda app: list(app.tags),
        **always(shapes.APPLICATION),
    },
    searchable=("displayName",),
)


def list_applications(call: Call) -> Response:
    return call.collection(_live(call), APPLICATION, "applications")


def _live(call: Call) -> list[EnterpriseApp]:
    """Return the applications whose application object is not deleted, even if the service principal is."""
    return [app for app in call.state.apps.every() if app.application_id not in app.deleted]


def _application(call: Call, application_id: str) -> EnterpriseApp:
    found = next((app for app in _live(call) if app.application_id == application_id.casefold()), None)
    return existing(found, application_id)


def get_application(call: Call, application_id: str) -> Response:
    app = _application(call, application_id)
    return call.entity(APPLICATION.show(app, call.select(APPLICATION)), "applications/$entity")


def update_application(call: Call, application_id: str) -> None:
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


def delete_application(call: Call, application_id: str) -> None:
    """Delete the application object and its service principal in this tenant, as Entra does in the home tenant.

    Microsoft's article "Restore a soft deleted enterprise application".
    """
    app = _application(call, application_id)
    call.state.delete_app(app, app.application_id, app.id)


# the recycle bin (Graph documentation, "Get deleted item" and "Restore deleted item")


def _deleted(call: Call, object_id: str) -> tuple[EnterpriseApp, Kind[EnterpriseApp], str]:
    app = existing(call.state.in_bin(object_id), object_id)
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
