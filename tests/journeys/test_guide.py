"""The guide in the window: it opens at the step, its links lead to pages, and every page of it is readable."""

from __future__ import annotations

import re

import pytest
from driver import Driver
from PySide6.QtCore import QUrl

from wizard.core.resources import guide_root
from wizard.ui.widgets.guide_pages import STEPS, GuideDialog, slug


def opened(driver: Driver) -> GuideDialog:
    driver.window.toggle_help()
    driver.click("openGuide")
    dialog = driver.window.findChild(GuideDialog)
    assert isinstance(dialog, GuideDialog)
    return dialog


def test_f1_opens_the_guide_at_the_step(driver: Driver) -> None:
    dialog = opened(driver)
    assert dialog.pages.textCursor().block().text() == "1. Start"
    assert dialog.pages.verticalScrollBar().value() > 0
    dialog.pages.anchorClicked.emit(QUrl("troubleshooting.md"))
    assert dialog.pages.toPlainText().startswith("Troubleshooting by symptom")
    dialog.pages.anchorClicked.emit(QUrl("../cli.md#unattended"))
    assert dialog.pages.textCursor().block().text() == "Unattended"
    dialog.pages.backward()
    assert dialog.pages.toPlainText().startswith("Troubleshooting by symptom")
    dialog.reject()


def test_every_step_has_its_heading(driver: Driver) -> None:
    text = (guide_root() / STEPS).read_text(encoding="utf-8")
    headings = {slug(line) for line in re.findall(r"^## (.+)$", text, re.MULTILINE)}
    for step in driver.journey.steps:
        title = driver.window.context.t(f"step-{step.id}-title")
        assert slug(f"{step.number}. {title}") in headings


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [("5. Assign users and groups", "5-assign-users-and-groups"), ("What is it?  Für", "what-is-it--für")],
)
def test_anchors_are_those_of_the_site(heading: str, anchor: str) -> None:
    assert slug(heading) == anchor
