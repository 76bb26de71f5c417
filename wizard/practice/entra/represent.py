"""Directory objects in Microsoft Graph's names and formats (``graph-types``: user, group, organization, ...)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.json_types import JsonObject
from wizard.practice.entra import shapes
from wizard.practice.entra.directory import ROLE_NAMES
from wizard.practice.entra.kinds import always, blank

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wizard.directory import Group, Person, Tenant


def _attributes(names: str) -> Mapping[str, Callable[[Person | Group], object]]:
    """Return properties that are attributes of the same name; ``names`` is blank-separated."""

    def one(name: str) -> Callable[[Person | Group], object]:
        return lambda item: item.attributes.get(name)

    return {name: one(name) for name in names.split()}


def _several(name: str) -> Callable[[Person], list[str]]:
    def values(person: Person) -> list[str]:
        found = person.attributes.get(name)
        return list(found) if isinstance(found, tuple) else []

    return values


def _phones(person: Person) -> list[object]:
    phone = person.attributes.get("telephoneNumber")
    return [phone] if phone else []


USER: Mapping[str, Callable[[Person], object]] = {
    **_attributes(
        "displayName givenName surname mail mailNickname jobTitle department companyName employeeId userPrincipalName"
        " streetAddress city state postalCode country preferredLanguage usageLocation onPremisesSecurityIdentifier"
    ),
    **blank(
        "deletedDateTime createdDateTime employeeType onPremisesSyncEnabled onPremisesImmutableId ageGroup"
        " onPremisesSamAccountName onPremisesUserPrincipalName employeeHireDate employeeLeaveDateTime isResourceAccount"
        " imAddresses onPremisesDistinguishedName onPremisesDomainName passwordPolicies securityIdentifier"
        " onPremisesLastSyncDateTime"
    ),
    "id": lambda person: person.id,
    "accountEnabled": lambda person: person.account_enabled,
    "assignedLicenses": lambda _: [],
    "assignedPlans": lambda _: [],
    "businessPhones": _phones,
    "creationType": lambda person: "Invitation" if person.is_guest else None,
    "externalUserState": lambda person: "Accepted" if person.is_guest else None,
    "faxNumber": lambda person: person.attributes.get("facsimileTelephoneNumber"),
    "mobilePhone": lambda person: person.attributes.get("mobile"),
    "officeLocation": lambda person: person.attributes.get("physicalDeliveryOfficeName"),
    "onPremisesExtensionAttributes": lambda person: {
        name: person.attributes.get(name) for name in (f"extensionAttribute{n}" for n in range(1, 16))
    },
    "otherMails": _several("otherMails"),
    "proxyAddresses": _several("proxyAddresses"),
    "userType": lambda person: person.user_type,
}
"""The properties of a user."""

USER_DEFAULT = (  # noqa: SIM905
    "id businessPhones displayName givenName jobTitle mail mobilePhone officeLocation preferredLanguage surname"
    " userPrincipalName"
).split()
"""The properties that Graph returns for a user without ``$select``."""


def _proxy_addresses(group: Group) -> list[str]:
    mail = group.attributes.get("mail")
    return [f"SMTP:{mail}"] if mail else []


_GROUP_DEFAULT: Mapping[str, Callable[[Group], object]] = {
    "id": lambda group: group.id,
    **blank("deletedDateTime classification expirationDateTime onPremisesSyncEnabled visibility"),
    **_attributes("displayName description mail mailNickname"),
    "groupTypes": lambda group: ["DynamicMembership"] if group.dynamic else [],
    "mailEnabled": lambda group: group.mail_enabled,
    "membershipRule": lambda group: (
        '(user.accountEnabled -eq true) and (user.userType -eq "Member")' if group.dynamic else None
    ),
    "proxyAddresses": _proxy_addresses,
    "securityEnabled": lambda group: group.security_enabled,
    **always(shapes.GROUP),
}
GROUP_DEFAULT = tuple(_GROUP_DEFAULT)
"""The properties that Graph returns for a group without ``$select``."""

GROUP: Mapping[str, Callable[[Group], object]] = {
    **_GROUP_DEFAULT,
    **blank("uniqueName onPremisesDomainName onPremisesNetBiosName onPremisesSamAccountName securityIdentifier"),
    "membershipRuleProcessingState": lambda group: "On" if group.dynamic else None,
}
"""The properties of a group."""


def organization(tenant: Tenant) -> JsonObject:
    """Return the organization object (graph: organization)."""
    domains = [
        {
            "capabilities": "Email, OfficeCommunicationsOnline",
            "isDefault": index == 0,
            "isInitial": index == len(tenant.domains) - 1,
            "name": domain,
            "type": "Managed",
        }
        for index, domain in enumerate(tenant.domains)
    ]
    return {
        "id": tenant.id,
        "deletedDateTime": None,
        "displayName": tenant.display_name,
        "tenantType": tenant.tenant_type or None,
        "countryLetterCode": "NO",
        "preferredLanguage": "en",
        "verifiedDomains": domains,
        "assignedPlans": [],
        "provisionedPlans": [],
        "businessPhones": [],
        "technicalNotificationMails": [],
        "onPremisesSyncEnabled": None,
        **shapes.ORGANIZATION,
    }


def directory_role(template_id: str) -> JsonObject:
    return {
        "id": f"{template_id[:-12]}{template_id[-12:][::-1]}",
        "deletedDateTime": None,
        "description": None,
        "displayName": ROLE_NAMES.get(template_id, "Custom role"),
        "roleTemplateId": template_id,
    }


def subscribed_skus(tenant: Tenant, consumed: int, premium: bool) -> list[JsonObject]:
    """Return the tenant's licenses: P1 in a bundle, or only the free plan."""

    def sku(part: str, sku_id: str, units: int, plans: list[tuple[str, str]]) -> JsonObject:
        return {
            "id": f"{tenant.id}_{sku_id}",
            "accountId": tenant.id,
            "accountName": tenant.domains[-1].split(".")[0],
            "appliesTo": "User",
            "capabilityStatus": "Enabled",
            "consumedUnits": min(units, consumed),
            "skuId": sku_id,
            "skuPartNumber": part,
            "subscriptionIds": [],
            "prepaidUnits": {"enabled": units, "suspended": 0, "warning": 0, "lockedOut": 0},
            "servicePlans": [
                {"servicePlanId": plan, "servicePlanName": name, "provisioningStatus": "Success", "appliesTo": "User"}
                for name, plan in plans
            ],
        }

    skus = [sku("FLOW_FREE", "f30db892-07e9-47e9-837c-80727f46fd3d", 10_000, [])]
    if premium:
        plans = [
            ("AAD_PREMIUM", "41781fb2-bc02-4b7c-bd55-b576c07bb09d"),
            ("MFA_PREMIUM", "8a256a2b-b617-496d-b51b-e76466e88db0"),
        ]
        skus.append(sku("EMS", "efccb6f7-5641-4e0e-bd10-b4976e1bf68e", max(25, consumed + 5), plans))
    return skus
