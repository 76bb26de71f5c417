"""Marks the operations of a plan whose target attributes could not be computed because the input was incomplete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from msgspec.structs import replace as changed

from wizard.core.errors import MappingError
from wizard.provisioning.model import Configuration, Kind, Operation, Plan

_COMPARED = frozenset({"create", "update", "unchanged", "disable"})
_WHOLE = frozenset({"no-match", "differs", "same", "blocked"})
"""Reasons of operations that compare all rows. An operation for a person who leaves scope only disables the account."""


def require_matching(configuration: Configuration, *, groups: bool) -> None:
    """Check that each enabled mapping has a matching attribute; Entra refuses a mapping without one.

    Args:
        configuration: configuration of the cycle.
        groups: whether there are groups to match.

    Raises:
        MappingError: ``schema-no-matching`` with the kind of object.
    """
    mappings = [configuration.users, *([configuration.groups] if groups and configuration.groups is not None else [])]
    for mapping in mappings:
        if mapping.enabled and not mapping.matching:
            raise MappingError("schema-no-matching", {"kind": mapping.kind})


def marked(plan: Plan) -> Plan:
    """Return the plan with the target attributes whose values are unknown listed on each operation they concern."""
    missing = plan.unknown
    if not missing:
        return plan
    kinds: tuple[Kind, ...] = ("User", "Group")
    every = {kind: tuple(one.target for one in missing if one.kind == kind) for kind in kinds}
    later = {kind: tuple(one.target for one in missing if one.kind == kind and not one.on_create) for kind in kinds}
    return replace(plan, operations=tuple(_marked(one, every[one.kind], later[one.kind]) for one in plan))


def _marked(operation: Operation, every: Sequence[str], later: Sequence[str]) -> Operation:
    if operation.stage != "object" or operation.verdict not in _COMPARED or operation.reason not in _WHOLE:
        return operation
    unknown = every if operation.verdict == "create" else later
    return changed(operation, unknown=tuple(unknown)) if unknown else operation
