"""What a screen reader is told: names that follow the words, what kind a control is, and what changes elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot
from ui_spoken import role, spoken

from wizard.ui.widgets.basic import Card
from wizard.ui.widgets.buttons import LinkButton, button, show_words
from wizard.ui.widgets.fields import SecretEdit
from wizard.ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from ui_world import World

ROOT = Path(__file__).parents[2]
REGISTRY = Path("/usr/libexec/at-spi2-registryd")


def test_a_name_is_what_is_seen_whatever_it_becomes(qtbot: QtBot) -> None:
    stop, link, card = button("Sto&p", name="stop"), LinkButton("Show all 7"), Card("No application yet")
    row = button("", name="remove")
    for each in (stop, link, card, row):
        qtbot.addWidget(each)
    stop.setText("Start &again")
    link.setText("Show fewer")
    card.show_title("Soloinsight-CloudGate SSO")
    assert [spoken(each) for each in (stop, link, card)] == ["Start again", "Show fewer", "Soloinsight-CloudGate SSO"]
    show_words(row, "&Remove", "Harbor Lights")
    assert spoken(row) == "Remove: Harbor Lights"
    show_words(row, "Restore", "Harbor Lights")
    assert spoken(row) == "Restore: Harbor Lights"


def test_the_switch_of_a_secret_is_called_as_it_is_seen(qtbot: QtBot) -> None:
    secret = SecretEdit("Show", "Hide")
    qtbot.addWidget(secret)
    secret.show()
    for seen in ("Hide", "Show"):
        qtbot.mouseClick(secret.toggle, Qt.MouseButton.LeftButton)
        assert (secret.toggle.text(), spoken(secret.toggle)) == (seen, seen)
    assert role(secret.toggle) == QAccessible.Role.Button


def test_a_choice_of_few_is_radio_buttons_with_one_stop_for_tab(qtbot: QtBot) -> None:
    choice = SegmentedControl([("today", "Today"), ("published", "As published")], title="Edition")
    qtbot.addWidget(choice)
    parts = choice.findChildren(QPushButton)
    assert [(spoken(each), role(each)) for each in parts] == [
        ("Edition: Today", QAccessible.Role.RadioButton),
        ("Edition: As published", QAccessible.Role.RadioButton),
    ]
    choice.set_value("published")
    stops = [each for each in parts if each.focusPolicy().value & Qt.FocusPolicy.TabFocus.value]
    assert [spoken(each) for each in stops] == ["Edition: As published"]


def test_the_words_of_next_and_of_the_other_way_are_their_names(world: World) -> None:
    bar = world.window.bar
    bar.show_next("&Finish")
    bar.show_way("shell-do-for-me")
    assert spoken(bar.next) == "Finish"
    assert spoken(bar.way) == bar.way.text() == world.context.t("shell-do-for-me")
    assert isinstance(bar.way, QWidget)


@pytest.mark.skipif(
    not (REGISTRY.exists() and shutil.which("xvfb-run") and shutil.which("dbus-run-session")),
    reason="needs X11, D-Bus and AT-SPI",
)
def test_what_changes_beside_the_focus_is_said_over_at_spi() -> None:
    """AT-SPI2: signal Announcement of org.a11y.atspi.Event.Object; 2 interrupts, 1 waits for its turn."""
    run = ["xvfb-run", "-a", "dbus-run-session", "--", sys.executable, str(ROOT / "tests/support/at_spi.py")]
    environment = {
        **os.environ, "QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, check=False, env=environment)
    if "could not connect" in done.stderr or "no Qt platform plugin" in done.stderr:
        pytest.skip("no X11 here")
    assert done.stdout.splitlines() == [
        "2 The secret token has expired Paste a new one.",
        "1 Signed in",
        "1 passed",
        "1 Working… 1 of 100",
        "1 Working… 60 of 100",
        "1 Stopping…",
    ], done.stderr
