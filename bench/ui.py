"""Longest time in which the GUI thread did not process events: ``bench ui``.

Runs the whole journey with a slow CloudGate, then the preview of a company of 100,000 while it streams, searches and
sorts.

A timer ticks every five milliseconds. The longest time between two ticks is measured, so everything that blocks the
window counts: the program's own code, the interpreter lock held by a worker, painting.

On each processor another process, which only sleeps and checks the clock, records when the machine itself stood still
(virtual machines do, for a tenth of a second and more). Time that both missed is printed and subtracted.
"""

from __future__ import annotations

import argparse
import compileall
import faulthandler
import os
import subprocess
import sys
import tempfile
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from bench.screens_hand import Hand, Shot

Moment: TypeAlias = "Shot | Callable[[], bool]"
LIMIT_MS = 50.0
SLOW = "slow-answer"
SLOW_FROM = {"03-credentials-empty", "03-credentials-passed"}
SLOW_UNTIL = {"03-credentials-failed", "11-turnon"}
PULSE = """
import os, sys, threading, time
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {int(sys.argv[1])})
never, last = threading.Event(), time.monotonic()
threading.Thread(target=lambda: (sys.stdin.read(), never.set()), daemon=True).start()
while not never.wait(0.002):
    now = time.monotonic()
    if now - last > 0.012:
        print(last + 0.002, now, flush=True)
    last = now
"""
"""A program that prints when it was not scheduled: from, to, in seconds of the system's clock."""


def main() -> int:
    """Walk through all steps and print the longest gaps, with the step in which they occurred."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only-plan", action="store_true", help="only the preview with 100,000 people")
    parser.add_argument(
        "--where",
        nargs="?",
        type=float,
        const=LIMIT_MS,
        metavar="MS",
        help="show what was done in gaps of over MS",
    )
    options = parser.parse_args()
    from PySide6.QtCore import QTimer

    from bench import ui_plan
    from bench.offscreen import use_screen
    from bench.rehearse import served
    from bench.screens import SIZE, practice_window, walk
    from bench.screens_hand import Hand, run
    from wizard.ui.shell.app import make_application

    compileall.compile_dir(ROOT / "wizard", quiet=1)  # as an installer does; compiling in the GUI thread counts too
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["CLOUDGATE_SETUP_DATA"] = scratch
        use_screen(Path(scratch), SIZE)
        app = make_application()
        window = practice_window(app, dark=False)
        window.resize(*SIZE)
        window.show()
        ticks = Ticks(lambda: window.page.step_id)
        timer = QTimer()
        timer.setInterval(5)
        timer.timeout.connect(ticks.tick)
        if options.where:
            timer.timeout.connect(partial(show_after, options.where))
        with served(ui_plan.PEOPLE) as told:
            pulses = [pulse(number) for number in processors()]
            ticks.begin()
            timer.start()
            began = time.monotonic()
            try:
                if not options.only_plan:
                    run(window, slowed(walk(Hand(window)), Hand(window)), lambda _shot: None)
                ticks.part, ticks.doing = "the plan: ", lambda: ui_plan.DOING[-1]
                run(window, ui_plan.walk(window, told), lambda _shot: None)
            finally:
                timer.stop()
                faulthandler.cancel_dump_traceback_later()
        ticks.over.set()
        window.context.services.close()
        window.context.runner.close()
        seconds = time.monotonic() - began
        lines = [line for each in pulses for line in each.communicate()[0].splitlines()]
        pauses = merged((float(since), float(to)) for since, to in map(str.split, lines))
    worst = sorted(((gap - stood_still(pauses, at - gap, at), gap, step) for gap, at, step in ticks.gaps), reverse=True)
    for own, gap, step in worst[:12]:
        print(f"{own * 1000:6.1f} ms on {step}" + (f" (of {gap * 1000:.1f}; the machine stood still)" * (own < gap)))
    longest = worst[0][0] * 1000
    over = sum(own * 1000 > LIMIT_MS for own, _, _ in worst)
    print(f"{ticks.count} ticks in {seconds:.0f} s; gaps over {LIMIT_MS:.0f} ms: {over}")
    still = max((to - since for since, to in pauses), default=0.0) * 1000
    print(f"the machine stood still {len(pauses)} times, {still:.0f} ms at most")
    print(f"ui longest gap: {longest:.1f} ms (limit {LIMIT_MS:.0f})")
    return 0 if longest <= LIMIT_MS else 1


def slowed(moments: Iterator[Moment], hand: Hand) -> Iterator[Moment]:
    """Make CloudGate slow from its first test until provisioning is turned on, except while an address is searched for.

    With a slow server there is not enough time for all candidate addresses.
    """
    from bench.screens_hand import Shot

    for moment in moments:
        yield moment
        if isinstance(moment, Shot) and moment.name in SLOW_FROM | SLOW_UNTIL:
            yield hand.fault(SLOW, moment.name in SLOW_FROM)


def processors() -> Sequence[int]:
    """Return the numbers of the available processors."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]


def pulse(number: int) -> subprocess.Popen[str]:
    """Start a pulse on a processor; it ends, with all its output written, when its input is closed."""
    return subprocess.Popen(
        [sys.executable, "-c", PULSE, str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def merged(pauses: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return intervals without overlap that cover the same times."""
    result: list[tuple[float, float]] = []
    for since, to in sorted(pauses):
        if result and since <= result[-1][1]:
            result[-1] = (result[-1][0], max(to, result[-1][1]))
        else:
            result.append((since, to))
    return result


def stood_still(pauses: Sequence[tuple[float, float]], since: float, to: float) -> float:
    """Return for how many seconds of an interval the machine scheduled no process.

    Args:
        pauses: in order and without overlap, as :func:`merged` returns them; a busy machine has many thousands.
    """
    first = max(0, bisect_left(pauses, (since, since)) - 1)
    within = takewhile(lambda pause: pause[0] < to, map(pauses.__getitem__, range(first, len(pauses))))
    return sum(max(0.0, min(to, end) - max(since, start)) for start, end in within)


class Ticks:
    """Times between ticks and when they ended, in seconds, with the step that was shown."""

    def __init__(self, place: Callable[[], str]) -> None:
        self.gaps: list[tuple[float, float, str]] = []
        self.count = 0
        self.over = threading.Event()
        self.part = ""
        self.doing: Callable[[], str] = str
        self._place = place
        self._last = time.monotonic()

    def begin(self) -> None:
        """Start counting now."""
        self._last = time.monotonic()

    def tick(self) -> None:
        now = time.monotonic()
        self.gaps.append((now - self._last, now, f"{self.part}{self._place()}{self.doing()}"))
        self._last = now
        self.count += 1


def show_after(milliseconds: float) -> None:
    """Print what every thread does if the window does not process events in time; does not need the interpreter
    lock.
    """
    faulthandler.dump_traceback_later(milliseconds / 1000, exit=False)


if __name__ == "__main__":
    sys.exit(main())
