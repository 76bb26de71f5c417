"""Steps 7 and 8: the mapping table, the editor, a trial on users, undo and redo, saving and restoring.

The parts are modules in this folder; this page combines them. The edited rows are one value, :class:`Edits`, and
every change of it is a step of :class:`History`, which calls :meth:`MappingPage._apply`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from wizard.journey.services.job_schema import read_schema
from wizard.journey.steps.mappings import load
from wizard.mapping import AttributeMapping, Schema
from wizard.mapping.checks import difference
from wizard.ui.layout import Wide, add, column, holder
from wizard.ui.models.mapping_edits import Edits, History
from wizard.ui.models.mapping_job import JobMapping
from wizard.ui.pages.base import Page
from wizard.ui.pages.impact_gate import ImpactGate
from wizard.ui.pages.mapping_changes import ChangesPanel
from wizard.ui.pages.mapping_commands import Commands
from wizard.ui.pages.mapping_editor import MappingEditor
from wizard.ui.pages.mapping_people import Trial
from wizard.ui.pages.mapping_problems import Problems
from wizard.ui.pages.mapping_review import Review
from wizard.ui.pages.mapping_table import MappingTable
from wizard.ui.pages.mapping_transfer import Transfer
from wizard.ui.shell.context import UiContext
from wizard.ui.theme import px
from wizard.ui.tips import set_tip
from wizard.ui.widgets.basic import restyle

if TYPE_CHECKING:
    from wizard.journey.model import Outcome
    from wizard.journey.steps.mappings import Mappings
    from wizard.ui.models.mapping_job import RowsAnswer

NARROW = 860
"""Logical pixels: on a page below this width, the editor is below the table."""

FEWEST, MOST = 3, 6
"""Rows that are shown there without scrolling in the table."""

QWIDGETSIZE_MAX = 16_777_215


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
        self._edits = Edits()
        self._showing = self._narrow = False
        self.history = History(self, self._apply)
        self.no_session = self.sign_in_first()
        fields = self.form.rest()
        self.asked = holder(column(*fields))
        self._asks = bool(fields)
        if not self._asks:
            self.asked.hide()
        self.form.edited.connect(self._field_answered)
        self.columns = QWidget()
        # Before it is filled: moving a widget into another one restyles all of its contents.
        add(self.body, self.no_session, self.asked, Wide(self.columns))
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.columns)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(px(14))
        self.table = MappingTable(context, self.t(f"step-{self.step_id}-title"))
        self.editor = MappingEditor(context, people=self.kind == "User")
        self.problems = Problems(self)
        self._left = column(Wide(self.table), self.problems.panel)
        add(self._columns, Wide(self._left, 7), Wide(self.editor, 3))
        self._changes: ChangesPanel | None = None
        self.trial = Trial(self)
        self.gate = ImpactGate(self)
        self.transfer = Transfer(self)
        self.review = Review(self)
        self.table.rows.row_chosen.connect(self._chosen)
        self.commands = Commands(self)
        self.history.indexChanged.connect(self._show_steps)
        self._show_steps()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the editor below the table if there is no room for both side by side."""
        super().resizeEvent(event)
        narrow = self._narrow = event.size().width() < px(NARROW)
        self._columns.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._fit_table()

    def _fit_table(self) -> None:
        """Make the table above the editor as high as its rows, up to six; beside the editor it takes all the height."""
        if self._narrow:
            self.table.rows.set_rows_high(max(FEWEST, min(MOST, len(self._edits.rows))))
        else:
            self.table.rows.setMinimumHeight(0)
            self.table.rows.setMaximumHeight(QWIDGETSIZE_MAX)

    # --- loading

    def enter(self) -> None:
        super().enter()
        signed_in = self.context.services.session is not None
        self.no_session.setVisible(not signed_in)
        self.columns.setVisible(signed_in)
        self.asked.setVisible(signed_in and self._asks)
        if signed_in and self.default_schema is None:
            self.load()
        elif signed_in:
            self._answers_changed()
            self.trial.read_people()
            self._read_again()

    def leave(self) -> None:
        self.editor.expression.close_help()
        self.review.stop()
        self.trial.stop()

    @property
    def waiting(self) -> bool:
        return self.review.waiting or self.trial.waiting

    def load(self) -> None:
        """Read the job's mappings, the defaults, and users for the trial."""
        given = (self.context.services, self.journey.answers)
        self.run(load, *given, on_result=self._loaded, busy="users-reading", key="load")

    def _read_again(self) -> None:
        """Read the job's mappings again, because other steps and the portal may have changed them."""
        given = (self.context.services, self.journey.answers)
        self.run(read_schema, *given, on_result=self._was_read_again, key="load")

    def _was_read_again(self, schema: Schema) -> None:
        before = self.job.saved
        clean = self.was_saved and not self.job.unsaved(self._edits)
        self.job.take(schema, self._answer)
        if clean and before is not None and self.job.saved is not None and difference(before, self.job.saved):
            self._forget_answer()
        self._answers_changed()

    def _loaded(self, data: Mappings) -> None:
        self.default_schema = data.default
        self.job.take(data.schema, self._answer)
        if self.was_saved and self._answer is not None and not self.job.answer:
            self._forget_answer()
        if data.default.has(self.kind):
            self.job.default = data.default.mapping(self.kind)
            self.table.set_defaults({row.target: row for row in self.job.default.rows})
        sources, targets = data.schema.source_attributes(self.kind), data.schema.target_attributes(self.kind)
        self.editor.set_choices(data.people, targets, sources, data.schema.language)
        self.table.cells.attributes, self.table.cells.language = sources, data.schema.language
        self.trial.start(data.people, targets)
        self._edits = Edits()
        self._answers_changed()
        self.trial.read_people()

    # --- answers

    @property
    def _answer(self) -> RowsAnswer:
        answer: RowsAnswer = getattr(self.journey.answers, self.rows_answer)
        return answer

    def _forget_answer(self) -> None:
        self.journey.answer(**{self.rows_answer: None, self.actions_answer: False})

    def _answers_changed(self) -> None:
        """Show the rows of the current answers if they differ from the shown ones; this clears the undo history."""
        edited = self._answer
        rows = self.job.rows if edited is None else tuple(AttributeMapping.from_json(row) for row in edited)
        actions = getattr(self.journey.answers, self.actions_answer)
        if (rows, actions) != (self._edits.rows, self._edits.all_actions) or not self._edits.rows:
            self.history.clear()
            self._edits = Edits().only(rows, all_actions=actions)
        self.show_edits()

    def _field_answered(self, _name: str) -> None:
        self.show_edits()

    @property
    def edits(self) -> Edits:
        return self._edits

    @property
    def rows(self) -> tuple[AttributeMapping, ...]:
        """The rows as edited, or as the job has them."""
        return self._edits.rows

    def take(self, after: Edits, merge: str = "") -> None:
        """Change to another state, as a step that can be undone."""
        if after != self._edits:
            self.history.step(self._edits, after, merge)

    def _apply(self, edits: Edits) -> None:
        """Show a state, and save its rows as the answer."""
        value = self.job.answer if edits.rows == self.job.rows else tuple(row.to_json() for row in edits.rows)
        self._edits = edits
        self.journey.answer(**{self.rows_answer: value, self.actions_answer: edits.all_actions})
        self.show_edits()

    # --- display

    def show_edits(self) -> None:
        """Show the rows, their problems, and the unsaved changes."""
        edits = self._edits
        self._showing = True
        with self.at_once():
            self.table.show_edits(edits)
            self._fit_table()
            self.editor.show_edits(edits)
            self.review.show_count()
            self._show_changes()
            self.review.show_finding()
            self._show_enabled()
        self._showing = False
        self.trial.show_row(edits.row, unfinished=edits.at in edits.bad)
        self.review.soon()
        self.keep_typing_in_sight()
        self.changed.emit()

    def keep_typing_in_sight(self) -> None:
        """Scroll to the source and its error while it is typed: a problem that is shown above moves them down."""
        if self.editor.expression is self.window().focusWidget():
            self.ensure_visible(self.editor.expression_field)

    def _show_steps(self, _index: int = 0) -> None:
        self.table.undo.setEnabled(self.history.canUndo())
        self.table.redo.setEnabled(self.history.canRedo())

    def _show_enabled(self) -> None:
        if self.kind == "Group" and self.job.saved is not None:
            answer = self.journey.answers.groups_enabled
            on = self.job.saved.enabled if answer is None else answer
            self.form["groups_enabled"].show(on)
            self.table.rows.setEnabled(on)
            self.editor.setEnabled(on)

    def _show_changes(self) -> None:
        unsaved = self.job.unsaved(self._edits)
        dirty = bool(unsaved) or (self.kind == "Group" and self.job.switched(self.journey.answers.groups_enabled))
        unfinished = bool(self._edits.bad)
        self.table.save.setEnabled(not unfinished)
        restyle(self.table.save, kind="primary" if dirty else "")  # Next is the way on if there is nothing to save
        self.table.revert.setEnabled(dirty or unfinished)
        if not self.only_shown:
            set_tip(self.table.save, self.t("users-unfinished") if unfinished else "")
        self.table.state.show_state(
            self.t("users-unfinished-chip" if unfinished else "users-unsaved" if dirty else "users-saved"),
            "bad" if unfinished else "warn" if dirty else "ok",
        )
        if self._changes is None and not unsaved:
            return
        panel = self._changes_panel()
        against_default = panel.against.value == "default" and self.job.default is not None
        panel.show_changes(self.job.from_default(self._edits) if against_default else unsaved)
        panel.setVisible(bool(unsaved))

    def _changes_panel(self) -> ChangesPanel:
        if self._changes is None:
            self._changes = ChangesPanel(self.context)
            self._changes.compared.connect(self._show_changes)
            self._left.addWidget(self._changes)
        return self._changes

    def _chosen(self, _row: object) -> None:
        if self._showing:
            return
        place = self.table.rows.current_place()
        self.history.pause()
        if place != self._edits.at:
            self._edits = replace(self._edits, at=place)
            self.editor.show_edits(self._edits)
            self.review.show_finding()
            self.trial.show_row(self._edits.row, unfinished=place in self._edits.bad)

    def portal_values(self) -> Mapping[str, str]:
        """Return the differences from the job's mappings, which are the changes to make in the portal."""
        values = {
            name: value
            for name, value in super().portal_values().items()
            if not (name.startswith(f"{self.rows_answer}/") and self.job.saved is not None)
        }
        for change in self.job.unsaved(self._edits):
            key = f"{self.rows_answer}/{change.target or change.field}"
            said = self._changes_panel().sentence(change)
            values[key] = f"{values[key]} {said}" if key in values else said
        return values

    # --- saving

    def save(self) -> None:
        """Save the mappings and verify them, after the user confirmed the effect on users."""
        self.problems.before_saving(self._save)

    def _save(self) -> None:
        self.perform(busy="users-saving", on_done=self._was_saved)

    def took(self, outcome: Outcome[Schema]) -> None:
        if outcome.data is not None:
            self._was_read_again(outcome.data)

    def _was_saved(self, _outcome: Outcome[Schema]) -> None:
        self.gate.tell()

    def next_saves(self) -> bool:
        return self.way == "for_me" and self.journey.settled(self.step_id) in {"todo", "stale"}

    def next_pressed(self) -> None:
        if self.next_saves():
            self.problems.before_saving(self._save_and_go)
            return
        super().next_pressed()

    def _save_and_go(self) -> None:
        self.perform(busy="users-saving", on_done=self._saved_go_on)

    def _saved_go_on(self, outcome: Outcome[Schema]) -> None:
        self._go_on(outcome)
        self.gate.tell(saved_only=True)

    def unfinished(self) -> str:
        return "users" if self._edits.bad else "" if self.job.schema is not None else "reading"

    def can_next(self) -> bool:
        if self.way == "for_me" and self._edits.bad:
            return False
        return super().can_next() or (self.way == "for_me" and self.default_schema is not None)
