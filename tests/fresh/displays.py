"""Displays without a screen: Xvfb, and weston in it. They run beside the program's system, with libraries of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from picture import Picture, read_xwd

SIZE = (1280, 900)
START_SECONDS = 30
SHOWN_SECONDS = 90
MANY_COLORS = 100
"""A window with anti-aliased text has hundreds; an empty screen has one, a mouse pointer a few dozen."""

DIFFERENT = 0.05
"""The part of the screen that another page changes at least."""


class NotShownError(Exception):
    """Nothing that looks like a window came up in time."""


def wait_for(what: Callable[[], bool], seconds: float) -> bool:
    """Ask every quarter of a second, at most so long; tells whether it came true."""
    pause, end = threading.Event(), time.monotonic() + seconds
    while not (true := what()) and time.monotonic() < end:
        pause.wait(0.25)
    return true


@contextmanager
def running(*command: str, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program in a process group of its own, and end the group."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    with subprocess.Popen(command, env={**os.environ, **variables}, start_new_session=True, **quiet) as process:
        try:
            yield process
        finally:
            end(process)


@contextmanager
def launched(*command: str) -> Iterator[Callable[[], bool]]:
    """Run a program that starts another one and ends; yields whether anything of it still runs, and ends all of it.

    To be called by the first process of a namespace, whose children such orphans become.
    """
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    group = subprocess.Popen(command, start_new_session=True, **quiet).pid

    def runs() -> bool:
        try:
            while os.waitpid(-group, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return False
        return True

    try:
        yield runs
    finally:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            if runs():
                os.killpg(group, sign)
                wait_for(lambda: not runs(), 10)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it has started."""
    for sign, seconds in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
        if process.poll() is not None:
            return
        os.killpg(process.pid, sign)
        wait_for(lambda: process.poll() is not None, seconds)


@dataclass(frozen=True, slots=True)
class XServer:
    """A running Xvfb: its display, such as ":7", and the file that is its screen."""

    display: str
    screen: Path

    def picture(self) -> Picture:
        """Return what the screen shows now."""
        return read_xwd(self.screen.read_bytes())

    def window(self, alive: Callable[[], bool], unlike: Picture | None = None) -> Picture:
        """Wait until the screen shows a window and does not change any more.

        Args:
            alive: whether the program still runs.
            unlike: what the screen has to differ from, such as a page that the program shows first.

        Raises:
            NotShownError: none came in time, or the program ended before.
        """
        last: deque[Picture] = deque(maxlen=3)

        def shown() -> bool:
            last.append(self.picture())
            still = len(last) == 3 and last[0] == last[2]
            other = unlike is None or last[-1].differs(unlike) >= DIFFERENT
            return not alive() or (still and other and last[-1].colors() >= MANY_COLORS)

        wait_for(shown, SHOWN_SECONDS)
        if not alive():
            raise NotShownError("the program ended")
        if last[-1].colors() < MANY_COLORS or last[-1].covered() < 0.1:
            raise NotShownError(f"the screen has {last[-1].colors()} colors and is {last[-1].covered():.0%} covered")
        if unlike is not None and (part := last[-1].differs(unlike)) < DIFFERENT:
            raise NotShownError(f"only {part:.1%} of the screen is unlike what was there before")
        return last[-1]


@contextmanager
def xvfb() -> Iterator[XServer]:
    """Run Xvfb on the first free display.

    Raises:
        NotShownError: it does not start.
    """
    reading, writing = os.pipe()
    with tempfile.TemporaryDirectory() as folder:
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-fbdir", folder]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, pass_fds=[writing], start_new_session=True, **quiet) as process:
            os.close(writing)
            try:
                with os.fdopen(reading, encoding="ascii") as pipe:  # it writes the number once it listens
                    number = pipe.readline().strip()
                if not number:
                    raise NotShownError("Xvfb does not start")
                yield XServer(f":{number}", Path(folder) / "Xvfb_screen0")
            finally:
                end(process)


@contextmanager
def weston(server: XServer, runtime: Path) -> Iterator[str]:
    """Run weston with its screen in a window of the X server; yields the name of its socket in the runtime folder.

    Raises:
        NotShownError: it does not start.
    """
    name = "wayland-fresh"
    command = ("weston", "--backend=x11-backend.so", "--shell=kiosk-shell.so", "--use-pixman", f"--socket={name}", "--idle-time=0",
               f"--width={SIZE[0]}", f"--height={SIZE[1]}")  # fmt: skip
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    with running(*command, DISPLAY=server.display, XDG_RUNTIME_DIR=str(runtime)) as process:
        if not wait_for(lambda: (runtime / name).exists() or process.poll() is not None, START_SECONDS):
            raise NotShownError("weston does not start")
        if process.poll() is not None:
            raise NotShownError("weston ended")
        yield name
