"""Plans: what the engine's next cycle would do, without carrying anything out, and what of that is unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from msgspec.structs import replace as changed

from wizard.core.checkpoints import Checkpoint, with_checkpoints
from wizard.core.errors import MappingError
from wizard.mapping.reads import require_computable
from wizard.provisioning.engine import Run
from wizard.provisioning.model import Configuration, Kind, Links, Operation, Plan, Source, TargetView

_COMPARED = frozenset({"create", "update", "unchanged", "disable"})
_WHOLE = frozenset({"no-match", "differs", "same", "blocked"})
"""Reasons of operations that compare all rows. An operation for a person who leaves scope only disables the account."""


def plan(
    source: Source,
    target: TargetView,
    configuration: Configuration,
    links: Links | None = None,
    checkpoint: Checkpoint = lambda: None,
    counted: Callable[[int], object] = lambda _: None,
) -> Plan:
    """Return what one cycle would do. Nothing is written; ``links`` are not changed.

    Args:
        checkpoint: called periodically; may raise to stop.
        counted: called periodically with the number of operations so far: one for each person and group, then
            references.

    Raises:
        MappingError: the configuration contains an expression or filter that cannot be used;
            ``matching-not-computable``: matching depends on something that this program cannot compute.
    """
    require_computable(configuration.unknown)
    run = Run(source, target, configuration, (links or Links()).copy(), checkpoint=checkpoint)
    operations: list[Operation] = []

    def step() -> None:
        checkpoint()
        counted(len(operations))

    operations.extend(with_checkpoints(run, step, 50))
    found = tuple(operations)
    run.forget()
    return _with_unknown(Plan(found, run.unfiltered, configuration.unknown, run.outside))


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


def _with_unknown(plan: Plan) -> Plan:
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
