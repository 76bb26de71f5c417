"""Stopped anywhere, a journey and its undoing come to the same end: the shorter form of ``dev.py bench history``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from gate_world import TOKEN, Sockets, sockets
from undo_crash import moments, run
from undo_world import forgiven

EVERY = 5
"""Only every so many moments; the benchmark tries all."""


@pytest.fixture(scope="module")
def served() -> Iterator[Sockets]:
    with sockets() as made:
        yield made


@pytest.mark.timeout(300)
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("part", ["journey", "undo"])
def test_stopped_anywhere_undoing_everything_gives_the_tenant_back(
    served: Sockets, tmp_path: Path, part: Literal["journey", "undo"], when: Literal["before", "after"]
) -> None:
    count = moments(served, tmp_path / "calm.journal.jsonl", part)
    assert count > 12
    for at in range(1 if when == "before" else 2, count + 1, EVERY):
        path = tmp_path / f"{at}.journal.jsonl"
        end = run(served, path, at, when, part)
        where = (part, when, at, end.place)
        assert end.place, "nothing was stopped, so nothing is proved"
        assert forgiven(end.state, end.before) == end.before, where
        assert (end.open, end.damage, end.doubled) == (0, 0, 0), where
        assert {"assigned", "job-made", "credentials", "schema", "job-started"} <= set(end.done), where
        assert TOKEN not in path.read_text(encoding="utf-8")
