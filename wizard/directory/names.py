"""Maps the synchronization schema's attribute names to those in Graph, PowerShell and the portals' lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

IN_GRAPH: Mapping[str, str] = {
    "mobile": "mobilePhone",
    "facsimileTelephoneNumber": "faxNumber",
    "physicalDeliveryOfficeName": "officeLocation",
    "dirSyncEnabled": "onPremisesSyncEnabled",
    "immutableId": "onPremisesImmutableId",
}
"""Source attributes with another name but the same value in Graph; the schema uses Azure AD Graph names."""

BY_OTHER_NAMES: Mapping[str, str] = {
    **{graph: name for name, graph in IN_GRAPH.items()},
    "businessPhones": "telephoneNumber",
    # The portal's "Download users" has had two sets of columns; these are specific to the newer set.
    "alternateEmailAddress": "otherMails",
    "directorySynced": "dirSyncEnabled",
    "invitationState": "externalUserState",
}
"""Names used in exports of people, with the schema's name for each."""

SEVERAL = frozenset({"otherMails", "proxyAddresses"})
"""Attributes for which a table cell can contain several values, whatever the schema says."""

OBJECTS = frozenset(
    """assignedLicenses assignedPlans provisionedPlans identities employeeOrgData passwordProfile signInActivity
    onPremisesProvisioningErrors serviceProvisioningErrors authorizationInfo licenseAssignmentStates mailboxSettings
    customSecurityAttributes extensions activities agreementAcceptances analytics authentication calendar
    calendarGroups calendarView calendars chats cloudClipboard cloudPCs contactFolders contacts createdObjects
    dataSecurityAndGovernance deviceManagementTroubleshootingEvents directReports drive drives
    employeeExperience events followedSites inferenceClassification informationProtection insights invitedBy
    joinedTeams licenseDetails mailFolders managedAppRegistrations managedDevices memberOf messages
    oauth2PermissionGrants onPremisesSyncBehavior onenote onlineMeetings outlook ownedDevices ownedObjects people
    permissionGrants photo photos planner presence print registeredDevices scopedRoleMemberOf security settings
    solutions sponsors teamwork todo transitiveMemberOf transitiveReports userIdentities signInNames owners
    acceptedSenders appRoleAssignments conversations createdOnBehalfOf groupLifecyclePolicies
    rejectedSenders sites team threads transitiveMembers membersWithLicenseErrors""".split()  # noqa: SIM905
)
"""Properties of Graph's user and group that are objects; mappings cannot read them."""

_PLAIN = frozenset(
    """id objectId accountEnabled softDeleted deletedDateTime userType managerId manager attributes
    onPremisesExtensionAttributes additionalProperties extensionProperty objectType deletionTimestamp

    ageGroup city companyName consentProvidedForMinor country createdDateTime creationType department displayName
    employeeHireDate employeeId employeeLeaveDateTime employeeType externalUserState externalUserStateChangeDateTime
    givenName imAddresses isManagementRestricted isResourceAccount jobTitle lastPasswordChangeDateTime
    legalAgeGroupClassification mail mailNickname onPremisesDistinguishedName onPremisesDomainName
    onPremisesLastSyncDateTime onPremisesObjectIdentifier onPremisesSamAccountName onPremisesSecurityIdentifier
    onPremisesUserPrincipalName otherMails passwordPolicies postalCode preferredDataLocation preferredLanguage
    proxyAddresses refreshTokensValidFromDateTime securityIdentifier showInAddressList
    signInSessionsValidFromDateTime state streetAddress surname usageLocation userPrincipalName
    originalUserPrincipalName telephoneNumber appRoleAssignments deviceEnrollmentLimit infoCatalogs mailFolder aboutMe
    birthday hireDate interests mySite pastProjects preferredName responsibilities schools skills
    cloudRealtimeCommunicationInfo deviceKeys usageRights windowsInformationProtectionDeviceRegistrations

    isCompromised lastDirSyncTime refreshTokensValidFromTime sipProxyAddress userState userStateChangedOn thumbnailPhoto
    jobTitleAndDepartment provisioningErrors oldUserPrincipalName

    members groupTypes securityEnabled mailEnabled description classification visibility membershipRule
    membershipRuleProcessingState renewedDateTime expirationDateTime resourceBehaviorOptions
    resourceProvisioningOptions creationOptions theme uniqueName isAssignableToRole isArchived
    hasMembersWithLicenseErrors allowExternalSenders autoSubscribeNewMembers hideFromAddressLists hideFromOutlookClients
    isSubscribedByMail unseenCount onPremisesNetBiosName assignedLabels organizationId infoCatalogs accessType

    identityIssuer authenticationPhoneNumber authenticationAlternativePhoneNumber authenticationEmail
    userDisplayName isFavorite writebackConfiguration cloudLicensing welcomeMessageEnabled preferredUILanguage
    """.split()  # noqa: SIM905
)
"""Properties of users and groups in Graph, in PowerShell's two modules, and in the portal's lists."""

EXTENSION_ATTRIBUTES = tuple(f"extensionAttribute{number}" for number in range(1, 16))
_EXTENSION = re.compile(r"extension_[0-9a-fA-F]{32}_\w+")

TITLES: Mapping[str, str] = {
    "firstname": "givenName",
    "lastname": "surname",
    "title": "jobTitle",
    "office": "physicalDeliveryOfficeName",
    "phonenumber": "telephoneNumber",
    "fax": "facsimileTelephoneNumber",
    "username": "userPrincipalName",
    "upn": "userPrincipalName",
    "email": "mail",
    "emailaddress": "mail",
    "primaryemail": "mail",
    "zipcode": "postalCode",
    "ziporpostalcode": "postalCode",
    "stateorprovince": "state",
    "countryorregion": "country",
    "alternateemailaddresses": "otherMails",
    "softdeletiontimestamp": "deletedDateTime",
    "whencreated": "createdDateTime",
    "lastdirsynctime": "onPremisesLastSyncDateTime",
    "lastpasswordchangetimestamp": "lastPasswordChangeDateTime",
    "licenses": "assignedLicenses",
    "licenseassignmentdetails": "licenseAssignmentStates",
}
"""Column titles of the Microsoft 365 admin center's user lists and of common tables, in lower case without spaces."""


class Names:
    """Finds the attribute that a property name stands for, ignoring letter case; prefers the schema's spelling.

    PowerShell writes Graph's names in PascalCase; Graph's JSON uses camelCase.

    Args:
        schema: source attributes, by their names in the schema.
    """

    def __init__(self, schema: Iterable[str] = ()) -> None:
        self._exact = frozenset(schema)
        self._folded = {name.casefold(): name for name in self._exact}
        self._own = lru_cache(4096)(self._find)

    def own(self, name: str) -> str:
        """Return the known spelling of a property's name; empty if the name is unknown."""
        return self._own(name)

    def _find(self, name: str) -> str:
        if name in self._exact:
            return name
        folded = name.casefold()
        found = _known().get(folded) or self._folded.get(folded)
        if found:
            return self._folded.get(folded, found)
        return name if _EXTENSION.fullmatch(name) else ""

    def of_title(self, title: str) -> str:
        """Return the attribute for a table title, in which words may be separated: ``User principal name``."""
        found = self.own(title)
        if found:
            return found
        squeezed = re.sub(r"[\s_\-./]+", "", title)
        return self.own(squeezed) or TITLES.get(squeezed.casefold(), "")


@lru_cache(1)
def _known() -> Mapping[str, str]:
    every = (*OBJECTS, *_PLAIN, *EXTENSION_ATTRIBUTES, *BY_OTHER_NAMES, *BY_OTHER_NAMES.values())
    return {name.casefold(): name for name in every}
