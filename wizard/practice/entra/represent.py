"""Directory objects in Microsoft Graph's names and formats (``graph-types``: user, group, organization, ...)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.json_types import JsonObject
from wizard.practice.entra import shapes
from wizard.practice.entra.directory import ROLE_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.directory import Group, Person, Tenant


_SAME = (  # noqa: SIM905
    "displayName givenName surname mail mailNickname jobTitle department companyName employeeId userPrincipalName"
    " streetAddress city state postalCode country preferredLanguage usageLocation onPremisesSecurityIdentifier"
).split()
_RENAMED = {
    "mobilePhone": "mobile",
    "faxNumber": "facsimileTelephoneNumber",
    "officeLocation": "physicalDeliveryOfficeName",
}
_SOURCE: Mapping[str, str] = {**{name: name for name in _SAME}, **_RENAMED}

USER_DEFAULT = (  # noqa: SIM905
    "id businessPhones displayName givenName jobTitle mail mobilePhone officeLocation preferredLanguage surname"
    " userPrincipalName"
).split()
"""The properties that Graph returns for a user without ``$select``."""

_MORE = (  # noqa: SIM905
    "accountEnabled deletedDateTime userType otherMails proxyAddresses onPremisesExtensionAttributes createdDateTime"
    " creationType employeeType externalUserState onPremisesSyncEnabled onPremisesImmutableId ageGroup"
    " onPremisesSamAccountName onPremisesUserPrincipalName employeeHireDate employeeLeaveDateTime isResourceAccount"
    " assignedPlans assignedLicenses imAddresses onPremisesDistinguishedName onPremisesDomainName passwordPolicies"
    " securityIdentifier onPremisesLastSyncDateTime"
).split()
USER_PROPERTIES = frozenset([*_SOURCE, *USER_DEFAULT, *_MORE])

GROUP_DEFAULT = (  # noqa: SIM905
    "id deletedDateTime classification createdDateTime description displayName expirationDateTime groupTypes mail"
    " mailEnabled mailNickname membershipRule onPremisesSyncEnabled proxyAddresses securityEnabled visibility"
).split()
_MORE_OF_GROUPS = (  # noqa: SIM905
    "membershipRuleProcessingState isAssignableToRole uniqueName onPremisesDomainName onPremisesNetBiosName"
    " onPremisesSamAccountName onPremisesSecurityIdentifier preferredLanguage securityIdentifier"
).split()
GROUP_DEFAULT += [name for name in shapes.GROUP if name not in GROUP_DEFAULT]
GROUP_PROPERTIES = frozenset([*GROUP_DEFAULT, *_MORE_OF_GROUPS])


def user_value(person: Person, name: str) -> object:
    """Return one Graph property of a user; ``None`` for properties that the practice tenant never fills."""
    attributes = person.attributes
    match name:
        case "id":
            return person.id
        case "accountEnabled":
            return person.account_enabled
        case "userType":
            return person.user_type
        case "businessPhones":
            phone = attributes.get("telephoneNumber")
            return [phone] if phone else []
        case "otherMails" | "proxyAddresses":
            values = attributes.get(name)
            return list(values) if isinstance(values, tuple) else []
        case "onPremisesExtensionAttributes":
            return {f"extensionAttribute{n}": attributes.get(f"extensionAttribute{n}") for n in range(1, 16)}
        case "assignedPlans" | "assignedLicenses":
            return []
        case "creationType":
            return "Invitation" if person.is_guest else None
        case "externalUserState":
            return "Accepted" if person.is_guest else None
    source = _SOURCE.get(name)
    return attributes.get(source) if source else None


def group_value(group: Group, name: str) -> object:
    """Return one Graph property of a group."""
    match name:
        case "id":
            return group.id
        case "displayName" | "description" | "mail" | "mailNickname":
            return group.attributes.get(name)
        case "groupTypes":
            return ["DynamicMembership"] if group.dynamic else []
        case "membershipRule":
            return '(user.accountEnabled -eq true) and (user.userType -eq "Member")' if group.dynamic else None
        case "membershipRuleProcessingState":
            return "On" if group.dynamic else None
        case "securityEnabled":
            return group.security_enabled
        case "mailEnabled":
            return group.mail_enabled
        case "proxyAddresses":
            mail = group.attributes.get("mail")
            return [f"SMTP:{mail}"] if mail else []
    return shapes.GROUP.get(name)


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
