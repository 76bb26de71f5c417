"""Work stands back while the window is at something, but not for ever."""

from __future__ import annotations

import threading
import time

from wizard.core.gui_priority import GuiPriority
from wizard.core.memory import free_gradually


def test_work_waits_until_the_window_has_settled() -> None:
    gui_priority, went_on = GuiPriority(), threading.Event()
    gui_priority.LONGEST = 60.0
    gui_priority.gui_busy()

    def work() -> None:
        gui_priority.yield_to_gui()
        went_on.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert not went_on.wait(0.05)
    gui_priority.gui_idle()
    assert went_on.wait(10)
    thread.join(10)


def test_a_window_that_is_at_something_long_holds_nobody_up_for_ever() -> None:
    gui_priority = GuiPriority()
    gui_priority.gui_busy()
    began = time.monotonic()
    gui_priority.yield_to_gui()
    assert time.monotonic() - began >= gui_priority.LONGEST / 2
    gui_priority.LONGEST = 60.0
    gui_priority._since -= 60.0  # it said so a minute ago, and nothing since
    began = time.monotonic()
    gui_priority.yield_to_gui()
    assert time.monotonic() - began < gui_priority.LONGEST / 2


def test_without_a_window_nobody_waits() -> None:
    gui_priority = GuiPriority()
    gui_priority.LONGEST = 60.0
    began = time.monotonic()
    gui_priority.yield_to_gui()
    assert time.monotonic() - began < gui_priority.LONGEST / 2


def test_lists_and_dicts_are_emptied() -> None:
    numbers, names = list(range(1_001)), {str(number): number for number in range(1_001)}
    free_gradually(numbers, names)
    assert (numbers, names) == ([], {})
