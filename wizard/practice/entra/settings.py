"""Converts a job's schema and stored settings to the engine's configuration, and the tenant to the engine's source."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import structs

from wizard.core.json_types import JsonObject
from wizard.mapping.expression import EvaluationContext
from wizard.mapping.schema import Schema
from wizard.provisioning import Configuration, Source

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from wizard.directory import Person, Role, Value
    from wizard.practice.entra.apps import EnterpriseApp
    from wizard.practice.entra.jobs import SyncJob
    from wizard.practice.entra.state import EntraState

DEFAULT_DELETE_THRESHOLD = 500


def configuration_of(
    schema: JsonObject, secrets: dict[str, str], now: datetime, roles: Iterable[Role] = (), *, on_demand: bool = False
) -> Configuration:
    """Return the engine's configuration for a job's schema and stored settings.

    Args:
        schema: the job's schema.
        secrets: the job's settings.
        now: the clock of expressions.
        roles: the application's roles.
        on_demand: whether it is for provisioning on demand.

    Raises:
        MappingError: the schema cannot be used.
    """
    flagged = not on_demand and "aadOptscim062020" in secrets.get("BaseAddress", "").partition("?")[2]
    return Configuration.from_schema(
        Schema(schema),
        sync_all=secrets.get("SyncAll", "").lower() == "true",
        dialect="aadOptscim062020" if flagged else "classic",
        skip_out_of_scope_deletions=secrets.get("SkipOutOfScopeDeletions", "").lower() == "true",
        context=EvaluationContext(now=now, role={_called(role): _told(role) for role in roles}.get),
    )


def scope_in_force(state: EntraState, job: SyncJob, secrets: dict[str, str]) -> dict[str, str]:
    """Return the settings with the scope in force: changing *Sync All* to *Sync Assigned* needs a restart.

    Source: Microsoft's article on known issues of provisioning.
    """
    stored = secrets.get("SyncAll", "").lower() == "true"
    if job.everybody and not stored and state.strict("scope-restart"):
        return {**secrets, "SyncAll": "true"}
    job.everybody = stored
    return secrets


def source_of(state: EntraState, app: EnterpriseApp, *, on_demand: bool = False) -> Source:
    """Return the tenant as the service reads it, with attributes that are not properties of ``Person``.

    Roles are not read on demand (Microsoft's article on provisioning on demand, "Known limitations").
    """
    directory = state.directory
    with directory.lock:
        people = [_with_computed(person) for person in directory.people(deleted=True)]
        source = Source(people, directory.groups(deleted=True), app.assignments)
        if on_demand:
            return source
        names = _role_names(app, source)
        return replace(source, people=[_with_roles(person, names.get(person.id, ())) for person in people])


def _called(role: Role) -> str:
    return role.value or role.display_name


def _told(role: Role) -> dict[str, str]:
    return {"id": role.id, "value": _called(role), "displayName": role.display_name}


def _role_names(app: EnterpriseApp, source: Source) -> dict[str, tuple[str, ...]]:
    """Return the names of each person's roles, of their own and their groups' assignments; Default Access has no name.

    Source: Microsoft's article on customizing attribute mappings, "Provisioning a role to a SCIM app".
    """
    members = {group.id: [member.id for member in group.members] for group in source.groups}
    held: dict[str, set[str]] = {}
    for item in app.assignments:
        for holder in (item.principal_id, *members.get(item.principal_id, ())):
            held.setdefault(holder, set()).add(item.role_id)
    return {holder: tuple(_called(role) for role in app.roles if role.id in ids) for holder, ids in held.items()}


def _with_roles(person: Person, names: tuple[str, ...]) -> Person:
    return structs.replace(person, attributes={**person.attributes, "appRoleAssignments": names}) if names else person


def _with_computed(person: Person) -> Person:
    more: dict[str, Value] = {
        "accountEnabled": person.account_enabled,
        "userType": person.user_type,
        "originalUserPrincipalName": person.attributes.get("userPrincipalName"),
    }
    return structs.replace(person, attributes={**person.attributes, **more})


def delete_threshold(secrets: dict[str, str]) -> int | None:
    """Return how many removals one cycle may do, ``None`` if accidental deletion prevention is off."""
    try:
        settings = json.loads(secrets.get("SyncNotificationSettings", "") or "{}")
    except ValueError:
        return None
    if not isinstance(settings, dict) or settings.get("DeleteThresholdEnabled") is not True:
        return None
    value = settings.get("DeleteThresholdValue")
    return value if isinstance(value, int) and value > 0 else DEFAULT_DELETE_THRESHOLD
