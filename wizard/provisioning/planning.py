"""Plans: what the engine's next cycle would do, without carrying anything out."""

from __future__ import annotations

from collections.abc import Callable

from wizard.core.checkpoints import Checkpoint, with_checkpoints
from wizard.mapping.reads import require_computable
from wizard.provisioning.coverage import marked
from wizard.provisioning.engine import Run
from wizard.provisioning.model import Configuration, Links, Operation, Plan, Source, TargetView


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
    return marked(Plan(found, run.unfiltered, configuration.unknown, run.outside))
