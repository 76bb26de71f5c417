"""Progress on standard error: a live bar with counts and time left; in a pipe, a line from time to time."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from wizard.cli import output
from wizard.core.tasks import Progress, Task

if TYPE_CHECKING:
    from rich.progress import TaskID

    from wizard.core.texts import Texts

    Working = Callable[[], AbstractContextManager[Task]]
    """Shows the progress of work while it runs, and gives its task."""

OFTEN = 2.0
"""Seconds between two lines about the same work in a pipe."""

SOON = 0.3
"""Seconds that work may take before a bar appears."""


@contextmanager
def progress(texts: Texts, *, quiet: bool = False, what: str = "") -> Iterator[Teller]:
    """Yield the receiver of a :class:`wizard.core.tasks.Task`'s reports. A keyboard interrupt cancels ``teller.task``.

    Args:
        texts: the texts of the reports.
        quiet: results are JSON: print nothing in a pipe; a terminal still shows the bar.
        what: text id of the work, shown until it reports something itself.
    """
    teller = make_teller(texts, quiet=quiet)
    if what:
        teller.patience = OFTEN  # short work that the user started needs no message in a pipe
        teller(Progress(what))
    try:
        yield teller
    except KeyboardInterrupt:
        teller.task.cancel()  # also cancels work in other threads
        raise
    finally:
        teller.end()


def make_teller(texts: Texts, *, quiet: bool = False) -> Teller:
    """Return the teller for this standard error; the caller ends it before printing anything else."""
    if sys.stderr.isatty() and os.environ.get("TERM") not in {"dumb", "unknown"}:
        return Bar(texts)
    return Teller(texts) if quiet else Lines(texts)


class Teller:
    """Receives reports. The code of a sign-in is always printed, since the work waits for it; here, nothing else is."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self.task = Task(self)
        self.patience = 0.0
        self.began = time.monotonic()

    def __call__(self, told: Progress) -> None:
        code = getattr(told.data, "user_code", "")
        if code:
            self.say(self._texts.get("cli-setup-code", uri=getattr(told.data, "uri", ""), code=code))
        if told.key:
            words = self._texts.get(told.key, **{name: _plain(value) for name, value in told.params.items()})
            self.show(told.key, words, told.done, told.total)

    def show(self, key: str, words: str, done: int | None, total: int | None) -> None:
        """Show one report."""

    def say(self, text: str) -> None:
        """Print a line that stays."""
        output.note(text)

    def end(self) -> None:
        """Stop showing until something is reported again; idempotent."""


def _plain(value: object) -> object:
    return value if isinstance(value, (int, float)) else str(value)


def counting(task: Task, key: str, total: int) -> Callable[[int], None]:
    """Return a function that reports counts; counts beyond the total are reported as the total."""
    return lambda done: task.report(key, done=min(done, total), total=total)


class Lines(Teller):
    """Prints one line for each new work; for its counts, a line every two seconds and the last count."""

    def __init__(self, texts: Texts) -> None:
        super().__init__(texts)
        self._last: dict[str, tuple[float, int | None]] = {}
        self._lock = threading.Lock()

    def show(self, key: str, words: str, done: int | None, total: int | None) -> None:
        now = time.monotonic()
        with self._lock:  # lanes of the same task report from several threads
            if now - self.began < self.patience:
                return
            when, before = self._last.get(key, (None, None))
            whole = done is not None and done == total
            if when is not None and (done == before or (now - when < OFTEN and not whole)):
                return
            self._last[key] = (now, done)
            if done is not None:
                words = self._texts.get("cli-rehearse-counted", what=words, done=done, total=total or 0)
            self.say(words)


class Bar(Teller):
    """rich's live bars: one for each work that counts, with the time left; removed when the work is done."""

    def __init__(self, texts: Texts) -> None:
        from rich import progress as bars

        super().__init__(texts)
        self._bars = bars.Progress(
            bars.SpinnerColumn("line"),
            bars.TextColumn("{task.description}", markup=False),
            bars.BarColumn(bar_width=20),
            bars.TextColumn("{task.fields[counts]}", markup=False),
            bars.TimeElapsedColumn(),
            bars.TimeRemainingColumn(compact=True),
            console=output.console(sys.stderr),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
            refresh_per_second=8,
        )
        self._known: dict[str, TaskID] = {}
        self._lock = threading.RLock()
        self._running = False
        self._timer: threading.Timer | None = None
        self._room = _Room(self)

    def _soon(self) -> None:
        if self._timer is None:
            self._timer = threading.Timer(SOON, self._start)
            self._timer.daemon = True
            self._timer.start()
            output.make_room(self._room)

    def show(self, key: str, words: str, done: int | None, total: int | None) -> None:
        with self._lock:
            self._soon()
            counts = "" if done is None else self._counts(done, total)
            description = output.printable(words)
            if key not in self._known:
                for other, number in list(self._known.items()):
                    # Counting work may continue next to this; anything else is over when the next work begins.
                    if self._bars.tasks and self._finished(number):
                        self._bars.remove_task(number)
                        del self._known[other]
                self._known[key] = self._bars.add_task(description, total=total, counts=counts)
            self._bars.update(
                self._known[key], description=description, completed=done or 0, total=total or None, counts=counts
            )

    def _counts(self, done: int, total: int | None) -> str:
        return f"{done:,}" if not total else f"{done:,}/{total:,}"

    def _finished(self, number: TaskID) -> bool:
        task = next(one for one in self._bars.tasks if one.id == number)
        return task.total is None or task.completed >= task.total

    def _start(self) -> None:
        with self._lock:
            if self._timer is not None and not self._running:
                self._running = True
                self._bars.start()

    def pause(self) -> bool:
        """Remove the bars from the screen; return whether they were shown."""
        with self._lock:
            was, self._running = self._running, False
            if was:
                self._bars.stop()
            return was

    def go_on(self) -> None:
        """Show the bars again."""
        self._start()

    def end(self) -> None:
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            self.pause()
            for number in self._known.values():
                self._bars.remove_task(number)
            self._known.clear()
            output.forget_room(self._room)


class _Room:
    """Removes the bars while a line is printed."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._was = False

    def __enter__(self) -> None:
        self._was = self._bar.pause()

    def __exit__(self, *_: object) -> None:
        if self._was:
            self._bar.go_on()
