"""The practice process: it runs the program's own modules, wherever it is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.practice.process import PracticeProcess

HARM = 'raise SystemExit("a module of the current folder ran")\n'


def test_modules_in_the_current_folder_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("json", "wizard", "runpy", "regex", "msgspec"):
        (tmp_path / f"{name}.py").write_text(HARM, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    practice = PracticeProcess.start(people=2)
    try:
        assert practice.token.reveal()
    finally:
        practice.stop()
