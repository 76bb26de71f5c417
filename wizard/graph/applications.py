"""The gallery, and the enterprise applications added from it (T11 to T15)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wizard.core.errors import Cancelled, GraphError, NetworkError, WizardError
from wizard.directory import DEFAULT_ACCESS_ROLE_ID, Role
from wizard.graph import parse
from wizard.graph.area import Area
from wizard.graph.odata import literal, object_of, segment
from wizard.graph.sending import IF_THERE
from wizard.graph.settling import SETTLING
from wizard.history.model import Change
from wizard.http.retries import LOST, NOT_SENT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from wizard.core.json_types import JsonMapping
    from wizard.core.tasks import Task

_LOST = (LOST - NOT_SENT) | {"graph-unavailable", "graph-answer-unreadable", "answer-too-large"}
"""Errors after which nobody knows whether the request was carried out."""

_FIELDS = "id,appId,displayName,applicationTemplateId,appRoles,appRoleAssignmentRequired,accountEnabled,tags"


@dataclass(frozen=True, slots=True)
class ApplicationTemplate:
    """An application of the gallery. ``provisions`` tells whether it offers automatic provisioning."""

    id: str
    display_name: str
    publisher: str = ""
    provisions: bool = False


@dataclass(frozen=True, slots=True)
class ServicePrincipal:
    """An instance of an application in the tenant; ``id`` is the object id that every later call uses.

    ``application_id`` is the object id of the application object, known only right after adding.
    """

    id: str
    app_id: str
    display_name: str
    template_id: str = ""
    roles: tuple[Role, ...] = ()
    assignment_required: bool = True
    enabled: bool = True
    application_id: str = ""


class ApplicationCalls(Area):
    """Calls on applicationTemplates and servicePrincipals."""

    def find_template(self, task: Task, name: str) -> ApplicationTemplate:
        """Return the gallery's application of that name, else the one whose name begins alike.

        Raises:
            GraphError: ``gallery-app-missing``: this cloud's gallery does not have it.
        """
        exact = f"displayName eq {literal(name)}"
        similar = f"contains(displayName,{literal(name.split('-', maxsplit=1)[0].split(maxsplit=1)[0])})"
        for wanted in (exact, similar):
            found = [
                _template(item)
                for item in self._calls.all(task, "/applicationTemplates", "applications", {"$filter": wanted})
            ]
            if found:
                return max(found, key=lambda item: (item.display_name.casefold() == name.casefold(), item.provisions))
        failure = None if self._calls.cloud.gallery_likely else "cloud-gallery-app-missing"
        raise GraphError("gallery-app-missing", {"name": name, "cloud": self._calls.cloud.id}, failure=failure)

    def instances(self, task: Task, template_id: str, *, name: str = "") -> tuple[ServicePrincipal, ...]:
        """Return every instance of a gallery application in the tenant.

        Args:
            name: the application's usual name, to look for when the service cannot filter by template.
        """
        query = {"$filter": f"applicationTemplateId eq {literal(template_id)}", "$select": _FIELDS}
        try:
            found = self._calls.all(task, "/servicePrincipals", "applications", query)
        except GraphError as error:
            if error.status != 400:
                raise
            wanted = name or self._template_name(task, template_id)
            query["$filter"] = f"startswith(displayName,{literal(wanted)})"
            found = self._calls.all(task, "/servicePrincipals", "applications", query)
        mine = [item for item in found if parse.text(item.get("applicationTemplateId")).lower() == template_id.lower()]
        return tuple(service_principal(item) for item in mine)

    def get(self, task: Task, service_principal_id: str) -> ServicePrincipal:
        """Return one service principal.

        Raises:
            GraphError: ``graph-not-found`` and others.
        """
        path = f"/servicePrincipals/{segment(service_principal_id)}"
        body = self._settling.settled(
            task, lambda: self._calls.get(task, path, "applications", {"$select": _FIELDS}), service_principal_id
        )
        return service_principal(body)

    def roles(self, task: Task, service_principal_id: str) -> tuple[Role, ...]:
        """Return the roles that users and groups can be assigned with; Default Access where none is defined."""
        roles = self.get(task, service_principal_id).roles
        usable = tuple(role for role in roles if role.enabled and role.for_users)
        return usable or (Role(DEFAULT_ACCESS_ROLE_ID, "Default Access"),)

    def add(
        self,
        task: Task,
        template_id: str,
        name: str,
        known: Collection[str],
        *,
        asked: float | None = None,
        asking: Callable[[], object] = lambda: None,
        answered: Callable[[ServicePrincipal | None], object] = lambda _added: None,
    ) -> ServicePrincipal:
        """Add the application from the gallery and wait until the directory knows it; never adds a second copy.

        Looks for an instance first that is not among ``known`` (object ids that were there before), and returns it
        instead of adding another. When the answer to adding is lost, the tenant is searched for the new instance; the
        request is not sent again.

        Args:
            asked: seconds since an earlier run sent the request and never learned the answer. As long as the instance
                may still show up it is searched for; only then the request is sent again.
            asking: called right before the request is sent; what it raises keeps it from being sent.
            answered: called with the instance as soon as its id is known, or with ``None`` when the request was
                refused; not called while nobody knows.

        Raises:
            GraphError: ``graph-add-uncertain`` when nobody can tell whether it was added; others as every call.
        """
        age = asked or 0.0
        added = self._search_added(task, template_id, name, known, 0.0 if asked is None else SETTLING - age)
        if added is None:
            asking()
            age = 0.0
            path = f"/applicationTemplates/{segment(template_id)}/instantiate"
            change = Change("application-added", {"name": name, "template": template_id}, sorted(known))
            with self._calls.declare(change) as made:
                try:
                    answer = self._calls.send(task, "POST", path, "applications", {"displayName": name})
                    added = _added(object_of(answer))
                except Cancelled:
                    raise
                except WizardError as error:
                    if error.code not in _LOST:
                        answered(None)
                        raise
                    added = self._search_lost(task, template_id, name, known, error)
                made.result |= {
                    "app": added.id,
                    "application": added.application_id,
                    "app_id": added.app_id,
                    "name": added.display_name,
                    "required": added.assignment_required,
                }
        self._settling.expect_new(added.id, age=age)
        answered(added)
        return replace(self.get(task, added.id), application_id=added.application_id)

    def require_assignment(self, task: Task, service_principal_id: str, required: bool) -> None:
        """Set whether people need an assignment to use the application."""
        path = f"/servicePrincipals/{segment(service_principal_id)}"
        body = {"appRoleAssignmentRequired": required}
        before = self.get(task, service_principal_id).assignment_required if self._calls.writings.noted else None
        with self._calls.declare(Change("assignment-required", {"app": service_principal_id}, before, required)):
            self._settling.settled(
                task, lambda: self._calls.send(task, "PATCH", path, "applications", body), service_principal_id
            )

    def object_id(self, task: Task, app_id: str) -> str:
        """Return the object id of the application object that a service principal was made of, empty for none.

        Raises:
            GraphError: as every call.
        """
        return self.origin(task, app_id)[0]

    def origin(self, task: Task, app_id: str) -> tuple[str, datetime | None]:
        """Return the same, and when it was made, ``None`` where that is not told.

        Raises:
            GraphError: as every call.
        """
        query = {"$filter": f"appId eq {literal(app_id)}", "$select": "id,appId,createdDateTime"}
        for item in self._calls.all(task, "/applications", "applications", query):
            return parse.text(item.get("id")), parse.moment(item.get("createdDateTime"))
        return "", None

    def remove(self, task: Task, service_principal_id: str, *, application_id: str = "", name: str = "") -> None:
        """Delete an instance (kept 30 days in the recycle bin), and its application object where that is known.

        One that is gone already is a success. The instance goes last: as long as it is there, everybody can see that
        this was not finished.
        """
        paths = [f"/servicePrincipals/{segment(service_principal_id)}"]
        if application_id:
            paths.insert(0, f"/applications/{segment(application_id)}")
        target = {"app": service_principal_id, "application": application_id, "name": name}
        with self._calls.declare(Change("application-removed", target, {"name": name})):
            for path in paths:
                self._calls.send(task, "DELETE", path, "applications", None, IF_THERE)
        self._settling.expect_gone(service_principal_id)

    def deleted(self, task: Task, object_id: str) -> bool:
        """Tell whether an application or service principal is in the recycle bin (Graph: directory/deletedItems).

        Raises:
            GraphError: as every call.
        """
        path = f"/directory/deletedItems/{segment(object_id)}"
        return self._calls.send(task, "GET", path, "applications", None, IF_THERE).status == 200

    def restore(self, task: Task, service_principal_id: str, *, application_id: str = "", name: str = "") -> None:
        """Take a deleted application out of the recycle bin: the application object, then its service principal.

        The service restores neither with the other (Graph documentation, "Restore deleted item"). What is not in the
        recycle bin is left out.

        Raises:
            GraphError: ``graph-not-found``: it is not there any more; others as every call.
        """
        target = {"app": service_principal_id, "application": application_id, "name": name}
        with self._calls.declare(Change("application-restored", target, None, {"name": name})):
            found = False
            for object_id in filter(None, (application_id, service_principal_id)):
                path = f"/directory/deletedItems/{segment(object_id)}/restore"
                found = self._calls.send(task, "POST", path, "applications", None, IF_THERE).status != 404
            if not found:
                self.get(task, service_principal_id)  # restored by somebody else, or gone for good

    def _other(self, task: Task, template_id: str, name: str, known: Collection[str]) -> ServicePrincipal | None:
        found = [item for item in self.instances(task, template_id, name=name) if item.id not in known]
        return next((item for item in found if item.display_name == name), found[0] if found else None)

    def _search_added(
        self, task: Task, template_id: str, name: str, known: Collection[str], seconds: float
    ) -> ServicePrincipal | None:
        """Look for an instance that is not among ``known``, once at least, and for so many seconds."""
        try:
            return self._settling.settle(
                task,
                lambda: self._other(task, template_id, name, known),
                "graph-wait-added",
                lambda problem: problem.status in (403, 404),
                done=lambda item: item is not None,
                deadline=seconds,
            )
        except GraphError as error:
            if error.code != "graph-not-settled":
                raise
            return None

    def _search_lost(
        self, task: Task, template_id: str, name: str, known: Collection[str], error: WizardError
    ) -> ServicePrincipal:
        uncertain = GraphError("graph-add-uncertain", {"name": name}, cause=error)
        try:
            found = self._search_added(task, template_id, name, known, SETTLING)
        except (GraphError, NetworkError) as problem:
            raise uncertain from problem
        if found is None:
            raise uncertain
        return found

    def _template_name(self, task: Task, template_id: str) -> str:
        return parse.text(
            self._calls.get(task, f"/applicationTemplates/{segment(template_id)}", "applications").get("displayName")
        )


def service_principal(body: JsonMapping, application_id: str = "") -> ServicePrincipal:
    """Read a service principal."""
    return ServicePrincipal(
        # Very old answers call it objectId.
        parse.text(body.get("id")) or parse.text(body.get("objectId")),
        parse.text(body.get("appId")),
        parse.text(body.get("displayName")),
        parse.text(body.get("applicationTemplateId")),
        tuple(_role(role) for role in parse.objects(body.get("appRoles"))),
        body.get("appRoleAssignmentRequired") is not False,
        body.get("accountEnabled") is not False,
        application_id,
    )


def _added(body: JsonMapping) -> ServicePrincipal:
    application = parse.mapping(body.get("application"))
    application_id = parse.text(application.get("id")) or parse.text(application.get("objectId"))
    added = service_principal(parse.mapping(body.get("servicePrincipal")), application_id)
    if not added.id:
        raise GraphError("graph-answer-unreadable", {"status": 201})
    return added


def _role(body: JsonMapping) -> Role:
    kinds = body.get("allowedMemberTypes")
    return Role(
        parse.text(body.get("id")),
        parse.text(body.get("displayName")) or parse.text(body.get("value")),
        parse.text(body.get("value")) or None,
        body.get("isEnabled") is not False,
        isinstance(kinds, list) and "User" in kinds,
    )


def _template(body: JsonMapping) -> ApplicationTemplate:
    kinds = body.get("supportedProvisioningTypes")
    return ApplicationTemplate(
        parse.text(body.get("id")),
        parse.text(body.get("displayName")),
        parse.text(body.get("publisher")),
        isinstance(kinds, list) and "sync" in kinds,
    )
