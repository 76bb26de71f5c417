"""Background work: pausing, pieces side by side, and what happens to the others when one fails."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable

import pytest

from wizard.core.errors import Cancelled, WizardError
from wizard.core.memory import collect_if_due, gc_paused
from wizard.core.tasks import Progress, Task, side_by_side


def test_paused_work_stands_still_until_it_is_resumed() -> None:
    task, steps, first = Task(), [], threading.Event()

    def work() -> None:
        steps.append(1)
        task.pause()
        first.set()
        task.checkpoint()
        steps.append(2)

    thread = threading.Thread(target=work)
    thread.start()
    assert first.wait(10)
    assert task.paused
    assert thread.is_alive()
    assert steps == [1]
    task.resume()
    thread.join(10)
    assert steps == [1, 2]


def test_cancelling_ends_a_pause() -> None:
    task = Task()
    task.pause()
    caught: list[BaseException] = []

    def work() -> None:
        try:
            task.checkpoint()
        except Cancelled as error:
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    task.cancel()
    thread.join(10)
    assert caught
    task.pause()
    assert not task.paused, "what is cancelled does not pause any more"


def test_pieces_side_by_side_give_their_results_in_order_and_their_reports() -> None:
    reports: list[Progress] = []
    task, both = Task(reports.append), threading.Barrier(2, timeout=10)

    def piece(name: str) -> Callable[[Task], str]:
        def work(lane: Task) -> str:
            both.wait()  # only when both run at once
            lane.report("reading-progress", done=1)
            return name

        return work

    assert side_by_side(task, piece("a"), piece("b")) == ("a", "b")
    assert [one.key for one in reports] == ["reading-progress"] * 2


def test_when_one_fails_the_others_end_and_its_error_is_told() -> None:
    ended = threading.Event()

    def waits(lane: Task) -> None:
        try:
            lane.wait(60)
        except Cancelled:
            ended.set()
            raise

    def fails(_lane: Task) -> None:
        raise WizardError("practice-unavailable")

    with pytest.raises(WizardError) as caught:
        side_by_side(Task(), waits, fails)
    assert caught.value.code == "practice-unavailable"
    assert ended.is_set()


def test_cancelling_the_whole_ends_every_piece() -> None:
    task = Task()
    with pytest.raises(Cancelled):
        side_by_side(task, lambda lane: lane.wait(60), lambda _lane: task.cancel())


def test_pausing_the_whole_pauses_every_piece() -> None:
    task, seen, there = Task(), [], threading.Event()

    def piece(lane: Task) -> None:
        task.pause()
        there.set()
        lane.checkpoint()
        seen.append("on")

    thread = threading.Thread(target=side_by_side, args=(task, piece))
    thread.start()
    assert there.wait(10)
    assert not seen
    task.resume()
    thread.join(10)
    assert seen == ["on"]


@pytest.mark.parametrize("automatic", [True, False])
def test_the_collector_rests_while_much_comes_in_and_works_afterwards(automatic: bool) -> None:
    was = gc.isenabled()
    (gc.enable if automatic else gc.disable)()
    try:
        with gc_paused():
            assert not gc.isenabled()
            with gc_paused():
                assert not gc.isenabled()
            assert not gc.isenabled(), "the outer one is not over"
            kept = [{"number": number} for number in range(100)]
        assert gc.isenabled() is automatic
        assert gc.get_freeze_count() >= len(kept)
    finally:
        gc.unfreeze()
        (gc.enable if was else gc.disable)()


class Ring:
    """Garbage that only a collection finds."""

    def __init__(self) -> None:
        self.itself = self


def test_garbage_is_collected_once_it_is_due_and_not_while_much_comes_in() -> None:
    gc.collect()
    gone = weakref.ref(Ring())
    collect_if_due()
    assert gone() is not None, "one thing is not worth a search"
    kept = [[number] for number in range(gc.get_threshold()[0] + 1)]
    with gc_paused():
        collect_if_due()
        assert gone() is not None
    gc.unfreeze()
    gone = weakref.ref(Ring())
    kept += [[number] for number in range(gc.get_threshold()[0] + 1)]  # freezing starts the count again
    collect_if_due()
    assert gone() is None
    assert kept
