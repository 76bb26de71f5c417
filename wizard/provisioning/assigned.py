"""The app roles that people have through their assignments to the application, as mappings read them.

Source: Microsoft's article on customizing attribute mappings, "Provisioning a role to a SCIM app": roles come from
direct assignments and from assignments of groups, and no role function works while all users are in scope.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from msgspec.structs import replace as changed

from wizard.directory import Person, Role
from wizard.provisioning.model import Source

SOURCE = "appRoleAssignments"
"""The source attribute that role functions read."""


def name_of(role: Role) -> str:
    """Return the name of a role in a mapping: its value, or its display name if it has no value."""
    return role.value or role.display_name


def role_finder(roles: Iterable[Role]) -> Callable[[str], Mapping[str, str] | None]:
    """Return a function that looks up a role's ``id``, ``value`` and ``displayName`` by its name."""
    known = {name_of(role): {"id": role.id, "value": name_of(role), "displayName": role.display_name} for role in roles}
    return known.get


def with_roles(source: Source, roles: Iterable[Role]) -> Source:
    """Return the source with each person's assigned roles among the attributes; the Default Access role has no name."""
    names = {role.id: name_of(role) for role in roles}
    by_principal: dict[str, dict[str, None]] = {}
    for item in source.assignments:
        if item.role_id in names:
            by_principal.setdefault(item.principal_id, {})[names[item.role_id]] = None
    by_person = {person.id: dict(by_principal.get(person.id, {})) for person in source.people}
    for group in source.groups:
        for member in group.members if group.id in by_principal else ():
            if member.id in by_person:
                by_person[member.id].update(by_principal[group.id])
    return replace(source, people=tuple(_with(person, tuple(by_person[person.id])) for person in source.people))


def _with(person: Person, names: tuple[str, ...]) -> Person:
    if not names:
        return person
    own = person.attributes
    attributes = own.as_dict() if hasattr(own, "as_dict") else dict(own)
    return changed(person, attributes={**attributes, SOURCE: names})
