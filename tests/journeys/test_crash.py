"""The shorter form of ``bench crash``: the unattended journey is cut off where most can be doubled, and gone on with."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cli_runs import data_folder
from crash_matrix import How, crash_company, differences, run, start, write_answers

pytest.importorskip("fcntl", reason="what is left is counted with the locks of Unix")

PLACES: tuple[tuple[str, How, bool], ...] = (
    ("/instantiate", "after", True), ("/instantiate", "lost", False), ("/jobs", "lost", False), ("/secrets", "after", False),
)  # fmt: skip
"""The end of the path of a write, what happens there, and whether replication is slow."""


@pytest.mark.timeout(240)
def test_wherever_it_is_cut_off_it_comes_to_the_same_end() -> None:
    calm = run()
    assert calm.code == 0, calm.said
    assert calm.state["files"] == {"ID.journal.jsonl": 1, "ID.json": 1, "ID.plan.gz": 1, "ID.token": 1}
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


RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and line feed, and direction signs."""


@pytest.mark.timeout(240)
def test_hostile_names_are_gone_on_with_like_any_others() -> None:
    calm = run(hostile=True)
    assert calm.code == 0, calm.said[-2000:]
    calls = [call for call in calm.calls if not call.startswith("GET ")]
    places = [
        calm.calls.index(next(call for call in calls if call.endswith(end))) + 1 for end in ("AssignedTo", "/start")
    ]
    with ThreadPoolExecutor(len(places)) as pool:
        ends = list(pool.map(lambda at: run(at, "after", hostile=True), places))
    for end in (calm, *ends):
        assert end.code == 0, end.said[-2000:]
        assert differences(calm.state, end.state) == [], end.call
        assert not RAW.search(end.said) and "Traceback" not in end.said


@pytest.mark.timeout(120)
def test_where_nothing_can_be_saved_nothing_is_written_to_the_tenant(tmp_path: Path) -> None:
    setups = data_folder(tmp_path) / "setups"
    setups.parent.mkdir(parents=True)
    setups.write_text("a file where the folder should be")
    with crash_company() as company:
        write_answers(company, tmp_path)
        code, said = start(company, tmp_path)
        assert code == 1 and "The setup could not be saved" in said and "Traceback" not in said
        assert not [call for call in company.calls if "/servicePrincipals" in call or "instantiate" in call]
        assert not (tmp_path / "ring.json").exists(), "no token is kept of which no setup knows"
        setups.unlink()
        assert start(company, tmp_path)[0] == 0
