"""A Next that cannot be pressed says what it waits for, and a step that a text names is a link to it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from wizard.journey.model import Outcome
from wizard.journey.steps import STEPS


def test_a_gray_next_says_what_it_waits_for(world: Any) -> None:
    bar, journey = world.window.bar, world.journey
    assert not bar.why.isVisible() and bar.next.isEnabled(), "the first page waits for nothing"
    journey.next()
    assert not bar.next.isEnabled() and bar.why.isVisible()
    assert bar.why.text() == "Sign in and confirm what is asked above first" == bar.next.accessibleDescription()
    journey.record("begin", Outcome("done", {}), journey.answers)
    assert bar.next.isEnabled() and not bar.why.isVisible() and not bar.next.accessibleDescription()
    journey.answer(tenant="elsewhere.example")
    assert not bar.next.isEnabled() and "do this step again" in bar.why.text()


def test_every_step_that_next_waits_for_has_words(world: Any) -> None:
    for step in STEPS:
        assert step.optional or world.context.t(f"shell-next-why-{step.id}").endswith(("first", "complete"))


def test_a_step_in_a_text_is_a_link(world: Any, qtbot: QtBot) -> None:
    journey = world.journey
    for step_id in ("begin", "credentials", "application"):
        journey.next()
        journey.record(step_id, Outcome("done", {}), journey.answers)
    page = world.window.page
    assert page.step_id == "application"
    links = page.messages.step_links("Sign in on step 2, see Step 3.", "Step 12 and step 4 are not asked about.")
    assert [link.text() for link in links] == ["Step 2: Before you begin", "Step 3: CloudGate credentials"]
    page.problem.say("Nobody is signed in", links=links)
    qtbot.mouseClick(page.problem.findChild(QPushButton, "toStep-3"), Qt.MouseButton.LeftButton)
    assert world.window.page.step_id == "credentials"
    empty = page.messages.sign_in_first()
    qtbot.addWidget(empty)
    assert empty.findChild(QPushButton, "toStep-2") is not None


def test_a_next_that_also_saves_says_so(world: Any, monkeypatch: Any) -> None:
    bar, journey = world.window.bar, world.journey
    journey.next()
    journey.record("begin", Outcome("done", {}), journey.answers)
    monkeypatch.setattr(world.window.page, "saving", SimpleNamespace(by_next=True))
    world.window.refresh()
    assert bar.next.isEnabled() and bar.why.text() == "Next saves this step" == bar.next.accessibleDescription()
