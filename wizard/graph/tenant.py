"""The signed-in user, tenant, roles and licenses (Graph: organization, user, subscribedSku)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.core.errors import GraphError, NetworkError
from wizard.directory import Tenant
from wizard.graph import parse
from wizard.graph.area import Area
from wizard.graph.odata import Json, object_of
from wizard.graph.prerequisites import ROLE_NAMES, Licence, Roles, licence_of, roles_held, roles_of

if TYPE_CHECKING:
    from wizard.core.tasks import Task

_ROLE_TYPE = "microsoft.graph.directoryRole"


@dataclass(frozen=True, slots=True)
class Me:
    """The signed-in user."""

    id: str
    display_name: str
    user_principal_name: str
    is_guest: bool


class TenantCalls(Area):
    """Calls for the prerequisites; all require only the sign-in scopes."""

    def organization(self, task: Task) -> Tenant:
        """Return the tenant; its type is empty if the account may not read it.

        Raises:
            GraphError: as for every call; ``graph-answer-unreadable`` if the response has no organization.
        """
        found = self._calls.all(task, "/organization", "base")
        if not found:
            raise GraphError("graph-answer-unreadable", {"status": 200})
        body = found[0]
        domains = sorted(
            parse.objects(body.get("verifiedDomains")), key=lambda domain: domain.get("isDefault") is not True
        )
        return Tenant(
            parse.text(body.get("id")),
            parse.text(body.get("displayName")) or parse.text(body.get("id")),
            tuple(parse.text(domain.get("name")) for domain in domains if domain.get("name")),
            parse.text(body.get("tenantType")),
        )

    def me(self, task: Task) -> Me:
        """Return the signed-in user."""
        body = self._calls.get(task, "/me", "base", {"$select": "id,displayName,userPrincipalName,userType"})
        return Me(
            parse.text(body.get("id")),
            parse.text(body.get("displayName")),
            parse.text(body.get("userPrincipalName")),
            parse.text(body.get("userType")) == "Guest",
        )

    def roles(self, task: Task) -> Roles:
        """Return the relevant roles that the signed-in user has, directly or through groups.

        The service is asked by template id, for which ``User.Read`` is sufficient (Graph: directoryObject:
        checkMemberObjects). The list of memberships is the fallback: with this permission it contains only ids.
        Roles that are eligible but not activated, limited to a unit or one application, and custom roles are not
        returned; see ``Roles.standing``.

        Raises:
            GraphError, NetworkError: as for every call.
        """
        body = {"ids": list(ROLE_NAMES)}
        try:
            answer = object_of(self._calls.send(task, "POST", "/me/checkMemberObjects", "base", body))
        except (GraphError, NetworkError):
            return self._listed_roles(task)
        held = answer.get("value")
        if not isinstance(held, list):
            return self._listed_roles(task)
        return roles_held(item for item in held if isinstance(item, str))

    def lacks_role(self, task: Task) -> bool:
        try:
            return self.roles(task).standing == "no"
        except (GraphError, NetworkError):
            return False

    def _listed_roles(self, task: Task) -> Roles:
        select = "id,displayName,roleTemplateId"
        query = {"$count": "true", "$select": select}
        try:
            found = self._calls.all(task, f"/me/transitiveMemberOf/{_ROLE_TYPE}", "base", query)
        except GraphError as error:
            if error.status != 400:
                raise
            every = self._calls.all(task, "/me/memberOf", "base")
            found = [item for item in every if item.get("@odata.type") == f"#{_ROLE_TYPE}"]
        return roles_of(found)

    def licence(self, task: Task) -> Licence:
        """Return the Entra ID plan that the tenant's subscriptions contain."""
        fields = "skuPartNumber,skuId,capabilityStatus,prepaidUnits,consumedUnits,servicePlans"
        skus: list[Json] = self._calls.all(task, "/subscribedSkus", "base", {"$select": fields})
        return licence_of(skus)
