"""Dialogs for files: the name they suggest, the folder they begin in, and the ending that follows the chosen form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from wizard.ui.files import LONGEST_NAME, ask_open, ask_save, file_name

if TYPE_CHECKING:
    from ui_world import World


@pytest.mark.parametrize(
    ("suggest", "name"),
    [
        ("Harbor Lights - CloudGate handover", "Harbor Lights - CloudGate handover"),
        ("A/B: “x” <y>|z?*\\ - plan", "A B “x” y z - plan"),
        ("..\n\t ", "CloudGate"),
        ("x" * 300, "x" * LONGEST_NAME),
    ],
)
def test_a_suggested_name_is_one_on_every_system(suggest: str, name: str) -> None:
    assert file_name(suggest) == name


def accept(qtbot: QtBot, dialog: QFileDialog, name: str = "") -> None:
    field = dialog.findChild(QLineEdit)
    assert field is not None
    if name:
        field.setText(name)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_dialog_suggests_a_name_in_documents_and_remembers_the_folder(
    qtbot: QtBot, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents, other = tmp_path / "Documents", tmp_path / "other"
    documents.mkdir()
    other.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", staticmethod(lambda _place: str(documents)))
    context, got = world.context, list[Path]()
    context.native_dialogs = False
    context.controller.setup_name = "Harbor: east"
    forms, title = "CSV (*.csv);;JSON (*.json)", "preview-pick-file"

    def ask() -> QFileDialog:
        return ask_save(world.window, context, title, forms, got.append, name="saving", suggest="preview-file")

    dialog = ask()
    accept(qtbot, dialog)
    assert got == [documents / "Harbor east - CloudGate preview.csv"]

    dialog = ask()
    dialog.selectNameFilter("JSON (*.json)")
    dialog.filterSelected.emit("JSON (*.json)")
    accept(qtbot, dialog, str(other / "mine"))
    assert got[1:] == [other / "mine.json"]
    opened = ask_open(world.window, context, "support-open-title", forms, got.append, name="opening")
    assert Path(opened.directory().absolutePath()) == other
    opened.reject()


def test_without_a_documents_folder_the_home_folder_is_offered(
    qtbot: QtBot, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        QStandardPaths, "writableLocation",
        staticmethod(lambda place: str(tmp_path) if place == QStandardPaths.StandardLocation.HomeLocation else ""),
    )  # fmt: skip
    world.context.native_dialogs = False
    take, suggest = list[Path]().append, "handover-file"
    dialog = ask_save(world.window, world.context, "handover-save", "HTML (*.html)", take, name="s", suggest=suggest)
    assert Path(dialog.directory().absolutePath()) == tmp_path
    dialog.reject()
