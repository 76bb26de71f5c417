"""Steps 7 and 8: the mapping table, the editor, a trial on users, undo and redo, saving and restoring.

The edited rows are one value; every change of it is a step of ``History``, which calls ``MappingPage._apply``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal

from PySide6.QtGui import QResizeEvent

from wizard.mapping import AttributeMapping, Schema
from wizard.ui.layout import Wide, add, column, holder
from wizard.ui.models.mapping_answers import MappingAnswers
from wizard.ui.models.mapping_edits import Edits, History
from wizard.ui.models.mapping_job import JobMapping
from wizard.ui.pages.base import Page
from wizard.ui.pages.impact_gate import ImpactGate
from wizard.ui.pages.mapping_columns import MappingColumns
from wizard.ui.pages.mapping_commands import Commands
from wizard.ui.pages.mapping_editor import MappingEditor
from wizard.ui.pages.mapping_load import MappingLoad
from wizard.ui.pages.mapping_people import Trial
from wizard.ui.pages.mapping_problems import Problems
from wizard.ui.pages.mapping_review import Review
from wizard.ui.pages.mapping_table import MappingTable
from wizard.ui.pages.mapping_transfer import Transfer
from wizard.ui.pages.mapping_unsaved import Unsaved
from wizard.ui.pages.only_shown import hold
from wizard.ui.pages.step_saving import StepSaving
from wizard.ui.shell.context import UiContext

if TYPE_CHECKING:
    from wizard.journey.model import Outcome


class MappingPage(Page[Schema]):
    """The page for both users and groups; the subclass names the kind and the answers it edits."""

    kind: ClassVar[Literal["User", "Group"]]
    rows_answer: ClassVar[str]
    actions_answer: ClassVar[str]
    own_answers = frozenset({"user_actions_all", "group_actions_all"})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.job = JobMapping(self.kind)
        self.default_schema: Schema | None = None
        self.edits = Edits()
        self._showing = False
        self.answers = MappingAnswers(self.journey, self.step_id, self.rows_answer, self.actions_answer)
        self.history = History(self, self._apply)
        self.no_session = self.messages.sign_in_first()
        self._asks = bool(fields := self.form.rest())
        self.asked = holder(column(*fields))
        if not self._asks:
            self.asked.hide()
        self.form.edited.connect(lambda _name: self.show_edits())
        self.columns = MappingColumns()
        add(self.body, self.no_session, self.asked, Wide(self.columns))
        self.table = MappingTable(context, self.t(f"step-{self.step_id}-title"))
        self.editor = MappingEditor(context, people=self.kind == "User")
        self.problems = Problems(self)
        self.columns.fill(self.table, self.problems.panel, self.editor)
        self.unsaved = Unsaved(self)
        self.trial = Trial(self)
        self.gate = ImpactGate(self)
        self.transfer = Transfer(self)
        self.review = Review(self)
        self.table.rows.row_chosen.connect(self._chosen)
        self.loading = MappingLoad(self)
        self.history.indexChanged.connect(self._show_steps)
        self._show_steps()
        self.saving = saving = StepSaving(self, self.problems.before_saving, "users-saving")
        self.save = saving.save
        self.commands = Commands(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the editor below the table if there is no room for both side by side."""
        super().resizeEvent(event)
        self.columns.fit_page(event.size().width())

    # --- loading

    def enter(self) -> None:
        super().enter()
        signed_in = self.context.services.session is not None
        self.no_session.setVisible(not signed_in)
        self.columns.setVisible(signed_in)
        self.asked.setVisible(signed_in and self._asks)
        if signed_in and self.default_schema is None:
            self.loading.load()
        elif signed_in:
            self.answers_changed()
            self.trial.read_people()
            self.loading.read_again()

    def leave(self) -> None:
        self.editor.expression.close_help()
        self.review.stop()
        self.trial.stop()

    @property
    def waiting(self) -> bool:
        return self.review.waiting or self.trial.waiting

    # --- answers

    def start_over(self) -> None:
        """Show the rows of the answers as if nothing was edited."""
        self.edits = Edits()
        self.answers_changed()

    def answers_changed(self) -> None:
        """Show the rows of the current answers if they differ from the shown ones; this clears the undo history."""
        answered = self.answers.edits(self.job)
        same = (answered.rows, answered.all_actions) == (self.edits.rows, self.edits.all_actions)
        if not same or not self.edits.rows:
            self.history.clear()
            self.edits = answered
        self.show_edits()

    @property
    def rows(self) -> tuple[AttributeMapping, ...]:
        """The rows as edited, or as the job has them."""
        return self.edits.rows

    def take(self, after: Edits, merge: str = "") -> None:
        """Change to another state, as a step that can be undone."""
        if after != self.edits:
            self.history.step(self.edits, after, merge)

    def _apply(self, edits: Edits) -> None:
        """Show a state, and save its rows as the answer."""
        self.edits = edits
        self.answers.keep(edits, self.job)
        self.show_edits()

    # --- display

    def show_edits(self) -> None:
        """Show the rows, their problems, and the unsaved changes."""
        edits = self.edits
        self._showing = True
        with self.viewport.at_once():
            self.table.show_edits(edits)
            self.columns.fit_table(len(edits.rows))
            self.editor.show_edits(edits)
            self.review.show_count()
            self.unsaved.show()
            self.review.show_finding()
            self.unsaved.show_enabled()
            if self.only_shown:
                hold(self)
        self._showing = False
        self.trial.show_row(edits.row, unfinished=edits.at in edits.bad)
        self.review.soon()
        self.keep_typing_in_sight()
        self.changed.emit()

    def keep_typing_in_sight(self) -> None:
        """Scroll to the source and its error while it is typed: a problem that is shown above moves them down."""
        if self.editor.expression is self.window().focusWidget():
            self.viewport.show(self.editor.expression_field)

    def _show_steps(self, _index: int = 0) -> None:
        self.table.undo.setEnabled(self.history.canUndo())
        self.table.redo.setEnabled(self.history.canRedo())

    def _chosen(self, _row: object) -> None:
        if self._showing:
            return
        place = self.table.rows.current_place()
        self.history.pause()
        if place != self.edits.at:
            self.edits = replace(self.edits, at=place)
            self.editor.show_edits(self.edits)
            self.review.show_finding()
            self.trial.show_row(self.edits.row, unfinished=place in self.edits.bad)

    def portal_values(self) -> Mapping[str, str]:
        return self.unsaved.in_portal(dict(super().portal_values()))

    def took(self, outcome: Outcome[Schema]) -> None:
        if outcome.data is not None:
            self.loading.take(outcome.data)

    def unfinished(self) -> str:
        return "users" if self.edits.bad else "" if self.job.schema is not None else "reading"

    def can_next(self) -> bool:
        if self.way == "for_me" and self.edits.bad:
            return False
        return super().can_next() or (self.way == "for_me" and self.default_schema is not None)
