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
    for name in ("run", "test", "check", "bench", "freeze", "screens"):
        assert f"\n  {name} " in result.stdout


@pytest.mark.parametrize("arguments", [(), ("nonsense",)])
def test_without_a_known_command_it_explains_itself_and_fails(arguments: tuple[str, ...]) -> None:
    result = dev(*arguments)
    assert result.returncode == 2
    assert "usage: dev.py COMMAND" in result.stderr
    assert not result.stdout
