"""The right side of the mapping page: the current row, and its result for one user and for all users."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from wizard.directory import Person
from wizard.mapping.attribute_mapping import ALWAYS, ON_CREATE
from wizard.ui.models.mapping_edits import Edits
from wizard.ui.pages.mapping_population import PopulationBox
from wizard.ui.pages.mapping_problems import problem_words
from wizard.ui.theme import color, mono_font, px
from wizard.ui.tips import set_tip
from wizard.ui.widgets.basic import Card, LinkButton, Tone, chip_colors, label, restyle
from wizard.ui.widgets.expression_edit import ExpressionEdit, lines_height
from wizard.ui.widgets.fields import FormField, choice_box, spin_box, text_edit

if TYPE_CHECKING:
    from wizard.mapping import AttributeDefinition, AttributeMapping
    from wizard.mapping.checks import Finding
    from wizard.mapping.language import Language
    from wizard.ui.shell.context import UiContext

_BREAKS = re.compile(r"(?<=[@._/-])(?=\S)")

_ROLES = {"error": "error", "warning": "warn", "advice": "hint"}


USUAL, LEAST = 271, 100
"""Logical pixels; in the first, an address of usual length fits on one line."""


class ResultBox(QLabel):
    """A value on a colored background: green for a value, gray for none, red for a problem."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.tone: Tone = "neutral"
        self.setFont(mono_font())
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setContentsMargins(px(10), px(7), px(10), px(7))
        self._value = ""

    def show_value(self, text: str, tone: Tone) -> None:
        """Change text and background."""
        self.tone, self._value = tone, text
        self._lay_out()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the same width for each value, so that the table beside it stays as it is while rows are selected."""
        return QSize(px(USUAL), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(LEAST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """Let a word that is wider than the box break after its punctuation, as in a long address."""
        room, metrics = self.contentsRect().width(), self.fontMetrics()
        wide = any(metrics.horizontalAdvance(word) > room for word in self._value.split())
        text = _BREAKS.sub("\u200b", self._value) if wide else self._value
        if text != self.text():
            self.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = {"ok": "ok", "bad": "bad"}.get(self.tone, "border")
        painter.setPen(QPen(color(edge), 1))
        painter.setBrush(chip_colors(self.tone)[0])
        painter.setOpacity(1.0)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(5), px(5))
        painter.end()
        super().paintEvent(event)


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
        self._people = people
        self._filling = False
        box = QVBoxLayout()
        box.setSpacing(px(7))
        self.add(box, 1)
        self._add_source(box)
        self._add_result(box)
        self._add_fields(box)
        self.population = PopulationBox(context)
        box.addWidget(self.population)
        self.population.setVisible(people)
        self.finding = label("", "error", name="finding")
        box.addWidget(self.finding)
        row = QHBoxLayout()
        self.fix = LinkButton(self._t("users-fix"), name="fix")
        row.addWidget(self.fix)
        row.addStretch(1)
        box.addLayout(row)
        box.addStretch(1)
        self.finding.hide()
        self.fix.hide()
        for field in (self.expression, self.default, self.matching, self.matching.lineEdit()):
            field.installEventFilter(self)

    def _add_source(self, box: QVBoxLayout) -> None:
        t = self._t
        self.person = choice_box(name="person", title=t("users-try"))
        self.person.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.person.currentIndexChanged.connect(lambda _index: self.person_changed.emit())
        box.addWidget(self.person)
        if not self._people:
            self.person.hide()  # setVisible(True) without a parent would open its own window
        self.target = QComboBox()
        self.target.setObjectName("target")
        self.target.setFont(mono_font())
        self.target.activated.connect(self._target_chosen)
        self.target.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addWidget(FormField(t("users-target"), self.target))
        self.expression = ExpressionEdit(self._context.texts, name="expression")
        self.expression.setPlaceholderText(t("users-expression.help"))
        self.expression.setFixedHeight(lines_height(self.expression, 2))
        self.expression.checked.connect(self._text_changed)
        self.expression_field = FormField(t("users-expression"), self.expression)
        # Its message may take as many lines as it needs.
        self.expression_field.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        box.addWidget(self.expression_field)

    def _add_result(self, box: QVBoxLayout) -> None:
        self.result_title = label(self._t("users-result"), "label")
        self.result = ResultBox("result")
        self.was = label("", "hint", name="resultNote")
        for each in (self.result_title, self.result, self.was):
            box.addWidget(each)

    def _add_fields(self, box: QVBoxLayout) -> None:
        t = self._t
        self.apply = QComboBox()
        self.apply.setObjectName("applies")
        self.apply.addItem(t("users-always"), ALWAYS)
        self.apply.addItem(t("users-on-create"), ON_CREATE)
        self.apply.activated.connect(self._apply_chosen)
        self.matching = spin_box(0, 9, name="matching")
        self.matching.setSpecialValueText(t("users-matching-none"))
        set_tip(self.matching, t("users-matching.help"))
        self.matching.valueChanged.connect(self._matching_changed)
        pair = QHBoxLayout()
        pair.setSpacing(px(10))
        pair.addWidget(FormField(t("users-applies"), self.apply), 3, Qt.AlignmentFlag.AlignTop)
        pair.addWidget(FormField(t("users-matching"), self.matching), 2, Qt.AlignmentFlag.AlignTop)
        box.addLayout(pair)
        self.default = text_edit(name="defaultValue", placeholder=t("users-default.help"))
        set_tip(self.default, t("users-default.help"))
        self.default.textEdited.connect(self._default_edited)
        box.addWidget(FormField(t("users-default"), self.default))

    # --- filling

    def set_choices(
        self,
        people: Sequence[Person],
        targets: Sequence[AttributeDefinition],
        sources: Sequence[AttributeDefinition],
        language: Language,
    ) -> None:
        """Offer these users to try the mapping on, targets, source attributes, and the functions of a language."""
        self.person.blockSignals(True)
        self.person.clear()
        for person in people:
            self.person.addItem(person.display_name, person)
        if not people:
            self.person.addItem(self._t("users-no-person"), None)
        self.person.blockSignals(False)
        self.target.clear()
        for item in targets:
            self.target.addItem(item.name, item.name)
        self.expression.set_attributes(sources, language)

    def try_on(self, person: Person) -> None:
        """Select a user, and add the user to the list if needed."""
        at = next((n for n in range(self.person.count()) if self.person.itemData(n) == person), -1)
        if at < 0:
            self.person.addItem(person.display_name, person)
            at = self.person.count() - 1
        self.person.setCurrentIndex(at)

    @property
    def chosen_person(self) -> Person | None:
        found = self.person.currentData()
        return found if isinstance(found, Person) else None

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

    def show_result(self, text: str, tone: Tone, note: str) -> None:
        """Show the result for the selected user; hide the parts whose text is empty."""
        shown = bool(text)
        self.result.show_value(text, tone)
        self.was.setText(note)
        for each in (self.result, self.result_title):
            each.setVisible(shown)
        self.was.setVisible(bool(note))

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

    def _target_chosen(self, _index: int) -> None:
        self._edit("target", lambda row: replace(row, target=str(self.target.currentData())))

    def _apply_chosen(self, _index: int) -> None:
        self._edit("flow", lambda row: replace(row, flow=str(self.apply.currentData())))

    def _default_edited(self, text: str) -> None:
        self._edit("default", lambda row: replace(row, default=text or None))

    def _matching_changed(self, value: int) -> None:
        self._edit("matching", lambda row: replace(row, matching=value))

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
