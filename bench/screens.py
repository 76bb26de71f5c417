"""Screenshots of every page and important state: ``dev.py screens DIR [--dark] [--scale 2] [--size 1024x680]``.

Clicks through the real window with the real practice company from the first page to the last. ``bench ui`` measures the
same walk. With ``--check`` each screenshot is checked for clipped content (:mod:`bench.geometry`).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench import screens_dialogs, screens_health, screens_support
from bench.offscreen import use_screen
from bench.screens_hand import Hand, Shot, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtWidgets import QApplication

    from wizard.ui.shell.window import Window

SIZE = (1220, 740)


def walk(hand: Hand) -> Iterator[Shot | Callable[[], bool]]:
    """Go through all steps; yield conditions to wait for, and moments for a screenshot."""
    window, click = hand.window, hand.click
    journey = window.context.journey
    yield hand.quiet
    yield Shot("01-start")
    yield click("startPractice")
    yield Shot("02-begin")
    window.toggle_help()
    yield Shot("02-begin-help")
    window.toggle_help()
    yield click("practiceControls")
    dialog = hand.find("practiceDialog")
    yield Shot("02-practice-controls", dialog)
    dialog.accept()
    yield click("signInWay-device")
    hand.find("signIn").click()
    yield window.page.card.device.isVisible  # type: ignore[attr-defined]
    yield Shot("02-begin-device")
    yield click("approveDevice")
    yield click("confirm-cloudgate-admin")
    yield Shot("02-begin-done")
    yield click("next")

    yield Shot("03-credentials-empty")
    yield click("practiceToken")
    yield hand.fault("cred-expired-later", True)
    yield click("testConnection")
    yield Shot("03-credentials-failed")
    yield hand.fault("cred-expired-later", False)
    yield hand.fault("conn-null-resources", True)
    yield click("testConnection")
    yield Shot("03-credentials-defect")
    yield lambda: hand.there("evidence")
    yield click("evidence")
    yield lambda: hand.there("evidenceDialog")
    yield Shot("03-credentials-evidence", hand.find("evidenceDialog"))
    yield click("evidenceClose")
    yield hand.fault("conn-null-resources", False)
    address = journey.answers.tenant_url
    yield from hand.type("tenantUrl", address.replace("/v2", "/v3"))
    yield click("testConnection")
    yield Shot("03-credentials-address")
    yield lambda: hand.there("useUrl")
    yield click("useUrl")
    yield lambda: hand.there("tryPatch")
    yield click("tryPatch")
    yield Shot("03-credentials-patch")
    yield lambda: hand.there("patchAgree")
    yield click("patchAgree")
    yield Shot("03-credentials-passed")
    yield click("wayLink")
    yield Shot("03-credentials-portal")
    yield click("wayLink")
    yield click("next")

    yield Shot("04-application")
    yield click("addApplication")
    yield Shot("04-application-done")
    yield click("next")

    yield Shot("05-assign-first")
    yield from hand.type("searchText", "Door")
    yield lambda: hand.quiet() and hand.find("found").rows.rowCount() > 0
    yield click("addToList")
    yield Shot("05-assign")
    yield click("assign")
    yield Shot("05-assign-done")
    yield click("next")

    yield from hand.type("notificationEmail", "it-oncall@harborlights.example")
    yield Shot("06-connect")
    yield hand.fault("conn-ip-allowlist", True)
    yield click("testAndSave")
    yield Shot("06-connect-allowlist")
    yield hand.fault("conn-ip-allowlist", False)
    yield click("testAndSave")
    yield Shot("06-connect-done")
    yield click("next")

    yield Shot("07-users")
    hand.find("mappings").select_row(hand.find("mappings").rows.row_at(3))
    yield hand.quiet
    yield Shot("07-users-row")
    yield from mapping_states(hand)
    yield click("next")
    yield Shot("08-groups")
    yield click("next")

    yield Shot("09-scope")
    yield click("addFilter")
    yield Shot("09-scope-new-filter")
    yield from hand.type("value-0-0", "security")
    yield Shot("09-scope-filter")
    yield click("removeFilter-0")
    yield click("next")

    yield Shot("10-preview")
    yield click("technicalDetails")
    yield Shot("10-preview-technical")
    yield click("technicalDetails")
    yield click("pictureAsTable")
    yield Shot("10-preview-table")
    yield click("pictureAsTable")
    yield click("part-unassigned")
    yield Shot("10-preview-unassigned")
    yield click("pictureAll")
    yield click("next")

    yield Shot("11-turnon")
    yield click("turnOn")
    yield Shot("11-turnon-done")
    yield click("next")

    yield lambda: hand.quiet() and journey.state("watch") == "done"
    yield Shot("12-watch")
    yield click("wayLink")
    yield Shot("12-watch-portal")
    yield click("wayLink")
    yield from history_states(hand)
    yield from screens_health.walk(hand)


def history_states(hand: Hand) -> Iterator[Shot | Callable[[], bool]]:
    """Show the changes, one change, and the plan for undoing everything; nothing is undone."""
    yield lambda: hand.there("rail-history")
    yield hand.click("rail-history")
    yield Shot("13-history")
    table = hand.find("historyTable")
    saved = next(row for row in map(table.rows.row_at, range(table.rows.rowCount())) if "; " in row.change)
    table.select_row(saved)
    yield hand.quiet
    yield Shot("13-history-change")
    yield hand.click("undoAll")
    yield lambda: hand.there("undoGo")
    yield Shot("13-history-plan")
    yield hand.click("undoKeep")
    yield hand.click("rail-watch")


def mapping_states(hand: Hand) -> Iterator[Shot | Callable[[], bool]]:
    """Edit a mapping: completions are offered, an error is underlined, the change is shown and reverted."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    page, table = hand.window.page, hand.find("mappings")
    table.select_row(next(row for row in page.rows if row.target == "name.formatted"))  # type: ignore[attr-defined]
    field = hand.find("expression")
    yield from hand.type("expression", 'Join(" ", [surname], [gi')
    yield Shot("07-users-completing")
    yield Shot("07-users-offers", field.completion.popup)
    QTest.keyClick(field.completion.popup, Qt.Key.Key_Return)
    yield hand.quiet
    yield Shot("07-users-error")
    QTest.keyClicks(field, ")")
    yield lambda: hand.quiet() and page.editor.population.changed.isVisible()  # type: ignore[attr-defined]
    field.close_help()
    yield Shot("07-users-changed")
    yield hand.click("showWho")
    dialog = hand.find("populationDialog")
    yield Shot("07-users-who", dialog)
    dialog.accept()
    yield hand.click("revert")
    table.select_row(next(row for row in page.rows if row.target == "active"))  # type: ignore[attr-defined]
    yield hand.click("removeMapping")
    yield Shot("07-users-problems")
    hand.find("saveMappings").click()
    yield lambda: hand.there("problemsDialog")
    yield Shot("07-users-save-anyway", hand.find("problemsDialog"))
    yield hand.click("problemsRefuse")
    yield hand.click("revert")


def practice_window(app: QApplication, *, dark: bool) -> Window:
    """Return the real window with the real services; the practice company starts when the walk opens it."""
    from datetime import UTC, datetime

    from wizard import wiring
    from wizard.journey.machine import Journey
    from wizard.journey.steps import STEPS
    from wizard.ui.shell.app import build

    journey = Journey(STEPS, lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    return build(app, journey, wiring.make_context(), wiring.setup_store, dark=dark)


def main(arguments: Sequence[str] | None = None) -> int:
    """Take all screenshots; return the exit code."""
    parser = argparse.ArgumentParser(prog="screens")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument(
        "--size", type=_size, default=SIZE, metavar="WxH", help="of screen and window, in logical pixels"
    )
    parser.add_argument("--check", action="store_true", help="say what is cut off; exit code 1 if anything is")
    options = parser.parse_args(arguments)
    os.environ["QT_SCALE_FACTOR"] = str(options.scale)

    # This module runs as a program here, so it may import the composition root.
    from bench.geometry import cut_off
    from wizard.ui.shell.app import make_application

    options.folder.mkdir(parents=True, exist_ok=True)

    wrong: list[str] = []

    def save(shot: Shot) -> None:
        app.processEvents()  # lays out what was just shown
        path = options.folder / f"{shot.name}.png"
        (shot.window or window).grab().save(str(path))
        sys.stdout.write(f"{path}\n")
        if options.check:
            found = [f"{shot.name}: {line}" for line in cut_off(shot.window or window)]
            wrong.extend(found)
            sys.stdout.writelines(f"  {line}\n" for line in found)

    with tempfile.TemporaryDirectory() as scratch:
        os.environ["CLOUDGATE_SETUP_DATA"] = scratch
        use_screen(Path(scratch), options.size, options.scale)
        app = make_application()
        window = practice_window(app, dark=options.dark)
        window.resize(*options.size)
        window.show()
        try:
            run(window, walk(Hand(window)), save)
            run(window, screens_dialogs.walk(Hand(window)), save)
            run(window, screens_support.walk(Hand(window), Path(scratch)), save)
        finally:
            window.context.services.close()
            window.context.runner.close()
    return 1 if wrong else 0


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


if __name__ == "__main__":
    sys.exit(main())
