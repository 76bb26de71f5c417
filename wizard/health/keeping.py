"""Keeping what was changed in the portal: from then on, it is what this program expects."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wizard.health import expected
from wizard.health.drift import as_now
from wizard.health.record import load, save
from wizard.journey.steps import WATCH

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.health.drift import Drift
    from wizard.journey.context import Context
    from wizard.journey.machine import Snapshot
    from wizard.journey.model import Outcome, Part


def keep_part(
    task: Task, context: Context, snapshot: Snapshot, file: Path, drift: Drift, part: Part
) -> tuple[dict[str, object], dict[str, Outcome[object]]]:
    """Save a part as expected, and verify its steps with the answers that match it.

    Returns:
        The answers that change, and the outcomes by step.

    Raises:
        WizardError: Entra cannot be read, or the file cannot be written.
    """
    steps = [step for step in expected.STEPS_OF[part] if step.id in snapshot.results]
    changes: dict[str, object] = {}
    for step in steps:
        changes |= as_now(snapshot, drift, step)
    answers = snapshot.answers.with_(**changes)
    outcomes = {
        step.id: step.verify(task, context, answers) for step in steps if step.verify is not None and step is not WATCH
    }
    kept, _ = load(file)
    if kept.seen is not None:
        kept.seen = expected.keep(kept.seen, drift.now, (part,))
        save(file, kept)
    return changes, outcomes
