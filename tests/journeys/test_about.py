"""About: what a person tells support, and what libraries ask to be told."""

from __future__ import annotations

from driver import Driver
from PySide6.QtGui import QGuiApplication

from wizard import __version__
from wizard.ui.widgets.about import AboutDialog


def opened(driver: Driver) -> AboutDialog:
    driver.click("about")
    dialog = driver.window.findChild(AboutDialog)
    assert isinstance(dialog, AboutDialog)
    driver.until(lambda: dialog.copy.isEnabled())  # read in a worker
    return dialog


def test_versions_and_folder_are_shown_and_copied(driver: Driver) -> None:
    dialog = opened(driver)
    dialog.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert __version__ in copied
    assert str(driver.window.context.setups().folder) in copied
    assert dialog.facts.rowCount() == 3
    dialog.reject()


def test_licenses_are_there_as_plain_text(driver: Driver) -> None:
    dialog = opened(driver)
    text = dialog.licenses.toPlainText()
    assert "PySide6_Essentials" in text and "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert dialog.licenses.isReadOnly()
    dialog.reject()
