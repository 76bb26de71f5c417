"""Every belief of the practice Entra holds, and is missed when it is undone; strict and lenient are told apart."""

from __future__ import annotations

import pytest
from practice_entra import make_world

from tests.practice.beliefs import BELIEFS, Belief, unlearned
from wizard.core.errors import InputError
from wizard.practice.strictness import STRICTNESS, Strictness


@pytest.mark.parametrize("belief", BELIEFS, ids=lambda one: one.id)
def test_the_belief_holds(belief: Belief) -> None:
    belief.check(lambda **more: make_world(20, **more))


@pytest.mark.parametrize("belief", BELIEFS, ids=lambda one: one.id)
def test_undoing_the_belief_is_noticed(belief: Belief) -> None:
    assert unlearned(belief), f"nothing notices that {belief.says} is not so"


def test_every_strictness_belongs_to_a_belief() -> None:
    assert {belief.lenient for belief in BELIEFS} - {""} == set(STRICTNESS)


def test_only_known_behavior_is_switched() -> None:
    with pytest.raises(InputError) as caught:
        Strictness(["kindness"])
    assert caught.value.code == "practice-strictness-unknown"
    strict = Strictness(["log-rows"])
    assert (strict("log-rows"), strict("schema-patch")) == (False, True)
    strict.set("log-rows", strict=True)
    assert strict("log-rows")
