"""Each belief about Entra's engine holds, and would be missed."""

from __future__ import annotations

import pytest

from tests.real.beliefs import BELIEFS, Belief, unlearned


@pytest.mark.parametrize("belief", BELIEFS, ids=lambda one: one.id)
def test_it_holds(belief: Belief) -> None:
    belief.check()


@pytest.mark.parametrize("belief", BELIEFS, ids=lambda one: one.id)
def test_it_would_be_missed(belief: Belief) -> None:
    assert unlearned(belief), f"{belief.id} can be undone without any check that fails: {belief.says}"
    belief.check()
