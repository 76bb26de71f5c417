"""Work stands back while the window is at something, but not for ever, and looks around often enough."""

from __future__ import annotations

import threading
import time

import pytest

from wizard.courtesy import Courtesy, steadily
from wizard.memory import let_go


def test_work_waits_until_the_window_has_settled() -> None:
    courtesy, went_on = Courtesy(), threading.Event()
    courtesy.LONGEST = 60.0  # type: ignore[misc]
    courtesy.window_works()
    thread = threading.Thread(target=lambda: (courtesy.give_way(), went_on.set()))
    thread.start()
    assert not went_on.wait(0.05)
    courtesy.window_waits()
    assert went_on.wait(10)
    thread.join(10)


def test_a_window_that_is_at_something_long_holds_nobody_up_for_ever() -> None:
    courtesy = Courtesy()
    courtesy.window_works()
    began = time.monotonic()
    courtesy.give_way()
    assert time.monotonic() - began >= courtesy.LONGEST / 2
    courtesy.LONGEST = 60.0  # type: ignore[misc]
    courtesy._since -= 60.0  # it said so a minute ago, and nothing since
    courtesy.give_way()


def test_without_a_window_nobody_waits() -> None:
    courtesy = Courtesy()
    courtesy.LONGEST = 60.0  # type: ignore[misc]
    courtesy.give_way()


def test_work_looks_around_before_every_so_many_things() -> None:
    seen: list[str | int] = []
    seen.extend(number for number in steadily(range(5), lambda: seen.append("looks"), 2))
    assert seen == ["looks", 0, 1, "looks", 2, 3, "looks", 4]


def test_what_looking_around_raises_ends_the_work() -> None:
    def stop() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        list(steadily([1], stop))


def test_lists_and_dicts_are_emptied() -> None:
    numbers, names = list(range(1_001)), {str(number): number for number in range(1_001)}
    let_go(numbers, names)
    assert (numbers, names) == ([], {})
