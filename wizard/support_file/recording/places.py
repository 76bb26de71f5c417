"""What each text of an answer is: somebody's or the tenant's own, words of the service, or a code.

Whatever is not named here counts as somebody's own, so that new properties are replaced rather than kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, Literal

from wizard.core.resources import resource_root
from wizard.support_file.known import WORD, fold, vocabulary

Place = Literal["own", "words", "code"]
"""``own``: every word is replaced. ``words``: those that no service uses. ``code``: nothing but what is known."""

DAY: Final = re.compile(r"\d{4}-\d\d-\d\d([T ][\d:.]+(Z|[+-]\d\d:?\d\d)?)?")
PLAIN: Final = re.compile(r"(?i)-?P(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:[\d.]+S)?)?|true|false|null|\**|[.,;:_-]+")
"""Durations (ISO 8601), truth values, masks and signs: nobody's own wherever they stand."""

OF_DIRECTORY: Final = frozenset(
    {
        "users-get",
        "users-list",
        "groups-list",
        "groups-members",
        "groups-transitiveMembers",
        "organization",
        "servicePrincipals-get",
        "servicePrincipals-list",
        "appRoleAssignedTo-list",
        "batch",
        "objectConnections",
        "subscribedSkus",
        "scim-users",
        "scim-groups",
        "scim-nobody",
    }
)
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

REQUEST: Final = "<request>"
"""The first name of a way in a request's body, which is the program's own."""

_FREE_BELOW = frozenset({"details", "additionalDetails", "properties", "evaluationResult"})
"""Members below which a tenant's attributes stand."""

_EXTENSION = re.compile(r"extension_|ext\w{8}_")
_TOKEN = re.compile(r"[\w#.:$+-]+(?:, ?[\w.]+)*")
_URL = re.compile(r"(?i)https?://\S+")

_CODE_NAMES = """
    @odata.type code status state action provisioningAction errorCategory errorCode category initiatingType
    initiatorType type identityType odatatype provisioningStepType result resultType templateId factoryTag suberror
    error flowBehavior flowType flowTypes mutability multivaluedComparisonType interval appliesTo origin
    discoverabilities supportedAttributeTypes arity tenantType loggedByService operationType activityDateTime date time
    currentBegan nextAttempt seriesBegan timeBegan timeEnded steadyStateFirstAchievedTime steadyStateLastAchievedTime
    expiration progressObservationDateTime scimType
    """
"""Codes and times that the service writes about its own things."""

_OBJECT_CODE_NAMES = """
    @odata.type userType principalType groupTypes capabilityStatus provisioningStatus appliesTo skuPartNumber
    servicePlanName allowedMemberTypes origin servicePrincipalType signInAudience tenantType capabilities
    countryLetterCode preferredLanguage usageLocation preferredSingleSignOnMode createdDateTime Content-Type schemas
    resourceType created lastModified
    """
"""Codes of directory objects; members of the same name as others may be somebody's own there, such as ``state``."""

_WORD_NAMES = """
    message reason error_description detail resultReason recommendedAction activityDisplayName operationName expression
    parsedExpression sourceObjectName targetObjectName sourceDirectoryName targetDirectoryName targetAttributeName
    sourceOperandName operatorName referencedObjectName key
    """
_CODES, _WORDS = frozenset(_CODE_NAMES.split()), frozenset(_WORD_NAMES.split())
_OBJECT_CODES = frozenset(_OBJECT_CODE_NAMES.split())
_DETAIL_CODES = frozenset({"odatatype", "SkipReason", "Status", "IsSoftDeleted"})
_DETAIL_WORDS = frozenset({"ScopeEvaluationResult", "PropertyName"})
_OF_SETTINGS = frozenset({"id", "name", "value", "values", "defaultValue", "description", "version"})
"""Members that are words of the service in settings and schemas only."""

_SYSTEMS = frozenset({"appRoles", "sourceSystem", "targetSystem", "initiatedBy"})
_NAMED = frozenset({"displayName", "description", "value"})


def place_of(call: str, way: Sequence[str], text: str) -> Place:
    """Return what a text is.

    Args:
        call: the kind of request; with ``error-`` before it for the answer of a refusal.
        way: members' names from the answer's top to the text; places in lists are left out.
    """
    place = _place(call, way)
    if place == "own":
        return "words" if _URL.fullmatch(text) else place
    if place == "code" and (_URL.fullmatch(text) or not (call in _PUBLIC or _TOKEN.fullmatch(text))):
        return "words"
    return place


def _place(call: str, way: Sequence[str]) -> Place:
    last = way[-1] if way else ""
    if last.startswith("@odata.") or way[:1] == (REQUEST,):
        return "code" if last == "@odata.type" else "words"
    if call in _PUBLIC:
        return "code"
    if not _FREE_BELOW.isdisjoint(way[:-1]):
        return "code" if last in _DETAIL_CODES else "words" if last in _DETAIL_WORDS else "own"
    if not _SYSTEMS.isdisjoint(way) and last in _NAMED:
        return "words"
    if is_free(call, way[:-1], last):
        return "code" if last in _OBJECT_CODES else "words" if last in {"tags", "type"} else "own"
    if last in _CODES:
        return "code"
    if last in _WORDS or (call in _OF_SETTINGS_CALLS and last in _OF_SETTINGS):
        return "words"
    if "provisioningSteps" in way and last in {"name", "description"}:
        return "code" if last == "name" else "words"
    return "words" if "modifiedProperties" in way and last == "displayName" else "own"


def is_free(call: str, way: Sequence[str], name: str) -> bool:
    """Tell whether a member's name at a place may be a tenant's own: an extension, an attribute, a detail."""
    service = call in _OF_SERVICE or call.startswith("error-")
    return not service or not _FREE_BELOW.isdisjoint(way) or _EXTENSION.match(name) is not None


@cache
def ordinary() -> frozenset[str]:
    """Return the words, as ``fold`` writes them, that the service and the program use themselves."""
    lines = (resource_root() / "support/entra-words.txt").read_text(encoding="utf-8").splitlines()
    return vocabulary() | {fold(word) for line in lines if not line.startswith("#") for word in WORD.findall(line)}
