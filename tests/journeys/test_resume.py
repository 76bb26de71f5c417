"""A killed window loses nothing that it had saved, and the next one offers to go on at that step."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from driver import Driver

TYPIST = textwrap.dedent(
    """
    import sys
    from PySide6.QtCore import QTimer
    from PySide6.QtTest import QTest
    from wizard.ui.shell.app import make_application
    from bench.screens import practice_window

    app = make_application()
    window = practice_window(app, dark=False)
    window.show()
    controller, journey = window.context.controller, window.context.journey
    controller.saved.connect(lambda: print(journey.current.id, journey.answers.tenant, flush=True))
    window.page.start_new()
    timer = QTimer()
    timer.timeout.connect(lambda: QTest.keyClicks(window.page.form["tenant"].control, "a"))
    timer.start(25)
    app.exec()
    """
)


@pytest.mark.timeout(120)
def test_killed_at_any_moment_and_continued(tmp_path: Path, driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtWidgets import QPushButton

    from wizard import wiring

    for lines in (1, 2, 5, 17, 40):
        folder = tmp_path / f"run-{lines}"
        variables = {**os.environ, wiring.DATA_VARIABLE: str(folder)}
        child = subprocess.Popen([sys.executable, "-c", TYPIST], env=variables, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        told = [child.stdout.readline().split() for _ in range(lines)]
        child.kill()
        child.wait(20)
        told += [line.split() for line in child.stdout.read().splitlines()]
        child.stdout.close()
        monkeypatch.setenv(wiring.DATA_VARIABLE, str(folder))
        listing = wiring.setup_store().list()
        assert not listing.unreadable
        (setup,) = listing.setups
        assert setup.snapshot.current == "begin"
        saved = setup.snapshot.answers.tenant
        # What it said was saved is there, or something newer that it had no time to tell.
        assert set(saved) <= {"a"}
        assert len(saved) >= max(len("".join(line[1:])) for line in told)

    # The last of them is offered by this window, which goes on where it was.
    driver.page.enter()
    driver.until(lambda: driver.window.findChild(QPushButton, f"continue-{setup.id}") is not None)  # read in a worker
    driver.quiet()
    driver.click(f"continue-{setup.id}")
    assert driver.journey.current.id == "begin"
    assert driver.page.form["tenant"].control.text() == saved
