"""Explains what provisioning does with one group, according to the plan: the group object and its members."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.directory import Group
from wizard.provisioning.model import Configuration, Operation, Plan, Source
from wizard.provisioning.scope import Scope, ScopeVerdict

_COMES = frozenset({"create", "update", "unchanged"})


@dataclass(frozen=True, slots=True)
class GroupExplanation:
    """What happens to a group.

    Args:
        group: the group.
        assigned: whether it is assigned, or all users and groups are in scope.
        verdict: whether the group object itself is in scope, and why.
        coming: its direct members with an account after the sync: what happens to each.
        staying: its direct members without an account, with the reason.
        nested: names of nested groups, whose members are not read.
        unread: ids of members that are not among the people who were read.
        operations: what happens to the group object and its memberships.
    """

    group: Group
    assigned: bool
    verdict: ScopeVerdict
    coming: tuple[Operation, ...]
    staying: tuple[Operation, ...]
    nested: tuple[str, ...]
    unread: tuple[str, ...]
    operations: tuple[Operation, ...]


def explain_group(group: Group, source: Source, configuration: Configuration, plan: Plan) -> GroupExplanation:
    """Return the explanation for one group.

    Args:
        group: one of the source's groups.
        source: people, groups, assignments.
        configuration: of the job.
        plan: of all people.

    Raises:
        MappingError: the configuration contains a filter that cannot be evaluated.
    """
    verdict = Scope(source, configuration).group(group)
    assigned = configuration.sync_all or any(item.principal_id == group.id for item in source.assignments)
    people = {one.source_id: one for one in plan if one.kind == "User" and one.stage == "object"}
    names = {one.id: one.display_name for one in source.groups}
    members = dict.fromkeys(member.id for member in group.members if member.kind == "User")
    known = [people[member] for member in members if member in people]
    return GroupExplanation(
        group,
        assigned,
        verdict,
        tuple(one for one in known if one.verdict in _COMES),
        tuple(one for one in known if one.verdict not in _COMES),
        tuple(names.get(member.id, member.id) for member in group.members if member.kind == "Group"),
        tuple(member for member in members if member not in people),
        tuple(one for one in plan if one.kind == "Group" and one.source_id == group.id),
    )
