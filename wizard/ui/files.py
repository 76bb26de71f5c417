"""Saving a file that the person asked for: asking where, and writing it in the background."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from wizard.core.errors import SavedSetupError
from wizard.core.spreadsheet import csv_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from wizard.core.tasks import Task

TABLES = "CSV (*.csv);;JSON (*.json);;HTML (*.html)"


def ask_table(owner: QWidget, title: str, save_to: Callable[[str], object]) -> None:
    """Ask where to save a table, and call ``save_to`` with the name."""
    dialog = QFileDialog(owner, title, "", TABLES)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("csv")
    dialog.fileSelected.connect(save_to)
    dialog.open()


def save_table(
    task: Task,
    path: Path,
    rows: Callable[[], Iterable[Sequence[str]]],
    content: Callable[[], object],
    page: Callable[[], str],
) -> str:
    """Write a table in the form that the file's name asks for: ``rows`` as CSV, or JSON, or an HTML page.

    Raises:
        SavedSetupError: ``file-not-written``.
    """
    ending = path.suffix.lower()
    if ending == ".json":
        return save_text(task, path, json.dumps(content(), indent=1, ensure_ascii=False))
    if ending in {".html", ".htm"}:
        return save_text(task, path, page())
    return save_text(task, path, csv_text(rows()), "utf-8-sig")


def save_text(_task: Task, path: Path, text: str, encoding: str = "utf-8") -> str:
    """Write a text file as it is and return its name.

    Raises:
        SavedSetupError: ``file-not-written``.
    """
    try:
        path.write_text(text, encoding=encoding, newline="")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SavedSetupError("file-not-written", {"file": str(path), "reason": reason}, cause=error) from error
    return str(path)
