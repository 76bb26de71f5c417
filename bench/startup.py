"""Compares the time from process start to the first interactive page to a plain QWizard of PySide6: ``bench startup
[--runs 25]``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 2.0

BARE = """
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWizard, QWizardPage

class AfterPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, app.quit)
        return False

app = QApplication(sys.argv)
wizard, page = QWizard(), QWizardPage()
page.setTitle("Welcome")
QVBoxLayout(page).addWidget(QLabel("Press Next."))
wizard.addPage(page)
wizard.installEventFilter(AfterPaint(wizard))
wizard.show()
sys.exit(app.exec())
"""


def seconds(command: list[str], variables: dict[str, str]) -> float:
    """Run a process to its end, for a minute at most, and return its duration in seconds.

    A wait with a time limit would check only every 50 ms whether the process has ended; hence the separate timer.

    Raises:
        subprocess.CalledProcessError: it failed, or did not end.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, env={**environment, **variables}) as process:
        limit = threading.Timer(60, process.kill)
        limit.start()
        code = process.wait()
        took = time.perf_counter() - began
        limit.cancel()
    if code:
        raise subprocess.CalledProcessError(code, command)
    return took


def main() -> int:
    """Alternate both programs, so that other load on the machine affects both, and compare the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=25)
    runs = max(1, parser.parse_args().runs)
    bare = [sys.executable, "-c", BARE]
    wizard = [sys.executable, "-m", "wizard", "--exit-when-ready"]
    with tempfile.TemporaryDirectory() as scratch:
        variables = {"CLOUDGATE_SETUP_DATA": scratch}
        if sys.platform.startswith("linux"):
            variables["QT_QPA_PLATFORM"] = "offscreen"
        seconds(bare, variables)
        seconds(wizard, variables)  # the first run of each fills caches and writes byte code
        pairs = [(seconds(bare, variables), seconds(wizard, variables)) for _ in range(runs)]
    base, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"bare QWizard {base * 1000:.0f} ms, wizard {ours * 1000:.0f} ms (medians of {runs} alternating runs)")
    print(f"startup ratio: {ours / base:.2f} (limit {LIMIT})")
    return 0 if ours / base <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
