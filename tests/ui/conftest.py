"""Fixtures of the window's tests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from ui_mapping import make_pages  # noqa: F401 - a fixture
from ui_world import World, open_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication


@pytest.fixture
def make_world(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Make windows that are closed after the test."""
    worlds: list[World] = []

    def make(**options: Any) -> World:
        made = open_world(qapp, tmp_path / "setups", **options)
        worlds.append(made)
        return made

    yield make
    for made in worlds:
        made.close()


@pytest.fixture
def world(make_world: Callable[..., World], qtbot: QtBot) -> World:
    """A window that is shown and quiet."""
    made = make_world()
    made.window.show()
    qtbot.waitExposed(made.window)
    qtbot.waitUntil(lambda: made.runner.busy == 0)
    return made
