"""Properties of directory objects that the practice tenant never fills, with the empty values of recorded objects.

Recorded: ``tests/real/graph/applicationTemplates-instantiate``, ``servicePrincipals-get``, ``groups-list``,
``organization``. Clients must be able to handle them, so they are included.
"""

from __future__ import annotations

from wizard.core.json_types import JsonMapping

_PUBLISHER = {"displayName": None, "verifiedPublisherId": None, "addedDateTime": None}
_INFO = dict.fromkeys(("logoUrl", "marketingUrl", "privacyStatementUrl", "supportUrl", "termsOfServiceUrl"))

PRINCIPAL: JsonMapping = {
    "addIns": [],
    "appOwnerOrganizationId": None,
    "disabledByMicrosoftStatus": None,
    "endpoints": [],
    "info": _INFO,
    "keyCredentials": [],
    "logoutUrl": None,
    "oauth2PermissionScopes": [],
    "passwordCredentials": [],
    "preferredTokenSigningKeyThumbprint": None,
    "publisherName": None,
    "resourceSpecificApplicationPermissions": [],
    "samlSingleSignOnSettings": None,
    "tokenEncryptionKeyId": None,
    "verifiedPublisher": _PUBLISHER,
}

APPLICATION: JsonMapping = {
    "addIns": [],
    "api": {
        "acceptMappedClaims": None,
        "knownClientApplications": [],
        "oauth2PermissionScopes": [],
        "preAuthorizedApplications": [],
        "requestedAccessTokenVersion": None,
    },
    "defaultRedirectUri": None,
    "groupMembershipClaims": None,
    "info": _INFO,
    "isDeviceOnlyAuthSupported": None,
    "isFallbackPublicClient": None,
    "keyCredentials": [],
    "optionalClaims": None,
    "parentalControlSettings": {"countriesBlockedForMinors": [], "legalAgeGroupRule": "Allow"},
    "passwordCredentials": [],
    "publicClient": {"redirectUris": []},
    "publisherDomain": None,
    "requiredResourceAccess": [],
    "tokenEncryptionKeyId": None,
    "verifiedPublisher": _PUBLISHER,
    "web": {
        "homePageUrl": None,
        "implicitGrantSettings": {"enableAccessTokenIssuance": False, "enableIdTokenIssuance": False},
        "logoutUrl": None,
        "redirectUris": [],
    },
}

GROUP: JsonMapping = {
    "createdDateTime": "2024-03-04T08:00:00Z",
    "isAssignableToRole": None,
    "onPremisesLastSyncDateTime": None,
    "onPremisesProvisioningErrors": [],
    "onPremisesSecurityIdentifier": None,
    "preferredDataLocation": None,
    "preferredLanguage": None,
    "renewedDateTime": "2024-03-04T08:00:00Z",
    "resourceBehaviorOptions": [],
    "resourceProvisioningOptions": [],
    "theme": None,
}

ORGANIZATION: JsonMapping = {
    "city": None,
    "country": None,
    "createdDateTime": "2024-03-04T08:00:00Z",
    "marketingNotificationEmails": [],
    "onPremisesLastSyncDateTime": None,
    "postalCode": None,
    "privacyProfile": None,
    "securityComplianceNotificationMails": [],
    "securityComplianceNotificationPhones": [],
    "state": None,
    "street": None,
}
