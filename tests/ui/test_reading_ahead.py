"""Pages are read ahead without creating a Qt class outside the GUI thread."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

CODE = """
import sys
from importlib import import_module
import wizard.ui.shell.app as app, wizard.ui.shell.window, wizard.ui.pages.start
from wizard.core.tasks import Task
from wizard.core.texts import Texts
from wizard.journey.steps import STEPS
from wizard.ui.shell.extras import EXTRAS

before = set(sys.modules)
missing = app.warm_up(Task(), Texts(), [*(step.id for step in STEPS), *(extra.id for extra in EXTRAS)], None)
packages = {"wizard.ui.models", "wizard.ui.widgets", "wizard.ui.pages", "wizard.ui.shell"}
created = {name for name in set(sys.modules) - before if name.startswith(("wizard.ui", "PySide6"))} - packages
assert not created, created
left = set(sys.modules)
for number, name in enumerate(missing):
    loaded = set(sys.modules)
    import_module(name)
    also = set(sys.modules) - loaded - {name} - packages
    assert not also, f"{name} loads {also} in one step with itself"
assert all(f"wizard.ui.pages.{step.id}" in sys.modules for step in STEPS)
"""


def test_a_worker_creates_no_qt_class_and_the_gui_thread_has_small_steps() -> None:
    """PySide looks up its classes without the interpreter's lock (bugreports.qt.io, PYSIDE-803)."""
    result = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
