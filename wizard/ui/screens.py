"""Pictures of every page and important state: ``python -m wizard.ui.screens DIR [--dark] [--scale 2]``."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QApplication

    from wizard.ui.window import Window

WAIT_MS = 60_000
SIZE = (1220, 740)


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture: its file name, and what brings the window there from the state before.

    ``ready`` tells when it is there; it is asked again after every change.
    """

    name: str
    prepare: Callable[[Window], object]
    ready: Callable[[Window], bool]


def quiet(window: Window) -> bool:
    """Nothing is running any more."""
    return window.context.runner.busy == 0


SCREENS: tuple[Screen, ...] = (
    Screen("01-start", lambda window: None, quiet),
    Screen("01-start-help", lambda window: window.toggle_help(), quiet),
)
"""In order; each goes on from the one before."""


def take(window: Window, screens: Sequence[Screen], folder: Path) -> list[Path]:
    """Bring the window to each state and save a picture of it.

    Raises:
        TimeoutError: a state was not reached within a minute.
    """
    from PySide6.QtCore import QEventLoop, QTimer

    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for screen in screens:
        screen.prepare(window)
        loop = QEventLoop()
        poll, limit = QTimer(), QTimer()
        poll.setInterval(30)
        poll.timeout.connect(lambda screen=screen, loop=loop: loop.quit() if screen.ready(window) else None)
        limit.setSingleShot(True)
        limit.timeout.connect(lambda loop=loop: loop.exit(1))
        poll.start()
        limit.start(WAIT_MS)
        if loop.exec() != 0:
            raise TimeoutError(screen.name)
        poll.stop()
        path = folder / f"{screen.name}.png"
        window.grab().save(str(path))
        paths.append(path)
    return paths


def practice_window(app: QApplication, *, dark: bool) -> Window:
    """Return the real window over the real parts; the practice company starts when the first picture asks for it."""
    from datetime import UTC, datetime

    from wizard import wiring
    from wizard.journey.machine import Journey
    from wizard.journey.steps import STEPS
    from wizard.ui.app import build

    journey = Journey(STEPS, lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    return build(app, journey, wiring.make_context(), wiring.setup_store, dark=dark)


def main(arguments: Sequence[str] | None = None) -> int:
    """Take all pictures; returns the exit code."""
    parser = argparse.ArgumentParser(prog="screens")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--scale", type=float, default=1.0)
    options = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = str(options.scale)

    # This module is a program of its own here, so it may ask the composition root for the real parts.
    from wizard.ui.app import make_application

    with tempfile.TemporaryDirectory() as scratch:
        os.environ["CLOUDGATE_SETUP_DATA"] = scratch
        app = make_application()
        window = practice_window(app, dark=options.dark)
        window.resize(*SIZE)
        window.show()
        try:
            for path in take(window, SCREENS, options.folder):
                sys.stdout.write(f"{path}\n")
        finally:
            window.context.services.close()
            window.context.runner.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
