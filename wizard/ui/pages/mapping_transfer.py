"""Import and export of mappings: the file is selected in a dialog, and read or written in the background."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wizard.ui.files import ask_open, ask_save
from wizard.ui.pages.mapping_files import read_schema_file, write_schema_file

if TYPE_CHECKING:
    from pathlib import Path

    from wizard.mapping import AttributeMapping
    from wizard.ui.pages.mapping_page import MappingPage

FILES = "JSON (*.json)"


class Transfer:
    """Import and export."""

    def __init__(self, page: MappingPage) -> None:
        self._page = page

    def choose_import(self) -> None:
        """Ask for a schema file, and use its rows."""
        page = self._page
        ask_open(page, page.context, "users-import-title", FILES, self.import_from, name="importDialog")

    def choose_export(self) -> None:
        """Ask for a file name, and write the schema with the edited rows."""
        page, suggest = self._page, "users-export-file"
        ask_save(page, page.context, "users-export-title", FILES, self.export_to, name="exportDialog", suggest=suggest)

    def import_from(self, path: Path) -> None:
        """Read a schema file; if that fails, the edits stay."""
        page = self._page
        page.problem.hide()
        page.run(read_schema_file, path, page.kind, page.job.schema, on_result=self._imported, key="import")

    def _imported(self, result: tuple[Sequence[AttributeMapping], int]) -> None:
        rows, problems = result
        page = self._page
        page.commands.take_rows(rows)
        more = page.t("users-imported-problems", count=problems) if problems else ""
        page.problem.say(page.t("users-imported", count=len(rows)), more, tone="warn" if problems else "info")

    def export_to(self, path: Path) -> None:
        """Write the schema with the edited rows."""
        page = self._page
        if page.job.schema is not None and page.job.schema.has(page.kind):
            given, saved = (path, page.job.schema, page.kind, page.rows), page.messages.saved("users-exported")
            page.run(write_schema_file, *given, on_result=saved, key="export")
