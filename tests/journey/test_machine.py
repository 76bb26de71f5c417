"""The journey's state machine: places, results, staleness."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.journey.answers import ANSWER_NAMES, Answers, PlannedAssignment
from wizard.journey.machine import Journey, Snapshot
from wizard.journey.model import Outcome, Result, Status, Step

STEPS = (
    Step("one", 1),
    Step("two", 2, needs=("tenant", "cloud")),
    Step("three", 3, needs=("tenant_url", "token_saved")),
    Step("four", 4, needs=("tenant", "tenant_url")),
)


def journey(snapshot: Snapshot | None = None) -> Journey:
    return Journey(STEPS, lambda: "2026-01-12T09:00:00Z", snapshot)


def test_starts_at_the_first_step_and_nothing_else_is_reached() -> None:
    walk = journey()
    assert walk.current.id == "one"
    assert not walk.can_go_back
    assert [step.id for step in STEPS if walk.is_reached(step.id)] == ["one"]
    assert not walk.go("three")
    assert walk.current.id == "one"


def test_next_reaches_and_back_keeps_what_was_reached() -> None:
    walk = journey()
    walk.next()
    walk.next()
    assert walk.back()
    assert walk.current.id == "two"
    assert walk.is_reached("three")
    assert walk.go("three")
    assert not walk.is_reached("four")


def test_the_last_step_has_no_next() -> None:
    walk = journey()
    for _ in range(3):
        assert walk.next()
    assert walk.is_last
    assert not walk.next()


def test_a_changed_answer_makes_only_the_results_that_rest_on_it_stale() -> None:
    walk = journey()
    for name in ("two", "three", "four"):
        walk.record(name, Outcome("done", {"count": 3}))
    walk.answer(tenant_url="https://other.example/scim")
    assert walk.state("two") == "done"
    assert walk.state("three") == "stale"
    assert walk.state("four") == "stale"
    kept = walk.result("three")
    assert kept is not None and kept.facts == {"count": 3}


def test_changing_an_answer_back_makes_the_result_good_again() -> None:
    walk = journey()
    walk.answer(tenant="harborlights.example")
    walk.record("two", Outcome("done"))
    walk.answer(tenant="contoso.example")
    assert walk.state("two") == "stale"
    walk.answer(tenant="harborlights.example")
    assert walk.state("two") == "done"


def test_a_result_of_work_that_began_before_an_answer_changed_is_stale_at_once() -> None:
    walk = journey()
    given_to_the_work = walk.answers
    walk.answer(tenant_url="https://typed.while.testing.example/scim")
    walk.record("three", Outcome("done"), given_to_the_work)
    assert walk.state("three") == "stale"


def test_a_new_token_makes_the_connection_test_stale() -> None:
    walk = journey()
    walk.answer(token_reference="a", token_saved="2026-01-01T00:00:00Z")
    walk.record("three", Outcome("done"))
    walk.answer(token_saved="2026-02-01T00:00:00Z")
    assert walk.state("three") == "stale"


def test_the_way_is_kept_with_the_result() -> None:
    walk = journey()
    walk.answer(way="show_me")
    walk.record("two", Outcome("confirmed"))
    result = walk.result("two")
    assert result is not None and result.way == "show_me" and result.status == "confirmed"


def test_listeners_hear_changes_and_only_changes() -> None:
    walk = journey()
    heard: list[str] = []
    walk.listen(lambda: heard.append(walk.current.id))
    walk.answer(tenant="")
    assert heard == []
    walk.answer(tenant="contoso.example")
    walk.next()
    assert heard == ["one", "two"]


def test_a_snapshot_goes_on_where_it_was() -> None:
    walk = journey()
    walk.next()
    walk.answer(tenant="contoso.example", assignments=(PlannedAssignment("1", "User", "Ann"),))
    walk.record("two", Outcome("attention"))
    again = journey(walk.snapshot)
    assert again.snapshot == walk.snapshot
    assert again.state("two") == "attention"


def test_a_snapshot_of_another_version_is_repaired_not_refused() -> None:
    result = Result("done", "x", "2026-01-01T00:00:00Z", "for_me")
    walk = journey(Snapshot("gone", "two", Answers(), {"gone": result, "two": result}))
    assert walk.current.id == "one"
    assert walk.is_reached("two")
    assert walk.result("gone") is None


def test_a_place_beyond_what_was_reached_counts_as_reached() -> None:
    walk = journey(Snapshot("three", "one", Answers()))
    assert walk.is_reached("three")


def test_a_step_cannot_need_an_answer_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="tenantt"):
        Step("five", 5, needs=("tenantt",))


def test_an_unknown_answer_is_refused() -> None:
    with pytest.raises(TypeError):
        journey().answer(token="x")


@given(st.sets(st.sampled_from(sorted(ANSWER_NAMES))), st.text(), st.integers())
def test_digests_depend_on_the_named_answers_and_on_nothing_else(names: set[str], text: str, number: int) -> None:
    answers = Answers()
    changed = answers.with_(tenant=text, delete_threshold=number)
    same = all(getattr(answers, name) == getattr(changed, name) for name in names)
    assert (answers.digest(names) == changed.digest(names)) == same


@given(st.lists(st.sampled_from(["next", "back", "one", "two", "three", "four"]), max_size=30))
def test_no_walk_leaves_the_reached_steps(moves: list[str]) -> None:
    walk = journey()
    furthest = 1
    for move in moves:
        if move == "next":
            walk.next()
        elif move == "back":
            walk.back()
        else:
            walk.go(move)
        furthest = max(furthest, walk.current.number)
        assert walk.is_reached(walk.current.id)
        assert [step.number <= furthest for step in STEPS] == [walk.is_reached(step.id) for step in STEPS]


def test_answers_that_the_work_found_are_taken_over_before_the_result_is_kept() -> None:
    walk = journey()
    walk.record("two", Outcome("done", answers={"tenant": "harborlights.example"}))
    assert walk.answers.tenant == "harborlights.example"
    assert walk.state("two") == "done"


RECORDED: dict[str, Status] = {"done": "done", "confirmed": "confirmed", "attention": "attention", "stale": "done"}
QUESTIONS = ("is_valid", "is_complete", "passes", "is_open", "was_saved")
ANSWERED: dict[tuple[str, str], str] = {
    # The questions that a step's result answers with yes: a step that nothing requires, one that is required, and one
    # that is required and has an override.
    ("done", "plain"): "is_valid is_complete passes was_saved",
    ("done", "required"): "is_valid is_complete passes was_saved",
    ("done", "override"): "is_valid is_complete passes was_saved",
    ("confirmed", "plain"): "is_valid is_complete passes",
    ("confirmed", "required"): "is_valid is_complete passes",
    ("confirmed", "override"): "is_valid is_complete",
    ("attention", "plain"): "is_valid was_saved",
    ("attention", "required"): "is_valid is_open was_saved",
    ("attention", "override"): "is_valid is_open was_saved",
    ("stale", "plain"): "is_open",
    ("stale", "required"): "is_open",
    ("stale", "override"): "is_open",
    ("todo", "plain"): "is_open",
    ("todo", "required"): "is_open",
    ("todo", "override"): "is_open",
}


@pytest.mark.parametrize(("state", "kind"), ANSWERED, ids=" ".join)
def test_each_question_about_a_result_has_its_own_answer(state: str, kind: str) -> None:
    steps = (
        Step("plain", 1),
        Step("required", 2),
        Step("override", 3, override="go-on"),
        Step("last", 4, requires=("required", "override")),
    )
    walk = Journey(steps, lambda: "2026-01-12T09:00:00Z")
    if state in RECORDED:
        walk.record(kind, Outcome(RECORDED[state]))
    if state == "stale":
        walk.lapse(kind, "undone")
    assert walk.state(kind) == state
    assert " ".join(name for name in QUESTIONS if getattr(walk, name)(kind)) == ANSWERED[state, kind]
    unmet = [step.id for step in walk.unmet("last")]
    assert (kind in unmet) == (kind != "plain" and "passes" not in ANSWERED[state, kind])


def test_what_was_found_to_differ_was_not_saved() -> None:
    walk = journey()
    walk.record("two", Outcome("done"))
    assert walk.was_saved("two")
    walk.differs("two")
    assert walk.is_valid("two") and not walk.was_saved("two")
