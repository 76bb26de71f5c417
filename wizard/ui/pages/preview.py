"""Step 10: what the first sync would do: a sentence, a picture, and all objects by name; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from wizard.core.gui_priority import gui_priority
from wizard.journey.found import Rehearsal
from wizard.provisioning import Operation, Plan
from wizard.provisioning.outcome import belongs
from wizard.ui.files import TABLES, ask_save
from wizard.ui.layout import Wide, add
from wizard.ui.pages.base import Page
from wizard.ui.pages.preview_changes import PreviewChanges
from wizard.ui.pages.preview_detail import DetailCard
from wizard.ui.pages.preview_export import write
from wizard.ui.pages.preview_match_audit import MatchAuditCard
from wizard.ui.pages.preview_operations import OperationsCard
from wizard.ui.pages.preview_reading import PreviewReading
from wizard.ui.shell.context import UiContext
from wizard.ui.theme import px
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.outcome_card import PictureCard
from wizard.wording.plan import notes

if TYPE_CHECKING:
    from typing import Literal

    from wizard.provisioning.outcome import Part


class StepPage(Page["Rehearsal"]):
    """The outcome, the operations, and the details of the selected operation."""

    step_id = "preview"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.found: Rehearsal | None = None
        self.reading = PreviewReading(self)
        self._changes = PreviewChanges(self)
        self.start, self.pause = self.reading.start, self.reading.pause
        self.export_link = LinkButton(self.t("preview-export"), self.export, name="exportCsv")
        self.again_link = LinkButton(self.t("preview-again"), self.start, name="runAgain")
        self.pause_link = LinkButton(self.t("preview-pause"), self.pause, name="pauseReading")
        self.picture = PictureCard(context.texts, "outcome-press")
        self.picture.part_chosen.connect(self._part_chosen)
        self.card = OperationsCard(self)
        self.card.rearranged.connect(self._show_not_read)
        self.table = self.card.table
        self.table.row_chosen.connect(self._chosen)
        self.detail = DetailCard(self)
        self.match_audit = MatchAuditCard(self)
        add(self.body, self.picture, Wide(self.card), self.detail, self.match_audit)
        self.show_state()

    @property
    def plan(self) -> Plan | None:
        return self.found.plan if self.found is not None else None

    def bar_actions(self) -> Sequence[QWidget]:
        return (self.export_link, self.again_link, self.pause_link)

    def enter(self) -> None:
        super().enter()
        if self.journey.result(self.step_id) is None and self.reading.job is None:  # another setup was opened
            if self.found is not None:
                self.reading.forget()
                self._changes.forget(self.found)
            self.found = None
            self.match_audit.show_for(None)
            self.table.set_rows(())
            self.detail.hide()
        self.show_state()
        self._show_wanted()
        self.reading.enter()

    def replay(self) -> None:
        if self.journey.result(self.step_id) is not None:
            self.start()

    # --- display

    def _show_wanted(self) -> None:
        """Show the part of the picture that was selected on another page."""
        if self.found is not None and (part := self.context.wanted.pop(self.step_id, "")):
            self.picture.choose(part)

    def show_state(self) -> None:
        """Show whether there is a preview, whether it is being computed, and whether it is out of date."""
        found, reading = self.found, self.reading
        running = reading.job is not None
        stale = found is not None and reading.is_stale
        self.card.show_state(has_plan=found is not None, early=reading.early, running=running, stale=stale)
        self.export_link.setVisible(found is not None and not running)
        self.again_link.setVisible(found is not None and not running)
        self.pause_link.setVisible(running)
        self.pause_link.setText(self.t("preview-resume" if running and reading.paused else "preview-pause"))
        if found is None:
            self.picture.hide()
        else:
            self.picture.show_picture(found.picture)
        self._show_not_read()

    def _part_chosen(self, part: Part | Literal[""]) -> None:
        """Show the rows of a part of the picture; all rows for none."""
        plan = self.plan
        if not part or plan is None:
            self.table.show_only(None)
        else:
            chosen: Part = part
            self.table.show_only(lambda operation: belongs(operation, plan, chosen))
            self.viewport.show(self.table, px(120))

    def _show_not_read(self) -> None:
        self.card.show_not_read(self.found, self.picture.chosen or "")

    def show_found(self, found: Rehearsal) -> None:
        """Show a preview, part by part."""
        before, self.found = self.found, found
        with self.viewport.at_once():
            self.show_state()
            if said := notes(found.plan, self.context.texts, as_if_restarted=found.as_if_restarted):
                self.problem.say(said[0], " ".join(said[1:]), tone="info")
        self._in_turns(
            found,
            lambda: self._show_rows(found),
            lambda: self.match_audit.show_for(found),
            lambda: self.table.select_row(found.rows[0]) if found.rows else None,
            lambda: self._changes.look_behind(before, found),
        )

    def _show_rows(self, found: Rehearsal) -> None:
        self.table.set_rows(found.rows)
        self._part_chosen(self.picture.chosen or "")
        self._show_wanted()

    def _in_turns(self, found: Rehearsal, *steps: Callable[[], object]) -> None:
        """Run the steps one by one, each after the previous one was laid out and painted, while ``found`` is shown."""

        def go_on() -> None:
            if self.found is found:
                gui_priority.gui_busy()
                steps[0]()
                self._in_turns(found, *steps[1:])

        if steps:
            QTimer.singleShot(0, self, go_on)

    def _chosen(self, operation: Operation | None) -> None:
        with self.viewport.at_once():
            self.detail.show_operation(operation, self.found)

    # --- export

    def export(self) -> None:
        """Ask where to save the plan as a table, as JSON or as a page; the file extension selects the format."""
        if self.found is not None:
            title, suggest = "preview-pick-file", "preview-file"
            ask_save(self, self.context, title, TABLES, self.export_to, name="exportPreview", suggest=suggest)

    def export_to(self, path: Path) -> None:
        """Write the file."""
        assert self.found is not None
        args = (path, self.found, self.context.texts, self.t("preview-title"))
        self.run(write, *args, on_result=self.messages.saved("preview-exported"), key="export")
