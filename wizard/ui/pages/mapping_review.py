"""The checks of a mapping page's rows: run after a pause in editing, with fixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.ui.pages.mapping_files import Found, fixed, review
from wizard.ui.timers import TypingPause

if TYPE_CHECKING:
    from wizard.core.errors import WizardError
    from wizard.mapping.checks import Finding
    from wizard.ui.models.mapping_edits import Edits
    from wizard.ui.pages.mapping_page import MappingPage


class Review:
    """The checks of one page; the findings are shown in its table, its editor, and its problems panel."""

    def __init__(self, page: MappingPage) -> None:
        self._page = page
        self.found = Found()
        self._soon = TypingPause(page, self._look)

    @property
    def waiting(self) -> bool:
        return self._soon.isActive()

    def soon(self) -> None:
        """Check after the next pause in editing."""
        self._soon.start()

    def stop(self) -> None:
        """Cancel a pending check, because the page is not visible."""
        self._soon.stop()

    def _look(self) -> None:
        page = self._page
        if page.job.schema is not None and page.job.saved is not None:
            given = (page.job.schema, page.kind, page.edits, page.trial.reading.people)
            page.run(review, *given, on_result=self._reviewed, on_error=self._not_reviewed, key="review")

    def _reviewed(self, found: Found) -> None:
        self.found = found
        self.show_count()
        self.show_finding()
        self._page.keep_typing_in_sight()

    def _not_reviewed(self, _error: WizardError) -> None:
        self._reviewed(Found())

    def show_count(self) -> None:
        """Show the number of problems, and mark their rows."""
        page = self._page
        findings = page.problems.counted(self.found.findings)
        differs = page.table.differing()
        page.table.count.setText(page.t("users-count", count=len(page.rows), differs=differs, problems=len(findings)))
        page.table.show_findings(self.found.by_target)
        page.problems.panel.show_problems(findings)

    @property
    def _findings(self) -> tuple[Finding, ...]:
        """The findings for the current row, or else for the whole mapping."""
        by_target, row = self.found.by_target, self._page.edits.row
        own = by_target.get(row.target, ()) if row is not None else ()
        return own or by_target.get("", ())

    def show_finding(self) -> None:
        """Show the findings for the current row."""
        self._page.editor.show_findings(self._findings)

    def fix(self, finding: Finding | None = None) -> None:
        """Apply the fix of a finding, or else of the shown findings; it can be undone."""
        page = self._page
        found = (finding,) if finding is not None else self._findings
        fix = next((each.fix for each in found if each.fix is not None), None)
        schema, default = page.job.schema, page.default_schema
        if schema is not None and default is not None and fix is not None:
            page.run(fixed, schema, page.kind, page.edits, fix, default, on_result=self._fixed, key="fix")

    def _fixed(self, after: Edits) -> None:
        self._page.history.pause()
        self._page.take(after)
