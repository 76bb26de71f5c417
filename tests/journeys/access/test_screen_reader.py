"""Both journeys by AT-SPI alone: controls are found by role and name, and what changes is heard."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from screen_reader import WORDS

from wizard.core.texts import Texts

ROOT = Path(__file__).parents[3]
SYSTEM_PYTHON = "/usr/bin/python3"
REGISTRY = Path("/usr/libexec/at-spi2-registryd")


def missing() -> str:
    """Return what this computer lacks; Debian: python3-pyatspi, at-spi2-core, xvfb, dbus."""
    for name in ("xvfb-run", "dbus-run-session", "gdbus"):
        if shutil.which(name) is None:
            return name
    if not REGISTRY.exists():
        return str(REGISTRY)
    asked = [SYSTEM_PYTHON, "-c", "import gi; gi.require_version('Atspi', '2.0')"]
    found = Path(SYSTEM_PYTHON).exists() and subprocess.run(asked, capture_output=True, check=False).returncode == 0
    return "" if found else "python3-pyatspi"


@pytest.mark.timeout(900)
@pytest.mark.parametrize("journey", ["practice", "tutorial"])
def test_a_journey_by_at_spi_alone(journey: str, tmp_path: Path) -> None:
    if lacking := missing():
        pytest.skip(f"needs {lacking}")
    words = tmp_path / "words.json"
    texts = Texts()
    words.write_text(json.dumps({key: texts.get(key) for key in WORDS}), encoding="utf-8")
    script = [str(ROOT / "tests/support/screen_reader.sh"), sys.executable, SYSTEM_PYTHON, journey, str(words)]
    environment = {
        **os.environ, "QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_RUNTIME_DIR": str(tmp_path),
    }  # fmt: skip
    done = subprocess.run(
        ["xvfb-run", "-a", "-s", "-screen 0 1400x1000x24", "dbus-run-session", "--", "sh", *script],
        capture_output=True, text=True, timeout=880, check=False, env=environment,
    )  # fmt: skip
    if "could not connect" in done.stderr or "no Qt platform plugin" in done.stderr:
        pytest.skip("no X11 here")
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-3000:]}"
