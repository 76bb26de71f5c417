"""The practice tenant's directory: people, groups, directory roles, and when each object changed.

Graph and the provisioning service read it; tests and the control interface change it. Every change increases
``version`` and records it for the objects concerned, like the real service's delta query.
"""

from __future__ import annotations

import dataclasses
import threading
import uuid
from typing import TYPE_CHECKING

from msgspec import structs

from wizard.directory import Group, Member, Person, Tenant, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wizard.practice.people import PracticePeople

GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
APPLICATION_ADMINISTRATOR = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
CLOUD_APPLICATION_ADMINISTRATOR = "158c047a-c907-4556-b7ef-446551a6b5f7"
GLOBAL_READER = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"
REPORTS_READER = "4a5d8f65-41da-4de4-8968-e035b65339cf"

ROLE_NAMES = {
    GLOBAL_ADMINISTRATOR: "Global Administrator",
    APPLICATION_ADMINISTRATOR: "Application Administrator",
    CLOUD_APPLICATION_ADMINISTRATOR: "Cloud Application Administrator",
    GLOBAL_READER: "Global Reader",
    REPORTS_READER: "Reports Reader",
}
"""Directory roles of the tenant, by role template id."""


class Directory:
    """A tenant's objects. Thread-safe; the returned objects are immutable."""

    def __init__(self, company: PracticePeople) -> None:
        self.tenant: Tenant = company.tenant
        self.lock = threading.RLock()
        self.version = 0
        self.premium = True
        """Whether the tenant has a plan with Microsoft Entra ID P1."""
        self._people = {person.id: person for person in company.people}
        self._groups = {group.id: group for group in company.groups}
        self._names = {person.user_principal_name.casefold(): person.id for person in company.people}
        self._purged: dict[str, Person | Group] = {}
        self._changed: dict[str, int] = {}
        self._roles: dict[str, set[str]] = {company.admin_id: {CLOUD_APPLICATION_ADMINISTRATOR}}

    # reading

    def person(self, identifier: str) -> Person | None:
        """Return a person by object id or user principal name, including the recycle bin."""
        identifier = identifier.casefold()
        return self._people.get(identifier) or self._people.get(self._names.get(identifier, ""))

    def group(self, identifier: str) -> Group | None:
        return self._groups.get(identifier.casefold())

    def people(self, *, deleted: bool = False) -> list[Person]:
        """Return all people; with ``deleted`` also the recycle bin, as the provisioning service reads it."""
        with self.lock:
            return [person for person in self._people.values() if deleted or not person.soft_deleted]

    def groups(self, *, deleted: bool = False) -> list[Group]:
        with self.lock:
            return [group for group in self._groups.values() if deleted or not group.soft_deleted]

    def transitive_members(self, group: Group) -> list[Member]:
        """Return members, including those of nested groups, each once; circular nesting is handled."""
        seen: dict[str, Member] = {}
        waiting = list(group.members)
        while waiting:
            member = waiting.pop(0)
            if member.id in seen or member.id == group.id:
                continue
            seen[member.id] = member
            nested = self._groups.get(member.id)
            if nested is not None:
                waiting.extend(nested.members)
        return list(seen.values())

    def groups_of(self, principal_id: str) -> list[Group]:
        """Return the groups that contain the person, directly or nested."""
        return [
            group
            for group in self.groups()
            if any(member.id == principal_id for member in self.transitive_members(group))
        ]

    def roles_of(self, person_id: str) -> frozenset[str]:
        """Return role template ids."""
        return frozenset(self._roles.get(person_id, ()))

    def changed_since(self, version: int) -> frozenset[str]:
        """Return the ids of objects changed after that version, as the delta query does."""
        with self.lock:
            return frozenset(identifier for identifier, at in self._changed.items() if at > version)

    def changes(self) -> tuple[int, dict[str, int]]:
        """Return the version, and the version of each object's last change."""
        with self.lock:
            return self.version, dict(self._changed)

    # changing

    def take_changes(self, version: int, changed: Mapping[str, int]) -> None:
        """Restore the versions of an earlier run of the same company."""
        with self.lock:
            self.version = version
            self._changed = dict(changed)

    def touch(self, *identifiers: str) -> None:
        """Record a change of something related to these objects, such as an assignment."""
        with self.lock:
            self.version += 1
            for identifier in identifiers:
                self._changed[identifier] = self.version

    def set_enabled(self, identifier: str, enabled: bool) -> None:
        """Block or allow signing in. Raises KeyError if there is no such person."""
        self._replace(self._known(identifier), account_enabled=enabled)

    def set_attribute(self, identifier: str, name: str, value: Value) -> None:
        """Set one attribute by its schema name, such as ``department``. Raises KeyError for an unknown person."""
        with self.lock:
            person = self._known(identifier)
            attributes = {**person.attributes, name: value}
            if name == "userPrincipalName":
                del self._names[person.user_principal_name.casefold()]
                self._names[str(value).casefold()] = person.id
            self._replace(person, attributes=attributes)

    def soft_delete(self, identifier: str) -> None:
        """Move a person to the recycle bin, where the service can read the person for 30 days."""
        with self.lock:
            person = self._known(identifier)
            self._replace(person, soft_deleted=True)
            for group in self.groups():
                self.remove_member(group.id, person.id)

    def restore(self, identifier: str) -> None:
        self._replace(self._known(identifier), soft_deleted=False)

    def hard_delete(self, identifier: str) -> None:
        """Delete a person or group permanently. Raises KeyError if it does not exist."""
        with self.lock:
            group = self._groups.pop(identifier, None)
            if group is not None:
                self._purged[identifier] = group
            else:
                person = self._known(identifier)
                if not person.soft_deleted:
                    self.soft_delete(person.id)
                del self._people[person.id]
                del self._names[person.user_principal_name.casefold()]
                self._purged[person.id] = person
                identifier = person.id
            self.touch(identifier)

    def add_person(self, attributes: dict[str, Value]) -> Person:
        """Add an enabled member. Raises ValueError if the user principal name is missing or in use."""
        person = Person(str(uuid.uuid4()), attributes)
        with self.lock:
            name = person.user_principal_name.casefold()
            if not name or name in self._names:
                raise ValueError("userPrincipalName is missing or taken")
            self._people[person.id] = person
            self._names[name] = person.id
            self.touch(person.id)
        return person

    def add_member(self, group_id: str, member_id: str) -> None:
        with self.lock:
            group = self._groups[group_id]
            if all(member.id != member_id for member in group.members):
                kind = "Group" if member_id in self._groups else "User"
                self._groups[group_id] = dataclasses.replace(group, members=(*group.members, Member(member_id, kind)))
                self.touch(group_id, member_id)

    def remove_member(self, group_id: str, member_id: str) -> None:
        with self.lock:
            group = self._groups[group_id]
            members = tuple(member for member in group.members if member.id != member_id)
            if len(members) != len(group.members):
                self._groups[group_id] = dataclasses.replace(group, members=members)
                self.touch(group_id, member_id)

    def set_roles(self, identifier: str, roles: Iterable[str]) -> None:
        """Set a person's directory roles (role template ids), replacing the current ones."""
        with self.lock:
            self._roles[self._known(identifier).id] = set(roles)

    def _known(self, identifier: str) -> Person:
        person = self.person(identifier)
        if person is None:
            raise KeyError(identifier)
        return person

    def _replace(self, person: Person, **changes: object) -> None:
        with self.lock:
            self._people[person.id] = structs.replace(person, **changes)
            self.touch(person.id)
