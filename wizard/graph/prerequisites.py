"""Evaluates the prerequisites (T1 to T3) from the tenant's responses, without assuming more than they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wizard.graph import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wizard.core.json_types import JsonMapping

GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
APPLICATION_ADMINISTRATOR = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
CLOUD_APPLICATION_ADMINISTRATOR = "158c047a-c907-4556-b7ef-446551a6b5f7"
GLOBAL_READER = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"

SUFFICIENT = frozenset({GLOBAL_ADMINISTRATOR, APPLICATION_ADMINISTRATOR, CLOUD_APPLICATION_ADMINISTRATOR})
"""Role template ids; any one of these roles is sufficient for everything the wizard does in Entra."""

ROLE_NAMES: Mapping[str, str] = {
    GLOBAL_ADMINISTRATOR: "Global Administrator",
    APPLICATION_ADMINISTRATOR: "Application Administrator",
    CLOUD_APPLICATION_ADMINISTRATOR: "Cloud Application Administrator",
    GLOBAL_READER: "Global Reader",
}
"""Roles that are checked by template id, with their names (Entra built-in roles)."""

_P1 = "41781fb2-bc02-4b7c-bd55-b576c07bb09d"
_P2 = "eec0eb4f-6444-4f95-aba0-50c24d67f998"
_USABLE = frozenset({"enabled", "warning"})

Plan = Literal["P2", "P1", "none"]


@dataclass(frozen=True, slots=True)
class Roles:
    """Active directory roles of the signed-in user.

    ``certain`` is false if an entry does not identify its role: the token may permit reading only the ids of
    memberships (Graph: "Limited information returned for inaccessible member objects"). Then roles are unknown.
    ``failure`` is the catalog id of the problem, for example a read-only role.
    """

    names: tuple[str, ...]
    template_ids: frozenset[str]
    certain: bool = True

    @property
    def sufficient(self) -> bool:
        return bool(self.template_ids & SUFFICIENT)

    @property
    def standing(self) -> Literal["yes", "no", "unknown"]:
        """Whether a sufficient role is active; "unknown" if the service does not say."""
        return "yes" if self.sufficient else "no" if self.certain else "unknown"

    @property
    def failure(self) -> str | None:
        if self.standing != "no":
            return None
        return "rights-global-reader-blind" if self.template_ids == {GLOBAL_READER} else "rights-missing-role"


@dataclass(frozen=True, slots=True)
class Licence:
    """The best Entra ID plan found; P1 is required to assign groups and to read provisioning logs."""

    plan: Plan

    @property
    def sufficient(self) -> bool:
        return self.plan != "none"


def roles_held(template_ids: Iterable[str]) -> Roles:
    """Return the roles for the template ids that the service returned when asked about ``ROLE_NAMES``."""
    ids = frozenset(item.lower() for item in template_ids) & ROLE_NAMES.keys()
    return Roles(tuple(sorted(ROLE_NAMES[item] for item in ids)), ids)


def roles_of(found: Sequence[JsonMapping]) -> Roles:
    """Return the roles of directory role objects; an entry that the account may not read has only an id."""
    ids = frozenset(parse.text(item.get("roleTemplateId")).lower() for item in found) - {""}
    names = tuple(sorted(parse.text(item.get("displayName")) for item in found if item.get("displayName")))
    return Roles(names, ids, all(item.get("roleTemplateId") for item in found))


def licence_of(skus: Sequence[JsonMapping]) -> Licence:
    """Return the plan in the subscriptions, by service plan, since P1 and P2 are part of many bundles."""
    plans = {
        parse.text(plan.get("servicePlanId")).lower()
        for sku in skus
        if parse.text(sku.get("capabilityStatus")).lower() in _USABLE
        for plan in parse.objects(sku.get("servicePlans"))
        if parse.text(plan.get("provisioningStatus")).lower() == "success"
    }
    return Licence("P2" if _P2 in plans else "P1" if _P1 in plans else "none")
