"""Longest time in which the GUI thread did not turn, over the whole journey with a slow CloudGate: ``bench ui``.

A timer of five milliseconds ticks all the while; what is measured is the longest time between two ticks, so whatever
kept the window from answering counts: our own code, the interpreter's lock held by a worker, painting.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LIMIT_MS = 50.0
SLOW = "slow-answer"


def main() -> int:
    """Walk through all steps and print the longest gaps, with the step they fell into."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--where", action="store_true", help="show what the GUI thread did in the long gaps")
    options = parser.parse_args()
    if sys.platform.startswith("linux"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QTimer

    from wizard.ui.app import make_application
    from wizard.ui.screens import SIZE, Hand, practice_window, run, walk

    with tempfile.TemporaryDirectory() as scratch:
        os.environ["CLOUDGATE_SETUP_DATA"] = scratch
        app = make_application()
        window = practice_window(app, dark=False)
        window.resize(*SIZE)
        window.show()
        ticks = Ticks(lambda: window.page.step_id)
        timer = QTimer()
        timer.setInterval(5)
        timer.timeout.connect(ticks.tick)
        if options.where:
            ticks.look_over()
        timer.start()
        began = time.perf_counter()
        try:
            run(window, slowed(walk(Hand(window)), Hand(window)), lambda _shot: None)
        finally:
            timer.stop()
            ticks.over.set()
            window.context.services.close()
            window.context.runner.close()
        seconds = time.perf_counter() - began
    worst = sorted(ticks.gaps, reverse=True)
    for gap, step in worst[:5]:
        print(f"{gap:6.1f} ms on {step}")
    longest = worst[0][0]
    print(f"{ticks.count} ticks in {seconds:.0f} s; gaps over {LIMIT_MS:.0f} ms: {sum(g > LIMIT_MS for g, _ in worst)}")
    print(f"ui longest gap: {longest:.1f} ms (limit {LIMIT_MS:.0f})")
    return 0 if longest <= LIMIT_MS else 1


def slowed(moments: Iterator[object], hand: object) -> Iterator[object]:
    """Make CloudGate slow from its first test until provisioning is switched on."""
    from wizard.ui.screens import Shot

    for moment in moments:
        yield moment
        if isinstance(moment, Shot) and moment.name == "03-credentials-empty":
            yield hand.fault(SLOW, True)  # type: ignore[attr-defined]
        if isinstance(moment, Shot) and moment.name == "11-turnon":
            yield hand.fault(SLOW, False)  # type: ignore[attr-defined]


class Ticks:
    """Times between ticks, in milliseconds, with the step that was shown."""

    def __init__(self, place: Callable[[], str]) -> None:
        self.gaps: list[tuple[float, str]] = []
        self.count = 0
        self.over = threading.Event()
        self._place = place
        self._last = time.perf_counter()

    def tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append(((now - self._last) * 1000, self._place()))
        self._last = now
        self.count += 1

    def look_over(self) -> None:
        """Print the GUI thread's stack whenever it has not turned for the limit."""
        gui = threading.get_ident()

        def watch() -> None:
            told = 0
            while not self.over.wait(0.005):
                late = (time.perf_counter() - self._last) * 1000
                if late > LIMIT_MS and told != self.count:
                    told = self.count
                    frames = traceback.format_stack(sys._current_frames()[gui])
                    print(f"--- {late:.0f} ms on the way", *frames[-4:], sep="\n", file=sys.stderr)

        threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
