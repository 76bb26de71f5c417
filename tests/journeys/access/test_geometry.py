"""Every page, state and dialog on the screens that people have: nothing cut, nothing sideways, one line per row."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("size", "scale", "more"),
    [("1024x680", "1", ()), ("1220x740", "1", ()), ("960x540", "2", ("--dark",)), ("2560x1440", "1", ())],
    ids=["small", "default", "1080p-200", "wide"],
)
def test_every_page_fits(size: str, scale: str, more: tuple[str, ...], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.screens", str(tmp_path), "--check", "--size", size, "--scale", scale, *more]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=880, check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    wrong = [line for line in done.stdout.splitlines() if line.startswith("  ")]
    assert not wrong, "\n".join(wrong)
    assert done.returncode == 0, done.stderr[-3000:]
    assert len(list(tmp_path.glob("*.png"))) > 70
