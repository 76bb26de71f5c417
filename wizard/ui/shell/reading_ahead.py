"""Finds what pages import, so that it can be loaded while the user reads the first one.

Modules with Qt classes are loaded in the GUI thread, one at a time: PySide looks up its classes without the
interpreter's lock (PYSIDE-803), and a class that another thread creates at that moment crashes the program.
"""

from __future__ import annotations

import dis
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from types import CodeType

from wizard.core.tasks import Task

UI = "wizard.ui"


def load_all_but_ui(task: Task, names: Iterable[str]) -> list[str]:
    """Load what modules import outside ``wizard.ui``; return the modules in it that are not loaded, parts first.

    Args:
        names: full names of modules.
    """
    missing: list[str] = []
    seen: set[str] = set()

    def visit(name: str) -> None:
        if name in seen or name in sys.modules:
            return
        seen.add(name)
        task.checkpoint()
        if name.startswith(UI):
            for part in imported_by(name):
                visit(part)
            missing.append(name)
        else:
            import_module(name)

    for name in names:
        visit(name)
    return missing


def imported_by(name: str) -> Iterator[str]:
    """Yield the modules of the program that a module imports when it is loaded, from its compiled code."""
    spec = find_spec(name)
    get_code = getattr(spec.loader, "get_code", None) if spec is not None else None  # also PyInstaller's has it
    code = get_code(name) if get_code is not None else None
    return _imports(code) if isinstance(code, CodeType) else iter(())


def _imports(code: CodeType) -> Iterator[str]:
    steps: Sequence[dis.Instruction] = list(dis.get_instructions(code))
    resume, module = 0, ""
    for place, step in enumerate(steps):
        if step.offset < resume:
            continue
        if step.argval == "TYPE_CHECKING" and step.opname == "LOAD_NAME":
            jump = next((one for one in steps[place + 1 : place + 5] if "JUMP" in one.opname), None)
            resume = jump.argval if jump is not None else 0
        elif step.opname == "IMPORT_NAME" and str(step.argval).startswith("wizard."):
            module = step.argval
            yield module
        elif step.opname == "IMPORT_FROM" and module:
            below = f"{module}.{step.argval}"
            package = sys.modules.get(module)
            if getattr(package, "__path__", None) and not hasattr(package, str(step.argval)) and find_spec(below):
                yield below
        elif step.opname not in {"STORE_NAME", "POP_TOP"}:
            module = ""
