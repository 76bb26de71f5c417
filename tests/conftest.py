"""Set before anything imports Qt: tests draw into memory, and keep what they save out of the person's folders."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A scaled or themed desktop must not change what the tests see.
for name in ("QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME"):
    os.environ.pop(name, None)

LONG = ("journeys", "history", "health", "truth", "packaging", "cli")
"""Folders whose files take longest. A worker that begins one of them last would keep the others waiting."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the long files first; within a file, and among the others, the order stays."""
    here = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(here).parts[0] if item.path.is_relative_to(here) else ""
        return LONG.index(folder) if folder in LONG else len(LONG)

    items.sort(key=place)


# As in the window (wizard/ui/shell/app.py), no worker may find what is left of a test's widgets. Garbage is collected
# between tests.
gc.disable()
FROZEN = pytest.StashKey[int]()
MUCH = 1_000_000
"""Objects that may be kept from the searches before they are looked at once more. That takes a second or two, as much as
a whole file of tests, and such a number a hundred megabytes or two."""


def pytest_collection_finish(session: pytest.Session) -> None:
    freeze(session)


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """Return the style that the window gives to Qt, see ``make_application``."""
    return ["tests", "-style", "Fusion"]


@pytest.fixture(scope="session")
def qapp(qapp: Any) -> Any:
    """Return pytest-qt's application, which says like the window's own when it is busy.

    A table says so when it paints; unless the window then says that it is idle, work waits for it each time as long as
    it ever does. A pause in typing is short: tests type at once, and then wait for what comes of it.
    """
    from wizard.ui.shell.app import announce_when_busy
    from wizard.ui.timers import TypingPause

    announce_when_busy()
    TypingPause.MS = 10
    return qapp


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """End windows at once, which the next one would restyle.

    Between files, look at what a large reading has kept from the searches (wizard/core/memory.py).
    """
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent
        from PySide6.QtWidgets import QApplication

        for window in QApplication.topLevelWidgets() if isinstance(QApplication.instance(), QApplication) else ():
            window.deleteLater()  # also those that no fixture knows
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    of_windows = "qapp" in getattr(item, "fixturenames", ())
    gc.collect(2 if of_windows else 1)
    if of_windows:
        gc.freeze()  # what is still there is not looked at again after each of the next tests
    if nextitem and nextitem.path != item.path and gc.get_freeze_count() > item.session.stash[FROZEN] + MUCH:
        gc.unfreeze()
        freeze(item.session)


def freeze(session: pytest.Session) -> None:
    gc.collect()
    gc.freeze()
    session.stash[FROZEN] = gc.get_freeze_count()


_click = QtBot.mouseClick


def click_what_is_there(widget: Any, *args: Any, **options: Any) -> None:
    """Qt ends the whole process when it is told to click on nothing; a test that looked too early just fails."""
    assert widget is not None, "there is nothing to click on"
    _click(widget, *args, **options)


QtBot.mouseClick = staticmethod(click_what_is_there)


@pytest.fixture(params=["strict", "lenient"])
def lenient(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Run a test twice: against the practice Entra that is strict, and against the one that is lenient in everything.

    Returns what is lenient.
    """
    from wizard.practice.strictness import STRICTNESS

    return () if request.param == "strict" else STRICTNESS


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every test a data folder of its own; returns it."""
    folder = tmp_path / "data"
    monkeypatch.setenv("CLOUDGATE_SETUP_DATA", str(folder))
    return folder


@pytest.fixture(autouse=True)
def nothing_unexpected(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which the program met an error that it had not expected, even if it went on.

    A test that causes one has the marker ``unexpected_error``.
    """
    told: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: told.append(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger("wizard")
    log.addHandler(handler)
    yield
    log.removeHandler(handler)
    assert bool(told) == bool(request.node.get_closest_marker("unexpected_error")), told
