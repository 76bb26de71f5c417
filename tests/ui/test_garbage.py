"""Widgets end in the GUI thread, whoever makes the garbage in which they are found."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import ClassVar

ROOT = Path(__file__).resolve().parents[2]


class Part:
    """Something of a window, in a circle with it, that notes the thread in which it ends."""

    ended: ClassVar[list[int]] = []

    def __init__(self, window: object) -> None:
        self.window = window

    def __del__(self) -> None:
        self.ended.append(threading.get_ident())


def main() -> None:
    """Drop windows while a worker makes garbage, as when a search's result is read."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from wizard.ui.shell.app import make_application

    app = make_application("offscreen")
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            for _ in range(1000):
                ring: list[object] = []
                ring.append(ring)
            over.wait(0.001)

    def window() -> None:
        widget = QWidget()
        QVBoxLayout(widget)
        QTimer(widget).start(1)
        widget.part = Part(widget)  # type: ignore[attr-defined]
        widget.show()

    worker = threading.Thread(target=work)
    worker.start()
    timer = QTimer()
    timer.timeout.connect(window)
    timer.timeout.connect(lambda: len(Part.ended) < 20 or app.quit())
    timer.start(10)
    app.exec()
    over.set()
    worker.join()
    assert set(Part.ended) == {threading.get_ident()}


def test_no_worker_ends_a_window() -> None:
    """QObject, Qt 6: "You must never delete" one from another thread ("Threads and QObjects")."""
    result = subprocess.run(
        [sys.executable, str(Path(__file__)), "run"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 0, result.stderr
    assert "QObject::" not in result.stderr


if __name__ == "__main__":
    main()
