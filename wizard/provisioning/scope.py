"""Determines who is in scope: assignment and scoping filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from wizard.directory import Group, Person
from wizard.mapping import ObjectMapping
from wizard.provisioning.model import Configuration, Source


@dataclass(frozen=True, slots=True)
class ScopeVerdict:
    """``inside`` and the reason: ``assigned``, ``member`` (with the group's name), ``all``; or ``not-assigned``,
    ``nested-only``, ``filtered-out``, ``not-security-group``.

    ``unfiltered`` names the attribute of a condition that would keep the object out if Entra did not ignore it.
    """

    inside: bool
    reason: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)
    unfiltered: str = ""


_ALL, _ASSIGNED = ScopeVerdict(True, "all"), ScopeVerdict(True, "assigned")


class Scope:
    """Determines who is in scope for one configuration; built once, used for many objects."""

    def __init__(self, source: Source, configuration: Configuration) -> None:
        self._configuration = configuration
        self._unheeded = configuration.users.scope.unheeded
        self._everybody = configuration.sync_all and not configuration.users.scope.groups
        assigned = {item.principal_id for item in source.assignments}
        self._direct = assigned
        self._by_group: dict[str, str] = {}
        self._nested: dict[str, str] = {}
        self._blocked_group: dict[str, str] = {}
        if configuration.sync_all:
            return
        groups = {group.id: group for group in source.groups}
        for group in source.groups:
            if group.id not in assigned or group.soft_deleted:
                continue
            for member in group.members:
                if member.kind == "User":
                    found = self._by_group if group.security_enabled else self._blocked_group
                    found.setdefault(member.id, group.display_name)
            for inner in _below(group, groups):
                for member in inner.members:
                    if member.kind == "User":
                        self._nested.setdefault(member.id, inner.display_name)

    def person(self, person: Person, attributes: Mapping[str, object]) -> ScopeVerdict:
        """Return whether a person is in scope; a disabled or deleted account does not matter here."""
        if self._everybody:
            return _ALL
        verdict = self._assignment(person.id)
        return self._filtered(self._configuration.users, attributes, verdict, person) if verdict.inside else verdict

    def group(self, group: Group) -> ScopeVerdict:
        """Return whether a group object itself is in scope."""
        mapping = self._configuration.groups
        if mapping is None:
            return ScopeVerdict(False, "groups-off")
        if not self._configuration.sync_all and group.id not in self._direct:
            return ScopeVerdict(False, "not-assigned")
        if not group.security_enabled:
            return ScopeVerdict(False, "not-security-group")
        reason = "all" if self._configuration.sync_all else "assigned"
        return self._filtered(mapping, {**group.attributes, "objectId": group.id}, ScopeVerdict(True, reason))

    def _assignment(self, person_id: str) -> ScopeVerdict:
        if self._configuration.sync_all:
            return _ALL
        if person_id in self._direct:
            return _ASSIGNED
        if person_id in self._by_group:
            return ScopeVerdict(True, "member", {"group": self._by_group[person_id]})
        if person_id in self._blocked_group:
            return ScopeVerdict(False, "not-security-group", {"group": self._blocked_group[person_id]})
        if person_id in self._nested:
            return ScopeVerdict(False, "nested-only", {"group": self._nested[person_id]})
        return ScopeVerdict(False, "not-assigned")

    def _filtered(
        self,
        mapping: ObjectMapping,
        attributes: Mapping[str, object],
        verdict: ScopeVerdict,
        person: Person | None = None,
    ) -> ScopeVerdict:
        if not mapping.scope.groups:
            return verdict
        if mapping.scope.holds(attributes):
            unheeded = self._unheeded if mapping is self._configuration.users else mapping.scope.unheeded
            if unheeded:
                known = attributes if person is None else {"userType": person.user_type, **attributes}
                if not mapping.scope.holds(known, obeyed=True):
                    return replace(verdict, unfiltered=unheeded[0])
            return verdict
        names = ", ".join(group.name for group in mapping.scope.groups)
        return ScopeVerdict(False, "filtered-out", {"filters": names})


def _below(group: Group, groups: Mapping[str, Group]) -> list[Group]:
    """Return the groups nested in a group, at any depth, once each."""
    found: dict[str, Group] = {}
    stack = [member.id for member in group.members if member.kind == "Group"]
    while stack:
        inner = groups.get(stack.pop())
        if inner is None or inner.id in found or inner.id == group.id:
            continue
        found[inner.id] = inner
        stack += [member.id for member in inner.members if member.kind == "Group"]
    return list(found.values())


def scope_of(person: Person, source: Source, configuration: Configuration) -> ScopeVerdict:
    """Return the verdict for one person; for many people, create a :class:`Scope` once."""
    return Scope(source, configuration).person(person, person.mappable)
