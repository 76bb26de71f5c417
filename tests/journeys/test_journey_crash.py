"""The shorter form of ``bench crash``: the unattended journey is cut off where most can be doubled, and gone on with."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from crash_matrix import How, differences, run

pytest.importorskip("fcntl", reason="what is left is counted with the locks of Unix")

PLACES: tuple[tuple[str, How, bool], ...] = (
    ("/instantiate", "after", True), ("/instantiate", "lost", False), ("/jobs", "lost", False), ("/secrets", "after", False),
)  # fmt: skip
"""The end of the path of a write, what happens there, and whether replication is slow."""


@pytest.mark.timeout(240)
def test_wherever_it_is_cut_off_it_comes_to_the_same_end() -> None:
    calm = run()
    assert calm.code == 0, calm.said
    assert calm.state["files"] == {"ID.json": 1, "ID.plan.gz": 1}
    assert (calm.state["orphaned"], calm.state["tokens"], len(calm.state["applications"])) == ([], 1, 1)
    calls = [call for call in calm.calls if not call.startswith("GET ")]

    def place(end: str) -> int:
        return calm.calls.index(next(call for call in calls if call.endswith(end))) + 1

    with ThreadPoolExecutor(len(PLACES)) as pool:
        ends = list(pool.map(lambda one: run(place(one[0]), one[1], slow=one[2]), PLACES))
    for one, end in zip(PLACES, ends, strict=True):
        assert end.happened and (end.runs > 1 or one[1] == "lost"), one
        assert end.code == 0, f"{one}: {end.said}"
        assert differences(calm.state, end.state) == [], one
