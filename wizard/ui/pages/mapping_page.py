"""Steps 7 and 8: the table of mappings, the editor, a try on a real person, differences, save and restore."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from wizard.directory import Person
from wizard.errors import MappingError
from wizard.journey.model import Outcome
from wizard.mapping import AttributeMapping, Schema
from wizard.mapping.checks import Finding, check, difference
from wizard.mapping.expression import ExpressionError, compile_expression
from wizard.mapping.expression.functions import as_text
from wizard.mapping.schema import ALWAYS, ON_CREATE
from wizard.ui.context import UiContext
from wizard.ui.models.rows import Column
from wizard.ui.pages.base import Page, task_last
from wizard.ui.theme import mono_font, px
from wizard.ui.widgets.basic import Card, Chip, EmptyState, LinkButton, button, label
from wizard.ui.widgets.fields import FormField, spin_box, text_edit
from wizard.ui.widgets.problem import Banner
from wizard.ui.widgets.table import DataTable


class MappingPage(Page):
    """The same page for users and groups; the subclass names the kind and the answers it edits."""

    kind: ClassVar[Literal["User", "Group"]]
    rows_answer: ClassVar[str]

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._data: Any = None
        self._schema: Schema | None = None
        self._findings: dict[str, Finding] = {}
        self._defaults: Mapping[str, AttributeMapping] = {}
        self._filling = False
        self._keeping = False
        self._row: AttributeMapping | None = None
        self.no_session = EmptyState(self.t("application-sign-in-first"), name="signInFirst")
        self.body.addWidget(self.no_session)
        self.enabled = QCheckBox(self.t("users-enabled"))
        self.enabled.setObjectName("groupsEnabled")
        self.enabled.clicked.connect(self._enabled_clicked)
        self.enabled.setVisible(self.kind == "Group")
        self.body.addWidget(self.enabled)
        self.columns = QWidget()
        columns = QHBoxLayout(self.columns)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(px(14))
        columns.addWidget(self._build_table(), 7)
        self.editor = self._build_editor()
        columns.addWidget(self.editor, 3)
        self.body.addWidget(self.columns, 1)
        self.changes = Banner(name="changes")
        self.changes.hide()
        self.body.addWidget(self.changes)

    def _build_table(self) -> QWidget:
        card = Card(self.t(f"step-{self.step_id}-title"), name="mappingsCard")
        self.state = Chip("", name="savedState")
        card.add_to_head(self.state, right=False)
        self.filter = text_edit(name="filter", placeholder=self.t("users-search-placeholder"))
        self.filter.setAccessibleName(self.t("users-search-placeholder"))
        self.filter.setFixedWidth(px(190))
        card.add_to_head(self.filter)
        columns = (
            Column(self.t("users-column-source"), self._source_text, mono=True, stretch=3),
            Column(
                self.t("users-column-target"),
                lambda row: _short(row.target),
                mono=True,
                stretch=3,
                tip=lambda row: row.target,
            ),
            Column(self.t("users-column-match"), self._match_text, tone=_match_tone),
            Column(self.t("users-column-apply"), self._apply_text),
            Column(self.t("users-column-default"), self._default_text, tone=self._default_tone),
        )
        self.table = DataTable(columns, name="mappings", title=self.t(f"step-{self.step_id}-title"))
        self.table.row_chosen.connect(self._chosen)
        self.filter.textChanged.connect(self.table.set_filter)
        card.add_flush(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(px(12))
        row.addWidget(button(self.t("users-add"), self.add, name="addMapping"))
        row.addWidget(LinkButton(self.t("users-restore"), self.restore, name="restoreDefaults"))
        row.addWidget(LinkButton(self.t("users-revert"), self.revert, name="revert"))
        row.addStretch(1)
        self.save_button = button(self.t("users-save"), self.save, name="saveMappings", kind="primary")
        row.addWidget(self.save_button)
        card.add(row)
        self.count = label("", "faint", name="mappingCount")
        card.add(self.count)
        return card

    def _build_editor(self) -> QWidget:
        title = "users-try" if self.kind == "User" else "users-try-group"
        card = Card(self.t(title), name="editorCard")
        box = QVBoxLayout()
        box.setSpacing(px(9))
        self.person = QComboBox()
        self.person.setObjectName("person")
        self.person.setAccessibleName(self.t("users-try"))
        self.person.currentIndexChanged.connect(self._evaluate)
        self.person.setVisible(self.kind == "User")
        box.addWidget(self.person)
        self.target = QComboBox()
        self.target.setObjectName("target")
        self.target.setFont(mono_font())
        self.target.activated.connect(self._target_chosen)
        self.target.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addWidget(FormField(self.t("users-target"), self.target))
        self.expression = QPlainTextEdit()
        self.expression.setObjectName("expression")
        self.expression.setFont(mono_font())
        self.expression.setTabChangesFocus(True)
        self.expression.setFixedHeight(px(54))
        self.expression.textChanged.connect(self._expression_edited)
        self.expression_field = FormField(self.t("users-expression"), self.expression, self.t("users-expression.help"))
        box.addWidget(self.expression_field)
        self.result = label("", name="result", select=True)
        self.result.setFont(mono_font())
        self.result_title = label(self.t("users-result"), "label")
        box.addWidget(self.result_title)
        box.addWidget(self.result)
        self.give = label("", "hint", name="giveValue")
        box.addWidget(self.give)
        self.apply = QComboBox()
        self.apply.setObjectName("applies")
        self.apply.addItem(self.t("users-always"), ALWAYS)
        self.apply.addItem(self.t("users-on-create"), ON_CREATE)
        self.apply.activated.connect(self._apply_chosen)
        pair = QHBoxLayout()
        pair.setSpacing(px(10))
        pair.addWidget(FormField(self.t("users-applies"), self.apply), 3, Qt.AlignmentFlag.AlignTop)
        self.matching = spin_box(0, 9, name="matching")
        self.matching.valueChanged.connect(self._matching_changed)
        self.matching.setSpecialValueText(self.t("users-matching-none"))
        self.matching.setToolTip(self.t("users-matching.help"))
        pair.addWidget(FormField(self.t("users-matching"), self.matching), 2, Qt.AlignmentFlag.AlignTop)
        box.addLayout(pair)
        self.default = text_edit(name="defaultValue")
        self.default.textEdited.connect(self._default_edited)
        box.addWidget(FormField(self.t("users-default"), self.default, self.t("users-default.help")))
        self.finding = label("", "error", name="finding")
        box.addWidget(self.finding)
        row = QHBoxLayout()
        row.addStretch(1)
        self.remove_link = LinkButton(self.t("users-remove"), self.remove, name="removeMapping")
        row.addWidget(self.remove_link)
        box.addLayout(row)
        box.addStretch(1)
        card.add(box, 1)
        return card

    # --- loading

    def enter(self) -> None:
        signed_in = self.context.services.session is not None
        self.no_session.setVisible(not signed_in)
        self.columns.setVisible(signed_in)
        self.enabled.setVisible(signed_in and self.kind == "Group")
        if signed_in and self._data is None:
            self.load()
        elif signed_in:
            self._show()

    def load(self) -> None:
        """Read the job's mappings, the defaults, and people to try them on."""
        from wizard.journey.steps.mappings import load

        self.run(
            task_last(load), self.context.services, self.journey.answers,
            on_result=self._loaded, busy="users-reading", key="load",
        )  # fmt: skip

    def _loaded(self, data: Any) -> None:
        self._data, self._schema = data, data.schema
        if data.default.has(self.kind):
            self._defaults = {row.target: row for row in data.default.mapping(self.kind).rows}
        self.person.clear()
        for person in data.people:
            self.person.addItem(person.display_name, person)
        if not data.people:
            self.person.addItem(self.t("users-no-person"), None)
        self.target.clear()
        for item in data.schema.target_attributes(self.kind):
            self.target.addItem(item.name, item.name)
        self._show()
        if self.rows:
            self.table.select_row(self.rows[0])

    @property
    def rows(self) -> tuple[AttributeMapping, ...]:
        """The rows as edited, or as the job has them."""
        edited = getattr(self.journey.answers, self.rows_answer)
        if edited is not None:
            return tuple(AttributeMapping.from_json(row) for row in edited)
        if self._schema is None or not self._schema.has(self.kind):
            return ()
        return self._schema.mapping(self.kind).rows

    def _edited_schema(self) -> Schema | None:
        if self._schema is None or not self._schema.has(self.kind):
            return None
        return self._schema.with_mapping(self.kind, rows=self.rows)

    # --- showing

    def _show(self) -> None:
        rows = self.rows
        self.table.set_rows(list(rows))
        edited = self._edited_schema()
        findings = check(edited, self.kind) if edited is not None else ()
        self._findings = {finding.target: finding for finding in reversed(findings)}
        differs = sum(1 for row in rows if self._default_key(row) != "default")
        self.count.setText(self.t("users-count", count=len(rows), differs=differs, problems=len(findings)))
        self._show_changes(edited)
        answer = self.journey.answers.groups_enabled
        if self.kind == "Group" and self._schema is not None and self._schema.has("Group"):
            on = self._schema.mapping("Group").enabled if answer is None else answer
            self.enabled.setChecked(on)
            self.table.setEnabled(on)
            self.editor.setEnabled(on)
        self._show_finding()
        self.changed.emit()

    def _show_changes(self, edited: Schema | None) -> None:
        unsaved = () if edited is None or self._schema is None else difference(
            self._schema.mapping(self.kind), edited.mapping(self.kind)
        )  # fmt: skip
        words = []
        for item in unsaved[:6]:
            key = f"users-change-{item.field if item.kind == 'changed' else item.kind}"
            words.append(self.t(key, target=_short(item.target), old=item.old, new=item.new))
        switched = self._switched()
        self.state.show_state(
            self.t("users-unsaved" if unsaved or switched else "users-saved"), "warn" if unsaved or switched else "ok"
        )
        if words:
            self.changes.say(self.t("users-changes"), " ".join(words) + ("…" if len(unsaved) > 6 else ""), tone="info")
        else:
            self.changes.hide()

    def _switched(self) -> bool:
        if self.kind != "Group" or self._schema is None or not self._schema.has("Group"):
            return False
        wanted = self.journey.answers.groups_enabled
        return wanted is not None and wanted != self._schema.mapping("Group").enabled

    def _source_text(self, row: AttributeMapping) -> str:
        if row.source is None:
            return self.t("users-none")
        return (
            str(row.source.get("name"))
            if row.type == "Direct"
            else f"fx  {row.expression}"
            if row.type == "Expression"
            else row.expression
        )

    def _match_text(self, row: AttributeMapping) -> str:
        return self.t("users-match", rank=row.matching) if row.matching else ""

    def _apply_text(self, row: AttributeMapping) -> str:
        return self.t("users-on-create" if row.flow == ON_CREATE else "users-always")

    def _default_key(self, row: AttributeMapping) -> str:
        usual = self._defaults.get(row.target)
        if usual is None:
            return "added"
        same = (usual.expression, usual.default, usual.matching, usual.flow) == (
            row.expression,
            row.default,
            row.matching,
            row.flow,
        )
        return "default" if same else "differs"

    def _default_text(self, row: AttributeMapping) -> str:
        return self.t(f"users-chip-{self._default_key(row)}")

    def _default_tone(self, row: AttributeMapping) -> str:
        return {"default": "neutral", "differs": "warn", "added": "info"}[self._default_key(row)]

    # --- the editor

    def _chosen(self, row: Any) -> None:
        if self._keeping:
            return
        self._row = row
        self._filling = True
        on = row is not None
        for control in (self.target, self.expression, self.apply, self.default, self.matching, self.remove_link):
            control.setEnabled(on)
        if on:
            if self.target.findData(row.target) < 0:
                self.target.addItem(row.target, row.target)
            self.target.setCurrentIndex(self.target.findData(row.target))
            if self.expression.toPlainText() != row.expression:
                self.expression.setPlainText(row.expression)
            self.apply.setCurrentIndex(max(0, self.apply.findData(row.flow)))
            self.default.setText(row.default or "")
            self.matching.setValue(row.matching)
        self.expression_field.show_error("")
        self._filling = False
        self._evaluate()
        self._show_finding()

    def _show_finding(self) -> None:
        finding = self._findings.get(self._row.target) if self._row is not None else None
        finding = finding or self._findings.get("")
        self.finding.setVisible(finding is not None)
        if finding is not None:
            key = f"mapcheck-{finding.id}"
            self.finding.setText(f"{self.t(key, **finding.params)} {self.t(f'{key}.fix', **finding.params)}")

    def _evaluate(self, *_args: object) -> None:
        """Evaluate the current expression on the chosen person, and count who gets a value."""
        row, person = self._row, self.person.currentData()
        shown = self.kind == "User" and row is not None and row.source is not None and isinstance(person, Person)
        self.result.setVisible(shown)
        self.result_title.setVisible(shown)
        self.give.setVisible(shown)
        if not shown or row is None:
            return
        try:
            value = compile_expression(row.expression)
        except MappingError:
            return
        try:
            text = as_text(value(_attributes(person)))
            self.result.setText(text or self.t("users-result-empty"))
        except MappingError:
            self.result.setText(self.t("users-result-error"))
        people = self._data.people if self._data is not None else ()
        count = 0
        for each in people:
            try:
                count += bool(as_text(value(_attributes(each))))
            except MappingError:
                continue
        self.give.setText(self.t("users-give", value=count, people=len(people)))

    def _expression_edited(self) -> None:
        if self._filling or self._row is None:
            return
        text = self.expression.toPlainText()
        try:
            changed = self._row.with_expression(text)
        except ExpressionError as error:
            words = self.context.texts.problem(error)
            self.expression_field.show_error(f"{words.what}. {words.why} {words.next}")
            return
        self.expression_field.show_error("")
        self._replace(changed)
        self._evaluate()

    def _target_chosen(self, _index: int) -> None:
        name = str(self.target.currentData())
        if self._row is not None and name != self._row.target:
            self._replace(replace(self._row, target=name))

    def _apply_chosen(self, _index: int) -> None:
        if self._row is not None:
            self._replace(replace(self._row, flow=str(self.apply.currentData())))

    def _default_edited(self, text: str) -> None:
        if self._row is not None:
            self._replace(replace(self._row, default=text or None))

    def _matching_changed(self, value: int) -> None:
        if not self._filling and self._row is not None and value != self._row.matching:
            self._replace(replace(self._row, matching=value))

    def _replace(self, new: AttributeMapping) -> None:
        old = self._row
        rows = [new if row == old else row for row in self.rows]
        self._row = new
        self._keep(rows)

    def _keep(self, rows: list[AttributeMapping]) -> None:
        saved = self._schema.mapping(self.kind).rows if self._schema is not None and self._schema.has(self.kind) else ()
        value = None if tuple(rows) == saved else tuple(row.to_json() for row in rows)
        self.journey.answer(**{self.rows_answer: value})
        row, self._keeping = self._row, True
        self._show()  # the table forgets its selection, which means nothing here
        if row is not None:
            self.table.select_row(row)
        self._keeping = False
        if row is None:
            self._chosen(None)

    # --- work

    def add(self) -> None:
        """Add a row for the first target attribute that is not mapped yet."""
        used = {row.target for row in self.rows}
        items = self._schema.target_attributes(self.kind) if self._schema is not None else ()
        free = [item.name for item in items if item.name not in used and not item.anchor and item.type != "Reference"]
        if not free:
            return
        self._row = AttributeMapping.make(free[0], "[displayName]")
        self._keep([*self.rows, self._row])
        self._chosen(self._row)
        self.expression.setFocus()

    def remove(self) -> None:
        """Remove the selected rows."""
        gone = self.table.selected_rows()
        rows = [row for row in self.rows if row not in gone]
        self._row = None
        self._keep(rows)

    def restore(self) -> None:
        """Take the application's default rows; nothing is saved yet."""
        if self._defaults:
            self._row = None
            self._keep(list(self._defaults.values()))

    def revert(self) -> None:
        """Take the rows that the job has."""
        self._row = None
        self.journey.answer(**{self.rows_answer: None})
        self._show()

    def save(self) -> None:
        """Save the mappings and read them back."""
        self.perform(busy="users-saving", on_done=self._saved)

    def _saved(self, outcome: Outcome) -> None:
        if isinstance(outcome.data, Schema):
            self._schema = outcome.data
        self._show()

    def _enabled_clicked(self, checked: bool) -> None:
        self.journey.answer(groups_enabled=checked)
        self._show()

    def next_pressed(self) -> None:
        if self.way == "for_me" and self.journey.settled(self.step_id) in {"todo", "stale"}:
            self.perform(busy="users-saving", on_done=self._go_on)
            return
        super().next_pressed()

    def can_next(self) -> bool:
        return super().can_next() or (self.way == "for_me" and self._data is not None)


def _attributes(person: Person) -> dict[str, Any]:
    return {
        **person.mappable,
        "IsSoftDeleted": not person.account_enabled or person.soft_deleted,
    }


def _short(target: str) -> str:
    """Return a target name as it is shown: the middle of a URN left out."""
    if target.lower().startswith("urn:"):
        return "urn:…:" + ":".join(target.split(":")[-2:])
    return target


def _match_tone(row: AttributeMapping) -> str | None:
    return "info" if row.matching else None
