"""The mappings as a file: chosen in a dialog, read and written in the background."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from wizard.ui.pages.mapping_files import read_schema_file, write_schema_file

if TYPE_CHECKING:
    from wizard.mapping import AttributeMapping
    from wizard.ui.pages.mapping_page import MappingPage

FILES = "JSON (*.json)"


class Transfer(QObject):
    """Import and export. ``native`` is whether the system's own dialog is used; tests cannot type into that."""

    def __init__(self, page: MappingPage) -> None:
        super().__init__(page)
        self._page = page
        self.native = True

    def choose_import(self) -> None:
        """Ask for a schema file, and take its rows."""
        dialog = self._dialog("users-import-title", "importDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.import_from)
        dialog.open()

    def choose_export(self) -> None:
        """Ask where to, and write the schema as it is edited."""
        dialog = self._dialog("users-export-title", "exportDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    def _dialog(self, key: str, name: str) -> QFileDialog:
        dialog = QFileDialog(self._page, self._page.t(key), "", FILES)
        dialog.setObjectName(name)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog, not self.native)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def import_from(self, name: str) -> None:
        """Read a schema file; what was edited stays when it cannot be read."""
        page = self._page
        page.problem.hide()
        page.run(read_schema_file, Path(name), page.kind, page.job.schema, on_result=self._imported, key="import")

    def _imported(self, result: tuple[Sequence[AttributeMapping], int]) -> None:
        rows, problems = result
        page = self._page
        page.commands.take_rows(rows)
        more = page.t("users-imported-problems", count=problems) if problems else ""
        page.problem.say(page.t("users-imported", count=len(rows)), more, tone="warn" if problems else "info")

    def export_to(self, name: str) -> None:
        """Write the schema with the rows as they are edited."""
        page = self._page
        if page.job.schema is not None and page.job.schema.has(page.kind):
            page.run(
                write_schema_file, Path(name), page.job.schema, page.kind, page.rows,
                on_result=self._exported, key="export",
            )  # fmt: skip

    def _exported(self, name: str) -> None:
        self._page.problem.say(self._page.t("users-exported", file=name), tone="ok")
