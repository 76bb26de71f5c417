"""A setup that opens on a page beside the steps: it is created and laid out in turns of their own, then shown."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from wizard.ui.shell.extras import Offers


def made(world: Any, parts: int) -> tuple[Offers, list[str], list[tuple[str, ...]]]:
    """Return the offers of a setup that lands on Health, whose page takes some parts of work."""
    worked: list[str] = []

    def prepare(step_id: str) -> bool:
        if len(worked) == parts:
            return True
        worked.append(step_id)
        return False

    offers, told = Offers(world.context, prepare, world.window), list[tuple[str, ...]]()
    offers.changed.connect(told.append)
    world.context.controller.setup_id, world.context.controller.landing = "0123456789ab", "health"
    return offers, worked, told


def test_each_part_of_the_work_has_a_turn_of_its_own(world: Any, qtbot: QtBot) -> None:
    offers, worked, told = made(world, 2)
    offers._found(("health", "history"))
    assert (worked, told) == (["health"], [])
    qtbot.waitUntil(lambda: bool(told))
    assert (worked, told) == (["health", "health"], [("health", "history")])


def test_a_page_that_is_not_landed_on_needs_no_work(world: Any) -> None:
    offers, worked, told = made(world, 2)
    offers._found(("history",))
    world.context.controller.landing = ""
    offers._found(("health", "history"))
    assert (worked, told) == ([], [("history",), ("health", "history")])


def test_what_was_found_for_another_setup_is_not_told(world: Any, qtbot: QtBot) -> None:
    offers, worked, told = made(world, 3)
    offers._found(("health",))
    world.context.controller.setup_id = ""
    offers.look_again()
    assert told == [()]
    turned: list[bool] = []
    QTimer.singleShot(20, lambda: turned.append(True))
    qtbot.waitUntil(lambda: bool(turned))
    assert (worked, told) == (["health"], [()])
