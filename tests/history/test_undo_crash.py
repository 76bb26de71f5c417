"""Stopped anywhere, a journey and its undoing come to the same end: the shorter form of ``dev.py bench history``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from crash_matrix import Outcome, differences
from gate_world import TOKEN
from history_matrix import Moment, Part, prepared, stopped
from undo_crash import moments, run
from undo_world import KeptTenant, forgiven

EVERY = 5
"""Only every so many moments; the benchmark tries all."""


@pytest.fixture(scope="module")
def served() -> KeptTenant:
    return KeptTenant()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("part", ["journey", "undo"])
def test_stopped_anywhere_undoing_everything_gives_the_tenant_back(
    served: KeptTenant, tmp_path: Path, part: Literal["journey", "undo"], when: Literal["before", "after"]
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


def place(calm: Outcome, end: str) -> int:
    """Return the number of the last call that ends so."""
    return max(number for number, call in enumerate(calm.calls, 1) if re.search(end, call))


@pytest.fixture(scope="module")
def terminal() -> Iterator[None]:
    pytest.importorskip("fcntl", reason="what is left is counted with the locks of Unix")
    yield
    if prepared.cache_info().currsize:
        prepared().open.close()
        prepared.cache_clear()


PLACES: dict[Part, tuple[tuple[str, str], ...]] = {
    "undo": (("DELETE .*/applications/[^/]+$", "after"), ("", "before")),
    "token": (("PUT .*/secrets$", "after"), ("", "torn")),
}
"""The end of a call and when the program is killed there; no call: at the journal's last write."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", PLACES)
def test_killed_in_the_terminal_it_comes_to_the_same_end(terminal: None, part: Part) -> None:
    """The shorter form of ``bench history --crash``: processes that are really killed."""
    calm = stopped(part, Moment())
    assert calm.code == 0 and calm.runs == 1 and calm.unnoted == [], calm.said
    for end, when in PLACES[part]:
        moment = Moment("call", place(calm, end), when) if end else Moment("journal", calm.notes, when)
        done = stopped(part, moment)
        assert done.happened and done.code == 0, done.said
        assert differences(calm.state, done.state) == [] and done.unnoted == [], moment


@pytest.mark.timeout(300)
def test_killed_right_after_the_first_intent_the_application_is_noted_once(terminal: None) -> None:
    calm, done = stopped("setup", Moment()), stopped("setup", Moment("journal", 1, "after"))
    assert done.happened and done.code == 0, done.said
    assert differences(calm.state, done.state) == [] and done.unnoted == []
