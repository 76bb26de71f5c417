"""A support file that is double-clicked arrives in the window: as an argument, or on macOS as an event."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from wizard import __main__, wiring

SAMPLE = Path(__file__).parent.parent / "support_file/samples/version-1.cgsupport"

# Qt for macOS: QFileOpenEvent is sent to the application object (doc.qt.io/qt-6/qfileopenevent.html).
PROGRAM = textwrap.dedent(
    """
    import sys
    from PySide6.QtCore import QCoreApplication, QTimer
    from PySide6.QtGui import QFileOpenEvent
    from PySide6.QtWidgets import QApplication
    from wizard import __main__
    from wizard.ui.shell import app
    from wizard.ui.shell.window import Window

    way, path = sys.argv[1:]

    def look():
        window = next((w for w in QApplication.topLevelWidgets() if isinstance(w, Window)), None)
        if window is not None and window.case_bar.isVisible():
            print(window.case_bar.what.text(), flush=True)
            window.close()

    application = app.make_application()
    if way == "event":
        QCoreApplication.postEvent(application, QFileOpenEvent(path))
    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    sys.exit(__main__.main([path] if way == "argument" else []))
    """
)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("way", ["argument", "event"])
@pytest.mark.parametrize("name", ["case.cgsupport", "Fall 12 – Müller.CGSUPPORT"])
def test_double_click_opens_the_file(way: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    shutil.copy(SAMPLE, path)
    variables = {**os.environ, wiring.DATA_VARIABLE: str(tmp_path / "data"), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", PROGRAM, way, str(path)]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_other_words_stay_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["case.cgsupportx"]) == 2
    assert "case" in capsys.readouterr().err
