"""The real window on the Health page of a setup in use, over a practice company in the test process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cli_world import Attached, World
from pytestqt.qtbot import QtBot

from wizard import wiring
from wizard.core.tasks import Task
from wizard.graph.unattended import Workload
from wizard.journey.machine import Journey
from wizard.journey.steps import STEPS as JOURNEY
from wizard.journey.steps.begin import sign_in_workload
from wizard.secrets.secret import Secret


class Hands(Attached):
    """A company in the test process that the window's controls can use, too."""

    came = "new"

    def new_token(self) -> Secret:
        return self.company.new_token()


def shown(
    made: tuple[World, Workload], qapp: Any, qtbot: QtBot, folder: Path, monkeypatch: Any, *, dark: bool = False
) -> Iterator[Any]:  # fmt: skip
    from wizard.ui.shell.app import build

    world, workload = made
    monkeypatch.setenv(wiring.DATA_VARIABLE, str(folder / "data"))
    services = wiring.make_context()
    services.practice = Hands(world.company)  # type: ignore[assignment]
    services.make_keystore = lambda: services.memory
    setup = world.store.load(world.setup)
    answers = setup.snapshot.answers.with_(token_kept="memory")
    services.memory.save(answers.token_reference, world.company.token)
    sign_in_workload(Task(), services, answers, workload, reading=False)
    snapshot = replace(setup.snapshot, current="watch", reached="watch", answers=answers)
    wiring.setup_store().save(replace(setup, snapshot=snapshot))
    journey = Journey(JOURNEY, lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    window = build(qapp, journey, services, wiring.setup_store, dark=dark)
    window.resize(1220, 780)
    window.show()
    qtbot.waitExposed(window)
    controller = window.context.controller
    controller.open(wiring.setup_store().load(setup.id))
    until(qtbot, lambda: controller.extra == "health" and getattr(window.page, "health", None) is not None)
    yield window
    until(qtbot, lambda: controller.saving.all_saved)
    window.context.runner.close()
    services.practice = None
    services.close()
    window.close()
    window.context.theme.deleteLater()
    window.deleteLater()


def until(qtbot: QtBot, ready: Any, seconds: float = 60) -> None:
    qtbot.waitUntil(lambda: bool(ready()), timeout=round(seconds * 1000))


def look(qtbot: QtBot, window: Any) -> Any:
    """Look again, and return the health shown after it."""
    before = window.page.health
    window.page.look()
    until(qtbot, lambda: window.page.health is not before and not window.page.waiting)
    return window.page.health


def find(window: Any, name: str) -> Any:
    """Return a visible control; waits a moment for one that was just added."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QWidget

    for _ in range(100):
        found = [item for item in window.findChildren(QWidget, name) if item.isVisible()]
        if found:
            return found[0]
        QTest.qWait(20)
    raise AssertionError(f"{name} is not shown")


def dialog_of(window: Any, name: str) -> Any:
    from PySide6.QtWidgets import QDialog

    return next((one for one in window.findChildren(QDialog, name) if one.isVisible()), None)
