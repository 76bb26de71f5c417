"""The reports' own limit: never more than five requests in ten seconds, whatever a reading asks for."""

from __future__ import annotations

import itertools
import time

import pytest

from wizard.graph.pace import Pace


def test_no_stretch_holds_more(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    pace, begun = Pace(4, 10.0), []

    def wait(seconds: float) -> None:
        now[0] += seconds

    for number in range(40):
        pace.turn(wait)
        begun.append(now[0])
        now[0] += (number % 7) * 0.6  # the answer takes its time
    for first, fifth in itertools.pairwise(begun[::4]):
        assert fifth - first >= 10.0
    for place in range(len(begun) - 4):
        assert begun[place + 4] - begun[place] >= 10.0 - 1e-9
    assert begun[3] - begun[0] < 2.0, "the first ones do not wait"
