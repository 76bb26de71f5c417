"""What is not saved on a mapping page: the state beside the buttons, and the differences in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.ui.pages.mapping_changes import ChangesPanel
from wizard.ui.tips import set_tip
from wizard.ui.widgets.basic import restyle

if TYPE_CHECKING:
    from wizard.ui.pages.mapping_page import MappingPage


class Unsaved:
    """The differences of one page; their panel is made when there is the first."""

    def __init__(self, page: MappingPage) -> None:
        self._page = page
        self._made: ChangesPanel | None = None

    @property
    def _panel(self) -> ChangesPanel:
        if self._made is None:
            self._made = ChangesPanel(self._page.context, self.show)
            self._page.columns.left.addWidget(self._made)
        return self._made

    def show(self) -> None:
        """Show how the rows differ from what the job has, or from the defaults."""
        page, edits, t = self._page, self._page.edits, self._page.t
        unsaved = page.job.unsaved(edits)
        dirty = bool(unsaved) or (page.kind == "Group" and page.job.switched(page.journey.answers.groups_enabled))
        unfinished = bool(edits.bad)
        page.table.save.setEnabled(not unfinished)
        restyle(page.table.save, kind="primary" if dirty else "")  # Next is the way on if there is nothing to save
        page.table.revert.setEnabled(dirty or unfinished)
        if not page.only_shown:
            set_tip(page.table.save, t("users-unfinished") if unfinished else "")
        page.table.state.show_state(
            t("users-unfinished-chip" if unfinished else "users-unsaved" if dirty else "users-saved"),
            "bad" if unfinished else "warn" if dirty else "ok",
        )
        if self._made is None and not unsaved:
            return
        against_default = self._panel.against.value == "default" and page.job.default is not None
        self._panel.show_changes(page.job.from_default(edits) if against_default else unsaved)
        self._panel.setVisible(bool(unsaved))

    def show_enabled(self) -> None:
        """Show whether groups are provisioned: otherwise their mapping cannot be edited."""
        page = self._page
        if page.kind == "Group" and page.job.saved is not None:
            answer = page.journey.answers.groups_enabled
            on = page.job.saved.enabled if answer is None else answer
            page.form["groups_enabled"].show(on)
            page.table.rows.setEnabled(on)
            page.editor.setEnabled(on)

    def in_portal(self, values: dict[str, str]) -> dict[str, str]:
        """Return portal values with the differences from the job's mappings, which are the changes to make there."""
        page, prefix = self._page, f"{self._page.rows_answer}/"
        known = page.job.saved is not None
        values = {name: value for name, value in values.items() if not (known and name.startswith(prefix))}
        for change in page.job.unsaved(page.edits):
            key = f"{prefix}{change.target or change.field}"
            said = self._panel.sentence(change)
            values[key] = f"{values[key]} {said}" if key in values else said
        return values
