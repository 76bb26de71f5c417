"""The support file in the window: made from a step, opened, looked through, left; nothing is written meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wizard.support.archive import read

SAMPLE = Path(__file__).parent.parent / "support_file/samples/version-1.cgsupport"


def dialog_of(driver: Any) -> Any:
    from wizard.ui.widgets.support import SupportDialog

    driver.click("makeSupportFile")
    found = driver.window.findChild(SupportDialog)
    assert found is not None
    return found


def test_made_at_a_step_and_opened_again(driver: Any, tmp_path: Path) -> None:
    driver.click("startPractice")
    driver.until(lambda: driver.journey.current.id == "begin")
    driver.quiet()
    dialog = dialog_of(driver)
    path = tmp_path / "half-done.cgsupport"
    dialog.make(path)
    driver.until(lambda: dialog.note.isVisible())
    assert path.name in dialog.note._what.text()
    dialog.reject()
    case = read(path)
    assert case.setup is not None and case.setup.current == "begin"
    assert case.manifest.left_out["entra"] == "not-signed-in", "half done, and told"

    driver.window.context.controller.go("start")
    driver.quiet()
    driver.page.open_file(path)
    driver.until(lambda: driver.window.case_bar.isVisible())
    driver.quiet()
    assert driver.journey.current.id == "begin"
    assert not driver.window.context.controller.setup_id
    assert case.manifest.name in driver.window.case_bar.what.text()
    driver.click("caseLeave")
    assert driver.journey.current.id == "start"
    assert not driver.window.case_bar.isVisible()


def test_a_part_can_be_left_out(driver: Any, tmp_path: Path) -> None:
    driver.click("startPractice")
    driver.until(lambda: driver.journey.current.id == "begin")
    driver.quiet()
    dialog = dialog_of(driver)
    dialog.parts["computer"].click()
    dialog.namings["none"].click()
    assert not dialog.parts["people"].isEnabled()
    path = tmp_path / "less.cgsupport"
    dialog.make(path)
    driver.until(lambda: dialog.note.isVisible())
    case = read(path)
    assert case.computer is None and case.directory is None and case.manifest.naming == "none"
    assert case.manifest.left_out["computer"] == "choice"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"hello"])
def test_something_else_is_refused_in_words(driver: Any, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.cgsupport"
    path.write_bytes(content)
    driver.page.open_file(path)
    driver.until(lambda: driver.page.problem.isVisible())
    assert driver.page.problem._what.text() == driver.window.context.t("error-support-not-archive")
    assert not driver.window.case_bar.isVisible()


def test_a_file_is_walked_through_without_writing(driver: Any, tmp_path: Path) -> None:
    before = SAMPLE.read_bytes()
    driver.page.open_file(SAMPLE)
    driver.until(lambda: driver.window.case_bar.isVisible())
    driver.quiet()
    driver.window.context.controller.advance()
    driver.quiet()
    assert driver.window.context.controller.all_saved
    assert driver.window.context.setups().list().setups == ()
    assert SAMPLE.read_bytes() == before
