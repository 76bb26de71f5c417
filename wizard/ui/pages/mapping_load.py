"""Reading the job's mappings, the defaults and the first users for a mapping page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.journey.services.job_schema import read_schema
from wizard.journey.steps.mappings import load
from wizard.mapping import Schema
from wizard.mapping.checks import difference

if TYPE_CHECKING:
    from wizard.journey.steps.mappings import Mappings
    from wizard.ui.pages.mapping_page import MappingPage


class MappingLoad:
    """The reading of one page."""

    def __init__(self, page: MappingPage) -> None:
        self._page = page

    def load(self) -> None:
        """Read the job's mappings, the defaults, and users for the trial."""
        self._page.run_step(load, on_result=self._loaded, busy="users-reading", key="load")

    def read_again(self) -> None:
        """Read the job's mappings again, because other steps and the portal may have changed them."""
        self._page.run_step(read_schema, on_result=self.take, key="load")

    def take(self, schema: Schema) -> None:
        """Take over what the job has now; answers that were saved before are dropped if the portal changed it."""
        page = self._page
        before = page.job.saved
        clean = page.answers.were_saved and not page.job.unsaved(page.edits)
        page.job.take(schema, page.answers.rows)
        if clean and before is not None and page.job.saved is not None and difference(before, page.job.saved):
            page.answers.forget()
        page.answers_changed()

    def _loaded(self, data: Mappings) -> None:
        page = self._page
        page.default_schema = data.default
        page.job.take(data.schema, page.answers.rows)
        if page.answers.were_saved and page.answers.rows is not None and not page.job.answer:
            page.answers.forget()
        if data.default.has(page.kind):
            page.job.default = data.default.mapping(page.kind)
            page.table.set_defaults({row.target: row for row in page.job.default.rows})
        sources, targets = data.schema.source_attributes(page.kind), data.schema.target_attributes(page.kind)
        page.editor.set_choices(data.people, targets, sources, data.schema.language)
        page.table.cells.attributes, page.table.cells.language = sources, data.schema.language
        page.trial.start(data.people, targets)
        page.start_over()
        page.trial.read_people()
