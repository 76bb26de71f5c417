"""What each text of an answer is: somebody's or the tenant's own, words of the service, or a code.

Whatever is not named here counts as somebody's own, so that new properties are replaced rather than kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, Literal

from wizard.resources import resource_root
from wizard.support.known import WORD, fold, vocabulary

Place = Literal["own", "words", "code"]
"""``own``: every word is replaced. ``words``: those that no service uses. ``code``: nothing but what is known."""

DAY: Final = re.compile(r"\d{4}-\d\d-\d\d([T ][\d:.]+(Z|[+-]\d\d:?\d\d)?)?")
PLAIN: Final = re.compile(r"(?i)-?P(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:[\d.]+S)?)?|true|false|null|\**|[.,;:_-]+")
"""Durations (ISO 8601), truth values, masks and signs: nobody's own wherever they stand."""

OF_DIRECTORY: Final = frozenset(
    {
        "users-get", "users-list", "groups-list", "groups-members", "groups-transitiveMembers", "organization",
        "servicePrincipals-get", "servicePrincipals-list", "appRoleAssignedTo-list", "batch", "objectConnections",
        "subscribedSkus", "scim-users", "scim-groups", "scim-nobody",
    }
)  # fmt: skip
"""Calls that answer with directory objects, and with the tenant's sizes."""

_OF_SETTINGS_CALLS = frozenset(
    {"jobs-list", "jobs-get", "schema-get", "template-schema", "templates-list", "parseExpression"}
)
_PUBLIC = frozenset(
    {"functions", "filterOperators", "applicationTemplates-list", "scim-config", "scim-resource-types", "scim-schemas"}
)
"""Calls that answer every tenant alike."""

_OF_SERVICE = _PUBLIC | _OF_SETTINGS_CALLS | {"provisioning", "directoryAudits", "secrets-get", "checkMemberObjects"}
"""Calls whose members' names are all the service's."""

_FREE_BELOW = frozenset({"details", "additionalDetails", "properties", "evaluationResult"})
_EXTENSION = re.compile(r"extension_|ext\w{8}_")

_CODE_NAMES = """
    @odata.type code status state action provisioningAction errorCategory errorCode category initiatingType
    initiatorType type identityType odatatype provisioningStepType result resultType templateId factoryTag suberror
    error flowBehavior flowType flowTypes mutability multivaluedComparisonType interval capabilityStatus
    provisioningStatus appliesTo origin allowedMemberTypes servicePrincipalType signInAudience discoverabilities
    supportedAttributeTypes arity groupTypes SkipReason Status IsSoftDeleted tenantType countryLetterCode userType
    principalType preferredSingleSignOnMode supportedProvisioningTypes supportedSingleSignOnModes skuPartNumber
    servicePlanName loggedByService operationType activityDateTime createdDateTime date time currentBegan nextAttempt
    seriesBegan timeBegan timeEnded steadyStateFirstAchievedTime steadyStateLastAchievedTime expiration
    progressObservationDateTime lastModified created securityEnabled resourceType schemas scimType Content-Type
    content-type capabilities usageLocation preferredLanguage
    """
_WORD_NAMES = """
    @odata.context @odata.nextLink @odata.deltaLink @odata.id url message reason error_description detail resultReason
    recommendedAction activityDisplayName operationName expression parsedExpression ScopeEvaluationResult PropertyName
    sourceObjectName targetObjectName sourceDirectoryName targetDirectoryName targetAttributeName sourceOperandName
    operatorName referencedObjectName key method tags
"""
_CODES, _WORDS = frozenset(_CODE_NAMES.split()), frozenset(_WORD_NAMES.split())
_OF_SETTINGS = frozenset({"id", "name", "value", "values", "defaultValue", "description", "version"})
"""Members that are words of the service in settings and schemas only."""
_OF_LOG = frozenset({"name", "description"})


def place_of(call: str, way: Sequence[str]) -> Place:
    """Return what the text at a place is.

    Args:
        call: the kind of request.
        way: members' names from the answer's top to the text; places in lists are left out.
    """
    last = way[-1] if way else ""
    if last in _CODES:
        return "code"
    if last in _WORDS:
        return "words"
    if call in _PUBLIC:
        return "code"
    if call.startswith("error") and "error" in way:
        return "words" if last in _OF_SETTINGS else "own"
    if "appRoles" in way or not {"sourceSystem", "targetSystem", "initiatedBy"}.isdisjoint(way):
        return "words" if last in {"displayName", "description", "value"} else "own"
    if call in {"provisioning", "directoryAudits"}:
        if last in _OF_LOG and "provisioningSteps" in way:
            return "code" if last == "name" else "words"
        return "words" if last == "displayName" and "modifiedProperties" in way else "own"
    of_settings = call in {
        "jobs-list",
        "jobs-get",
        "schema-get",
        "template-schema",
        "templates-list",
        "parseExpression",
    }
    return "words" if of_settings and last in _OF_SETTINGS else "own"


def is_free(call: str, way: Sequence[str], name: str) -> bool:
    """Tell whether a member's name at a place may be a tenant's own: an extension, an attribute, a detail."""
    return call not in _OF_SERVICE or not _FREE_BELOW.isdisjoint(way) or _EXTENSION.match(name) is not None


@cache
def ordinary() -> frozenset[str]:
    """Return the words, as ``fold`` writes them, that the service and the program use themselves."""
    lines = (resource_root() / "support/entra-words.txt").read_text(encoding="utf-8").splitlines()
    return vocabulary() | {fold(word) for line in lines if not line.startswith("#") for word in WORD.findall(line)}
