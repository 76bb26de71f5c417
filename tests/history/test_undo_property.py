"""Generated journeys: undoing everything gives the tenant back, and never takes what somebody else has changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from gate_world import TOKEN
from undo_world import KeptTenant, Undoing, forgiven, undoing

from wizard.core.errors import InputError
from wizard.journey.services.undoing import chosen_entries, undo

JOURNEYS = 6
"""A few of those of ``dev.py bench history``."""


@pytest.fixture(scope="module")
def served() -> KeptTenant:
    return KeptTenant()


def undo_all(made: Undoing) -> Any:
    try:
        chosen = chosen_entries(made.context.history())
    except InputError:
        return None
    return undo(made.task, made.context, made.answers, chosen)


@pytest.mark.parametrize("seed", range(JOURNEYS))
def test_undoing_everything_gives_the_tenant_back(served: KeptTenant, tmp_path: Path, seed: int) -> None:
    with undoing(served, tmp_path / "x.journal.jsonl", seed) as made:
        before = made.state()
        said = made.wander(8)
        undo_all(made)
        assert forgiven(made.state(), before) == before, said
        assert TOKEN not in (tmp_path / "x.journal.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("seed", range(JOURNEYS))
def test_undoing_the_undoing_gives_back_what_was_made(served: KeptTenant, tmp_path: Path, seed: int) -> None:
    with undoing(served, tmp_path / "x.journal.jsonl", seed) as made:
        said = made.wander(8)
        after = made.state()
        last = max((one.number for one in made.context.history().entries), default=0)
        undo_all(made)
        again = [one.number for one in made.context.history().since(last + 1)]
        if again:
            undo(made.task, made.context, made.answers, again)
        found = made.state()
        del after["applications"], found["applications"]
        for state in (after, found):
            for one in state.values():
                # A job that is made again stays off: it would match everybody again, which step 11 shows before.
                one["jobs"] = [(template, schema) for template, _on, schema in one["jobs"]]
        assert forgiven(found, after) == after, said


@pytest.mark.parametrize("seed", range(JOURNEYS))
def test_what_somebody_else_has_changed_is_never_taken(served: KeptTenant, tmp_path: Path, seed: int) -> None:
    with undoing(served, tmp_path / "x.journal.jsonl", seed) as made:
        said = made.wander(14, foreign=0.4)
        result = undo_all(made)
        assert made.overwritten() == [], (said, result)


@pytest.mark.parametrize("required", [True, False])
def test_whether_an_assignment_is_needed_comes_back_with_a_removed_application(
    served: KeptTenant, tmp_path: Path, required: bool
) -> None:
    with undoing(served, tmp_path / "x.journal.jsonl") as made:
        app = made.add()
        principal = made.world.entra.state.apps.get(app)
        principal.assignment_required = not required  # type: ignore[union-attr]
        made.context.journal.use(tmp_path / "y.journal.jsonl", "another")  # so it was added before
        made.graph.applications.require_assignment(made.task, app, required)
        made.graph.applications.remove(made.task, app, name="CloudGate of ours")
        undo(made.task, made.context, made.answers, (1, 2))
        assert principal.assignment_required is not required, "restored, and as it was before the change"  # type: ignore[union-attr]
