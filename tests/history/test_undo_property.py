"""Generated journeys: undoing everything gives the tenant back, and never takes what somebody else has changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gate_world import TOKEN, Sockets, sockets
from undo_world import Undoing, forgiven, undoing

from wizard.core.errors import InputError
from wizard.journey.services.undoing import chosen_entries, undo

JOURNEYS = 4
"""A few of those of ``dev.py bench history``."""


@pytest.fixture(scope="module")
def served() -> Iterator[Sockets]:
    with sockets() as made:
        yield made


def undo_all(made: Undoing) -> Any:
    try:
        chosen = chosen_entries(made.context.history())
    except InputError:
        return None
    return undo(made.context, made.answers, chosen, made.task)


@pytest.mark.parametrize("seed", range(JOURNEYS))
def test_undoing_everything_gives_the_tenant_back(served: Sockets, tmp_path: Path, seed: int) -> None:
    with undoing(served, tmp_path / "x.journal.jsonl", seed) as made:
        before = made.state()
        said = made.wander(8)
        undo_all(made)
        assert forgiven(made.state(), before) == before, said
        assert TOKEN not in (tmp_path / "x.journal.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("seed", range(JOURNEYS))
def test_undoing_the_undoing_gives_back_what_was_made(served: Sockets, tmp_path: Path, seed: int) -> None:
    with undoing(served, tmp_path / "x.journal.jsonl", seed) as made:
        said = made.wander(8)
        after = made.state()
        last = max((one.number for one in made.context.history().entries), default=0)
        undo_all(made)
        again = [one.number for one in made.context.history().since(last + 1)]
        if again:
            undo(made.context, made.answers, again, made.task)
        found = made.state()
        del after["applications"], found["applications"]
        for state in (after, found):
            for one in state.values():
                # A job that is made again stays off: it would match everybody again, which step 11 shows before.
                one["jobs"] = [(template, schema) for template, _on, schema in one["jobs"]]
        assert forgiven(found, after) == after, said


@pytest.mark.parametrize("seed", range(JOURNEYS))
def test_what_somebody_else_has_changed_is_never_taken(served: Sockets, tmp_path: Path, seed: int) -> None:
    with undoing(served, tmp_path / "x.journal.jsonl", seed) as made:
        said = made.wander(14, foreign=0.4)
        result = undo_all(made)
        assert made.overwritten() == [], (said, result)
