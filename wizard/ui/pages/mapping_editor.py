"""The right side of the mapping page: the current row, and its result for one user and for all users."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout

from wizard.directory import Person
from wizard.mapping.attribute_mapping import ALWAYS, ON_CREATE
from wizard.ui.layout import SPACE, Wide, add, column, row
from wizard.ui.models.mapping_edits import Edits
from wizard.ui.pages.mapping_population import PopulationBox
from wizard.ui.pages.mapping_problems import problem_words
from wizard.ui.pages.mapping_try import TryOn
from wizard.ui.theme import mono_font
from wizard.ui.tips import set_tip
from wizard.ui.widgets.basic import Card, label, restyle
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.expression_edit import ExpressionEdit, lines_height
from wizard.ui.widgets.expression_help import CallHelp
from wizard.ui.widgets.fields import FormField, spin_box, text_edit

if TYPE_CHECKING:
    from wizard.mapping import AttributeDefinition, AttributeMapping
    from wizard.mapping.checks import Finding
    from wizard.mapping.language import Language
    from wizard.ui.shell.context import UiContext

_ROLES = {"error": "error", "warning": "warn", "advice": "hint"}


class MappingEditor(Card):
    """Fields of the current row. ``typed`` carries a source's text, ``edited`` a field and the changed row."""

    typed = Signal(str)
    edited = Signal(str, object)
    person_changed = Signal()
    field_left = Signal()

    def __init__(self, context: UiContext, *, people: bool) -> None:
        super().__init__(context.t("users-try" if people else "users-try-group"), name="editorCard")
        self._context, self._t = context, context.t
        self._row: AttributeMapping | None = None
        self._filling = False
        box = column(gap=7)
        self.add(box, 1)
        self.tried = TryOn(context, self.person_changed.emit, people=people)
        box.addWidget(self.tried.person)
        self._add_source(box)
        add(box, self.tried.title, self.tried.result, self.tried.was)
        self._add_fields(box)
        self.population = PopulationBox(context)
        self.finding = label("", "error", name="finding")
        self.fix = LinkButton(self._t("users-fix"), name="fix")
        add(box, self.population, self.finding, row(self.fix, SPACE), SPACE)
        self.population.setVisible(people)
        self.finding.hide()
        self.fix.hide()
        for field in (self.expression, self.default, self.matching, self.matching.lineEdit()):
            field.installEventFilter(self)

    def _add_source(self, box: QVBoxLayout) -> None:
        t = self._t
        self.target = QComboBox()
        self.target.setObjectName("target")
        self.target.setFont(mono_font())
        self.target.activated.connect(
            lambda: self._edit("target", lambda row: replace(row, target=str(self.target.currentData())))
        )
        self.target.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addWidget(FormField(t("users-target"), self.target))
        self.call_help = CallHelp("expression", t("users-expression.help"))
        self.expression = ExpressionEdit(self._context.texts, self.call_help, name="expression")
        self.expression.setPlaceholderText(t("users-expression.help"))
        self.expression.setFixedHeight(lines_height(self.expression, 2))
        self.expression.checked.connect(self._text_changed)
        self.expression_field = FormField(t("users-expression"), self.expression, above=self.call_help)
        # Its message may take as many lines as it needs.
        self.expression_field.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        box.addWidget(self.expression_field)

    def _add_fields(self, box: QVBoxLayout) -> None:
        t = self._t
        self.apply = QComboBox()
        self.apply.setObjectName("applies")
        self.apply.addItem(t("users-always"), ALWAYS)
        self.apply.addItem(t("users-on-create"), ON_CREATE)
        self.apply.activated.connect(
            lambda: self._edit("flow", lambda row: replace(row, flow=str(self.apply.currentData())))
        )
        self.matching = spin_box(0, 9, name="matching")
        self.matching.setSpecialValueText(t("users-matching-none"))
        set_tip(self.matching, t("users-matching.help"))
        self.matching.valueChanged.connect(
            lambda value: self._edit("matching", lambda row: replace(row, matching=value))
        )
        apply, matching = FormField(t("users-applies"), self.apply), FormField(t("users-matching"), self.matching)
        self.default = text_edit(name="defaultValue", placeholder=t("users-default.help"))
        set_tip(self.default, t("users-default.help"))
        self.default.textEdited.connect(
            lambda text: self._edit("default", lambda row: replace(row, default=text or None))
        )
        pair = row(Wide(apply, 3, top=True), Wide(matching, 2, top=True), gap=10)
        add(box, pair, FormField(t("users-default"), self.default))

    # --- filling

    def set_choices(
        self,
        people: Sequence[Person],
        targets: Sequence[AttributeDefinition],
        sources: Sequence[AttributeDefinition],
        language: Language,
    ) -> None:
        """Offer these users to try the mapping on, targets, source attributes, and the functions of a language."""
        self.tried.offer(people)
        self.target.clear()
        for item in targets:
            self.target.addItem(item.name, item.name)
        self.expression.set_attributes(sources, language)

    def show_edits(self, edits: Edits) -> None:
        """Show the current row in the fields; a field with the same content keeps its cursor."""
        row = self._row = edits.row
        self._filling = True
        for control in (self.target, self.expression, self.apply, self.default, self.matching):
            control.setEnabled(row is not None)
        if row is not None:
            if self.target.findData(row.target) < 0:
                self.target.addItem(row.target, row.target)
            self.target.setCurrentIndex(self.target.findData(row.target))
            self.expression.show_text(edits.text(edits.at))
            self.apply.setCurrentIndex(max(0, self.apply.findData(row.flow)))
            if self.default.text() != (row.default or ""):
                self.default.setText(row.default or "")
            self.matching.setValue(row.matching)
        else:
            self.expression.show_text("")
        self._filling = False
        self.expression_field.show_error(self.expression.problem)
        self.expression_field.show_help("" if self.expression.error else self.expression.remark)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show the row's findings with their fixes and affected users, and the button that applies a fix."""
        self.finding.setVisible(bool(findings))
        self.fix.setVisible(any(finding.fix is not None for finding in findings))
        if findings:
            restyle(self.finding, role=_ROLES[findings[0].severity])
            self.finding.setText("\n\n".join(" ".join(problem_words(self._context.texts, one)) for one in findings))

    # --- editing

    def _text_changed(self, _error: object) -> None:
        if not self._filling and self._row is not None:
            self.typed.emit(self.expression.toPlainText())

    def _edit(self, field: str, change: Callable[[AttributeMapping], AttributeMapping]) -> None:
        if not self._filling and self._row is not None:
            row = change(self._row)
            if row != self._row:
                self.edited.emit(field, row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave undo and redo to the page, whose history covers all rows; a field that loses focus ends a change."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            again = event.keyCombination().toCombined() == int(Qt.Modifier.CTRL.value | Qt.Key.Key_Y.value)
            if event.matches(undo) or event.matches(redo) or again:
                event.ignore()
                return True
        if event.type() == QEvent.Type.FocusOut:
            self.field_left.emit()
        return False
