"""Files that the person chooses: file dialogs, and saving in the background."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from wizard.core.errors import SavedSetupError
from wizard.core.spreadsheet import csv_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from wizard.core.tasks import Task
    from wizard.ui.shell.context import UiContext

Take: TypeAlias = "Callable[[Path], object]"

TABLES = "CSV (*.csv);;JSON (*.json);;HTML (*.html)"
"""File formats for saving a table; see :func:`save_table`."""

LONGEST_NAME = 80
"""Largest number of characters of a suggested file name, without its extension."""

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
"""Characters that file names may not contain on Windows, the strictest system (Microsoft Learn, Naming Files, Paths,
and Namespaces)."""

_ENDING = re.compile(r"\(\*\.(\w+)\)")


def ask_open(owner: QWidget, context: UiContext, title: str, forms: str, take: Take, *, name: str) -> QFileDialog:
    """Ask for an existing file, and call ``take`` with it. Return the dialog, which is open.

    Args:
        title: text id of the dialog's title.
        forms: the offered file types in Qt's format: ``JSON (*.json)``.
        name: object name of the dialog.
    """
    dialog = _dialog(owner, context, title, forms, take, name)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.open()
    return dialog


def ask_save(
    owner: QWidget,
    context: UiContext,
    title: str,
    forms: str,
    take: Take,
    *,
    name: str,
    suggest: str,
) -> QFileDialog:
    """Ask where to save, and call ``take`` with the file; see :func:`ask_open`.

    Args:
        suggest: text id of the suggested file name, which can have the setup's name in it, without an extension; the
            extension follows the selected file type.
    """
    dialog = _dialog(owner, context, title, forms, take, name)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)

    def formed(form: str) -> None:
        ending = _ENDING.search(form)
        if ending is not None:
            dialog.setDefaultSuffix(ending[1])

    dialog.filterSelected.connect(formed)
    formed(forms)
    dialog.selectFile(file_name(context.t(suggest, setup=context.controller.setup_name)))
    dialog.open()
    return dialog


def file_name(suggest: str) -> str:
    """Return a file name that is valid on every system."""
    return " ".join(_NOT_IN_NAMES.sub(" ", suggest).split())[:LONGEST_NAME].strip(" .") or "CloudGate"


def _dialog(owner: QWidget, context: UiContext, title: str, forms: str, take: Take, name: str) -> QFileDialog:
    dialog = QFileDialog(owner, context.t(title), context.folder or _documents(), forms)
    dialog.setObjectName(name)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog, not context.native_dialogs)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def chosen(path: str) -> None:
        context.folder = str(Path(path).parent)
        take(Path(path))

    dialog.fileSelected.connect(chosen)
    return dialog


def _documents() -> str:
    places = QStandardPaths.StandardLocation
    found = (QStandardPaths.writableLocation(each) for each in (places.DocumentsLocation, places.HomeLocation))
    return next((each for each in found if each and Path(each).is_dir()), "")


def save_table(
    task: Task,
    path: Path,
    rows: Callable[[], Iterable[Sequence[str]]],
    content: Callable[[], object],
    page: Callable[[], str],
) -> str:
    """Write a table in the format of the file's extension: ``rows`` as CSV, or JSON, or an HTML page.

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
    """Write a text file unchanged and return its name.

    Raises:
        SavedSetupError: ``file-not-written``.
    """
    try:
        path.write_text(text, encoding=encoding, newline="")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SavedSetupError("file-not-written", {"file": str(path), "reason": reason}, cause=error) from error
    return str(path)
