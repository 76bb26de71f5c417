"""``dev.py``: its own words and exit codes; what its commands do is tested where it lives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    # -I: nothing but the standard library and the file itself can be imported.
    return subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "dev.py"), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_lists_every_command_and_needs_only_the_standard_library() -> None:
    result = dev("--help")
    assert result.returncode == 0
    for name in ("run", "test", "check", "bench", "freeze", "screens", "fresh"):
        assert f"\n  {name} " in result.stdout


@pytest.mark.parametrize("arguments", [(), ("nonsense",)])
def test_without_a_known_command_it_explains_itself_and_fails(arguments: tuple[str, ...]) -> None:
    result = dev(*arguments)
    assert result.returncode == 2
    assert "usage: dev.py COMMAND" in result.stderr
    assert not result.stdout


def pip_of(folder: Path) -> tuple[Path, Path]:
    """A project with dev.py and an environment whose Python only writes down what it is asked to run."""
    (folder / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    (folder / "dev.py").write_bytes((ROOT / "dev.py").read_bytes())
    asked, python = folder / "asked.txt", folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$*" >> {asked}\n', encoding="utf-8")
    python.chmod(0o755)
    (folder / ".venv" / "installed.txt").write_text(f"{sys.version} {sys.base_prefix}\n", encoding="utf-8")
    return folder / "dev.py", asked


@pytest.mark.skipif(sys.platform == "win32", reason="the environment's Python is a shell script here")
def test_each_command_installs_what_it_needs_once_and_takes_nothing_away(tmp_path: Path) -> None:
    program, asked = pip_of(tmp_path)

    def installs(*command: str) -> list[str]:
        asked.write_text("", encoding="utf-8")
        subprocess.run([sys.executable, str(program), *command], check=True, timeout=60, capture_output=True)
        lines = asked.read_text(encoding="utf-8").splitlines()
        return [line.rpartition(" ")[2] for line in lines if " pip install " in f" {line} "]

    assert installs("screens", "x") == ["."]
    assert installs("screens", "x") == []
    assert installs("test") == [".[test]"]
    assert installs("test") == []
    assert installs("check") == [".[check,test]"]
    assert installs("screens", "x") == []
    assert installs("test") == []
    (tmp_path / "pyproject.toml").write_text("[project]\n# changed\n", encoding="utf-8")
    assert installs("screens", "x") == [".[check,test]"]
