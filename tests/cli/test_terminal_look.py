"""What a terminal shows while long work runs, and what color and motion a person can switch off."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from cli_runs import data_folder, run

from wizard.cli import progress
from wizard.cli.main import main
from wizard.journey.machine import Journey, SavedSetup
from wizard.journey.setups import SetupStore
from wizard.journey.steps import STEPS

if sys.platform == "win32":
    pytest.skip("there is no pseudo-terminal here", allow_module_level=True)

from terminal import Terminal

COLOR = re.compile(r"\x1b\[[0-9;]*3[0-7]m")
REHEARSE = ("rehearse", "--practice", "--people")
AT_ONCE = """import sys
from wizard.cli import main, progress

progress.SOON = 0.0
sys.exit(main.main(sys.argv[1:]))
"""
"""The program with a bar that appears at once, so that little work is enough to see it."""


def test_long_work_counts_and_tells_the_time_left(tmp_path: Path) -> None:
    with Terminal(tmp_path, *REHEARSE, "20000", COLUMNS="100", NO_COLOR="") as terminal:
        assert terminal.end() == 0
    assert COLOR.search(terminal.screen)
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.screen)
    counts = re.findall(r"Calculating what would happen.*? ([\d,]+)/(20,\d{3})\s+\d:\d\d:\d\d", shown)
    assert len(counts) >= 2, "it moves"
    assert re.search(r"[\d,]+/[\d,]+\s+\d:\d\d:\d\d\s+\d\d:\d\d", shown), "elapsed, and left"
    assert shown.index("Calculating") < shown.index("Fingerprint of the plan:")


def test_no_color_is_respected(tmp_path: Path) -> None:
    (script := tmp_path / "at_once.py").write_text(AT_ONCE, encoding="utf-8")
    with Terminal(tmp_path, *REHEARSE, "1000", program=[str(script)], NO_COLOR="1") as plain:
        assert plain.end() == 0
    assert "Calculating" in plain.screen and not COLOR.search(plain.screen)


@pytest.mark.parametrize("dumb", [True, False], ids=["dumb terminal", "pipe"])
def test_elsewhere_lines_tell_of_long_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], dumb: bool
) -> None:
    monkeypatch.setattr(progress, "OFTEN", 0.0)  # on any machine the work takes longer
    monkeypatch.setenv("TERM", "dumb" if dumb else "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: dumb)
    assert main(["rehearse", "--practice", "--people", "300"]) == 0
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err, "nothing moves there"
    assert re.search(r"^Calculating what would happen.*300", said.err, re.MULTILINE)


def test_a_pipe_gets_neither_color_nor_many_lines(tmp_path: Path) -> None:
    done = run(tmp_path, *REHEARSE, "6000", TERM="xterm-256color")  # of which nearly 300 reports are made
    assert done.returncode == 0
    assert "\x1b" not in done.stdout + done.stderr
    assert len(done.stderr.splitlines()) < 40, "a line now and then at most"


@pytest.fixture
def saved(tmp_path: Path) -> SetupStore:
    store = SetupStore(data_folder(tmp_path) / "setups")
    journey = Journey(STEPS, lambda: "2026-01-12T09:00:00Z")
    store.save(SavedSetup("0123456789ab", "Contoso", "2026-01-12T09:00:00Z", False, journey.snapshot))
    return store


@pytest.mark.parametrize(("typed", "gone"), [("", False), ("no", False), (" Y ", True)])
def test_deleting_a_setup_is_asked_on_a_terminal(tmp_path: Path, saved: SetupStore, typed: str, gone: bool) -> None:
    with Terminal(tmp_path, "setups", "delete", "0123456789ab") as terminal:
        terminal.expect("Contoso")
        terminal.type(typed)
        code = terminal.end()
    assert (saved.list().setups == ()) is gone
    assert code == (0 if gone else 3)
