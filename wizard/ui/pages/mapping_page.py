"""Steps 7 and 8: the table of mappings, the editor, a try on people, steps back and forth, save and restore.

The parts are modules beside this one; here they come together. What a person edits is one value, :class:`Edits`, and
every change of it is a step of :class:`History`, which calls :meth:`MappingPage._apply`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QVBoxLayout, QWidget

from wizard.core.errors import WizardError
from wizard.journey.services.job_schema import read_schema
from wizard.mapping import AttributeMapping, Schema
from wizard.mapping.checks import Finding, difference
from wizard.mapping.schema import ACTIONS, ObjectMapping
from wizard.ui.models.mapping_edits import Edits, History
from wizard.ui.pages.base import Page, task_last
from wizard.ui.pages.impact_gate import ImpactGate
from wizard.ui.pages.mapping_cells import FLOW, MATCHING, SOURCE
from wizard.ui.pages.mapping_changes import ChangesPanel
from wizard.ui.pages.mapping_editor import MappingEditor
from wizard.ui.pages.mapping_files import Found, fixed, review
from wizard.ui.pages.mapping_people import Trial
from wizard.ui.pages.mapping_problems import Problems
from wizard.ui.pages.mapping_table import MappingTable
from wizard.ui.pages.mapping_transfer import Transfer
from wizard.ui.shell.context import UiContext
from wizard.ui.theme import px
from wizard.ui.tips import set_tip

if TYPE_CHECKING:
    from wizard.journey.model import Outcome

NARROW, LOW = 860, 240
"""Logical pixels: below this width of the page the editor stands below the table, which then is this high."""

QWIDGETSIZE_MAX = 16_777_215

REVIEW_AFTER_MS = 150
"""How long nothing is edited before the rows are checked again."""


class MappingPage(Page[Schema]):
    """The same page for users and groups; the subclass names the kind and the answers it edits."""

    kind: ClassVar[Literal["User", "Group"]]
    rows_answer: ClassVar[str]
    actions_answer: ClassVar[str]

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._data: Any = None
        self._schema: Schema | None = None
        self._saved: ObjectMapping | None = None
        self._saved_answer: tuple[dict[str, Any], ...] | None = None
        self._defaults: ObjectMapping | None = None
        self._edits = Edits()
        self._found = Found()
        self._showing = False
        self.history = History(self, self._apply)
        self.no_session = self.sign_in_first()
        self.body.addWidget(self.no_session)
        self.enabled = QCheckBox(self.t("users-enabled"))
        self.enabled.setObjectName("groupsEnabled")
        self.enabled.clicked.connect(self._enabled_clicked)
        self.body.addWidget(self.enabled)
        self.enabled.setVisible(self.kind == "Group")
        self.columns = QWidget()
        # Before it is filled: what is moved below another widget is styled again, with everything in it.
        self.body.addWidget(self.columns, 1)
        columns = self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.columns)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(px(14))
        self.table = MappingTable(context, self.t(f"step-{self.step_id}-title"))
        self.editor = MappingEditor(context, people=self.kind == "User")
        left = self._left = QVBoxLayout()
        left.setSpacing(px(14))
        left.addWidget(self.table, 1)
        self.problems = Problems(self)
        left.addWidget(self.problems.panel)
        columns.addLayout(left, 7)
        columns.addWidget(self.editor, 3)
        self._changes: ChangesPanel | None = None
        self.trial = Trial(self)
        self.gate = ImpactGate(self)
        self.transfer = Transfer(self)
        self._review_soon = QTimer(self)
        self._review_soon.setSingleShot(True)
        self._review_soon.setInterval(REVIEW_AFTER_MS)
        self._review_soon.timeout.connect(self._review)
        self._connect()

    def _connect(self) -> None:
        table, editor = self.table, self.editor
        table.rows.row_chosen.connect(self._chosen)
        table.cells.edited.connect(self._cell_edited)
        for control, act in (
            (table.add_button, self.add), (table.restore, self.restore), (table.revert, self.revert),
            (table.load, self.transfer.choose_import), (table.store, self.transfer.choose_export),
            (table.save, self.save), (table.undo, self.undo), (table.redo, self.redo), (table.remove, self.remove),
            (editor.fix, self.fix),
        ):  # fmt: skip
            control.clicked.connect(lambda _checked=False, act=act: act())
        editor.typed.connect(self._typed)
        editor.edited.connect(self._field_edited)
        editor.field_left.connect(self.history.pause)
        self.history.indexChanged.connect(self._show_steps)
        self._show_steps()
        for keys, act in ((["Ctrl+Z"], self.undo), (["Ctrl+Shift+Z", "Ctrl+Y"], self.redo)):
            shortcut = QShortcut(self)
            shortcut.setKeys([QKeySequence(key) for key in keys])
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where table and editor have no room side by side, they stand below each other."""
        super().resizeEvent(event)
        narrow = event.size().width() < px(NARROW)
        self._columns.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self.table.rows.setMaximumHeight(px(LOW) if narrow else QWIDGETSIZE_MAX)

    # --- loading

    def enter(self) -> None:
        signed_in = self.context.services.session is not None
        self.no_session.setVisible(not signed_in)
        self.columns.setVisible(signed_in)
        self.enabled.setVisible(signed_in and self.kind == "Group")
        if signed_in and self._data is None:
            self.load()
        elif signed_in:
            self._answers_changed()
            self.trial.read_people()
            self._read_again()

    def leave(self) -> None:
        self.editor.expression.close_help()
        self._review_soon.stop()
        self.trial.stop()

    @property
    def waiting(self) -> bool:
        return self._review_soon.isActive() or self.trial.waiting

    def load(self) -> None:
        """Read the job's mappings, the defaults, and people to try them on."""
        from wizard.journey.steps.mappings import load

        self.run(
            task_last(load), self.context.services, self.journey.answers,
            on_result=self._loaded, busy="users-reading", key="load",
        )  # fmt: skip

    def _read_again(self) -> None:
        """Read what the job has now: other steps, and others in the portal, may have changed it meanwhile."""
        self.run(
            task_last(read_schema), self.context.services, self.journey.answers,
            on_result=self._was_read_again, key="load",
        )  # fmt: skip

    def _was_read_again(self, schema: Schema) -> None:
        before = self._saved
        clean = self.was_saved and not self._unsaved()
        self._take_schema(schema)
        if clean and before is not None and self._saved is not None and difference(before, self._saved):
            self.journey.answer(**{self.rows_answer: None, self.actions_answer: False})
        self._answers_changed()

    def _loaded(self, data: Any) -> None:
        self._data = data
        self._take_schema(data.schema)
        if self.was_saved and getattr(self.journey.answers, self.rows_answer) is not None and not self._saved_answer:
            self.journey.answer(**{self.rows_answer: None, self.actions_answer: False})
        if data.default.has(self.kind):
            self._defaults = data.default.mapping(self.kind)
            self.table.set_defaults({row.target: row for row in self._defaults.rows})
        sources, targets = data.schema.source_attributes(self.kind), data.schema.target_attributes(self.kind)
        self.editor.set_choices(data.people, targets, sources, data.schema.language)
        self.table.cells.attributes, self.table.cells.language = sources, data.schema.language
        self.trial.start(data.people, targets)
        self._edits = Edits()
        self._answers_changed()
        self.trial.read_people()

    def _take_schema(self, schema: Schema) -> None:
        self._schema = schema
        self._saved = schema.mapping(self.kind) if schema.has(self.kind) else None
        # What was saved rests on the answer of then: going back to it must not make that stale.
        answer = getattr(self.journey.answers, self.rows_answer)
        held = tuple(AttributeMapping.from_json(row) for row in answer or ())
        same = self._saved is not None and not difference(self._saved, replace(self._saved, rows=held))
        self._saved_answer = answer if answer is not None and same else None

    def _answers_changed(self) -> None:
        """Show the rows that the answers hold now, when they are not those that are shown; steps back end there."""
        edited = getattr(self.journey.answers, self.rows_answer)
        saved = self._saved.rows if self._saved is not None else ()
        rows = saved if edited is None else tuple(AttributeMapping.from_json(row) for row in edited)
        actions = getattr(self.journey.answers, self.actions_answer)
        if (rows, actions) != (self._edits.rows, self._edits.all_actions) or not self._edits.rows:
            self.history.clear()
            self._edits = Edits().only(rows, all_actions=actions)
        self._show(self._edits)

    @property
    def rows(self) -> tuple[AttributeMapping, ...]:
        """The rows as edited, or as the job has them."""
        return self._edits.rows

    @property
    def saved(self) -> ObjectMapping | None:
        """The mapping that the job has."""
        return self._saved

    @property
    def schema(self) -> Schema | None:
        return self._schema

    @property
    def _functions(self) -> frozenset[str]:
        """Functions that only this tenant knows."""
        return self._schema.language.more if self._schema is not None else frozenset()

    @property
    def edits(self) -> Edits:
        return self._edits

    @property
    def default_rows(self) -> Sequence[AttributeMapping]:
        """The application's own rows."""
        return self._defaults.rows if self._defaults is not None else ()

    @property
    def _row(self) -> AttributeMapping | None:
        return self._edits.row

    # --- showing

    def _apply(self, edits: Edits) -> None:
        """Show a state, and keep its rows as the answer."""
        saved = self._saved.rows if self._saved is not None else ()
        value = self._saved_answer if edits.rows == saved else tuple(row.to_json() for row in edits.rows)
        self._edits = edits
        self.journey.answer(**{self.rows_answer: value, self.actions_answer: edits.all_actions})
        self._show(edits)

    def _show(self, edits: Edits) -> None:
        self._showing = True
        with self.at_once():
            self.table.show_edits(edits)
            self.editor.show_edits(edits)
            self._show_count()
            self._show_changes()
            self._show_finding()
            self._show_enabled()
        self._showing = False
        self.trial.show_row(edits.row, unfinished=edits.at in edits.bad)
        self._review_soon.start()
        self.changed.emit()

    def _show_count(self) -> None:
        findings = self.problems.counted(self._found.findings)
        differs = self.table.differing()
        words = self.t("users-count", count=len(self.rows), differs=differs, problems=len(findings))
        self.table.count.setText(words)
        self.table.show_findings(self._found.by_target)
        self.problems.panel.show_problems(findings)

    def _show_enabled(self) -> None:
        if self.kind == "Group" and self._saved is not None:
            answer = self.journey.answers.groups_enabled
            on = self._saved.enabled if answer is None else answer
            self.enabled.setChecked(on)
            self.table.rows.setEnabled(on)
            self.editor.setEnabled(on)

    def _show_changes(self) -> None:
        unsaved = self._unsaved()
        dirty = bool(unsaved) or self._switched()
        unfinished = bool(self._edits.bad)
        self.table.save.setEnabled(not unfinished)
        set_tip(self.table.save, self.t("users-unfinished") if unfinished else "")
        self.table.state.show_state(
            self.t("users-unfinished-chip" if unfinished else "users-unsaved" if dirty else "users-saved"),
            "bad" if unfinished else "warn" if dirty else "ok",
        )
        if self._changes is None and not unsaved:
            return
        panel = self._changes_panel()
        if panel.against.value == "default" and self._defaults is not None and self._saved is not None:
            panel.show_changes(difference(self._defaults, self._edited()))
        else:
            panel.show_changes(unsaved)
        panel.setVisible(bool(unsaved))

    def _changes_panel(self) -> ChangesPanel:
        if self._changes is None:
            self._changes = ChangesPanel(self.context)
            self._changes.compared.connect(self._show_changes)
            self._left.addWidget(self._changes)
        return self._changes

    def _unsaved(self) -> Sequence[Any]:
        if self._saved is None:
            return ()
        return difference(self._saved, self._edited())

    def _edited(self) -> ObjectMapping:
        assert self._saved is not None
        actions = ACTIONS | self._saved.actions if self._edits.all_actions else self._saved.actions
        return replace(self._saved, rows=self.rows, actions=actions)

    def _switched(self) -> bool:
        wanted = self.journey.answers.groups_enabled
        return self.kind == "Group" and self._saved is not None and wanted not in (None, self._saved.enabled)

    def _show_steps(self, _index: int = 0) -> None:
        self.table.undo.setEnabled(self.history.canUndo())
        self.table.redo.setEnabled(self.history.canRedo())

    def portal_values(self) -> Mapping[str, str]:
        """Return what differs from what the job has, which is what there is to do in the portal."""
        values = {
            name: value
            for name, value in super().portal_values().items()
            if not (name.startswith(f"{self.rows_answer}/") and self._saved is not None)
        }
        for change in self._unsaved():
            key = f"{self.rows_answer}/{change.target or change.field}"
            said = self._changes_panel().sentence(change)
            values[key] = f"{values[key]} {said}" if key in values else said
        return values

    # --- findings

    def _review(self) -> None:
        if self._schema is not None and self._saved is not None:
            self.run(
                review, self._schema, self.kind, self._edits, self.trial.people,
                on_result=self._reviewed, on_error=self._not_reviewed, key="review",
            )  # fmt: skip

    def _reviewed(self, found: Found) -> None:
        self._found = found
        self._show_count()
        self._show_finding()

    def _not_reviewed(self, error: WizardError) -> None:
        self._reviewed(Found())

    @property
    def _findings(self) -> tuple[Finding, ...]:
        """What was found about the current row; else about the whole mapping."""
        by_target = self._found.by_target
        own = by_target.get(self._row.target, ()) if self._row is not None else ()
        return own or by_target.get("", ())

    def _show_finding(self) -> None:
        self.editor.show_findings(self._findings)

    def review_soon(self) -> None:
        """Check again, for the people have changed."""
        self._review_soon.start()

    def fix(self, finding: Finding | None = None) -> None:
        """Let a finding's own correction be made, else that of the shown one; it is a step that can be taken back."""
        found = (finding,) if finding is not None else self._findings
        fix = next((each.fix for each in found if each.fix is not None), None)
        if self._schema is not None and fix is not None:
            self.run(
                fixed, self._schema, self.kind, self._edits, fix, self._data.default, on_result=self._fixed, key="fix"
            )

    def _fixed(self, after: Edits) -> None:
        self.history.pause()
        self.take(after)

    # --- editing

    def _chosen(self, _row: Any) -> None:
        if self._showing:
            return
        place = self.table.rows.current_place()
        self.history.pause()
        if place != self._edits.at:
            self._edits = replace(self._edits, at=place)
            self.editor.show_edits(self._edits)
            self._show_finding()
            self.trial.show_row(self._row, unfinished=place in self._edits.bad)

    def take(self, after: Edits, merge: str = "") -> None:
        """Go on to another state, as a step that can be taken back."""
        if after != self._edits:
            self.history.step(self._edits, after, merge)

    def take_rows(self, rows: Sequence[AttributeMapping]) -> None:
        """Take these rows instead of all."""
        self.history.pause()
        self.take(self._edits.only(rows, all_actions=self._edits.all_actions))

    def _typed(self, text: str) -> None:
        after, _error = self._edits.with_text(self._edits.at, text, self._functions)
        self.take(after, f"source/{self._edits.at}")

    def _field_edited(self, field: str, row: AttributeMapping) -> None:
        self.take(self._edits.with_row(self._edits.at, row), f"{field}/{self._edits.at}")

    def _cell_edited(self, place: int, column: int, value: Any) -> None:
        self.history.pause()
        row = self._edits.rows[place]
        if column == SOURCE and value != self._edits.text(place):
            self.take(self._edits.with_text(place, str(value), self._functions)[0])
        elif column == MATCHING:
            self.take(self._edits.with_row(place, replace(row, matching=int(value))))
        elif column == FLOW:
            self.take(self._edits.with_row(place, replace(row, flow=str(value))))

    def undo(self) -> None:
        """Take the last step back."""
        self.history.undo()

    def redo(self) -> None:
        """Make the step again that was taken back."""
        self.history.redo()

    def add(self) -> None:
        """Add a row for the first target attribute that is not mapped yet."""
        used = {row.target for row in self.rows}
        items = self._schema.target_attributes(self.kind) if self._schema is not None else ()
        free = [item.name for item in items if item.name not in used and not item.anchor and item.type != "Reference"]
        if free:
            self.history.pause()
            self.table.filter.clear()
            self.take(self._edits.plus(AttributeMapping.make(free[0], "[displayName]")))
            self.editor.expression.setFocus()

    def remove(self) -> None:
        """Remove the selected rows."""
        self.history.pause()
        self.take(self._edits.without(self.table.rows.selected_places()))

    def restore(self) -> None:
        """Take the application's default rows; nothing is saved yet."""
        if self._defaults is not None:
            self.take_rows(self._defaults.rows)

    def revert(self) -> None:
        """Take the rows that the job has."""
        if self._saved is not None:
            if self.journey.answers.groups_enabled is not None and self.kind == "Group":
                self.journey.answer(groups_enabled=None)
            self.history.pause()
            self.take(self._edits.only(self._saved.rows))
            self._show(self._edits)

    # --- saving

    def save(self) -> None:
        """Save the mappings and read them back, once the person knows what that does to people."""
        self.problems.before_saving(self._save)

    def _save(self) -> None:
        self.perform(busy="users-saving", on_done=self._was_saved)

    def took(self, outcome: Outcome[Schema]) -> None:
        if outcome.data is not None:
            self._was_read_again(outcome.data)

    def _was_saved(self, _outcome: Outcome[Schema]) -> None:
        self.gate.tell()

    def _enabled_clicked(self, checked: bool) -> None:
        self.journey.answer(groups_enabled=checked)
        self._show(self._edits)

    def next_pressed(self) -> None:
        if self.way == "for_me" and self.journey.settled(self.step_id) in {"todo", "stale"}:
            self.problems.before_saving(self._save_and_go)
            return
        super().next_pressed()

    def _save_and_go(self) -> None:
        self.perform(busy="users-saving", on_done=self._saved_go_on)

    def _saved_go_on(self, outcome: Outcome[Schema]) -> None:
        self._go_on(outcome)
        self.gate.tell(saved_only=True)

    def unfinished(self) -> str:
        return "users" if self._edits.bad else "" if self._data is not None else "reading"

    def can_next(self) -> bool:
        if self.way == "for_me" and self._edits.bad:
            return False
        return super().can_next() or (self.way == "for_me" and self._data is not None)
